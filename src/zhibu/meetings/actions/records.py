"""From the end of a sitting to its one confirmation, and corrections after (记录、计票、确认、更正)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.archive.actions import seal_scans
from zhibu.gatherings.actions import close_gathering
from zhibu.gatherings.domain import Attendance as Present
from zhibu.gatherings.queries import attendance_of
from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.dates import day_hour
from zhibu.kit.language import led
from zhibu.kit.verdict import Conflict, Invalid, Refused, require
from zhibu.meetings import policies, queries
from zhibu.meetings.body import RecordBody, digest_of, to_json
from zhibu.meetings.domain.matters import Matter
from zhibu.meetings.entries import AddedItem, ItemText, RecordEntry
from zhibu.meetings.events import RecordConfirmed
from zhibu.meetings.models import (
    AgendaItem,
    ItemCase,
    Meeting,
    Record,
    Speech,
)
from zhibu.meetings.queries import Roster
from zhibu.meetings.rights import INNER_KINDS
from zhibu.trail.actions import note, publish

STILL_GOING = timedelta(hours=2)
SUBJECT = "meetings.meeting"  # how scans and notices name a meeting


@transaction.atomic
def draft_record(*, actor: Actor, meeting_id: int) -> Meeting:
    """End the sitting; from here on its record stands as a draft (散会，起草记录).

    Ended now, when the planned time is about now; else as planned. Attendance may still be put
    right until the record is confirmed. Raises DoesNotExist, Refused, Conflict.
    """
    meeting = queries.meeting_for_change(meeting_id, seen_by=actor)
    require(policies.draft_record(actor, meeting))
    refuse_unless(meeting, Meeting.State.PUBLISHED)
    begins = meeting.gathering.starts_at
    if clock.now() < begins:
        raise Conflict(_("会议定于%(when)s，还没有开始。") % {"when": day_hour(begins)})
    present = attendance_of(meeting.gathering_id)
    if not present.present_eligible:
        raise Conflict(_("还没有人登记到会。请先在签到页勾选到会人员，再起草记录。"))
    end_sitting(meeting, ended_at=_ended(meeting), present=present)
    note(actor, "meetings.record.drafted", meeting, ended_at=meeting.ended_at)
    return meeting


def _ended(meeting: Meeting) -> datetime:
    """Now to the minute while that is near the planned end, else the planned end."""
    planned, now = meeting.gathering.ends_at, clock.now().replace(second=0, microsecond=0)
    if meeting.gathering.starts_at < now <= planned + STILL_GOING:
        return now
    return planned


def end_sitting(meeting: Meeting, *, ended_at: datetime, present: Present) -> None:
    """Set the state, the end and the second denominator; leaves no note."""
    counts = queries.counts_of(meeting, present)
    meeting.state, meeting.ended_at = Meeting.State.HELD, ended_at
    meeting.present_eligible_count = counts.present
    meeting.save(update_fields=["state", "ended_at", "present_eligible_count"])


def refuse_unless(meeting: Meeting, state: str) -> None:
    """Raise Conflict with what the meeting is instead."""
    if meeting.state != state:
        raise Conflict(
            _("这次会议现在是“%(state)s”，这一步不能办理。请刷新页面。")
            % {"state": meeting.get_state_display()}
        )


@transaction.atomic
def resume_meeting(*, actor: Actor, meeting_id: int) -> Meeting:
    """Take the end of a sitting back: it goes on (继续开会). Nothing typed is lost.

    Raises DoesNotExist, Refused, Conflict (no draft, or entered afterwards).
    """
    meeting = queries.meeting_for_change(meeting_id, seen_by=actor)
    require(policies.resume_meeting(actor, meeting))
    refuse_unless(meeting, Meeting.State.HELD)
    if meeting.late_entry:
        raise Conflict(_("这是补录的会议，不能退回会议进行中。"))
    meeting.state, meeting.ended_at = Meeting.State.PUBLISHED, None
    meeting.save(update_fields=["state", "ended_at"])
    note(actor, "meetings.meeting.resumed", meeting)
    return meeting


# ---- writing it down


@transaction.atomic
def edit_record(*, actor: Actor, meeting_id: int, entry: RecordEntry) -> Meeting:
    """Write down what the draft cannot know (改记录): points, resolutions, the actual end.

    Raises DoesNotExist, Refused, Conflict (no draft), Invalid.
    """
    meeting = queries.meeting_for_change(meeting_id, seen_by=actor)
    require(policies.edit_record(actor, meeting))
    refuse_unless(meeting, Meeting.State.HELD)
    apply_entry(meeting, entry)
    note(
        actor,
        "meetings.record.edited",
        meeting,
        items=[item.key for item in entry.items],
        added=[item.title for item in entry.added],
    )
    return meeting


def apply_entry(meeting: Meeting, entry: RecordEntry) -> None:
    """Write an entry on the rows; leaves no note."""
    roster = queries.roster_of(
        meeting.organisation, day=clock.local(meeting.gathering.starts_at).date()
    )
    if entry.ended_at is not None:
        if entry.ended_at <= meeting.gathering.starts_at:
            raise Invalid({"ended_at": _("结束时间要晚于开始时间。")})
        meeting.ended_at = entry.ended_at
    for name, person_id in (("chair", entry.chair_id), ("recorder", entry.recorder_id)):
        if person_id is not None:
            line = roster.by_id(person_id)
            if line is None or not line.member.is_member:
                raise Invalid({name: _("请从本支部党员中选。")})
            setattr(meeting, f"{name}_id", person_id)
    meeting.save(update_fields=["ended_at", "chair", "recorder"])
    rows = {row.pk: row for row in queries.items_of(meeting)}
    drafted = {item.key: item for item in queries.body_of(meeting).items}
    for text in entry.items:
        if text.key in rows:
            _write_item(meeting, rows[text.key], text, roster, drafted[text.key].report)
    _add_items(meeting, entry.added, roster, after=len(rows))
    _renumber(meeting)


def _write_item(
    meeting: Meeting, row: AgendaItem, text: ItemText, roster: Roster, drafted: str
) -> None:
    if not text.held:
        row.delete()
        return
    inner = bool(meeting.kind_set & INNER_KINDS) and row.matter == Matter.REPORT
    if inner and (text.report.strip() not in {"", drafted} or text.speeches):
        raise Invalid(
            {"items": _("组织生活会和民主评议的发言内容不在平台留存，请只写议定的整改措施。")}
        )
    name = text.reporter.strip()
    known = roster.named(name) if name else None
    row.reporter_name = known.called if known else name
    row.reporter_id = known.person_id if known else None
    report = text.report.strip()
    as_drafted = not row.report and report == drafted  # the set phrase, sent back unread
    row.report = "" if inner or as_drafted else report
    row.resolution = text.resolution.strip()
    row.save(update_fields=["reporter", "reporter_name", "report", "resolution"])
    ItemCase.objects.filter(item=row).update(conduct=text.conduct.strip())
    Speech.objects.filter(item=row).delete()
    said = [s for s in text.speeches if s.speaker.strip() and s.points.strip()]
    for order, speech in enumerate(said, start=1):
        who = roster.named(speech.speaker)
        Speech.objects.create(
            item=row,
            order=order,
            speaker_id=who.person_id if who else None,
            speaker_name=who.name if who else speech.speaker.strip(),
            points=speech.points.strip(),
        )


def _add_items(meeting: Meeting, added: Iterable[AddedItem], roster: Roster, *, after: int) -> None:
    for order, item in enumerate((i for i in added if i.title.strip()), start=after + 1):
        known = roster.named(item.reporter) if item.reporter.strip() else None
        AgendaItem.objects.create(
            meeting=meeting,
            order=order,
            title=item.title.strip(),
            reporter_id=known.person_id if known else None,
            reporter_name=known.called if known else item.reporter.strip(),
            report=item.report.strip(),
        )


def _renumber(meeting: Meeting) -> None:
    for order, row in enumerate(AgendaItem.objects.filter(meeting=meeting), start=1):
        if row.order != order:
            row.order = order
            row.save(update_fields=["order"])


# ---- confirmed once


@transaction.atomic
def confirm_record(*, actor: Actor, meeting_id: int, seen: str = "") -> Record:
    """Confirm the record, once; it never changes again (确认记录).

    seen: digest of the draft looked at; another one now is a Conflict. Matters not lawful keep it
    from being confirmed until they are counted, or marked 未表决. Closes the gathering.
    Raises DoesNotExist, Refused, Conflict, Invalid. Publishes RecordConfirmed.
    """
    meeting = queries.meeting_for_change(meeting_id, seen_by=actor)
    require(policies.confirm_record(actor, meeting))
    refuse_unless(meeting, Meeting.State.HELD)
    body = queries.body_of(meeting)
    if seen and seen != digest_of(body):
        raise Conflict(_("您打开之后，签到或记录又有改动。请看过新的草稿再确认。"))
    refuse_unlawful(body)
    close_gathering(actor=actor, gathering_id=meeting.gathering_id)
    seal_scans(SUBJECT, meeting.pk)
    record = keep(by=actor, meeting=meeting, body=body, before=None, reason="")
    note(actor, "meetings.record.confirmed", meeting, version=record.version)
    publish(RecordConfirmed.of(record))
    return record


def refuse_unlawful(body: RecordBody) -> None:
    """Raise Invalid with a sentence for each thing in the way."""
    said = queries.hindrances(body)
    if said:
        raise Invalid({"": "".join(said)})


@dataclass(frozen=True, slots=True)
class DraftsConfirmed:
    """What came of confirming several (一次确认多份). left: title and sentence of those that stay drafts."""

    done: tuple[Record, ...]
    left: tuple[tuple[str, str], ...]


@transaction.atomic
def confirm_drafts(*, actor: Actor, seen: Mapping[int, str]) -> DraftsConfirmed:
    """Confirm each of these drafts, as if one by one; one that cannot be keeps the others (全部确认).

    seen: by meeting, the digest of the draft looked at. Raises DoesNotExist (unseen), Refused,
    Invalid (none chosen, or none could be). Publishes RecordConfirmed for each.
    """
    require(policies.confirm_drafts(actor))
    if not seen:
        raise Invalid({"": _("还没有看过的草稿。请逐份打开看过，再一次确认。")})
    done: list[Record] = []
    left: list[tuple[str, str]] = []
    for meeting_id, digest in seen.items():
        try:
            with transaction.atomic():
                done.append(confirm_record(actor=actor, meeting_id=meeting_id, seen=digest))
        except (Refused, Conflict, Invalid) as why:
            meeting = queries.meeting_for_reading(meeting_id, seen_by=actor).meeting
            left.append((meeting.title, str(why)))
    if not done:
        raise Invalid({"": "".join(led(title, why) for title, why in left)})
    note(
        actor,
        "meetings.drafts.confirmed",
        done[0].meeting.organisation,
        records=[record.pk for record in done],
        left=len(left),
    )
    return DraftsConfirmed(tuple(done), tuple(left))


def keep(
    *, by: Actor, meeting: Meeting, body: RecordBody, before: Record | None, reason: str
) -> Record:
    """Write one version for good and set the meeting's state; leaves no note."""
    record = Record.objects.create(
        meeting=meeting,
        version=before.version + 1 if before else 1,
        body=to_json(body),
        replaces=before,
        reason=reason,
        confirmed_by=by.person_id,
        confirmed_by_name=by.name,
    )
    meeting.state = Meeting.State.CONFIRMED
    meeting.present_eligible_count = body.counts.present
    meeting.save(update_fields=["state", "present_eligible_count"])
    return record
