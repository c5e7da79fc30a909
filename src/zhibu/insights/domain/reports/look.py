"""How a workbook looks (表样): its cells with their texts, joined cells and looks, as plain values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO

import openpyxl
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.cell.rich_text import CellRichText
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.worksheet.worksheet import Worksheet

from zhibu.insights.domain.reports.formulas import Reckoner, Value
from zhibu.insights.domain.reports.marks import Place

MOST_SHEETS, MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 20, 500, 60, 30_000
WIDTHS = (5, 8, 11, 15, 20, 28, 40)  # characters; a column's class is the first it fits in
DEFAULT_WIDTH, LARGE, SMALL = 9.0, 14, 9.5
WHITE = {"FFFFFFFF", "00FFFFFF", "00000000"}


class TooLarge(Exception):
    """The used range is larger than a form is: which sheet."""


@dataclass(frozen=True, slots=True)
class LookCell:
    """One cell as it is seen. down, across: how many rows and columns it spans, of them ``rowspan``
    and ``colspan`` that are not hidden. looks: words of the style sheet.
    """

    place: Place
    text: str
    down: int = 1
    across: int = 1
    rowspan: int = 1
    colspan: int = 1
    looks: str = ""
    formula: bool = False
    percent: bool = False
    edged: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.text.strip().strip("\u3000") and not self.formula


@dataclass(frozen=True, slots=True)
class LookRow:
    """One row. number: as Excel counts it."""

    number: int
    cells: tuple[LookCell, ...]


@dataclass(frozen=True, slots=True)
class SheetLook:
    """One sheet. widths: of its columns, each 1 to 8."""

    name: str
    hidden: bool
    widths: tuple[int, ...]
    rows: tuple[LookRow, ...]

    def cells(self) -> Iterator[LookCell]:
        for row in self.rows:
            yield from row.cells


@dataclass(frozen=True, slots=True)
class BookLook:
    """A workbook as it is seen (表样)."""

    sheets: tuple[SheetLook, ...]

    def cell(self, place: Place) -> LookCell | None:
        """The cell at a place; None where there is none, or it lies under a joined one."""
        if not 0 <= place.sheet < len(self.sheets):
            return None
        return next((c for c in self.sheets[place.sheet].cells() if c.place == place), None)


def opened(body: bytes) -> Workbook:
    """A workbook with everything this library keeps: rich text in cells too."""
    return openpyxl.load_workbook(BytesIO(body), rich_text=True)


def look_of(body: bytes) -> BookLook:
    """An uploaded workbook's looks. Raises TooLarge."""
    book = opened(body)
    _measure(book)
    return look_at(book)


def _measure(book: Workbook) -> None:
    if len(book.worksheets) > MOST_SHEETS:
        raise TooLarge
    for sheet in book.worksheets:
        if sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS:
            raise TooLarge(sheet.title)
    if sum(sheet.max_row * sheet.max_column for sheet in book.worksheets) > MOST_CELLS:
        raise TooLarge


def look_at(book: Workbook) -> BookLook:
    """The looks of an open workbook, formulas reckoned as far as this house can."""
    reckoner = Reckoner(book)
    return BookLook(tuple(_sheet(at, sheet, reckoner) for at, sheet in enumerate(book.worksheets)))


def _sheet(at: int, sheet: Worksheet, reckoner: Reckoner) -> SheetLook:
    joined = {(m.min_row, m.min_col): m for m in sheet.merged_cells.ranges}
    rows, width = [], 1
    for cells in sheet.iter_rows():
        number = cells[0].row or 0
        if sheet.row_dimensions[number].hidden:
            continue
        seen = []
        for cell in cells:
            if isinstance(cell, MergedCell) or _is_hidden(sheet, cell.column):
                continue
            span = joined.get((cell.row, cell.column))
            down = span.max_row - span.min_row + 1 if span else 1
            across = span.max_col - span.min_col + 1 if span else 1
            seen.append(_cell(at, sheet, cell, reckoner, down=down, across=across))
            if not seen[-1].is_empty or seen[-1].edged:
                width = max(width, cell.column + across - 1)
        rows.append(LookRow(number, tuple(seen)))
    while len(rows) > 1 and all(c.is_empty and not c.edged for c in rows[-1].cells):
        rows.pop()
    shown = [c for c in range(1, width + 1) if not _is_hidden(sheet, c)]
    kept = tuple(
        LookRow(row.number, tuple(c for c in row.cells if c.place.column <= width)) for row in rows
    )
    widths = tuple(_width(sheet, column) for column in shown)
    return SheetLook(sheet.title, sheet.sheet_state != "visible", widths, kept)


