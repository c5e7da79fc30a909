"""A workbook as read (工作簿): sheets, rows, and what the sheet said about itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zhibu.kit.sheets.cells import EMPTY, Cell, Row


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range (合并单元格). top, bottom: row numbers from 1; left, right: columns from 0."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet (工作表).

    rows: cells from column A on, ragged; numbers: the row number of each, from 1, ascending.
    hidden_rows: row numbers; hidden_columns: columns from 0.
    beyond: cells with content further right or down than the limits allow; they were not read.
    """

    name: str
    rows: list[Row]
    numbers: Sequence[int]
    hidden: bool = False
    hidden_columns: frozenset[int] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    merges: tuple[Merge, ...] = ()
    beyond: int = 0

    def cell(self, number: int, column: int) -> Cell:
        """The cell at a row number (from 1) and a column (from 0); empty when there is none."""
        at = _index(self.numbers, number)
        if at is None or column >= len(self.rows[at]):
            return EMPTY
        return self.rows[at][column]


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook as read (工作簿).

    kind: ``xlsx``, ``xls``, ``xml`` (2003), ``html`` or ``csv``. loose: every cell is text that may
    have been through Excel's hands before it was written (csv, html), so digits may be missing.
    from_1904: dates still given as numbers count from 1904.
    """

    kind: str
    sheets: tuple[Sheet, ...]
    loose: bool = False
    from_1904: bool = False


def letters(column: int) -> str:
    """The letters Excel shows over a column: 0 is ``A``, 26 is ``AA``."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_of(reference: str) -> int:
    """The column, from 0, of a reference such as ``AB12``; -1 when it has no letters."""
    column = 0
    for letter in reference:
        if "A" <= letter <= "Z":
            column = column * 26 + ord(letter) - 64
        elif "a" <= letter <= "z":
            column = column * 26 + ord(letter) - 96
        else:
            break
    return column - 1


def _index(numbers: Sequence[int], number: int) -> int | None:
    if isinstance(numbers, range):
        return number - numbers.start if number in numbers else None
    low, high = 0, len(numbers)
    while low < high:
        middle = (low + high) // 2
        if numbers[middle] < number:
            low = middle + 1
        else:
            high = middle
    return low if low < len(numbers) and numbers[low] == number else None
