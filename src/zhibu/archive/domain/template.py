"""Templates of a school (自备模板): checked with an explanation for each error, filled from values.

The structure is walked on Word's own tree and expressions are only looked up, so a template cannot
run anything, whatever stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from zhibu.archive.domain import expressions
from zhibu.archive.domain.expressions import ExpressionFault, Kind, Record, Scope
from zhibu.archive.domain.package import Package, TemplateRefused, W, open_docx
from zhibu.archive.domain.structure import (
    INSIDE,
    MOST_TAGS,
    TBL,
    Branch,
    Loop,
    Marked,
    Node,
    Output,
    mark,
    sequence,
    unmark,
)
from zhibu.archive.domain.tags import LOOP, SPACE, TC, TR, P, Problem, T, Tag, bare
from zhibu.archive.domain.vocabulary import Value, Vocabulary
from zhibu.kit.sentences import Sentence, say
from zhibu.kit.sentences import noop as _

DEEPEST = 4  # loops inside loops
MOST_ELEMENTS = 100_000  # a filled paper of some three hundred pages
ONLY_ONCE = {f"{{{W}}}bookmarkStart", f"{{{W}}}bookmarkEnd"}
WORD_2010 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
EVERYWHERE = say(_("整份文件"))


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in a template. hints: things mended, nothing to do about them."""

    problems: tuple[Problem, ...]
    hints: tuple[Problem, ...] = ()
    tags: int = 0

    @property
    def is_usable(self) -> bool:
        return not self.problems


def check(body: bytes, vocabulary: Vocabulary) -> Checked:
    """Look a template through (检查模板): every problem with its place. Never raises for its content."""
    try:
        package = open_docx(body)
    except TemplateRefused as refused:
        return Checked((Problem(refused.code, EVERYWHERE, refused.sentence),))
    marked = mark(package)
    problems = list(marked.problems)
    if marked.count > MOST_TAGS:
        problems.append(
            Problem(
                "too-many-tags",
                EVERYWHERE,
                say(_("标签超过 %(most)d 个，不像一份模板。"), most=MOST_TAGS),
            )
        )
    elif not marked.count and not problems:
        problems.append(
            Problem(
                "no-tags",
                EVERYWHERE,
                say(
                    _(
                        "文件里没有标签，填不进内容。请在要填的位置写上标签，例如 {{ 时间 }}；可以先下载示例模板对照。"
                    )
                ),
            )
        )
    else:
        scope: Scope = dict(vocabulary.scope())
        for story in package.stories.values():
            problems += _faults(story, marked, scope, vocabulary, depth=0)
    hints = tuple(
        Problem("mended", place, say(_("标签被 Word 拆成了几截，已按第一截的字体合在一起。")))
        for place in marked.mended
    )
    order = {place: number for number, place in enumerate(marked.places)}
    problems.sort(key=lambda problem: order.get(problem.place, -1))
    return Checked(tuple(problems), hints, marked.count)


def _faults(
    parent: etree._Element, marked: Marked, scope: Scope, vocabulary: Vocabulary, *, depth: int
) -> Iterator[Problem]:
    if parent.get(INSIDE) is None:
        return
    nodes, problems = sequence(parent, marked)
    yield from problems
    yield from _faults_of(nodes, marked, scope, vocabulary, depth=depth)


def _faults_of(
    nodes: list[Node], marked: Marked, scope: Scope, vocabulary: Vocabulary, *, depth: int
) -> Iterator[Problem]:
    for node in nodes:
        match node:
            case Output(_, tag):
                yield from _fault_of_output(tag, scope, vocabulary)
            case Loop(tag, body):
                found = _loop_scope(tag, scope, vocabulary, depth=depth)
                if isinstance(found, Problem):
                    yield found
                else:
                    yield from _faults_of(body, marked, found, vocabulary, depth=depth + 1)
            case Branch(arms):
                for arm in arms:
                    if arm.tag.word != "else":
                        yield from _fault_of(arm.tag, arm.tag.rest, scope, vocabulary)
                    yield from _faults_of(arm.body, marked, scope, vocabulary, depth=depth)
            case _:
                yield from _faults(node.element, marked, scope, vocabulary, depth=depth)


def _fault_of_output(tag: Tag, scope: Scope, vocabulary: Vocabulary) -> Iterator[Problem]:
    try:
        kind = expressions.kind_of(expressions.parse(tag.rest), scope, vocabulary)
    except ExpressionFault as fault:
        yield Problem(fault.code, tag.place, fault.sentence, tag.raw)
        return
    if expressions.members(kind) is not None or isinstance(kind, Record):
        sentence = say(
            _(
                '“%(name)s”是一份清单，不能直接填。请用 {%%p for 项 in %(name)s %%} 逐项取出；名单也可以写 {{ %(name)s|join("、") }}。'
            ),
            name=tag.rest,
        )
        yield Problem("list-as-text", tag.place, sentence, tag.raw)


def _fault_of(tag: Tag, text: str, scope: Scope, vocabulary: Vocabulary) -> Iterator[Problem]:
    try:
        expressions.kind_of(expressions.parse(text), scope, vocabulary)
    except ExpressionFault as fault:
        yield Problem(fault.code, tag.place, fault.sentence, tag.raw)


