"""Facts points tell upwards (积分的事实). Ids and plain values only: a credit names
the one it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhibu.points.models import Contribution, RulebookVersion


@dataclass(frozen=True, slots=True)
class RulebookAdopted:
    """A version of a book came into force (积分办法已通过), from ``since`` on."""

    version_id: int
    organisation_id: int
    number: int
    title: str
    since: date

    @classmethod
    def of(cls, version: RulebookVersion) -> RulebookAdopted:
        assert version.since is not None  # adopted
        return cls(
            version.pk, version.organisation_id, version.number, version.title, version.since
        )


@dataclass(frozen=True, slots=True)
class RulebookRetired:
    """A version is in force only up to, not including, ``until`` (积分办法已停止)."""

    version_id: int
    organisation_id: int
    until: date

    @classmethod
    def of(cls, version: RulebookVersion) -> RulebookRetired:
        assert version.until is not None  # retired
        return cls(version.pk, version.organisation_id, version.until)


@dataclass(frozen=True, slots=True)
class ContributionRegistered:
    """An officer entered what a member did (登记贡献)."""

    contribution_id: int
    organisation_id: int
    person_id: int
    kind: str
    on: date
    title: str
    minutes: int
    count: int
    giver_id: int
    giver_name: str

    @classmethod
    def of(cls, contribution: Contribution, *, giver_name: str) -> ContributionRegistered:
        return cls(
            contribution_id=contribution.pk,
            organisation_id=contribution.branch_id,
            person_id=contribution.person_id,
            kind=contribution.kind,
            on=contribution.on,
            title=contribution.title,
            minutes=contribution.minutes,
            count=contribution.count,
            giver_id=contribution.giver_id,
            giver_name=giver_name,
        )


@dataclass(frozen=True, slots=True)
class ContributionWithdrawn:
    """What was entered no longer holds (撤销登记)."""

    contribution_id: int
    organisation_id: int
    reason: str

    @classmethod
    def of(cls, contribution: Contribution) -> ContributionWithdrawn:
        return cls(contribution.pk, contribution.branch_id, contribution.withdrawn_reason)
