"""One person's part in gatherings: rows, places, the list of what is on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, FilteredRelation, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from zhibu.gatherings.models import Attendee, Gathering, WrongCode
from zhibu.gatherings.queries.gates import OUT, is_party_member
from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.orgs.models import COMMITTEE_POSTS, Organisation
from zhibu.orgs.queries import on_day
from zhibu.people.models import Membership


def attendee_of(gathering_id: int, *, person_id: int | None) -> Attendee | None:
    """One person's row, if there is one. One query."""
    return Attendee.objects.filter(gathering_id=gathering_id, person_id=person_id or 0).first()


def parts_of(person_id: int) -> list[Attendee]:
    """One's part in every gathering made known, newest first. One query."""
    return list(
        Attendee.objects.filter(person_id=person_id)
        .exclude(gathering__state=Gathering.State.PLANNED)
        .select_related("gathering")
        .order_by("-gathering__starts_at", "-pk")
    )


def attendee_for_change(gathering_id: int, *, person_id: int | None) -> Attendee | None:
    """One person's row, locked. One query."""
    return (
        Attendee.objects.select_for_update(of=("self",))
        .filter(gathering_id=gathering_id, person_id=person_id or 0)
        .first()
    )


def contested_attendee(attendee_id: int, *, for_change: bool = False) -> Attendee:
    """One person's row with its gathering and body, where the appeal about it is the gate; locked for
    its change. Raises DoesNotExist (not published). One query."""
    rows = Attendee.objects.exclude(gathering__state=Gathering.State.PLANNED).select_related(
        "gathering__organisation__parent"
    )
    if for_change:
        rows = rows.select_for_update(of=("self",))
    return rows.get(pk=attendee_id)


def contestable_attendee(attendee_id: int, *, seen_by: Actor) -> Attendee | None:
    """One's own row in what has begun, or one of a body on whose committee one sits. One query."""
    mine = Q(person_id=seen_by.person_id or 0)
    posts = seen_by.paths_of(*COMMITTEE_POSTS)
    committee = Q(gathering__organisation__path__in=posts) | Q(
        gathering__organisation__kind=Organisation.Kind.GROUP,
        gathering__organisation__parent__path__in=posts,
    )
    return (
        Attendee.objects.filter(mine | committee, pk=attendee_id)
        .filter(
            gathering__state__in=(Gathering.State.OPEN, Gathering.State.CLOSED),
            gathering__starts_at__lte=clock.now(),
        )
        .select_related("gathering__organisation__parent")
        .first()
    )


def attendee_ids(gathering_id: int, *, person_ids: Iterable[int]) -> list[int]:
    """Rows of these persons in a gathering. One query."""
    return list(
        Attendee.objects.filter(gathering_id=gathering_id, person_id__in=set(person_ids))
        .order_by("pk")
        .values_list("pk", flat=True)
    )


@dataclass(frozen=True, slots=True)
class MyGathering:
    """One gathering as it concerns one person (我的活动).

    listed: there is a row for this person. signed, waiting: how many put their names down.
    """

    gathering_id: int
    title: str
    organisation_name: str
    starts_at: datetime
    ends_at: datetime
    place: str
    state: str
    check_in_opens_at: datetime
    takes_sign_up: bool
    cap: int | None
    sign_up_until: datetime | None
    signed: int
    listed: bool
    eligible: bool
    sign_up: str
    leave: str
    present_at: datetime | None

    @property
    def cancelled(self) -> bool:
        return self.state == Gathering.State.CANCELLED

    @property
    def places_left(self) -> int | None:
        return None if self.cap is None else max(0, self.cap - self.signed)

    @property
    def checking_in(self) -> bool:
        """Whether check-in is open now and this person is not in yet."""
        return (
            self.listed
            and self.state == Gathering.State.OPEN
            and self.present_at is None
            and self.check_in_opens_at <= clock.now() < self.ends_at + CODE_OUTLASTS
        )

    @property
    def over(self) -> bool:
        return self.ends_at <= clock.now() or self.state == Gathering.State.CLOSED


# The screen's code still counts when a meeting runs over; the host's list counts until it is closed.
CODE_OUTLASTS = timedelta(hours=2)


