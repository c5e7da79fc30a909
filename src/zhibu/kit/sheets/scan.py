"""The careful reader of .xlsx (逐格读取): slow, exact, and bounded whatever the sheet declares.

Taken where the fast reader cannot go: a cell at the far corner, an error value it does not know,
prefixed elements. Keeps only cells with content and only within the limits.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from zhibu.kit.sheets import xml
from zhibu.kit.sheets.archive import Archive
from zhibu.kit.sheets.cells import EMPTY, NO_RESULT, Cell, CellError, Row, Shown
from zhibu.kit.sheets.limits import Limits
from zhibu.kit.sheets.model import Merge, Sheet, column_of
from zhibu.kit.sheets.package import Package, SheetPart, Styles
from zhibu.kit.sheets.refusal import FileRefused

_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - dates of a sheet have no zone
_EPOCH_1904 = datetime(1904, 1, 1)  # noqa: DTZ001
_ESCAPED = {f"_x{n:04X}_": chr(n) for n in (*range(32), 95, 0xFFFE, 0xFFFF)}


class _Texts:
    """Collects the text of ``t`` elements, leaving phonetic guides (拼音指南) out."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.inside = False
        self.guide = 0

    def start(self, name: str) -> None:
        if name == "rPh":
            self.guide += 1
        elif name == "t":
            self.inside = self.guide == 0

    def end(self, name: str) -> None:
        if name == "rPh":
            self.guide -= 1
        elif name == "t":
            self.inside = False

    def text(self, words: str) -> None:
        if self.inside:
            self.parts.append(words)

    def take(self) -> str:
        whole = unescaped("".join(self.parts))
        self.parts.clear()
        return whole


def unescaped(words: str) -> str:
    """``_x000D_`` and its kind, as the format writes what XML cannot."""
    if "_x" in words:
        for escape, letter in _ESCAPED.items():
            words = words.replace(escape, letter).replace(escape.lower(), letter)
    return words


def shared_strings(archive: Archive, part: str | None) -> list[str]:
    """The table of shared strings (共享字符串)."""
    strings: list[str] = []
    entry = archive.find(part) if part else None
    if entry is None:
        return strings
    texts = _Texts()

    def end(name: str) -> None:
        texts.end(name)
        if name == "si":
            strings.append(texts.take())

    xml.parse(
        archive.pieces(entry),
        start=lambda name, _seen: texts.start(name),
        end=end,
        text=texts.text,
    )
    return strings


class _SheetReader:
    """Handlers that build one sheet, a row at a time."""

    def __init__(self, package: Package, strings: list[str], limits: Limits) -> None:
        self.styles: Styles = package.styles
        self.epoch = _EPOCH_1904 if package.from_1904 else _EPOCH
        self.strings = strings
        self.limits = limits
        self.rows: list[Row] = []
        self.numbers: list[int] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.merges: list[Merge] = []
        self.beyond = 0
        self._number = 0
        self._row: Row = []
        self._column = -1
        self._kind = ""
        self._style = 0
        self._formula = False
        self._value: list[str] | None = None
        self._words = ""
        self._texts = _Texts()

    def start(self, name: str, seen: xml.Attributes) -> None:
        if name == "c":
            reference = seen.get("r", "")
            self._column = column_of(reference) if reference else self._column + 1
            self._kind = seen.get("t", "n")
            style = seen.get("s", "0")
            self._style = int(style) if style.isdigit() else 0
            self._formula = False
            self._words = ""
        elif name == "v":
            self._value = []
        elif name == "f":
            self._formula = True
        elif name == "row":
            self._start_row(seen)
        elif name in ("t", "rPh"):
            self._texts.start(name)
        elif name == "col" and xml.is_true(seen.get("hidden", "")):
            low, high = int(seen.get("min", "1")), int(seen.get("max", "1"))
            self.hidden_columns.update(range(low - 1, min(high, 2 * self.limits.columns)))
        elif name == "mergeCell" and len(self.merges) < 1_000_000:
            merge = _merge(seen.get("ref", ""))
            if merge is not None:
                self.merges.append(merge)

    def _start_row(self, seen: xml.Attributes) -> None:
        number = seen.get("r", "")
        self._number = int(number) if number.isdigit() and len(number) < 9 else self._number + 1
        self._row, self._column = [], -1
        if xml.is_true(seen.get("hidden", "")):
            self.hidden_rows.add(self._number)

    def end(self, name: str) -> None:
        if name == "v":
            self._words = "".join(self._value or ())
            self._value = None
        elif name in ("t", "rPh"):
            self._texts.end(name)
        elif name == "is":
            self._words = self._texts.take()
        elif name == "c":
            self._end_cell()
        elif name == "row" and self._row:
            if len(self.rows) >= self.limits.rows:
                raise FileRefused("too-many-rows", sheet="", limit=self.limits.rows)
            self.rows.append(self._row)
            self.numbers.append(self._number)

    def text(self, words: str) -> None:
        if self._value is not None:
            self._value.append(words)
        else:
            self._texts.text(words)

    def _end_cell(self) -> None:
        cell = self._cell()
        if cell == EMPTY and type(cell) is str:
            return
        if not 0 <= self._column < self.limits.columns:
            self.beyond += 1
            return
        missing = self._column - len(self._row)
        if missing < 0:
            self._row[self._column] = cell
            return
        self._row.extend([EMPTY] * missing)
        self._row.append(cell)

    def _cell(self) -> Cell:
        words, kind = self._words, self._kind
        if kind == "s":
            at = int(words) if words.isdigit() else -1
            return self.strings[at] if 0 <= at < len(self.strings) else EMPTY
        if kind in ("inlineStr", "str"):
            return unescaped(words) if kind == "str" else words
        if kind == "e":
            return CellError(words)
        if not words:
            return CellError(NO_RESULT) if self._formula else EMPTY
        if kind == "b":
            return xml.is_true(words)
        if kind == "d":
            return _iso(words)
        try:
            value = float(words)
        except ValueError:
            return words
        return self._number_cell(value)

    def _number_cell(self, value: float) -> Cell:
        if self._style in self.styles.dates:
            return moment(value, self.epoch)
        render = self.styles.renderers.get(self._style)
        if render is None:
            return value
        try:
            return Shown(value, render(value))
        except (ValueError, ArithmeticError):
            return value


