"""The self-check answers every line, from what is really there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from tests.browsing import signed_in
from tests.cast import Branch, person
from tests.orgs.test_switches import switch_on
from tests.people.test_pages import url, words

from zhibu.kit import clock
from zhibu.orgs.models import Post
from zhibu.web.selfcheck.answers import Answer
from zhibu.web.selfcheck.facts import gather
from zhibu.web.selfcheck.page import SelfCheck, self_check

TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _today(db: None) -> Iterator[None]:
    with clock.pinned(clock.day_start(TODAY) + timedelta(hours=9)):
        yield


def checked() -> SelfCheck:
    return self_check(gather())


def answer(check: SelfCheck, key: str) -> str:
    return next(line.said.answer for line in check.lines if line.question.key == key)


@pytest.fixture
def operator(branch: Branch) -> Client:
    held = person("祝云岫")
    branch.appoint(held, Post.OPERATOR, at=branch.root)
    return signed_in(held)


def test_the_page_has_every_line_with_an_answer_and_its_evidence(
    branch: Branch, operator: Client
) -> None:
    text = words(operator.get(url("web:self_check")))
    check = checked()
    assert [line.question.key for line in check.lines if not line.said.evidence] == []
    assert [line.question.key for line in check.lines if str(line.question.asks) not in text] == []
    assert len(check.lines) == 44
    assert sum(check.tally.values()) == 44


def test_a_board_that_is_on_shows_at_once_with_its_end(branch: Branch) -> None:
    assert answer(checked(), "ban.ranking") == Answer.KEPT
    switch_on(branch)
    switch_on(branch, key="points.board")
    check = checked()
    assert answer(check, "ban.ranking") == answer(check, "yunnan.3") == Answer.LIMITED
    said = next(line.said for line in check.lines if line.question.key == "ban.ranking")
    assert "1 个支部" in said.evidence
    assert "2027年10月31日" in said.evidence


def test_nobody_answering_for_the_house_is_a_gap(branch: Branch) -> None:
    assert answer(checked(), "scope.who") == Answer.BROKEN
    for post in (Post.UNIVERSITY_ORGANISER, Post.OPERATOR, Post.SECURITY, Post.AUDIT):
        branch.appoint(person("甲"), post, at=branch.root)
    assert answer(checked(), "scope.who") == Answer.KEPT


def test_the_files_say_what_the_page_says(branch: Branch, operator: Client) -> None:
    check = checked()
    sheet = openpyxl.load_workbook(
        BytesIO(operator.get(url("web:self_check_file", "xlsx")).content)
    ).active
    assert sheet is not None
    said = {(row[2], row[3]) for row in sheet.iter_rows(values_only=True)}
    wanted = {(str(line.question.asks), line.words) for line in check.lines}
    assert wanted <= said
    docx = operator.get(url("web:self_check_file", "docx"))
    assert (docx.status_code, docx.content[:2]) == (200, b"PK")
    assert operator.get(url("web:self_check_file", "exe")).status_code == 404


def test_the_secretary_reads_it_a_member_does_not(branch: Branch) -> None:
    assert signed_in(branch.secretary_person).get(url("web:self_check")).status_code == 200
    assert signed_in(branch.join("陆知夏")).get(url("web:self_check")).status_code == 403
