"""DC-05: who was absent is for the branch committee alone; a leave has no details."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.browsing import signed_in
from tests.meetings.life import DURING, Life, at
from tests.people.test_pages import words
from zhibu.gatherings.models import Attendee
from zhibu.gatherings.views import host as host_views


def opened_to_a_member(life: Life) -> list[str]:
    """Pages on which an ordinary member gets another's attendance."""
    meeting = life.publish()
    life.come(meeting, life.full[:-2])
    with at(DURING):
        client = signed_in(life.full[0 - 1])
        pages = ("gatherings:attendance", "gatherings:host", "gatherings:absent")
        return [
            name
            for name in pages
            if client.get(reverse(name, args=[meeting.gathering_id])).status_code == 200
        ]


def test_dc_05_an_ordinary_member_cannot_open_anothers_attendance(life: Life) -> None:
    assert opened_to_a_member(life) == []


def test_dc_05_a_confirmed_record_names_the_absent_to_no_member(life: Life) -> None:
    away = life.full[-2]
    record = life.confirm(people=[p for p in life.full if p != away])
    client = signed_in(life.full[-1])
    page = words(client.get(reverse("meetings:meeting", args=[record.meeting_id])))
    assert away.name not in page


def test_dc_05_a_leave_has_no_field_for_its_reason() -> None:
    kept = {field.name for field in Attendee._meta.fields}
    assert [name for name in kept if "reason" in name or "detail" in name] == []


def test_dc_05_a_page_that_asks_no_policy_is_found(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host_views, "require", lambda _verdict: None)
    assert "gatherings:attendance" in opened_to_a_member(life)
