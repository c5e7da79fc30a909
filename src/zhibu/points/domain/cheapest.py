"""The cheapest way to a score (最省时间的走法): fewest minutes under all caps, solved exactly.

Possible facts fall into components that share a cap. Each component is a small table of what its caps
can hold for how few minutes; the tables are then added up, part by part, under the ceilings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias, TypeVar

from zhibu.kit.period import Period
from zhibu.points.domain.facts import FACT_KINDS, Fact
from zhibu.points.domain.reach import times
from zhibu.points.domain.rules import Over, Rule, Rulebook, period_of
from zhibu.points.domain.scoring import units_of

MOST_STATES = 300_000
K = TypeVar("K")
Opened = TypeVar("Opened")
Bucket = tuple[str, date]
Chain: TypeAlias = "tuple[Chain, Deed] | None"


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that could be done (可做的一件事): the fact it would be, the minutes it costs."""

    fact: Fact
    minutes: int


@dataclass(frozen=True, slots=True)
class Way:
    """A way to a score. minutes: all it costs. deeds: what is done, in the order of their days."""

    minutes: int
    deeds: tuple[Deed, ...]

    @property
    def by_kind(self) -> dict[str, int]:
        """How often each kind, the most minutes first."""
        counts: dict[str, int] = defaultdict(int)
        spent: dict[str, int] = defaultdict(int)
        for deed in self.deeds:
            counts[deed.fact.kind] += 1
            spent[deed.fact.kind] += deed.minutes
        return dict(sorted(counts.items(), key=lambda pair: (-spent[pair[0]], pair[0])))


class TooMany(Exception):
    """More combinations than can be looked at."""


