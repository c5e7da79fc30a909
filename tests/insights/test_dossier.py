"""The goals of a body and its dossier of 七个有力: facts with their numbers, never points."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO

import docx
import pytest
from pytest_django import DjangoAssertNumQueries
from tests.browsing import signed_in
from tests.cast import person
from tests.insights.told import NOVEMBER, deliver_all
from tests.meetings.life import Life, at

from zhibu.insights.actions.counting import recount_stocks
from zhibu.insights.actions.folding import fold
from zhibu.insights.domain.spans import Length, span_of
from zhibu.insights.queries.dossier import Dossier, dossier_of
from zhibu.kit.offers import Deed, Strength
from zhibu.meetings.domain.kinds import Kind
from zhibu.meetings.models import DutyEntry, Meeting
from zhibu.orgs.models import Organisation, Post

TODAY = date(2026, 11, 28)
YEAR = span_of(Length.YEAR, TODAY)


@pytest.fixture
def counted(life: Life) -> Life:
    """A theme day and a committee meeting of November, counted; three talks on one day."""
    life.confirm(Kind.THEME_DAY)
    life.confirm(Kind.BRANCH_COMMITTEE, people=life.full[:2])
    DutyEntry.objects.create(
        organisation=life.organisation, key="heart_talk", pairing="members", on=TODAY, count=3
    )
    with at(TODAY):
        deliver_all()
        recount_stocks(since=NOVEMBER)
    return life


def made(of: Organisation, *, full: bool = True) -> Dossier:
    with at(TODAY):
        return dossier_of(of, span=YEAR, full=full)


def lines(dossier: Dossier) -> dict[str, str]:
    return {line.label: line.shown for part in dossier.parts for line in part.lines}


def test_each_part_says_what_the_records_say_and_what_has_no_source_yet(counted: Life) -> None:
    assert lines(made(counted.organisation)) == {
        "主题党日": "1 次",
        "党课": "0 次",
        "理论学习学时": "尚无记录来源",
        "支部党员大会": "0 次",
        "支部委员会会议": "1 次",
        "党小组会": "0 次",
        "党员": "10 人",
        "发展党员": "尚无记录来源",
        "党费收缴": "尚无记录来源",
        "组织生活会": "0 次",
        "民主评议党员": "0 次",
        "已落实事项": "0 项",
        "到会率": "92.3%",
        "支委任职": "3 人",
        "互联共建活动": "尚无记录来源",
        "原创作品、宣讲、媒体报道": "尚无记录来源",
        "谈心谈话": "3 次",
        "意见建议已答复": "0 件",
        "活动反馈": "0 份",
        "志愿服务时长": "尚无记录来源",
    }


def test_every_fact_of_a_branch_carries_the_number_of_its_record(counted: Life) -> None:
    theme_day = Meeting.objects.get(kinds__contains=["theme_day"])
    found = {
        line.label: line.deeds for part in made(counted.organisation).parts for line in part.lines
    }
    held_on = theme_day.gathering.starts_at.date()
    assert found["主题党日"] == (Deed(held_on, "主题党日", f"{held_on:%Y%m%d}-{theme_day.pk}"),)
    talk = DutyEntry.objects.get()
    assert [(d.number, d.count) for d in found["谈心谈话"]] == [(f"20261128-T{talk.pk}", 3)]
    assert len(found["支委任职"]) == 3


def test_above_the_branch_stand_numbers_and_no_list(counted: Life) -> None:
    dossier = made(counted.branch.college, full=False)
    assert lines(dossier)["主题党日"] == "1 次"
    assert [part.facts for part in dossier.parts] == [0] * 7


def test_the_three_goals_speak_of_each_of_the_seven_once(counted: Life) -> None:
    goals = made(counted.organisation).goals
    told = [part.strength for goal in goals for part in goal.parts]
    assert (len(goals), sorted(told)) == (3, sorted(Strength))


@pytest.mark.parametrize("sittings", [1, 3])
def test_a_dossier_costs_the_same_however_much_was_done(
    life: Life, sittings: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(sittings):
        life.confirm(Kind.THEME_DAY)
    deliver_all()
    fold()
    with at(TODAY), django_assert_num_queries(6):
        dossier = dossier_of(life.organisation, span=YEAR, full=True)
    assert lines(dossier)["主题党日"] == f"{sittings} 次"


def test_the_paper_holds_the_facts_of_the_page(counted: Life) -> None:
    client = signed_in(counted.branch.secretary_person)
    here = f"/i/{counted.organisation.pk}"
    with at(TODAY):
        page = client.get(f"{here}/goals").content.decode()
        paper = client.get(f"{here}/dossier.docx")
        pdf = client.get(f"{here}/dossier.pdf")
    numbers = set(re.findall(r"2026\d{4}-[A-Z]?\d+|20\d{6}-R\d+", page))
    book = docx.Document(BytesIO(paper.getvalue()))
    cells = {cell.text for table in book.tables for row in table.rows for cell in row.cells}
    assert numbers
    assert numbers <= cells
    text = "\n".join(paragraph.text for paragraph in book.paragraphs)
    assert [line for line in text.splitlines() if line.endswith("有力")] == [
        "一、教育党员有力", "二、管理党员有力", "三、监督党员有力", "四、组织师生有力",
        "五、宣传师生有力", "六、凝聚师生有力", "七、服务师生有力",
    ]  # fmt: skip
    assert "原创作品、宣讲、媒体报道：尚无记录来源。" in text
    assert pdf.getvalue()[:5] == b"%PDF-"


def test_a_member_is_told_who_may_and_an_organiser_reads_numbers(counted: Life) -> None:
    here = f"/i/{counted.organisation.pk}"
    assert signed_in(counted.full[-1]).get(f"{here}/goals").status_code == 403
    somebody = person("方闻笛")
    counted.branch.appoint(somebody, Post.COLLEGE_ORGANISER, at=counted.branch.college)
    client = signed_in(somebody)
    with at(TODAY):
        page = client.get(f"/i/{counted.branch.college.pk}/goals")
        assert client.get(f"{here}/dossier.txt").status_code == 404
    assert page.status_code == 200
    assert "积分" not in page.content.decode().partition("<main")[2].partition("不使用积分")[0]
