"""What somebody did, as a form says it (贡献)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody did, as a form says it (贡献). minutes where the kind is timed, else count."""

    kind: str
    on: date
    title: str
    minutes: int = 0
    count: int = 1
