"""From what was told to what should stand in the ledger, and the difference (分录的推算).

All plain: the same facts, participations and books give the same lines, in whatever order they came.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from zhibu.kit.period import Period
from zhibu.points.domain.facts import FACT_KINDS, Fact
from zhibu.points.domain.rules import Rulebook, period_of
from zhibu.points.domain.scoring import Award
from zhibu.points.domain.scoring import lines as scored

RECORD, CARRIED_OUT, GIVEN = "record", "carried_out", "given"


@dataclass(frozen=True, slots=True)
class Told:
    """One fact heard from below (来源): ``told_on`` is the day of ``told_at`` in China.

    kind: record, carried_out or given; body: who did what, as ``facts_in`` reads it.
    """

    event: UUID
    kind: str
    thing: str
    on: date
    told_at: datetime
    told_on: date
    title: str
    body: Mapping[str, Any]
    giver_id: int | None = None
    giver_name: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One stretch of taking part (参加)."""

    counts_from: date
    left_at: datetime | None
    agreed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """A version of a rulebook and a stretch of days on which it decides in this branch."""

    version_id: int
    title: str
    number: int
    rules: Rulebook
    decides: Period

    def scope(self, day: date) -> Period:
        """The stretch in which caps and ceilings around this day are counted under this version."""
        whole = period_of(self.rules.period, day)
        return Period(max(whole.since, self.decides.since), min(whole.until, self.decides.until))


def facts_in(told: Told) -> dict[int, list[Fact]]:
    """Each person's facts in what was told, by person. A key names the fact for ever."""
    found: dict[int, list[Fact]] = defaultdict(list)

    def add(person_id: object, kind: str, *, minutes: int, count: int = 1) -> None:
        if isinstance(person_id, int) and kind in FACT_KINDS:
            found[person_id].append(
                Fact(
                    key=key_of(told.event, kind),
                    kind=kind,
                    person_id=person_id,
                    on=told.on,
                    minutes=minutes,
                    count=count,
                    source=told.thing,
                )
            )

    body = told.body
    minutes = int(body.get("minutes", 0))
    if told.kind == RECORD:
        for person_id in body["present"]:
            for kind in body["kinds"]:
                add(person_id, kind, minutes=minutes)
        present = set(body["present"])
        add(body["chair_id"] if body["chair_id"] in present else None, "chaired", minutes=minutes)
        recorder = body["recorder_id"] if body["recorder_id"] in present else None
        add(recorder, "recorded", minutes=minutes)
        for person_id in sorted(present & set(body["led_by"])):
            add(person_id, "item_led", minutes=minutes)
    elif told.kind == CARRIED_OUT:
        # Who reports on one's own item does not credit oneself.
        if body["done"] and body["owner_id"] != told.giver_id:
            add(body["owner_id"], "item_carried_out", minutes=0)
    else:
        add(body["person_id"], body["kind"], minutes=minutes, count=int(body["count"]))
    return found


def key_of(event: UUID, kind: str) -> str:
    return f"{event}/{kind}"


def takes_in(told: Told, parts: Iterable[Part], on_days: Iterable[Period]) -> bool:
    """Whether it counts for somebody who took part in these stretches, points being on these days.

    Its own day and the day it was told lie in a time of points on, and some stretch reaches both.
    """
    on_days = list(on_days)
    running = any(told.on in days for days in on_days)
    running = running and any(told.told_on in days for days in on_days)
    return running and any(
        part.counts_from <= told.on and (part.left_at is None or told.told_at < part.left_at)
        for part in parts
    )


@dataclass(frozen=True, slots=True)
class Key:
    """What a credit is for: unique with its revision."""

    person_id: int
    version_id: int
    rule: str
    event: UUID
    fact: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A line that should stand; amount 0: it counts, and a cap or ceiling left nothing of it."""

    key: Key
    amount: int
    told: Told
    book: Book
    award: Award


def wanted(
    *,
    told: Sequence[Told],
    book: Book,
    parts: Mapping[int, Sequence[Part]],
    on_days: Sequence[Period],
    set_aside: Collection[tuple[int, str, str]],
) -> list[Wanted]:
    """What should stand for these persons under one book in one of its stretches, with what a cap
    or ceiling cut to nothing.

    told: everything of that stretch that still holds. parts: by person, only those asked about.
    set_aside: (person, thing, kind of fact) of objections that were upheld.
    """
    facts: dict[int, list[Fact]] = defaultdict(list)
    by_key: dict[str, Told] = {}
    for one in told:
        for person_id, found in facts_in(one).items():
            if person_id in parts and takes_in(one, parts[person_id], on_days):
                counted = [f for f in found if (person_id, one.thing, f.kind) not in set_aside]
                facts[person_id] += counted
                by_key |= {fact.key: one for fact in counted}
    asked: list[Wanted] = []
    for person_id in sorted(facts):
        agreed = {code for part in parts[person_id] for code in part.agreed}
        for award in scored(book.rules, facts[person_id], agreed):
            source = by_key[award.fact_key]
            key = Key(person_id, book.version_id, award.rule, source.event, award.kind)
            asked.append(Wanted(key, award.hundredths, source, book, award))
    return asked


@dataclass(frozen=True, slots=True)
class Line:
    """A credit in the ledger. stands: not reversed."""

    id: int
    key: Key
    revision: int
    amount: int
    on: date
    stands: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """What brings the ledger to what is wanted: lines to reverse, lines to write with revision."""

    reverse: tuple[Line, ...]
    write: tuple[tuple[Wanted, int], ...]


def difference(lines: Iterable[Wanted], ledger: Iterable[Line]) -> Difference:
    """A standing line of another amount, or of nothing wanted, is reversed; what is wanted and does
    not stand is written with the next revision."""
    want = {line.key: line for line in lines}
    revisions: dict[Key, int] = {}
    standing: set[Key] = set()
    reverse = []
    for line in ledger:
        revisions[line.key] = max(revisions.get(line.key, 0), line.revision)
        if not line.stands:
            continue
        if line.key in want and want[line.key].amount == line.amount:
            standing.add(line.key)
        else:
            reverse.append(line)
    write = [
        (line, revisions.get(key, 0) + 1)
        for key, line in want.items()
        if line.amount and key not in standing
    ]
    return Difference(tuple(reverse), tuple(write))
