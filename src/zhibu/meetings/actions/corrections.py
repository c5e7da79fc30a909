"""Records of what was held before: entered afterwards, or corrected after confirmation (补录、更正)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.appeals.actions import settle_appeals
from zhibu.gatherings.actions import correct_attendance, excuse, take_attendance
from zhibu.gatherings.offers import ATTENDANCE
from zhibu.gatherings.queries import attendance_of, attendee_ids
from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.verdict import Invalid, require
from zhibu.meetings import policies, queries
from zhibu.meetings.actions.plans import freeze, lay_down
from zhibu.meetings.actions.records import (
    apply_entry,
    end_sitting,
    keep,
    refuse_unlawful,
    refuse_unless,
)
from zhibu.meetings.actions.votes import write_tally
from zhibu.meetings.body import to_json
from zhibu.meetings.entries import Correction, PlanEntry
from zhibu.meetings.events import RecordConfirmed, RecordCorrected
from zhibu.meetings.models import Meeting, Record
from zhibu.meetings.offers import RECORD
from zhibu.trail.actions import note, publish


@transaction.atomic
def enter_late(
    *,
    actor: Actor,
    organisation_id: int,
    plan: PlanEntry,
    reason: str,
    present_ids: Iterable[int],
    excused_ids: Iterable[int] = (),
) -> Meeting:
    """Enter a sitting that was held without a plan here (补录). Marked as such, with the reason.

    Nobody is notified. The record stands as a draft and is confirmed like any other.
    Raises DoesNotExist, Refused, Invalid (no reason, not over yet, nobody present).
    """
    branch = queries.organisation_for_planning(organisation_id, seen_by=actor)
    group = (
        queries.organisation_for_planning(plan.group_id, seen_by=actor) if plan.group_id else None
    )
    require(policies.enter_late(actor, group or branch))
    _check_late(plan, reason, present_ids := set(present_ids))
    meeting, roster = lay_down(by=actor, branch=branch, group=group, plan=plan)
    meeting.late_entry, meeting.late_reason = True, reason.strip()
    meeting.save(update_fields=["late_entry", "late_reason"])
    expected = set(freeze(by=actor, meeting=meeting, laid=roster))
    ticked = take_attendance(
        actor=actor, gathering_id=meeting.gathering_id, person_ids=present_ids & expected
    )
    for person_id in set(excused_ids) & expected - present_ids:
        excuse(actor=actor, gathering_id=meeting.gathering_id, person_id=person_id, leave="excused")
    end_sitting(meeting, ended_at=plan.ends_at, present=attendance_of(meeting.gathering_id))
    note(actor, "meetings.meeting.entered_late", meeting, reason=reason, present=len(ticked))
    return meeting


def _check_late(plan: PlanEntry, reason: str, present_ids: set[int]) -> None:
    errors: dict[str, object] = {}
    if not reason.strip():
        errors["reason"] = _("补录要写明原因。")
    if plan.ends_at > clock.now():
        errors["ends_at"] = _("会议还没有结束；没有开的会请用“策划”。")
    if not present_ids:
        errors["present"] = _("请勾选到会人员。")
    if errors:
        raise Invalid(errors)


@transaction.atomic
def correct_record(*, actor: Actor, meeting_id: int, correction: Correction, reason: str) -> Record:
    """Write a new version of a confirmed record, with the reason (更正记录). The old one stays readable.

    Raises DoesNotExist, Refused, Conflict (not confirmed), Invalid (no reason, nothing changed, not
    lawful). Publishes RecordCorrected for the old version, then RecordConfirmed for the new one.
    Upheld appeals that waited for it are closed.
    """
    meeting = queries.meeting_for_change(meeting_id, seen_by=actor)
    require(policies.correct_record(actor, meeting))
    refuse_unless(meeting, Meeting.State.CONFIRMED)
    if not reason.strip():
        raise Invalid({"reason": _("请写明更正的原因。")})
    before = queries.last_record(meeting)
    assert before is not None  # confirmed meetings have one
    apply_entry(meeting, correction.record)
    for item_id, tally in correction.tallies.items():
        write_tally(queries.item_for_change(item_id, meeting=meeting), tally)
    changed: list[int] = []
    if correction.present is not None:
        changed = correct_attendance(
            actor=actor,
            gathering_id=meeting.gathering_id,
            present_ids=correction.present,
            reason=reason,
        )
    body = queries.body_of(queries.meeting_for_change(meeting_id, seen_by=actor))
    refuse_unlawful(body)
    if to_json(body) == before.body:
        raise Invalid({"": _("内容和上一版相同，没有另存。")})
    record = keep(by=actor, meeting=meeting, body=body, before=before, reason=reason.strip())
    note(actor, "meetings.record.corrected", meeting, version=record.version, reason=reason)
    publish(RecordCorrected.of(record))
    publish(RecordConfirmed.of(record))
    _settle_appeals(actor, meeting, record, changed)
    return record


def _settle_appeals(actor: Actor, meeting: Meeting, record: Record, changed: list[int]) -> None:
    """Close the upheld appeals this correction was due for: about the record, and about the attendance
    of those it changed."""
    done = _("已更正，现在是第 %(n)d 版。") % {"n": record.version}
    settle_appeals(actor=actor, kind=RECORD, subject_ids=[meeting.pk], done=done)
    rows = attendee_ids(meeting.gathering_id, person_ids=changed)
    settle_appeals(actor=actor, kind=ATTENDANCE, subject_ids=rows, done=done)
