"""Tables of the screen as a workbook, and handing files over (导出)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from io import BytesIO

import xlsxwriter
from django.http import FileResponse
from xlsxwriter.worksheet import Worksheet

from zhibu.insights.domain.tables import Table, TableCell, guarded_text
from zhibu.kit import clock

FIRST, OTHER = 34, 13  # widths in characters


def xlsx_of(tables: Sequence[Table], *, lines: Sequence[str], author: str) -> bytes:
    """The tables as one sheet: texts stay texts, counts are numbers, A4 across, heads repeated."""
    out = BytesIO()
    quiet = {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, {"in_memory": True, **quiet})
    made_at = clock.now().astimezone(UTC).replace(tzinfo=None)
    book.set_properties({"title": lines[0], "author": author, "created": made_at})
    sheet = book.add_worksheet("统计")
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, FIRST)
    sheet.set_column(1, max(len(table.heads) for table in tables), OTHER)
    title = book.add_format({"font_size": 16, "bold": True})
    plain = book.add_format({"font_size": 11})
    row = 0
    for line in lines:
        sheet.write_string(row, 0, guarded_text(line), plain if row else title)
        row += 1
    for table in tables:
        row = _table(book, sheet, table, row + 1)
    book.close()
    return out.getvalue()


def _table(book: xlsxwriter.Workbook, sheet: Worksheet, table: Table, row: int) -> int:
    """One table under the other; the first free row."""
    edge = {"border": 1, "font_size": 11, "valign": "vcenter"}
    head = book.add_format({**edge, "bold": True, "align": "center", "text_wrap": True})
    name = book.add_format(edge)
    count = book.add_format({**edge, "num_format": "#,##0", "align": "right"})
    rate = book.add_format({**edge, "num_format": "0.0%", "align": "right"})
    text = book.add_format({**edge, "align": "right"})
    sheet.write_string(row, 0, guarded_text(table.caption), book.add_format({"bold": True}))
    row += 1
    for column, label in enumerate((table.first_head, *table.heads)):
        sheet.write_string(row, column, guarded_text(label), head)
    for line in table.all_rows:
        row += 1
        sheet.write_string(row, 0, guarded_text(line.name), name)
        for column, cell in enumerate(line.cells, start=1):
            _write(sheet, row, column, cell, count=count, rate=rate, text=text)
    return row + 1


def _write(
    sheet: Worksheet,
    row: int,
    column: int,
    cell: TableCell,
    *,
    count: object,
    rate: object,
    text: object,
) -> None:
    """As the screen shows it: a number, a rate to one place, or the dash."""
    figure = cell.figure
    if figure.value is None:
        sheet.write_string(row, column, figure.shown, text)
    elif figure.is_rate:
        sheet.write_number(row, column, figure.value / 1000, rate)
    else:
        sheet.write_number(row, column, figure.value, count)


def sent(body: bytes, *, name: str, media_type: str) -> FileResponse:
    """A file made for this reader, as a download no browser runs (附件)."""
    response = FileResponse(
        BytesIO(body), as_attachment=True, filename=name, content_type=media_type
    )
    response.headers["Content-Security-Policy"] = "sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
