"""References after rows were put in (引用平移): formulas, ranges and names keep meaning what they meant."""

from __future__ import annotations

import re
from dataclasses import dataclass

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token

_PART = re.compile(r"(\$?)([A-Z]{0,3})(\$?)(\d{1,7})")
_CELLS = re.compile(r"\$?[A-Z]{0,3}\$?\d{1,7}(?::\$?[A-Z]{0,3}\$?\d{1,7})?")


@dataclass(frozen=True, slots=True)
class Opened:
    """``count`` new rows under row ``after`` of a sheet, made alike ``after``'s (插入的行).

    A range that ends at the repeated row takes the new ones in: its sum stays the sum of all.
    """

    sheet: str
    after: int
    count: int

    def row(self, number: int) -> int:
        """Where a row has gone."""
        return number + self.count if number > self.after else number

    def rows(self, first: int, last: int) -> tuple[int, int]:
        """Where a range of rows has gone; one that reaches ``after`` grows."""
        if first <= self.after <= last:
            return first, last + self.count
        return self.row(first), self.row(last)

    def cells(self, words: str, *, looks: bool = False) -> str:
        """``A1``, ``$A$1:C9``, ``3:4``, moved; anything else as it is.

        looks: a range of formats, which also grows where it lies across the one repeated row; in a
        formula such a range sums along its row and stays.
        """
        if not _CELLS.fullmatch(words):
            return words
        parts = [_PART.fullmatch(part) for part in words.split(":")]
        if len(parts) == 1:
            rows = [self.row(int(_row(parts[0])))]
        else:
            first, last = int(_row(parts[0])), int(_row(parts[1]))
            along = first == last and _column(parts[0]) != _column(parts[1])
            stays = along and not looks
            rows = [self.row(first)] * 2 if stays else list(self.rows(first, last))
        return ":".join(
            f"{part[1]}{part[2]}{part[3]}{row}"
            for part, row in zip(parts, rows, strict=True)
            if part is not None
        )

    def several(self, words: str) -> str:
        """Ranges of formats with blanks between them."""
        return " ".join(self.cells(part, looks=True) for part in words.split())

    def reference(self, words: str, *, standing_in: str) -> str:
        """A reference of a formula in some sheet, moved where it means this one."""
        where, mark, cells = words.rpartition("!")
        meant = where.strip("'").replace("''", "'") if where else standing_in
        return f"{where}{mark}{self.cells(cells)}" if meant == self.sheet else words

    def formula(self, text: str, *, standing_in: str) -> str:
        """A formula (with its ``=``) of some sheet, its references moved."""
        read = Tokenizer(text if text.startswith("=") else f"={text}")
        said = "".join(
            self.reference(token.value, standing_in=standing_in)
            if token.type == Token.OPERAND and token.subtype == Token.RANGE
            else token.value
            for token in read.items
        )
        return f"={said}" if text.startswith("=") else said


def _row(part: re.Match[str] | None) -> str:
    assert part is not None
    return part[4]


def _column(part: re.Match[str] | None) -> str:
    assert part is not None
    return part[2]
