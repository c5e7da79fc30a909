"""Cutting a sheet into tables of people (分段): heads, titles, branch lines, foot lines, persons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from zhibu.kit.sheets.cells import EMPTY, Cell, Row, text_of
from zhibu.kit.sheets.heads import Claim, Finder, Head, Label
from zhibu.kit.sheets.model import Sheet
from zhibu.kit.sheets.words import is_nothing, squeeze, tidy
from zhibu.people.roster.titles import (
    BRANCH_WORD,
    COUNT,
    ENUMERATION,
    EXAMPLE,
    FOOT,
    GROUP_LINE,
    HINTS,
    NOT_SERIAL,
    SIGNED,
    branch_in,
    kind_in,
)


@dataclass(frozen=True, slots=True)
class Context:
    """What the lines above a person say (上文): branch, group, kind; "" when nothing."""

    branch: str = ""
    group: str = ""
    kind: str = ""
    branch_from: str = ""

    def under(self, branch: str, kind: str) -> Context:
        """What holds below a new title: a new branch begins without group or kind of the old."""
        if branch:
            return Context(branch, "", kind, "title")
        return replace(self, kind=kind) if kind else self


@dataclass(slots=True)
class Section:
    """One table: its head, and the rows under it taken for people, each with its context."""

    head: Head
    people: list[tuple[int, Row, Context]] = field(default_factory=list)
    examples: list[int] = field(default_factory=list)
    rest: list[tuple[int, Row, Context]] = field(default_factory=list)

    def column(self, name: str) -> int:
        """The column of a field's surest claim; -1 when the head has none."""
        best, rank = -1, 99
        for label in self.head.labels:
            if label.claim is not None and label.claim.field == name and label.claim.rank < rank:
                best, rank = label.column, label.claim.rank
        return best


ClaimOf = Callable[[str, str], Claim | None]


def sections(sheet: Sheet, claim: ClaimOf) -> list[Section]:
    """The tables of one sheet in order, with their people (分段)."""
    return [part for section in _Cutter(sheet, claim).cut() for part in _beside(section)]


def _beside(section: Section) -> list[Section]:
    """A list set in two columns of people, or three, as one table for each (双栏名单)."""
    clusters = _clusters(section.head)
    if len(clusters) < 2:
        return [section]
    parts = []
    for at, labels in enumerate(clusters):
        part = Section(replace(section.head, labels=tuple(labels)))
        if at == 0:
            part.people, part.examples = section.people, section.examples
        else:
            lines = sorted((*section.people, *section.rest), key=lambda line: line[0])
            part.people = [line for line in lines if _stands_there(part, line[1])]
        parts.append(part)
    return parts


def _clusters(head: Head) -> list[list[Label]]:
    """The labels from the left, parted where they begin again; one cluster when they do not."""
    clusters: list[list[Label]] = [[]]
    seen: set[str] = set()
    for label in head.labels:
        if label.text in seen:
            clusters.append([])
            seen = set()
        seen.add(label.text)
        clusters[-1].append(label)
    whole = all(
        {"name", "staff_no"} <= {label.claim.field for label in labels if label.claim is not None}
        for labels in clusters
    )
    return clusters if whole else [list(head.labels)]


def _stands_there(part: Section, row: Row) -> bool:
    """Whether a row has somebody in this column of people."""
    name, number = part.column("name"), part.column("staff_no")
    there = [row[at] for at in (name, number) if at < len(row) and _says(row[at])]
    if name >= len(row) or not isinstance(row[name], str):
        return False
    return bool(there) and not FOOT.match(squeeze(str(there[0])))


