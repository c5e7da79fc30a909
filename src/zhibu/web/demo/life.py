"""Three months of branch life for the demo (演示的组织生活), held by the branch's own officers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from random import Random
from typing import Protocol

from zhibu.gatherings.actions import ask_leave, take_attendance
from zhibu.gatherings.queries import attendance_of
from zhibu.kit import clock
from zhibu.kit.actor import Actor, house
from zhibu.kit.period import add_months
from zhibu.meetings import actions, queries
from zhibu.meetings.domain.duties import PAIRING_TERMS, Other
from zhibu.meetings.domain.kinds import Kind
from zhibu.meetings.domain.matters import Matter
from zhibu.meetings.domain.records import Manner
from zhibu.meetings.domain.themes import Card, agenda
from zhibu.meetings.entries import ItemText, PlanEntry, PlannedItem, RecordEntry, TallyEntry
from zhibu.meetings.library import BY_ID, month_theme
from zhibu.meetings.models import Meeting
from zhibu.orgs.models import Organisation
from zhibu.people.models import Person
from zhibu.people.queries import actor_for_person
from zhibu.trail.actions import written_together

ROOMS = (
    "理科楼 A312",
    "学院会议室 201",
    "图书馆研讨室 3",
    "学生活动中心 305",
    "理科楼 A308",
    "实验楼 B105",
)
OF_ROUTINE = {
    Kind.BRANCH_COMMITTEE: (
        "研究本月主题党日安排，明确主持、场地和材料的准备人。",
        "讨论入党积极分子的培养考察情况，各联系人分别作了说明。",
    ),
    Kind.GROUP_MEETING: ("围绕本月学习内容逐人发言，联系本人学习和工作谈体会。",),
    Kind.GENERAL_MEETING: ("书记通报本季度支部工作情况和下一阶段安排，党员作了讨论。",),
    Kind.PARTY_CLASS: ("讲授党员权利和义务的有关条文，结合教学科研中的实例作了说明。",),
}
OF_THEME = "按方案开展，到会党员结合自身实际作了发言，问题和建议当场记下。"


class Living(StrEnum):
    """How a branch of the demo lives: all done, in the midst of its month, neglected, newly founded."""

    WELL = "well"
    MIDWAY = "midway"
    NEGLECTED = "neglected"
    FOUNDED_NOW = "founded_now"


class Lived(Protocol):
    """What this page needs of a seeded branch."""

    organisation: Organisation
    people: list[Person]
    groups: list[Organisation]

    def actor(self, at: int) -> Actor: ...


@dataclass(frozen=True, slots=True)
class Sitting:
    """One sitting to be laid on the demo's past or near future."""

    kind: Kind
    day: date
    items: tuple[PlannedItem, ...]
    theme: str = ""
    card: str = ""
    group: Organisation | None = None
    confirmed: bool = True


@written_together()
def lay_months(
    branch: Lived, *, weekday: int, number: int, today: date, lives: Living = Living.WELL
) -> None:
    """Two whole months, the present one as far as it has come, and what is arranged next.

    weekday: of the theme day, 0 = Monday; number: which branch of the demo, so that they differ.
    """
    rng = Random(number)  # noqa: S311  invented life, not secrets
    for back in (2, 1, 0):
        first = add_months(today.replace(day=1), -back)
        for sitting in sittings_of(branch, first, weekday, number, back, lives):
            if not happens(sitting, lives, back):
                continue
            if sitting.day < today:
                hold(branch, sitting, number=number, rng=rng)
            elif back == 0 and sitting.day <= today + timedelta(days=14):
                announce(branch, sitting, number=number, today=today)


def happens(sitting: Sitting, lives: Living, back: int) -> bool:
    """A neglected branch holds little and lately nothing; a new one has just begun."""
    if lives is Living.NEGLECTED:
        return back > 0 and sitting.kind in {Kind.BRANCH_COMMITTEE, Kind.PARTY_CLASS}
    if lives is Living.FOUNDED_NOW:
        return back == 0 and sitting.kind is Kind.THEME_DAY
    return True


