"""Reads of the rulebooks (积分办法). Unseen and absent are the same: ``DoesNotExist``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from zhibu.orgs.models import Organisation
from zhibu.orgs.queries import ancestors
from zhibu.points.models import RulebookVersion


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
