"""Whom one may be at the demo's door (演示登录), and what the demo's people talk about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q

from zhibu.gatherings.models import Attendee, Gathering
from zhibu.kit import clock
from zhibu.meetings.domain.kinds import Kind
from zhibu.meetings.models import Meeting
from zhibu.orgs.models import BRANCH_KINDS, Organisation, Post
from zhibu.orgs.queries import on_day
from zhibu.people.models import Appointment, Membership, Person, StatusSpan
from zhibu.points.models import Credit
from zhibu.trail.models import OutboxEvent

HEARD = (
    "meetings.RecordConfirmed",
    "meetings.ItemCarriedOut",
    "orgs.SwitchTurned",
    "points.RulebookAdopted",
)

COLLEGE_BY_COLLEGE = (
    F("organisation__parent_id").asc(nulls_first=True),
    "organisation_id",
    "pk",
)  # ids are given as the parts of the demo are laid, side by side; a college's own stand in order


@dataclass(frozen=True, slots=True)
class PersonToBe:
    """One person offered at the demo's door."""

    person_id: int
    name: str
    part: str
    where: str


def persons_to_be() -> list[PersonToBe]:
    """In the demo: one holder of each post and one member of each kind in a branch, nobody twice; else nobody.

    Those of the college founded first, whose persons and stories are made by hand.
    """
    if settings.MODE != "demo":
        return []
    day = clock.today()
    offered: dict[str, PersonToBe] = {}
    taken: set[int] = set()
    held = (
        Appointment.objects.filter(on_day(day), person__account__opened_at__isnull=False)
        .select_related("person", "organisation")
        .order_by(*COLLEGE_BY_COLLEGE)
    )
    for a in held:
        if a.organisation.is_branch or a.post in {
            Post.COLLEGE_ORGANISER,
            Post.UNIVERSITY_ORGANISER,
            Post.OPERATOR,
            Post.SECURITY,
            Post.AUDIT,
        }:
            if a.post in offered or a.person_id in taken:
                continue
            taken.add(a.person_id)
            offered[a.post] = PersonToBe(
                a.person_id, a.person.name, str(Post(a.post).label), a.organisation.name
            )
    for kind in (StatusSpan.Kind.FULL, StatusSpan.Kind.PROBATIONARY, StatusSpan.Kind.ACTIVIST):
        found = (
            Membership.objects.filter(
                on_day(day),
                organisation__kind__in=BRANCH_KINDS,
                person__account__opened_at__isnull=False,
                person__in=StatusSpan.objects.filter(on_day(day), kind=kind).values("person_id"),
            )
            .exclude(person_id__in=taken)
            .select_related("person", "organisation")
            .order_by(*COLLEGE_BY_COLLEGE)
            .first()
        )
        if found:
            offered[kind] = PersonToBe(
                found.person_id, found.person.name, str(kind.label), found.organisation.name
            )
    return list(offered.values())


def confirmed_meeting_of(organisation: Organisation) -> int | None:
    """The latest confirmed meeting of the branch that all its members read. One query."""
    return (
        Meeting.objects.filter(organisation=organisation, state=Meeting.State.CONFIRMED, group=None)
        .exclude(kinds__contains=[Kind.BRANCH_COMMITTEE.value])
        .order_by("-gathering__starts_at")
        .values_list("pk", flat=True)
        .first()
    )


def missed_part_of(
    organisation: Organisation, *, confirmed: bool, before: date
) -> tuple[int, Person] | None:
    """Somebody who should have come to the latest gathering over by then and was not ticked, of one
    whose record is confirmed, or of one whose is not yet. One query."""
    state = Gathering.State.CLOSED if confirmed else Gathering.State.OPEN
    row = (
        Attendee.objects.filter(
            gathering__organisation=organisation,
            gathering__state=state,
            gathering__ends_at__lt=clock.day_start(before - timedelta(days=3)),
            eligible=True,
            present_at=None,
        )
        .select_related("person")
        .order_by("-gathering__starts_at", "-pk")
        .first()
    )
    return (row.pk, row.person) if row else None


def told_to_points(organisation: Organisation) -> list[tuple[UUID, datetime]]:
    """Facts of a branch that points hear and were not handed on yet, in order. Two queries."""
    waiting = OutboxEvent.objects.filter(delivered_at=None).order_by("occurred_at", "-kind", "pk")
    own = Meeting.objects.filter(organisation=organisation).values_list("pk", flat=True)
    of_branch = Q(kind__in=HEARD, payload__organisation_id=organisation.pk)
    of_branch |= Q(kind="meetings.RecordCorrected", payload__meeting_id__in=list(own))
    return list(waiting.filter(of_branch).values_list("pk", "occurred_at"))


def first_theme_day_of(organisation: Organisation) -> tuple[int, frozenset[int]] | None:
    """The earliest confirmed theme day of a branch: its number, who was there. Two queries."""
    meeting = (
        Meeting.objects.filter(
            organisation=organisation,
            state=Meeting.State.CONFIRMED,
            kinds__contains=[Kind.THEME_DAY.value],
        )
        .select_related("gathering")
        .order_by("gathering__starts_at")
        .first()
    )
    if meeting is None:
        return None
    there = Attendee.objects.filter(gathering=meeting.gathering, present_at__isnull=False)
    return meeting.pk, frozenset(there.values_list("person_id", flat=True))


def credit_of(person_id: int, *, title: str) -> int:
    """The credit that stands on one's name for something of this title. One query."""
    rows = Credit.objects.filter(person_id=person_id, receipt__title=title, reverses=None)
    return rows.values_list("id", flat=True)[0]


def people_by_number(numbers: Iterable[str]) -> dict[str, Person]:
    """Persons by student or staff number. One query."""
    return {person.staff_no: person for person in Person.objects.filter(staff_no__in=numbers)}


def college_of(code: str) -> Organisation:
    """The college of this code. Raises DoesNotExist. One query."""
    return Organisation.objects.get(code=code)


def has_branches(college: Organisation) -> bool:
    """Whether a college's part was laid already. One query."""
    return Organisation.objects.filter(parent=college).exists()
