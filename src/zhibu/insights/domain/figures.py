"""Numbers as they are shown (数的写法): rates to one place, differences against the span before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LEAST = 5  # persons; below it a guarded number is neither shown nor added. Source: domain.md 12.4
NOTHING = "—"


def tenths_of_a_percent(top: int, bottom: int) -> int | None:
    """A rate in tenths of a percent, half up: 923 is 92.3 %. None over nothing."""
    return (top * 2000 + bottom) // (2 * bottom) if bottom > 0 else None


def percent(tenths: int) -> str:
    """``923`` → ``92.3``."""
    return f"{tenths // 10}.{tenths % 10}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number to be shown. value: tenths of a percent for a rate; None where there is none."""

    value: int | None
    is_rate: bool = False

    @property
    def shown(self) -> str:
        """As a table has it: ``1,204``, ``92.3%``, ``—``."""
        if self.value is None:
            return NOTHING
        return f"{percent(self.value)}%" if self.is_rate else f"{self.value:,}"

    @property
    def opens(self) -> bool:
        """Whether there is anything behind it."""
        return bool(self.value)


def figure_of(
    numbers: Mapping[str, int], *, key: str, of: tuple[str, str] | None, guarded: bool
) -> Figure:
    """A metric's figure out of the numbers of one place.

    of: the keys above and below the line of a rate. guarded: small numbers were left out, so that
    nought and left out look the same.
    """
    if of is not None:
        top, bottom = numbers.get(of[0], 0), numbers.get(of[1], 0)
        return Figure(tenths_of_a_percent(top, bottom), is_rate=True)
    number = numbers.get(key, 0)
    return Figure(None if guarded and not number else number)


@dataclass(frozen=True, slots=True)
class Change:
    """The difference against the span before (比上期). by: never below nought."""

    by: str
    more: bool

    @classmethod
    def between(cls, now: Figure, before: Figure) -> Change | None:
        """None where one of them is missing or nothing has changed."""
        if now.value is None or before.value is None or now.value == before.value:
            return None
        size = abs(now.value - before.value)
        return cls(percent(size) if now.is_rate else f"{size:,}", now.value > before.value)