def moment(value: float, epoch: datetime = _EPOCH) -> Cell:
    """A serial number as a date, a time or both; left a number where no date is meant."""
    if not 0 <= value < 2_958_466:
        return value
    days, part = divmod(value, 1)
    if days == 0 and epoch is _EPOCH:
        return (_EPOCH + timedelta(seconds=round(part * 86400) % 86400)).time()
    if days < 60 and epoch is _EPOCH:
        days += 1  # Excel's 29 February 1900
    when = epoch + timedelta(days=days, seconds=round(part * 86400))
    return when.date() if when.time() == time.min else when


def _iso(words: str) -> Cell:
    try:
        when = datetime.fromisoformat(words.rstrip("Z"))
    except ValueError:
        return words
    return date(when.year, when.month, when.day) if when.time() == time.min else when


def _merge(reference: str) -> Merge | None:
    first, _, last = reference.partition(":")
    last = last or first
    top = first.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ$")
    bottom = last.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ$")
    if not (top.isdigit() and bottom.isdigit() and len(bottom) < 9):
        return None
    return Merge(int(top), column_of(first), int(bottom), column_of(last))


def read_sheet(
    archive: Archive, package: Package, part: SheetPart, strings: list[str], limits: Limits
) -> Sheet:
    """One sheet, cell by cell. Raises FileRefused: damaged, or more rows with content than allowed."""
    entry = archive.find(part.part)
    if entry is None:
        raise FileRefused("workbook-damaged")
    reader = _SheetReader(package, strings, limits)
    try:
        xml.parse(archive.pieces(entry), start=reader.start, end=reader.end, text=reader.text)
    except FileRefused as refused:
        if refused.code == "too-many-rows":
            raise FileRefused("too-many-rows", sheet=part.name, limit=limits.rows) from refused
        raise
    except ValueError as broken:
        raise FileRefused("workbook-damaged") from broken
    rows, numbers = ascending(reader.rows, reader.numbers)
    return Sheet(
        name=part.name,
        rows=rows,
        numbers=numbers,
        hidden=part.hidden,
        hidden_columns=frozenset(reader.hidden_columns),
        hidden_rows=frozenset(reader.hidden_rows),
        merges=tuple(reader.merges),
        beyond=reader.beyond,
    )


def ascending(rows: list[Row], numbers: list[int]) -> tuple[list[Row], list[int]]:
    """Rows in the order of their numbers, should a writer have left it."""
    if all(a < b for a, b in zip(numbers, numbers[1:], strict=False)):
        return rows, numbers
    order = sorted(range(len(rows)), key=numbers.__getitem__)
    kept: dict[int, Row] = {numbers[i]: rows[i] for i in order}
    return list(kept.values()), list(kept)
