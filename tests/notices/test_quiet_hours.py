"""Quiet hours, 22:00 to 7:00 in China: no instant at which a mail is due lies in them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu.notices.domain import (
    CHINA,
    FIRST_HOUR,
    LAST_HOUR,
    TRIES,
    after_try,
    due_at,
    is_quiet,
    next_hour,
    next_loud,
)

ZONES = st.sampled_from(
    [UTC, CHINA, ZoneInfo("America/New_York"), timezone(timedelta(hours=-11, minutes=-30))]
)
FIRST, LAST = datetime(1986, 1, 1), datetime(2100, 1, 1)  # noqa: DTZ001  zones are drawn below
INSTANTS = st.datetimes(min_value=FIRST, max_value=LAST, timezones=ZONES, allow_imaginary=False)
HOURS = st.integers(FIRST_HOUR, LAST_HOUR)


def china(hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 11, 25, hour, minute, second, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("moment", "quiet"),
    [
        (china(21, 59, 59), False),
        (china(22), True),
        (china(23, 30), True),
        (china(0), True),
        (china(6, 59, 59), True),
        (china(7), False),
        (china(12), False),
        (datetime(2026, 11, 25, 14, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 25, 13, 59, tzinfo=UTC), False),
    ],
)
def test_the_edges(moment: datetime, quiet: bool) -> None:
    assert is_quiet(moment) is quiet


def test_what_comes_at_night_waits_until_seven() -> None:
    morning = datetime(2026, 11, 26, 7, 0, tzinfo=CHINA)

    assert next_loud(china(22)) == morning
    assert next_loud(china(0, 30)) == china(7)
    assert next_loud(china(15, 30)) == china(15, 30)


@given(moment=INSTANTS)
def test_a_mail_is_never_due_in_quiet_hours_and_never_waits_longer_than_a_night(
    moment: datetime,
) -> None:
    loud = next_loud(moment)

    assert not is_quiet(loud)
    assert (
        timedelta(0) <= loud - moment <= timedelta(hours=10)
    )  # an hour more on one day of 1986-91
    assert (loud == moment) is not is_quiet(moment)


@given(moment=INSTANTS, hour=HOURS)
def test_a_digest_comes_at_its_hour_within_a_day(moment: datetime, hour: int) -> None:
    comes = next_hour(moment, hour=hour)

    assert not is_quiet(comes)
    assert timedelta(0) <= comes - moment <= timedelta(hours=25)
    there = comes.astimezone(CHINA)
    assert (there.hour, there.minute, there.second) == (hour, 0, 0)


@given(moment=INSTANTS, hour=st.none() | HOURS, tries=st.integers(1, TRIES))
def test_neither_a_first_nor_a_later_try_falls_into_the_night(
    moment: datetime, hour: int | None, tries: int
) -> None:
    assert not is_quiet(due_at(moment, digest_hour=hour))
    again = after_try(moment, tries=tries)
    assert (again is None) is (tries == TRIES)
    assert again is None or (again > moment and not is_quiet(again))


def test_a_digest_asked_for_at_its_own_hour_comes_at_once() -> None:
    assert next_hour(china(8), hour=8) == china(8)
    assert next_hour(china(8, 0, 1), hour=8) == datetime(2026, 11, 26, 8, 0, tzinfo=CHINA)
    assert date(2026, 11, 26) == next_hour(china(21), hour=7).astimezone(CHINA).date()
