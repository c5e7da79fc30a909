"""A small evaluator of a book's JSON (复算规则): rule by rule, then part by part.

Written apart from ``domain.scoring`` on purpose: it reads the stored body itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

Body = Mapping[str, Any]  # the stored JSON of a version


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing somebody did, as read out of the outbox."""

    key: str
    kind: str
    thing: str
    on: date
    minutes: int
    count: int


def start_of(span: str, day: date) -> date:
    """First day of the day, month, term or year a day lies in; terms begin in February and August."""
    if span == "day":
        return day
    if span == "month":
        return day.replace(day=1)
    if span == "year":
        return date(day.year, 1, 1)
    if 2 <= day.month < 8:
        return date(day.year, 2, 1)
    return date(day.year if day.month >= 8 else day.year - 1, 8, 1)


def units_of(rule: Body, deed: Deed) -> int:
    return deed.minutes if rule["measure"] == "minutes" else deed.count


def worth(rule: Body, units: int) -> int:
    """Hundredths for so many units, before any cap."""
    if rule["bands"]:
        return max((int(amount) for least, amount in rule["bands"] if units >= least), default=0)
    return units // int(rule["per"]) * int(rule["hundredths"])


def counted_by(rule: Body, deeds: Iterable[Deed]) -> list[Deed]:
    """What a rule counts, in order: of one thing on one day only what has the most units."""
    kept: dict[tuple[str, date], Deed] = {}
    for deed in deeds:
        if deed.kind in rule["kinds"]:
            first = kept.setdefault((deed.thing, deed.on), deed)
            if units_of(rule, deed) > units_of(rule, first):
                kept[(deed.thing, deed.on)] = deed
    return sorted(kept.values(), key=lambda deed: (deed.on, deed.key))


def under_its_cap(rule: Body, deeds: Iterable[Deed]) -> dict[str, int]:
    """What one rule gives for each deed, by its key, its own cap kept."""
    given: dict[str, int] = {}
    seen: dict[date, int] = defaultdict(int)
    used: dict[date, int] = defaultdict(int)
    for deed in counted_by(rule, deeds):
        span = start_of(rule["cap_period"], deed.on)
        units = units_of(rule, deed)
        amount = worth(rule, units)
        if rule["over"] == "period":
            amount = max(0, worth(rule, seen[span] + units) - worth(rule, seen[span]))
            seen[span] += units
        if rule["cap"] is not None:
            amount = min(amount, rule["cap"] - used[span])
        used[span] += amount
        given[deed.key] = amount
    return given


def credits_under(
    body: Body, deeds: Iterable[Deed], *, agreed: Iterable[str]
) -> dict[tuple[str, str], int]:
    """(rule, deed) → hundredths of one person in one period of the book; what gives nothing left out."""
    deeds, agreed = sorted(deeds, key=lambda d: (d.on, d.key)), set(agreed)
    rules = [r for r in body["rules"] if not r["opt_in"] or r["code"] in agreed]
    ceilings = {part["name"]: part["ceiling"] for part in body["parts"]}
    of_rule = {rule["code"]: under_its_cap(rule, deeds) for rule in rules}
    used: dict[str, int] = defaultdict(int)
    found: dict[tuple[str, str], int] = {}
    for deed in deeds:
        for rule in rules:
            amount = of_rule[rule["code"]].get(deed.key, 0)
            ceiling = ceilings.get(rule["part"])
            if ceiling is not None:
                amount = min(amount, ceiling - used[rule["part"]])
            used[rule["part"]] += amount
            if amount > 0:
                found[(rule["code"], deed.key)] = amount
    return found
