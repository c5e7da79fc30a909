"""Numbers as they are shown (数的写法): rates to one place, differences in words' order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LEAST = 5  # persons; below it a guarded number is neither shown nor added. Source: domain.md 12.4


def tenths_of_a_percent(top: int, bottom: int) -> int | None:
    """A rate in tenths of a percent, half up: 923 is 92.3 %. None over nothing."""
    return (top * 2000 + bottom) // (2 * bottom) if bottom > 0 else None


def percent(tenths: int) -> str:
    """``923`` → ``92.3``."""
    return f"{tenths // 10}.{tenths % 10}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number to be shown. value: None where there is nothing to divide by; tenths for a rate.

    hidden: left out because fewer than five persons would show.
    """

    value: int | None
    is_rate: bool = False
    hidden: bool = False

    @property
    def shown(self) -> str:
        """As a table has it: ``1,204``, ``92.3%``, ``—``; never a number that is hidden."""
        if self.hidden or self.value is None:
            return "—"
        return f"{percent(self.value)}%" if self.is_rate else f"{self.value:,}"


def figure(
    values: Mapping[str, int], *, key: str, of: tuple[str, str] | None, guard: str, full: bool
) -> Figure:
    """A metric's figure out of the numbers of one place. full: nothing has to be hidden."""
    if of is not None:
        tenths = tenths_of_a_percent(values.get(of[0], 0), values.get(of[1], 0))
        return Figure(tenths, is_rate=True, hidden=False)
    number = values.get(key, 0)
    return Figure(number, hidden=bool(guard) and not full and 0 < values.get(guard, 0) < LEAST)


def change(now: Figure, before: Figure) -> int | None:
    """The difference against the span before; tenths of a point for rates; None without a base."""
    if now.value is None or before.value is None or now.hidden or before.hidden:
        return None
    return now.value - before.value
