"""What the host reads: everybody's part, the count, rows to be written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, Q, Subquery

from zhibu.gatherings.domain import Attendance, Part
from zhibu.gatherings.models import Attendee, Gathering
from zhibu.gatherings.queries.gates import hosted_by
from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.people.models import StatusSpan


def gatherings_hosted(*, seen_by: Actor, since: date, until: date) -> list[Gathering]:
    """Gatherings this actor may host, planned ones too, soonest first. Half-open days. One query."""
    return list(
        Gathering.objects.filter(hosted_by(seen_by))
        .filter(starts_at__gte=clock.day_start(since), starts_at__lt=clock.day_start(until))
        .select_related("organisation")
        .order_by("starts_at", "pk")
    )


def attendance_of(gathering_id: int) -> Attendance:
    """Everybody's part in one gathering, in the order of pinyin. One query."""
    return attendances_of([gathering_id])[gathering_id]


def attendances_of(gathering_ids: Sequence[int]) -> dict[int, Attendance]:
    """The same for several gatherings. One query, whatever their number."""
    day = OuterRef("gathering__starts_at__date")
    span = StatusSpan.objects.filter(
        Q(until=None) | Q(until__gt=day), person=OuterRef("person"), since__lte=day
    )
    rows = (
        Attendee.objects.filter(gathering_id__in=gathering_ids)
        .annotate(status=Subquery(span.values("kind")[:1]))
        .order_by("person__pinyin_key", "person_id")
        .values_list(
            *("gathering_id", "pk", "person_id", "person__name", "person__initials", "status"),
            *("eligible", "with_vote", "observer", "sign_up", "leave", "present_at", "way", "late"),
        )
    )
    labels = {kind.value: str(kind.label) for kind in StatusSpan.Kind}
    standing = 4  # its place among the columns: the code is said in words
    parts: dict[int, list[Part]] = {pk: [] for pk in gathering_ids}
    for gathering_id, *row in rows:
        row[standing] = labels.get(row[standing], "")
        parts[gathering_id].append(Part(*row))
    return {pk: Attendance(pk, tuple(found)) for pk, found in parts.items()}


@dataclass(frozen=True, slots=True)
class HeadCount:
    """How many are here (到会人数): nothing but figures."""

    eligible: int
    present: int
    voters: int
    voters_present: int
    observers_present: int
    leave_asked: int
    signed: int
    waiting: int


def head_count(gathering_id: int) -> HeadCount:
    """The figures of the host's page. One query."""
    here, counted, votes = Q(present_at__isnull=False), Q(eligible=True), Q(with_vote=True)
    groups = {
        "n_eligible": counted,
        "n_present": counted & here,
        "n_voters": counted & votes,
        "n_voters_present": counted & votes & here,
        "n_observers_present": ~counted & here,
        "n_leave_asked": ~here & Q(leave=Attendee.Leave.ASKED),
        "n_signed": Q(sign_up=Attendee.SignUp.SIGNED),
        "n_waiting": Q(sign_up=Attendee.SignUp.WAITING),
    }
    counts = Attendee.objects.filter(gathering_id=gathering_id).aggregate(
        **{name: Count("pk", filter=group) for name, group in groups.items()}
    )
    return HeadCount(**{name.removeprefix("n_"): count for name, count in counts.items()})


def attendees_for_change(gathering_id: int, *, person_ids: Iterable[int]) -> list[Attendee]:
    """Rows of these persons, locked in one order so that two hosts never wait for each other. One query."""
    return list(
        Attendee.objects.select_for_update(of=("self",))
        .filter(gathering_id=gathering_id, person_id__in=list(person_ids))
        .select_related("person")
        .order_by("pk")
    )


def all_attendees_for_change(gathering_id: int) -> list[Attendee]:
    """All rows of a gathering, locked, in the order of their ids. One query."""
    return list(
        Attendee.objects.select_for_update(of=("self",))
        .filter(gathering_id=gathering_id)
        .select_related("person")
        .order_by("pk")
    )
