"""Working days against the same thing said as a list, and the years nobody knows yet."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from zhibu.kit.period import Period, month
from zhibu.orgs.domain.periods import (
    STUDENT_MONTHS_OFF,
    academic_year_of,
    months_within,
    quarter_of,
    quarters_within,
    year_of,
)
from zhibu.orgs.domain.workdays import Calendar, after_working_days, working_days

# The October of 2026: seven days off from the 1st, work on two weekend days around it.
OFF = [date(2026, 10, day) for day in range(1, 8)]
WORK = [date(2026, 9, 20), date(2026, 10, 10)]
KNOWN = Calendar.of(
    [(day, True) for day in OFF] + [(day, False) for day in WORK], years=[2026, 2027]
)
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def listed(since: date, until: date) -> list[date]:
    """Working days one by one, in other words than the code's."""
    every = (since + timedelta(days=n) for n in range((until - since).days))
    return [d for d in every if d in WORK or (d.isoweekday() <= 5 and d not in OFF)]


@given(days, st.integers(0, 30))
def test_the_nth_working_day_is_the_nth_of_the_list(start: date, count: int) -> None:
    due = after_working_days(start, count, calendar=KNOWN)
    after = listed(start + timedelta(days=1), due.day + timedelta(days=1))
    assert len(after) == count
    assert not after or after[-1] == due.day


@given(days, st.integers(0, 60))
def test_spans_count_the_same_days(start: date, length: int) -> None:
    until = start + timedelta(days=length)
    assert working_days(start, until, calendar=KNOWN).days == len(listed(start, until))


def test_five_working_days_over_the_holiday() -> None:
    due = after_working_days(date(2026, 9, 30), 5, calendar=KNOWN)
    assert (due.day, due.provisional) == (date(2026, 10, 13), False)


def test_a_year_without_its_notice_is_provisional_and_no_error() -> None:
    only_2026 = Calendar.of([(day, True) for day in OFF])
    assert not after_working_days(date(2026, 11, 2), 5, calendar=only_2026).provisional
    assert after_working_days(date(2026, 12, 24), 5, calendar=only_2026).provisional
    assert working_days(date(2027, 3, 1), date(2027, 3, 8), calendar=only_2026) == working_days(
        date(2027, 3, 1), date(2027, 3, 8), calendar=Calendar()
    )


def test_a_december_day_of_the_next_notice_does_not_make_the_old_year_known() -> None:
    assert Calendar.of([(date(2022, 12, 31), True), (date(2023, 1, 2), True)]).years == {2023}


def test_student_branches_count_ten_months() -> None:
    year = academic_year_of(date(2026, 11, 25))
    months = months_within(year, off=STUDENT_MONTHS_OFF)
    assert year == Period(date(2026, 9, 1), date(2027, 9, 1))
    assert [m.since.month for m in months] == [9, 10, 11, 12, 1, 3, 4, 5, 6, 7]


def test_a_month_cut_by_the_span_does_not_count() -> None:
    assert months_within(Period(date(2026, 10, 2), date(2026, 12, 31))) == (month(2026, 11),)


def test_a_quarter_counts_while_one_of_its_months_does() -> None:
    year = year_of(date(2026, 5, 1))
    assert len(quarters_within(year)) == 4
    assert [q.since.month for q in quarters_within(year, off={7, 8, 9, 2})] == [1, 4, 10]
    assert quarters_within(Period(date(2026, 2, 1), date(2026, 7, 1))) == (
        quarter_of(date(2026, 6, 30)),
    )


@given(days)
def test_every_day_is_in_its_quarter_and_year(day: date) -> None:
    assert day in quarter_of(day)
    assert day in year_of(day)
    assert day in academic_year_of(day)
