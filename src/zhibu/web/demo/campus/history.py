"""Fourteen months of a generated branch (演示大学的组织生活): planned, announced, held, written, confirmed.

Each sitting goes through the same five actions as on the pages: plan, publish, tick who came, draft,
confirm. The secretary adds words of their own to some of the records, as secretaries do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from zhibu.gatherings.actions import ask_leave, take_attendance
from zhibu.gatherings.queries import attendance_of
from zhibu.kit import clock
from zhibu.kit.period import add_months
from zhibu.meetings import actions, queries
from zhibu.meetings.domain.duties import PAIRING_TERMS, Other
from zhibu.meetings.domain.kinds import Kind
from zhibu.meetings.domain.records import Manner
from zhibu.meetings.entries import Grades, ItemText, PlanEntry, PlannedItem, RecordEntry
from zhibu.meetings.library import BY_ID, month_theme
from zhibu.meetings.models import Meeting
from zhibu.orgs.models import Organisation
from zhibu.people.models import StatusSpan
from zhibu.people.queries import actor_for_person
from zhibu.trail.actions import written_together
from zhibu.web.demo.campus.lives import Lived, evening
from zhibu.web.demo.campus.people import OFFICERS
from zhibu.web.demo.campus.plans import Life, Season
from zhibu.web.demo.life import of_card

AHEAD = timedelta(days=14)
NOTICE = timedelta(days=5)  # between the notice and the sitting
ROOMS = ("主楼 203", "学院会议室 301", "教学二楼 105", "党员之家", "实验楼 B208", "图书馆研讨室 2")
AGENDAS = {
    Kind.BRANCH_COMMITTEE: (
        ("研究本月工作", "主题党日的安排和分工", "党费收缴情况"),
        ("研究本月工作", "入党积极分子培养情况"),
        ("研究本月工作", "听取党员和群众的意见"),
    ),
    Kind.GROUP_MEETING: (("学习交流", "本月任务分工"),),
    Kind.LIFE_MEETING: (("开展批评和自我批评", "民主评议党员", "议定整改措施"),),
}
WORDS = (
    "结合近期工作逐项作了讨论，分工和时间当场定下。",
    "两位党员先谈体会，其他党员作了补充，意见记入台账。",
    "对照上月的安排逐条检查，没有办完的写明了原因和时间。",
)
LATE_REASON = "会议当天学院停电，手工签到，事后补录。"


@dataclass(frozen=True, slots=True)
class Sitting:
    """One sitting of a history."""

    kinds: frozenset[Kind]
    day: date
    items: tuple[PlannedItem, ...]
    theme: str = ""
    card: str = ""
    group: Organisation | None = None


@written_together()
def lay_history(branch: Lived, *, when: Season) -> None:
    """All sittings up to today, and what is arranged for the next two weeks."""
    rng = Random(branch.organisation.name)  # noqa: S311  invented life, not secrets
    last = add_months(when.today.replace(day=1), -1)
    for month in [*when.months, add_months(when.today.replace(day=1), 1)]:
        for sitting in _of_month(branch, month):
            if sitting.day - NOTICE < branch.since or not _happens(branch, sitting, month, when):
                continue
            if branch.plan.late and month == last and sitting.theme:
                _enter_late(branch, sitting, rng)
            elif sitting.day < when.today:
                _hold(branch, sitting, rng, confirmed=_confirmed(branch, sitting, when))
            elif sitting.day <= when.today + AHEAD:
                _announce(branch, sitting, on=when.today - timedelta(days=1))
    _talk(branch, when)


def _happens(branch: Lived, sitting: Sitting, month: date, when: Season) -> bool:
    """A neglected branch does less and less, then nothing; a patchy one skips a committee."""
    at = (month.year - when.start.year) * 12 + month.month - when.start.month
    life = branch.plan.life
    if life is Life.NEGLECTED:
        odd = Kind.THEME_DAY in sitting.kinds and at % 2 == 1
        return at < 3 or (odd and at < len(when.months) - 4)
    if life is Life.PATCHY:
        return Kind.BRANCH_COMMITTEE not in sitting.kinds or at % 5 != 3
    return True


def _confirmed(branch: Lived, sitting: Sitting, when: Season) -> bool:
    """One kind of branch leaves what was held this month unconfirmed."""
    return branch.plan.life is not Life.DRAFTS or sitting.day < when.today.replace(day=1)


def _of_month(branch: Lived, month: date) -> Iterator[Sitting]:
    number = branch.number
    agenda = AGENDAS[Kind.BRANCH_COMMITTEE][(number + month.month) % 3]
    first = month + timedelta(days=5 + number % 5)
    yield Sitting(frozenset({Kind.BRANCH_COMMITTEE}), first, _plain(agenda))
    for at, group in enumerate(branch.groups):
        yield Sitting(
            frozenset({Kind.GROUP_MEETING}),
            month + timedelta(days=11 + at),
            _plain(AGENDAS[Kind.GROUP_MEETING][0]),
            group=group,
        )
    yield _theme_day(branch, month)
    if month.month == 12:
        yield Sitting(
            frozenset({Kind.LIFE_MEETING, Kind.MEMBER_REVIEW}),
            month + timedelta(days=21 + number % 4),
            _plain(AGENDAS[Kind.LIFE_MEETING][0]),
        )


def _theme_day(branch: Lived, month: date) -> Sitting:
    """Once a month; in one month of each quarter the general meeting and in another the Party class are
    held in the same sitting."""
    suggested = month_theme(month.month)
    card = BY_ID[suggested.cards[branch.number % len(suggested.cards)]]
    kinds, items = {Kind.THEME_DAY}, of_card(card)
    turn = (month.month + branch.number) % 3
    if turn == 0:
        kinds.add(Kind.GENERAL_MEETING)
        items += _plain(("通报本季度支部工作",))
    elif turn == 2:
        kinds.add(Kind.PARTY_CLASS)
        items += (PlannedItem("讲党课：党员的权利和义务", manner=Manner.STUDY),)
    day = queries.nth_weekday(month.year, month.month, branch.number % 5, 1 + branch.number % 2)
    return Sitting(frozenset(kinds), day, items, theme=card.title, card=card.id)


def _plain(titles: Sequence[str]) -> tuple[PlannedItem, ...]:
    return tuple(PlannedItem(title) for title in titles)


def _plan(branch: Lived, sitting: Sitting) -> PlanEntry:
    leader = branch.groups.index(sitting.group) if sitting.group else None
    chair = branch.people[0 if leader is None else OFFICERS + leader]
    return PlanEntry(
        kinds=sitting.kinds,
        starts_at=evening(sitting.day, 14 if branch.number % 3 else 19, 30),
        ends_at=evening(sitting.day, 16 if branch.number % 3 else 21),
        place=ROOMS[(branch.number + sitting.day.month) % len(ROOMS)],
        items=sitting.items,
        theme=sitting.theme,
        card=sitting.card,
        group_id=sitting.group.pk if sitting.group else None,
        chair_id=chair.pk,
        recorder_id=branch.people[1 if leader is None else OFFICERS + 2 + leader].pk,
        with_activists=Kind.THEME_DAY in sitting.kinds,
    )


def _announce(branch: Lived, sitting: Sitting, *, on: date) -> Meeting:
    """Plan it and give notice."""
    with clock.pinned(evening(on, 12)):
        actor = branch.actor(0)
        return actions.plan_month(
            actor=actor, organisation_id=branch.organisation.pk, plans=[_plan(branch, sitting)]
        )[0]


def _hold(branch: Lived, sitting: Sitting, rng: Random, *, confirmed: bool) -> None:
    """From the notice five days before to the confirmation on the next morning."""
    meeting = _announce(branch, sitting, on=sitting.day - NOTICE)
    parts = [p.person_id for p in attendance_of(meeting.gathering_id) if p.eligible]
    away = _away(branch, meeting, parts, rng)
    begins = meeting.gathering.starts_at
    if away and rng.random() < 0.3:
        with clock.pinned(begins - timedelta(hours=5)):
            ask_leave(actor=actor_for_person(away[0], name=""), gathering_id=meeting.gathering_id)
    secretary = branch.actor(0)
    with clock.pinned(begins + timedelta(minutes=5)):
        take_attendance(
            actor=secretary,
            gathering_id=meeting.gathering_id,
            person_ids=[person for person in parts if person not in away],
        )
    with clock.pinned(meeting.gathering.ends_at - timedelta(minutes=4)):
        actions.draft_record(actor=secretary, meeting_id=meeting.pk)
        _write(branch, meeting, sitting, present=len(parts) - len(away), rng=rng)
        agreed = _agree(branch, meeting, sitting)
    if confirmed:
        with clock.pinned(evening(sitting.day + timedelta(days=1), 9)):
            actions.confirm_record(actor=secretary, meeting_id=meeting.pk)
    if agreed is not None and confirmed:
        with clock.pinned(evening(sitting.day + timedelta(days=1), 15)):
            actions.report_item(actor=branch.actor(1), agreed_id=agreed, done=True)


def _away(branch: Lived, meeting: Meeting, parts: Sequence[int], rng: Random) -> list[int]:
    """Who does not come; the one in the chair and the recorder do."""
    share = {Life.EXEMPLARY: 0.02, Life.NEGLECTED: 0.3}.get(branch.plan.life, 0.09)
    needed = {meeting.chair_id, meeting.recorder_id}
    return [person for person in parts if person not in needed and rng.random() < share]


def _write(branch: Lived, meeting: Meeting, sitting: Sitting, *, present: int, rng: Random) -> None:
    """What the draft cannot know: the grades of a review, and now and then a sentence of one's own."""
    secretary = branch.actor(0)
    if Kind.MEMBER_REVIEW in sitting.kinds:
        actions.enter_review_counts(
            actor=secretary, meeting_id=meeting.pk, grades=_grades(meeting, present)
        )
    elif Kind.THEME_DAY in sitting.kinds and rng.random() < 0.25:
        row = queries.items_of(meeting)[0]
        text = ItemText(
            key=row.pk,
            reporter=row.reporter_name,
            report=rng.choice(WORDS),
            resolution=row.resolution,
        )
        actions.edit_record(
            actor=secretary, meeting_id=meeting.pk, entry=RecordEntry(items=(text,))
        )