def sittings_of(
    branch: Lived, first: date, weekday: int, number: int, back: int, lives: Living
) -> list[Sitting]:
    """What a branch holds in one month; one branch leaves gaps and drafts to be seen."""
    exemplary, here = lives is not Living.MIDWAY, back == 0
    suggested = month_theme(first.month)
    card = BY_ID[suggested.cards[number % len(suggested.cards)]]
    third = queries.nth_weekday(first.year, first.month, weekday, 2)
    found = [
        Sitting(
            Kind.BRANCH_COMMITTEE,
            first + timedelta(days=3 + number),
            routine(Kind.BRANCH_COMMITTEE),
        ),
        Sitting(
            Kind.THEME_DAY,
            third,
            of_card(card),
            theme=card.title,
            card=card.id,
            confirmed=exemplary or not here,
        ),
    ]
    groups = branch.groups if exemplary or not here else branch.groups[:1]
    found += [
        Sitting(
            Kind.GROUP_MEETING,
            first + timedelta(days=9 + at),
            routine(Kind.GROUP_MEETING),
            group=group,
        )
        for at, group in enumerate(groups)
    ]
    if back == 1:
        found.append(
            Sitting(
                Kind.GENERAL_MEETING,
                first + timedelta(days=14),
                (*routine(Kind.GENERAL_MEETING), RESOLUTION),
            )
        )
        found.append(
            Sitting(
                Kind.PARTY_CLASS,
                first + timedelta(days=21),
                routine(Kind.PARTY_CLASS),
                theme="党员的权利和义务",
            )
        )
    if here and lives is Living.MIDWAY:
        found.append(
            Sitting(
                Kind.GENERAL_MEETING,
                first + timedelta(days=26),
                (*routine(Kind.GENERAL_MEETING), RESOLUTION),
            )
        )
    return sorted(found, key=lambda s: s.day)


def lay_duties(college: Organisation, branches: Sequence[Organisation], *, today: date) -> None:
    """The college's word on the yearly meeting, and the talks of the branch that keeps up with all."""
    with clock.pinned(evening(today.replace(day=1), 10)):
        if today.month in {10, 11}:
            actions.waive_duty(
                actor=house("演示数据"),
                organisation_id=college.pk,
                key=Kind.LIFE_MEETING,
                day=today,
                reason="学校统一安排在 12 月",
                whole=False,
            )
    for pairing in PAIRING_TERMS:
        actions.note_duty(
            actor=house("演示数据"),
            organisation_id=branches[1].pk,
            key=Other.HEART_TALK,
            pairing=pairing,
            on=today.replace(day=1),
            count=6,
        )


RESOLUTION = PlannedItem(
    "审议支部下一阶段工作安排", matter=Matter.RESOLUTION, manner=Manner.DISCUSSION
)
TITLES = {
    Kind.BRANCH_COMMITTEE: ("研究本月工作", "入党积极分子培养情况"),
    Kind.GROUP_MEETING: ("学习交流",),
    Kind.GENERAL_MEETING: ("通报支部工作",),
    Kind.PARTY_CLASS: ("讲党课",),
}


def routine(kind: Kind) -> tuple[PlannedItem, ...]:
    """The everyday agenda of a kind of meeting."""
    return tuple(PlannedItem(title) for title in TITLES[kind])


def of_card(card: Card) -> tuple[PlannedItem, ...]:
    """The agenda a theme card lays."""
    items = agenda(card, leader="")
    return tuple(
        PlannedItem(item.title, required=at < len(items) - 1, manner=item.manner)
        for at, item in enumerate(items)
    )


def evening(day: date, hour: int = 19, minute: int = 0) -> datetime:
    """An hour of a day in China."""
    return datetime.combine(day, time(hour, minute), tzinfo=clock.SHANGHAI)


