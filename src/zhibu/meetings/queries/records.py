"""Confirmed versions and the draft, as far as a reader may read them (记录的读取)."""

from __future__ import annotations

from dataclasses import dataclass

from zhibu.meetings import body as b
from zhibu.meetings.models import (
    AgreedItem,
    Meeting,
    Record,
)
from zhibu.meetings.queries.bodies import drawn, material_of
from zhibu.meetings.queries.gates import Seen
from zhibu.meetings.rights import reads_text
from zhibu.notices.models import Notice


def last_record(meeting: Meeting) -> Record | None:
    """The version that holds now. One query."""
    return Record.objects.filter(meeting=meeting).order_by("-version").first()


def record_versions(meeting: Meeting) -> list[Record]:
    """All versions, newest first. One query."""
    return list(Record.objects.filter(meeting=meeting).order_by("-version"))


def record_for_paper(seen: Seen) -> tuple[b.RecordBody, Record | None]:
    """The whole record for a paper whose policy has been asked. Raises DoesNotExist when there is
    none yet. At most ten queries."""
    held = {Meeting.State.HELD, Meeting.State.CONFIRMED}
    if seen.meeting.state not in held or not seen.officer:
        raise Record.DoesNotExist
    record = last_record(seen.meeting)
    body = b.from_json(record.body) if record else drawn(material_of(seen.meeting))
    return body, record


def versions_for_reading(seen: Seen) -> list[Record]:
    """All versions, newest first, for those who read the text. Raises DoesNotExist. One query."""
    if not reads_text(seen.reach, seen.meeting):
        raise Record.DoesNotExist
    return record_versions(seen.meeting)


def agreed_rows(meeting: Meeting) -> list[AgreedItem]:
    """What was agreed, in order. One query."""
    return list(AgreedItem.objects.filter(meeting=meeting).order_by("pk"))


def invitation_of(meeting: Meeting) -> Notice | None:
    """The notice that told of this meeting, for its delivery. One query."""
    return (
        Notice.objects.filter(
            subject_kind="meetings.meeting",
            subject_id=meeting.pk,
            kind=Notice.Kind.INVITATION,
        )
        .order_by("-pk")
        .first()
    )


@dataclass(frozen=True, slots=True)
class ReadRecord:
    """A record as this reader may read it. record: the confirmed version, None for the draft.

    agreed: its rows, for their state. names: of the branch, to pick from while it is a draft.
    """

    body: b.RecordBody
    record: Record | None
    agreed: tuple[AgreedItem, ...]
    names: tuple[str, ...] = ()


def record_for_reading(seen: Seen) -> ReadRecord | None:
    """The record behind a meeting as far as this reader may read it; None when not at all.

    Names of those present and absent go to the committee only (DC-05). At most ten queries.
    """
    meeting = seen.meeting
    if meeting.state not in {Meeting.State.HELD, Meeting.State.CONFIRMED}:
        return None
    if not reads_text(seen.reach, meeting):
        return None
    record = last_record(meeting)
    if record is None:
        material = material_of(meeting)
        names = tuple(line.name for line in material.roster.lines)
        return ReadRecord(drawn(material), None, material.agreed, names)
    found = b.from_json(record.body)
    shown = found if seen.names(draft=False) else found.without_names()
    return ReadRecord(shown, record, tuple(agreed_rows(meeting)))