def gatherings_for(person_id: int, *, since: date, until: date) -> list[MyGathering]:
    """Published gatherings one is on the list of, and those one may sign up for, soonest first.

    Half-open days: ``since`` counts, ``until`` does not. One query.
    """
    day = clock.today()
    belongs = Membership.objects.filter(on_day(day), person_id=person_id)
    open_to_me = Q(
        is_party_member(person_id),
        Q(organisation__in=belongs.values("organisation_id"))
        | Q(organisation__in=belongs.values("group_id")),
        takes_sign_up=True,
    )
    signed = (
        Attendee.objects.filter(gathering=OuterRef("pk"), sign_up=Attendee.SignUp.SIGNED)
        .values("gathering")
        .annotate(n=Count("pk"))
        .values("n")
    )
    rows = (
        Gathering.objects.annotate(
            own=FilteredRelation("attendees", condition=Q(attendees__person_id=person_id))
        )
        .filter(~OUT & (Q(own__isnull=False) | open_to_me))
        .filter(starts_at__gte=clock.day_start(since), starts_at__lt=clock.day_start(until))
        .annotate(signed=Coalesce(Subquery(signed), 0))
        .order_by("starts_at", "pk")
        .values(
            "pk", "title", "organisation__name", "starts_at", "ends_at", "place", "state",
            "check_in_opens_at", "takes_sign_up", "cap", "sign_up_until", "signed", "own__pk",
            "own__eligible", "own__sign_up", "own__leave", "own__present_at",
        )
    )  # fmt: skip
    return [_mine(row) for row in rows]


def _mine(row: Mapping[str, Any]) -> MyGathering:  # Any: the driver gives each column its own type
    return MyGathering(
        gathering_id=row["pk"],
        organisation_name=row["organisation__name"],
        listed=row["own__pk"] is not None,
        eligible=bool(row["own__eligible"]),
        sign_up=row["own__sign_up"] or "",
        leave=row["own__leave"] or "",
        present_at=row["own__present_at"],
        **{name: row[name] for name in _AS_THEY_ARE},
    )


_AS_THEY_ARE = (
    "title",
    "starts_at",
    "ends_at",
    "place",
    "state",
    "check_in_opens_at",
    "takes_sign_up",
    "cap",
    "sign_up_until",
    "signed",
)


# ---- places, and codes that did not fit


def signed_count(gathering_id: int) -> int:
    """How many have a place. One query."""
    return Attendee.objects.filter(
        gathering_id=gathering_id, sign_up=Attendee.SignUp.SIGNED
    ).count()


def waiting_for_change(gathering_id: int, *, places: int | None) -> list[Attendee]:
    """The first of those who wait, locked, oldest first; all of them when there is no limit. One query."""
    rows = (
        Attendee.objects.select_for_update(of=("self",))
        .filter(gathering_id=gathering_id, sign_up=Attendee.SignUp.WAITING)
        .order_by("signed_up_at", "pk")
    )
    return list(rows if places is None else rows[: max(0, places)])


def waiting_before(attendee: Attendee) -> int:
    """How many wait in front of this person. One query."""
    return Attendee.objects.filter(
        Q(signed_up_at__lt=attendee.signed_up_at)
        | Q(signed_up_at=attendee.signed_up_at, pk__lt=attendee.pk),
        gathering_id=attendee.gathering_id,
        sign_up=Attendee.SignUp.WAITING,
    ).count()


def standing_leave(organisation_id: int) -> set[int]:
    """Persons whose standing leave (长期免到) was never taken back: by their last row here. One query."""
    here = Attendee.objects.filter(gathering__organisation_id=organisation_id)
    last = (
        here.filter(person_id__in=here.filter(leave=Attendee.Leave.STANDING).values("person_id"))
        .order_by("person_id", F("gathering__starts_at").desc(), "-pk")
        .distinct("person_id")
        .values_list("person_id", "leave")
    )
    return {person_id for person_id, leave in last if leave == Attendee.Leave.STANDING}


def wrong_codes_since(person_id: int, *, since: datetime) -> list[datetime]:
    """When this person's codes did not fit, oldest first. One query."""
    return list(
        WrongCode.objects.filter(person_id=person_id, at__gt=since)
        .order_by("at")
        .values_list("at", flat=True)
    )
