"""A table as the screen, the file and the paper have it (一张表): made once, shown three times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zhibu.insights.domain.figures import Figure


@dataclass(frozen=True, slots=True)
class TableCell:
    """A figure, and the page its records are on; empty where nothing is behind it."""

    figure: Figure
    url: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class TableRow:
    """A place or a month with its figures. running: the month is not over."""

    name: str
    cells: tuple[TableCell, ...]
    url: str = ""
    running: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of figures under heads; ``total`` stands last."""

    caption: str
    first_head: str
    heads: tuple[str, ...]
    rows: tuple[TableRow, ...]
    total: TableRow | None = None

    @property
    def all_rows(self) -> tuple[TableRow, ...]:
        return (*self.rows, self.total) if self.total else self.rows


def guarded_text(text: str) -> str:
    """A text no spreadsheet takes for a formula (防公式注入): led by a quote where it would be one.

    Source: security.md rule 21.
    """
    if text and (text[0] in "=+-@\t\r\n\0" or text[0] in "＝＋－＠"):
        return f"'{text}"
    return text


def csv_rows(tables: Sequence[Table], *, lines: Sequence[str]) -> list[list[str]]:
    """The tables under one another as rows of texts: what the screen says, nothing else."""
    rows = [[guarded_text(line)] for line in lines]
    for table in tables:
        rows += [[], [guarded_text(table.caption)]]
        rows.append([guarded_text(table.first_head), *map(guarded_text, table.heads)])
        rows += [
            [guarded_text(row.name), *(cell.figure.shown for cell in row.cells)]
            for row in table.all_rows
        ]
    return rows
