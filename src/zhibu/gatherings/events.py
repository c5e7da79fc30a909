"""Facts gatherings tell upwards. Single check-ins are not told: they can be taken back until the
gathering is closed; ``GatheringClosed`` says who came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from zhibu.gatherings.models import Gathering


@dataclass(frozen=True, slots=True)
class GatheringPublished:
    """A gathering was made known to those on its list (发布)."""

    gathering_id: int
    organisation_id: int
    starts_at: datetime

    @classmethod
    def of(cls, gathering: Gathering) -> GatheringPublished:
        return cls(gathering.pk, gathering.organisation_id, gathering.starts_at)


@dataclass(frozen=True, slots=True)
class GatheringChanged:
    """Time, place or cap of a published gathering changed (变更); sequence counts the changes."""

    gathering_id: int
    sequence: int
    fields: tuple[str, ...]

    @classmethod
    def of(cls, gathering: Gathering, *, fields: Iterable[str]) -> GatheringChanged:
        return cls(gathering.pk, gathering.sequence, tuple(sorted(fields)))


@dataclass(frozen=True, slots=True)
class GatheringCancelled:
    """A gathering will not take place (取消)."""

    gathering_id: int
    sequence: int

    @classmethod
    def of(cls, gathering: Gathering) -> GatheringCancelled:
        return cls(gathering.pk, gathering.sequence)


@dataclass(frozen=True, slots=True)
class GatheringClosed:
    """Attendance is settled (结束): who came, ids in order."""

    gathering_id: int
    organisation_id: int
    present: tuple[int, ...]

    @classmethod
    def of(cls, gathering: Gathering, *, present: Iterable[int]) -> GatheringClosed:
        return cls(gathering.pk, gathering.organisation_id, tuple(sorted(present)))
