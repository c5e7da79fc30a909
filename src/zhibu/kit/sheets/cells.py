"""What a cell holds (单元格), as plain values that cost nothing to keep by the million.

Most cells are the plain Python value: text as written, a float, a bool, a date. Only the few that
need more are objects of their own: a formula error, a number whose format shows other text, and a
text typed by a person into the preview.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

EMPTY = ""

ERROR_WORDS = frozenset(
    {
        "#NULL!",
        "#DIV/0!",
        "#VALUE!",
        "#REF!",
        "#NAME?",
        "#NUM!",
        "#N/A",
        "#GETTING_DATA",
        "#SPILL!",
        "#CALC!",
        "#FIELD!",
        "#BLOCKED!",
        "#CONNECT!",
        "#UNKNOWN!",
        "#BUSY!",
    }
)

NO_RESULT = "=?"


@dataclass(frozen=True, slots=True)
class CellError:
    """A formula error (公式错误) such as ``#N/A``; ``=?`` for a formula never calculated."""

    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A number shown as other text by its format (显示为): 12345 shown as ``00012345``."""

    value: float
    text: str


class Typed(str):
    """Text a person typed into the preview (改正): taken as meant, never suspected of Excel."""

    __slots__ = ()


Cell = str | int | float | bool | date | datetime | time | timedelta | CellError | Shown
Row = list[Cell]


def number_text(value: float) -> str:
    """A number as its owner would write it: no exponent, no trailing ``.0``."""
    if isinstance(value, int):
        return str(value)
    if value.is_integer() and abs(value) < 1e21:
        return str(int(value))
    return repr(value)


def is_whole(value: float) -> bool:
    """Whether a number is a whole one; no infinity is."""
    return isinstance(value, int) or value.is_integer()


def keeps_digits(value: float) -> bool:
    """Whether a number can have kept all its digits: Excel keeps fifteen."""
    return abs(value) < 1e15


def text_of(cell: Cell) -> str:
    """A cell as text for a person to read: lists of faults, the sheet of refused rows."""
    kind = type(cell)
    if kind is str:
        return str(cell)
    if isinstance(cell, (CellError, Shown)):
        return cell.text
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, (int, float)):
        return number_text(cell) if keeps_digits(cell) else f"{cell:.14E}"
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M:%S}".removesuffix(" 00:00:00")
    return str(cell)
