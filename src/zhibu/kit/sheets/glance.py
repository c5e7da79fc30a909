"""A glance over a sheet's raw XML (预扫): how far it reaches, and what the fast reader leaves out.

The fast reader allocates the whole rectangle it is told of: ``reach`` is known before it starts.
It gives no formula errors, no number formats, no hidden rows: ``details`` finds them beside it.
Both work by byte searches over pieces that end with a row, so 100,000 rows cost a second.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from zhibu.kit.sheets.cells import NO_RESULT
from zhibu.kit.sheets.formats import Renderer
from zhibu.kit.sheets.model import column_of
from zhibu.kit.sheets.refusal import FileRefused

Place = tuple[int, int]  # row number from 1, column from 0

_ROW_END = b"</row>"
_LONGEST_ROW = 32 << 20
_ROW_NUMBER = re.compile(rb'<row\b[^>]*?\br="(\d{1,9})"')
_HIDDEN_ROW = re.compile(rb'<row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*?\br="(\d{1,9})"')
_COLUMN = re.compile(rb"<col\b[^>]*>")
_ERROR = re.compile(
    rb'<c\b(?=[^>]*\bt="e")[^>]*?\br="([A-Z]{1,4})(\d{1,9})"[^>]*>'
    rb"(?:<f\b[^>]*?/>|<f\b[^>]*>[^<]*</f>)?<v>([^<]*)</v>"
)
_NO_RESULT = re.compile(
    rb'<c\b[^>]*?\br="([A-Z]{1,4})(\d{1,9})"[^>]*>'
    rb"<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>"
)


@dataclass(slots=True)
class Reach:
    """How far a sheet goes. plain: its XML is written as the fast reader and ``details`` expect."""

    plain: bool = True
    rows: int = 0
    last_row: int = 0
    last_column: int = -1
    hidden_columns: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Details:
    """What the fast reader leaves out: hidden rows, formula errors, numbers shown otherwise."""

    hidden_rows: set[int] = field(default_factory=set)
    errors: dict[Place, str] = field(default_factory=dict)
    formatted: dict[Place, tuple[float, str]] = field(default_factory=dict)


def _by_row(pieces: Iterable[bytes]) -> Iterator[bytes]:
    waiting = b""
    for piece in pieces:
        waiting += piece
        cut = waiting.rfind(_ROW_END) + len(_ROW_END)
        if cut < len(_ROW_END):
            cut = len(waiting) if len(waiting) > _LONGEST_ROW else 0
        if cut:
            yield waiting[:cut]
            waiting = waiting[cut:]
    if waiting:
        yield waiting


def reach(pieces: Iterable[bytes]) -> Reach:
    """How far one sheet part goes. Raises FileRefused where it declares entities."""
    found = Reach()
    first = True
    for chunk in _by_row(pieces):
        if b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk:
            raise FileRefused("workbook-entities")
        if first:
            found.plain = _is_plain(chunk)
            _columns(chunk, found)
            first = False
        if found.plain:
            _extent(chunk, found)
    return found


def _is_plain(chunk: bytes) -> bool:
    """Elements without prefix, attributes in double quotes, every cell led by its place."""
    head = chunk[:200_000]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"<worksheet" not in head:
        return False
    cells = head.count(b"<c ") + head.count(b"<c>")
    return head.count(b'<c r="') == cells and b"='" not in head.partition(b"<sheetData")[2]


def _columns(chunk: bytes, found: Reach) -> None:
    for match in _COLUMN.finditer(chunk, 0, max(chunk.find(b"<sheetData"), 0)):
        words = dict(re.findall(rb'(\w+)="([^"]*)"', match.group()))
        if words.get(b"hidden") in (b"1", b"true"):
            low, high = int(words.get(b"min", b"1")), int(words.get(b"max", b"1"))
            found.hidden_columns.update(range(low - 1, min(high, 400)))


def _extent(chunk: bytes, found: Reach) -> None:
    """Rows, and the column of the last cell of each: cells of a row stand in order."""
    rows = chunk.split(_ROW_END)
    found.rows += len(rows) - 1
    known = {b""}
    widest = found.last_column
    for row in rows:
        at = row.rfind(b'<c r="') + 6
        if at < 6:
            continue
        name = row[at : at + 3]
        if name not in known:
            known.add(name)
            whole = row[at : at + 8].decode("latin-1")
            widest = max(widest, column_of(whole))
    found.last_column = widest
    last = chunk.rfind(b"<row")
    match = _ROW_NUMBER.match(chunk, last) if last >= 0 else None
    found.last_row = max(found.last_row, int(match[1]) if match else found.rows)


def details(pieces: Iterable[bytes], renderers: dict[int, Renderer]) -> Details:
    """Hidden rows, formula errors and numbers shown otherwise, of one plain sheet part."""
    found = Details()
    styled = _styled(renderers)
    for chunk in _by_row(pieces):
        if b" hidden=" in chunk:
            found.hidden_rows.update(int(m[1]) for m in _HIDDEN_ROW.finditer(chunk))
        if b't="e"' in chunk:
            for match in _ERROR.finditer(chunk):
                words = match[3].decode("ascii", "replace").replace("&amp;", "&")
                found.errors[_place(match)] = words
        if b"<f>" in chunk or b"<f " in chunk or b"<f/>" in chunk:
            for match in _NO_RESULT.finditer(chunk):
                found.errors[_place(match)] = NO_RESULT
        if styled is not None:
            _formatted(chunk, styled, renderers, found)
    return found


def _place(match: re.Match[bytes]) -> Place:
    return int(match[2]), column_of(match[1].decode("ascii"))


def _styled(renderers: dict[int, Renderer]) -> re.Pattern[bytes] | None:
    """A pattern for number cells in one of these styles."""
    if not renderers:
        return None
    styles = b"|".join(str(index).encode() for index in sorted(renderers))
    return re.compile(
        rb'<c r="([A-Z]{1,4})(\d{1,9})"(?=[^>]*\bs="(' + styles + rb')")(?![^>]*\bt="[^n])'
        rb"[^>]*>(?:<f\b[^>]*?/>|<f\b[^>]*>[^<]*</f>)?<v>([^<]*)</v>"
    )


def _formatted(
    chunk: bytes, styled: re.Pattern[bytes], renderers: dict[int, Renderer], found: Details
) -> None:
    for match in styled.finditer(chunk):
        try:
            value = float(match[4])
            text = renderers[int(match[3])](value)
        except (ValueError, ArithmeticError):
            continue
        found.formatted[_place(match)] = (value, text)
