"""Half-open spans of days (期间): ``since`` counts, ``until`` does not."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days from ``since`` up to, but not including, ``until``."""

    since: date
    until: date

    def __post_init__(self) -> None:
        if self.until <= self.since:
            raise ValueError("a period ends after it begins")

    def __contains__(self, day: date) -> bool:
        return self.since <= day < self.until

    @property
    def last_day(self) -> date:
        return self.until - timedelta(days=1)


def month(year: int, number: int) -> Period:
    """One calendar month; number 1 to 12."""
    first = date(year, number, 1)
    return Period(first, add_months(first, 1))


def month_of(day: date) -> Period:
    """The month this day lies in."""
    return month(day.year, day.month)


def add_months(day: date, months: int) -> date:
    """The same day N months on, clipped to the month's end (31 Jan + 1 month = 28 or 29 Feb)."""
    index = day.year * 12 + day.month - 1 + months
    year, number = divmod(index, 12)
    last = calendar.monthrange(year, number + 1)[1]
    return date(year, number + 1, min(day.day, last))
