"""Tables written as web pages or as XML of 2003 under the name of .xls (网页表格).

Many school systems "export to Excel" by writing an HTML table into a file called .xls.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from zhibu.kit.sheets import xml
from zhibu.kit.sheets.cells import EMPTY, Cell, Row
from zhibu.kit.sheets.limits import Limits
from zhibu.kit.sheets.model import Merge, Sheet, Workbook
from zhibu.kit.sheets.refusal import FileRefused
from zhibu.kit.sheets.text import decoded

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.I)
_SILENT = frozenset({"style", "script", "head", "title"})


class _Grid:
    """Rows filled from the left, with cells that span rows or columns."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.rows: list[Row] = []
        self.merges: list[Merge] = []
        self.beyond = 0
        self._taken: dict[int, int] = {}  # column → rows still covered from above

    def start_row(self) -> None:
        if len(self.rows) >= self.limits.rows:
            raise FileRefused("too-many-rows", sheet="", limit=self.limits.rows)
        self.rows.append([])
        self._taken = {column: left - 1 for column, left in self._taken.items() if left > 1}

    def add(self, cell: Cell, *, across: int, down: int) -> None:
        if not self.rows:
            self.start_row()
        row = self.rows[-1]
        while len(row) in self._taken:
            row.append(EMPTY)
        column = len(row)
        if column >= self.limits.columns:
            self.beyond += 1 if cell != EMPTY else 0
            return
        across = min(across, self.limits.columns - column)
        row.append(cell)
        row.extend([EMPTY] * (across - 1))
        if across > 1 or down > 1:
            top = len(self.rows)
            self.merges.append(Merge(top, column, top + down - 1, column + across - 1))
        if down > 1:
            for covered in range(column, column + across):
                self._taken[covered] = down

    def sheet(self, name: str) -> Sheet:
        return Sheet(
            name=name,
            rows=self.rows,
            numbers=range(1, len(self.rows) + 1),
            merges=tuple(self.merges),
            beyond=self.beyond,
        )


class _Tables(HTMLParser):
    """Collects every outermost table of a page as one sheet."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(convert_charrefs=True)
        self.grid = _Grid(limits)
        self.words: list[str] | None = None
        self.across = self.down = 1
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self.silent += 1
        elif tag == "tr":
            self._end_cell()
            self.grid.start_row()
        elif tag in ("td", "th"):
            self._end_cell()
            seen = dict(attrs)
            self.words = []
            self.across = _span(seen.get("colspan"))
            self.down = _span(seen.get("rowspan"))
        elif tag == "br" and self.words is not None:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in ("td", "th", "tr", "table"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self.words is not None and not self.silent:
            self.words.append(data)

    def _end_cell(self) -> None:
        if self.words is not None:
            text = "".join(self.words).strip()
            self.words = None
            self.grid.add(text, across=self.across, down=self.down)


def _span(word: str | None) -> int:
    return min(int(word), 1000) if word and word.isascii() and word.isdigit() and int(word) else 1


def read_html(raw: bytes, limits: Limits) -> Workbook:
    """The tables of a web page, one under the other. Raises FileRefused."""
    page = _Tables(limits)
    page.feed(_page_text(raw))
    page.close()
    page._end_cell()
    return Workbook(kind="html", sheets=(page.grid.sheet("HTML"),), loose=True)


def _page_text(raw: bytes) -> str:
    declared = _CHARSET.search(raw[:4000])
    if declared is not None and not raw.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        name = declared[1].decode("ascii").lower()
        encoding = "gb18030" if name in ("gb2312", "gbk", "gb18030", "x-gbk") else "utf-8"
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            pass
    return decoded(raw)


class _Spreadsheet2003:
    """Handlers for the XML spreadsheet of 2003."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.sheets: list[Sheet] = []
        self.name = ""
        self.grid = _Grid(limits)
        self.words: list[str] | None = None
        self.kind = ""
        self.value: Cell = EMPTY
        self.across = self.down = 1

    def start(self, name: str, seen: xml.Attributes) -> None:
        if name == "Worksheet":
            self.name = xml.attribute(seen, "Name")
            self.grid = _Grid(self.limits)
        elif name == "Row":
            self._skip_rows(_index(xml.attribute(seen, "Index")))
            self.grid.start_row()
        elif name == "Cell":
            self._skip_cells(_index(xml.attribute(seen, "Index")))
            self.value = EMPTY
            self.across = _more(xml.attribute(seen, "MergeAcross"))
            self.down = _more(xml.attribute(seen, "MergeDown"))
        elif name == "Data":
            self.kind = xml.attribute(seen, "Type")
            self.words = []

    def _skip_rows(self, index: int) -> None:
        while index and len(self.grid.rows) < min(index - 1, self.limits.rows):
            self.grid.start_row()

    def _skip_cells(self, index: int) -> None:
        row = self.grid.rows[-1] if self.grid.rows else []
        while index and len(row) < min(index - 1, self.limits.columns):
            row.append(EMPTY)

    def end(self, name: str) -> None:
        if name == "Data" and self.words is not None:
            self.value = _typed("".join(self.words), self.kind)
            self.words = None
        elif name == "Cell":
            self.grid.add(self.value, across=self.across, down=self.down)
        elif name == "Worksheet":
            self.sheets.append(self.grid.sheet(self.name))

    def text(self, words: str) -> None:
        if self.words is not None:
            self.words.append(words)


def _index(word: str) -> int:
    return int(word) if word.isdigit() and len(word) < 8 else 0


def _more(word: str) -> int:
    return 1 + (min(int(word), 1000) if word.isdigit() and len(word) < 8 else 0)


def _typed(words: str, kind: str) -> Cell:
    if kind == "Number":
        try:
            return float(words)
        except ValueError:
            return words
    if kind == "DateTime":
        return words.removesuffix(".000").removesuffix("T00:00:00")
    return words


def read_xml_2003(raw: bytes, limits: Limits) -> Workbook:
    """An XML spreadsheet of 2003. Raises FileRefused."""
    handlers = _Spreadsheet2003(limits)
    xml.parse([raw], start=handlers.start, end=handlers.end, text=handlers.text)
    return Workbook(kind="xml", sheets=tuple(handlers.sheets))
