"""What one cell of a roster comes to (读一格): a value, or a code; perhaps a warning, or a tidying."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

Value = str | date | tuple[str, ...] | None
Params = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Read:
    """One cell, read.

    value: None when the cell says nothing. code: why the cell is refused. warning: why it was
    taken otherwise, or not at all. tidied: which kind of tidying changed its writing.
    month_only: the day is the first of a month because none was given.
    """

    value: Value = None
    code: str = ""
    warning: str = ""
    tidied: str = ""
    month_only: bool = False
    params: Params | None = None


NOTHING = Read()


def refused(code: str, **params: str | int) -> Read:
    """A cell that cannot be taken."""
    return Read(code=code, params=params)
