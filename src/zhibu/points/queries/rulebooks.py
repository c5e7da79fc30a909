"""Reads of the rulebooks (积分办法). Unseen and absent are the same: ``DoesNotExist``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from zhibu.kit.actor import Actor
from zhibu.orgs.models import Organisation
from zhibu.orgs.queries import ancestors, seen_organisations
from zhibu.points.models import Rulebook, RulebookVersion
from zhibu.points.policies import READERS


@dataclass(frozen=True, slots=True)
class InForce:
    """The versions that may hold for a body in a span (施行中的办法), nearest body first."""

    versions: tuple[RulebookVersion, ...]

    def on(self, day: date) -> RulebookVersion | None:
        """The one in force on a day: the body's own, else the nearest one's above."""
        for version in self.versions:
            assert version.since is not None  # adopted, by the constraint
            if version.since <= day and (version.until is None or day < version.until):
                return version
        return None


def adopted() -> QuerySet[RulebookVersion]:
    """Versions that are or were in force."""
    return RulebookVersion.objects.exclude(state=RulebookVersion.State.DRAFT)


def in_force(organisation: Organisation, *, since: date, until: date) -> InForce:
    """The versions in force for a body on the days of a span, its own and those above. One query."""
    paths = [organisation.path, *ancestors(organisation.path)]
    found = (
        adopted()
        .filter(Q(until=None) | Q(until__gt=since), since__lt=until, organisation__path__in=paths)
        .select_related("organisation")
    )
    return InForce(tuple(sorted(found, key=lambda v: (paths.index(v.organisation.path), v.pk))))


def version_on(organisation: Organisation, *, day: date) -> RulebookVersion | None:
    """The version in force for a body on a day. One query."""
    return in_force(organisation, since=day, until=date.fromordinal(day.toordinal() + 1)).on(day)


def versions_adopted_by(person_id: int) -> list[RulebookVersion]:
    """Versions this person put into force, the latest first. One query."""
    found = adopted().filter(adopted_by=person_id).select_related("organisation")
    return list(found.order_by("-adopted_on", "-pk"))


# ---- for pages


def seen_versions(*, seen_by: Actor) -> QuerySet[RulebookVersion]:
    """Versions this actor may open: those of bodies one sees, drafts only where one may read them."""
    rows = RulebookVersion.objects.select_related("book", "organisation").filter(
        organisation__in=seen_organisations(seen_by=seen_by)
    )
    if seen_by.is_house:
        return rows
    return rows.filter(
        ~Q(state=RulebookVersion.State.DRAFT) | Q(organisation__path__in=seen_by.paths_of(*READERS))
    )


def version_for_reading(version_id: int, *, seen_by: Actor) -> RulebookVersion:
    """One version. Raises DoesNotExist (unseen). One query."""
    return seen_versions(seen_by=seen_by).get(pk=version_id)


def version_for_change(version_id: int, *, seen_by: Actor) -> RulebookVersion:
    """The same, locked. One query."""
    return seen_versions(seen_by=seen_by).select_for_update(of=("self",)).get(pk=version_id)


def versions_of(book_id: int, *, seen_by: Actor) -> list[RulebookVersion]:
    """A book's versions, the newest first. One query."""
    return list(seen_versions(seen_by=seen_by).filter(book_id=book_id).order_by("-number"))


def book_for_change(book_id: int, *, seen_by: Actor) -> Rulebook:
    """One book, locked. Raises DoesNotExist (unseen). One query."""
    return (
        Rulebook.objects.select_related("organisation")
        .select_for_update(of=("self",))
        .get(pk=book_id, versions__in=seen_versions(seen_by=seen_by).values("pk")[:1])
    )


def versions_in_force_between(
    organisation_id: int, *, since: date, until: date | None
) -> QuerySet[RulebookVersion]:
    """A body's own adopted versions that hold on any day of a span; until None = open."""
    found = adopted().filter(Q(until=None) | Q(until__gt=since), organisation_id=organisation_id)
    return found.filter(since__lt=until) if until else found


@dataclass(frozen=True, slots=True)
class Shelf:
    """The books a page lists (积分办法一览). holds: what is in force here today, by whom."""

    organisation: Organisation
    holds: RulebookVersion | None
    drafts: tuple[RulebookVersion, ...]
    coming: tuple[RulebookVersion, ...]
    past: tuple[RulebookVersion, ...]


def shelf_of(organisation: Organisation, *, seen_by: Actor, today: date) -> Shelf:
    """Everything a body has, and what holds for it. One query."""
    paths = [organisation.path, *ancestors(organisation.path)]
    rows = list(
        seen_versions(seen_by=seen_by)
        .filter(organisation__path__in=paths)
        .order_by("-since", "-pk")
    )
    own = [row for row in rows if row.organisation_id == organisation.pk]
    kept = [row for row in own if row.since is not None]
    live = [row for row in rows if row.since is not None]
    holds = InForce(tuple(sorted(live, key=lambda v: paths.index(v.organisation.path))))
    now = holds.on(today)
    return Shelf(
        organisation,
        now,
        drafts=tuple(row for row in own if row.state == RulebookVersion.State.DRAFT),
        coming=tuple(row for row in kept if row.since and row.since > today),
        past=tuple(row for row in kept if row != now and row.since and row.since <= today),
    )
