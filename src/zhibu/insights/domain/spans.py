"""Spans of whole months that statistics are shown for (统计期间): a month, a term, a year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from zhibu.kit.period import Period, add_months


class Length(StrEnum):
    """How long a span is."""

    MONTH = "month"
    TERM = "term"
    YEAR = "year"


AUTUMN, SPRING = "autumn", "spring"  # 秋季 September to January, 春季 February to August
_KEY = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2]|autumn|spring))?")
_YEAR_TO = re.compile(r"(\d{4})-to-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Span:
    """Some whole months in a row. key: how an address names it (``2026-11``, ``2026-autumn``, ``2026``)."""

    length: Length
    key: str
    period: Period

    @property
    def months(self) -> tuple[date, ...]:
        """First days of its months, earliest first."""
        found = []
        month = self.period.since
        while month < self.period.until:
            found.append(month)
            month = add_months(month, 1)
        return tuple(found)

    @property
    def before(self) -> Span:
        """The span of this length right before."""
        return span_of(self.length, add_months(self.period.since, -1))

    @property
    def after(self) -> Span:
        """The span of this length right after."""
        return span_of(self.length, self.period.until)

    def months_by(self, day: date) -> tuple[date, ...]:
        """Its months that have begun by a day; the first one when none has."""
        return tuple(m for m in self.months if m <= day) or self.months[:1]


def span_of(length: Length, day: date) -> Span:
    """The span of a length that a day lies in."""
    year = day.year
    match length:
        case Length.MONTH:
            since = day.replace(day=1)
            return Span(length, f"{day:%Y-%m}", Period(since, add_months(since, 1)))
        case Length.TERM:
            if day.month >= 9:
                return Span(
                    length, f"{year}-autumn", Period(date(year, 9, 1), date(year + 1, 2, 1))
                )
            if day.month == 1:
                return Span(
                    length, f"{year - 1}-autumn", Period(date(year - 1, 9, 1), date(year, 2, 1))
                )
            return Span(length, f"{year}-spring", Period(date(year, 2, 1), date(year, 9, 1)))
        case Length.YEAR:
            return Span(length, f"{year}", Period(date(year, 1, 1), date(year + 1, 1, 1)))


def year_to(month: date) -> Span:
    """The year from January up to and with a month (本年累计), named ``2026-to-09``."""
    since = date(month.year, 1, 1)
    until = add_months(month.replace(day=1), 1)
    return Span(Length.YEAR, f"{month.year}-to-{month.month:02}", Period(since, until))


def span_named(key: str, *, today: date) -> Span:
    """The span an address names; the month of ``today`` when it names none."""
    part_of_year = _YEAR_TO.fullmatch(key)
    if part_of_year is not None and 1949 <= int(part_of_year[1]) <= 2199:
        return year_to(date(int(part_of_year[1]), int(part_of_year[2]), 1))
    found = _KEY.fullmatch(key)
    if found is None or not 1949 <= int(found[1]) <= 2199:
        return span_of(Length.MONTH, today)
    year, part = int(found[1]), found[2]
    if part is None:
        return span_of(Length.YEAR, date(year, 1, 1))
    if part == AUTUMN:
        return span_of(Length.TERM, date(year, 9, 1))
    if part == SPRING:
        return span_of(Length.TERM, date(year, 2, 1))
    return span_of(Length.MONTH, date(year, int(part), 1))