def plan(branch: Lived, sitting: Sitting, *, number: int) -> PlanEntry:
    """The plan of a sitting as its page would send it."""
    defaults = queries.defaults_for(
        branch.organisation, kind=sitting.kind, group=sitting.group, on=sitting.day
    )
    return PlanEntry(
        kinds=frozenset({sitting.kind}),
        starts_at=evening(sitting.day),
        ends_at=evening(sitting.day, 20, 30),
        place=ROOMS[number],
        items=sitting.items,
        theme=sitting.theme,
        card=sitting.card,
        group_id=sitting.group.pk if sitting.group else None,
        chair_id=defaults.chair.person_id if defaults.chair else None,
        recorder_id=defaults.recorder.person_id if defaults.recorder else None,
        with_activists=sitting.kind is Kind.THEME_DAY,
    )


def announce(branch: Lived, sitting: Sitting, *, number: int, today: date) -> Meeting:
    """Plan and publish a sitting some days ahead, or at the start of the demo's today."""
    ahead = min(sitting.day - timedelta(days=5), today - timedelta(days=1))
    with clock.pinned(evening(ahead, 12)):
        actor = branch.actor(0)
        meeting = actions.plan_meeting(
            actor=actor,
            organisation_id=branch.organisation.pk,
            plan=plan(branch, sitting, number=number),
        )
        return actions.publish_plan(actor=actor, meeting_id=meeting.pk)


def hold(branch: Lived, sitting: Sitting, *, number: int, rng: Random) -> None:
    """Announce, come together, write it down, and confirm it the next day."""
    meeting = announce(branch, sitting, number=number, today=sitting.day)
    parts = [p for p in attendance_of(meeting.gathering_id) if p.eligible]
    away = [p.person_id for p in parts if rng.random() < 0.08 and p.person_id != meeting.chair_id]
    with clock.pinned(evening(sitting.day, 9)):
        for person_id in away[:1]:
            ask_leave(actor=actor_for_person(person_id, name=""), gathering_id=meeting.gathering_id)
    with clock.pinned(evening(sitting.day, 19, 5)):
        come_in(branch, meeting, [p.person_id for p in parts if p.person_id not in away])
    with clock.pinned(evening(sitting.day, 20, 24)):
        actions.draft_record(actor=branch.actor(0), meeting_id=meeting.pk)
        write_down(branch, meeting, sitting)
    if sitting.confirmed:
        with clock.pinned(evening(sitting.day + timedelta(days=1), 9)):
            actions.confirm_record(actor=branch.actor(0), meeting_id=meeting.pk)


def come_in(branch: Lived, meeting: Meeting, present: Sequence[int]) -> None:
    """Tick those who are here."""
    take_attendance(actor=branch.actor(0), gathering_id=meeting.gathering_id, person_ids=present)


def write_down(branch: Lived, meeting: Meeting, sitting: Sitting) -> None:
    """What the draft could not know: one plain sentence an item, and the votes."""
    texts = OF_ROUTINE.get(sitting.kind, (OF_THEME,))
    rows = queries.items_of(meeting)
    voters = sum(
        p.with_vote and p.present_at is not None for p in attendance_of(meeting.gathering_id)
    )
    for row in rows:
        if row.votes:
            actions.enter_tally(
                actor=branch.actor(0),
                meeting_id=meeting.pk,
                item_id=row.pk,
                tally=TallyEntry(yes=voters),
            )
    actions.edit_record(
        actor=branch.actor(0),
        meeting_id=meeting.pk,
        entry=RecordEntry(
            items=tuple(
                ItemText(
                    key=row.pk,
                    reporter=row.reporter_name,
                    report=texts[min(at, len(texts) - 1)],
                    resolution=row.resolution,
                )
                for at, row in enumerate(rows)
            )
        ),
    )
