"""Rulebooks in plain values (积分办法): parts, rules, caps; how a rule reads; the JSON kept of it.

A book can hold what the law forbids, so that the linter can say why; scoring never gives it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from zhibu.kit.period import Period, add_months, month_of
from zhibu.kit.regulations import numeral
from zhibu.kit.sentences import Sentence, say
from zhibu.kit.sentences import noop as _
from zhibu.points.domain.facts import FACT_KINDS, FORBIDDEN_KINDS


class Span(StrEnum):
    """A stretch in which points, caps and ceilings are counted (周期)."""

    DAY = "day"
    MONTH = "month"
    TERM = "term"
    YEAR = "year"


SPAN_WORDS = {
    Span.DAY: _("每天"),
    Span.MONTH: _("每月"),
    Span.TERM: _("每学期"),
    Span.YEAR: _("每年"),
}
# Spans that lie whole inside one of the book's: a term from August runs past a year's end.
INSIDE: dict[Span, tuple[Span, ...]] = {
    Span.MONTH: (Span.DAY, Span.MONTH),
    Span.TERM: (Span.DAY, Span.MONTH, Span.TERM),
    Span.YEAR: (Span.DAY, Span.MONTH, Span.YEAR),
}
MONTHS = {Span.MONTH: 1, Span.TERM: 6, Span.YEAR: 12}


def period_of(span: Span, day: date) -> Period:
    """The stretch a day lies in. Terms: 2月至7月, 8月至次年1月."""
    match span:
        case Span.DAY:
            return Period(day, date.fromordinal(day.toordinal() + 1))
        case Span.MONTH:
            return month_of(day)
        case Span.TERM:
            return _term_of(day)
        case Span.YEAR:
            return Period(date(day.year, 1, 1), date(day.year + 1, 1, 1))


def _term_of(day: date) -> Period:
    spring = 2 <= day.month <= 7
    first = date(day.year, 2, 1) if spring else date(day.year - (day.month == 1), 8, 1)
    return Period(first, add_months(first, 6))


class Measure(StrEnum):
    """What a rule counts of a fact: its count, or its minutes."""

    COUNT = "count"
    MINUTES = "minutes"


class Over(StrEnum):
    """Each fact by itself, or the sum of the cap's period (累计)."""

    EACH = "each"
    PERIOD = "period"


