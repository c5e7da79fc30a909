"""DC-08: a member's whole duty of a month fits in ten minutes; no daily login; the secretary's is counted."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.urls import reverse

from tests.browsing import signed_in
from tests.house.forms import Form, forms_of
from tests.meetings.life import AFTER as AFTERWARDS
from tests.meetings.life import DURING, Life, at
from tests.people.test_pages import words
from zhibu.kit import clock

BUDGET = 600  # seconds a month
LOOK = 20  # seconds to find and read a page
TAP = 2
SIGN = 1  # seconds for each sign that has to be typed
CODE = 6
MEETINGS = 3  # theme day, group meeting or general meeting, party class: the fullest month
NOTICES = 6


def seconds(form: Form) -> int:
    """Filling a form as it comes: what is still empty is typed, a choice is a tap, sending another."""
    typed = sum(60 if name == "words" else CODE * SIGN for name in form.required)
    return typed + TAP * len(form.choices) + TAP


def month_of(life: Life) -> int:
    """Seconds of one ordinary member: come, check in, look at notices, say how it was."""
    meeting = life.publish()
    with at(DURING):
        client = signed_in(life.full[-1])
        page = words(client.get(reverse("gatherings:check_in", args=[meeting.gathering_id])))
    check_in = max(seconds(f) for f in forms_of(page) if f.method == "post")
    return (
        MEETINGS * (LOOK + check_in + CODE * SIGN)
        + NOTICES * (LOOK + TAP)
        + MEETINGS * (LOOK + 4 * TAP)
    )


def test_dc_08_the_duty_of_a_member_fits_in_ten_minutes_a_month(life: Life) -> None:
    assert month_of(life) < BUDGET


def test_dc_08_nobody_has_to_come_in_on_a_given_day() -> None:
    """A session lives a week; nothing in the code counts days in a row."""
    source = Path(__file__).parents[2] / "src" / "zhibu"
    streaks = re.compile(
        r"streak|consecutive_days|days_in_a_row|daily_login|连续登录|每日登录|今日签到"
    )
    found = [
        str(f.relative_to(source)) for f in source.rglob("*.py") if streaks.search(f.read_text())
    ]
    assert found == []


def test_dc_08_the_interactions_of_the_secretary_are_a_published_number() -> None:
    journey = (Path(__file__).parents[1] / "browser" / "test_journey.py").read_text()
    assert re.search(r"^MOST = \d+ ", journey, re.M) is not None


def test_dc_08_an_essay_asked_of_a_member_is_over_the_budget(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.dc.test_dc_08.seconds", lambda form: 300)
    assert month_of(life) >= BUDGET
    assert clock.SHANGHAI is not None
    assert AFTERWARDS > DURING
