"""DC-19: those above see what was held, not what was said."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.browsing import signed_in
from tests.cast import person
from tests.house.permissions import table
from tests.meetings.life import THEME, Life
from tests.people.test_pages import words
from zhibu.meetings import rights
from zhibu.meetings.models import Meeting
from zhibu.meetings.queries import bodies, gates
from zhibu.orgs.models import Post

ABOVE = ("organizer", "college_organiser", "university_organiser")
WORDS_OF_MEMBERS = (
    "see_record", "see_committee_record", "see_life_record", "see_record_attendance",
    "see_attendance", "see_feedback", "see_scan", "see_plan",
)  # fmt: skip


def answers_above(life: Life) -> list[str]:
    """Pages of a confirmed record that open to the college's organiser, with what they tell."""
    record = life.confirm()
    held = person("方闻笛")
    life.branch.appoint(held, Post.COLLEGE_ORGANISER, at=life.branch.college)
    client = signed_in(held)
    names = ("meetings:meeting", "meetings:feedback", "meetings:versions")
    pages = {n: client.get(reverse(n, args=[record.meeting_id])) for n in names}
    return [n for n, page in pages.items() if page.status_code == 200 or THEME in words(page)]


def test_dc_19_no_row_of_the_table_opens_members_words_to_those_above() -> None:
    cells = {action: {table()[action][post] for post in ABOVE} for action in WORDS_OF_MEMBERS}
    assert {action: cell for action, cell in cells.items() if cell != {"–"}} == {}


def test_dc_19_a_superior_opens_no_record_and_no_feedback(life: Life) -> None:
    assert answers_above(life) == []


def test_dc_19_a_gate_taken_away_is_found(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        gates, "seen_meetings", lambda *, seen_by: Meeting.objects.select_related(*gates.WITH_PLACE)
    )
    monkeypatch.setattr(rights, "reads_text", lambda *_a, **_k: True)
    monkeypatch.setattr(bodies, "reads_text", lambda *_a, **_k: True, raising=False)
    assert "meetings:meeting" in answers_above(life)
