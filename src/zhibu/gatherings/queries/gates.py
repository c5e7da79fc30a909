"""Which gatherings somebody may open at all (看得见的场次). Unseen and absent are the same."""

from __future__ import annotations

from django.db.models import Exists, Q, QuerySet

from zhibu.gatherings.models import Attendee, Gathering
from zhibu.gatherings.policies import HOSTS
from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.orgs.models import COMMITTEE_POSTS, Organisation
from zhibu.orgs.queries import on_day
from zhibu.people.models import StatusSpan

_PARTY = (StatusSpan.Kind.FULL, StatusSpan.Kind.PROBATIONARY)
OUT = Q(state=Gathering.State.PLANNED)


def hosted_by(actor: Actor) -> Q:
    """Gatherings of the very bodies where this actor may host, and of their 党小组."""
    return Q(organisation__path__in=actor.paths_of(*HOSTS)) | Q(
        organisation__kind=Organisation.Kind.GROUP,
        organisation__parent__path__in=actor.paths_of(*COMMITTEE_POSTS),
    )


def is_party_member(person_id: int) -> Exists:
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
    own = Q(is_party_member(person_id), organisation__path__in=seen_by.branches)
    return Gathering.objects.filter(hosted_by(seen_by) | (~OUT & (Q(pk__in=invited) | own)))


def gathering_for_reading(gathering_id: int, *, seen_by: Actor) -> Gathering:
    """One gathering with its organisation. Raises DoesNotExist (unseen). One query."""
    return seen_gatherings(seen_by=seen_by).select_related("organisation").get(pk=gathering_id)


def gathering_of(attendee: Attendee) -> Gathering:
    """The gathering of one's own row, as it is at this moment. Raises DoesNotExist (not published).

    Being on the list is the gate here, so the door costs no more than it must. One query.
    """
    return (
        Gathering.objects.exclude(OUT).select_related("organisation").get(pk=attendee.gathering_id)
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
