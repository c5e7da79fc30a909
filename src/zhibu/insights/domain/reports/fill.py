"""A form filled (填表): values into marked cells, rows repeated, every format kept (保留格式)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from io import BytesIO

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formula.translate import Translator
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from zhibu.insights.domain.reports.look import opened
from zhibu.insights.domain.reports.marks import Place, joined
from zhibu.insights.domain.reports.moved import Opened
from zhibu.insights.domain.tables import guarded_text

Value = int | float | str | None


@dataclass(frozen=True, slots=True)
class Repeated:
    """A row that stands once for each of some bodies. values: of each body, by column."""

    sheet: int
    row: int
    values: tuple[Mapping[int, Value], ...]


@dataclass(frozen=True, slots=True)
class Filled:
    """The workbook with its values. moved: where a mark's cell of the form has come to, for each body."""

    body: bytes
    moved: Mapping[Place, tuple[Place, ...]]


def filled(body: bytes, *, single: Mapping[Place, Value], repeated: Sequence[Repeated]) -> Filled:
    """The same workbook with these values in its cells (填好的报表)."""
    book = opened(body)
    moved: dict[Place, tuple[Place, ...]] = {place: (place,) for place in single}
    for place, value in single.items():
        put(book.worksheets[place.sheet], place.row, place.column, value)
    for block in sorted(repeated, key=lambda b: (b.sheet, b.row), reverse=True):
        opening = _repeat(book, block)
        if opening is not None:
            for place, places in moved.items():
                if place.sheet == block.sheet:
                    moved[place] = tuple(
                        Place(at.sheet, opening.row(at.row), at.column) for at in places
                    )
        for column in block.values[0] if block.values else ():
            moved[Place(block.sheet, block.row, column)] = tuple(
                Place(block.sheet, block.row + at, column) for at in range(len(block.values))
            )
    if book.calculation is not None:
        book.calculation.fullCalcOnLoad = True
    out = BytesIO()
    book.save(out)
    return Filled(out.getvalue(), moved)


def put(sheet: Worksheet, row: int, column: int, value: Value) -> None:
    """One value into one cell; its look stays. A text goes into the blank the cell leaves for it."""
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell) or value is None:
        return
    if isinstance(value, str):
        held = cell.value
        cell.value = guarded_text(joined("" if held is None else str(held), value))
        cell.data_type = "s"
    else:
        cell.value = value / 1000 if isinstance(value, Rate) else value
        if isinstance(value, Rate) and "%" not in str(cell.number_format):
            cell.value = value / 10


class Rate(int):
    """Tenths of a percent: 923 is 92.3 %. Written as 0.923 where the cell shows percents, else 92.3."""


def _repeat(book: Workbook, block: Repeated) -> Opened | None:
    """One row for each body: into the prepared blank rows first, then into new ones made alike."""
    sheet = book.worksheets[block.sheet]
    columns = sorted({column for values in block.values for column in values})
    last = _prepared(sheet, block.row, columns)
    missing = len(block.values) - (last - block.row + 1)
    opening = None
    if missing > 0:
        opening = Opened(sheet.title, last, missing)
        open_rows(book, sheet, opening, like=block.row)
    for at, values in enumerate(block.values):
        for column, value in values.items():
            put(sheet, block.row + at, column, value)
    return opening


def _prepared(sheet: Worksheet, row: int, columns: Sequence[int]) -> int:
    """The last of the blank rows right under one that look the same."""
    last = row
    while last < sheet.max_row and columns and _is_alike(sheet, row, last + 1, columns):
        last += 1
    return last


def _is_alike(sheet: Worksheet, row: int, other: int, columns: Sequence[int]) -> bool:
    """Whether the other row is blank but for formulas, and drawn alike in these columns."""
    for column in range(1, sheet.max_column + 1):
        cell = sheet.cell(other, column)
        if cell.value not in (None, "") and cell.data_type != "f":
            return False
    return all(
        type(sheet.cell(other, c)) is type(sheet.cell(row, c))
        and repr(sheet.cell(other, c).border) == repr(sheet.cell(row, c).border)
        and sheet.cell(row, c).border.bottom is not None
        and bool(sheet.cell(row, c).border.bottom.style)
        and sheet.cell(other, c).data_type != "f"
        for c in columns
    )


# ---- new rows, and everything that speaks of the rows below them


def open_rows(book: Workbook, sheet: Worksheet, opening: Opened, *, like: int) -> None:
    """Put rows in, look, height, joined cells and formulas as the row they are like."""
    heights = {n: copy(d) for n, d in sheet.row_dimensions.items() if n > opening.after}
    own = copy(sheet.row_dimensions[like])
    joined_cells = list(sheet.merged_cells.ranges)
    sheet.insert_rows(opening.after + 1, opening.count)
    _move_heights(sheet, opening, heights, own)
    _move_joined(sheet, opening, joined_cells)
    _move_rules(sheet, opening)
    _move_formulas(book, opening)
    _move_names(book, sheet, opening)
    for number in range(opening.after + 1, opening.after + opening.count + 1):
        _copy_row(sheet, like, number)
    for joint in [j for j in joined_cells if j.min_row == j.max_row == like]:
        for number in range(opening.after + 1, opening.after + opening.count + 1):
            _join_alike(sheet, joint, number)


