"""The fast reader of .xlsx (快速读取): calamine, with what it leaves out put back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import python_calamine as calamine

from zhibu.kit.sheets.cells import EMPTY, CellError, Row, Shown
from zhibu.kit.sheets.glance import Details, Reach
from zhibu.kit.sheets.model import Merge, Sheet
from zhibu.kit.sheets.package import SheetPart


class CannotRead(Exception):
    """The fast reader gave up; the careful one should try."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Rows and merged ranges as the fast reader gives them."""

    rows: list[Row]
    merges: tuple[Merge, ...]


def read_sheets(path: Path, parts: list[SheetPart]) -> list[Draft]:
    """All sheets in order. Raises CannotRead. Never called for a sheet that reaches too far."""
    try:
        with calamine.CalamineWorkbook.from_path(path) as workbook:
            names = {meta.name: at for at, meta in enumerate(workbook.sheets_metadata)}
            return [_draft(workbook.get_sheet_by_index(names[part.name])) for part in parts]
    except (
        calamine.CalamineError,
        LookupError,
        ValueError,
        OverflowError,
        OSError,
    ) as broken:
        raise CannotRead(type(broken).__name__) from broken


def _draft(source: calamine.CalamineSheet) -> Draft:
    rows: list[Row] = source.to_python(skip_empty_area=False)  # type: ignore[assignment]  # lists are invariant
    merges = tuple(
        Merge(top + 1, left, bottom + 1, right)
        for (top, left), (bottom, right) in source.merged_cell_ranges or ()
    )
    return Draft(rows, merges)


def completed(draft: Draft, part: SheetPart, reached: Reach, details: Details) -> Sheet:
    """The sheet with errors and shown texts put back into its rows."""
    rows = draft.rows
    for (number, column), words in details.errors.items():
        _put(rows, number, column, CellError(words))
    for (number, column), (value, shown) in details.formatted.items():
        _put(rows, number, column, Shown(value, shown))
    return Sheet(
        name=part.name,
        rows=rows,
        numbers=range(1, len(rows) + 1),
        hidden=part.hidden,
        hidden_columns=frozenset(reached.hidden_columns),
        hidden_rows=frozenset(details.hidden_rows),
        merges=draft.merges,
    )


def _put(rows: list[Row], number: int, column: int, cell: CellError | Shown) -> None:
    """Write a cell back; rows of a sheet may end before it."""
    while len(rows) < number:
        rows.append([])
    row = rows[number - 1]
    if column >= len(row):
        row.extend([EMPTY] * (column + 1 - len(row)))
    row[column] = cell