class _Cutter:
    """Walks down a sheet once."""

    def __init__(self, sheet: Sheet, claim: ClaimOf) -> None:
        self.sheet = sheet
        self.finder = Finder(sheet, claim, anchor="name", least=2)
        self.found: list[Section] = []
        branch = branch_in(sheet.name)
        self.context = Context(branch, "", kind_in(sheet.name), "sheet" if branch else "")
        self.name_at = self.number_at = -1
        self.person_columns: tuple[int, ...] = ()
        self.place_columns: frozenset[int] = frozenset()
        self.elsewhere = False  # below the head of some other table

    def cut(self) -> list[Section]:
        rows, numbers = self.sheet.rows, self.sheet.numbers
        index, end = 0, len(rows)
        section: Section | None = None
        while index < end:
            row = rows[index]
            if section is not None and not self.elsewhere and self._is_numbered(row):
                section.people.append((numbers[index], row, self.context))
                index += 1
                continue
            if any(row):
                head = self.finder.head_at(index)
                if head is not None:
                    self.elsewhere = False
                    section = self._begin(section, head, index)
                    index += head.bottom - numbers[index] + 1
                    continue
                self._line(section, row, numbers[index])
            index += 1
        return self.found

    def _is_numbered(self, row: Row) -> bool:
        """The common case, told cheaply: a number of digits and a name beside it."""
        at, name_at = self.number_at, self.name_at
        if at < 0 or at >= len(row) or name_at >= len(row):
            return False
        cell, name = row[at], row[name_at]
        if (
            type(name) is not str
            or not 1 < len(name) < 8
            or name[0] in "合总共小填审制注说备示例样必"
        ):
            return False
        first = row[0]
        if type(first) is str and first[:1] in NOT_SERIAL and first:
            return False
        return (type(cell) is str and len(cell) > 3 and cell.isalnum() and cell[-1].isdigit()) or (
            type(cell) is float and cell > 999
        )

    def _begin(self, section: Section | None, head: Head, index: int) -> Section:
        """A new head: the same one repeated on a new page goes on, another begins a table."""
        lines = self._titles(head.top)
        branch = next(filter(None, map(branch_in, reversed(lines))), "")
        kind = next(filter(None, map(kind_in, reversed(lines))), "")
        self.context = self.context.under(branch, kind)
        if section is not None and _same(section.head, head):
            return section
        fresh = Section(head)
        self.found.append(fresh)
        self.name_at, self.number_at = fresh.column("name"), fresh.column("staff_no")
        self._note_columns(head)
        return fresh

    def _note_columns(self, head: Head) -> None:
        place = {
            "branch",
            "college",
            "group",
            "cohort",
            "major",
            "occupation",
            "posts",
            "education",
        }
        claimed = {
            label.column: label.claim.field
            for label in _clusters(head)[0]
            if label.claim is not None
        }
        self.person_columns = tuple(c for c, f in claimed.items() if f not in place)
        self.place_columns = frozenset(c for c, f in claimed.items() if f in place)

    def _titles(self, top: int) -> list[str]:
        """Texts of up to six rows right above a head that are no persons."""
        lines: list[str] = []
        for number in range(top - 1, max(0, top - 7), -1):
            row = self.sheet.rows[at] if (at := self._at(number)) is not None else []
            texts = [tidy(cell) for cell in row if isinstance(cell, str) and cell.strip()]
            if len(texts) > 6 or self._is_numbered(row):
                break
            line = "  ".join(texts)
            if line and (branch_in(line) or not any(FOOT.match(text) for text in texts)):
                lines.append(line)
        lines.reverse()
        return lines

    def _at(self, number: int) -> int | None:
        numbers = self.sheet.numbers
        if isinstance(numbers, range):
            return numbers.index(number) if number in numbers else None
        try:
            return numbers.index(number)
        except ValueError:
            return None

    def _line(self, section: Section | None, row: Row, number: int) -> None:
        """A row that is no head and no plain person: sort it out."""
        texts = [(column, cell) for column, cell in enumerate(row) if _says(cell)]
        if not texts:
            return
        said = {tidy(cell) if isinstance(cell, str) else cell for _, cell in texts}
        only = said.pop()
        if not said and isinstance(only, str) and self._context_line(only):
            return
        self.elsewhere = self.elsewhere or self.finder.may_start(row)
        if (
            section is None
            or self.elsewhere
            or (len(texts) == 1 and self._is_banner(number, texts[0]))
        ):
            return
        if self._goes_on(number):
            return
        verdict = self._verdict(row, texts)
        if verdict == "person":
            section.people.append((number, row, self.context))
        elif verdict == "example":
            section.examples.append(number)
        else:
            section.rest.append((number, row, self.context))

    def _goes_on(self, number: int) -> bool:
        """A second line of the person above: the name's cell reaches down to it."""
        return any(
            merge.top < number <= merge.bottom and merge.left <= self.name_at <= merge.right
            for merge in self.sheet.merges
        )

    def _is_banner(self, number: int, only: tuple[int, Cell]) -> bool:
        """One text over several columns, or a word about the people below."""
        column, cell = only
        if isinstance(cell, str) and tidy(cell).endswith(("党员", "人员", "名单", "名册", "同志")):
            return True
        return any(
            merge.top <= number <= merge.bottom
            and merge.left <= column <= merge.right
            and merge.right - merge.left > 1
            for merge in self.sheet.merges
        )

    def _context_line(self, text: str) -> bool:
        """A line of one text that names a branch, a group or a kind for the people under it."""
        bare = COUNT.sub("", ENUMERATION.sub("", text)).strip(" :：")
        if len(text) > 80 or (FOOT.match(bare) and not BRANCH_WORD.search(bare)):
            return False
        group = GROUP_LINE.match(bare.replace(" ", ""))
        if group is not None:
            self.context = replace(self.context, group=group[1])
            return True
        branch, kind = branch_in(text), kind_in(bare)
        if (branch and not SIGNED.search(text)) or (kind and len(bare) <= 24):
            self.context = self.context.under(branch, kind)
            return True
        return False

    def _verdict(self, row: Row, texts: list[tuple[int, Cell]]) -> str:
        """``person``, ``example`` or ``other`` for a row under a head."""
        name, staff_no = self._cell(row, self.name_at), self._cell(row, self.number_at)
        first = squeeze(str(texts[0][1]))
        named = squeeze(name) if isinstance(name, str) else str(name)
        numbered = _says(staff_no) and not (
            isinstance(staff_no, str) and is_nothing(squeeze(staff_no))
        )
        if EXAMPLE.match(first) or EXAMPLE.match(named):
            return "example"
        if FOOT.match(named):
            return "other"
        if not (numbered and _is_number(staff_no)) and (
            self._is_foot(texts, first) or _is_hint(texts, named)
        ):
            return "other"
        if _is_counting(texts):
            return "other"
        if numbered:
            return "person" if len(texts) > 1 or _says(name) else "other"
        if _says(name) and not is_nothing(named):
            return "person" if self._looks_like_person(texts, named) else "other"
        told = [c for c, _ in texts if c in self.person_columns]
        return "person" if len(told) >= 2 else "other"

    def _is_foot(self, texts: list[tuple[int, Cell]], first: str) -> bool:
        if FOOT.match(first):
            return True
        return any(isinstance(cell, str) and SIGNED.search(cell) for _, cell in texts)

    def _looks_like_person(self, texts: list[tuple[int, Cell]], named: str) -> bool:
        """A name without a number: a person when the name can be one, or other cells say so."""
        told = sum(1 for column, _ in texts if column in self.person_columns)
        if told > 1:
            return True
        return len(named) <= 12 and (len(texts) > 1 or _is_counted(texts)) or len(named) <= 4

    @staticmethod
    def _cell(row: Row, at: int) -> Cell:
        return row[at] if 0 <= at < len(row) else EMPTY


