"""Appeals in field words: one Wednesday evening somebody was not ticked (异议)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.cast import Branch, acting
from tests.gatherings.hall import STARTS, convened, row_of
from tests.meetings.life import AFTER, Life

from zhibu.appeals import actions
from zhibu.appeals.models import Appeal, Complaint
from zhibu.gatherings.actions import take_attendance
from zhibu.gatherings.models import Attendee
from zhibu.gatherings.offers import ATTENDANCE
from zhibu.kit import clock
from zhibu.meetings.offers import RECORD
from zhibu.people.models import Person

DURING = STARTS + timedelta(minutes=5)
EVENING = STARTS + timedelta(hours=3)  # Wednesday 25 November 2026, 22:00
DUE = clock.local(EVENING).date() + timedelta(days=7)  # five working days: the next Wednesday
LATE = EVENING + timedelta(days=8)
REASON = "当晚 18:55 就到了，坐在第二排。"


def missed(branch: Branch, somebody: Person) -> Attendee:
    """Everybody was ticked by the secretary but this person."""
    gathering = convened(branch)
    others = [p.pk for p in branch.members if p != somebody]
    with clock.pinned(DURING):
        take_attendance(actor=branch.secretary, gathering_id=gathering.pk, person_ids=others)
    return row_of(gathering, somebody)


def contested(branch: Branch, somebody: Person, row: Attendee | None = None) -> Appeal:
    """This person contests not having been ticked."""
    row = row or missed(branch, somebody)
    with clock.pinned(EVENING):
        return actions.raise_appeal(
            actor=acting(somebody), kind=ATTENDANCE, subject_id=row.pk, reason=REASON
        )


def contested_record(life: Life) -> Appeal:
    """A member contests a record the secretary confirmed."""
    record = life.confirm()
    with clock.pinned(AFTER + timedelta(hours=3)):
        return actions.raise_appeal(
            actor=life.member, kind=RECORD, subject_id=record.meeting_id, reason="漏记了我的发言。"
        )


def said(by: Any, **more: Any) -> actions.Given:  # Any: an actor, and what a form would send
    """Something is suggested to the branch, under one's name unless told."""
    values = {"kind": "suggestion", "level": "branch", "naming": "signed", "text": "提前一周定日子"}
    with clock.pinned(EVENING):
        return actions.give_complaint(actor=by, **(values | more))


def complaint_of(given: actions.Given) -> Complaint:
    return Complaint.objects.get(pk=given.complaint.pk)