def _columns(sheet: Worksheet) -> Iterator[tuple[int, int, float, bool]]:
    for dimension in sheet.column_dimensions.values():
        first = dimension.min or 0
        yield first, dimension.max or first, dimension.width, bool(dimension.hidden)


def _is_hidden(sheet: Worksheet, column: int) -> bool:
    return any(first <= column <= last and off for first, last, _width, off in _columns(sheet))


def _width(sheet: Worksheet, column: int) -> int:
    """A column's class, 1 (narrowest) to 8."""
    wide = next(
        (wide for first, last, wide, _off in _columns(sheet) if first <= column <= last),
        sheet.sheet_format.defaultColWidth or DEFAULT_WIDTH,
    )
    return next((at for at, most in enumerate(WIDTHS, start=1) if wide <= most), len(WIDTHS) + 1)


def _cell(
    at: int, sheet: Worksheet, cell: Cell, reckoner: Reckoner, *, down: int, across: int
) -> LookCell:
    code = str(cell.number_format or "General")
    value = cell.value
    formula = cell.data_type == "f" or isinstance(value, ArrayFormula | DataTableFormula)
    reckoned = reckoner.value_at(sheet.title, cell.row, cell.column) if formula else value
    return LookCell(
        place=Place(at, cell.row, cell.column),
        text=shown(reckoned, code),
        down=down,
        across=across,
        rowspan=sum(
            not sheet.row_dimensions[number].hidden for number in range(cell.row, cell.row + down)
        ),
        colspan=sum(
            not _is_hidden(sheet, number) for number in range(cell.column, cell.column + across)
        ),
        looks=" ".join(_looks(cell, is_number=isinstance(reckoned, int | float))),
        formula=formula,
        percent="%" in code,
        edged=_edged(cell),
    )


def _edged(cell: Cell) -> bool:
    border = cell.border
    sides = (border.left, border.right, border.top, border.bottom)
    return any(side is not None and side.style for side in sides)


def _looks(cell: Cell, *, is_number: bool) -> Iterator[str]:
    font, align = cell.font, cell.alignment
    if font.bold:
        yield "strong"
    size = float(font.sz or 11)
    if size >= LARGE:
        yield "large"
    elif size <= SMALL:
        yield "little"
    if align.horizontal in {"center", "centerContinuous", "distributed"}:
        yield "centred"
    elif align.horizontal == "right" or (is_number and align.horizontal in {None, "general"}):
        yield "end"
    if cell.fill.fill_type == "solid" and str(cell.fill.fgColor.rgb) not in WHITE:
        yield "shaded"
    if _edged(cell):
        yield "edged"


_DECIMALS = re.compile(r"\.(0+)")


def shown(value: Value | CellRichText | object, code: str) -> str:
    """A value as its number format writes it, near enough to read: ``0.923`` in ``0.0%`` is 92.3%."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            return _number(value, code.partition(";")[0])
        case datetime():
            return _day(value.date(), code)
        case date():
            return _day(value, code)
        case time():
            return f"{value:%H:%M}"
        case _:
            return str(value)


def _number(value: float, code: str) -> str:
    found = _DECIMALS.search(code)
    decimals = len(found[1]) if found else 0
    if "%" in code:
        return f"{value * 100:.{decimals}f}%"
    if found or ("0" in code and code != "General"):
        return f"{value:{',' if '#,##' in code else ''}.{decimals}f}"
    rounded = round(value, 6)
    return str(int(rounded)) if rounded == int(rounded) else str(rounded)


def _day(day: date, code: str) -> str:
    if "年" in code or "yyyy" not in code:
        return f"{day.year}年{day.month}月{day.day}日"
    return day.isoformat()
