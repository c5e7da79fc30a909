"""A rulebook as the official paper it is (办法): articles and clauses, in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from zhibu.kit.regulations import numeral
from zhibu.kit.sentences import Sentence, say
from zhibu.kit.sentences import noop as _
from zhibu.points.domain.rules import (
    SPAN_WORDS,
    Part,
    Rule,
    Rulebook,
    Span,
    order_of,
    sentence_of,
    shown,
)

Say = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Item:
    """One clause (款): （一） and its sentence."""

    mark: str
    words: str
    rule: Rule


@dataclass(frozen=True, slots=True)
class Article:
    """One article (条). part: the part whose rules it holds."""

    mark: str
    words: Sentence
    items: tuple[Item, ...] = ()
    part: Part | None = None


_PURPOSE = say(_("本办法记录参加者在组织生活、学习和服务中的贡献，供本人查看和支部致谢。"))
_VOLUNTARY = say(
    _(
        "参加自愿，随时可以退出，不参加没有任何影响。积分不作为发展党员、民主评议、党费、任职的依据，不排名次。"
    )
)
_CONTEST = say(
    _("每一笔积分写明来源和条款。本人可以提出异议，由另一人在五个工作日内答复，错了就更正。")
)
_PERIODS = {
    Span.MONTH: say(_("积分每月结算，从每月第一天起重新计。")),
    Span.TERM: say(_("积分每学期结算：二月至七月、八月至次年一月，从每学期第一天起重新计。")),
    Span.YEAR: say(_("积分每年结算，从一月一日起重新计。")),
}


def articles(book: Rulebook) -> tuple[Article, ...]:
    """The whole text: purpose, voluntary, period, the parts, the notes, contesting."""
    said = [_PURPOSE, _VOLUNTARY, _PERIODS[book.period]]
    found = [Article(_mark(at), words) for at, words in enumerate(said, start=1)]
    for part in book.parts or (Part(""),):
        items = tuple(
            Item(f"（{numeral(order_of(rule.code)[1] or 1)}）", sentence_of(rule), rule)
            for rule in book.rules
            if rule.part == part.name
        )
        found.append(Article(_mark(len(found) + 1), _head(book, part), items, part))
    strays = tuple(
        Item("（？）", sentence_of(rule), rule)
        for rule in book.rules
        if book.parts and book.part(rule.part) is None
    )
    if strays:
        found.append(Article(_mark(len(found) + 1), say(_("还没有归入部分的条款：")), strays))
    for words in book.notes:
        found.append(Article(_mark(len(found) + 1), Sentence("%(words)s", (("words", words),))))
    found.append(Article(_mark(len(found) + 1), _CONTEST))
    return tuple(found)


def _mark(number: int) -> str:
    return f"第{numeral(number)}条"


def _head(book: Rulebook, part: Part) -> Sentence:
    if not part.name:
        return say(_("按下列各款计分："))
    if part.ceiling is None:
        return say(_("%(part)s，不另设上限："), part=part.name)
    return Sentence(
        _("%(part)s，%(span)s最多 %(ceiling)s 分："),
        (
            ("part", part.name),
            ("span", SPAN_WORDS[book.period]),
            ("ceiling", shown(part.ceiling)),
        ),
    )
