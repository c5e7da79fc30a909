"""The university's first page: five sentences, their change, their lists, the same in the file."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from pytest_django import DjangoAssertNumQueries
from tests.browsing import signed_in
from tests.cast import opened, person
from tests.insights.told import NOVEMBER, deliver_all
from tests.meetings.life import STARTS, Life, at

from zhibu.insights.actions.counting import recount_stocks
from zhibu.insights.actions.folding import fold
from zhibu.insights.queries.sentences import sentences_of
from zhibu.kit.period import add_months
from zhibu.meetings.domain.kinds import Kind
from zhibu.orgs.models import Organisation, Post

TODAY = date(2026, 11, 28)


@pytest.fixture
def counted(life: Life) -> Life:
    """A theme day in November, none in October; a second branch without any."""
    life.confirm(Kind.THEME_DAY)
    life.branch.sibling()
    with at(TODAY):
        deliver_all()
        recount_stocks(since=date(2026, 10, 1))
    return life


def test_the_sentences_have_their_numbers_and_their_change(counted: Life) -> None:
    root = Organisation.objects.get(pk=counted.branch.root.pk)
    with at(TODAY):
        said = sentences_of(root, month=NOVEMBER).said
    assert {name: one.shown for name, one in said.items()} == {
        "branches": "2",
        "held": "1",
        "gap": "1",
        "party": "12",
        "probationary": "1",
        "sittings": "1",
        "general": "0",
        "committee": "0",
        "group": "0",
        "classes": "0",
        "should": "10",
        "present": "10",
        "rate": "100.0%",
        "agreed": "0",
        "done": "0",
        "late": "0",
    }
    assert (said["held"].change, said["gap"].change) == ("比上月多 1", "比上月少 1")
    assert (said["party"].change, said["rate"].change) == ("", "")


def test_the_gap_opens_the_list_of_the_branches_without_a_record(counted: Life) -> None:
    somebody = person("秦致远")
    counted.branch.appoint(somebody, Post.UNIVERSITY_ORGANISER, at=counted.branch.root)
    client = signed_in(somebody)
    root = Organisation.objects.get(pk=counted.branch.root.pk)
    with at(TODAY):
        gap = sentences_of(root, month=NOVEMBER).said["gap"]
        text = client.get(gap.url.partition("#")[0]).content.decode()
    listed = text.partition('id="s-without"')[2]
    assert "研究生第二党支部" in listed
    assert "研究生第三党支部" not in listed


def test_it_is_the_first_page_of_the_department_and_nobody_elses(counted: Life) -> None:
    somebody = person("秦致远")
    counted.branch.appoint(somebody, Post.UNIVERSITY_ORGANISER, at=counted.branch.root)
    opened(counted.branch.secretary_person)  # somebody keeps a branch: the house is set up
    with at(TODAY):
        home = signed_in(somebody).get("/").content.decode()
        refused = signed_in(counted.full[-1]).get("/i/university")
    assert "全校情况" in home
    assert refused.status_code == 403


def test_the_file_has_the_sentences_and_the_table(counted: Life) -> None:
    somebody = person("秦致远")
    counted.branch.appoint(somebody, Post.UNIVERSITY_ORGANISER, at=counted.branch.root)
    with at(TODAY):
        answer = signed_in(somebody).get("/i/university.xlsx?at=2026-11")
    sheet = openpyxl.load_workbook(BytesIO(answer.getvalue())).active
    assert sheet is not None
    rows = [[cell.value for cell in row if cell.value is not None] for row in sheet.iter_rows()]
    assert ["会议合计 1（比上月多 1）"] in rows
    assert ["2026年11月", 2, 1, 1, 1, 1, 0, 12] in rows


@pytest.mark.parametrize("branches", [1, 3])
def test_the_page_costs_four_queries_for_any_number_of_branches(
    life: Life, branches: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(1, branches):
        life.branch.sibling(f"研究生第{number}0党支部")
    life.confirm(starts_at=STARTS)
    deliver_all()
    fold()
    root = Organisation.objects.get(pk=life.branch.root.pk)
    with at(TODAY), django_assert_num_queries(4):
        shown = sentences_of(root, month=NOVEMBER)
    assert shown.said["branches"].figure.value == branches
    assert shown.span.period.since == NOVEMBER == add_months(shown.span.before.period.since, 1)
