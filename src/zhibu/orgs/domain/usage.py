"""Whether a feature is used: what counts as unused, as little used, as due for a look (功能用量).

Source: domain.md DC-13, DC-09: counts of fewer than five persons are never shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

FEWEST_SHOWN = 5
UNUSED_AFTER = timedelta(days=60)
NOTICE = timedelta(days=14)  # from the announcement to the rest
RUNS = 3  # months in a row below the fewest that make a feature little used


@dataclass(frozen=True, slots=True)
class MonthOfUse:
    """One month of one feature. month: its first day; last_on: the last day it was used."""

    month: date
    acts: int
    persons: int
    last_on: date

    @property
    def shown(self) -> bool:
        """Whether the figures may be shown: fewer than five persons could be told apart."""
        return self.persons >= FEWEST_SHOWN


class Standing(StrEnum):
    """What the register says of a feature's use."""

    USED = "used"
    LITTLE = "little"
    UNUSED = "unused"
    READ = "read"  # mostly read, which is not counted: too few notes say nothing
    YOUNG = "young"  # the house itself has not run long enough to say


def standing_of(
    months: list[MonthOfUse], *, since: date | None, today: date, reads: bool = False
) -> Standing:
    """Unused for 60 days, or three whole months with fewer than five persons each, or used.

    since: the first day this installation was used at all; None on a fresh one. reads: most of its
    use is reading, of which nothing is kept; then few notes do not make it unused.
    """
    found = _by_notes(months, since=since, today=today)
    return Standing.READ if reads and found in (Standing.UNUSED, Standing.LITTLE) else found


def _by_notes(months: list[MonthOfUse], *, since: date | None, today: date) -> Standing:
    if since is None or today - since < UNUSED_AFTER:
        return Standing.YOUNG
    last = max((m.last_on for m in months), default=None)
    if last is None or today - last >= UNUSED_AFTER:
        return Standing.UNUSED
    whole = whole_months_before(today, RUNS)
    if since > whole[-1]:
        return Standing.USED
    persons = {m.month: m.persons for m in months}
    few = all(persons.get(month, 0) < FEWEST_SHOWN for month in whole)
    return Standing.LITTLE if few else Standing.USED


def whole_months_before(day: date, count: int) -> list[date]:
    """First days of the months that are over, the latest first."""
    months, first = [], day.replace(day=1)
    for _at in range(count):
        first = (first - timedelta(days=1)).replace(day=1)
        months.append(first)
    return months


def feature_of(word: str, beginnings: dict[str, str]) -> str:
    """The feature an audit word counts for: the longest beginning wins; empty for none."""
    fitting = [b for b in beginnings if word.startswith(b)]
    return beginnings[max(fitting, key=len)] if fitting else ""
