"""The one clock of the house (时钟): aware instants in UTC, days in Asia/Shanghai."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_pinned: ContextVar[datetime | None] = ContextVar("pinned_clock", default=None)


def now() -> datetime:
    """This instant, aware, in UTC."""
    return _pinned.get() or datetime.now(UTC)


def today() -> date:
    """The day it is in China."""
    return now().astimezone(SHANGHAI).date()


def local(moment: datetime) -> datetime:
    """The same instant on a clock in China."""
    return moment.astimezone(SHANGHAI)


@contextmanager
def pinned(moment: datetime) -> Iterator[None]:
    """Let time stand at ``moment`` inside the block: for seeding a past and for tests."""
    token = _pinned.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _pinned.reset(token)


def day_start(day: date) -> datetime:
    """The first instant of a day in China."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).astimezone(UTC)
