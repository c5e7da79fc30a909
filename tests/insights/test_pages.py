"""The pages of statistics: who opens what, how many queries, the same on screen and in the file."""

from __future__ import annotations

import csv
from datetime import date
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.browsing import signed_in
from tests.cast import FOUNDED, HOUSE, Branch, person
from tests.insights.told import NOVEMBER, deliver_all
from tests.meetings.life import Life, at

from zhibu.insights.actions.counting import recount_stocks
from zhibu.insights.actions.folding import fold
from zhibu.insights.catalogue import groups, metrics
from zhibu.insights.domain.spans import Length, span_of
from zhibu.insights.models import Cell
from zhibu.insights.queries.boards import board_of
from zhibu.insights.queries.numbers import By, numbers
from zhibu.insights.queries.records import records_behind
from zhibu.kit.actor import Actor
from zhibu.meetings.domain.kinds import Kind
from zhibu.orgs.actions import found_organisation, move_organisation
from zhibu.orgs.models import Organisation, Post

TODAY = date(2026, 11, 28)


@pytest.fixture
def counted(life: Life) -> Life:
    """Two sittings of November, counted."""
    life.confirm(Kind.THEME_DAY, Kind.PARTY_CLASS)
    life.confirm(Kind.BRANCH_COMMITTEE, people=life.full[:2])
    with at(TODAY):
        deliver_all()
        recount_stocks(since=NOVEMBER)
    return life


def organiser_of(life: Life) -> tuple[Client, Actor]:
    somebody = person("方闻笛")
    actor = life.branch.appoint(somebody, Post.COLLEGE_ORGANISER, at=life.branch.college)
    return signed_in(somebody), actor


def test_the_secretary_reads_the_branch_and_opens_its_records(counted: Life) -> None:
    client = signed_in(counted.branch.secretary_person)
    with at(TODAY):
        assert client.get("/i/").headers["Location"] == f"/i/{counted.organisation.pk}/"
        page = client.get(f"/i/{counted.organisation.pk}/?at=2026-11").content.decode()
        assert "会议合计" in page
        behind = client.get(f"/i/{counted.organisation.pk}/n/meetings.sittings?at=2026-11")
    text = behind.content.decode()
    assert "主题党日" in text
    assert 'href="/m/' in text


def test_the_organiser_reads_numbers_and_no_way_into_the_records(counted: Life) -> None:
    client, _actor = organiser_of(counted)
    with at(TODAY):
        page = client.get(f"/i/{counted.branch.college.pk}/?at=2026-11").content.decode()
        behind = client.get(f"/i/{counted.branch.college.pk}/n/meetings.sittings?at=2026-11")
    assert f"/i/{counted.organisation.pk}/" in page
    text = behind.content.decode()
    assert "支部委员会会议" in text
    assert 'href="/m/' not in text.partition("<main")[2]


def test_a_sitting_of_few_shows_above_only_in_sums(counted: Life) -> None:
    client, _actor = organiser_of(counted)
    with at(TODAY):
        behind = client.get(f"/i/{counted.branch.college.pk}/n/meetings.attendance?at=2026-11")
    text = behind.content.decode()
    assert "每条记录的人数只有本支部的支委看得到" in text
    assert "10/10" not in text


@pytest.mark.parametrize("page", ["", "n/meetings.sittings", "export.csv"])
def test_a_member_without_a_post_is_told_who_may(counted: Life, page: str) -> None:
    answer = signed_in(counted.full[-1]).get(f"/i/{counted.organisation.pk}/{page}")
    assert answer.status_code == 403


def test_what_does_not_exist_is_not_found(counted: Life) -> None:
    client = signed_in(counted.branch.secretary_person)
    here = f"/i/{counted.organisation.pk}/"
    assert client.get(f"{here}n/nothing").status_code == 404
    assert client.get(f"{here}export.docx").status_code == 404
    assert client.get(f"/i/{counted.branch.sibling().organisation.pk}/").status_code == 404


def test_the_file_says_what_the_screen_says(counted: Life) -> None:
    client, _actor = organiser_of(counted)
    address = f"/i/{counted.branch.college.pk}"
    with at(TODAY):
        page = client.get(f"{address}/?at=2026-11&t=turnout").content.decode()
        table = client.get(f"{address}/export.csv?at=2026-11&t=turnout")
        book = client.get(f"{address}/export.xlsx?at=2026-11&t=turnout")
    rows = list(csv.reader(StringIO(table.getvalue().decode("utf-8-sig"))))
    held = next(row for row in rows if row and row[0] == "合计")
    assert held == ["合计", "92.3%", "12", "13", "168"]
    for figure in held[1:]:
        assert f">{figure}<" in page
    sheet = openpyxl.load_workbook(BytesIO(book.getvalue())).active
    assert sheet is not None
    found = [[cell.value for cell in row] for row in sheet.iter_rows() if row[0].value == "合计"]
    assert found == [["合计", 0.923, 12, 13, 168]]


@pytest.mark.parametrize("branches", [1, 3])
def test_a_page_costs_seven_queries_whatever_is_below(
    counted: Life, branches: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(1, branches):
        made = counted.branch.sibling(f"研究生第{number}0党支部").organisation
        Cell.objects.create(
            organisation=made, month=NOVEMBER, category="meetings.sittings", value=2
        )
    fold()
    college = Organisation.objects.get(pk=counted.branch.college.pk)
    with at(TODAY), django_assert_num_queries(7):
        board = board_of(
            college,
            group=groups()["life"],
            span=span_of(Length.MONTH, NOVEMBER),
            full=False,
        )
    assert board.places is not None
    assert len(board.places.rows) == branches
    assert board.items[0].figure.value == 2 + 2 * (branches - 1)


@pytest.mark.parametrize("sittings", [1, 3])
def test_the_records_of_a_number_cost_four_queries(
    life: Life, sittings: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(sittings):
        life.confirm()
    deliver_all()
    actor = life.secretary
    with at(TODAY), django_assert_num_queries(4):
        lines, count = records_behind(
            metrics()["meetings.theme_day"],
            under=life.branch.college.path,
            months=[NOVEMBER],
            until=date(2026, 12, 1),
            full=True,
            seen_by=actor,
        )
    assert (len(lines), count) == (sittings, sittings)
    assert [line.what for line in lines] == ["主题党日"] * sittings


def test_months_before_a_move_stay_where_they_were(branch: Branch) -> None:
    other = found_organisation(
        actor=HOUSE,
        parent=branch.root,
        name="化学学院党委",
        kind=Organisation.Kind.COLLEGE_COMMITTEE,
        founded_on=FOUNDED,
    )
    october = date(2026, 10, 1)
    for month in (october, NOVEMBER):
        Cell.objects.create(
            organisation=branch.organisation, month=month, category="meetings.sittings", value=3
        )
    with at(TODAY):
        move_organisation(
            actor=HOUSE,
            organisation_id=branch.organisation.pk,
            parent_id=other.pk,
            on=date(2026, 11, 10),
            ground="学科调整",
        )
    months = [october, NOVEMBER]
    here = numbers(under=branch.college.path, months=months, by=By.MONTH, full=False)
    there = numbers(under=other.path, months=months, by=By.MONTH, full=False)
    above = numbers(under=branch.root.path, months=months, by=By.TOTAL, full=False)
    assert here == {october: {"meetings.sittings": 3}}
    assert there == {NOVEMBER: {"meetings.sittings": 3}}
    assert above == {0: {"meetings.sittings": 6}}
