"""Organisational life in field words: a branch of ten plans, meets, counts, confirms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from tests.cast import Branch, acting

from zhibu.gatherings.actions import take_attendance
from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.meetings import actions
from zhibu.meetings.domain.kinds import Kind
from zhibu.meetings.domain.matters import Matter
from zhibu.meetings.domain.records import Manner
from zhibu.meetings.entries import CaseEntry, PlanEntry, PlannedItem, TallyEntry
from zhibu.meetings.models import AgendaItem, Meeting, Record
from zhibu.orgs.models import Organisation, Post
from zhibu.people.models import Membership, Person, StatusSpan
from zhibu.trail.models import OutboxEvent

STARTS = datetime(2026, 11, 25, 19, 0, tzinfo=clock.SHANGHAI)
ENDS = STARTS + timedelta(minutes=90)
BEFORE = datetime(2026, 11, 20, 9, 0, tzinfo=clock.SHANGHAI)
DURING = STARTS + timedelta(minutes=30)
AFTER = datetime(2026, 11, 25, 20, 24, tzinfo=clock.SHANGHAI)
PLACE = "理科楼 A312"
THEME = "一张说得出名字的需求清单"
NAMES = ("顾怀川", "孟晓岚", "梁以安", "陆知夏", "贺星野", "简宁", "宋清和")


def studied(title: str = "集中学习", **more: Any) -> PlannedItem:
    return PlannedItem(title=title, required=True, manner=Manner.STUDY, **more)


def told(room: str = "meetings.") -> list[tuple[str, dict[str, Any]]]:
    """Facts published, oldest first."""
    rows = OutboxEvent.objects.filter(kind__startswith=room).order_by("id")
    return [(row.kind.removeprefix(room), row.payload) for row in rows]


@dataclass
class Life:
    """A branch of ten: nine full members with five officers, one probationary; one activist."""

    branch: Branch
    full: list[Person] = field(default_factory=list)
    probationary: Person = field(default_factory=Person)
    activist: Person = field(default_factory=Person)

    @property
    def organisation(self) -> Organisation:
        return self.branch.organisation

    @property
    def secretary(self) -> Actor:
        return self.branch.secretary

    @property
    def officer(self) -> Actor:
        return self.branch.officer

    @property
    def publicity(self) -> Actor:
        return acting(self.full[2])

    @property
    def member(self) -> Actor:
        """A full member without a post."""
        return acting(self.full[-1])

    def entry(
        self,
        *kinds: Kind,
        items: Sequence[PlannedItem] | None = None,
        starts_at: datetime = STARTS,
        minutes: int = 90,
        **more: Any,
    ) -> PlanEntry:
        """A plan as typed."""
        kinds = kinds or (Kind.THEME_DAY,)
        values: dict[str, Any] = {
            "place": PLACE,
            "theme": THEME if Kind.THEME_DAY in kinds else "",
            "chair_id": self.branch.secretary_person.pk,
            "recorder_id": self.branch.officer_person.pk,
        }
        return PlanEntry(
            kinds=frozenset(kinds),
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=minutes),
            items=tuple(items if items is not None else (studied(),)),
            **(values | more),
        )

    def plan(self, *kinds: Kind, by: Actor | None = None, **more: Any) -> Meeting:
        with clock.pinned(BEFORE):
            return actions.plan_meeting(
                actor=by or self.secretary,
                organisation_id=self.organisation.pk,
                plan=self.entry(*kinds, **more),
            )

    def publish(self, *kinds: Kind, **more: Any) -> Meeting:
        meeting = self.plan(*kinds, **more)
        with clock.pinned(BEFORE):
            return actions.publish_plan(actor=self.secretary, meeting_id=meeting.pk)

    def come(self, meeting: Meeting, people: Iterable[Person] | None = None) -> None:
        """People come and are ticked; everybody unless told."""
        ids = None if people is None else [p.pk for p in people]
        with clock.pinned(meeting.gathering.starts_at + timedelta(minutes=5)):
            take_attendance(actor=self.secretary, gathering_id=meeting.gathering_id, person_ids=ids)

    def hold(self, *kinds: Kind, people: Iterable[Person] | None = None, **more: Any) -> Meeting:
        """Planned, published, held, drafted."""
        meeting = self.publish(*kinds, **more)
        self.come(meeting, people)
        with clock.pinned(meeting.gathering.starts_at + timedelta(minutes=84)):
            return actions.draft_record(actor=self.secretary, meeting_id=meeting.pk)

    def confirm(self, *kinds: Kind, **more: Any) -> Record:
        """The whole road."""
        meeting = self.hold(*kinds, **more)
        with clock.pinned(meeting.gathering.starts_at + timedelta(hours=2)):
            return actions.confirm_record(actor=self.secretary, meeting_id=meeting.pk)

    def admission(self, **more: Any) -> PlannedItem:
        """讨论接收…为预备党员."""
        return PlannedItem(
            title=f"讨论接收{self.activist.name}同志为预备党员",
            matter=Matter.ACCEPT_PROBATIONARY,
            case=CaseEntry(self.activist.pk, introducers="顾怀川、孟晓岚", **more),
        )

    def count(self, meeting: Meeting, order: int = 1, **votes: Any) -> AgendaItem:
        """The votes on one item are counted."""
        row = AgendaItem.objects.get(meeting=meeting, order=order)
        return actions.enter_tally(
            actor=self.officer,
            meeting_id=meeting.pk,
            item_id=row.pk,
            tally=TallyEntry(**votes),
        )

    def group(self, name: str = "第一党小组", people: Iterable[Person] = ()) -> Organisation:
        """A group of the branch with these members; the first leads it."""
        made = self.branch.group(name)
        members = list(people) or self.full[2:5]
        Membership.objects.filter(person__in=members).update(group=made)
        self.branch.appoint(members[0], Post.GROUP_LEADER, at=made)
        return made


def life_of(branch: Branch) -> Life:
    """The branch as it lives."""
    life = Life(branch)
    life.full = [branch.secretary_person, branch.officer_person]
    life.full += [branch.join(name) for name in NAMES]
    branch.appoint(life.full[2], Post.PUBLICITY)
    life.probationary = branch.join("沈知远", kind=StatusSpan.Kind.PROBATIONARY)
    life.activist = branch.join("何屿", kind=StatusSpan.Kind.PROSPECT)
    return life


@contextmanager
def at(moment: datetime | date) -> Iterator[None]:
    """Let it be this moment, or noon of this day."""
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, 12, tzinfo=clock.SHANGHAI)
    with clock.pinned(moment):
        yield
