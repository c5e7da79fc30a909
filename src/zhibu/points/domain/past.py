"""A book tried on a past period of the branch (用过去的事实演算): more, the same or less than was given.

Directions, never anybody's total: those belong to their owners alone. Only who takes part is counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from zhibu.points.domain.facts import Fact
from zhibu.points.domain.rules import Rulebook
from zhibu.points.domain.sandbox import Count
from zhibu.points.domain.scoring import total

FEWEST = 5  # a count below this would tell who is meant


class Turn(StrEnum):
    """What the book would do for somebody (增减)."""

    MORE = "more"
    SAME = "same"
    LESS = "less"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody's facts of the period, the rules chosen, and what the ledger gave, in hundredths."""

    facts: Sequence[Fact]
    agreed: Sequence[str]
    given: int


def turns(book: Rulebook, people: Mapping[int, Person]) -> dict[Turn, list[int]]:
    """Who would have more, the same, less, by the order of ``people``. Opt-in rules count as chosen
    where the same code was."""
    found: dict[Turn, list[int]] = {turn: [] for turn in Turn}
    for number, one in people.items():
        then = total(book, one.facts, one.agreed)
        turn = Turn.MORE if then > one.given else Turn.LESS if then < one.given else Turn.SAME
        found[turn].append(number)
    return found


def without_small(numbers: Sequence[int]) -> tuple[int | None, ...]:
    """Counts with the small ones hidden (小数不显示), and one more where a sum would give one away.

    0 is shown. All of them hidden when that is not enough.
    """
    hidden = {at for at, number in enumerate(numbers) if 0 < number < FEWEST}
    if hidden:
        others = [at for at, number in enumerate(numbers) if number and at not in hidden]
        while others and (len(hidden) < 2 or sum(numbers[at] for at in hidden) < FEWEST):
            least = min(others, key=lambda at: numbers[at])
            others.remove(least)
            hidden.add(least)
    return tuple(None if at in hidden else number for at, number in enumerate(numbers))


def hidden_counts(counts: Sequence[Count]) -> list[tuple[Count, int | None]]:
    """Bands with the numbers that may be shown."""
    return list(zip(counts, without_small([one.people for one in counts]), strict=True))
