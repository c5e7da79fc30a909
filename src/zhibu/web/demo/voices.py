"""What the demo's people contest and say (演示的异议和意见): open, upheld, explained; one past its day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from zhibu.appeals import actions
from zhibu.gatherings.offers import ATTENDANCE
from zhibu.kit import clock
from zhibu.kit.actor import Actor, house
from zhibu.meetings.offers import RECORD
from zhibu.orgs.models import Organisation
from zhibu.people.models import Person
from zhibu.people.queries import actor_for_person
from zhibu.web.demo.queries import confirmed_meeting_of, missed_part_of

ORGANISATION_OFFICER = 1
MEMBER = 7  # somebody without a post


class Voiced(Protocol):
    """What this page needs of a seeded branch."""

    organisation: Organisation
    people: list[Person]

    def actor(self, at: int) -> Actor: ...


def noon(day: date) -> datetime:
    """Twelve o'clock in China."""
    return datetime(day.year, day.month, day.day, 4, 0, tzinfo=UTC)


def raise_voices(branch: Voiced, *, today: date) -> None:
    """A branch that answers: a record contested yesterday, two answered attendances, two complaints."""
    member = branch.actor(MEMBER)
    meeting = confirmed_meeting_of(branch.organisation)
    if meeting is not None:
        with clock.pinned(noon(today - timedelta(days=1))):
            actions.raise_appeal(
                actor=member,
                kind=RECORD,
                subject_id=meeting,
                reason="第二项讨论里漏记了我提的建议：活动时间提前一周定。",
            )
    _attendance(branch, today, confirmed=False, upheld=True, answer="核对签到表，确实到会。")
    _attendance(
        branch,
        today,
        confirmed=True,
        upheld=False,
        answer="签到表和主持人名单上都没有，请当面核对。",
    )
    _say(branch, member, today - timedelta(days=4), answer="下月起提前一周在群里定时间。")
    with clock.pinned(noon(today - timedelta(days=2))):
        actions.give_complaint(
            actor=member,
            kind="fault",
            level="platform",
            naming="handler",
            text="手机横过来看，名册的表头遮住第一行。",
            page="/p/",
        )


def _attendance(branch: Voiced, today: date, *, confirmed: bool, upheld: bool, answer: str) -> None:
    """Somebody who was not ticked contests it; the organisation officer answers two days later."""
    missed = missed_part_of(branch.organisation, confirmed=confirmed, before=today)
    if missed is None:
        return
    attendee, person = missed
    with clock.pinned(noon(today - timedelta(days=3))):
        appeal = actions.raise_appeal(
            actor=actor_for_person(person.pk, name=person.name),
            kind=ATTENDANCE,
            subject_id=attendee,
            reason="当天到会了，签到时手机没电，跟主持人说过。",
        )
    with clock.pinned(noon(today - timedelta(days=1))):
        actions.answer_appeal(
            actor=branch.actor(ORGANISATION_OFFICER),
            appeal_id=appeal.pk,
            upheld=upheld,
            answer=answer,
        )


def _say(branch: Voiced, member: Actor, day: date, *, answer: str) -> None:
    with clock.pinned(noon(day)):
        given = actions.give_complaint(
            actor=member,
            kind="suggestion",
            level="branch",
            naming="signed",
            text="主题党日的时间能不能提前一周定下来，实验排得开。",
            page="/g/",
        )
    with clock.pinned(noon(day + timedelta(days=1))):
        actions.answer_complaint(
            actor=branch.actor(0), complaint_id=given.complaint.pk, answer=answer
        )


def leave_unanswered(branch: Voiced, *, today: date) -> None:
    """A branch that lets both lie: a complaint nobody signed and a contested record, past their days."""
    member = branch.actor(MEMBER)
    with clock.pinned(noon(today - timedelta(days=12))):
        actions.give_complaint(
            actor=member,
            kind="complaint",
            level="branch",
            naming="none",
            text="这两个月没有收到过会议通知，都是开完才知道。",
            page="/n/",
        )
    meeting = confirmed_meeting_of(branch.organisation)
    if meeting is not None:
        with clock.pinned(noon(today - timedelta(days=11))):
            actions.raise_appeal(
                actor=member,
                kind=RECORD,
                subject_id=meeting,
                reason="记录写了集体学习，当天只通报了情况。",
            )
    with clock.pinned(noon(today - timedelta(days=2))):
        actions.let_rise(actor=house("平台", way="job"))
