"""Appeals (异议): who may open which, what waits for whom, how they ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from zhibu.appeals.domain import Outcomes
from zhibu.appeals.kinds import label_of
from zhibu.appeals.models import Appeal
from zhibu.appeals.policies import ABOVE, ANSWERERS
from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.period import add_months
from zhibu.orgs.domain.workdays import working_days
from zhibu.orgs.models import Organisation
from zhibu.orgs.queries import ancestors, on_day, working_calendar
from zhibu.people.models import Appointment

_STATE = Appeal.State
_WAITING = (_STATE.OPEN, _STATE.CORRECTING)


def _below(actor: Actor) -> Q:
    """Of bodies below those whose organiser this actor is."""
    reach = (Q(organisation__path__startswith=path) for path in actor.paths_of(*ABOVE))
    return reduce(or_, reach, Q(pk=None))


def seen_appeals(*, seen_by: Actor) -> QuerySet[Appeal]:
    """Appeals this actor may open: one's own, those of one's committee, and of the bodies below what
    was taken over (DC-19). Permission row ``see_appeal``."""
    rows = Appeal.objects.select_related("organisation", "appellant")
    if seen_by.is_house:
        return rows
    own = Q(appellant_id=seen_by.person_id or 0)
    committee = Q(organisation__path__in=seen_by.paths_of(*ANSWERERS))
    return rows.filter(own | committee | (_below(seen_by) & Q(taken_by__isnull=False)))


def appeal_for_reading(appeal_id: int, *, seen_by: Actor) -> Appeal:
    """One appeal with its body and who raised it. Raises DoesNotExist (unseen). One query."""
    return seen_appeals(seen_by=seen_by).get(pk=appeal_id)


def appeal_for_change(appeal_id: int, *, seen_by: Actor) -> Appeal:
    """The same, locked. One query."""
    return seen_appeals(seen_by=seen_by).select_for_update(of=("self",)).get(pk=appeal_id)


def appeals_of(person_id: int) -> list[Appeal]:
    """What a person contested, newest first. One query."""
    return list(
        Appeal.objects.filter(appellant_id=person_id)
        .select_related("organisation")
        .order_by("-raised_at", "-pk")
    )


def open_appeal_about(kind: str, subject_id: int, *, person_id: int | None) -> Appeal | None:
    """This person's appeal about this very thing that is not closed yet. One query."""
    return Appeal.objects.filter(
        kind=kind, subject_id=subject_id, appellant_id=person_id or 0, state__in=_WAITING
    ).first()


def correcting_for_change(kind: str, subject_ids: list[int]) -> list[Appeal]:
    """Upheld appeals about these things that wait for their correction, locked. One query."""
    return list(
        Appeal.objects.select_for_update(of=("self",))
        .select_related("organisation", "appellant")
        .filter(kind=kind, subject_id__in=subject_ids, state=_STATE.CORRECTING)
        .order_by("pk")
    )


# ---- the committee


def _answerable(actor: Actor) -> Q:
    """Open ones this actor may answer: not made, not raised by the same person."""
    me = actor.person_id or 0
    committee = Q(organisation__path__in=actor.paths_of(*ANSWERERS), taken_by=None)
    above = _below(actor) & Q(taken_by__isnull=False)
    return (
        Q(state=_STATE.OPEN)
        & (committee | above)
        & ~Q(appellant_id=me)
        & (Q(maker_id=None) | ~Q(maker_id=me))
    )


def open_for(actor: Actor) -> list[Appeal]:
    """Appeals waiting for an answer of this very person, the earliest due first. One query."""
    return list(
        Appeal.objects.filter(_answerable(actor))
        .select_related("organisation", "appellant")
        .order_by("due_on", "pk")
    )


def queue_for(actor: Actor) -> QuerySet[Appeal]:
    """All appeals of this actor's committee: what waits first, then the latest answered."""
    return (
        Appeal.objects.filter(organisation__path__in=actor.paths_of(*ANSWERERS))
        .select_related("organisation", "appellant")
        .order_by("answered_at", "due_on", "-pk")
    )


