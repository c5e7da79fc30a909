"""How much a rule or a part can give at most in one period of the book (最多能得多少)."""

from __future__ import annotations

from zhibu.points.domain.facts import FACT_KINDS
from zhibu.points.domain.rules import MONTHS, Measure, Over, Part, Rule, Rulebook, Span

DAY_AT_MOST = 720  # minutes of one fact
LARGEST = {"award": 4, "peer_rating": 100}  # the largest count of one fact; others are 1


def times(kind: str, period: Span) -> int:
    """How often a period can bring a kind, rounded up from its yearly most."""
    return -(-FACT_KINDS[kind].most * MONTHS[period] // 12)


def spans_in(cap_period: Span, period: Span) -> int:
    """How many of a cap's periods lie in one of the book's."""
    if cap_period == Span.DAY:
        return {Span.MONTH: 31, Span.TERM: 184, Span.YEAR: 366}[period]
    return max(1, MONTHS[period] // MONTHS[cap_period])


def _largest(kind: str, measure: Measure) -> int:
    if measure == Measure.COUNT:
        return LARGEST.get(kind, 1)
    return DAY_AT_MOST if FACT_KINDS[kind].timed else 0


def most_of_rule(rule: Rule, period: Span = Span.YEAR) -> int:
    """Hundredths of the largest and most frequent facts, before any cap."""
    kinds = [kind for kind in rule.kinds if kind in FACT_KINDS]
    if rule.over == Over.EACH:
        return sum(rule.worth(_largest(k, rule.measure)) * times(k, period) for k in kinds)
    return rule.worth(sum(_largest(k, rule.measure) * times(k, period) for k in kinds))


def most_of_part(book: Rulebook, part: Part) -> int:
    """What the rules of a part can give together, under their caps."""
    return sum(
        most_of_rule(rule, book.period)
        if rule.cap is None
        else min(most_of_rule(rule, book.period), rule.cap * spans_in(rule.cap_period, book.period))
        for rule in book.rules
        if rule.part == part.name
    )
