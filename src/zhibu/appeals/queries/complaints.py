"""Complaints and suggestions (意见建议): who handles which, what is overdue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Count, Q, QuerySet

from zhibu.appeals.domain import code_digest
from zhibu.appeals.models import Complaint
from zhibu.appeals.policies import HANDLERS
from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.period import add_months
from zhibu.orgs.models import BRANCH_KINDS, Organisation, Post
from zhibu.orgs.queries import ancestors, root

_LEVEL = Complaint.Level
_MIDDLE = (Organisation.Kind.COLLEGE_COMMITTEE, Organisation.Kind.GENERAL_BRANCH)


def _handled(actor: Actor) -> Q:
    """What this actor's posts answer: each level by those of the very body."""
    if actor.is_house:
        return Q()
    reach = (
        Q(level=level, organisation__path__in=actor.paths_of(*posts))
        for level, posts in HANDLERS.items()
    )
    return reduce(or_, reach)


def handled_by(actor: Actor) -> QuerySet[Complaint]:
    """What this actor handles, what waits first, by the day it is due."""
    return (
        Complaint.objects.filter(_handled(actor))
        .select_related("organisation", "giver")
        .order_by("-state", "due_on", "pk")
    )


def _seen(actor: Actor) -> QuerySet[Complaint]:
    return Complaint.objects.filter(
        _handled(actor) | Q(giver_id=actor.person_id or 0)
    ).select_related("organisation", "giver")


def complaint_for_reading(complaint_id: int, *, seen_by: Actor) -> Complaint:
    """One complaint, one's own or handled by one's post. Raises DoesNotExist (unseen). One query."""
    return _seen(seen_by).get(pk=complaint_id)


def complaint_for_change(complaint_id: int, *, seen_by: Actor) -> Complaint:
    """The same, locked. One query."""
    return _seen(seen_by).select_for_update(of=("self",)).get(pk=complaint_id)


def complaint_by_code(code: str, *, for_change: bool = False) -> Complaint:
    """The complaint of a tracking code. Raises DoesNotExist. One query."""
    rows = Complaint.objects.select_related("organisation")
    if for_change:
        rows = rows.select_for_update(of=("self",))
    return rows.get(code_digest=code_digest(code))


def complaints_of(person_id: int) -> list[Complaint]:
    """What a person gave under their name, newest first. One query."""
    return list(
        Complaint.objects.filter(giver_id=person_id)
        .select_related("organisation")
        .order_by("-given_on", "-pk")
    )


def overdue_complaints_for(actor: Actor) -> list[Complaint]:
    """Past their day at the bodies below, whose text is not read here (DC-19). One query."""
    reach = [
        Q(organisation__path__startswith=path, level=_LEVEL.BRANCH)
        for path in actor.paths_of(Post.COLLEGE_ORGANISER, Post.UNIVERSITY_ORGANISER)
    ]
    reach += [
        Q(organisation__path__startswith=path, level__in=(_LEVEL.COLLEGE, _LEVEL.PLATFORM))
        for path in actor.paths_of(Post.UNIVERSITY_ORGANISER)
    ]
    return list(
        Complaint.objects.filter(
            reduce(or_, reach, Q(pk=None)),
            state=Complaint.State.WAITING,
            due_on__lt=clock.today(),
        )
        .select_related("organisation")
        .order_by("due_on", "pk")
    )


def complaints_to_rise() -> list[Complaint]:
    """Overdue ones the level above has not been told of yet, locked. One query."""
    return list(
        Complaint.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(state=Complaint.State.WAITING, risen_at=None, due_on__lt=clock.today())
        .select_related("organisation")
        .order_by("pk")
    )


def given_from_outside(day: date) -> int:
    """How many came from people who had not signed in, on a day. One query."""
    return Complaint.objects.filter(from_outside=True, given_on=day).count()


# ---- whom one can turn to


@dataclass(frozen=True, slots=True)
class Addressee:
    """A level one can turn to (送交), and the body that answers there."""

    level: str
    organisation: Organisation


def addressees_for(actor: Actor) -> list[Addressee]:
    """Branch, college, university and platform as far as they stand over this actor. Two queries."""
    top = root()
    found = [Addressee(_LEVEL.UNIVERSITY, top), Addressee(_LEVEL.PLATFORM, top)]
    paths = [g.path for g in actor.grants] + list(actor.branches)
    if not paths:
        return found
    lines = {p for path in paths for p in (path, *ancestors(path))}
    bodies = Organisation.objects.filter(path__in=lines, dissolved_on=None).order_by("-path")
    own = list(bodies)
    branch = next((o for o in own if o.kind in BRANCH_KINDS and o.path in actor.branches), None)
    branch = branch or next((o for o in own if o.kind in BRANCH_KINDS), None)
    college = next((o for o in own if o.kind in _MIDDLE), None)
    if college:
        found.insert(0, Addressee(_LEVEL.COLLEGE, college))
    if branch:
        found.insert(0, Addressee(_LEVEL.BRANCH, branch))
    return found


def level_above(complaint: Complaint) -> Addressee | None:
    """Where a complaint goes on to from where it lies; None from the top. One query at most."""
    if complaint.level == _LEVEL.BRANCH:
        above = Organisation.objects.filter(
            path__in=ancestors(complaint.organisation.path), kind__in=_MIDDLE
        )
        nearest = above.order_by("-path").first()
        return Addressee(_LEVEL.COLLEGE, nearest) if nearest else _top()
    return _top() if complaint.level in {_LEVEL.COLLEGE, _LEVEL.PLATFORM} else None


def _top() -> Addressee:
    return Addressee(_LEVEL.UNIVERSITY, root())


# ---- what everybody may know


@dataclass(frozen=True, slots=True)
class ComplaintCounts:
    """How many were given, answered, and are past their day, in a year."""

    given: int
    answered: int
    overdue: int


def counts_under(path: str, *, today: date) -> ComplaintCounts:
    """Complaints to a body and those below in a year, as numbers. One query."""
    late = Q(state=Complaint.State.WAITING, due_on__lt=today)
    found = Complaint.objects.filter(
        organisation__path__startswith=path, given_on__gte=add_months(today, -12)
    ).aggregate(
        given=Count("pk"),
        answered=Count("pk", filter=~Q(state=Complaint.State.WAITING)),
        overdue=Count("pk", filter=late),
    )
    return ComplaintCounts(**found)


def answered_under(path: str, *, since: date, until: date) -> list[tuple[int, date]]:
    """Complaints to a body and those below answered in a span: id and day, the latest first. One query.

    What was said about the platform itself is not among them.
    """
    rows = Complaint.objects.filter(
        organisation__path__startswith=path,
        state=Complaint.State.ANSWERED,
        answered_on__gte=since,
        answered_on__lt=until,
    ).exclude(level=Complaint.Level.PLATFORM)
    return [
        (pk, on)
        for pk, on in rows.order_by("-answered_on", "-pk").values_list("pk", "answered_on")
        if on is not None
    ]
