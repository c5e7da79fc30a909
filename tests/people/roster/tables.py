"""Small workbooks made in memory for tests of what is under the head."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import cast

from zhibu.kit.sheets import Cell, Merge, Sheet, Workbook
from zhibu.people.roster import Parsed, RosterOptions, parse_roster

TODAY = date(2026, 11, 23)
HEAD = ["序号", "姓名", "学号", "性别", "人员类别", "入党时间", "转正时间"]


def sheet(
    rows: Iterable[Sequence[object]],
    *,
    name: str = "名册",
    merges: tuple[Merge, ...] = (),
    hidden: bool = False,
    hidden_columns: frozenset[int] = frozenset(),
    hidden_rows: frozenset[int] = frozenset(),
) -> Sheet:
    """A sheet whose rows are numbered from 1; whole numbers become floats, as Excel keeps them."""
    cells = [[_cell(value) for value in row] for row in rows]
    return Sheet(
        name,
        cells,
        range(1, len(cells) + 1),
        hidden=hidden,
        merges=merges,
        hidden_columns=hidden_columns,
        hidden_rows=hidden_rows,
    )


def _cell(value: object) -> Cell:
    if value is None:
        return ""
    return float(value) if type(value) is int else cast(Cell, value)


def parse(*sheets: Sheet, loose: bool = False, **options: object) -> Parsed:
    """Read these sheets as one roster."""
    workbook = Workbook("csv" if loose else "xlsx", tuple(sheets), loose=loose)
    return parse_roster(workbook, RosterOptions(today=TODAY, **options))  # type: ignore[arg-type]  # tests give the right ones


def names(parsed: Parsed) -> list[str]:
    """Who can be imported, in order."""
    return [row.name for row in parsed.rows]


def faults(parsed: Parsed) -> list[tuple[int, str, str]]:
    """(row, column, code) of each refused cell."""
    return [(fault.row, fault.column, fault.code) for fault in parsed.refused]


def warned(parsed: Parsed) -> set[str]:
    """Codes of all warnings."""
    return {warning.code for warning in parsed.warnings}


def person(name: str = "王砚秋", number: Cell = "2021110401", **other: Cell) -> list[Cell]:
    """A full member under HEAD."""
    cells: dict[str, Cell] = {
        "serial": 1.0,
        "name": name,
        "staff_no": number,
        "sex": "女",
        "kind": "正式党员",
        "joined_on": "2023-06-01",
        "confirmed_on": "2024-06-01",
    }
    return list({**cells, **other}.values())
