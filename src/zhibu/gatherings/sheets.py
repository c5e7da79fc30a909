"""Lines of the signed sheet as they come back (纸码补录): pasted, field by field, or as a file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from zhibu.gatherings.domain import PAPER_LENGTH, SheetEntry, typed
from zhibu.kit.sheets import Sheet, Workbook, text_of

_CODE_HEADS = {"签到码", "纸码", "一次性签到码", "code"}
_NAME_HEADS = {"姓名", "name"}
_SIGNED_HEADS = {"签名", "签字", "到会", "是否到会", "signed"}
_GAPS = re.compile(r"[\s,，;；、\t]+")


def from_text(text: str) -> list[SheetEntry]:
    """Pasted lines, a name and a code in any order, or the code alone. Lines count from 1."""
    return [
        _entry(number, [piece for piece in _GAPS.split(line) if piece])
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip()
    ]


def from_fields(fields: Mapping[str, str]) -> list[SheetEntry]:
    """What was typed beside each name; empty fields mean nothing."""
    filled = [(name, code) for name, code in fields.items() if code.strip()]
    return [SheetEntry(line, code, name) for line, (name, code) in enumerate(filled, start=1)]


def _entry(line: int, pieces: list[str]) -> SheetEntry:
    codes = [piece for piece in pieces if _like_a_code(piece)]
    if codes:
        code = codes[-1]
        rest = [piece for piece in pieces if piece is not code and not piece.isdigit()]
    else:  # a code written in two halves, or none
        code = "".join(piece for piece in pieces if piece.isascii())
        rest = [piece for piece in pieces if not piece.isascii()]
    return SheetEntry(line, code, "".join(rest))


def _like_a_code(piece: str) -> bool:
    plain = typed(piece)
    return len(plain) == PAPER_LENGTH and plain.isascii() and not plain.isdigit()


def from_workbook(workbook: Workbook) -> list[SheetEntry]:
    """Lines of a filled-in sheet: columns by their heads, also when two persons stand in a row.

    Where there is a column for the signature, a row with nothing in it was not signed. Lines are the
    file's own row numbers.
    """
    return [entry for sheet in workbook.sheets if not sheet.hidden for entry in _of_sheet(sheet)]


def _of_sheet(sheet: Sheet) -> Iterator[SheetEntry]:
    blocks: list[dict[str, int]] = []
    for number, row in zip(sheet.numbers, sheet.rows, strict=True):
        cells = [text_of(cell).strip() for cell in row]
        if found := _heads(cells):
            blocks = found
        elif blocks:
            yield from _by_heads(number, cells, blocks)
        elif any(_like_a_code(cell) for cell in cells):
            yield _entry(number, [cell for cell in cells if cell])


def _heads(cells: Iterable[str]) -> list[dict[str, int]]:
    """Columns of one row of heads, a block for each 签到码 in it."""
    blocks: list[dict[str, int]] = []
    now: dict[str, int] = {}
    for column, cell in enumerate(cells):
        head = "".join(cell.split()).lower()
        for kind, heads in (("name", _NAME_HEADS), ("code", _CODE_HEADS), ("sign", _SIGNED_HEADS)):
            if head in heads:
                if kind in now:
                    blocks.append(now)
                    now = {}
                now[kind] = column
    return [block for block in [*blocks, now] if "code" in block]


def _by_heads(
    number: int, cells: list[str], blocks: Iterable[Mapping[str, int]]
) -> Iterator[SheetEntry]:
    def cell(column: int | None) -> str:
        return cells[column] if column is not None and column < len(cells) else ""

    for block in blocks:
        name, code = cell(block.get("name")), cell(block["code"])
        signed = "sign" not in block or cell(block["sign"])
        if signed and (name or code):
            yield SheetEntry(number, code, name)
