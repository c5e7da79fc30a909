"""Every read of the tree. Unseen and absent are the same: ``DoesNotExist``."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from zhibu.kit.actor import Actor
from zhibu.orgs.models import CalendarDay, CapabilityGrant, Organisation, Placement
from zhibu.orgs.rights import parent_path


def on_day(day: date, prefix: str = "") -> Q:
    """Spans that hold on this day: ``since`` counts, ``until`` does not."""
    return Q(**{f"{prefix}since__lte": day}) & (
        Q(**{f"{prefix}until": None}) | Q(**{f"{prefix}until__gt": day})
    )


def standing(*, under: str = "") -> QuerySet[Organisation]:
    """Organisations that stand today, at a path or below it, from the root downwards."""
    return Organisation.objects.filter(dissolved_on=None, path__startswith=under).order_by("path")


def seen_organisations(*, seen_by: Actor) -> QuerySet[Organisation]:
    """What this actor may open: own bodies and their groups, one's subtree, and the way up."""
    if seen_by.is_house:
        return Organisation.objects.all()
    own = {g.path for g in seen_by.grants} | set(seen_by.branches)
    above = {p for path in own for p in ancestors(path)}
    if not own:
        return Organisation.objects.none()
    wide = [g.path for g in seen_by.grants if g.post in WIDE]
    inside = [Q(path__in=own | above), Q(parent__path__in=own, kind=Organisation.Kind.GROUP)]
    return Organisation.objects.filter(
        reduce(or_, [*inside, *(Q(path__startswith=p) for p in wide)])
    )


WIDE = frozenset({"college_organiser", "university_organiser", "operator", "security", "audit"})


def ancestors(path: str) -> list[str]:
    """Paths above this one, nearest first."""
    found = []
    while path := parent_path(path):
        found.append(path)
    return found


def organisation_for_reading(organisation_id: int, *, seen_by: Actor) -> Organisation:
    """One organisation. Raises DoesNotExist (unseen). One query."""
    return seen_organisations(seen_by=seen_by).get(pk=organisation_id)


def organisation_for_change(organisation_id: int, *, seen_by: Actor) -> Organisation:
    """One organisation, locked. Raises DoesNotExist (unseen). One query."""
    return (
        seen_organisations(seen_by=seen_by)
        .select_for_update(of=("self",))
        .get(pk=organisation_id, dissolved_on=None)
    )


def tree_on(day: date, *, under: str = "") -> list[Placement]:
    """The tree as it stood on a day, from the root downwards. One query."""
    return list(
        Placement.objects.filter(on_day(day), path__startswith=under)
        .select_related("organisation")
        .order_by("path")
    )


def may_approve_probationary(organisation_id: int, *, day: date) -> bool:
    """Whether this body holds the power to approve members on a day. One query."""
    return CapabilityGrant.objects.filter(
        on_day(day),
        organisation_id=organisation_id,
        capability=CapabilityGrant.Capability.APPROVE_PROBATIONARY,
    ).exists()


def calendar_days(*, year: int) -> dict[date, str]:
    """Days off and make-up days of a year; empty when its notice is not loaded. One query."""
    rows = CalendarDay.objects.filter(day__year=year).values_list("day", "kind")
    return dict(rows)


def root() -> Organisation:
    """The school committee. Raises DoesNotExist on an empty house."""
    return Organisation.objects.get(parent=None, dissolved_on=None)


def own_branch(actor: Actor) -> Organisation | None:
    """The branch this actor works in first: where a committee post is held, else where one belongs."""
    paths = [g.path for g in actor.grants] + list(actor.branches)
    order = {path: at for at, path in reversed(list(enumerate(paths)))}
    found = Organisation.objects.filter(path__in=paths, dissolved_on=None)
    ranked = sorted(found, key=lambda o: (not o.is_branch, order[o.path]))
    return ranked[0] if ranked else None
