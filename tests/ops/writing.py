"""Somebody who writes without end through the actions, and somebody who counts what stands.

Each effect carries a number of its own; it counts as acknowledged when its action has returned.
"""

from __future__ import annotations

import os
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import connection
from django.db.utils import DatabaseError, InterfaceError
from tests.cast import university
from tests.meetings.life import AFTER, Life, life_of
from tests.people.imports.files import someone, written
from tests.points.team import NOW, Team, at, team_of

from zhibu.gatherings.models import Attendee
from zhibu.kit.partitions import make_pieces, months_around, partitioned_tables
from zhibu.meetings.actions import confirm_record
from zhibu.meetings.models import Record
from zhibu.people.imports.commands import import_roster
from zhibu.people.models import Person
from zhibu.points.actions import Deed, register_contribution
from zhibu.points.models import Contribution
from zhibu.points.recount.compare import recount
from zhibu.trail.models import AuditNote, OutboxEvent

ROWS = 3  # of each roster
Told = Callable[[str], object]


class Writer:
    """A branch with points on; each act does one thing under one number."""

    def __init__(self, folder: Path) -> None:
        for table in partitioned_tables():
            make_pieces(table, months_around(NOW.date()))
        branch = university()
        self.life: Life = life_of(branch)
        self.team: Team = team_of(branch)
        self.team.join(self.team.me)
        self.folder = folder
        self.acts = (self.credit, self.roster, self.check_in, self.record)

    def write(self, numbers: Iterator[int], told: Told) -> None:
        """One act after another, whatever happens to the database; what has returned is told."""
        for number in numbers:
            act = self.acts[number % len(self.acts)]
            try:
                act(number)
            except (DatabaseError, InterfaceError):
                connection.close()
            else:
                told(f"{act.__name__} {number}\n")

    def credit(self, number: int) -> None:
        with at(NOW):
            register_contribution(
                actor=self.life.officer,
                organisation_id=self.team.pk,
                person_id=self.team.me.pk,
                deed=Deed("service", NOW.date(), f"c{number}", minutes=60, count=1),
                evidence="签到表",
            )

    def roster(self, number: int) -> None:
        rows = [someone(f"20{number:07}{n}", "王砚秋") for n in range(ROWS)]
        file = written(self.folder, *rows, name=f"{number}.xlsx")
        import_roster(file, branch=self.life.organisation.code)

    def check_in(self, number: int) -> None:
        self.life.come(self.life.publish(place=f"g{number}"))

    def record(self, number: int) -> None:
        held = self.life.hold(place=f"r{number}")
        with at(AFTER):
            confirm_record(actor=self.life.secretary, meeting_id=held.pk)


def faults(acknowledged: list[tuple[str, int]]) -> list[str]:
    """What was acknowledged and is not there once, and what is there by half."""
    there = {
        "credit": _credits(),
        "roster": _rosters(),
        "check_in": _check_ins(),
        "record": _records(),
    }
    said = [
        f"{what} {number}: acknowledged, {there[what][number]} times there"
        for what, number in acknowledged
        if there[what][number] != 1
    ]
    said += [
        f"{what} {number}: {times} times there"
        for what, numbers in there.items()
        for number, times in numbers.items()
        if times != 1
    ]
    if "credit" in dict(acknowledged):
        said += [fault.sentence for fault in recount().faults]
    return said


def _credits() -> Counter[int]:
    """Contributions by number. Their credits are counted anew by the recount."""
    titles = Contribution.objects.filter(title__startswith="c").values_list("title", flat=True)
    return Counter(int(title[1:]) for title in titles)


def _rosters() -> Counter[int]:
    """Whole rosters by number; ten where one is there by half."""
    numbers = Person.objects.filter(name="王砚秋").values_list("staff_no", flat=True)
    people = Counter(int(number[2:-1]) for number in numbers)
    return Counter({number: 1 if n == ROWS else 10 for number, n in people.items()})


def _check_ins() -> Counter[int]:
    """Lists on which everybody is ticked; ten where only some are."""
    rows = Attendee.objects.filter(gathering__place__startswith="g", eligible=True)
    came: dict[int, set[bool]] = {}
    for place, moment in rows.values_list("gathering__place", "present_at"):
        came.setdefault(int(place[1:]), set()).add(moment is not None)
    return Counter(
        {n: 1 if ticked == {True} else 10 for n, ticked in came.items() if True in ticked}
    )


def _records() -> Counter[int]:
    """Records by number, each with one note and one fact; ten more for each that lacks them."""
    notes = AuditNote.objects.filter(action="meetings.record.confirmed")
    noted = Counter(int(pk) for pk in notes.values_list("subject_id", flat=True))
    facts = OutboxEvent.objects.filter(kind="meetings.RecordConfirmed")
    told = Counter(
        int(payload["meeting_id"]) for payload in facts.values_list("payload", flat=True)
    )
    found: Counter[int] = Counter()
    for place, meeting in Record.objects.values_list("meeting__gathering__place", "meeting_id"):
        whole = noted[meeting] == told[meeting] == 1
        found[int(place[1:])] += 1 if whole else 10
    return found


def child(writer: Writer, numbers: Iterator[int], log: Path) -> int:
    """The process id of a new writer, forked from this one; it never returns."""
    connection.close()
    if (pid := os.fork()) == 0:
        try:
            with log.open("ab", buffering=0) as file:
                writer.write(numbers, lambda line: file.write(line.encode()))
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)
    return pid
