"""The reader of .xls (旧版表格), as WPS and Excel 97–2003 write it."""

from __future__ import annotations

import io
import struct
from datetime import datetime
from pathlib import Path

import xlrd
from xlrd import compdoc
from xlrd.biffh import XLRDError

from zhibu.kit.sheets.cells import EMPTY, Cell, CellError, Row, Shown
from zhibu.kit.sheets.formats import Renderer, renderer
from zhibu.kit.sheets.limits import Limits
from zhibu.kit.sheets.model import Merge, Sheet, Workbook
from zhibu.kit.sheets.package import is_date_format
from zhibu.kit.sheets.refusal import FileRefused
from zhibu.kit.sheets.scan import moment

_EPOCH_1904 = datetime(1904, 1, 1)  # noqa: DTZ001 - dates of a sheet have no zone
_BROKEN = (
    XLRDError,
    compdoc.CompDocError,
    struct.error,
    AssertionError,
    IndexError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    OverflowError,
    UnicodeError,
    EOFError,
    ArithmeticError,
    NotImplementedError,
    RecursionError,
)


def streams(raw: bytes) -> set[str]:
    """Names of the streams and storages of a compound file (复合文档), in lower case.

    Raises FileRefused when its directory cannot be read.
    """
    try:
        document = compdoc.CompDoc(raw, logfile=io.StringIO(), ignore_workbook_corruption=True)
        return {entry.name.lower() for entry in document.dirlist}
    except _BROKEN as broken:
        raise FileRefused("workbook-damaged") from broken


def read(path: Path, limits: Limits) -> Workbook:
    """The whole workbook. Raises FileRefused: encrypted, damaged, too many rows."""
    try:
        book = xlrd.open_workbook(
            str(path),
            logfile=io.StringIO(),
            formatting_info=True,
            on_demand=True,
            ragged_rows=True,
            ignore_workbook_corruption=True,
        )
        reader = _Reader(book, limits)
        sheets = tuple(reader.sheet(at) for at in range(book.nsheets))
    except _BROKEN as broken:
        if "encrypt" in str(broken).lower() or "password" in str(broken).lower():
            raise FileRefused("workbook-encrypted") from broken
        raise FileRefused("workbook-damaged") from broken
    return Workbook(kind="xls", sheets=sheets, from_1904=bool(book.datemode))


class _Reader:
    """One workbook's formats and dates, and the sheets read with them."""

    def __init__(self, book: xlrd.Book, limits: Limits) -> None:
        self.book = book
        self.limits = limits
        self.epoch = _EPOCH_1904 if book.datemode else None
        self._renderers: dict[int, Renderer | None] = {}
        self._dates: dict[int, bool] = {}

    def sheet(self, at: int) -> Sheet:
        """One sheet; a chart or macro sheet comes out empty."""
        source = self.book.sheet_by_index(at)
        rows: list[Row] = []
        numbers: list[int] = []
        beyond = 0
        for number in range(source.nrows):
            row, over = self._row(source, number)
            beyond += over
            if not row:
                continue
            if len(rows) >= self.limits.rows:
                raise FileRefused("too-many-rows", sheet=source.name, limit=self.limits.rows)
            rows.append(row)
            numbers.append(number + 1)
        sheet = Sheet(
            name=source.name,
            rows=rows,
            numbers=numbers,
            hidden=bool(source.visibility),
            hidden_columns=frozenset(c for c, info in source.colinfo_map.items() if info.hidden),
            hidden_rows=frozenset(r + 1 for r, info in source.rowinfo_map.items() if info.hidden),
            merges=tuple(
                Merge(top + 1, left, bottom, right - 1)
                for top, bottom, left, right in source.merged_cells
            ),
            beyond=beyond,
        )
        self.book.unload_sheet(at)
        return sheet

    def _row(self, source: xlrd.sheet.Sheet, number: int) -> tuple[Row, int]:
        """The cells of a row up to the last with content, and how many lie beyond the limit."""
        kinds = source.row_types(number)
        values = source.row_values(number)
        styles = source._cell_xf_indexes[number]  # type: ignore[attr-defined]  # no public way
        last = beyond = 0
        row: Row = []
        for column, (kind, value, style) in enumerate(zip(kinds, values, styles, strict=True)):
            cell = self._cell(kind, value, style)
            if cell != EMPTY or type(cell) is not str:
                if column >= self.limits.columns:
                    beyond += 1
                    continue
                last = column + 1
            if column < self.limits.columns:
                row.append(cell)
        return row[:last], beyond

    def _cell(self, kind: int, value: object, style: int) -> Cell:
        if kind == xlrd.XL_CELL_TEXT:
            return str(value)
        if kind == xlrd.XL_CELL_BOOLEAN:
            return bool(value)
        if kind == xlrd.XL_CELL_ERROR and isinstance(value, int):
            return CellError(str(xlrd.error_text_from_code.get(value, "#ERR!")))
        if not isinstance(value, float):
            return EMPTY
        if kind == xlrd.XL_CELL_DATE or self._is_date(style):
            return moment(value) if self.epoch is None else moment(value, self.epoch)
        render = self._renderer(style)
        if render is None:
            return value
        try:
            return Shown(value, render(value))
        except (ValueError, ArithmeticError):
            return value

    def _format(self, style: int) -> str:
        record = self.book.xf_list[style] if 0 <= style < len(self.book.xf_list) else None
        if record is None:
            return ""
        found = self.book.format_map.get(record.format_key)
        return str(found.format_str) if found is not None else ""

    def _is_date(self, style: int) -> bool:
        known = self._dates.get(style)
        if known is None:
            known = self._dates[style] = is_date_format(self._format(style))
        return known

    def _renderer(self, style: int) -> Renderer | None:
        if style not in self._renderers:
            self._renderers[style] = renderer(self._format(style))
        return self._renderers[style]