def _loop_scope(tag: Tag, scope: Scope, vocabulary: Vocabulary, *, depth: int) -> Scope | Problem:
    """What is known inside the loop, or what is wrong with it."""
    found = LOOP.fullmatch(tag.rest)
    if found is None:
        return Problem(
            "loop-form", tag.place, say(_("for 要写成 {% for 项 in 议程 %} 的样子。")), tag.raw
        )
    if depth >= DEEPEST:
        return Problem("too-deep", tag.place, say(_("for 套得太深，最多四层。")), tag.raw)
    try:
        kind: Kind = expressions.kind_of(expressions.parse(found["list"]), scope, vocabulary)
    except ExpressionFault as fault:
        return Problem(fault.code, tag.place, fault.sentence, tag.raw)
    member = expressions.members(kind)
    if member is None:
        sentence = say(
            _("“%(name)s”不是清单，不能用 for。直接写 {{ %(name)s }} 即可。"), name=found["list"]
        )
        return Problem("not-a-list", tag.place, sentence, tag.raw)
    return {**scope, found["variable"]: member, "loop": expressions.LOOP}


def fill(body: bytes, vocabulary: Vocabulary, values: Mapping[str, Value]) -> bytes:
    """The template filled (填写模板). Same template and values, same bytes.

    Raises TemplateRefused where the template does not pass ``check``, or grows beyond all measure.
    """
    checked = check(body, vocabulary)
    if checked.problems:
        first = checked.problems[0]
        raise TemplateRefused(first.code, first.sentence)
    package = open_docx(body)
    marked = mark(package)
    press = _Press(marked)
    for name, story in package.stories.items():
        (made,) = press.element(story, expressions.all_values(values))
        package.stories[name] = made
    return _finished(package)


class _Press:
    """Makes new elements from marked ones; counts them, so that no template grows without end."""

    def __init__(self, marked: Marked) -> None:
        self._marked = marked
        self._made = 0

    def element(self, element: etree._Element, values: expressions.Values) -> list[etree._Element]:
        """The element with what is inside it filled in; nothing where it has lost its reason."""
        if element.get(INSIDE) is None:
            self._count(sum(1 for _every in element.iter()))
            return [deepcopy(element)]
        self._count(1)
        twin = bare(element)
        twin.text, twin.tail = element.text, element.tail
        nodes, _problems = sequence(element, self._marked)
        twin.extend(self._nodes(nodes, values))
        if twin.tag == TBL and twin.find(TR) is None:
            return []
        if twin.tag == TC and (len(twin) == 0 or twin[-1].tag != P):
            twin.append(etree.Element(P))
        return [twin]

    def _nodes(self, nodes: list[Node], values: expressions.Values) -> Iterator[etree._Element]:
        for node in nodes:
            match node:
                case Output(run, tag):
                    yield self._printed(run, tag, values)
                case Loop(tag, body):
                    yield from self._repeated(tag, body, values)
                case Branch(arms):
                    for arm in arms:
                        if arm.tag.word == "else" or _value(arm.tag.rest, values):
                            yield from self._nodes(arm.body, values)
                            break
                case _:
                    yield from self.element(node.element, values)

    def _repeated(
        self, tag: Tag, body: list[Node], values: expressions.Values
    ) -> Iterator[etree._Element]:
        found = LOOP.fullmatch(tag.rest)
        assert found is not None
        members = _value(found["list"], values)
        members = members if isinstance(members, list) else []
        for number, member in enumerate(members, start=1):
            last = number == len(members)
            loop = {"index": number, "序号": number, "first": number == 1, "last": last}
            loop |= {"首项": number == 1, "末项": last}
            yield from self._nodes(body, {**values, found["variable"]: member, "loop": loop})

    def _printed(self, run: etree._Element, tag: Tag, values: expressions.Values) -> etree._Element:
        self._count(2)
        twin = deepcopy(run)
        for piece in twin.findall(T):
            twin.remove(piece)
        value = _value(tag.rest, values)
        for number, line in enumerate(str(value).split("\n")):
            if number:
                etree.SubElement(twin, f"{{{W}}}br")
            piece = etree.SubElement(twin, T)
            piece.text = _printable(line)
            piece.set(SPACE, "preserve")
        return twin

    def _count(self, more: int) -> None:
        self._made += more
        if self._made > MOST_ELEMENTS:
            raise TemplateRefused(
                "too-large", say(_("填出来的文件过大。请检查模板里的 for 是否多套了一层。"))
            )


def _value(text: str, values: expressions.Values) -> object:
    return expressions.value_of(expressions.parse(text), values)


def _printable(text: str) -> str:
    """The text without signs XML cannot hold."""
    return UNPRINTABLE.sub("", text)


def _finished(package: Package) -> bytes:
    """Our marks off, and what may stand only once in a file not twice."""
    for story in package.stories.values():
        unmark(story)
        for element in list(story.iter()):
            for name in (f"{WORD_2010}paraId", f"{WORD_2010}textId"):
                if name in element.attrib:
                    del element.attrib[name]
            if element.tag in ONLY_ONCE:
                parent = element.getparent()
                if parent is not None:
                    parent.remove(element)
        etree.cleanup_namespaces(story, keep_ns_prefixes=[p for p in story.nsmap if p])
    return package.packed()


def place_and_sentence(problem: Problem) -> Sentence:
    """Both in one, for a log or a command's answer."""
    return say("%(place)s：%(sentence)s", place=str(problem.place), sentence=str(problem.sentence))
