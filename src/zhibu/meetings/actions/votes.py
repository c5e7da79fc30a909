"""Numbers of a sitting: votes, grades, and who should have attended (计票、评议人数、应到人数)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.gatherings.actions import set_attendees
from zhibu.gatherings.domain import Invite
from zhibu.gatherings.queries import attendance_of
from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.verdict import Conflict, Invalid, require
from zhibu.meetings import policies, queries
from zhibu.meetings.actions.records import refuse_unless
from zhibu.meetings.domain.kinds import Kind
from zhibu.meetings.entries import Grades, TallyEntry
from zhibu.meetings.models import (
    AgendaItem,
    ItemTally,
    Meeting,
    ReviewCounts,
)
from zhibu.trail.actions import note


@transaction.atomic
def enter_tally(
    *, actor: Actor, meeting_id: int, item_id: int, tally: TallyEntry | None
) -> AgendaItem:
    """Write down the votes counted in the room, or that there was no vote (计票、未表决).

    tally: None means the matter came up and was not voted on; the record will say so. A typed
    resolution is drafted anew when the numbers change. Raises DoesNotExist, Refused, Conflict, Invalid.
    """
    meeting = queries.meeting_for_change(meeting_id, seen_by=actor)
    require(policies.enter_tally(actor, meeting))
    refuse_unless(meeting, Meeting.State.HELD)
    row = queries.item_for_change(item_id, meeting=meeting)
    write_tally(row, tally)
    note(actor, "meetings.tally.entered", row, meeting=meeting, tally=_plain(tally))
    return row


def _plain(tally: TallyEntry | None) -> dict[str, object] | None:
    if tally is None:
        return None
    return {
        "yes": tally.yes,
        "no": tally.no,
        "abstain": tally.abstain,
        "written": tally.written,
        "ballot": tally.ballot.value,
    }


def write_tally(row: AgendaItem, tally: TallyEntry | None) -> None:
    """Put these votes on the item; leaves no note."""
    if not row.votes:
        raise Invalid({"": _("这一项不用表决。")})
    before = queries.tally_of(row)
    if tally is None:
        ItemTally.objects.filter(item=row).delete()
        row.not_voted, row.resolution = True, ""
        row.save(update_fields=["not_voted", "resolution"])
        return
    if tally.written > tally.yes + tally.no + tally.abstain:
        raise Invalid({"written": _("会前书面意见已计入赞成、不赞成、弃权，不能多于三项合计。")})
    numbers = _plain(tally) or {}
    same = before is not None and all(getattr(before, k) == v for k, v in numbers.items())
    if same and not row.not_voted:
        return
    ItemTally.objects.update_or_create(item=row, defaults=numbers)
    row.not_voted, row.resolution = False, ""
    row.save(update_fields=["not_voted", "resolution"])


@transaction.atomic
def enter_review_counts(*, actor: Actor, meeting_id: int, grades: Grades) -> ReviewCounts:
    """Write down how many members got each grade (评议等次人数). Counts only; people give the grades.

    Raises DoesNotExist, Refused, Conflict, Invalid (more grades than full members).
    Source: 《中国共产党党员教育管理工作条例》第十八条
    """
    meeting = queries.meeting_for_change(meeting_id, seen_by=actor)
    require(policies.enter_review_counts(actor, meeting))
    refuse_unless(meeting, Meeting.State.HELD)
    if Kind.MEMBER_REVIEW not in meeting.kind_set:
        raise Conflict(_("这次会议没有民主评议党员。"))
    numbers = {
        "excellent": grades.excellent,
        "qualified": grades.qualified,
        "basically_qualified": grades.basically_qualified,
        "not_qualified": grades.not_qualified,
    }
    full = queries.roster_of(
        meeting.organisation, day=clock.local(meeting.gathering.starts_at).date()
    ).full_count
    refusal = queries.review_refusal(grades, full_members=full)
    if refusal:
        raise Invalid({"": refusal})
    counts, _made = ReviewCounts.objects.update_or_create(meeting=meeting, defaults=numbers)
    note(actor, "meetings.review.counted", meeting, **numbers)
    return counts


@transaction.atomic
def correct_count(
    *, actor: Actor, meeting_id: int, eligible_ids: Iterable[int], reason: str
) -> Meeting:
    """Put right who should have attended, with a reason (更正应到人数). Both denominators follow.

    eligible_ids: members of the branch who should attend. Marks of those who stay are kept.
    Raises DoesNotExist, Refused, Conflict, Invalid (no reason; somebody already in falls off).
    """
    meeting = queries.meeting_for_change(meeting_id, seen_by=actor)
    require(policies.correct_count(actor, meeting))
    if meeting.state not in {Meeting.State.PUBLISHED, Meeting.State.HELD}:
        raise Conflict(
            _("会议%(state)s，应到人数不再改动。") % {"state": meeting.get_state_display()}
        )
    if not reason.strip():
        raise Invalid({"reason": _("请写明更正应到人数的原因，如转出、漏登。")})
    day = clock.local(meeting.gathering.starts_at).date()
    roster = queries.roster_of(meeting.organisation, day=day)
    wanted = set(eligible_ids)
    rows = [
        Invite(line.person_id, eligible=True, with_vote=line.member.has_vote)
        for line in roster.party
        if line.person_id in wanted
    ]
    if Kind.BRANCH_COMMITTEE in meeting.kind_set:
        rows = [Invite(row.person_id, eligible=True, with_vote=True) for row in rows]
    observers = [p for p in attendance_of(meeting.gathering_id) if p.observer]
    kept = {row.person_id for row in rows}
    rows += [
        Invite(p.person_id, eligible=False, observer=True)
        for p in observers
        if p.person_id not in kept
    ]
    set_attendees(actor=actor, gathering_id=meeting.gathering_id, attendees=rows)
    before = meeting.eligible_count
    meeting.eligible_count = sum(row.with_vote for row in rows)
    meeting.count_reason = reason.strip()
    counts = queries.counts_of(meeting, attendance_of(meeting.gathering_id))
    if meeting.state == Meeting.State.HELD:
        meeting.present_eligible_count = counts.present
    meeting.save(update_fields=["eligible_count", "count_reason", "present_eligible_count"])
    note(
        actor,
        "meetings.count.corrected",
        meeting,
        before=before,
        after=meeting.eligible_count,
        reason=reason,
    )
    return meeting
