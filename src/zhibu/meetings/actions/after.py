"""What follows a sitting: feedback without names, what was agreed, and whether it was done."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.verdict import Conflict, Invalid, require
from zhibu.meetings import policies, queries
from zhibu.meetings.actions.records import refuse_unless
from zhibu.meetings.events import FeedbackCounted, ItemCarriedOut
from zhibu.meetings.models import AgreedItem, FeedbackGiven, FeedbackSlip, Meeting
from zhibu.orgs.queries import root
from zhibu.trail.actions import note, publish

FEEDBACK_OPEN = timedelta(days=30)
MARKS_KEPT = timedelta(days=60)
ASKED_AFTER = timedelta(days=30)


@transaction.atomic
def give_feedback(*, actor: Actor, meeting_id: int, useful: int, near: int, again: int) -> None:
    """Answer the three questions, 1 to 5, without a name (反馈).

    Who answered and what was said are two rows with random keys; neither points at the other, and
    the trail notes only the meeting. Raises DoesNotExist, Refused, Conflict (given, too late), Invalid.
    Publishes FeedbackCounted, from five answers on.
    """
    seen = queries.meeting_for_reading(meeting_id, seen_by=actor)
    meeting = seen.meeting
    came = queries.was_there(meeting, person_id=actor.person_id)
    require(policies.give_feedback(actor, meeting, came=came))
    if meeting.state not in {Meeting.State.HELD, Meeting.State.CONFIRMED}:
        raise Conflict(_("会议还没有结束，散会后再填。"))
    if clock.now() - meeting.gathering.starts_at > FEEDBACK_OPEN:
        raise Conflict(_("反馈在会后 30 天内填写，现在已经截止。"))
    if not all(1 <= score <= 5 for score in (useful, near, again)):
        raise Invalid({"": _("三题各选一项。")})
    _mark, fresh = FeedbackGiven.objects.get_or_create(meeting=meeting, person_id=actor.person_id)
    if not fresh:
        raise Conflict(_("这次活动您已反馈过，谢谢。"))
    FeedbackSlip.objects.create(meeting=meeting, useful=useful, near=near, again=again)
    note(actor, "meetings.feedback.given", meeting)
    answers = FeedbackSlip.objects.filter(meeting=meeting).count()
    if answers >= queries.SHOWN_FROM:
        publish(FeedbackCounted.of(meeting, answers=answers))


@transaction.atomic
def forget_feedback_marks(*, actor: Actor) -> int:
    """Drop who answered once nobody can answer any more (清除已答标记); how many."""
    require(policies.forget_feedback_marks(actor))
    old = FeedbackGiven.objects.filter(meeting__gathering__starts_at__lt=clock.now() - MARKS_KEPT)
    dropped = old.delete()[0]
    if dropped:
        note(actor, "meetings.feedback.marks_forgotten", root(), count=dropped)
    return dropped


@transaction.atomic
def agree_item(
    *,
    actor: Actor,
    meeting_id: int,
    matter: str,
    owner: str = "",
    due_on: date | None = None,
) -> AgreedItem:
    """Write down something agreed, who does it and until when (议定事项); 30 days on unless told.

    Raises DoesNotExist, Refused, Conflict (no draft), Invalid.
    """
    meeting = queries.meeting_for_change(meeting_id, seen_by=actor)
    require(policies.agree_item(actor, meeting))
    refuse_unless(meeting, Meeting.State.HELD)
    if not matter.strip():
        raise Invalid({"matter": _("请写明议定的事项。")})
    day = clock.local(meeting.gathering.starts_at).date()
    due_on = due_on or day + ASKED_AFTER
    if due_on < day:
        raise Invalid({"due_on": _("期限不能早于会议当天。")})
    roster = queries.roster_of(meeting.organisation, day=day)
    known = roster.named(owner) if owner.strip() else None
    row = AgreedItem.objects.create(
        meeting=meeting,
        matter=matter.strip(),
        owner_id=known.person_id if known else None,
        owner_name=known.name if known else owner.strip(),
        due_on=due_on,
    )
    note(actor, "meetings.item.agreed", row, meeting=meeting, due_on=due_on)
    return row


@transaction.atomic
def drop_agreed_item(*, actor: Actor, agreed_id: int) -> int:
    """Take something agreed off a draft again (删去议定事项); the meeting's id.

    Raises DoesNotExist, Refused, Conflict (no draft any more).
    """
    row = queries.agreed_item_for_change(agreed_id, seen_by=actor)
    require(policies.drop_agreed_item(actor, row.meeting))
    refuse_unless(row.meeting, Meeting.State.HELD)
    note(actor, "meetings.item.dropped", row, meeting=row.meeting, matter=row.matter)
    row.delete()
    return row.meeting_id


@transaction.atomic
def report_item(*, actor: Actor, agreed_id: int, done: bool, sentence: str = "") -> AgreedItem:
    """Say whether what was agreed was done (填报落实情况); may be said again.

    Raises DoesNotExist, Refused, Conflict (record not confirmed), Invalid. Publishes ItemCarriedOut.
    """
    row = queries.agreed_item_for_change(agreed_id, seen_by=actor)
    require(policies.report_item(actor, row))
    refuse_unless(row.meeting, Meeting.State.CONFIRMED)
    if not done and not sentence.strip():
        raise Invalid({"sentence": _("未落实的请写一句原因和打算。")})
    before = row.state
    row.state = AgreedItem.State.DONE if done else AgreedItem.State.NOT_DONE
    row.sentence, row.reported_on = sentence.strip(), clock.today()
    row.save(update_fields=["state", "sentence", "reported_on"])
    note(actor, "meetings.item.reported", row, before=before, after=row.state)
    publish(ItemCarriedOut.of(row, by=actor))
    return row
