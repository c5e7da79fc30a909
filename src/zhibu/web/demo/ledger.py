"""Points of the demo (演示的积分): two branches take part, through the actions themselves.

What their meetings gave, what officers entered, a record corrected, objections raised and answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from zhibu.appeals.actions import answer_appeal
from zhibu.appeals.actions import raise_appeal as contest
from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.period import add_months
from zhibu.meetings.actions import correct_record
from zhibu.meetings.entries import Correction, RecordEntry
from zhibu.orgs.actions import rest_feature, set_switch
from zhibu.orgs.actions.switches import last_day_of_switch
from zhibu.points.actions import (
    Deed,
    claim_missing,
    enter_board,
    join_points,
    register_contribution,
    set_goal,
)
from zhibu.points.actions.objections import CREDIT
from zhibu.trail.outbox import deliver
from zhibu.web.assembly import POINTS
from zhibu.web.demo.life import Lived
from zhibu.web.demo.queries import credit_of, first_theme_day_of, told_to_points
from zhibu.web.demo.switches import ON

OFFICER, PUBLICITY, MEMBER = 1, 2, 4  # who enters, who answers, who contests
TAKE_PART = {ON[0]: range(18), ON[1]: range(4, 11)}

# For whom, how many days ago, what: two of them are the same afternoon entered twice.
Entered = tuple[int, int, str, str, int]
ENTERED: dict[int, tuple[Entered, ...]] = {
    ON[0]: (
        (MEMBER, 63, "service", "旧书修补，第一班", 120),
        (MEMBER, 62, "service", "旧书修补", 120),
        (MEMBER, 30, "reflection", "读《关于加强和改进新时代师德师风建设的意见》体会", 0),
        (MEMBER, 17, "one_to_one_help", "帮扶低年级同学，高分子物理", 90),
        (5, 63, "service", "旧书修补，第一班", 120),
        (5, 20, "study_done", "党员网络培训专题班", 180),
        (6, 40, "exchange", "与企业党支部交流研讨", 120),
        (7, 35, "public_benefit", "社区科普日", 240),
        (7, 12, "one_to_one_help", "帮扶低年级同学，晶体学", 90),
        (8, 50, "reflection", "暑期社会实践报告", 0),
        (9, 33, "service", "图书馆迁库", 150),
        (9, 26, "service", "新生报到引导", 180),
        (10, 44, "study_done", "党员网络培训专题班", 180),
    ),
    ON[1]: (
        (MEMBER, 48, "service", "实验室开放日讲解", 240),
        (6, 48, "service", "实验室开放日讲解", 240),
        (7, 21, "public_benefit", "敬老院义务劳动", 240),
    ),
}  # fmt: skip


def evening(day: date, hour: int = 20) -> datetime:
    """An hour of a day in China."""
    return datetime.combine(day, time(hour, 0), tzinfo=clock.SHANGHAI)


def lay_points(branches: Sequence[Lived], *, today: date) -> None:
    """Two months and the running one of the branches whose points are on."""
    first = add_months(today.replace(day=1), -2)
    for number in ON:
        branch = branches[number]
        _take_part(branch, TAKE_PART[number], on=first)
        post_what_was_told(branch)
        _enter(branch, ENTERED[number], today=today)
    one, other = (branches[number] for number in ON)
    _correct_a_record(one, today=today)
    _board_and_goal(one, today=today)
    _contest(one, today=today)
    _claim_found_right(other, today=today)


def _take_part(branch: Lived, places: Iterable[int], *, on: date) -> None:
    """They join one evening after another, and take the running term in."""
    for at, place in enumerate(places):
        with clock.pinned(evening(on + timedelta(days=at % 3))):
            join_points(
                actor=branch.actor(place),
                organisation_id=branch.organisation.pk,
                takes_in_term=True,
            )


def post_what_was_told(branch: Lived) -> None:
    """Hand the branch's facts to points, each at its own hour, as the worker would have."""
    for event_id, at in told_to_points(branch.organisation):
        with clock.pinned(at + timedelta(minutes=1)):
            deliver(event_id, POINTS)


