"""What a cell of a school's form holds (标记): a number, a name, a date; for whom; for which time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Holds(StrEnum):
    """What kind of thing a cell holds."""

    FIGURE = "figure"
    NAME = "name"  # 填报单位; in a repeated row the name of its branch
    SPAN = "span"  # 统计期间
    DAY = "day"  # 填报日期
    WRITER = "writer"  # 填表人
    NUMBER = "number"  # 序号


class Over(StrEnum):
    """Whose number it is. BRANCH and BELOW repeat their row, once for each."""

    WHOLE = "whole"
    NAMED = "named"
    BRANCH = "branch"
    BELOW = "below"


REPEATED = frozenset({Over.BRANCH, Over.BELOW})
SPAN, BEFORE, YEAR = "span", "before", "year"
MONTHS = tuple(f"m{number:02}" for number in range(1, 13))
WHENS = (SPAN, BEFORE, YEAR, *MONTHS)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A cell of a workbook: sheet from 0, row and column from 1."""

    sheet: int
    row: int
    column: int

    @property
    def name(self) -> str:
        """As Excel calls it: ``C7``."""
        return f"{letters(self.column)}{self.row}"


def letters(column: int) -> str:
    """``28`` → ``AB``."""
    said = ""
    while column:
        column, rest = divmod(column - 1, 26)
        said = chr(65 + rest) + said
    return said


_NAME = re.compile(r"([A-Z]{1,3})([1-9]\d{0,5})")


def place_named(sheet: int, name: str) -> Place | None:
    """``C7`` of a sheet; None where it is no cell's name."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return Place(sheet, int(found[2]), column)


@dataclass(frozen=True, slots=True)
class Mark:
    """What one cell holds (标记). metric: of a figure; place_id: the body when ``over`` is NAMED."""

    place: Place
    holds: Holds
    metric: str = ""
    over: Over = Over.WHOLE
    place_id: int | None = None
    when: str = SPAN

    @property
    def repeats(self) -> bool:
        """Whether its row stands once for each branch or body below."""
        return self.over in REPEATED


def repeated_rows(marks: Iterable[Mark]) -> dict[tuple[int, int], Over]:
    """(sheet, row) of every row that is repeated, and for what."""
    return {(m.place.sheet, m.place.row): m.over for m in marks if m.repeats}


def quarrel(marks: Iterable[Mark]) -> Place | None:
    """The first mark that repeats its row for something else than another mark of that row does."""
    held: dict[tuple[int, int], Over] = {}
    for mark in sorted((m for m in marks if m.repeats), key=lambda m: m.place):
        row = (mark.place.sheet, mark.place.row)
        if held.setdefault(row, mark.over) is not mark.over:
            return mark.place
    return None


BLANK = re.compile(r"[\s\u3000_＿]*年[\s\u3000_＿]*月(?:[\s\u3000_＿]+日)?|[_＿]{2,}")


def takes(text: str) -> bool:
    """Whether a cell with this text may be filled: empty, ends with a colon, or leaves a blank."""
    bare = text.strip().strip("\u3000")
    return not bare or bare.endswith(("：", ":")) or BLANK.search(bare) is not None


def joined(text: str, value: str) -> str:
    """A value put into the blank of a text or behind its colon; alone where the cell was empty."""
    if not text.strip().strip("\u3000"):
        return value
    if BLANK.search(text):
        return BLANK.sub(lambda _found: value, text, count=1)
    return f"{text.rstrip()}{value}"
