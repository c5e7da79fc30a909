"""From blocks to PDF (预览与打印) with one kept Typst compiler and fonts given by path."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from threading import Lock

import typst

from zhibu.meetings.papers import fonts
from zhibu.meetings.papers.blocks import (
    Block,
    Facts,
    Form,
    Grid,
    Heading,
    NewPage,
    Note,
    Paragraph,
    Sheet,
    Signatures,
    Title,
)
from zhibu.meetings.papers.words import clean

SOURCE = Path(__file__).with_name("paper.typ")
KINDS: Mapping[type[Block], str] = {
    Title: "title",
    Heading: "heading",
    Paragraph: "paragraph",
    Facts: "facts",
    Grid: "grid",
    Form: "form",
    Signatures: "signatures",
    Note: "note",
    NewPage: "new_page",
}
_one_at_a_time = Lock()


@lru_cache(maxsize=4)
def _press(folders: tuple[Path, ...]) -> tuple[typst.Compiler, fonts.FontSet]:
    """The kept compiler and the families it can set; FontsMissing when there are none."""
    book = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=True,
        font_paths=[str(f) for f in folders],
    )
    chosen = fonts.choose(book.families(), folders)
    return typst.Compiler(str(SOURCE), font_paths=book, ignore_system_fonts=True), chosen


def pdf_of(sheet: Sheet) -> bytes:
    """The sheet as PDF; the same sheet gives the same bytes. Raises FontsMissing."""
    return print_blocks(sheet, [_as_value(block) for block in sheet.blocks])


def print_blocks(sheet: Sheet, blocks: list[dict[str, object]]) -> bytes:
    """Set ready values; ``sheet`` gives name, author, time and format."""
    with _one_at_a_time:
        compiler, chosen = _press(fonts.folders())
        paper = {
            "name": sheet.name,
            "author": sheet.author,
            "keywords": list(sheet.keywords),
            "landscape": sheet.landscape,
            "to_cut": sheet.to_cut,
            "serif": list(chosen.serif),
            "sans": list(chosen.sans),
            "blocks": blocks,
        }
        text = json.dumps(_cleaned(paper), ensure_ascii=False)
        made = compiler.compile(
            format="pdf",
            sys_inputs={"paper": text},
            timestamp=int(sheet.made_at.timestamp()),
        )
    if not isinstance(made, bytes):
        raise TypeError("the compiler gave no single file")
    return made


def _as_value(block: Block) -> dict[str, object]:
    value: dict[str, object] = {"kind": KINDS[type(block)], **asdict(block)}
    if isinstance(block, Grid):
        value["aligns"] = [block.align_of(column).value for column in range(len(block.head))]
    return value


def _cleaned(value: object) -> object:
    """The same value without signs no paper can hold."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {key: _cleaned(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(part) for part in value]
    return value
