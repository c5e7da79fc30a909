"""Working days (工作日): weekdays, less days off, plus make-up days, by the yearly notice.

A year whose notice is not known gives an answer marked provisional, never an error and never a guess
passed off as certain.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
SATURDAY = 5
YEAR_END = (12, 25)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days off and make-up working days (工作日历); years: those whose notice is loaded."""

    off: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()
    years: frozenset[int] = frozenset()

    @classmethod
    def of(cls, days: Iterable[tuple[date, bool]], *, years: Iterable[int] = ()) -> Calendar:
        """From (day, is it off) pairs. A year counts as known by a day listed before its last week:
        late December days belong to the next year's notice.
        """
        listed = tuple(days)
        return cls(
            off=frozenset(day for day, is_off in listed if is_off),
            work=frozenset(day for day, is_off in listed if not is_off),
            years=frozenset(years) | _years_told(day for day, _off in listed),
        )

    def is_working(self, day: date) -> bool:
        """Whether people work that day, as far as known."""
        if day in self.work:
            return True
        return day not in self.off and day.weekday() < SATURDAY

    def is_known(self, day: date) -> bool:
        """Whether the notice for that day is loaded; the year's last days need the next one too."""
        if day.year not in self.years:
            return False
        return (day.month, day.day) < YEAR_END or day.year + 1 in self.years


def _years_told(days: Iterable[date]) -> frozenset[int]:
    return frozenset(day.year for day in days if (day.month, day.day) < YEAR_END)


@dataclass(frozen=True, slots=True)
class Due:
    """A day reached by counting; provisional when a notice on the way is not known."""

    day: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class Span:
    """A number of working days; provisional when a notice on the way is not known."""

    days: int
    provisional: bool


def after_working_days(start: date, days: int, *, calendar: Calendar) -> Due:
    """The Nth working day after ``start``, which itself is not counted (N 个工作日之后).

    A notice put up on a Monday and open five working days may be taken down after this day.
    """
    if days < 0:
        raise ValueError("working days are counted forwards")
    day, provisional = start, False
    while days:
        day += ONE_DAY
        provisional = provisional or not calendar.is_known(day)
        days -= calendar.is_working(day)
    return Due(day, provisional)


def working_days(since: date, until: date, *, calendar: Calendar) -> Span:
    """Working days from ``since`` up to, not including, ``until`` (工作日数)."""
    count, provisional, day = 0, False, since
    while day < until:
        provisional = provisional or not calendar.is_known(day)
        count += calendar.is_working(day)
        day += ONE_DAY
    return Span(count, provisional)