@dataclass(frozen=True, slots=True)
class Band:
    """From ``least`` units on, this many hundredths in all (档)."""

    least: int
    hundredths: int


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the book with its ceiling for each period of the book (部分); None: no ceiling."""

    name: str
    ceiling: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule (条款): what gives how much, and how much at most.

    code: article and clause, ``4.2`` is 第四条（二）. hundredths for each whole ``per`` units of
    ``measure``; with bands those instead. cap: hundredths at most in one ``cap_period``; None has no
    cap, which the linter refuses. opt_in: only for members who chose this rule. note: free words.
    """

    code: str
    kinds: tuple[str, ...]
    hundredths: int = 0
    measure: Measure = Measure.COUNT
    per: int = 1
    over: Over = Over.EACH
    bands: tuple[Band, ...] = ()
    cap: int | None = None
    cap_period: Span = Span.TERM
    part: str = ""
    opt_in: bool = False
    note: str = ""

    def worth(self, units: int) -> int:
        """Hundredths for so many units, before any cap; never below nought."""
        if self.bands:
            reached = [band.hundredths for band in self.bands if units >= band.least]
            return max(0, *reached) if reached else 0
        return max(0, units // max(self.per, 1) * self.hundredths)


@dataclass(frozen=True, slots=True)
class Rulebook:
    """A whole book (积分办法). period: in which parts and the whole are counted. notes: free words."""

    title: str
    period: Span
    parts: tuple[Part, ...] = ()
    rules: tuple[Rule, ...] = ()
    notes: tuple[str, ...] = ()

    def part(self, name: str) -> Part | None:
        return next((part for part in self.parts if part.name == name), None)

    def rule(self, code: str) -> Rule | None:
        return next((rule for rule in self.rules if rule.code == code), None)


# ---- numbers and places as people read them


def shown(hundredths: int) -> str:
    """Hundredths as points: 250 → 2.5, 300 → 3."""
    whole, rest = divmod(abs(hundredths), 100)
    sign = "-" if hundredths < 0 else ""
    return f"{sign}{whole}" + (f".{rest:02d}".rstrip("0") if rest else "")


def place(code: str) -> str:
    """``4.2`` → 第四条（二）; ``4`` → 第四条. Anything else as it is."""
    article, _dot, item = code.partition(".")
    if not article.isdigit() or not 0 < int(article) < 100:
        return code
    words = f"第{numeral(int(article))}条"
    return words + (f"（{numeral(int(item))}）" if item.isdigit() and 0 < int(item) < 100 else "")


def order_of(code: str) -> tuple[int, int, str]:
    """Rules stand in the order of their articles and clauses."""
    article, _dot, item = code.partition(".")
    return (
        int(article) if article.isdigit() else 100,
        int(item) if item.isdigit() else 0,
        code,
    )


# ---- how a rule reads


def kind_label(code: str) -> str:
    """The words of a kind, also of a forbidden one; an unknown name as it is."""
    if code in FACT_KINDS:
        return FACT_KINDS[code].label
    return FORBIDDEN_KINDS[code].label if code in FORBIDDEN_KINDS else code


def unit_of(rule: Rule) -> str:
    """次, 篇, 分钟 …"""
    if rule.measure == Measure.MINUTES:
        return _("分钟")
    units = {FACT_KINDS[kind].unit for kind in rule.kinds if kind in FACT_KINDS}
    return units.pop() if len(units) == 1 else _("次")


def amount_of(rule: Rule) -> Sentence:
    """How much for what: 每次计 2 分; 每满 60 分钟计 2 分; 满 2 级计 8 分、满 3 级计 10 分."""
    unit = unit_of(rule)
    if rule.bands:
        steps = "、".join(
            f"{band.least}{unit}以上计 {shown(band.hundredths)} 分" for band in rule.bands
        )
        return say(_("%(steps)s，取最高一档"), steps=steps)
    points = shown(rule.hundredths)
    if rule.measure == Measure.MINUTES:
        text = (
            _("每次每满 %(per)d 分钟计 %(points)s 分")
            if rule.over == Over.EACH
            else _("累计每满 %(per)d 分钟计 %(points)s 分")
        )
        return say(text, per=rule.per, points=points)
    if rule.per > 1:
        return say(
            _("累计每满 %(per)d %(unit)s计 %(points)s 分")
            if rule.over == Over.PERIOD
            else _("每 %(per)d %(unit)s计 %(points)s 分"),
            per=rule.per,
            unit=unit,
            points=points,
        )
    return say(_("每%(unit)s计 %(points)s 分"), unit=unit, points=points)


def cap_of(rule: Rule) -> Sentence:
    """每学期最多 12 分, or that there is no cap."""
    if rule.cap is None:
        return say(_("没有上限"))
    return Sentence(
        _("%(span)s最多 %(points)s 分"),
        (("span", SPAN_WORDS[rule.cap_period]), ("points", shown(rule.cap))),
    )


def sentence_of(rule: Rule) -> str:
    """The whole rule in one Chinese sentence."""
    what = "、".join(kind_label(kind) for kind in rule.kinds) or "（未选事实）"
    tail = "；另由本人选择是否参加" if rule.opt_in else ""
    return f"{what}，{amount_of(rule)}，{cap_of(rule)}{tail}。"


# ---- JSON


def to_json(book: Rulebook) -> dict[str, Any]:
    """The body kept of a version: plain values only."""
    return {
        "title": book.title,
        "period": book.period.value,
        "parts": [{"name": part.name, "ceiling": part.ceiling} for part in book.parts],
        "rules": [_rule_to_json(rule) for rule in book.rules],
        "notes": list(book.notes),
    }


def _rule_to_json(rule: Rule) -> dict[str, Any]:
    return {
        "code": rule.code,
        "kinds": list(rule.kinds),
        "hundredths": rule.hundredths,
        "measure": rule.measure.value,
        "per": rule.per,
        "over": rule.over.value,
        "bands": [[band.least, band.hundredths] for band in rule.bands],
        "cap": rule.cap,
        "cap_period": rule.cap_period.value,
        "part": rule.part,
        "opt_in": rule.opt_in,
        "note": rule.note,
    }


def from_json(body: Mapping[str, Any]) -> Rulebook:
    """The book a body says. Raises KeyError, ValueError on a body that is none."""
    return Rulebook(
        title=str(body["title"]),
        period=Span(body["period"]),
        parts=tuple(Part(str(part["name"]), _whole(part["ceiling"])) for part in body["parts"]),
        rules=tuple(_rule_from_json(rule) for rule in body["rules"]),
        notes=tuple(str(line) for line in body["notes"]),
    )


def _rule_from_json(raw: Mapping[str, Any]) -> Rule:
    return Rule(
        code=str(raw["code"]),
        kinds=tuple(str(kind) for kind in raw["kinds"]),
        hundredths=int(raw["hundredths"]),
        measure=Measure(raw["measure"]),
        per=int(raw["per"]),
        over=Over(raw["over"]),
        bands=tuple(Band(int(least), int(amount)) for least, amount in raw["bands"]),
        cap=_whole(raw["cap"]),
        cap_period=Span(raw["cap_period"]),
        part=str(raw["part"]),
        opt_in=bool(raw["opt_in"]),
        note=str(raw["note"]),
    )


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)


def next_code(book: Rulebook, part: str) -> str:
    """The code a new rule of a part gets: its article is the part's, its clause the next."""
    article = article_of(book, part)
    taken = [order_of(rule.code)[1] for rule in book.rules if order_of(rule.code)[0] == article]
    return f"{article}.{max(taken, default=0) + 1}"


FIRST_ARTICLE = 4  # 一 目的, 二 自愿, 三 周期; the parts follow


def article_of(book: Rulebook, part: str) -> int:
    """The article under which a part's rules stand."""
    names = [p.name for p in book.parts]
    return FIRST_ARTICLE + (names.index(part) if part in names else len(names))


def in_order(book: Rulebook) -> Rulebook:
    """The rules in the order of their parts, numbered without gaps (第四条（一）, （二） …)."""
    taken: dict[int, int] = {}
    placed = []
    for rule in sorted(
        book.rules, key=lambda rule: (article_of(book, rule.part), order_of(rule.code))
    ):
        article = article_of(book, rule.part)
        taken[article] = taken.get(article, 0) + 1
        placed.append(replace(rule, code=f"{article}.{taken[article]}"))
    return replace(book, rules=tuple(placed))
