"""Days by which answers are due, codes, and numbers that show nobody."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu.appeals import domain
from zhibu.orgs.domain.workdays import Calendar, working_days

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
OFF = st.frozensets(st.dates(date(2020, 1, 1), date(2036, 3, 1)), max_size=40)


@given(DAYS, OFF, OFF)
def test_an_appeal_is_due_on_its_fifth_working_day_and_within_thirty_days(
    raised: date, off: frozenset[date], work: frozenset[date]
) -> None:
    calendar = Calendar(off=off, work=work - off, years=frozenset(range(2020, 2040)))

    due = domain.appeal_due(raised, calendar=calendar).day

    counted = working_days(raised + timedelta(days=1), due + timedelta(days=1), calendar=calendar)
    assert raised < due <= raised + domain.LONGEST
    assert counted.days == domain.APPEAL_DAYS or due == raised + domain.LONGEST
    assert calendar.is_working(due) or due == raised + domain.LONGEST


def test_five_working_days_of_a_plain_week_and_of_a_long_holiday() -> None:
    wednesday = date(2026, 11, 25)
    plain = Calendar(years=frozenset({2026, 2027}))
    closed = Calendar(
        off=frozenset(wednesday + timedelta(days=n) for n in range(60)),
        years=frozenset({2026, 2027}),
    )

    assert domain.appeal_due(wednesday, calendar=plain).day == date(2026, 12, 2)
    assert domain.appeal_due(wednesday, calendar=closed).day == date(2026, 12, 25)


@pytest.mark.parametrize(("years", "provisional"), [({2026, 2027}, False), (set(), True)])
def test_a_year_whose_notice_is_not_loaded_makes_the_day_provisional(
    years: set[int], provisional: bool
) -> None:
    due = domain.appeal_due(date(2026, 11, 25), calendar=Calendar(years=frozenset(years)))

    assert due.provisional is provisional


@given(DAYS)
def test_a_complaint_is_due_on_the_seventh_day(given_on: date) -> None:
    assert domain.complaint_due(given_on) - given_on == timedelta(days=7)


def test_codes_differ_and_are_found_however_they_are_typed() -> None:
    codes = {domain.new_code() for _ in range(500)}
    code = "ABCD-EFGH-JKMN"

    assert len(codes) == 500
    assert all(len(c) == 14 and set(c) <= {*domain.LETTERS, "-"} for c in codes)
    assert domain.code_digest(code) == domain.code_digest(" abcd efgh jkmn ")
    assert domain.code_digest(code) != domain.code_digest("ABCD-EFGH-JKMP")


@pytest.mark.parametrize(
    ("route", "shape"),
    [
        ("m/<int:meeting_id>/", "/m/…/"),
        ("slip/<str:token>", "/slip/…"),
        ("", "/"),
        ("y/contest/<str:kind>/<int:subject_id>", "/y/contest/…/…"),
    ],
)
def test_the_shape_of_an_address_holds_nothing_that_stood_in_it(route: str, shape: str) -> None:
    assert domain.shape_of(route) == shape


def test_fewer_than_five_appeals_are_not_told_in_numbers() -> None:
    few = domain.Outcomes(raised=4, upheld=2, explained=2, waiting=0, days=(1, 3))
    enough = domain.Outcomes(raised=5, upheld=2, explained=2, waiting=1, days=(1, 2, 3, 5))
    untouched = domain.Outcomes(raised=5, upheld=0, explained=0, waiting=5)

    assert (few.shown, enough.shown) == (False, True)
    assert (enough.median_days, untouched.median_days) == (2.5, None)
