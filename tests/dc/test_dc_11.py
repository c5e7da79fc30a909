"""DC-11: a way to complain and suggest on every page, tracked, answered in seven days, its state seen.

Source: domain.md 12.4.
"""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from django.template.loader import get_template
from django.test import RequestFactory

from tests.appeals.desk import EVENING, said
from tests.browsing import signed_in, words
from tests.cast import Branch, acting
from zhibu.appeals import queries
from zhibu.kit import clock
from zhibu.kit.http import problem

SOURCE = Path(__file__).parents[2] / "src" / "zhibu"
LINK = re.compile(r'<a href="/y/say\?from=([^"]+)"')  # see also test_dc_11_addresses.py
# Pages without the link, and why.
WITHOUT = {
    "web/take_along.html": "a file taken along, no page of ours",
}
EXTENDS = re.compile(r"{% extends ([^%]+) %}")


def whole_pages() -> list[Path]:
    """Templates that draw a page from its first line: they have a head of their own or extend one."""
    found = (
        p
        for p in sorted(SOURCE.glob("*/templates/**/*.html"))
        if "<!doctype html>" in p.read_text().lower() or EXTENDS.search(p.read_text())
    )
    return list(found)


def name_of(page: Path) -> str:
    return str(page).rpartition("templates/")[2]


def has_the_link(page: Path) -> bool:
    """Its own, or through every base it may extend."""
    text = page.read_text()
    if "{% voice %}" in text:
        return True
    extends = EXTENDS.search(text)
    if extends is None:
        return False
    bases = re.findall(r"[\w/]+\.html", extends.group(1))
    return bool(bases) and all(has_the_link(Path(str(get_template(b).origin.name))) for b in bases)  # type: ignore[attr-defined]


def test_the_link_stands_in_every_template_of_a_page() -> None:
    without = {name_of(page) for page in whole_pages() if not has_the_link(page)}
    assert without == set(WITHOUT)


def test_the_check_of_templates_is_red_on_a_page_of_its_own(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<!doctype html><html></html>")
    assert not has_the_link(page)


def test_a_refusal_carries_the_link_too() -> None:
    request = RequestFactory().get("/m/17/")
    answer = problem(request, status=403, title="没有这项权限", sentence="由支委办理。")
    assert LINK.findall(answer.content.decode()) == ["%2Fm%2F17%2F"]


def test_what_was_said_is_tracked_and_due_in_seven_days_and_its_giver_sees_it(
    branch: Branch,
) -> None:
    member = branch.join("陆知夏")
    one = said(acting(member)).complaint

    shown = words(signed_in(member).get("/y/"))

    assert one.due_on - one.given_on == timedelta(days=7)
    assert "提前一周定日子" in shown
    assert "2026年12月2日前答复" in shown
    assert "待答复" in shown


def test_overdue_answers_are_listed_to_the_level_above(branch: Branch) -> None:
    organiser = branch.organiser()
    one = said(acting(branch.join("陆知夏"))).complaint
    with clock.pinned(EVENING + timedelta(days=7)):
        assert queries.overdue_complaints_for(organiser) == []
    with clock.pinned(EVENING + timedelta(days=8)):
        assert queries.overdue_complaints_for(organiser) == [one]
