"""All cells made once more by other code, and compared (复算): from the facts, not from the lines.

Nothing here is shared with ``actions/counting.py`` or the rooms' own readers: a fault there is found.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Sum

from zhibu.insights.catalogue import guards
from zhibu.insights.domain.figures import LEAST
from zhibu.insights.models import Cell, Folded, Line, Share, Unfolded
from zhibu.insights.queries.folded import stop_folding
from zhibu.kit import clock
from zhibu.orgs.models import Placement
from zhibu.people.queries.headcounts import Spell, spells
from zhibu.trail.models import OutboxEvent

Key = tuple[int, date, str]
STOCK = "people."


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """One cell that is not what the facts say (不符). where: which comparison found it."""

    where: str
    organisation_id: int
    month: date
    category: str
    held: int
    should: int

    def __str__(self) -> str:
        return (
            f"{self.where} {self.organisation_id} {self.month:%Y-%m} {self.category}: "
            f"{self.held} ≠ {self.should}"
        )


def differences(*, today: date | None = None) -> list[Difference]:
    """Every cell that differs from the facts or from its lines, every sum from its cells (核对).

    About twelve queries.
    """
    held = {(c.organisation_id, c.month, c.category): c.value for c in Cell.objects.all()}
    flows = {key: value for key, value in held.items() if not key[2].startswith(STOCK)}
    stock = {key: value for key, value in held.items() if key[2].startswith(STOCK)}
    return sorted(
        [
            *_compare("facts", flows, _from_facts()),
            *_compare("lines", flows, _from_lines()),
            *_compare("roster", stock, _from_spells(stock, today or clock.today())),
            *_folded(),
        ]
    )


def _compare(where: str, held: dict[Key, int], should: dict[Key, int]) -> Iterator[Difference]:
    for key in held.keys() | should.keys():
        if held.get(key, 0) != should.get(key, 0):
            yield Difference(where, *key, held.get(key, 0), should.get(key, 0))


def _told(kind: str) -> Iterator[tuple[dict[str, Any], datetime]]:
    """Payloads of the delivered facts of a kind, oldest first."""
    rows = OutboxEvent.objects.filter(kind=kind, delivered_at__isnull=False)
    for row in rows.order_by("occurred_at", "pk").iterator():
        yield row.payload, row.occurred_at


def _from_facts() -> dict[Key, int]:
    """Cells as the outbox has them: of each meeting the latest record, of each item the last word."""
    records: dict[int, dict[str, Any]] = {}
    for payload, _at in _told("meetings.RecordConfirmed"):
        known = records.get(payload["meeting_id"])
        if known is None or payload["version"] > known["version"]:
            records[payload["meeting_id"]] = payload
    found: Counter[Key] = Counter()
    for record in records.values():
        place = (record["organisation_id"], date.fromisoformat(record["held_on"][:7] + "-01"))
        for name, value in _of_record(record):
            found[(*place, f"meetings.{name}")] += value
    last = {p["agreed_id"]: (p, at) for p, at in _told("meetings.ItemCarriedOut")}
    for payload, at in last.values():
        if payload["done"]:
            month = clock.local(at).date().replace(day=1)
            found[payload["organisation_id"], month, "meetings.carried_out"] += 1
    answers: dict[int, dict[str, Any]] = {}
    for payload, _at in _told("meetings.FeedbackCounted"):
        if payload["answers"] >= answers.get(payload["meeting_id"], payload)["answers"]:
            answers[payload["meeting_id"]] = payload
    for payload in answers.values():
        month = date.fromisoformat(payload["held_on"][:7] + "-01")
        found[payload["organisation_id"], month, "meetings.feedback"] += payload["answers"]
    return {key: value for key, value in found.items() if value}


def _of_record(record: dict[str, Any]) -> Iterator[tuple[str, int]]:
    yield "sittings", 1
    yield "minutes", record["minutes"]
    for kind in record["kinds"]:
        yield kind, 1
        yield f"minutes.{kind}", record["minutes"]
    yield "present", len(record["present"])
    yield "should_attend", record["should_attend"]
    yield "agreed", record["agreed"]
    yield "late", 1 if record["late_entry"] else 0


def _from_lines() -> dict[Key, int]:
    """Cells as their lines add up."""
    rows = (
        Line.objects.filter(source__on__isnull=False)
        .values_list("source__organisation_id", "source__on__year", "source__on__month", "category")
        .annotate(total=Sum("value"))
        .order_by()
    )
    return {(o, date(y, m, 1), c): total for o, y, m, c, total in rows if total}


def _from_spells(stock: dict[Key, int], today: date) -> dict[Key, int]:
    """Persons at the ends of the months that have cells, one by one."""
    months = sorted({month for _o, month, _c in stock})
    memberships, statuses = spells()
    kinds: dict[int, list[Spell]] = defaultdict(list)
    for status in statuses:
        kinds[status.person_id].append(status)
    found: Counter[Key] = Counter()
    for month in months:
        first_after = (month + timedelta(days=32)).replace(day=1)
        day = min(first_after - timedelta(days=1), today)
        for spell in memberships:
            if not _holds(spell, day):
                continue
            for status in kinds[spell.person_id]:
                if _holds(status, day):
                    found[int(spell.what), month, f"people.{status.what}"] += 1
                    if status.what in ("full", "probationary"):
                        found[int(spell.what), month, "people.party"] += 1
    return dict(found)


def _holds(spell: Spell, day: date) -> bool:
    return spell.since <= day and (spell.until is None or day < spell.until)


@transaction.atomic
def _folded() -> Iterator[Difference]:
    """Shares that are not as their cells are and no longer wait, sums that are not of their shares.

    Nothing is folded meanwhile. What moves between the two reads waits by the second.
    """
    stop_folding()
    cells = list(Cell.objects.filter(value__gt=0))
    waiting = set(Unfolded.objects.values_list("organisation_id", "month"))
    held = list(Share.objects.all())
    yield from _shares(cells, held, waiting)
    yield from _sums(held)


def _shares(
    cells: list[Cell], held: list[Share], waiting: set[tuple[int, date]]
) -> Iterator[Difference]:
    """Number, number shown and place of each cell, against what of it was folded."""
    numbers = {(c.organisation_id, c.month, c.category): c.value for c in cells}
    places: dict[int, list[Placement]] = defaultdict(list)
    for placement in Placement.objects.order_by("since"):
        places[placement.organisation_id].append(placement)
    should: dict[Key, tuple[str, int, int]] = {}
    for key, number in numbers.items():
        body, month, category = key
        after = (month + timedelta(days=32)).replace(day=1)
        begun = [p for p in places[body] if p.since < after]
        if not begun or (begun[-1].until is not None and begun[-1].until <= month):
            continue  # stood nowhere at the end of that month: in no sum
        guard = guards().get(category)
        large = guard is None or numbers.get((body, month, guard), 0) >= LEAST
        should[key] = (begun[-1].path, number, number if large else 0)
    found = {(s.organisation_id, s.month, s.category): (s.path, s.value, s.shown) for s in held}
    for key in found.keys() | should.keys():
        if (key[0], key[1]) not in waiting and found.get(key) != should.get(key):
            yield Difference(
                "shares", *key, found.get(key, ("", 0))[1], should.get(key, ("", 0))[1]
            )


def _sums(shares: list[Share]) -> Iterator[Difference]:
    """Each sum against the shares at and below its path."""
    should: Counter[tuple[str, date, str, bool]] = Counter()
    for share in shares:
        steps = share.path.split(".")[:-1]
        for number in range(1, len(steps) + 1):
            path = ".".join(steps[:number]) + "."
            should[path, share.month, share.category, False] += share.value
            should[path, share.month, share.category, True] += share.shown
    held: Counter[tuple[str, date, str, bool]] = Counter()
    for row in Folded.objects.all():
        held[row.path, row.month, row.category, False] = row.value
        held[row.path, row.month, row.category, True] = row.shown
    for key in held.keys() | should.keys():
        path, month, category, _shown = key
        if held[key] != should[key]:
            body = int(path.rstrip(".").rpartition(".")[2])
            yield Difference("sums", body, month, category, held[key], should[key])
