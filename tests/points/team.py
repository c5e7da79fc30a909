"""A branch with points on, in field words: it adopts a book, meets, enters, corrects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from tests.cast import HOUSE, Branch, acting
from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.meetings.events import ItemCarriedOut, ItemFact, RecordConfirmed, RecordCorrected
from zhibu.orgs.actions import set_switch
from zhibu.orgs.models import Switch
from zhibu.people.models import Person
from zhibu.points import actions
from zhibu.points.actions import Deed
from zhibu.points.domain.rules import Measure, Over, Part, Rule, Rulebook, Span, to_json
from zhibu.points.models import Balance, Contribution, Credit, RulebookVersion
from zhibu.points.models import Rulebook as KeptBook
from zhibu.trail.actions import publish
from zhibu.trail.models import OutboxEvent
from zhibu.trail.outbox import deliver
from zhibu.web.assembly import POINTS

TERM = date(2026, 8, 1)
ON = date(2026, 9, 1)
NOW = datetime(2026, 11, 25, 20, 0, tzinfo=clock.SHANGHAI)
TODAY = NOW.date()

# 4.1 is capped so that a third theme day of the term gives a rest of 1 point only.
BOOK = Rulebook(
    "支部积分办法",
    Span.TERM,
    (Part("组织生活"), Part("服务", 1000)),
    (
        Rule("4.1", ("theme_day",), 200, cap=500, part="组织生活"),
        Rule("4.2", ("chaired",), 100, cap=500, part="组织生活"),
        Rule(
            "5.1",
            ("service",),
            100,
            measure=Measure.MINUTES,
            per=60,
            over=Over.PERIOD,
            cap=800,
            part="服务",
        ),
        Rule("5.2", ("item_carried_out", "reflection"), 150, cap=600, part="服务"),
        Rule("6.1", ("peer_rating",), 10, per=10, cap=100, opt_in=True),
    ),
)


@contextmanager
def at(moment: datetime | date) -> Iterator[None]:
    """That instant, or nine in the evening of that day."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(21, 0), tzinfo=clock.SHANGHAI)
    with clock.pinned(moment):
        yield


