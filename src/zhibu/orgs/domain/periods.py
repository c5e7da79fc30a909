"""Which months, quarters and years count (计入的期间): holidays of the school left out.

Student branches usually count ten months, September to July without February; the months are a
setting of each organisation, this is only the default.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from zhibu.kit.period import Period, add_months

STUDENT_MONTHS_OFF: frozenset[int] = frozenset({2, 8})
MONTHS_OF_A_QUARTER = 3


def months_within(span: Period, *, off: Iterable[int] = ()) -> tuple[Period, ...]:
    """The whole months that lie in a span and count (计入的月份). off: month numbers left out."""
    skipped = frozenset(off)
    first = span.since if span.since.day == 1 else add_months(span.since.replace(day=1), 1)
    found = []
    while (after := add_months(first, 1)) <= span.until:
        if first.month not in skipped:
            found.append(Period(first, after))
        first = after
    return tuple(found)


def quarters_within(span: Period, *, off: Iterable[int] = ()) -> tuple[Period, ...]:
    """The whole quarters in a span that have at least one counting month (计入的季度)."""
    skipped = frozenset(off)
    first = quarter_of(span.since).since
    if first < span.since:
        first = add_months(first, MONTHS_OF_A_QUARTER)
    found = []
    while (after := add_months(first, MONTHS_OF_A_QUARTER)) <= span.until:
        if not skipped.issuperset(range(first.month, first.month + MONTHS_OF_A_QUARTER)):
            found.append(Period(first, after))
        first = after
    return tuple(found)


def quarter_of(day: date) -> Period:
    """The calendar quarter a day lies in (季度)."""
    first = date(day.year, day.month - (day.month - 1) % MONTHS_OF_A_QUARTER, 1)
    return Period(first, add_months(first, MONTHS_OF_A_QUARTER))


def year_of(day: date) -> Period:
    """The calendar year a day lies in (年度)."""
    return Period(date(day.year, 1, 1), date(day.year + 1, 1, 1))


def academic_year_of(day: date) -> Period:
    """September to August (学年)."""
    begins = day.year if day.month >= 9 else day.year - 1
    return Period(date(begins, 9, 1), date(begins + 1, 9, 1))
