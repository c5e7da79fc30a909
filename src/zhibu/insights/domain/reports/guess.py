"""Marks guessed from the words of the heads (认表头): what a school's form most likely asks for.

Only where the words say it exactly; what two heads contradict each other about is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from zhibu.insights.domain.reports.look import BookLook, LookCell, SheetLook
from zhibu.insights.domain.reports.marks import (
    BEFORE,
    BLANK,
    MONTHS,
    SPAN,
    YEAR,
    Holds,
    Mark,
    Over,
    Place,
)

_BRACKETS = re.compile(r"[（(【\[][^（）()【】\[\]]*[）)】\]]")
_BEFORE = re.compile(r"上个?月|上季度|上学期|上年|上期")
_YEAR = re.compile(r"本?年?累计|全年|本年度?|年度|当年")
_SPAN = re.compile(r"本月|本季度|本学期|本期|当月|当期")
_MONTH = re.compile(r"(1[0-2]|[1-9])月份?|(十[一二]?|[一二三四五六七八九])月份?")
_CHINESE = {word: at for at, word in enumerate("一二三四五六七八九十", start=1)} | {
    "十一": 11,
    "十二": 12,
}
_NOISE = re.compile(
    r"^(?:其中|召开|开展|举行|组织|参加|现有|共有)+|(?:开展|召开)?"
    r"(?:总?次数|总?人次|总?人数|总数|数量|情况|合计|小计|总计|数|次|名|个)+$"
)
_BLANKS = re.compile(r"[\s\u3000:：、,，.．*]+")
BRANCH_HEADS = {"党支部", "支部", "支部名称", "党支部名称", "党组织", "党组织名称"}
BELOW_HEADS = {"学院", "院系", "二级单位", "二级党组织", "基层党委", "院系党组织", "学院名称"}
NUMBER_HEADS = {"序号", "编号"}
FACTS: tuple[tuple[Holds, frozenset[str]], ...] = (
    (Holds.NAME, frozenset({"填报单位", "单位", "单位名称", "填表单位", *BRANCH_HEADS})),
    (Holds.SPAN, frozenset({"统计期间", "报告期", "统计月份", "月份", "统计时间", "期间", "时间"})),
    (Holds.DAY, frozenset({"填报日期", "填表日期", "填报时间", "填表时间", "日期", "上报日期"})),
    (Holds.WRITER, frozenset({"填报人", "填表人", "制表人", "制表"})),
)


def bare(words: str) -> str:
    """A head without brackets, blanks, units and words of time: ``本月主题党日次数（次）`` → 主题党日."""
    text = _BLANKS.sub("", _BRACKETS.sub("", words))
    for pattern in (_BEFORE, _YEAR, _SPAN):
        text = pattern.sub("", text)
    if _MONTH.match(text):
        text = _MONTH.sub("", text, count=1)
    before = None
    while before != text:
        before, text = text, _NOISE.sub("", text)
    return text


def time_said(words: str) -> str:
    """Which time a head speaks of; empty when it says nothing of it."""
    text = _BLANKS.sub("", words)
    if _BEFORE.search(text):
        return BEFORE
    if _YEAR.search(text):
        return YEAR
    month = _MONTH.match(text)
    if month is not None:
        number = int(month[1]) if month[1] else _CHINESE[month[2]]
        return MONTHS[number - 1]
    return SPAN if _SPAN.search(text) else ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What heads may say: metrics by their names, bodies by theirs."""

    metrics: Mapping[str, str]
    bodies: Mapping[str, int]

    @classmethod
    def of(
        cls, metrics: Iterable[tuple[str, str]], bodies: Iterable[tuple[str, int]]
    ) -> Vocabulary:
        """metrics: (name, key), the first of a name counts; bodies: (name, id)."""
        named: dict[str, str] = {}
        for name, key in metrics:
            named.setdefault(bare(name), key)
        return cls(named, {_BLANKS.sub("", name): pk for name, pk in bodies})


def guessed(look: BookLook, words: Vocabulary) -> tuple[Mark, ...]:
    """Marks of every cell whose heads say what it holds (认出的标记)."""
    found: list[Mark] = []
    for at, sheet in enumerate(look.sheets):
        if not sheet.hidden:
            found += _Sheet(at, sheet, words).marks()
    return tuple(sorted(found, key=lambda mark: mark.place))


