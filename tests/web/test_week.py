"""The member's week: three things, then where one stands on one's way; points only for who takes part."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.browsing import signed_in
from tests.cast import Branch, acting
from tests.meetings.life import at
from tests.web.test_homes import NOON, theme_day

from zhibu.gatherings.actions import open_gathering, publish_gathering
from zhibu.gatherings.domain import Invite
from zhibu.kit import clock
from zhibu.people.models import Person, StatusSpan
from zhibu.web import homes
from zhibu.web.homes.progress import months_since, progress_of

TODAY = date(2026, 11, 25)
K = StatusSpan.Kind


def way(branch: Branch, kind: str, *, since: date, **fields: date) -> list[tuple[str, str, str]]:
    somebody = branch.join("陆知夏", kind=kind, since=since)
    Person.objects.filter(pk=somebody.pk).update(**fields)
    with at(TODAY):
        return [(step.name, step.fact, step.look) for step in progress_of(somebody.pk)]


def test_probation_says_which_month_it_is_and_when_it_ends(branch: Branch) -> None:
    assert way(branch, K.PROBATIONARY, since=date(2026, 3, 18), joined_on=date(2026, 3, 18)) == [
        ("接收为预备党员", "2026年3月18日", ""),
        ("预备期", "第 9 个月，共 12 个月", "next"),
        ("提出转正申请", "2027年3月18日预备期满，书面提出", "later"),
    ]


def test_a_year_gone_by_waits_for_the_branch(branch: Branch) -> None:
    steps = way(branch, K.PROBATIONARY, since=date(2025, 11, 1))
    assert steps[1] == ("预备期", "已满一年，等支部讨论", "next")


def test_an_activist_reads_what_comes_and_by_whom(branch: Branch) -> None:
    assert way(branch, K.ACTIVIST, since=date(2026, 5, 20)) == [
        ("确定为入党积极分子", "2026年5月20日", ""),
        ("培养教育和考察", "第 7 个月，满一年以上", "next"),
        ("列为发展对象", "听取意见、支部委员会讨论、上级同意并公示", "later"),
    ]


def test_a_full_member_reads_years_in_the_party(branch: Branch) -> None:
    dates = {"joined_on": date(2019, 5, 6), "confirmed_on": date(2020, 5, 6)}
    assert way(branch, K.FULL, since=date(2020, 5, 6), **dates) == [
        ("接收为预备党员", "2019年5月6日", ""),
        ("转为正式党员", "2020年5月6日，党龄 6 年", "next"),
    ]


@pytest.mark.parametrize(("kind", "steps"), [(K.PROSPECT, 3), (K.APPLICANT, 2)])
def test_every_kind_has_its_steps(branch: Branch, kind: str, steps: int) -> None:
    assert len(way(branch, kind, since=date(2026, 9, 1))) == steps


def test_months_are_counted_from_the_day_itself() -> None:
    begun = date(2026, 3, 18)
    assert [months_since(begun, d) for d in (begun, date(2026, 4, 17), date(2026, 4, 18))] == [
        1,
        1,
        2,
    ]


def test_who_takes_no_part_in_points_sees_nothing_of_them(branch: Branch, client: Client) -> None:
    """DC-01: the week is whole without points."""
    member = branch.join("陆知夏")
    assert homes.week_for(acting(member)).points is None
    page = signed_in(member, client).get("/week").content.decode()
    assert "我的积分" not in page
    assert "这周要做的" in page


def test_something_voluntary_says_how_many_places_are_left(branch: Branch) -> None:
    member = branch.join("陆知夏")
    with clock.pinned(NOON):
        starts = NOON + timedelta(days=2)
        open_to_all = open_gathering(
            actor=branch.secretary,
            organisation=branch.organisation,
            title="志愿服务：旧书修补",
            starts_at=starts,
            ends_at=starts + timedelta(hours=2),
            place="图书馆一层",
            attendees=[Invite(branch.officer_person.pk)],
            takes_sign_up=True,
            cap=4,
        )
        publish_gathering(actor=branch.secretary, gathering_id=open_to_all.pk)
        (item,) = homes.week_for(acting(member)).items
    assert (item.title, item.facts, item.act) == (
        "志愿服务：旧书修补",
        "自愿，还有 4 个名额",
        "报名",
    )


@pytest.mark.parametrize("sittings", [1, 3])
def test_the_week_costs_the_same_whatever_is_on(
    branch: Branch, sittings: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    member = branch.join("陆知夏")
    with clock.pinned(NOON):
        for n in range(sittings):
            theme_day(branch, days=1 + n)
        actor = acting(member)
        with django_assert_num_queries(6):
            week = homes.week_for(actor)
    assert len(week.items) == min(homes.WEEK_MOST, 2 * sittings)


@pytest.mark.parametrize("sittings", [1, 3])
@pytest.mark.parametrize(("path", "cost"), [("/week", 9), ("/month", 12)])
def test_a_first_page_costs_the_same_and_no_more_than_twelve(
    branch: Branch,
    sittings: int,
    path: str,
    cost: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with clock.pinned(NOON):
        for n in range(sittings):
            theme_day(branch, days=1 + n)
        browser = signed_in(branch.secretary_person)
        browser.get(path)
        with django_assert_num_queries(cost):
            assert browser.get(path).status_code == 200
