"""Tables as Excel files (签到表、台账): text stays text, A4, the head on every printed page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from zhibu.meetings.papers.words import clean

Value = str | int | date | None
A4 = 9
LONGEST = 32_767  # characters a cell can hold


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its head, its width in characters, and whether long text wraps at the left."""

    head: str
    width: float
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: a title, lines under it, a head and rows.

    made_at dates the file. footer: lines under the table.
    """

    name: str
    title: str
    author: str
    made_at: datetime
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    lines: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()
    landscape: bool = False
    row_height: float = 22


def xlsx_of(table: Table) -> bytes:
    """The table as an Excel file; the same table gives the same bytes."""
    out = BytesIO()
    quiet = {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, {"in_memory": True, **quiet})
    book.set_properties(
        {
            "title": clean(table.title),
            "author": clean(table.author),
            "created": table.made_at.astimezone(UTC).replace(tzinfo=None),
        }
    )
    sheet = book.add_worksheet(table.name)
    _page(sheet, table)
    first_row = _above(book, sheet, table)
    _body(book, sheet, table, first_row)
    book.close()
    return out.getvalue()


def _page(sheet: Worksheet, table: Table) -> None:
    """A4, one page wide, centred, page number at the foot."""
    sheet.set_paper(A4)
    if table.landscape:
        sheet.set_landscape()
    sheet.set_margins(left=0.71, right=0.71, top=0.79, bottom=0.79)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C— &P —")
    for number, column in enumerate(table.columns):
        sheet.set_column(number, number, column.width)


def _above(book: xlsxwriter.Workbook, sheet: Worksheet, table: Table) -> int:
    """Title and lines over the whole width; the row of the head."""
    last = len(table.columns) - 1
    title = book.add_format(
        {"font_name": "方正小标宋简体", "font_size": 18, "align": "center", "valign": "vcenter"}
    )
    line = book.add_format({"font_name": "仿宋_GB2312", "font_size": 12, "valign": "vcenter"})
    sheet.merge_range(0, 0, 0, last, "", title)
    sheet.write_string(0, 0, clean(table.title), title)
    sheet.set_row(0, 36)
    for number, text in enumerate(table.lines, start=1):
        sheet.merge_range(number, 0, number, last, "", line)
        sheet.write_string(number, 0, clean(text), line)
        sheet.set_row(number, 20)
    return 1 + len(table.lines)


def _body(book: xlsxwriter.Workbook, sheet: Worksheet, table: Table, first_row: int) -> None:
    cell = {"border": 1, "valign": "vcenter", "text_wrap": True, "font_size": 11}
    head = book.add_format({**cell, "font_name": "黑体", "align": "center"})
    plain = {**cell, "font_name": "仿宋_GB2312"}
    formats = [
        book.add_format({**plain, "align": "left" if column.wide else "center"})
        for column in table.columns
    ]
    days = book.add_format({**plain, "align": "center", "num_format": "yyyy-mm-dd"})
    for number, column in enumerate(table.columns):
        sheet.write_string(first_row, number, column.head, head)
    sheet.set_row(first_row, 26)
    sheet.repeat_rows(0, first_row)
    sheet.freeze_panes(first_row + 1, 0)
    for index, row in enumerate(table.rows, start=first_row + 1):
        sheet.set_row(index, _height(table, row))
        for number, (value, look) in enumerate(zip(row, formats, strict=True)):
            _write(sheet, index, number, value, look, days)
    note = book.add_format({"font_name": "仿宋_GB2312", "font_size": 11})
    for offset, text in enumerate(table.footer, start=first_row + 1 + len(table.rows)):
        sheet.write_string(offset, 0, clean(text), note)


def _write(
    sheet: Worksheet, row: int, column: int, value: Value, look: Format, days: Format
) -> None:
    """Days as days, counts as numbers, everything else as the text it is."""
    match value:
        case None | "":
            sheet.write_blank(row, column, None, look)
        case date():
            sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), days)  # noqa: DTZ001
        case int():
            sheet.write_number(row, column, value, look)
        case str():
            sheet.write_string(row, column, clean(value)[:LONGEST], look)


def _height(table: Table, row: tuple[Value, ...]) -> float:
    """High enough for the fullest cell, two narrow signs a Chinese one; Excel stops at 409."""
    lines = 1
    for value, column in zip(row, table.columns, strict=True):
        if isinstance(value, str):
            room = max(1, int(column.width) - 1)
            parts = value.split("\n")
            lines = max(lines, sum(-(-_breadth(part) // room) or 1 for part in parts))
    return min(409.0, max(table.row_height, 15.0 * lines + 4))


def _breadth(text: str) -> int:
    return sum(2 if ord(sign) > 0xFF else 1 for sign in text)
