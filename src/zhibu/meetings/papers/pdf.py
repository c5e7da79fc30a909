"""From blocks to PDF (预览与打印) with one kept Typst compiler and fonts given by path."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock

import typst

from zhibu.meetings.papers import fonts, glyphs
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


@dataclass(frozen=True, slots=True)
class Press:
    """The kept compiler, the families it sets with, and the faces behind them."""

    compiler: typst.Compiler
    chosen: fonts.FontSet
    faces: tuple[tuple[Path, int], ...]


@lru_cache(maxsize=4)
def _press(folders: tuple[Path, ...]) -> Press:
    """Made once for these folders; FontsMissing when they hold no Chinese font."""
    book = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=True,
        font_paths=[str(f) for f in folders],
    )
    chosen = fonts.choose(book.families(), folders)
    faces = tuple(
        (Path(face.path), face.index)
        for face in book.fonts()
        if face.path and face.family in chosen.serif
    )
    compiler = typst.Compiler(str(SOURCE), font_paths=book, ignore_system_fonts=True)
    return Press(compiler, chosen, faces)


def pdf_of(sheet: Sheet) -> bytes:
    """The sheet as PDF; the same sheet gives the same bytes. Raises FontsMissing."""
    return print_blocks(sheet, [_as_value(block) for block in sheet.blocks])


def print_blocks(sheet: Sheet, blocks: list[dict[str, object]]) -> bytes:
    """Set ready values; ``sheet`` gives name, author, time and format."""
    with _one_at_a_time:
        press = _press(fonts.folders())
        paper = {
            "name": sheet.name,
            "author": sheet.author,
            "keywords": list(sheet.keywords),
            "landscape": sheet.landscape,
            "to_cut": sheet.to_cut,
            "serif": list(press.chosen.serif),
            "sans": list(press.chosen.sans),
            "blocks": [*blocks, *_not_drawn(blocks, press)],
        }
        text = json.dumps(_cleaned(paper), ensure_ascii=False)
        made = press.compiler.compile(
            format="pdf",
            sys_inputs={"paper": text},
            timestamp=int(sheet.made_at.timestamp()),
        )
    if not isinstance(made, bytes):
        raise TypeError("the compiler gave no single file")
    return made


def _not_drawn(blocks: list[dict[str, object]], press: Press) -> list[dict[str, object]]:
    """A note under the paper that names every character no font here can draw."""
    text = "".join(_texts(blocks))
    lacking = glyphs.missing(text, press.faces)
    if not lacking:
        return []
    named = "、".join(f"{sign}（U+{ord(sign):04X}）" for sign in lacking)
    note = Note(f"本 PDF 的字库缺下列字，正文中显示为方框；Word 文件不受影响：{named}。")
    return [_as_value(note)]


def _texts(value: object) -> Iterator[str]:
    """Every text in a value, without signs no paper can hold; pictures left out."""
    if isinstance(value, str) and not value.startswith("<svg"):
        yield clean(value).replace("\n", "").replace("\t", "")
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)


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