def _enter(branch: Lived, entered: Iterable[Entered], *, today: date) -> None:
    for place, days_ago, kind, title, minutes in entered:
        day = today - timedelta(days=days_ago)
        with clock.pinned(evening(day + timedelta(days=1), 9)):
            register_contribution(
                actor=branch.actor(OFFICER),
                organisation_id=branch.organisation.pk,
                person_id=branch.people[place].pk,
                deed=Deed(kind, day, title, minutes=minutes),
                evidence="主办方的签到表" if minutes else "本人交来的文稿",
            )


def _correct_a_record(branch: Lived, *, today: date) -> None:
    """Somebody ticked by mistake is taken off the first theme day: what followed is redone."""
    found = first_theme_day_of(branch.organisation)
    if found is None:
        return
    meeting_id, present = found
    absent = branch.people[9].pk
    with clock.pinned(evening(today - timedelta(days=10))):
        correct_record(
            actor=branch.actor(0),
            meeting_id=meeting_id,
            correction=Correction(RecordEntry(), present=present - {absent}),
            reason="核对纸质签到表，有一人当天请假，误勾到会。",
        )
    post_what_was_told(branch)


def _board_and_goal(branch: Lived, *, today: date) -> None:
    """A board by the branch's resolution, entered by nine; and what they want to reach together."""
    since = add_months(today.replace(day=1), -1)
    secretary, body = branch.actor(0), branch.organisation.pk
    with clock.pinned(evening(since)):
        set_switch(
            actor=secretary,
            organisation_id=body,
            key="points.board",
            value=True,
            until=last_day_of_switch(branch.organisation, since),
            ground="支部党员大会决议，每人自愿公开",
        )
    for place in (1, 2, MEMBER, 5, 6, 7, 8, 9, 10):
        with clock.pinned(evening(since + timedelta(days=1))):
            enter_board(actor=branch.actor(place), organisation_id=body)
    with clock.pinned(evening(since)):
        set_goal(actor=secretary, organisation_id=body, amount=40000, words="一起修好五百册旧书")


def _contest(branch: Lived, *, today: date) -> None:
    """The member contests an entry made twice, which is upheld, and another; and misses one."""
    member, owner = branch.actor(MEMBER), branch.people[MEMBER].pk
    twice = credit_of(owner, title="旧书修补")
    with clock.pinned(evening(today - timedelta(days=12))):
        upheld = contest(
            actor=member,
            kind=CREDIT,
            subject_id=twice,
            reason="9 月底只去了一个下午，和“旧书修补，第一班”是同一次。",
        )
    with clock.pinned(evening(today - timedelta(days=9), 12)):
        answer_appeal(
            actor=branch.actor(PUBLICITY),
            appeal_id=upheld.pk,
            upheld=True,
            answer="核对图书馆签到表，两条是同一次，撤去一条。",
        )
    with clock.pinned(evening(today - timedelta(days=2), 12)):
        contest(
            actor=member,
            kind=CREDIT,
            subject_id=credit_of(owner, title="帮扶低年级同学，高分子物理"),
            reason="当天两位同学各一次，办法是每次计分，只记了一次。",
        )
    with clock.pinned(evening(today - timedelta(days=1), 12)):
        claim_missing(
            actor=member,
            organisation_id=branch.organisation.pk,
            deed=Deed("service", today - timedelta(days=24), "学院开放日引导", minutes=120),
            reason="学院办公室有当天的志愿者名单。",
        )


def _claim_found_right(branch: Lived, *, today: date) -> None:
    """In the other branch somebody missed a credit, and it was entered."""
    with clock.pinned(evening(today - timedelta(days=15))):
        appeal = claim_missing(
            actor=branch.actor(MEMBER + 1),
            organisation_id=branch.organisation.pk,
            deed=Deed("service", today - timedelta(days=48), "实验室开放日讲解", minutes=240),
            reason="和同学一起讲解的，名单上漏了我。",
        )
    with clock.pinned(evening(today - timedelta(days=13), 12)):
        answer_appeal(
            actor=branch.actor(PUBLICITY),
            appeal_id=appeal.pk,
            upheld=True,
            answer="开放日负责老师证实在场。",
        )


def rest_a_feature(actor: Actor, *, today: date) -> None:
    """A feature nobody missed rests since the day before yesterday."""
    with clock.pinned(evening(today - timedelta(days=18))):
        rest_feature(
            actor=actor,
            key="meetings.feedback",
            rests_on=today - timedelta(days=2),
            reason="连续两个月没有一次活动满五份反馈，先停；已有的反馈照样能看。",
        )
