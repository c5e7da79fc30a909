"""The month's ruler and the drawn limit: what is worked out before anything is drawn."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu.kit.components import Mark, Quorum, qr_drawing, ruler_days, steps_of
from zhibu.kit.period import month

NOVEMBER = month(2026, 11)


def mark(day: int, state: str = "done", name: str = "党课") -> Mark:
    return Mark(date(2026, 11, day), name, state, "已完成")


def test_mondays_are_weeks_and_numbered_unless_today_stands_near() -> None:
    days = ruler_days(NOVEMBER, [], today=date(2026, 11, 26))
    assert [d.number for d in days if d.week] == [2, 9, 16, 23, 30]
    assert [d.number for d in days if d.written] == [1, 9, 16, 26, 30]
    assert [d.number for d in days if d.today] == [26]


def test_another_month_has_no_today() -> None:
    days = ruler_days(month(2026, 2), [], today=date(2026, 11, 26))
    assert len(days) == 28
    assert not any(d.today for d in days)


def test_a_mark_of_another_month_is_left_out() -> None:
    assert [d.first for d in ruler_days(month(2026, 10), [mark(4)])] == [None] * 31


def test_on_one_day_the_gravest_comes_first() -> None:
    days = ruler_days(NOVEMBER, [mark(4), mark(4, "miss", "党小组会")])
    first = days[3].first
    assert first is not None
    assert (first.name, days[3].others) == ("党小组会", 1)


def test_names_that_would_meet_stand_on_two_storeys() -> None:
    days = ruler_days(NOVEMBER, [mark(4), mark(5), mark(11)])
    assert [d.number for d in days if d.raised] == [5]


@pytest.mark.parametrize(
    ("present", "over", "met"), [(13, True, False), (14, True, True), (13, False, True)]
)
def test_a_limit_is_passed_or_met(present: int, over: bool, met: bool) -> None:
    bar = Quorum(present=present, eligible=26, needed=13, over=over, base="应到")
    assert bar.met is met


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500))
def test_the_bar_never_leaves_its_frame(present: int, eligible: int, needed: int) -> None:
    bar = Quorum(present=present, eligible=eligible, needed=needed, over=True, base="应到")
    assert 0 <= bar.fill <= 100
    assert 0 <= bar.limit <= 100


def test_steps_stand_before_at_and_after() -> None:
    assert [s.stands for s in steps_of(["一", "二", "三"], 2)] == ["past", "now", "later"]


def test_a_code_to_scan_has_its_quiet_zone() -> None:
    square = qr_drawing("https://zhibu.example/c/482916")
    assert square.size == 29 + 8
    assert square.path.startswith("M4 4h7v1h-7z")
