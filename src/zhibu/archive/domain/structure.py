"""A template as a tree of what stays, what is printed, what repeats and what depends (模板结构)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from zhibu.archive.domain.package import Package, W
from zhibu.archive.domain.tags import (
    MARK,
    TAG,
    TC,
    TR,
    P,
    Problem,
    T,
    Tag,
    leftovers,
    mend,
    own_texts,
    paragraph_text,
    read_tag,
    set_apart,
)
from zhibu.kit.sentences import Sentence, say
from zhibu.kit.sentences import noop as _

TBL = f"{{{W}}}tbl"
INSIDE = "zhibu-inside"
MOST_TAGS = 2_000
MOST_PROBLEMS = 100
DEEPEST = 80  # elements around a tag
BRACE = re.compile(r"[{}｛｝]")
STORY_NAMES = {
    "header": _("页眉"),
    "footer": _("页脚"),
    "footnotes": _("脚注"),
    "endnotes": _("尾注"),
}


@dataclass(slots=True)
class Marked:
    """A file whose tags are found and marked on the elements they rule."""

    tags: dict[str, list[Tag]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    mended: list[Sentence] = field(default_factory=list)
    places: list[Sentence] = field(default_factory=list)
    count: int = 0

    def of(self, element: etree._Element) -> list[Tag]:
        """The tags that rule this element, in order."""
        return self.tags.get(element.get(MARK, ""), [])

    def mark(self, element: etree._Element, tag: Tag) -> None:
        """Let the tag rule the element, and let those around it know."""
        key = element.get(MARK)
        if key is None:
            key = str(len(self.tags) + 1)
            element.set(MARK, key)
            self.tags[key] = []
        self.tags[key].append(tag)
        for around in element.iterancestors():
            around.set(INSIDE, "1")


def mark(package: Package) -> Marked:
    """Find every tag of the file, mending torn ones. Problems of writing are collected."""
    marked = Marked()
    for name, story in package.stories.items():
        unmark(story)
        kind = next((word for key, word in STORY_NAMES.items() if key in name), "")
        number = 0
        tables: dict[etree._Element, int] = {}
        for paragraph in list(story.iter(P)):
            cell = next(paragraph.iterancestors(TC), None)
            number += cell is None
            if BRACE.search(paragraph_text(paragraph)) is None:
                continue
            if marked.count > MOST_TAGS or len(marked.problems) > MOST_PROBLEMS:
                return marked
            if name != package.main and kind:
                place = say(kind)
            elif cell is None:
                place = say(_("正文第 %(number)d 段"), number=number)
            else:
                place = _place_in_table(cell, tables)
            _mark_paragraph(paragraph, place, marked)
    return marked


def unmark(story: etree._Element) -> None:
    """Take our marks off, or those somebody has forged."""
    for element in story.iter():
        for name in (MARK, INSIDE):
            if name in element.attrib:
                del element.attrib[name]


def _place_in_table(cell: etree._Element, tables: dict[etree._Element, int]) -> Sentence:
    """Which table, row and cell; tables are numbered as tags are met in them."""
    row = next(cell.iterancestors(TR), cell)
    table = next(cell.iterancestors(TBL), cell)
    return say(
        _("第 %(table)d 个有标签的表格第 %(row)d 行第 %(cell)d 格"),
        table=tables.setdefault(table, len(tables) + 1),
        row=1 + sum(1 for _before in row.itersiblings(TR, preceding=True)),
        cell=1 + sum(1 for _before in cell.itersiblings(TC, preceding=True)),
    )


def _mark_paragraph(paragraph: etree._Element, place: Sentence, marked: Marked) -> None:
    text = paragraph_text(paragraph)
    marked.places.append(place)
    marked.problems += leftovers(text, place)
    found = TAG.findall(text)
    if not found:
        return
    marked.count += len(found)
    if marked.count > MOST_TAGS:
        return
    if sum(1 for _around in paragraph.iterancestors()) > DEEPEST:
        sentence = say(_("标签所在的位置套得太深。请把它移到正文或普通表格里。"))
        marked.problems.append(Problem("too-nested", place, sentence, found[0]))
        return
    if mend(paragraph):
        marked.mended.append(place)
    tags = [read_tag(raw, place) for raw in found]
    marked.problems += [tag for tag in tags if isinstance(tag, Problem)]
    whole = [tag for tag in tags if isinstance(tag, Tag) and tag.is_control and tag.where]
    alone = TAG.sub("", text).strip() == "" and len(found) == 1
    first = tags[0]
    if any(tag.where == "tr" for tag in whole):
        _mark_row(paragraph, whole, place, marked)
    if alone and isinstance(first, Tag) and first.is_control and first.where != "tr":
        marked.mark(paragraph, first)
        return
    if any(tag.where == "p" for tag in whole):
        marked.problems.append(
            Problem(
                "needs-own-paragraph",
                place,
                say(_("{%p … %} 要独占一段，前后不要有别的文字。")),
                text[:40],
            )
        )
    for piece in list(own_texts(paragraph)):
        if TAG.search(piece.text or ""):
            _mark_runs(piece, place, marked)


def _mark_row(paragraph: etree._Element, tags: list[Tag], place: Sentence, marked: Marked) -> None:
    row = next(paragraph.iterancestors(TR), None)
    if row is None:
        marked.problems.append(
            Problem(
                "row-tag-outside-table",
                place,
                say(_("{%tr … %} 只能写在表格里。正文里请用 {%p … %}。")),
                tags[0].raw,
            )
        )
        return
    for tag in tags:
        if tag.where == "tr":
            marked.mark(row, tag)


def _mark_runs(piece: etree._Element, place: Sentence, marked: Marked) -> None:
    for run, raw in set_apart(piece):
        tag = read_tag(raw, place)
        if isinstance(tag, Problem):
            continue
        if tag.where or tag.word == "comment":
            for text in run.findall(T):
                text.text = ""
            continue
        marked.mark(run, tag)


@dataclass(slots=True)
class Static:
    """An element that stays; tags inside it are seen to when it is gone into."""

    element: etree._Element


@dataclass(slots=True)
class Output:
    """A run whose text is a value."""

    element: etree._Element
    tag: Tag


@dataclass(slots=True)
class Loop:
    """What repeats for each member of a list."""

    tag: Tag
    body: list[Node]


@dataclass(slots=True)
class Arm:
    """One case: its tag (if, elif or else) and what stands when it holds."""

    tag: Tag
    body: list[Node]


@dataclass(slots=True)
class Branch:
    """The first case that holds stands, the others do not."""

    arms: list[Arm]


Node = Static | Output | Loop | Branch


def sequence(parent: etree._Element, marked: Marked) -> tuple[list[Node], list[Problem]]:
    """The children of an element as nodes; tags that do not close are problems."""
    reader = _Reader()
    for child in parent:
        tags = marked.of(child)
        if child.tag == TR and tags:
            reader.row(child, tags)
        elif tags and tags[0].is_control:
            reader.control(tags[0])
        elif tags and tags[0].word == "output":
            reader.add(Output(child, tags[0]))
        else:
            reader.add(Static(child))
    reader.end()
    return reader.nodes, reader.problems


class _Reader:
    """Reads children in order and keeps what is still open."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.problems: list[Problem] = []
        self._open: list[Loop | Branch] = []

    def add(self, node: Node) -> None:
        self._body().append(node)

    def _body(self) -> list[Node]:
        if not self._open:
            return self.nodes
        last = self._open[-1]
        return last.body if isinstance(last, Loop) else last.arms[-1].body

    def row(self, row: etree._Element, tags: list[Tag]) -> None:
        """A row of tags alone goes; a row that both opens and closes is what repeats."""
        opening = [tag for tag in tags if tag.opens]
        closing = [tag for tag in tags if not tag.opens]
        for tag in opening:
            self.control(tag)
        if opening and closing:
            self.add(Static(row))
        elif any((piece.text or "").strip() for piece in row.iter(T)):
            sentence = say(
                _("这一行只作标记，填写后会整行去掉，行里别的内容印不出来。请把它们移到下一行。")
            )
            self._fault("row-content-lost", tags[0], sentence)
        for tag in closing:
            self.control(tag)

    def control(self, tag: Tag) -> None:
        if tag.word == "for":
            self._push(Loop(tag, []))
        elif tag.word == "if":
            self._push(Branch([Arm(tag, [])]))
        elif tag.word in {"elif", "else"}:
            self._next_arm(tag)
        else:
            self._close(tag)

    def _push(self, node: Loop | Branch) -> None:
        self.add(node)
        self._open.append(node)

    def _next_arm(self, tag: Tag) -> None:
        last = self._open[-1] if self._open else None
        if isinstance(last, Branch) and last.arms[-1].tag.word != "else":
            last.arms.append(Arm(tag, []))
        else:
            self._fault("stray-else", tag, say(_("“%(tag)s”前面没有对应的 if。"), tag=tag.raw))

    def _close(self, tag: Tag) -> None:
        last = self._open[-1] if self._open else None
        kind = Loop if tag.word == "endfor" else Branch
        if isinstance(last, kind):
            self._open.pop()
        else:
            self._fault(
                "stray-end",
                tag,
                say(
                    _(
                        "“%(tag)s”没有对应的开头。开头和结尾要成对，并且写在同一处：都在同一段里，都独占一段，或都在同一个表格的行上。"
                    ),
                    tag=tag.raw,
                ),
            )

    def end(self) -> None:
        """What is still open at the end was never closed here."""
        for node in self._open:
            tag = node.tag if isinstance(node, Loop) else node.arms[0].tag
            close = "endfor" if isinstance(node, Loop) else "endif"
            prefix = tag.where and f"{tag.where} "
            self._fault(
                "not-closed",
                tag,
                say(
                    _(
                        "“%(tag)s”没有结尾。请在要重复（或要显示）的内容之后加上 {%% %(close)s %%}，与开头写在同一处。"
                    ),
                    tag=tag.raw,
                    close=f"{prefix}{close}",
                ),
            )
        self._open.clear()

    def _fault(self, code: str, tag: Tag, sentence: Sentence) -> None:
        self.problems.append(Problem(code, tag.place, sentence, tag.raw))
