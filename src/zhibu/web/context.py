"""What the frame of every page shows: the menu, where one is, who one is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.kit import clock
from zhibu.kit.actor import NOBODY, Actor
from zhibu.kit.dates import full_day
from zhibu.kit.offers import Feature
from zhibu.orgs.queries import rests_now
from zhibu.people.queries import standing_of
from zhibu.web.assembly import MENU
from zhibu.web.features import FEATURES
from zhibu.web.sessions import owes_proof


@dataclass(frozen=True, slots=True)
class NavLine:
    """One line of the navigation as drawn."""

    label: str
    url: str
    icon: str
    current: bool
    on_phone: bool


def nav_for(actor: Actor, view_name: str) -> list[NavLine]:
    """The lines this actor has, in order; the longest matching section is the current place.

    What rests has no line; its pages still open, so that what was recorded can be read.
    """
    hidden = {f.menu for f in resting()}
    entries = [e for e in MENU if e.url_name not in hidden]
    shown = [e for e in sorted(entries, key=lambda e: e.order) if e.shown_to(actor)]
    best = max(
        ((len(s), e) for e in shown for s in e.section if view_name.startswith(s)),
        key=lambda pair: pair[0],
        default=(0, None),
    )[1]
    return [
        NavLine(str(e.label), reverse(e.url_name), e.icon, e is best, e.on_phone) for e in shown
    ]


def resting() -> list[Feature]:
    """Features that rest today."""
    rests, today = rests_now(), clock.today()
    return [f for f in FEATURES if f.key in rests and rests[f.key].rests_on <= today]


def announced(view_name: str) -> str:
    """What a page of a feature says while its rest is announced or begun; empty for all others."""
    rests = rests_now()
    for feature in FEATURES:
        rest = rests.get(feature.key)
        if rest and view_name and view_name in {feature.menu, feature.export}:
            words = {"feature": feature.label, "day": full_day(rest.rests_on), "why": rest.reason}
            if rest.rests_on <= clock.today():
                return _("“%(feature)s”自%(day)s起停用：%(why)s。已有内容仍可查看和导出。") % words
            return _("“%(feature)s”将于%(day)s停用：%(why)s。请在此之前导出需要的内容。") % words
    return ""


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
        "announced": "",
        "where": "",
        "who": "",
    }
    if actor.person_id is None:
        return base
    match = request.resolver_match
    place = standing_of(actor)
    view_name = match.view_name if match else ""
    return base | {
        "owes_proof": owes_proof(request),
        "nav": nav_for(actor, view_name),
        "announced": announced(view_name),
        "where": place.where,
        "who": place.who,
    }
