"""Days as people write them (日期写法), read to the day or to the month, or refused with a code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import isfinite

from zhibu.kit.sheets.cells import Cell, CellError, Shown
from zhibu.kit.sheets.words import chinese_number, is_nothing, tidy

FIRST_YEAR, LAST_YEAR = 1900, 2100
_EPOCH = date(1899, 12, 30)
_EPOCH_1904 = date(1904, 1, 1)
_FIRST_SERIAL, _LAST_SERIAL = 7_306, 73_050  # 1920-01-01 to 2099-12-31
_SEPARATED = re.compile(
    r"(\d{4})\s*[-./年,、·・:_ ]\s*(\d{1,2})"
    r"(?:\s*[-./月,、·・:_ ]\s*(\d{1,2})\s*[日号]?|\s*月份?)?[.,、]?"
    r"(?:\s*\(?(?:星期|周)[一二三四五六日天]\)?)?"
    r"(?:[T ]\s*(?:上午|下午)?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|\+08:?00)?)?"
)
_SHORT_YEAR = re.compile(r"'?\d{2}\s*[-./年]\s*\d{1,2}(?:\s*[-./月]\s*\d{1,2}\s*日?|月)?")
_YEAR_ONLY = re.compile(r"(\d{4})\s*年?")
_CHINESE = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十元正]{1,3})月份?"
    r"(?:([一二三四五六七八九十]{1,3})[日号])?"
)
_DASHES = str.maketrans(
    dict.fromkeys("‐‑‒–—―−ー~〜", "-") | dict.fromkeys("。．", ".") | {"，": ",", "\\": "/"}
)


@dataclass(frozen=True, slots=True)
class Day:
    """What a cell says about a day.

    value: the day, the first of the month when ``month_only``; None when empty or refused.
    code: why it cannot be read, with its params; "" when it can. restyled: written otherwise
    than ``2024-06-30``.
    """

    value: date | None = None
    month_only: bool = False
    restyled: bool = False
    code: str = ""
    what: str = ""


NOTHING = Day()


def read_day(cell: Cell, *, from_1904: bool = False, loose: bool = False) -> Day:
    """The day a cell means. A formula error is the caller's to refuse beforehand.

    loose: the text may have been a number once, so that ``2024.1`` can have been October.
    """
    if isinstance(cell, datetime):
        return _exactly(cell.year, cell.month, cell.day)
    if isinstance(cell, date):
        return _exactly(cell.year, cell.month, cell.day)
    if isinstance(cell, str):
        return _text(cell, from_1904=from_1904, loose=loose)
    if isinstance(cell, Shown):
        shown = _text(cell.text, from_1904=from_1904, loose=False)
        return _number(cell.value, from_1904=from_1904) if shown.code else shown
    if isinstance(cell, (bool, CellError)):
        return Day(code="date-unreadable")
    if isinstance(cell, (int, float)):
        return _number(cell, from_1904=from_1904)
    if isinstance(cell, time):
        return NOTHING if cell == time.min else Day(code="date-unreadable")
    return Day(code="date-unreadable")


def _exactly(year: int, month: int, day: int) -> Day:
    if year > LAST_YEAR or year < FIRST_YEAR:
        return Day(code="date-impossible", what=f"没有 {year} 年")
    return Day(date(year, month, day))


def day_of(year: int, month: int, day: int | None, *, restyled: bool = True) -> Day:
    """A day from its numbers, refused where no calendar has it."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return Day(code="date-impossible", what=f"没有 {year} 年")
    if not 1 <= month <= 12:
        return Day(code="date-impossible", what=f"没有 {month} 月")
    try:
        value = date(year, month, 1 if day is None else day)
    except ValueError:
        return Day(code="date-impossible", what=f"{year}年{month}月没有 {day} 日")
    return Day(value, month_only=day is None, restyled=restyled)


def _text(words: str, *, from_1904: bool, loose: bool) -> Day:
    text = tidy(words).translate(_DASHES).strip()
    if len(text) == 10 and text[4] == text[7] == "-":
        try:
            return _exactly(*map(int, (text[:4], text[5:7], text[8:])))
        except ValueError:
            pass
    if is_nothing(text):
        return NOTHING
    if text.isascii() and text.isdigit():
        return _digits(text, from_1904=from_1904)
    match = _SEPARATED.fullmatch(text)
    if match is not None:
        if loose and text[4:] == ".1":
            return Day(code="date-month-unclear")
        return day_of(int(match[1]), int(match[2]), int(match[3]) if match[3] else None)
    return _other(text)


def _other(text: str) -> Day:
    """Chinese numerals, and the ways that leave something out."""
    match = _CHINESE.fullmatch(text.replace(" ", ""))
    if match is not None:
        year, month = chinese_number(match[1]), chinese_number(match[2])
        day = chinese_number(match[3]) if match[3] else None
        if year is not None and month is not None and (day is not None or not match[3]):
            return day_of(year, month, day)
    if _YEAR_ONLY.fullmatch(text):
        return Day(code="date-year-only")
    if _SHORT_YEAR.fullmatch(text):
        return Day(code="date-two-digit-year")
    return Day(code="date-unreadable")


def _digits(text: str, *, from_1904: bool) -> Day:
    if len(text) > 8:
        return Day(code="date-unreadable")
    number = int(text)
    if len(text) == 8:
        return day_of(number // 10_000, number // 100 % 100, number % 100)
    if len(text) == 6:
        year, month = divmod(number, 100)
        if FIRST_YEAR <= year <= LAST_YEAR:
            return day_of(year, month, None)
        return Day(code="date-two-digit-year")
    if len(text) == 4 and FIRST_YEAR <= number <= LAST_YEAR:
        return Day(code="date-year-only")
    if len(text) == 5 and _FIRST_SERIAL <= number <= _LAST_SERIAL:
        return _serial(number, from_1904=from_1904)
    return Day(code="date-unreadable")


def _serial(number: int, *, from_1904: bool) -> Day:
    epoch = _EPOCH_1904 if from_1904 else _EPOCH
    return Day(epoch + timedelta(days=number), restyled=True)


def _number(value: float, *, from_1904: bool) -> Day:
    """A bare number: a serial day, or a date typed as a number such as 202406 or 2024.06."""
    if value == 0:
        return NOTHING
    if not isfinite(value):
        return Day(code="date-unreadable")
    whole = int(value)
    if value == whole:
        if _FIRST_SERIAL <= whole <= _LAST_SERIAL:
            return _serial(whole, from_1904=from_1904)
        return (
            _digits(str(whole), from_1904=from_1904) if whole > 0 else Day(code="date-unreadable")
        )
    if _FIRST_SERIAL <= whole <= _LAST_SERIAL:
        return _serial(whole, from_1904=from_1904)
    year, _, month = repr(round(value, 6)).partition(".")
    if not FIRST_YEAR <= whole <= LAST_YEAR or len(month) > 2 or "e" in month:
        return Day(code="date-unreadable")
    if month == "1":
        return Day(code="date-month-unclear")
    return day_of(int(year), int(month), None)