def _says(cell: Cell) -> bool:
    return not isinstance(cell, str) or bool(cell.strip("\u3000 \t\r\n\u00a0"))


def _is_number(cell: Cell) -> bool:
    """Whether a cell could be somebody's number rather than a count or a word."""
    text = squeeze(text_of(cell))
    return len(text) > 3 and text.isascii() and any(mark.isdigit() for mark in text)


def _is_counted(texts: list[tuple[int, Cell]]) -> bool:
    return isinstance(texts[0][1], float)


def _is_counting(texts: list[tuple[int, Cell]]) -> bool:
    """A row that only numbers the columns: 1 2 3 4, 栏次, 甲 乙 丙."""
    if len(texts) < 3:
        return False
    words = [squeeze(str(int(c) if isinstance(c, float) and c == int(c) else c)) for _, c in texts]
    bare = [word.strip("()[]栏列") for word in words if word not in ("栏次", "列号", "序号")]
    return (
        bare == [str(n) for n in range(int(bare[0]), int(bare[0]) + len(bare))]
        if (bare and bare[0] in ("0", "1", "2"))
        else bare == list("ABCDEFGHIJKLMNOPQRSTUVWXYZ"[: len(bare)])
    )


def _is_hint(texts: list[tuple[int, Cell]], named: str) -> bool:
    """A row under the head that says how to fill it in."""
    if named.strip("()（）*:：") in HINTS:
        return True
    words = [squeeze(cell).strip("()（）*:：") for _, cell in texts if isinstance(cell, str)]
    return bool(words) and sum(word in HINTS for word in words) * 2 >= len(texts)


def _same(one: Head, other: Head) -> bool:
    return [(label.column, label.text) for label in one.labels] == [
        (label.column, label.text) for label in other.labels
    ]
