"""Finding the heads of tables in a sheet (辨认表头): one row or several, merged or not, anywhere.

Knows no field by name. The caller says what a label means (``claim``), which field every table
must have (``anchor``: a person's name), and how few fields make a head.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from zhibu.kit.sheets.cells import EMPTY, Row
from zhibu.kit.sheets.model import Merge, Sheet
from zhibu.kit.sheets.words import squeeze

MOST_LEVELS = 4


@dataclass(frozen=True, slots=True)
class Claim:
    """What a label means: a field, and how sure (0 is surest)."""

    field: str
    rank: int


@dataclass(frozen=True, slots=True)
class Label:
    """One column's head. text: as the file writes it, without spaces; above: the group over it."""

    column: int
    text: str
    above: str
    claim: Claim | None


@dataclass(frozen=True, slots=True)
class Head:
    """The head of one table. top, bottom: row numbers, inclusive."""

    top: int
    bottom: int
    labels: tuple[Label, ...]

    def fields(self) -> set[str]:
        """Fields this head names."""
        return {label.claim.field for label in self.labels if label.claim is not None}


ClaimOf = Callable[[str, str], Claim | None]  # (label, group above) → claim


@dataclass
class Finder:
    """Looks for heads in one sheet (找表头).

    claim: meaning of a label under a group label. anchor: the field no head lacks. least: how many
    different fields, the anchor among them, make a head.
    """

    sheet: Sheet
    claim: ClaimOf
    anchor: str
    least: int = 2

    def __post_init__(self) -> None:
        self._merges = _by_row(self.sheet.merges)
        self._hopeless: set[str] = set()

    def may_start(self, row: Row) -> bool:
        """Cheap: whether some cell of a row reads like the anchor's head."""
        return self._anchor_column(row) is not None

    def _anchor_column(self, row: Row) -> int | None:
        for column, cell in enumerate(row):
            if type(cell) is not str or not cell or len(cell) > 40 or cell in self._hopeless:
                continue
            claim = self.claim(squeeze(cell), "")
            if claim is not None and claim.field == self.anchor:
                return column
            if len(self._hopeless) < 100_000:
                self._hopeless.add(cell)
        return None

    def head_at(self, index: int) -> Head | None:
        """The head whose anchor stands in this row (by index), or None."""
        rows, numbers = self.sheet.rows, self.sheet.numbers
        row = rows[index]
        anchor = self._anchor_column(row)
        if anchor is None:
            return None
        top = index
        while top > 0 and index - top < 2 and self._is_group_row(top - 1, top, anchor):
            top -= 1
        bottom = index
        while bottom + 1 < len(rows) and bottom - top + 1 < MOST_LEVELS:
            if not self._continues(index, bottom + 1, anchor):
                break
            bottom += 1
        labels = tuple(self._labels(top, bottom))
        head = Head(numbers[top], numbers[bottom], labels)
        fields = head.fields()
        return head if self.anchor in fields and len(fields) >= self.least else None

    def _is_group_row(self, above: int, below: int, anchor: int) -> bool:
        """Whether the row above holds group heads rather than a title.

        Titles are one text, or one merge over the whole width; groups are several, and at least
        two of the columns they stand over are not empty below.
        """
        numbers = self.sheet.numbers
        if numbers[above] + 1 != numbers[below]:
            return False
        row = self.sheet.rows[above]
        texts = [(column, cell) for column, cell in enumerate(row) if cell != EMPTY]
        if not texts or any(type(cell) is not str or len(cell) > 30 for _, cell in texts):
            return False
        width = max(len(self.sheet.rows[below]), 1)
        if len(texts) == 1:
            span = self._span(numbers[above], texts[0][0])
            return 1 < span <= width * 0.6 and texts[0][0] > 0
        if any(mark in str(cell) for _, cell in texts for mark in "：:"):
            return False
        merged = any(self._span(numbers[above], column) > 1 for column, _ in texts)
        named = sum(1 for _, cell in texts if self.claim(squeeze(str(cell)), "") is not None)
        return merged or named > 0 or self._vertical(numbers[above], texts)

    def _vertical(self, number: int, texts: Sequence[tuple[int, object]]) -> bool:
        return any(
            merge.top == number < merge.bottom
            for column, _ in texts
            for merge in self._merges.get(number, ())
            if merge.left <= column <= merge.right
        )

    def _span(self, number: int, column: int) -> int:
        for merge in self._merges.get(number, ()):
            if merge.top == number and merge.left == column:
                return merge.right - merge.left + 1
        return 1

    def _continues(self, first: int, index: int, anchor: int) -> bool:
        """Whether a row below still belongs to the head: the anchor's cell reaches down to it, or
        is empty while others read like heads."""
        numbers = self.sheet.numbers
        if numbers[index] - numbers[first] != index - first:
            return False
        row = self.sheet.rows[index]
        for merge in self._merges.get(numbers[first], ()):
            if merge.left <= anchor <= merge.right and merge.bottom >= numbers[index]:
                return True
        if anchor < len(row) and row[anchor] != EMPTY:
            return False
        texts = [(column, cell) for column, cell in enumerate(row) if cell != EMPTY]
        if not texts or any(type(cell) is not str or len(cell) > 30 for _, cell in texts):
            return False
        above = self._filled(first, across=True)
        named = sum(
            1
            for column, cell in texts
            if self.claim(squeeze(str(cell)), above.get(column, "")) is not None
            or self.claim(above.get(column, "") + squeeze(str(cell)), "") is not None
        )
        return named > 0 and named * 2 >= len(texts)

    def _labels(self, top: int, bottom: int) -> Iterator[Label]:
        levels = [self._filled(index, across=index < bottom) for index in range(top, bottom + 1)]
        own = [self._own(index) for index in range(top, bottom + 1)]
        columns = sorted({column for level in own for column in level})
        for column in columns:
            stack: list[str] = []
            for level, mine in zip(levels, own, strict=True):
                text = mine.get(column) or level.get(column, "")
                if text and (not stack or stack[-1] != text):
                    stack.append(text)
            if not stack or not any(column in mine for mine in own):
                continue
            yield self._label(column, stack)

    def _label(self, column: int, stack: list[str]) -> Label:
        """The surest reading: the lowest text alone, with those above, or those above alone."""
        below, above = stack[-1], "".join(stack[:-1])
        claim = self.claim(below, above)
        if claim is None and above:
            claim = self.claim(above + below, "") or self.claim(stack[-2] + below, "")
        return Label(column, below, above, claim)

    def _own(self, index: int) -> dict[int, str]:
        """Head texts of a row, each at its own column; merged downwards counts for its columns."""
        number = self.sheet.numbers[index]
        row = self.sheet.rows[index]
        texts = {
            column: squeeze(str(cell))
            for column, cell in enumerate(row)
            if isinstance(cell, str) and cell.strip()
        }
        return {column: text for column, text in texts.items() if text and number}

    def _filled(self, index: int, *, across: bool) -> dict[int, str]:
        """A row's texts spread over the columns they stand over."""
        own = self._own(index)
        if not across:
            return own
        number = self.sheet.numbers[index]
        filled = dict(own)
        merges = self._merges.get(number, ())
        spread = set()
        for merge in merges:
            if merge.top == number and merge.left in own:
                spread.add(merge.left)
                for column in range(merge.left, merge.right + 1):
                    filled.setdefault(column, own[merge.left])
        if not merges and not self.sheet.merges:
            last = ""
            for column in range(max(own, default=-1) + 40):
                last = own.get(column, last)
                if last:
                    filled.setdefault(column, last)
        return filled


def _by_row(merges: tuple[Merge, ...]) -> dict[int, list[Merge]]:
    """Merged ranges of each row they touch, for ranges of a head's height."""
    found: dict[int, list[Merge]] = {}
    for merge in merges:
        for number in range(merge.top, min(merge.bottom, merge.top + MOST_LEVELS) + 1):
            found.setdefault(number, []).append(merge)
    return found
