"""Tags in a Word paragraph (标签): found, mended where Word has torn them, set apart run by run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from zhibu.archive.domain.package import W
from zhibu.kit.sentences import Sentence, say
from zhibu.kit.sentences import noop as _

TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
WIDE = re.compile(r"｛\s*[｛{%％]|[{%％｝]\s*｝|\{％|％\}")
TORN = re.compile(r"\{\{|\}\}|\{%|%\}")
STATEMENT = re.compile(
    r"\{%-?\s*(?:(?P<where>p|tr)\s+)?(?P<word>\w+)\s*(?P<rest>.*?)\s*-?%\}", re.DOTALL
)
LOOP = re.compile(r"(?P<variable>[^\W\d]\w*)\s+in\s+(?P<list>.+)", re.DOTALL)
CURLY_QUOTES = str.maketrans("“”‘’＝！｜（）", "\"\"''=!|()")
WORDS = {"for", "endfor", "if", "elif", "else", "endif"}
LONGEST = 200  # characters in one tag
P, R, T, TR, TC = (f"{{{W}}}{name}" for name in ("p", "r", "t", "tr", "tc"))
MARK = "zhibu-tag"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag. word: output, comment, for, endfor, if, elif, else or endif.

    where: p or tr for a whole paragraph or row, else empty. rest: what follows the word.
    """

    word: str
    where: str
    rest: str
    raw: str
    place: Sentence

    @property
    def opens(self) -> bool:
        return self.word in {"for", "if"}

    @property
    def is_control(self) -> bool:
        return self.word in WORDS


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: a code, where it is, what to do."""

    code: str
    place: Sentence
    sentence: Sentence
    snippet: str = ""


def paragraph_text(paragraph: etree._Element) -> str:
    """The words of a paragraph, without those of text boxes inside it."""
    return "".join(piece.text or "" for piece in own_texts(paragraph))


def own_texts(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The text pieces of this paragraph itself."""
    for piece in paragraph.iter(T):
        holder = piece.getparent()
        while holder is not None and holder.tag != P:
            holder = holder.getparent()
        if holder is paragraph:
            yield piece


def mend(paragraph: etree._Element) -> int:
    """Bring each torn tag together in its first piece of text; how many were torn."""
    pieces = list(own_texts(paragraph))
    text = "".join(piece.text or "" for piece in pieces)
    torn = 0
    for found in TAG.finditer(text):
        torn += _gather(pieces, found.start(), found.end())
    return torn


def _gather(pieces: list[etree._Element], start: int, end: int) -> int:
    """Move the text from start to end into the piece it starts in; positions stay the same."""
    at = 0
    first: etree._Element | None = None
    moved = 0
    for piece in pieces:
        words = piece.text or ""
        begin, finish = at, at + len(words)
        at = finish
        if finish <= start or begin >= end:
            continue
        if first is None:
            first = piece
            continue
        share = words[: max(0, end - begin)]
        first.text = (first.text or "") + share
        piece.text = words[len(share) :]
        _keep_spaces(piece)
        moved = 1
    if first is not None and moved:
        _keep_spaces(first)
    return moved


def _keep_spaces(piece: etree._Element) -> None:
    piece.set(SPACE, "preserve")


def read_tag(raw: str, place: Sentence) -> Tag | Problem:
    """What a tag says, or what is wrong with it."""
    if len(raw) > LONGEST:
        return Problem(
            "tag-too-long", place, say(_("标签太长。一个标签里只写一个名称。")), raw[:40]
        )
    if raw.startswith("{#"):
        return Tag("comment", "", "", raw, place)
    if raw.startswith("{{"):
        return Tag("output", "", raw[2:-2].strip().strip("-").translate(CURLY_QUOTES), raw, place)
    found = STATEMENT.fullmatch(raw)
    if found is None or found["word"] not in WORDS:
        sentence = say(
            _(
                "不认识“%(tag)s”。可用的有 for、endfor、if、elif、else、endif，写成 {%% for 项 in 议程 %%}。"
            ),
            tag=raw,
        )
        return Problem("unknown-statement", place, sentence, raw)
    rest = found["rest"].translate(CURLY_QUOTES)
    return Tag(found["word"], found["where"] or "", rest, raw, place)


def leftovers(text: str, place: Sentence) -> Iterator[Problem]:
    """Braces that make no whole tag: written wide, or opened and not closed."""
    rest = TAG.sub("", text)
    if WIDE.search(rest):
        yield Problem(
            "wide-braces",
            place,
            say(_("花括号或百分号用了全角。请换成半角的 {{ }} 或 {% %}。")),
            rest.strip()[:40],
        )
    elif TORN.search(rest):
        yield Problem(
            "torn-tag",
            place,
            say(
                _(
                    "标签没有写完，或者中间按了回车。请把一个标签写在同一段里，{{ 与 }}、{% 与 %} 成对。"
                )
            ),
            rest.strip()[:40],
        )


def set_apart(run_text: etree._Element) -> list[tuple[etree._Element, str]]:
    """Split the run around each tag in this text; each new run with its tag, in order."""
    run = run_text.getparent()
    assert run is not None
    pieces = _pieces(run_text.text or "")
    if run.tag != R:
        return []
    before, after = _split_run(run, run_text)
    made: list[tuple[etree._Element, str]] = []
    place = run
    for words, is_tag in pieces:
        twin = _empty_twin(run)
        piece = etree.SubElement(twin, T)
        piece.text = words
        _keep_spaces(piece)
        place.addnext(twin)
        place = twin
        if is_tag:
            made.append((twin, words))
    if after is not None:
        place.addnext(after)
    if not before:
        parent = run.getparent()
        assert parent is not None
        parent.remove(run)
    return made


def _pieces(text: str) -> list[tuple[str, bool]]:
    pieces: list[tuple[str, bool]] = []
    at = 0
    for found in TAG.finditer(text):
        if found.start() > at:
            pieces.append((text[at : found.start()], False))
        pieces.append((found.group(), True))
        at = found.end()
    if at < len(text):
        pieces.append((text[at:], False))
    return pieces


def _split_run(run: etree._Element, at: etree._Element) -> tuple[bool, etree._Element | None]:
    """Take ``at`` out of the run; whether something stays before it, and a run of what followed."""
    children = list(run)
    position = children.index(at)
    following = children[position + 1 :]
    run.remove(at)
    after = None
    if following:
        after = _empty_twin(run)
        after.extend(following)
    before = any(child.tag != f"{{{W}}}rPr" for child in children[:position])
    return before, after


def _empty_twin(run: etree._Element) -> etree._Element:
    """A run that looks the same and holds nothing."""
    twin = bare(run)
    look = run.find(f"{{{W}}}rPr")
    if look is not None:
        twin.append(deepcopy(look))
    return twin


def bare(element: etree._Element) -> etree._Element:
    """The same element with nothing inside."""
    attributes = {str(name): str(value) for name, value in element.attrib.items()}
    return etree.Element(element.tag, attributes, nsmap=element.nsmap)  # type: ignore[arg-type]  # stubs forget the default namespace
