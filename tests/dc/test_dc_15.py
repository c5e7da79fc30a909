"""DC-15: a grade of the yearly review is given by people; no room that decides reads a score."""

from __future__ import annotations

from pathlib import Path

from django.urls import reverse

from tests.browsing import signed_in
from tests.meetings.life import Life
from tests.people.test_pages import words
from zhibu.meetings.domain.kinds import Kind
from zhibu.web.selfcheck import code


def test_dc_15_no_room_that_decides_about_people_imports_points_or_statistics() -> None:
    assert code.standing_reads_scores() == ()


def test_dc_15_the_page_of_the_review_has_no_points_and_suggests_no_grade(life: Life) -> None:
    meeting = life.hold(Kind.MEMBER_REVIEW)
    client = signed_in(life.branch.secretary_person)
    page = words(client.get(reverse("meetings:review", args=[meeting.pk])))
    main = page.partition("<main")[2]
    assert [word for word in ("积分", "建议等次", "得分") if word in main] == []


def test_dc_15_an_import_of_points_in_a_deciding_room_is_found(tmp_path: Path) -> None:
    (tmp_path / "meetings").mkdir()
    (tmp_path / "meetings" / "review.py").write_text("from zhibu.points.queries import total\n")
    assert code.standing_reads_scores(tmp_path) == ("meetings/review.py",)
