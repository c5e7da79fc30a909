"""Everything held about oneself, on a page and to take along (关于我的信息、带走)."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from zhibu.kit import clock
from zhibu.kit.http import MemberRequest, member_view
from zhibu.kit.offers import HeldPart
from zhibu.web.assembly import PERSONAL_EXPORTS

SHOWN = 20  # records of one history on the page; the file has all


@dataclass(frozen=True, slots=True)
class Part:
    """One part as the page draws it."""

    part: HeldPart
    is_single: bool
    more: int

    @property
    def records(self) -> tuple[tuple[object, ...], ...]:
        return self.part.records[:SHOWN]

    @property
    def has_sources(self) -> bool:
        return any(held.source or held.ask for row in self.part.records for held in row)

    @property
    def heads(self) -> list[str]:
        return [held.label for held in self.part.records[0]] if self.part.records else []


def parts_about(person_id: int) -> list[tuple[str, HeldPart]]:
    """(room, part) of every room's offer, in their order. Queries as the offers say."""
    return [(offer.room, part) for offer in PERSONAL_EXPORTS for part in offer.gather(person_id)]


@require_safe
@member_view
def about_me(request: MemberRequest) -> HttpResponse:
    """Every field held about me and where it came from; histories by their latest."""
    parts = [
        Part(part, len(part.records) == 1 and part.key in SINGLE, max(0, len(part.records) - SHOWN))
        for _room, part in parts_about(request.actor.person_id or 0)
    ]
    return render(request, "web/about_me.html", {"parts": parts})


SINGLE = frozenset({"person", "account"})


@require_safe
@member_view
def take_along(request: MemberRequest) -> HttpResponse:
    """The same, whole, as a file for programs and a page for people, in one zip."""
    parts = parts_about(request.actor.person_id or 0)
    day = clock.today().isoformat()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("about-me.json", as_json(parts, name=request.actor.name))
        page = render_to_string(
            "web/take_along.html",
            {
                "name": request.actor.name,
                "made": clock.now(),
                "parts": [Part(part, part.key in SINGLE, 0) for _room, part in parts],
            },
        )
        box.writestr("about-me.html", page)
    response = HttpResponse(packed.getvalue(), content_type="application/zip")
    file = quote(f"关于我的信息-{day}.zip")
    response.headers["Content-Disposition"] = (
        f"attachment; filename=about-me-{day}.zip; filename*=UTF-8''{file}"
    )
    return response


def as_json(parts: list[tuple[str, HeldPart]], *, name: str) -> str:
    """The parts by room, values as they are stored; dates and instants as ISO text."""
    rooms: dict[str, list[dict[str, object]]] = {}
    for room, part in parts:
        rooms.setdefault(room, []).append(
            {
                "part": part.key,
                "title": part.title,
                "use": part.use,
                "records": [{held.name: held.value for held in row} for row in part.records],
            }
        )
    whole = {"name": name, "made_at": clock.now().isoformat(), "rooms": rooms}
    return json.dumps(whole, ensure_ascii=False, indent=1, default=_iso)


def _iso(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)
