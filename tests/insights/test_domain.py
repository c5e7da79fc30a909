"""Spans, figures and the guard against formulas: plain calculation."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu.insights.domain.figures import Change, Figure, figure_of, tenths_of_a_percent
from zhibu.insights.domain.spans import Length, span_named, span_of, year_to
from zhibu.insights.domain.tables import guarded_text
from zhibu.kit.components import ColumnBar, Columns

DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))
TODAY = date(2026, 11, 28)


@given(day=DAYS, length=st.sampled_from(Length))
def test_spans_of_a_length_follow_one_another_and_answer_to_their_key(
    day: date, length: Length
) -> None:
    span = span_of(length, day)
    assert day in span.period
    assert span.before.period.until == span.period.since
    assert span.after.period.since == span.period.until
    assert span_named(span.key, today=TODAY) == span
    assert len(span.months) == {"month": 1, "year": 12}.get(length, len(span.months))


@pytest.mark.parametrize(
    ("key", "since", "until"),
    [
        ("2026-11", date(2026, 11, 1), date(2026, 12, 1)),
        ("2026-autumn", date(2026, 9, 1), date(2027, 2, 1)),
        ("2027-spring", date(2027, 2, 1), date(2027, 9, 1)),
        ("2026", date(2026, 1, 1), date(2027, 1, 1)),
        ("nonsense", date(2026, 11, 1), date(2026, 12, 1)),
        ("2026-13", date(2026, 11, 1), date(2026, 12, 1)),
    ],
)
def test_an_address_names_a_span(key: str, since: date, until: date) -> None:
    period = span_named(key, today=TODAY).period
    assert (period.since, period.until) == (since, until)


def test_only_months_that_have_begun_are_counted() -> None:
    autumn = span_named("2026-autumn", today=TODAY)
    assert [m.month for m in autumn.months_by(TODAY)] == [9, 10, 11]
    assert [m.month for m in span_named("2028", today=TODAY).months_by(TODAY)] == [1]


@pytest.mark.parametrize(
    ("top", "bottom", "shown"),
    [(12, 13, "92.3%"), (1, 8, "12.5%"), (1, 16, "6.3%"), (0, 5, "0.0%"), (7, 7, "100.0%")],
)
def test_a_rate_has_one_place_half_up(top: int, bottom: int, shown: str) -> None:
    numbers = {"a": top, "b": bottom}
    assert figure_of(numbers, key="r", of=("a", "b"), guarded=False).shown == shown


def test_a_rate_over_nothing_is_none() -> None:
    assert tenths_of_a_percent(0, 0) is None
    assert figure_of({}, key="r", of=("a", "b"), guarded=False).shown == "—"


def test_nought_and_left_out_look_the_same_where_small_numbers_are_kept_back() -> None:
    assert figure_of({}, key="a", of=None, guarded=True).shown == "—"
    assert figure_of({}, key="a", of=None, guarded=False).shown == "0"
    assert figure_of({"a": 1204}, key="a", of=None, guarded=True).shown == "1,204"


def test_a_change_says_by_how_much_and_which_way() -> None:
    assert Change.between(Figure(5), Figure(12)) == Change("7", more=False)
    assert Change.between(Figure(923, True), Figure(919, True)) == Change("0.4", more=True)
    assert Change.between(Figure(5), Figure(5)) is None
    assert Change.between(Figure(None), Figure(5)) is None


@pytest.mark.parametrize("first", list("=+-@\t\r\n\0＝＋－＠"))
def test_no_text_begins_like_a_formula(first: str) -> None:
    assert guarded_text(f"{first}SUM(A1)") == f"'{first}SUM(A1)"
    assert guarded_text(f"第一{first}") == f"第一{first}"


@given(values=st.lists(st.integers(0, 5000), min_size=1, max_size=14))
def test_every_column_stands_on_the_base_and_inside_the_sheet(values: list[int]) -> None:
    chart = Columns("会议", "次", tuple(ColumnBar(str(n), n, str(n), gap=n % 3) for n in values))
    for drawn in chart.drawn:
        assert drawn.y + drawn.height == chart.base
        assert 0 <= drawn.x <= chart.width - chart.WIDE
        assert chart.TOP - 1 <= drawn.gap_y <= drawn.y


@given(month=st.dates(date(1950, 1, 1), date(2190, 12, 31)))
def test_the_year_up_to_a_month_is_found_again_by_its_name(month: date) -> None:
    span = year_to(month)
    assert span_named(span.key, today=TODAY) == span
    assert (len(span.months), span.months[-1]) == (month.month, month.replace(day=1))
