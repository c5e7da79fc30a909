"""Who a notice is for, and when a mail may go out, in plain values (范围、静默时段).

Source: domain.md 12.4 DC-10.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Reach(StrEnum):
    """How far a general notice goes (发给谁)."""

    EVERYONE = "everyone"
    GROUPS = "groups"
    COMMITTEE = "committee"
    KINDS = "kinds"
    SECRETARIES = "secretaries"
    BRANCHES = "branches"
    SUBTREE = "subtree"


IN_A_BRANCH = (Reach.EVERYONE, Reach.GROUPS, Reach.COMMITTEE, Reach.KINDS)
IN_A_GROUP = (Reach.EVERYONE,)
ABOVE = (Reach.SECRETARIES, Reach.BRANCHES, Reach.SUBTREE)


def reaches_of(*, is_branch: bool, is_group: bool) -> tuple[Reach, ...]:
    """What a body can choose among: inside a branch, inside a group, above branches."""
    if is_group:
        return IN_A_GROUP
    return IN_A_BRANCH if is_branch else ABOVE


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a general notice is for (范围). bodies: groups or branches chosen; none = all branches
    for their secretaries. kinds: of persons, by ``StatusSpan.Kind``."""

    reach: Reach
    bodies: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()

    @property
    def incomplete(self) -> str:
        """The field in which something still has to be chosen; empty when nothing has."""
        if self.reach in {Reach.GROUPS, Reach.BRANCHES} and not self.bodies:
            return "groups" if self.reach is Reach.GROUPS else "branches"
        return "kinds" if self.reach is Reach.KINDS and not self.kinds else ""

    def plain(self) -> dict[str, object]:
        """As a draft keeps it."""
        return {"reach": str(self.reach), "bodies": list(self.bodies), "kinds": list(self.kinds)}


# ---- when a mail may go out


CHINA = ZoneInfo("Asia/Shanghai")
FIRST_HOUR, LAST_HOUR = 7, 21  # the first and the last full hour outside quiet hours
QUIET_FROM = LAST_HOUR + 1
TRIES = 5
PAUSES = (5, 20, 60, 240)  # minutes after the first, second, third, fourth try


def is_quiet(moment: datetime) -> bool:
    """Whether this instant lies in quiet hours (静默时段), 22:00 to 7:00 in China; 7:00 does not."""
    return not FIRST_HOUR <= moment.astimezone(CHINA).hour < QUIET_FROM


def next_loud(moment: datetime) -> datetime:
    """The first instant from this one on that is not in quiet hours, in UTC."""
    if not is_quiet(moment):
        return moment.astimezone(UTC)
    there = moment.astimezone(CHINA)
    day = there.date() + timedelta(days=there.hour >= QUIET_FROM)
    return _at(day, FIRST_HOUR)


def next_hour(moment: datetime, *, hour: int) -> datetime:
    """The next time it is this hour in China, at once when it strikes just now, in UTC."""
    there = moment.astimezone(CHINA)
    today = _at(there.date(), hour)
    return today if today >= moment else _at(there.date() + timedelta(days=1), hour)


def due_at(moment: datetime, *, digest_hour: int | None) -> datetime:
    """When a mail made at this moment goes out: soon, or with what else waits at one's hour."""
    if digest_hour is None:
        return next_loud(moment)
    return next_hour(moment, hour=digest_hour)


def after_try(moment: datetime, *, tries: int) -> datetime | None:
    """When to try again after so many tries; None when that was the last."""
    if tries >= TRIES:
        return None
    return next_loud(moment + timedelta(minutes=PAUSES[tries - 1]))


def _at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=CHINA).astimezone(UTC)
