"""Days stay days, whatever zone the machine keeps, and through China's summer times of old (时钟)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.cast import person
from tests.proof import Proof

from zhibu.kit import clock
from zhibu.people.models import Person

ZONES = ("UTC", "Asia/Shanghai", "America/Los_Angeles", "Pacific/Kiritimati", "Asia/Kathmandu")
# The last and first instants in China of days that end a month, a term, a year, a leap day.
EDGES = (
    date(2026, 10, 31), date(2026, 12, 31), date(2027, 1, 31), date(2027, 2, 28),
    date(2027, 7, 31), date(2028, 2, 28), date(2028, 2, 29), date(2028, 12, 31),
)  # fmt: skip
# China's summer time began and ended on these days. Births on them and beside them keep their day.
SUMMER_TIMES = (
    date(1986, 5, 4), date(1986, 9, 14), date(1987, 4, 12), date(1987, 9, 13),
    date(1988, 4, 17), date(1988, 9, 11), date(1989, 4, 16), date(1989, 9, 17),
    date(1990, 4, 15), date(1990, 9, 16), date(1991, 4, 14), date(1991, 9, 15),
)  # fmt: skip
SECOND = timedelta(seconds=1)


@pytest.fixture(params=ZONES)
def machine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A process that keeps the time of some zone."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


def test_a_day_ends_at_midnight_in_china(machine: str, proof: Proof) -> None:
    for day in EDGES:
        midnight = datetime(day.year, day.month, day.day, 16, tzinfo=UTC)  # the next day in China
        with clock.pinned(midnight - SECOND):
            assert (clock.today(), clock.local(clock.now()).hour) == (day, 23)
        with clock.pinned(midnight):
            assert clock.today() == day + timedelta(days=1)
        assert clock.day_start(day + timedelta(days=1)) == midnight
        proof.figure("日界")
    proof.figure("时区")


def test_births_in_summer_time_keep_their_day(machine: str, db: None, proof: Proof) -> None:
    days = [day + timedelta(days=n) for day in SUMMER_TIMES for n in (-1, 0, 1)]
    for day in days:
        born = person("贺星野")
        born.birth_date = day
        born.save()
        assert Person.objects.get(pk=born.pk).birth_date == day
    proof.figure("夏令时前后的出生日期", len(days))