class _Sheet:
    """One sheet as a ground of cells, joined ones spread out."""

    def __init__(self, at: int, sheet: SheetLook, words: Vocabulary) -> None:
        self.at, self.sheet, self.words = at, sheet, words
        self.ground: dict[tuple[int, int], LookCell] = {}
        for cell in sheet.cells():
            for row in range(cell.place.row, cell.place.row + cell.down):
                for column in range(cell.place.column, cell.place.column + cell.across):
                    self.ground[row, column] = cell
        self.width = max((column for _row, column in self.ground), default=1)

    def marks(self) -> Iterator[Mark]:
        taken: set[Place] = set()
        for fact in self._facts():
            taken.add(fact.place)
            yield fact
        repeated: dict[int, Over] = {}
        below_repeated: set[tuple[int, int]] = set()
        for cell in self.sheet.cells():
            place = cell.place
            if not cell.is_empty or not cell.edged or place in taken:
                continue
            if (place.row, place.column) in below_repeated:
                continue
            over = repeated.get(place.row) or self._repeats(place.row)
            if over is not None and place.row not in repeated:
                repeated[place.row] = over
                below_repeated |= self._blank_below(place.row)
            mark = self._mark(cell, over)
            if mark is not None:
                yield mark

    # ---- 填报单位：, 填报日期：

    def _facts(self) -> Iterator[Mark]:
        for cell in self.sheet.cells():
            text = cell.text.strip()
            if cell.formula or not text:
                continue
            if cell.across * 2 > self.width and BLANK.search(text):
                yield Mark(cell.place, Holds.SPAN)
                continue
            if not text.endswith(("：", ":")):
                continue
            holds = next((h for h, names in FACTS if _BLANKS.sub("", text) in names), None)
            if holds is not None:
                yield Mark(self._beside(cell) or cell.place, holds)

    def _beside(self, cell: LookCell) -> Place | None:
        right = self.ground.get((cell.place.row, cell.place.column + cell.across))
        return right.place if right is not None and right.is_empty else None

    # ---- numbers

    def _heads(self, cell: LookCell, *, up: bool) -> list[str]:
        """Texts over a cell, or left of it, the nearest first, up to the first gap behind them."""
        row, column = cell.place.row, cell.place.column
        said: list[str] = []
        last: LookCell | None = None
        while True:
            row, column = (row - 1, column) if up else (row, column - 1)
            there = self.ground.get((row, column))
            if there is None or (up and there.across * 2 > self.width and self.width > 3):
                return said
            if there is last:
                continue
            last = there
            if there.text.strip() and not there.formula:
                said.append(there.text)
            elif said:
                return said

    def _repeats(self, row: int) -> Over | None:
        """Whether this blank row stands under the heads of a list of branches, or of bodies below."""
        for column in range(1, self.width + 1):
            cell = self.ground.get((row, column))
            if cell is None or not cell.is_empty or not cell.edged:
                continue
            heads = self._heads(cell, up=True)
            if not heads or self._is_blank(row - 1, column):
                continue
            name = bare(heads[0])
            if name in BRANCH_HEADS:
                return Over.BRANCH
            if name in BELOW_HEADS:
                return Over.BELOW
        return None

    def _is_blank(self, row: int, column: int) -> bool:
        cell = self.ground.get((row, column))
        return cell is None or cell.is_empty

    def _blank_below(self, row: int) -> set[tuple[int, int]]:
        """The prepared blank rows under a repeated one: filled with it, not marked."""
        below: set[tuple[int, int]] = set()
        while True:
            row += 1
            cells = [self.ground.get((row, column)) for column in range(1, self.width + 1)]
            if all(c is None for c in cells) or any(c and c.text and not c.formula for c in cells):
                return below
            below |= {(row, column) for column in range(1, self.width + 1)}

    def _mark(self, cell: LookCell, over: Over | None) -> Mark | None:
        above, left = self._heads(cell, up=True), self._heads(cell, up=False)
        if over is not None and above:
            name = bare(above[0])
            if name in BRANCH_HEADS | BELOW_HEADS:
                return Mark(cell.place, Holds.NAME, over=over)
            if _BLANKS.sub("", above[0]) in NUMBER_HEADS:
                return Mark(cell.place, Holds.NUMBER, over=over)
        heads = [*above, *left]
        metric = self._metric(above, left)
        if metric is None:
            return None
        when = next((said for head in heads if (said := time_said(head))), SPAN)
        if over is not None:
            return Mark(cell.place, Holds.FIGURE, metric, over, None, when)
        body = next((pk for h in left if (pk := self.words.bodies.get(_BLANKS.sub("", h)))), None)
        named = Over.NAMED if body else Over.WHOLE
        return Mark(cell.place, Holds.FIGURE, metric, named, body, when)

    def _metric(self, above: list[str], left: list[str]) -> str | None:
        """The metric both heads name together, or the nearest of one side; None where sides differ."""
        names = self.words.metrics
        sides = [[name for head in heads if (name := bare(head))] for heads in (above, left)]
        both = [*sides[0], *sides[1]]
        for one in both:
            for other in both:
                if one is not other and f"{one}{other}" in names:
                    return names[f"{one}{other}"]
        found = {names[next(n for n in side if n in names)] for side in sides if {*side} & {*names}}
        return found.pop() if len(found) == 1 else None
