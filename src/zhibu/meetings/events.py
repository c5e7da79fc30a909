"""Facts of organisational life (组织生活的事实), for the rooms above. Ids and plain values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.meetings.body import from_json
from zhibu.meetings.models import AgreedItem, Meeting, Record


@dataclass(frozen=True, slots=True)
class PlanPublished:
    """A plan was published and people invited (方案已发布)."""

    meeting_id: int
    organisation_id: int
    kinds: tuple[str, ...]
    on: date

    @classmethod
    def of(cls, meeting: Meeting) -> PlanPublished:
        return cls(
            meeting_id=meeting.pk,
            organisation_id=meeting.organisation_id,
            kinds=tuple(meeting.kinds),
            on=clock.local(meeting.gathering.starts_at).date(),
        )


@dataclass(frozen=True, slots=True)
class ItemFact:
    """One item as it was held: reporter_id is the member who reported or led it."""

    title: str
    required: bool
    matter: str
    manner: str
    reporter_id: int | None


@dataclass(frozen=True, slots=True)
class RecordConfirmed:
    """A record was confirmed (记录已确认): the only source of what a sitting counts for.

    minutes: from the actual start to the actual end. present: persons counted, observers: guests
    with an account. version 2 and later come right after the RecordCorrected of the version before.
    title: the heading of the record. confirmed_by: who confirmed this version, with the name.
    agreed: how many things were agreed.
    """

    meeting_id: int
    version: int
    organisation_id: int
    group_id: int | None
    kinds: tuple[str, ...]
    held_on: date
    minutes: int
    theme: str
    card: str
    chair_id: int | None
    recorder_id: int | None
    present: tuple[int, ...]
    observers: tuple[int, ...]
    should_attend: int
    items: tuple[ItemFact, ...]
    late_entry: bool
    title: str
    confirmed_by: int | None
    confirmed_by_name: str
    agreed: int

    @classmethod
    def of(cls, record: Record) -> RecordConfirmed:
        body = from_json(record.body)
        return cls(
            meeting_id=record.meeting_id,
            version=record.version,
            organisation_id=body.organisation_id,
            group_id=body.group_id,
            kinds=body.kinds,
            held_on=clock.local(body.starts_at).date(),
            minutes=body.minutes,
            theme=body.theme,
            card=body.card,
            chair_id=body.chair.id if body.chair else None,
            recorder_id=body.recorder.id if body.recorder else None,
            present=tuple(person.id for person in body.attended),
            observers=tuple(guest.id for guest in body.observers if guest.id),
            should_attend=body.counts.should_attend,
            items=tuple(
                ItemFact(
                    i.title, i.required, i.matter, i.manner, i.reporter.id if i.reporter else None
                )
                for i in body.items
            ),
            late_entry=body.late_entry,
            title=body.title,
            confirmed_by=record.confirmed_by,
            confirmed_by_name=record.confirmed_by_name,
            agreed=len(body.agreed),
        )


@dataclass(frozen=True, slots=True)
class RecordCorrected:
    """A confirmed version no longer holds (记录已更正): take back what followed from ``replaced``."""

    meeting_id: int
    version: int
    replaced: int
    reason: str
    corrected_by: int | None
    corrected_by_name: str

    @classmethod
    def of(cls, record: Record) -> RecordCorrected:
        return cls(
            meeting_id=record.meeting_id,
            version=record.version,
            replaced=record.version - 1,
            reason=record.reason,
            corrected_by=record.confirmed_by,
            corrected_by_name=record.confirmed_by_name,
        )


@dataclass(frozen=True, slots=True)
class ItemCarriedOut:
    """Something agreed was reported on (议定事项已填报); the last report of an item is what holds.

    owner_id: who was to do it. reported_by: who says so now, with the name.
    """

    agreed_id: int
    meeting_id: int
    organisation_id: int
    done: bool
    matter: str
    owner_id: int | None
    reported_on: date
    reported_by: int | None
    reported_by_name: str

    @classmethod
    def of(cls, agreed: AgreedItem, *, by: Actor) -> ItemCarriedOut:
        if agreed.reported_on is None:
            raise ValueError("not reported on")
        return cls(
            agreed_id=agreed.pk,
            meeting_id=agreed.meeting_id,
            organisation_id=agreed.meeting.organisation_id,
            done=agreed.state == AgreedItem.State.DONE,
            matter=agreed.matter,
            owner_id=agreed.owner_id,
            reported_on=agreed.reported_on,
            reported_by=by.person_id,
            reported_by_name=by.name,
        )


@dataclass(frozen=True, slots=True)
class FeedbackCounted:
    """So many have answered the three questions by now (反馈份数), told from five answers on.

    No person, no score: how many, nothing else.
    """

    meeting_id: int
    organisation_id: int
    held_on: date
    answers: int

    @classmethod
    def of(cls, meeting: Meeting, *, answers: int) -> FeedbackCounted:
        held_on = clock.local(meeting.gathering.starts_at).date()
        return cls(meeting.pk, meeting.organisation_id, held_on, answers)
