"""Every read of gatherings. Unseen and absent are the same: ``DoesNotExist``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from zhibu.gatherings import domain
from zhibu.gatherings.domain import Attendance, Part
from zhibu.gatherings.models import Attendee, EntryConflict, Gathering, SheetCode, WrongCode
from zhibu.gatherings.policies import HOSTS
from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.orgs.models import COMMITTEE_POSTS, Organisation
from zhibu.orgs.queries import on_day
from zhibu.people.models import Membership, StatusSpan

_PARTY = (StatusSpan.Kind.FULL, StatusSpan.Kind.PROBATIONARY)
_OUT = Q(state=Gathering.State.PLANNED)


# ---- the gate


def hosted_by(actor: Actor) -> Q:
    """Gatherings of the very bodies where this actor may host, and of their 党小组."""
    return Q(organisation__path__in=actor.paths_of(*HOSTS)) | Q(
        organisation__kind=Organisation.Kind.GROUP,
        organisation__parent__path__in=actor.paths_of(*COMMITTEE_POSTS),
    )


def _is_party_member(person_id: int) -> Exists:
    """Activists see only what they are invited to."""
    spans = StatusSpan.objects.filter(on_day(clock.today()), person_id=person_id, kind__in=_PARTY)
    return Exists(spans)


def seen_gatherings(*, seen_by: Actor) -> QuerySet[Gathering]:
    """Gatherings this actor may open: as a host; published ones one is invited to; published ones of
    one's own branch or group for its Party members. Permission row ``see_gathering``."""
    if seen_by.is_house:
        return Gathering.objects.all()
    person_id = seen_by.person_id or 0  # nobody has this number
    invited = Attendee.objects.filter(person_id=person_id).values("gathering_id")
    own = Q(_is_party_member(person_id), organisation__path__in=seen_by.branches)
    return Gathering.objects.filter(hosted_by(seen_by) | (~_OUT & (Q(pk__in=invited) | own)))


def gathering_for_reading(gathering_id: int, *, seen_by: Actor) -> Gathering:
    """One gathering with its organisation. Raises DoesNotExist (unseen). One query."""
    return seen_gatherings(seen_by=seen_by).select_related("organisation").get(pk=gathering_id)


def gathering_of(attendee: Attendee) -> Gathering:
    """The gathering of one's own row, as it is at this moment. Raises DoesNotExist (not published).

    Being on the list is the gate here, so the door costs no more than it must. One query.
    """
    return (
        Gathering.objects.exclude(_OUT).select_related("organisation").get(pk=attendee.gathering_id)
    )


def gathering_for_change(gathering_id: int, *, seen_by: Actor) -> Gathering:
    """One gathering, locked. Raises DoesNotExist (unseen). One query."""
    return (
        seen_gatherings(seen_by=seen_by)
        .select_related("organisation")
        .select_for_update(of=("self",))
        .get(pk=gathering_id)
    )


def secret_at_the_door(gathering_id: int) -> str | None:
    """The seed of an open gathering, for a scan before sign-in; it is never shown. One query."""
    return (
        Gathering.objects.filter(pk=gathering_id, state=Gathering.State.OPEN)
        .values_list("secret", flat=True)
        .first()
    )


# ---- one person's part


def attendee_of(gathering_id: int, *, person_id: int | None) -> Attendee | None:
    """One person's row, if there is one. One query."""
    return Attendee.objects.filter(gathering_id=gathering_id, person_id=person_id or 0).first()


def parts_of(person_id: int) -> list[Attendee]:
    """One's part in every gathering, newest first. One query."""
    return list(
        Attendee.objects.filter(person_id=person_id)
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
        _is_party_member(person_id),
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
        .filter(~_OUT & (Q(own__isnull=False) | open_to_me))
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


# ---- the host's side


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
    day = OuterRef("gathering__starts_at__date")
    span = StatusSpan.objects.filter(
        Q(until=None) | Q(until__gt=day), person=OuterRef("person"), since__lte=day
    )
    rows = (
        Attendee.objects.filter(gathering_id=gathering_id)
        .annotate(kind=Subquery(span.values("kind")[:1]))
        .select_related("person")
        .order_by("person__pinyin_key", "person_id")
    )
    return Attendance(gathering_id, tuple(_part(row) for row in rows))


def _part(row: Attendee) -> Part:
    kind = row.kind  # type: ignore[attr-defined]  # annotated by attendance_of
    return Part(
        attendee_id=row.pk,
        person_id=row.person_id,
        name=row.person.name,
        initials=row.person.initials,
        standing=str(StatusSpan.Kind(kind).label) if kind else "",
        eligible=row.eligible,
        with_vote=row.with_vote,
        observer=row.observer,
        sign_up=row.sign_up,
        leave=row.leave,
        present_at=row.present_at,
        way=row.way,
        late=row.late,
    )


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
    last = (
        Attendee.objects.filter(gathering__organisation_id=organisation_id)
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


# ---- the printed sheet


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One name and its code on the printed sheet (纸码)."""

    attendee_id: int
    person_id: int
    name: str
    code: str
    observer: bool
    present_at: datetime | None


def paper_lines(gathering: Gathering) -> list[PaperLine]:
    """Names with their codes, in the order of pinyin; those without a code yet are left out. One query."""
    rows = (
        SheetCode.objects.filter(attendee__gathering=gathering)
        .select_related("attendee__person")
        .order_by("attendee__person__pinyin_key", "attendee__person_id")
    )
    return [
        PaperLine(
            attendee_id=row.attendee_id,
            person_id=row.attendee.person_id,
            name=row.attendee.person.name,
            code=domain.paper_code(gathering.secret, row.attendee_id, row.turn),
            observer=row.attendee.observer,
            present_at=row.attendee.present_at,
        )
        for row in rows
    ]


def without_paper_code(gathering_id: int) -> list[Attendee]:
    """Those on the list who have no code on paper yet. One query."""
    return list(Attendee.objects.filter(gathering_id=gathering_id, sheet_code=None).order_by("pk"))


def paper_code_for_change(gathering_id: int, *, digest: str) -> SheetCode | None:
    """The code of this gathering with this digest, locked. One query."""
    return (
        SheetCode.objects.select_for_update(of=("self",))
        .filter(attendee__gathering_id=gathering_id, digest=digest)
        .first()
    )


def paper_codes(gathering_id: int) -> dict[str, SheetCode]:
    """All codes on paper of a gathering by their digest. One query."""
    rows = SheetCode.objects.filter(attendee__gathering_id=gathering_id)
    return {row.digest: row for row in rows}


def paper_digests(gathering_id: int) -> set[str]:
    """Digests of the codes on paper of a gathering. One query."""
    rows = SheetCode.objects.filter(attendee__gathering_id=gathering_id)
    return set(rows.values_list("digest", flat=True))


def conflicts_of(gathering_id: int) -> list[EntryConflict]:
    """Second entries that came for somebody already in, newest first. One query."""
    return list(
        EntryConflict.objects.filter(attendee__gathering_id=gathering_id)
        .select_related("attendee__person")
        .order_by("-at", "-pk")
    )
