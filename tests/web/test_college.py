"""The branches of a college on one page: only gaps are coloured, one reminder for all chosen (DC-19)."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.browsing import signed_in
from tests.cast import Branch, acting
from tests.meetings.life import STARTS, at, life_of

from zhibu.meetings.domain.kinds import Kind
from zhibu.meetings.models import DutyReminder
from zhibu.orgs.models import Organisation
from zhibu.people.models import Person
from zhibu.web import homes

TODAY = date(2026, 11, 26)


@pytest.mark.parametrize("branches", [1, 3])
def test_the_grid_costs_the_same_whatever_the_number_of_branches(
    branch: Branch, branches: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    organiser = branch.organiser()
    for n in range(1, branches):
        branch.sibling(f"研究生第{n}党支部")
    with at(TODAY), django_assert_num_queries(11):
        college = homes.college_for(organiser)
    assert college is not None
    assert len(college.rows) == branches
    assert college.may_remind


def test_each_square_says_its_state_and_the_worst_branch_stands_first(branch: Branch) -> None:
    organiser = branch.organiser()
    fresh = branch.sibling("新成立党支部").organisation
    Organisation.objects.filter(pk=fresh.pk).update(recorded_since=TODAY)
    life = life_of(branch)
    for number in (7, 8, 9, 10):
        life.confirm(Kind.THEME_DAY, starts_at=STARTS.replace(month=number, day=14))
    life.hold(Kind.THEME_DAY, starts_at=STARTS.replace(day=12))
    life.publish(Kind.BRANCH_COMMITTEE, starts_at=STARTS.replace(day=28))
    with at(TODAY):
        college = homes.college_for(organiser)
    assert college is not None
    assert [row.branch.pk for row in college.rows] == [branch.organisation.pk, fresh.pk]
    squares = {
        duty.key: (cell.look, cell.text)
        for duty, cell in zip(college.duties, college.rows[0].cells, strict=True)
    }
    assert squares["theme_day"] == ("soon", "草稿")
    assert squares["branch_committee"] == ("gap", "118 天")
    assert squares["party_class"] == ("gap", "57 天")
    assert squares["life_meeting"] == ("due", "")
    assert squares["group_meeting"] == ("nay", "—")
    assert college.drafts == 1
    assert {gap.branch.pk for gap in college.gaps} == {branch.organisation.pk}


def test_the_chosen_branches_get_one_reminder_and_rest_a_week(
    branch: Branch, client: Client
) -> None:
    branch.organiser()
    signed_in(Person.objects.get(name="方闻笛"), client)
    with at(TODAY):
        assert "一周最多提醒一次" in client.get("/branches").content.decode()
        answer = client.post(
            f"/m/duties/{branch.college.pk}/remind",
            {"branch": [branch.organisation.pk], "idempotency_key": "a" * 32},
        )
        page = client.get("/branches").content.decode()
    assert answer["Location"] == "/branches"
    assert DutyReminder.objects.get().organisation == branch.organisation
    assert "已提醒 1 个支部。" in page
    assert "一周最多提醒一次" not in page
    assert "12月3日起可再提醒" in page


def test_dc_19_a_superior_reads_kinds_and_states_and_nothing_anybody_wrote(
    branch: Branch, client: Client
) -> None:
    organiser = branch.organiser()
    life = life_of(branch)
    life.confirm(Kind.THEME_DAY, starts_at=STARTS.replace(day=14))
    signed_in(Person.objects.get(pk=organiser.person_id or 0), client)
    with at(TODAY):
        pages = [
            client.get(address).content.decode()
            for address in ("/branches", f"/m/duties/{branch.organisation.pk}")
        ]
    for page in pages:
        assert "一张说得出名字的需求清单" not in page
        assert "理科楼 A312" not in page
        assert "顾怀川" not in page


def test_another_colleges_branches_are_not_seen(branch: Branch) -> None:
    organiser = branch.organiser()
    with pytest.raises(ObjectDoesNotExist):
        homes.college_for(organiser, under=branch.root.pk)
    assert homes.college_for(acting(branch.join("陆知夏"))) is None
