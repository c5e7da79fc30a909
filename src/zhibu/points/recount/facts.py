"""What recounting reads (复算所读): one branch at a time, in plain SQL, past all models and queries."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from zhibu.points.recount.evaluate import Body, Deed

CHINA = ZoneInfo("Asia/Shanghai")
Row = tuple[Any, ...]  # as the database gives it


def rows(question: str, *values: Any) -> list[Row]:  # values: as the driver takes them
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return list(cursor.fetchall())


@dataclass(slots=True)
class Thing:
    """A meeting, an agreed item or a contribution, through all that was told of it."""

    told_at: datetime
    latest: int
    event: str
    kind: str
    payload: Body
    ended: bool = False


@dataclass(slots=True)
class Version:
    """A book that was in force for this branch. nearness: 0 for its own, 1 for the body above …"""

    id: int
    body: Body
    since: date
    until: date | None
    nearness: int

    def decides(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(slots=True)
class Branch:
    """All a branch's points follow from."""

    id: int
    path: str
    told: dict[str, tuple[str, Body, datetime]] = field(default_factory=dict)
    things: dict[str, Thing] = field(default_factory=dict)
    versions: list[Version] = field(default_factory=list)
    on: list[tuple[date, date]] = field(default_factory=list)
    parts: dict[int, list[tuple[date, datetime | None, list[str]]]] = field(default_factory=dict)
    aside: set[tuple[int, str, str]] = field(default_factory=set)

    def version_on(self, day: date) -> Version | None:
        found = [version for version in self.versions if version.decides(day)]
        return min(found, key=lambda version: version.nearness, default=None)

    @property
    def taking(self) -> set[int]:
        return {p for p, held in self.parts.items() if any(left is None for _c, left, _a in held)}


def branches() -> list[tuple[int, str]]:
    """Branches in which anybody ever took part: others have nothing to count."""
    return [
        (pk, path)
        for pk, path in rows(
            "SELECT id, path FROM orgs_organisation WHERE id IN"
            " (SELECT branch_id FROM points_participation UNION SELECT branch_id FROM points_credit)"
            " ORDER BY id"
        )
    ]


def read_branch(pk: int, path: str) -> Branch:
    """One branch with all that its points follow from."""
    branch = Branch(pk, path)
    branch.told = {
        event: (kind, json_of(payload), at)
        for event, kind, payload, at in rows(_OF_A_BRANCH, TOLD, pk)
    }
    branch.things = _things(branch.told)
    above = [".".join(path.split(".")[:n]) + "." for n in range(path.count("."), 0, -1)]
    for id_, body, since, until, at in rows(
        "SELECT v.id, v.body, v.since, v.until, o.path FROM points_rulebookversion v"
        " JOIN orgs_organisation o ON o.id = v.organisation_id"
        " WHERE v.state <> 'draft' AND o.path = ANY(%s)",
        above,
    ):
        branch.versions.append(Version(id_, json_of(body), since, until, above.index(at)))
    branch.on = [
        (since, until)
        for since, until in rows(
            "SELECT since, until FROM orgs_switch"
            " WHERE organisation_id = %s AND key = 'points.enabled' AND subject = ''",
            pk,
        )
    ]
    parts: dict[int, list[tuple[date, datetime | None, list[str]]]] = defaultdict(list)
    for person, since, left, agreed in rows(
        "SELECT person_id, counts_from, left_at, agreed FROM points_participation"
        " WHERE branch_id = %s ORDER BY joined_at",
        pk,
    ):
        parts[person].append((since, left, json_of(agreed)))
    branch.parts = dict(parts)
    branch.aside = {
        (person, thing, fact)
        for person, thing, fact in rows(
            "SELECT person_id, thing, fact FROM points_setaside WHERE branch_id = %s", pk
        )
    }
    return branch


def json_of(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


TOLD = [
    "meetings.RecordConfirmed",
    "meetings.ItemCarriedOut",
    "points.ContributionRegistered",
    "points.ContributionWithdrawn",
]
_OF_A_BRANCH = """
SELECT id::text, kind, payload, occurred_at FROM trail_outboxevent
WHERE kind = ANY(%s) AND (payload ->> 'organisation_id')::bigint = %s
  AND (delivered_at IS NOT NULL OR kind LIKE 'points.%%')
ORDER BY id
"""
_CORRECTIONS = """
SELECT payload FROM trail_outboxevent
WHERE kind = 'meetings.RecordCorrected' AND delivered_at IS NOT NULL
  AND (payload ->> 'meeting_id')::bigint = ANY(%s)
"""


def _things(told: dict[str, tuple[str, Body, datetime]]) -> dict[str, Thing]:
    things: dict[str, Thing] = {}
    for number, (event, (kind, payload, at)) in enumerate(told.items()):
        if kind == "points.ContributionWithdrawn":
            things[f"contribution:{payload['contribution_id']}"].ended = True
            continue
        if kind == "meetings.RecordConfirmed":
            name, order = f"meeting:{payload['meeting_id']}", payload["version"]
        elif kind == "meetings.ItemCarriedOut":
            name, order = f"agreed:{payload['agreed_id']}", number
        else:
            name, order = f"contribution:{payload['contribution_id']}", 1
        before = things.get(name)
        if before is None:
            things[name] = Thing(at, order, event, kind, payload)
            continue
        before.told_at = min(before.told_at, at)
        if order >= before.latest:
            before.latest, before.event, before.payload = order, event, payload
    meetings = [int(name.partition(":")[2]) for name in things if name.startswith("meeting:")]
    for (raw,) in rows(_CORRECTIONS, meetings):
        payload = json_of(raw)
        thing = things[f"meeting:{payload['meeting_id']}"]
        thing.ended = thing.ended or thing.latest <= payload["replaced"]
    return things


def day_of(thing: Thing) -> date:
    payload = thing.payload
    text = payload.get("held_on") or payload.get("reported_on") or payload.get("on")
    return date.fromisoformat(str(text))


def deeds_of(name: str, thing: Thing) -> Iterable[tuple[int, Deed]]:
    """(person, deed) of everything one thing says somebody did."""
    payload, on = thing.payload, day_of(thing)

    def deed(kind: str, minutes: int, count: int = 1) -> Deed:
        return Deed(f"{thing.event}/{kind}", kind, name, on, minutes, count)

    if thing.kind == "meetings.RecordConfirmed":
        minutes, there = payload["minutes"], payload["present"]
        for person in there:
            for kind in payload["kinds"]:
                yield person, deed(kind, minutes)
        reporters = {item["reporter_id"] for item in payload["items"]}
        for role, people in (
            ("chaired", {payload["chair_id"]}),
            ("recorded", {payload["recorder_id"]}),
            ("item_led", reporters),
        ):
            for person in people & set(there):
                yield person, deed(role, minutes)
    elif thing.kind == "meetings.ItemCarriedOut":
        owner = payload["owner_id"]
        if payload["done"] and owner is not None and owner != payload["reported_by"]:
            yield owner, deed("item_carried_out", 0)
    else:
        yield payload["person_id"], deed(payload["kind"], payload["minutes"], payload["count"])


def is_within(day: date, spans: Sequence[tuple[date, date]]) -> bool:
    return any(since <= day < until for since, until in spans)
