"""What one member's facts earn under a book (计分).

Facts are taken in the order of (day, key). Each rule's cap, then the part's ceiling, is counted in
that order. Cap periods nest in the book's period, so the answer depends only on the set of facts and
a further fact never lowers a total: posting late, twice over or in any order comes to the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from zhibu.kit.sentences import Sentence, say
from zhibu.kit.sentences import noop as _
from zhibu.points.domain.facts import Fact
from zhibu.points.domain.rules import (
    SPAN_WORDS,
    Measure,
    Over,
    Rule,
    Rulebook,
    amount_of,
    kind_label,
    period_of,
    place,
    shown,
    unit_of,
)


@dataclass(frozen=True, slots=True)
class Award:
    """What one rule gives for one fact (计分), in hundredths.

    units: counted of this fact. earned: before caps; over_cap: cut by the rule's cap; over_part: by
    the part's ceiling. hundredths = earned - over_cap - over_part.
    """

    fact_key: str
    rule: str
    person_id: int
    on: date
    kind: str
    units: int
    hundredths: int
    earned: int
    over_cap: int = 0
    over_part: int = 0


def units_of(rule: Rule, fact: Fact) -> int:
    return max(0, fact.minutes if rule.measure == Measure.MINUTES else fact.count)


def awards(book: Rulebook, facts: Iterable[Fact], agreed: Collection[str] = ()) -> list[Award]:
    """What is given, by (day, fact, rule). All facts are one person's. Raises ValueError if not.

    agreed: codes of the opt-in rules this member chose.
    """
    return [line for line in lines(book, facts, agreed) if line.hundredths]


def lines(book: Rulebook, facts: Iterable[Fact], agreed: Collection[str] = ()) -> list[Award]:
    """The same, with what a cap or ceiling cut to nothing."""
    taken = sorted(set(facts), key=lambda fact: fact.order)
    if len({fact.person_id for fact in taken}) > 1:
        raise ValueError("facts of more than one person")
    if len({fact.key for fact in taken}) < len(taken):
        raise ValueError("one key stands for two facts")
    rules = [rule for rule in book.rules if not rule.opt_in or rule.code in agreed]
    paid = {rule.code: _paid(rule, taken) for rule in rules}
    tally = _Tally(book)
    return [
        line
        for fact in taken
        for rule in rules
        if fact.key in paid[rule.code]
        for line in [tally.take(rule, fact)]
        if line.earned
    ]


def total(book: Rulebook, facts: Iterable[Fact], agreed: Collection[str] = ()) -> int:
    """All hundredths together."""
    return sum(award.hundredths for award in awards(book, facts, agreed))


def _paid(rule: Rule, facts: list[Fact]) -> set[str]:
    """Keys a rule counts: of each source the fact with the most units, the first among equals."""
    best: dict[tuple[str, date], Fact] = {}
    for fact in facts:
        if fact.kind not in rule.kinds:
            continue
        held = best.get((fact.from_one, fact.on))
        if held is None or units_of(rule, fact) > units_of(rule, held):
            best[(fact.from_one, fact.on)] = fact
    return {fact.key for fact in best.values()}


class _Tally:
    """Running sums of one person: units and points of each rule, points of each part."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self.units: dict[tuple[str, date], int] = defaultdict(int)
        self.capped: dict[tuple[str, date], int] = defaultdict(int)
        self.parts: dict[tuple[str, date], int] = defaultdict(int)

    def take(self, rule: Rule, fact: Fact) -> Award:
        """One fact under one rule."""
        span = (rule.code, period_of(rule.cap_period, fact.on).since)
        units = units_of(rule, fact)
        if rule.over == Over.PERIOD:
            before = self.units[span]
            self.units[span] = before + units
            earned = max(0, rule.worth(before + units) - rule.worth(before))
        else:
            earned = rule.worth(units)
        under_cap = _room(rule.cap, self.capped[span], earned)
        self.capped[span] += under_cap
        given = self._under_ceiling(rule, fact, under_cap)
        return Award(
            fact_key=fact.key,
            rule=rule.code,
            person_id=fact.person_id,
            on=fact.on,
            kind=fact.kind,
            units=units,
            hundredths=given,
            earned=earned,
            over_cap=earned - under_cap,
            over_part=under_cap - given,
        )

    def _under_ceiling(self, rule: Rule, fact: Fact, amount: int) -> int:
        part = self.book.part(rule.part)
        at = (rule.part, period_of(self.book.period, fact.on).since)
        given = _room(part.ceiling if part else None, self.parts[at], amount)
        self.parts[at] += given
        return given


def _room(limit: int | None, used: int, amount: int) -> int:
    """As much of an amount as a limit still leaves."""
    return amount if limit is None else max(0, min(amount, limit - used))


def receipt(book: Rulebook, award: Award) -> list[Sentence]:
    """How it was computed, and what a cap or ceiling cut (凭证的说明)."""
    rule = book.rule(award.rule)
    if rule is None:
        return []
    said = [
        Sentence(
            _("%(what)s，计入 %(units)d %(unit)s。"),
            (("what", kind_label(award.kind)), ("units", award.units), ("unit", unit_of(rule))),
        ),
        say(
            _("按%(place)s：%(amount)s，应计 %(earned)s 分。"),
            place=place(award.rule),
            amount=str(amount_of(rule)),
            earned=shown(award.earned),
        ),
    ]
    if award.over_cap and rule.cap is not None:
        said.append(
            say(
                _("本条%(span)s最多 %(cap)s 分，超出的 %(cut)s 分不计。"),
                span=SPAN_WORDS[rule.cap_period],
                cap=shown(rule.cap),
                cut=shown(award.over_cap),
            )
        )
    part = book.part(rule.part)
    if award.over_part and part is not None and part.ceiling is not None:
        said.append(
            say(
                _("“%(part)s”%(span)s最多 %(cap)s 分，超出的 %(cut)s 分不计。"),
                part=part.name,
                span=SPAN_WORDS[book.period],
                cap=shown(part.ceiling),
                cut=shown(award.over_part),
            )
        )
    said.append(say(_("实计 %(points)s 分。"), points=shown(award.hundredths)))
    return said
