"""Numbers that identify or reach a person (号码): student and staff numbers, phones, ID numbers.

What Excel has taken away is never put back: it is refused with a sentence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from zhibu.kit.sheets.cells import (
    Cell,
    CellError,
    Shown,
    Typed,
    is_whole,
    keeps_digits,
    number_text,
)
from zhibu.kit.sheets.words import is_nothing, squeeze
from zhibu.people.roster.reading import NOTHING, Read, refused

LONGEST = 32
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+?\d{1,2}")
_FLOAT = re.compile(r"(\d{1,15})\.0+")
_ALLOWED = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z_\-/.]*[0-9A-Za-z])?")
_QUOTES = "'‘’`\"“”"


def read_number(cell: Cell) -> Read:
    """A student or staff number, as text. Lost zeros are judged by the column (``Usual``)."""
    kind = type(cell)
    if kind is str or kind is Typed:
        return _text_number(str(cell))
    if isinstance(cell, Shown):
        shown = squeeze(cell.text)
        if _ALLOWED.fullmatch(shown) and "." not in shown and len(shown) <= LONGEST:
            return Read(shown, tidied="number-as-text")
        cell = cell.value
    if isinstance(cell, bool):
        return refused("number-unreadable")
    if isinstance(cell, (int, float)):
        if not is_whole(cell):
            return refused("number-unreadable")
        if cell == 0:
            return NOTHING
        if not keeps_digits(cell):
            return refused("number-lost-digits")
        if cell < 0:
            return refused("number-unreadable")
        return Read(number_text(cell), tidied="number-as-text")
    if isinstance(cell, (date, datetime, time, timedelta)):
        return refused("number-is-date")
    return refused("number-unreadable")


def _text_number(raw: str) -> Read:
    if raw.isascii() and raw.isalnum() and len(raw) <= LONGEST:
        text = raw
    else:
        text = squeeze(raw).strip(_QUOTES)
        if is_nothing(text):
            return NOTHING
        float_like = _FLOAT.fullmatch(text)
        if float_like is not None:
            text = float_like[1]
    if _SCIENTIFIC.fullmatch(text) and ("." in text or "+" in text):
        return refused("number-lost-digits")
    if len(text) == 18 and is_id_number(text.upper()):
        return refused("number-is-id")
    if len(text) > LONGEST:
        return refused("number-too-long", limit=LONGEST)
    if not _ALLOWED.fullmatch(text) or not any(mark.isdigit() for mark in text):
        return refused("number-unreadable")
    return Read(text, tidied="" if text == raw else "full-width")


@dataclass(frozen=True, slots=True)
class Usual:
    """How long the numbers of a column are, and so which have lost zeros (位数).

    length: the usual one, 0 when too few are known. zeros: most numbers of that length written
    as text begin with 0. lengths: how many different lengths there are.
    """

    length: int = 0
    zeros: bool = False
    lengths: int = 0

    @classmethod
    def of(cls, cells: Iterable[Cell]) -> Usual:
        """From the cells of the column that hold whole numbers."""
        lengths: Counter[int] = Counter()
        written: Counter[int] = Counter()
        led: Counter[int] = Counter()
        for cell in cells:
            if isinstance(cell, Shown):
                cell = cell.text
            if isinstance(cell, str):
                text = cell if cell.isascii() else squeeze(cell)
                if not text.isdigit():
                    continue
                lengths[len(text)] += 1
                written[len(text)] += 1
                led[len(text)] += text[0] == "0"
            elif type(cell) is float and 0 < cell < 1e15 and is_whole(cell):
                lengths[len(str(int(cell)))] += 1
        if sum(lengths.values()) < 2:
            return cls()
        most = max(lengths.values())
        usual = max(size for size, count in lengths.items() if count == most)
        usual = max(usual, max((size for size, count in led.items() if count), default=0))
        zeros = written[usual] > 0 and led[usual] * 2 >= written[usual]
        return cls(usual, zeros, len(lengths))

    def has_lost(self, cell: Cell, text: str, *, loose: bool) -> bool:
        """Whether a number of this column, read as ``text``, may have lost zeros at the front.

        A number stored as a number is in doubt when it is shorter than usual, unless it is so much
        shorter that it is of another kind (a teacher's among students') and no number begins with
        0. Text is taken as written, unless the usual number begins with 0.
        """
        short = self.length - len(text)
        if short <= 0 or not text.isdigit() or isinstance(cell, (Typed, Shown)):
            return False
        if self.zeros:
            return short <= 3 or not isinstance(cell, str) or self.lengths > 3
        if isinstance(cell, str) and not loose:
            return False
        return short <= 3 or self.lengths > 3


def is_id_number(text: str) -> bool:
    """Eighteen places with a right check digit (GB 11643-1999)."""
    return len(text) == 18 and text[:17].isdigit() and check_digit(text[:17]) == text[17]


_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def check_digit(first: str) -> str:
    """The eighteenth place for the first seventeen. Source: GB 11643-1999."""
    total = sum(int(digit) * weight for digit, weight in zip(first, _WEIGHTS, strict=True))
    return "10X98765432"[total % 11]


def read_id(cell: Cell, *, today: date) -> Read:
    """An ID number, checked and let go: the value is never kept, whatever it is."""
    if isinstance(cell, Shown) or (isinstance(cell, (int, float)) and not isinstance(cell, bool)):
        number = cell.value if isinstance(cell, Shown) else cell
        return NOTHING if number == 0 else refused("id-is-number")
    if not isinstance(cell, str):
        return refused("id-unreadable")
    text = squeeze(cell).strip(_QUOTES).upper().replace("Ⅹ", "X").replace("×", "X").replace("-", "")
    if is_nothing(text):
        return NOTHING
    if _SCIENTIFIC.fullmatch(text):
        return refused("id-is-number")
    if not text.rstrip("X").isdigit() and "*" in text:
        return NOTHING  # already hidden: there is nothing to check
    if not text[:-1].isdigit() or not (text[-1].isdigit() or text[-1] == "X"):
        return refused("id-unreadable")
    if len(text) != 18:
        return refused("id-wrong-length", length=len(text))
    born = id_birth(text)
    if check_digit(text[:17]) != text[17]:
        rounded = text.endswith("000")
        return refused("id-is-number" if rounded else "id-wrong-check")
    if born is None or born > today:
        return refused("id-impossible-date")
    sex = "1" if int(text[16]) % 2 else "2"
    return Read(born, params={"sex": sex})


def id_birth(text: str) -> date | None:
    """The day of birth inside an ID number; None when there is no such day."""
    try:
        return date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return None


_MOBILE = re.compile(r"(?:\+?0?86-?)?(1\d{10})")
_LANDLINE = re.compile(r"(?:\(?0\d{2,3}\)?-?)?\d{7,8}(?:-\d{1,6}|转\d{1,6})?|\d{3,6}")
_HIDDEN = re.compile(r"1\d{2}[*xX×]{4}\d{4}|[\d*xX×]*[*]{2,}[\d*xX×]*|\d{3}[-…]+\d{4}")
_SEVERAL = re.compile(r"[/,、;|\n]|或")


def read_phone(cell: Cell) -> Read:
    """A mobile number, or nothing: landlines and numbers already hidden are not kept."""
    if isinstance(cell, Shown):
        cell = cell.value
    if isinstance(cell, (bool, date, time, timedelta, CellError)):
        return refused("phone-wrong")
    if isinstance(cell, (int, float)):
        if cell == 0:
            return NOTHING
        if not is_whole(cell):
            return refused("phone-wrong")
        found = _phone(number_text(cell))
        return Read(found.value, tidied="number-as-text") if found.value else found
    raw = str(cell)
    if len(raw) == 11 and raw.isascii() and raw.isdigit() and raw[0] == "1":
        return Read(raw)
    text = squeeze(raw).strip(_QUOTES)
    if is_nothing(text):
        return NOTHING
    if _SCIENTIFIC.fullmatch(text):
        return refused("phone-lost-digits")
    parts = [part for part in _SEVERAL.split(text) if part]
    if len(parts) > 1:
        first = next((found for found in map(_phone, parts) if found.value), None)
        if first is not None:
            return Read(first.value, warning="phone-several")
    found = _phone(text)
    return Read(found.value, tidied="full-width") if found.value else found


def _phone(text: str) -> Read:
    float_like = _FLOAT.fullmatch(text)
    if float_like is not None:
        text = float_like[1]
    if _HIDDEN.fullmatch(text):
        return Read(warning="phone-masked")
    match = _MOBILE.fullmatch(text.replace("-", "").replace(".", ""))
    if match is not None:
        return Read(match[1])
    if _LANDLINE.fullmatch(text.replace(" ", "")) and not re.fullmatch(r"1\d{9,}", text):
        return Read(warning="phone-not-mobile")
    return refused("phone-wrong")
