"""Days and instants in Chinese."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from zhibu.kit import dates

EVENING = datetime(2026, 11, 25, 11, 0, tzinfo=UTC)  # 19:00 in China
NEAR_MIDNIGHT = datetime(2026, 11, 25, 16, 30, tzinfo=UTC)  # already the 26th in China


def test_an_instant_is_shown_on_the_clock_of_china() -> None:
    assert dates.day_hour(EVENING) == "11月25日 周三 19:00"
    assert dates.stamp(NEAR_MIDNIGHT) == "2026年11月26日 00:30"


def test_a_day_is_a_day_anywhere() -> None:
    assert dates.week_day(date(2026, 11, 1)) == "11月1日 周日"
    assert dates.full_day(date(2026, 1, 9)) == "2026年1月9日"


def test_a_span_names_its_day_once_unless_it_passes_midnight() -> None:
    assert (
        dates.span(EVENING, EVENING.replace(hour=12, minute=24)) == "2026年11月25日 19:00 至 20:24"
    )
    assert dates.span(EVENING, NEAR_MIDNIGHT) == "2026年11月25日 19:00 至 2026年11月26日 00:30"


def test_days_of_one_month_name_it_once() -> None:
    assert dates.days_between(date(2026, 11, 23), date(2026, 11, 29)) == "11月23日至29日"
    assert dates.days_between(date(2026, 11, 30), date(2026, 12, 6)) == "11月30日至12月6日"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 26), "二〇二六年十一月二十六日"),
        (date(2030, 1, 10), "二〇三〇年一月十日"),
        (date(2027, 10, 31), "二〇二七年十月三十一日"),
        (date(2027, 2, 20), "二〇二七年二月二十日"),
    ],
)
def test_months_and_days_in_chinese_numerals(day: date, words: str) -> None:
    assert dates.chinese_day(day) == words
    assert words.startswith(dates.chinese_month(day))


def test_days_near_today_have_names() -> None:
    today = date(2026, 11, 25)
    near = [dates.named(date(2026, 11, n), today) for n in (24, 25, 26, 27)]
    assert near == ["昨天", "今天", "明天", "周五"]


def test_a_month_has_a_name_in_english_and_a_number_in_chinese() -> None:
    assert (dates.month(11), dates.short_month(EVENING)) == ("11月", "11月")
    with override("en"):
        assert (dates.month(11), dates.short_month(EVENING)) == ("November", "Nov")
