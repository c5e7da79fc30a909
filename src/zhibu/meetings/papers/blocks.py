"""What a page is made of, before it becomes Word or PDF: both are set from the same blocks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Align(StrEnum):
    """Where text stands in its cell or line."""

    LEFT = "left"
    CENTRE = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Title:
    """The title: 2号小标宋, centred, one entry a line."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """Level 1 一、 in 黑体, level 2 （一） in 楷体; the number is part of the text."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text, 3号仿宋, two characters in. lead: its first words, in 黑体."""

    text: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Names of facts spread over four characters, values beside them."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table whose head repeats on each page. widths: millimetres. small: 五号 type."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    aligns: tuple[Align, ...] = ()
    row_height: float = 8.0
    small: bool = False

    def align_of(self, column: int) -> Align:
        """The column's place; centred unless told otherwise."""
        return self.aligns[column] if column < len(self.aligns) else Align.CENTRE


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of a form. label: it names what stands beside it, in 黑体, centred."""

    text: str
    span: int = 1
    label: bool = False
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row of a form; height in millimetres at least.

    text_at_top: running text, not a word in the middle. may_split: long enough to turn the page.
    """

    cells: tuple[Cell, ...]
    height: float = 9.0
    text_at_top: bool = False
    may_split: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A ruled form as in printed handbooks. widths: millimetres."""

    widths: tuple[float, ...]
    rows: tuple[FormRow, ...]


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines to sign on, in the right half; kept together on one page."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """Small text under a table or at the foot: 小四号."""

    text: str
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows starts on a new page."""


Block = Title | Heading | Paragraph | Facts | Grid | Form | Signatures | Note | NewPage


@dataclass(frozen=True, slots=True)
class Sheet:
    """One paper, ready to be set. made_at dates the file and nothing else does.

    to_cut: narrow margins and no page number, for slips.
    """

    name: str
    author: str
    made_at: datetime
    blocks: tuple[Block, ...]
    landscape: bool = False
    to_cut: bool = False
    revision: int = 1
    keywords: tuple[str, ...] = field(default=())
