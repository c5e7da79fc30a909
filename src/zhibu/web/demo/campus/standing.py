"""What else a generated branch has (演示大学的积分和异议): points as it resolved, a record contested, a word unheard."""

from __future__ import annotations

from datetime import date, timedelta

from zhibu.appeals import actions as appeals
from zhibu.kit import clock
from zhibu.kit.actor import house
from zhibu.kit.dates import full_day
from zhibu.kit.period import add_months
from zhibu.meetings.offers import RECORD
from zhibu.orgs.actions import end_switch, set_switch
from zhibu.orgs.actions.switches import last_day_of_switch
from zhibu.points.actions import (
    Deed,
    adopt_version,
    enter_board,
    join_points,
    register_contribution,
    set_goal,
    start_rulebook,
)
from zhibu.points.domain.rules import Span, period_of
from zhibu.web.demo.campus.lives import Lived, evening
from zhibu.web.demo.campus.people import OFFICERS
from zhibu.web.demo.campus.plans import Life, Points, Season
from zhibu.web.demo.ledger import post_what_was_told
from zhibu.web.demo.queries import confirmed_meeting_of

ENABLED, BOARD = "points.enabled", "points.board"
TAKING_PART, ON_THE_BOARD = 16, 11  # how many, if there are as many
DEEDS = (
    ("service", "校园开放日引导", 150),
    ("one_to_one_help", "结对帮扶低年级同学", 90),
    ("public_benefit", "社区敬老服务", 240),
    ("study_done", "党员网络培训专题班", 180),
    ("reflection", "主题学习体会", 0),
    ("exchange", "与共建党支部交流研讨", 120),
)


def lay_standing(branch: Lived, *, when: Season) -> None:
    """As the plan of the branch says."""
    if branch.plan.points is not Points.OFF:
        _turn_on(branch, when.today)
    if branch.plan.points in {Points.ON, Points.BOARD}:
        _take_part(branch, when.today)
    if branch.plan.points is Points.BOARD:
        _open_board(branch, when.today)
    if branch.plan.appeal:
        _contest(branch, when.today)
    if branch.plan.life is Life.NEGLECTED:
        _complain(branch, when.today)


def _turn_on(branch: Lived, today: date) -> None:
    """By a resolution of two months ago, with a shipped book of rules; one branch ended it again."""
    since = add_months(today.replace(day=1), -2)
    secretary, body = branch.actor(0), branch.organisation.pk
    ground = f"{full_day(since - timedelta(days=7))}支部党员大会决议"
    with clock.pinned(evening(since, 12)):
        made = set_switch(
            actor=secretary,
            organisation_id=body,
            key=ENABLED,
            value=True,
            since=since,
            until=last_day_of_switch(branch.organisation, since),
            ground=ground,
        )
        scheme = "parts" if branch.number % 2 else "items"
        draft = start_rulebook(actor=secretary, organisation_id=body, scheme=scheme)
    if branch.plan.points is Points.TRIED:
        with clock.pinned(evening(add_months(since, 1), 12)):
            end_switch(actor=secretary, switch_id=made.pk, on=add_months(since, 1))
        return
    first = period_of(Span.TERM, today).since
    with clock.pinned(evening(max(first, since), 13)):
        adopt_version(actor=secretary, version_id=draft.pk, ground=ground, since=first)


def _take_part(branch: Lived, today: date) -> None:
    """Half of them join, what their meetings gave is posted, and the officer enters what they did."""
    since = add_months(today.replace(day=1), -2)
    taking = _places(branch, TAKING_PART)
    for at in taking:
        with clock.pinned(evening(since + timedelta(days=at % 3), 14)):
            join_points(
                actor=branch.actor(OFFICERS + at),
                organisation_id=branch.organisation.pk,
                takes_in_term=True,
            )
    post_what_was_told(branch)
    for at in taking:
        for turn in range(1 + at % 3):
            kind, title, minutes = DEEDS[(at + turn) % len(DEEDS)]
            day = today - timedelta(days=6 + (at * 5 + turn * 17) % 50)
            with clock.pinned(evening(day + timedelta(days=1), 9)):
                register_contribution(
                    actor=branch.actor(1),
                    organisation_id=branch.organisation.pk,
                    person_id=branch.people[OFFICERS + at].pk,
                    deed=Deed(kind, day, title, minutes=minutes),
                    evidence="主办方的签到表" if minutes else "本人交来的文稿",
                )


def _places(branch: Lived, most: int) -> range:
    """Of those without a post who were here before September, the first so many."""
    return range(min(most, len(branch.people) - len(branch.cast.coming) - OFFICERS))


def _open_board(branch: Lived, today: date) -> None:
    """A board by resolution, entered by those who like; and a goal of all together."""
    since = add_months(today.replace(day=1), -1)
    secretary, body = branch.actor(0), branch.organisation.pk
    with clock.pinned(evening(since)):
        set_switch(
            actor=secretary,
            organisation_id=body,
            key=BOARD,
            value=True,
            until=last_day_of_switch(branch.organisation, since),
            ground="支部党员大会决议，每人自愿公开",
        )
        set_goal(
            actor=secretary, organisation_id=body, amount=60000, words="一起帮三十位新生选好课"
        )
    for at in _places(branch, ON_THE_BOARD):
        with clock.pinned(evening(since + timedelta(days=1))):
            enter_board(actor=branch.actor(OFFICERS + at), organisation_id=body)


def _contest(branch: Lived, today: date) -> None:
    """Somebody contests the latest record, and waits for the answer."""
    meeting = confirmed_meeting_of(branch.organisation)
    if meeting is not None:
        with clock.pinned(evening(today - timedelta(days=2), 12)):
            appeals.raise_appeal(
                actor=branch.actor(len(branch.people) // 2),
                kind=RECORD,
                subject_id=meeting,
                reason="记录里漏了我对助研津贴发放时间的建议，请补上。",
            )


def _complain(branch: Lived, today: date) -> None:
    """A complaint nobody signed lies for twelve days, and has gone up to the college by itself."""
    with clock.pinned(evening(today - timedelta(days=12), 12)):
        appeals.give_complaint(
            actor=branch.actor(len(branch.people) // 2),
            kind="complaint",
            level="branch",
            naming="none",
            text="这学期只开过一次会，通知也是当天才发。",
            page="/n/",
        )
    with clock.pinned(evening(today - timedelta(days=2), 12)):
        appeals.let_rise(actor=house("平台", way="job"))
