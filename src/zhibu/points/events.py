"""Facts points tell upwards (积分的事实). Ids and plain values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhibu.points.models import RulebookVersion


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