def _move_heights(
    sheet: Worksheet, opening: Opened, heights: Mapping[int, object], own: object
) -> None:
    for number in [n for n in sheet.row_dimensions if n > opening.after]:
        del sheet.row_dimensions[number]
    for number, dimension in heights.items():
        _set_dimension(sheet, opening.row(number), dimension)
    for number in range(opening.after + 1, opening.after + opening.count + 1):
        _set_dimension(sheet, number, copy(own))


def _set_dimension(sheet: Worksheet, number: int, dimension: object) -> None:
    dimension.index = number  # type: ignore[attr-defined]  # a row's dimension
    sheet.row_dimensions[number] = dimension  # type: ignore[assignment]  # as above


def _move_joined(sheet: Worksheet, opening: Opened, joined_cells: Sequence[CellRange]) -> None:
    for joint in joined_cells:
        if joint.min_row == joint.max_row:
            first = last = opening.row(joint.min_row)
        else:
            first, last = opening.rows(joint.min_row, joint.max_row)
        grown = last - first > joint.max_row - joint.min_row
        joint.min_row, joint.max_row = first, last
        if grown:
            for row in range(opening.after + 1, opening.after + opening.count + 1):
                for column in range(joint.min_col, joint.max_col + 1):
                    _lie_under(sheet, row, column, like=sheet.cell(opening.after, column))


def _lie_under(sheet: Worksheet, row: int, column: int, *, like: Cell | MergedCell) -> None:
    """A cell under a joined one, drawn as another."""
    under = MergedCell(sheet, row, column)
    _wear(under, like)
    sheet._cells[row, column] = under


def _wear(cell: Cell | MergedCell, like: Cell | MergedCell) -> None:
    """Give a cell the whole look of another."""
    cell._style = copy(like._style)  # type: ignore[union-attr]  # the stubs leave it out


def _join_alike(sheet: Worksheet, joint: CellRange, number: int) -> None:
    sheet.merged_cells.add(
        CellRange(min_col=joint.min_col, max_col=joint.max_col, min_row=number, max_row=number)
    )
    for column in range(joint.min_col + 1, joint.max_col + 1):
        _lie_under(sheet, number, column, like=sheet.cell(joint.min_row, column))


def _copy_row(sheet: Worksheet, like: int, number: int) -> None:
    """Looks of every cell, its fixed words, its formulas turned to the new row."""
    for column in range(1, sheet.max_column + 1):
        source = sheet.cell(like, column)
        if isinstance(source, MergedCell):
            continue
        made = sheet.cell(number, column)
        if isinstance(made, MergedCell):
            continue
        _wear(made, source)
        if source.data_type == "f" and isinstance(source.value, str):
            moved = Translator(source.value, origin=source.coordinate)
            made.value = moved.translate_formula(made.coordinate)
        elif isinstance(source.value, str):
            made.value = source.value


def _move_rules(sheet: Worksheet, opening: Opened) -> None:
    """Conditional formats, allowed values, filters, breaks and links below the new rows."""
    before, sheet.conditional_formatting = sheet.conditional_formatting, ConditionalFormattingList()
    for held in before:
        for rule in held.rules:
            rule.formula = [
                opening.formula(text, standing_in=sheet.title) for text in rule.formula or []
            ]
            sheet.conditional_formatting.add(opening.several(str(held.sqref)), rule)
    for allowed in sheet.data_validations.dataValidation:
        allowed.sqref = MultiCellRange(opening.several(str(allowed.sqref)))
        for name in ("formula1", "formula2"):
            text = getattr(allowed, name)
            if text and not text.startswith('"'):
                setattr(allowed, name, opening.formula(text, standing_in=sheet.title))
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = opening.cells(sheet.auto_filter.ref, looks=True)
    for line in sheet.row_breaks.brk:
        line.id = opening.row(line.id)
    for row in sheet.iter_rows(min_row=opening.after + opening.count + 1):
        for cell in row:
            if isinstance(cell, Cell) and cell.hyperlink is not None:
                cell.hyperlink.ref = cell.coordinate


def _move_formulas(book: Workbook, opening: Opened) -> None:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, ArrayFormula):
                    array = cell.value
                    array.text = opening.formula(array.text or "", standing_in=sheet.title)
                    if sheet.title == opening.sheet:
                        array.ref = opening.cells(array.ref)
                elif cell.data_type == "f" and isinstance(cell.value, str):
                    cell.value = opening.formula(cell.value, standing_in=sheet.title)


def _move_names(book: Workbook, sheet: Worksheet, opening: Opened) -> None:
    """Names, the area that is printed and the rows repeated on each page."""
    for names in (book.defined_names, *(each.defined_names for each in book.worksheets)):
        for defined in names.values():
            if defined.attr_text:
                defined.attr_text = opening.formula(defined.attr_text, standing_in="")
    if sheet.print_area:
        areas = [area.rpartition("!")[2].replace("$", "") for area in sheet.print_area.split(",")]
        sheet.print_area = ",".join(opening.cells(area, looks=True) for area in areas)
    if sheet.print_title_rows:
        sheet.print_title_rows = opening.cells(sheet.print_title_rows)
