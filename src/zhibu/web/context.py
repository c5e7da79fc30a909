"""What the frame of every page shows: the menu, where one is, who one is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from zhibu.kit.actor import NOBODY, Actor
from zhibu.people.queries import standing_of
from zhibu.web.assembly import MENU


@dataclass(frozen=True, slots=True)
class NavLine:
    """One line of the navigation as drawn."""

    label: str
    url: str
    icon: str
    current: bool
    on_phone: bool


def nav_for(actor: Actor, view_name: str) -> list[NavLine]:
    """The lines this actor has, in order; the longest matching section is the current place."""
    shown = [e for e in sorted(MENU, key=lambda e: e.order) if e.shown_to(actor)]
    best = max(
        ((len(s), e) for e in shown for s in e.section if view_name.startswith(s)),
        key=lambda pair: pair[0],
        default=(0, None),
    )[1]
    return [
        NavLine(str(e.label), reverse(e.url_name), e.icon, e is best, e.on_phone) for e in shown
    ]


def frame(request: HttpRequest) -> dict[str, Any]:
    """nav, where, who, signed_in, theme: what base.html draws on every page."""
    actor: Actor = getattr(request, "actor", NOBODY)
    theme = request.COOKIES.get("theme", "")
    base: dict[str, Any] = {
        "actor": actor,
        "signed_in": actor.person_id is not None,
        "theme": theme if theme in {"light", "dark"} else "",
        "mode": settings.MODE,
        "live_url": settings.LIVE_URL,
        "nav": [],
        "where": "",
        "who": "",
    }
    if actor.person_id is None:
        return base
    match = request.resolver_match
    place = standing_of(actor)
    return base | {
        "nav": nav_for(actor, match.view_name if match else ""),
        "where": place.where,
        "who": place.who,
    }