def answerers_of(organisation: Organisation, *, but: set[int]) -> set[int]:
    """Persons of its committee today, these left out. One query."""
    held = Appointment.objects.filter(
        on_day(clock.today()), organisation=organisation, post__in=ANSWERERS
    )
    return set(held.values_list("person_id", flat=True)) - but


# ---- the body above


@dataclass(frozen=True, slots=True)
class Risen:
    """One appeal as the body above sees it before taking it over: no name, no reason (DC-19)."""

    appeal_id: int
    kind: str
    organisation_name: str
    raised_on: date
    due_on: date
    nobody_there: bool

    @property
    def is_overdue(self) -> bool:
        return self.due_on < clock.today()


def _risen(actor: Actor) -> QuerySet[Appeal]:
    return Appeal.objects.filter(
        _below(actor), state=_STATE.OPEN, taken_by=None, rises_on__lte=clock.today()
    )


def risen_for(actor: Actor) -> list[Risen]:
    """Appeals below that may be taken over, the longest due first. One query."""
    rows = _risen(actor).select_related("organisation").order_by("due_on", "pk")
    return [
        Risen(
            row.pk,
            label_of(row.kind),
            row.organisation.name,
            clock.local(row.raised_at).date(),
            row.due_on,
            row.rises_on <= row.due_on,
        )
        for row in rows
    ]


def overdue_for(actor: Actor) -> int:
    """How many appeals below are past their day, for somebody's first page. One query."""
    return _risen(actor).filter(due_on__lt=clock.today()).count()


def risen_for_change(appeal_id: int, *, seen_by: Actor) -> Appeal:
    """One of those, locked. Raises DoesNotExist (unseen, not due yet). One query."""
    return (
        _risen(seen_by)
        .select_related("organisation", "appellant")
        .select_for_update(of=("self",))
        .get(pk=appeal_id)
    )


def taken_over_by(actor: Actor) -> list[Appeal]:
    """What was taken over of the bodies below, what waits first. One query."""
    return list(
        Appeal.objects.filter(_below(actor), taken_by__isnull=False)
        .select_related("organisation", "appellant")
        .order_by("answered_at", "due_on", "-pk")
    )


def appeals_to_rise() -> list[Appeal]:
    """Those the body above has not been told of yet, locked. One query."""
    return list(
        Appeal.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(state=_STATE.OPEN, risen_at=None, rises_on__lte=clock.today())
        .select_related("organisation")
        .order_by("pk")
    )


def organisers_above(organisation: Organisation, *, level: bool = False) -> tuple[int, set[int]]:
    """The nearest body at or above this one with an organiser today, and its organisers.

    level: from the body above on. (0, nobody) where there is none. One query.
    """
    paths = (
        ancestors(organisation.path)
        if level
        else [organisation.path, *ancestors(organisation.path)]
    )
    held: dict[tuple[str, int], set[int]] = {}
    rows = Appointment.objects.filter(
        on_day(clock.today()), organisation__path__in=paths, post__in=ABOVE
    ).values_list("organisation__path", "organisation_id", "person_id")
    for path, body, person in rows:
        held.setdefault((path, body), set()).add(person)
    nearest = max(held, key=lambda place: len(place[0]), default=None)
    return (nearest[1], held[nearest]) if nearest else (0, set())


# ---- what everybody may know


def outcomes_of(path: str, *, today: date) -> Outcomes:
    """How the appeals of a body and those below ended in a year. Two queries."""
    since = add_months(today, -12)
    rows = list(
        Appeal.objects.filter(
            organisation__path__startswith=path, raised_at__gte=clock.day_start(since)
        )
        .exclude(state=_STATE.WITHDRAWN)
        .values_list("state", "raised_at", "answered_at")
    )
    calendar = working_calendar(since=since, until=today)
    days = tuple(
        working_days(
            clock.local(raised).date(), clock.local(answered).date(), calendar=calendar
        ).days
        for _state, raised, answered in rows
        if answered is not None
    )
    states = [state for state, _raised, _answered in rows]
    upheld = states.count(_STATE.UPHELD) + states.count(_STATE.CORRECTING)
    return Outcomes(
        raised=len(rows),
        upheld=upheld,
        explained=states.count(_STATE.EXPLAINED),
        waiting=states.count(_STATE.OPEN),
        days=days,
    )
