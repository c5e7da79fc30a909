"""The reader of text tables (文本表格): csv and tab-separated, in any encoding a school writes."""

from __future__ import annotations

import csv
import io
from collections import Counter

from zhibu.kit.sheets.cells import Row
from zhibu.kit.sheets.limits import Limits
from zhibu.kit.sheets.model import Sheet, Workbook
from zhibu.kit.sheets.refusal import FileRefused

_DELIMITERS = (",", "\t", ";", "|", "，", "；")
_SAMPLE_ROWS = 60
_LONGEST_CELL = 32_767


def decoded(raw: bytes) -> str:
    """The text, by its mark, else UTF-8, else GB18030. Raises FileRefused."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe\x00\x00", "utf-32"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if raw.startswith(mark):
            return _strictly(raw, encoding)
    unmarked = _unmarked_utf16(raw)
    if unmarked:
        return _strictly(raw, unmarked)
    if b"\x00" in raw:
        raise FileRefused("text-encoding")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return _strictly(raw, "gb18030")


def _strictly(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as broken:
        raise FileRefused("text-encoding") from broken


def _unmarked_utf16(raw: bytes) -> str:
    """UTF-16 without a mark shows in the line ends and commas: every second byte is nought."""
    sample = raw[:4000]
    if len(sample) < 4 or b"\x00" not in sample:
        return ""
    if sample.count(b",\x00") + sample.count(b"\n\x00") + sample.count(b"\t\x00") > 1:
        little = sample[1::2].count(0)
        big = sample[0::2].count(0)
        return "utf-16-le" if little >= big else "utf-16-be"
    return ""


def read(raw: bytes, limits: Limits) -> Workbook:
    """The table as one sheet. Raises FileRefused."""
    text = decoded(raw)
    delimiter, text = _delimiter(text)
    rows: list[Row] = []
    numbers: list[int] = []
    beyond = 0
    csv.field_size_limit(1 << 20)
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), 1):
            if len(cells) > limits.columns:
                beyond += sum(1 for cell in cells[limits.columns :] if cell.strip())
                del cells[limits.columns :]
            if not any(cells):
                continue
            if len(rows) >= limits.rows:
                raise FileRefused("too-many-rows", sheet="CSV", limit=limits.rows)
            rows.append([_unwrapped(cell) if cell[:1] == "=" else cell for cell in cells])
            numbers.append(number)
    except csv.Error as broken:
        raise FileRefused("workbook-damaged") from broken
    sheet = Sheet(name="CSV", rows=rows, numbers=numbers, beyond=beyond)
    return Workbook(kind="csv", sheets=(sheet,), loose=True)


def _unwrapped(cell: str) -> str:
    """``="00123"``, by which some exports keep digits as text."""
    if cell.startswith('="') and cell.endswith('"') and len(cell) > 2:
        return cell[2:-1]
    return cell


def _delimiter(text: str) -> tuple[str, str]:
    """What parts the cells: as the first line says (``sep=;``), else what parts most rows alike."""
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        return first.strip()[4], rest
    sample = text[:200_000]
    best, most = ",", 0.0
    for delimiter in _DELIMITERS:
        widths: Counter[int] = Counter()
        reader = csv.reader(io.StringIO(sample), delimiter=delimiter)
        try:
            for _at, cells in zip(range(_SAMPLE_ROWS), reader, strict=False):
                if len(cells) > 1:
                    widths[len(cells)] += 1
        except csv.Error:
            continue
        score = sum((min(width, 60) - 1) * rows for width, rows in widths.items())
        if score > most:
            best, most = delimiter, score
    return best, text
