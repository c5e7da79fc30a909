"""Writing a roster, or the rows refused, as a workbook (导出): every cell is text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import BinaryIO

import xlsxwriter

from zhibu.kit.sheets.faults import Fault

ORDER = (
    "name", "staff_no", "sex", "ethnic", "birth_date", "education", "degree", "kind", "joined_on",
    "confirmed_on", "branch", "group", "posts", "occupation", "cohort", "major", "phone", "standing",
    "applied_on",
)  # fmt: skip
OPEN = ("name", "kind", "branch", "group", "posts")  # S1: what bodies above may take
_WIDEST = 40
_LONGEST_MARGIN = 255  # characters a header or footer can hold


def write_table(
    target: Path | BinaryIO,
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    sheet: str,
    wide: Sequence[int] = (),
    watermark: str = "",
) -> int:
    """Write one sheet; how many rows. Cells are strings, whatever they look like (rule 21).

    wide: columns that wrap. watermark: on every printed page, and on a line of its own under the rows.
    """
    book = xlsxwriter.Workbook(
        str(target) if isinstance(target, Path) else target,
        {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    page = book.add_worksheet(sheet[:31])
    head = book.add_format({"bold": True, "border": 1, "align": "center", "num_format": "@"})
    text = book.add_format({"num_format": "@"})
    wrapped = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    widths = [_width(name) for name in heads]
    for column, name in enumerate(heads):
        page.write_string(0, column, name, head)
    count = 0
    for count, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            page.write_string(count, column, value, wrapped if column in wide else text)
            widths[column] = max(widths[column], _width(value))
    for column, width in enumerate(widths):
        page.set_column(column, column, min(width + 2, _WIDEST), text)
    page.freeze_panes(1, 0)
    if watermark:
        printed = f"&L&8{watermark.replace('&', '&&')}"
        page.set_header(printed[:_LONGEST_MARGIN])
        page.set_footer(printed[:_LONGEST_MARGIN])
        page.write_string(count + 2, 0, watermark)
    book.close()
    return count


def _width(text: str) -> int:
    return sum(2 if ord(letter) > 0xFF else 1 for letter in text[:80])


def write_refused(target: Path | BinaryIO, rows: Iterable[tuple[str, int, list[Fault]]]) -> int:
    """The rows that were not imported, each with its cells and the reason (退回清单)."""
    heads = ("工作表", "行", "姓名", "栏目", "原值", "原因和办法", "代码")
    lines = (
        (sheet, str(number), fault.label, fault.column, fault.value, fault.message, fault.code)
        for sheet, number, faults in rows
        for fault in faults
    )
    return write_table(target, heads, lines, sheet="退回清单", wide=(5,))
