"""Days as people write them, and why some cannot be read."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu.kit.sheets.cells import Cell, CellError, Shown
from zhibu.kit.sheets.days import read_day

JUNE = date(2024, 6, 30)


@pytest.mark.parametrize(
    "written",
    [
        "2024-06-30", "2024-6-30", "2024/6/30", "2024/06/30", "2024.6.30", "2024.06.30", "20240630",
        "2024年6月30日", "2024年06月30日", "2024 年 6 月 30 日", "2024年6月30号", "２０２４年６月３０日", "2024－06－30",
        "2024—06—30", "2024．6．30", "2024。6。30", "2024,6,30", "2024、6、30", "2024-06-30 00:00:00",
        "2024/6/30 8:05", "2024-06-30T00:00:00", "二〇二四年六月三十日", "二○二四年六月三十日", "2024 06 30", "2024.6.30.",
        "2024_06_30", "2024年6月30日 星期日", "2024-06-30（周日）", "2024·6·30", "45473", 45473.0, 45473.5, 20240630.0, 20240630, JUNE,
        datetime.combine(JUNE, time(9, 30)), Shown(45473.0, "2024.06.30"), Shown(45473.0, "六月"), " 2024-06-30 ",
    ],
)  # fmt: skip
def test_every_way_to_write_a_day(written: Cell) -> None:
    day = read_day(written)
    assert (day.value, day.month_only, day.code) == (JUNE, False, "")


@pytest.mark.parametrize(
    "written",
    [
        "2024.06", "2024.6", "2024-06", "2024/6", "202406", "2024年6月", "2024年06月", "2024年6月份", "二〇二四年六月",
        202406.0, 2024.06, 2024.6, Shown(2024.6, "2024.06"), "２０２４．０６",
    ],
)  # fmt: skip
def test_every_way_to_write_a_month_gives_its_first_day(written: Cell) -> None:
    day = read_day(written)
    assert (day.value, day.month_only, day.code) == (date(2024, 6, 1), True, "")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("2024.13", "date-impossible"),
        ("2024.0", "date-impossible"),
        ("202413", "date-impossible"),
        ("20240631", "date-impossible"),
        ("2023-02-29", "date-impossible"),
        ("2024年6月31日", "date-impossible"),
        ("1024-06-30", "date-impossible"),
        ("3024-06-30", "date-impossible"),
        (date(2454, 2, 19), "date-impossible"),
        ("2024", "date-year-only"),
        ("2024年", "date-year-only"),
        (2024.0, "date-year-only"),
        ("98.6", "date-two-digit-year"),
        ("98年6月", "date-two-digit-year"),
        ("'98.6.1", "date-two-digit-year"),
        ("980601", "date-two-digit-year"),
        (2024.1, "date-month-unclear"),
        ("大一下学期", "date-unreadable"),
        ("06/30/2024", "date-unreadable"),
        ("2024.06-2025.06", "date-unreadable"),
        ("2024630", "date-unreadable"),
        (123.0, "date-unreadable"),
        (-5.0, "date-unreadable"),
        (2024.061, "date-unreadable"),
        (True, "date-unreadable"),
        (CellError("#N/A"), "date-unreadable"),
        (time(8, 30), "date-unreadable"),
        (timedelta(hours=5), "date-unreadable"),
        ("202406301234", "date-unreadable"),
        (1e300, "date-unreadable"),
    ],
)
def test_what_is_no_day_is_refused_by_code(written: Cell, code: str) -> None:
    day = read_day(written)
    assert (day.value, day.code) == (None, code)


@pytest.mark.parametrize("written", ["", "  ", "无", "—", "/", "N/A", 0.0, time(0, 0)])
def test_nothing_is_no_day_and_no_fault(written: Cell) -> None:
    day = read_day(written)
    assert (day.value, day.code) == (None, "")


def test_a_text_that_was_a_number_once_may_have_been_october() -> None:
    assert read_day("2024.1").value == date(2024, 1, 1)
    assert read_day("2024.1", loose=True).code == "date-month-unclear"
    assert read_day("2024.10", loose=True).value == date(2024, 10, 1)
    assert read_day(Shown(2024.1, "2024.10")).value == date(2024, 10, 1)


def test_days_of_1904_workbooks_count_from_there() -> None:
    assert read_day(44011.0, from_1904=True).value == JUNE


@given(st.dates(date(1920, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_back_from_every_plain_style(day: date) -> None:
    serial = float((day - date(1899, 12, 30)).days)
    styles: list[Cell] = [
        day.isoformat(),
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        float(f"{day:%Y%m%d}"),
        serial,
    ]
    assert [read_day(style).value for style in styles] == [day] * len(styles)


@given(st.one_of(st.text(max_size=30), st.floats(), st.integers().map(float)))
def test_anything_at_all_is_a_day_or_a_code(written: Cell) -> None:
    day = read_day(written)
    assert day.value is None or not day.code