def possible(period: Period, book: Rulebook) -> list[Deed]:
    """What a period can bring a member: each kind as often as it may be, spread evenly."""
    days = (period.until - period.since).days
    named = {kind for rule in book.rules for kind in rule.kinds}
    found = []
    for kind in FACT_KINDS.values():
        if kind.code not in named:
            continue
        many = times(kind.code, book.period)
        for at in range(many):
            on = period.since + timedelta(days=(2 * at + 1) * days // (2 * many))
            minutes = kind.minutes if kind.timed else 0
            fact = Fact(f"{kind.code}:{at:02}", kind.code, 0, on, minutes, kind.usual)
            found.append(Deed(fact, kind.minutes))
    return found


def cheapest(book: Rulebook, deeds: Iterable[Deed], target: int) -> Way | None:
    """The fewest minutes for at least ``target`` hundredths; None where all of it is not enough.

    Every deed is one source of its own. Opt-in rules count. Raises TooMany.
    """
    tables = [_outcomes(book, part) for part in _components(book, deeds)]
    best = _added_up(book, sorted(tables, key=_first_part), target)
    if best is None:
        return None
    minutes, chain = best
    done = []
    while chain is not None:
        chain, deed = chain
        done.append(deed)
    return Way(minutes, tuple(sorted(done, key=lambda deed: deed.fact.order)))


# ---- components


def _buckets(book: Rulebook, fact: Fact) -> list[tuple[Rule, Bucket, int]]:
    """Caps a fact counts against, with its units; only where it can give."""
    return [
        (rule, (rule.code, period_of(rule.cap_period, fact.on).since), units_of(rule, fact))
        for rule in book.rules
        if fact.kind in rule.kinds and units_of(rule, fact) > 0
    ]


def _components(book: Rulebook, deeds: Iterable[Deed]) -> list[list[Deed]]:
    """Deeds that share a cap, directly or by others, together."""
    home: dict[Bucket, int] = {}
    groups: dict[int, list[Deed]] = {}
    members: dict[int, set[Bucket]] = {}
    for number, deed in enumerate(deeds):
        mine = {bucket for _rule, bucket, _units in _buckets(book, deed.fact)}
        if not mine:
            continue
        joined = {home[bucket] for bucket in mine if bucket in home}
        together, caps = [deed], set(mine)
        for other in joined:
            together += groups.pop(other)
            caps |= members.pop(other)
        groups[number], members[number] = together, caps
        for bucket in caps:
            home[bucket] = number
    return list(groups.values())


PartAt = tuple[str, date]
Table = dict[tuple[tuple[PartAt, int], ...], tuple[int, Chain]]


def _outcomes(book: Rulebook, deeds: list[Deed]) -> Table:
    """For each sum that the component's caps can hold, by part: the fewest minutes."""
    rules: dict[Bucket, Rule] = {}
    parts: dict[Bucket, PartAt] = {}
    for deed in deeds:
        for rule, bucket, _units in _buckets(book, deed.fact):
            rules[bucket] = rule
            parts[bucket] = (rule.part, period_of(book.period, deed.fact.on).since)
    order = sorted(rules)
    states: dict[tuple[int, ...], tuple[int, Chain]] = {(0,) * len(order): (0, None)}
    for deed in deeds:
        step = {bucket: (rule, units) for rule, bucket, units in _buckets(book, deed.fact)}
        for state, (minutes, chain) in list(states.items()):
            after = tuple(
                _filled(*step[bucket], held) if bucket in step else held
                for bucket, held in zip(order, state, strict=True)
            )
            _keep(states, after, minutes + deed.minutes, (chain, deed))
    table: Table = {}
    for state, (minutes, chain) in states.items():
        sums: dict[PartAt, int] = defaultdict(int)
        for bucket, held in zip(order, state, strict=True):
            sums[parts[bucket]] += _points(rules[bucket], held)
        _keep(table, tuple(sorted(sums.items())), minutes, chain)
    return table


def _filled(rule: Rule, units: int, held: int) -> int:
    """What a cap holds after one more fact: points of single facts, or units of a running sum."""
    if rule.over == Over.EACH:
        more = held + rule.worth(units)
        return more if rule.cap is None else min(more, max(rule.cap, 0))
    return held + units if rule.cap is None or rule.worth(held) < rule.cap else held


def _points(rule: Rule, held: int) -> int:
    if rule.over == Over.EACH:
        return held
    return rule.worth(held) if rule.cap is None else min(rule.worth(held), max(rule.cap, 0))


def _keep(table: dict[K, tuple[int, Chain]], key: K, minutes: int, chain: Chain) -> None:
    held = table.get(key)
    if held is None or minutes < held[0]:
        table[key] = (minutes, chain)
        if len(table) > MOST_STATES:
            raise TooMany


# ---- adding up


def _first_part(table: Table) -> list[PartAt]:
    return sorted({part for outcome in table for part, _sum in outcome})


def _added_up(book: Rulebook, tables: list[Table], target: int) -> tuple[int, Chain] | None:
    last: dict[PartAt, int] = {}
    for at, table in enumerate(tables):
        for part in _first_part(table):
            last[part] = at
    # (closed total, sums of parts still open) -> fewest minutes
    states: dict[tuple[int, tuple[tuple[PartAt, int], ...]], tuple[int, Chain]] = {
        (0, ()): (0, None)
    }
    for at, table in enumerate(tables):
        made: dict[tuple[int, tuple[tuple[PartAt, int], ...]], tuple[int, Chain]] = {}
        for (closed, opened), (minutes, chain) in states.items():
            for outcome, (more, steps) in table.items():
                key = _summed(book, closed, opened, outcome, target, at, last)
                _keep(made, key, minutes + more, _joined(chain, steps))
        states = _undominated(made)
    found = [value for (closed, _opened), value in states.items() if closed >= target]
    return min(found, key=lambda value: value[0], default=None)


def _summed(
    book: Rulebook,
    closed: int,
    opened: tuple[tuple[PartAt, int], ...],
    outcome: tuple[tuple[PartAt, int], ...],
    target: int,
    at: int,
    last: dict[PartAt, int],
) -> tuple[int, tuple[tuple[PartAt, int], ...]]:
    """The state after a component; parts with no further one are closed under their ceiling."""
    sums = dict(opened)
    for part, amount in outcome:
        sums[part] = sums.get(part, 0) + amount
    left = []
    for part, amount in sorted(sums.items()):
        kept = book.part(part[0])
        ceiling = kept.ceiling if kept else None
        under = amount if ceiling is None else min(amount, max(ceiling, 0))
        if last[part] == at:
            closed += under
        else:
            left.append((part, min(under, target)))
    return min(closed, target), tuple(left)


def _undominated(
    states: dict[tuple[int, Opened], tuple[int, Chain]],
) -> dict[tuple[int, Opened], tuple[int, Chain]]:
    """Without states that reach less for as many minutes, among those with the same open parts."""
    best: dict[Opened, int] = {}
    kept = {}
    for (closed, opened), value in sorted(
        states.items(), key=lambda item: (-item[0][0], item[1][0])
    ):
        if opened not in best or value[0] < best[opened]:
            best[opened] = value[0]
            kept[closed, opened] = value
    return kept


def _joined(chain: Chain, more: Chain) -> Chain:
    """Both lists of deeds as one."""
    while more is not None:
        more, deed = more
        chain = (chain, deed)
    return chain
