"""Every yearly notice of days off since 2007, as published; the next year is unknown until announced."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.cast import HOUSE, Branch

from zhibu.orgs import actions, queries
from zhibu.orgs.domain.workdays import after_working_days

SHARED = Path(__file__).parents[4] / "shared" / "data" / "cn-workdays"


@pytest.fixture(scope="module")
def notices() -> dict[int, str]:
    """The published text of each year."""
    if not SHARED.is_dir():
        pytest.skip("shared/data/cn-workdays is not beside this house: no notices to read")
    return {int(file.stem): file.read_text() for file in sorted(SHARED.glob("20*.json"))}


def test_every_notice_is_taken_in_and_each_day_is_what_it_says(
    branch: Branch, notices: dict[int, str]
) -> None:
    loaded = {}
    for text in notices.values():
        year, count = actions.load_calendar_days(actor=HOUSE, text=text)
        loaded[year] = count
    assert loaded == {year: len(json.loads(text)["days"]) for year, text in notices.items()}
    first, last = min(notices), max(notices)
    calendar = queries.working_calendar(since=date(first, 1, 1), until=date(last, 12, 31))
    said: dict[date, bool] = {}
    for text in notices.values():
        said |= {date.fromisoformat(d["date"]): d["isOffDay"] for d in json.loads(text)["days"]}
    wrong = [day for day, off in said.items() if calendar.is_working(day) is off]
    assert [day for day in wrong if day.year >= first] == []


def test_a_year_not_announced_yet_is_provisional_and_never_an_error(
    branch: Branch, notices: dict[int, str]
) -> None:
    announced = max(y for y, text in notices.items() if json.loads(text)["days"])
    for text in notices.values():
        actions.load_calendar_days(actor=HOUSE, text=text)
    calendar = queries.working_calendar(
        since=date(announced, 1, 1), until=date(announced + 1, 12, 31)
    )
    inside = after_working_days(date(announced, 3, 2), 5, calendar=calendar)
    beyond = after_working_days(date(announced + 1, 3, 1), 5, calendar=calendar)
    assert (inside.provisional, beyond.provisional) == (False, True)
    assert calendar.is_known(date(announced, 12, 24))
    assert not calendar.is_known(date(announced, 12, 26) + timedelta(days=1))