def _agree(branch: Lived, meeting: Meeting, sitting: Sitting) -> int | None:
    """The exemplary branch agrees on something each theme day, and does it the next day."""
    if branch.plan.life is not Life.EXEMPLARY or not sitting.theme:
        return None
    return actions.agree_item(
        actor=branch.actor(0),
        meeting_id=meeting.pk,
        matter="把当天提出的意见整理成清单，逐条写明谁来办",
        owner=branch.people[1].name,
    ).pk


def _grades(meeting: Meeting, present: int) -> Grades:
    """A fifth excellent, the rest qualified, of the full members who were there."""
    full = str(StatusSpan.Kind.FULL.label)
    voters = sum(
        p.present_at is not None and p.standing == full for p in attendance_of(meeting.gathering_id)
    )
    excellent = min(voters, present) // 5
    return Grades(excellent=excellent, qualified=voters - excellent)


def _enter_late(branch: Lived, sitting: Sitting, rng: Random) -> None:
    """What was held without a plan here is entered five days later, and confirmed the day after."""
    secretary = branch.actor(0)
    absent = {person.pk for person in rng.sample(branch.people[OFFICERS:], 2)}
    with clock.pinned(evening(sitting.day + timedelta(days=5), 10)):
        meeting = actions.enter_late(
            actor=secretary,
            organisation_id=branch.organisation.pk,
            plan=_plan(branch, sitting),
            reason=LATE_REASON,
            present_ids={person.pk for person in branch.known.values()} - absent,
        )
    with clock.pinned(evening(sitting.day + timedelta(days=6), 9)):
        actions.confirm_record(actor=secretary, meeting_id=meeting.pk)


def _talk(branch: Lived, when: Season) -> None:
    """What is no sitting: talks and the secretary's report, noted at the end of a year. The branch that
    keeps up with everything has talked before the running year is over."""
    ends = {date(month.year, 12, 28) for month in when.months if month.month == 12}
    days = {day for day in ends if max(when.start, branch.since) < day <= when.today}
    if branch.plan.life is Life.EXEMPLARY and when.today.month in {10, 11}:
        days.add(when.today - timedelta(days=6))
    if branch.plan.life in {Life.NEGLECTED, Life.FOUNDED}:
        return
    for day in sorted(days):
        with clock.pinned(evening(day)):
            for at, pairing in enumerate(PAIRING_TERMS):
                actions.note_duty(
                    actor=branch.actor(0),
                    organisation_id=branch.organisation.pk,
                    key=Other.HEART_TALK,
                    pairing=pairing,
                    on=day,
                    count=4 + 3 * at,
                )
            actions.note_duty(
                actor=branch.actor(0),
                organisation_id=branch.organisation.pk,
                key=Other.SECRETARY_REPORT,
                on=day,
            )
