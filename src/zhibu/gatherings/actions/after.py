"""What may still be put right once a gathering is closed: only who was there, and only with a reason."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.gatherings import policies, queries
from zhibu.gatherings.actions.places import topic_of
from zhibu.gatherings.domain import Remedy, remedy_for
from zhibu.gatherings.models import Attendee, Gathering
from zhibu.kit.actor import Actor
from zhibu.kit.live import announce
from zhibu.kit.verdict import Conflict, Invalid, require
from zhibu.trail.actions import note


@transaction.atomic
def correct_attendance(
    *, actor: Actor, gathering_id: int, present_ids: Iterable[int], reason: str
) -> list[int]:
    """Put right who was there after the gathering was closed (更正出席); who changed.

    present_ids: everybody on the list who was there. First entries of those who stay are kept; who
    is added counts as ticked by the host at the start. Tells nothing: the room above corrects its
    own record. Raises DoesNotExist, Refused, Conflict (not closed), Invalid (no reason).
    """
    gathering = queries.gathering_for_change(gathering_id, seen_by=actor)
    require(policies.correct_attendance(actor, gathering))
    if gathering.state != Gathering.State.CLOSED:
        raise Conflict(_("活动还没有结束，请直接在签到页改。"))
    if not reason.strip():
        raise Invalid({"reason": _("更正出席要写明原因。")})
    wanted = set(present_ids)
    changed: dict[int, str] = {}
    for row in queries.all_attendees_for_change(gathering_id):
        if (row.person_id in wanted) == (row.present_at is not None):
            continue
        changed[row.person_id] = row.way or Attendee.Leave(row.leave).value
        if row.person_id in wanted:
            row.present_at, row.way = gathering.starts_at, Attendee.Way.LIST
            row.entered_by = actor.person_id
        else:
            row.present_at, row.way, row.late, row.entered_by = None, "", False, None
        row.save(update_fields=["present_at", "way", "late", "entered_by"])
    if changed:
        note(actor, "gatherings.attendance.corrected", gathering, before=changed, reason=reason)
    return sorted(changed)


@transaction.atomic
def uphold_attendance(*, actor: Actor, attendee_id: int, reason: str) -> Remedy:
    """Set right one person's entry because an appeal about it was upheld (异议成立，改出席登记).

    Raises DoesNotExist, Refused, Conflict (closed: the record above has to be corrected).
    """
    row = queries.contested_attendee(attendee_id, for_change=True)
    gathering = row.gathering
    require(policies.uphold_attendance(actor, gathering))
    if gathering.state == Gathering.State.CLOSED:
        raise Conflict(_("记录已经确认，要在记录的更正里改出席。"))
    before = row.way or Attendee.Leave(row.leave).value
    remedy = remedy_for(present=row.present_at is not None, late=row.late)
    row.late = False
    if remedy is Remedy.PRESENT:
        row.present_at, row.way = gathering.starts_at, Attendee.Way.LIST
        row.entered_by = actor.person_id
    elif remedy is Remedy.ABSENT:
        row.present_at, row.way, row.entered_by = None, "", None
    row.save(update_fields=["present_at", "way", "late", "entered_by"])
    note(actor, "gatherings.attendance.upheld", gathering, before=before, reason=reason)
    announce(topic_of(gathering.pk))
    return remedy