@dataclass
class Team:
    """A branch whose points are on since September under ``BOOK``."""

    branch: Branch
    version: RulebookVersion
    switch: Switch
    members: list[Person] = field(default_factory=list)
    sittings: int = 100

    @property
    def pk(self) -> int:
        return self.branch.organisation.pk

    @property
    def me(self) -> Person:
        return self.members[0]

    def join(self, person: Person, *, takes_in_term: bool = False, on: date = ON) -> None:
        with at(on):
            actions.join_points(
                actor=acting(person), organisation_id=self.pk, takes_in_term=takes_in_term
            )

    def leave(self, person: Person, *, on: date = TODAY) -> None:
        with at(on):
            actions.leave_points(actor=acting(person), organisation_id=self.pk)

    def tell(self, event: Any, *, on: date | datetime) -> UUID:  # Any: one of several facts
        """A fact is told and reaches its handlers."""
        with at(on):
            told = publish(event)
            deliver(told, POINTS)
        return told

    def sitting(
        self,
        people: Iterable[Person],
        *,
        on: date,
        told_on: date | None = None,
        kinds: tuple[str, ...] = ("theme_day",),
        chair: Person | None = None,
        version: int = 1,
        meeting_id: int = 0,
        minutes: int = 90,
    ) -> RecordConfirmed:
        """A record of a sitting is confirmed, as meetings tell it."""
        self.sittings += 1
        event = RecordConfirmed(
            meeting_id=meeting_id or self.sittings,
            version=version,
            organisation_id=self.pk,
            group_id=None,
            kinds=kinds,
            held_on=on,
            minutes=minutes,
            theme="",
            card="",
            chair_id=chair.pk if chair else None,
            recorder_id=None,
            present=tuple(p.pk for p in people),
            observers=(),
            should_attend=10,
            items=(ItemFact("集中学习", True, "report", "study", None),),
            agreed=0,
            late_entry=False,
            title="主题党日",
            confirmed_by=self.branch.secretary_person.pk,
            confirmed_by_name="许静仪",
        )
        self.tell(event, on=told_on or on)
        return event

    def correct(
        self, before: RecordConfirmed, *, on: date = TODAY, **changes: Any
    ) -> RecordConfirmed:
        """The record is corrected: the old version ends, then the new one is confirmed."""
        after = replace(before, version=before.version + 1, **changes)
        self.tell(
            RecordCorrected(
                before.meeting_id, after.version, before.version, "漏记一人", None, "许静仪"
            ),
            on=on,
        )
        self.tell(after, on=on)
        return after

    def carried_out(
        self,
        owner: Person,
        *,
        on: date,
        by: Person | None = None,
        told_on: datetime | None = None,
    ) -> None:
        self.sittings += 1
        by = by or self.branch.secretary_person
        self.tell(
            ItemCarriedOut(
                self.sittings, 1, self.pk, True, "整理活动室", owner.pk, on, by.pk, by.name
            ),
            on=told_on or on,
        )

    def enter(
        self,
        person: Person,
        *,
        kind: str = "service",
        on: date = date(2026, 10, 10),
        minutes: int = 120,
        count: int = 1,
        by: Actor | None = None,
        at_day: date | None = None,
    ) -> Contribution:
        """An officer enters a contribution."""
        with at(at_day or on):
            return actions.register_contribution(
                actor=by or self.branch.officer,
                organisation_id=self.pk,
                person_id=person.pk,
                deed=Deed(kind, on, "旧书修补", minutes=minutes, count=count),
                evidence="图书馆签到表",
            )

    def total(self, person: Person, *, period: date = TERM) -> int:
        found = Balance.objects.filter(branch_id=self.pk, person=person, period=period).first()
        return found.amount if found else 0

    def lines(self, person: Person) -> list[tuple[str, int, int, bool]]:
        """(rule, amount, revision, whether it is a reversal), as written."""
        rows = Credit.objects.filter(person=person).order_by("id")
        return [(c.rule, c.amount, c.revision, c.reverses is not None) for c in rows]


def adopted(
    branch: Branch, book: Rulebook = BOOK, *, since: date = ON, number: int = 1
) -> RulebookVersion:
    """A version in force."""
    return RulebookVersion.objects.create(
        book=KeptBook.objects.create(organisation=branch.organisation),
        organisation=branch.organisation,
        number=number,
        body=to_json(book),
        state=RulebookVersion.State.ADOPTED,
        ground="9 月 1 日支部党员大会决议",
        adopted_on=since,
        adopted_by_name="许静仪",
        since=since,
    )


def turn_on(
    branch: Branch, key: str = "points.enabled", *, on: date = ON, until: date | None = None
) -> Switch:
    with at(on):
        return set_switch(
            actor=HOUSE,
            organisation_id=branch.organisation.pk,
            key=key,
            value=True,
            until=until or on + timedelta(days=900),
            ground="支部党员大会决议",
        )


def team_of(branch: Branch, *, members: int = 3) -> Team:
    """Points on, a book in force, so many members who have not joined yet."""
    version = adopted(branch)
    made = Team(branch, version, turn_on(branch))
    names = ("陆知夏", "贺星野", "简宁", "宋清和", "顾怀川", "孟晓岚", "梁以安")
    made.members = [branch.join(names[n % len(names)]) for n in range(members)]
    return made


def events(kind: str) -> list[OutboxEvent]:
    return list(OutboxEvent.objects.filter(kind=kind).order_by("id"))


__all__ = [
    "BOOK",
    "NOW",
    "ON",
    "TERM",
    "TODAY",
    "Team",
    "adopted",
    "at",
    "events",
    "team_of",
    "turn_on",
]
