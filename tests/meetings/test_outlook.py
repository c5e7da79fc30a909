"""A month's missing sittings, proposed as last time and published in one go."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.browsing import signed_in
from tests.meetings.life import STARTS, Life, at

from zhibu.kit import clock
from zhibu.kit.verdict import Invalid, Refused
from zhibu.meetings import actions, queries
from zhibu.meetings.domain.kinds import Kind
from zhibu.meetings.entries import PlanEntry, PlannedItem
from zhibu.meetings.models import Meeting
from zhibu.notices.models import Notice
from zhibu.orgs.models import CalendarDay, CalendarSpan

DECEMBER = date(2026, 12, 1)


def proposed(life: Life, day: date = DECEMBER) -> list[queries.Outlook]:
    with at(day):
        return queries.outlook_of(life.organisation, today=day)[1]


def test_what_was_held_last_month_is_proposed_again_on_its_day(life: Life) -> None:
    group = life.group()
    for kind, day, more in (
        (Kind.BRANCH_COMMITTEE, 5, {}),
        (Kind.GROUP_MEETING, 11, {"group_id": group.pk}),
        (Kind.THEME_DAY, 25, {}),
    ):
        life.confirm(kind, starts_at=STARTS.replace(day=day), **more)
    found = proposed(life)
    assert [(x.name, clock.local(x.starts_at).date().day, x.place) for x in found] == [
        ("党课", 2, ""),
        ("支部委员会会议", 3, "理科楼 A312"),
        ("支部党员大会", 4, ""),
        ("党小组会（第一党小组）", 9, "理科楼 A312"),
        ("主题党日", 23, "理科楼 A312"),
    ]
    assert found[1].source == "照11月5日安排"
    assert [line.title for line in found[1].agenda] == ["集中学习"]
    assert found[1].chair is not None
    assert found[1].chair.name == "许静仪"


def test_a_first_month_is_proposed_with_everyday_agendas_on_days_of_their_own(life: Life) -> None:
    found = proposed(life)
    days = [clock.local(x.starts_at).date() for x in found]
    assert len(set(days)) == len(days)
    assert all(day.weekday() < 5 for day in days)
    agendas = {x.kind: [line.title for line in x.agenda] for x in found}
    assert agendas[Kind.BRANCH_COMMITTEE] == ["研究本月工作"]
    assert len(agendas[Kind.THEME_DAY]) > 1


def test_days_off_holidays_and_examinations_are_left_out(life: Life) -> None:
    CalendarDay.objects.create(day=date(2026, 12, 2), kind="off", name="校庆", source="2026：通知")
    CalendarSpan.objects.create(
        organisation=life.branch.root,
        kind=CalendarSpan.Kind.EXAM,
        name="考试周",
        since=date(2026, 12, 3),
        until=date(2026, 12, 10),
    )
    first = min(clock.local(x.starts_at).date() for x in proposed(life))
    assert first == date(2026, 12, 10)


def test_at_the_end_of_a_month_nothing_is_proposed_for_the_next(life: Life) -> None:
    life.confirm(Kind.THEME_DAY, starts_at=STARTS.replace(month=10, day=14))
    day = date(2026, 11, 28)  # a Saturday
    assert {clock.local(x.starts_at).month for x in proposed(life, day)} == {11}


def test_what_was_voted_on_does_not_come_again(life: Life) -> None:
    life.publish(Kind.GENERAL_MEETING, items=[life.admission(), PlannedItem("通报第三季度工作")])
    Meeting.objects.update(month=date(2026, 9, 1))
    (general,) = [x for x in proposed(life) if x.kind is Kind.GENERAL_MEETING]
    assert [line.title for line in general.agenda] == ["通报第三季度工作"]


@pytest.mark.parametrize("sittings", [1, 3])
def test_the_proposal_costs_the_same_whatever_was_held(
    life: Life, sittings: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(sittings):
        life.publish(Kind.BRANCH_COMMITTEE, starts_at=STARTS.replace(day=20 + n))
    with at(DECEMBER), django_assert_num_queries(15):
        queries.outlook_of(life.organisation, today=DECEMBER)


def plans(life: Life, *kinds: Kind) -> list[PlanEntry]:
    moment = datetime(2026, 12, 3, 19, tzinfo=clock.SHANGHAI)
    return [life.entry(kind, starts_at=moment.replace(day=3 + n)) for n, kind in enumerate(kinds)]


def test_several_are_published_in_one_go_each_with_its_notice(life: Life) -> None:
    with at(DECEMBER):
        made = actions.plan_month(
            actor=life.secretary,
            organisation_id=life.organisation.pk,
            plans=plans(life, Kind.BRANCH_COMMITTEE, Kind.THEME_DAY),
        )
    assert [m.state for m in made] == ["published", "published"]
    assert Notice.objects.count() == 2


def test_one_that_cannot_stand_keeps_all_from_being_published(life: Life) -> None:
    with at(DECEMBER), pytest.raises(Invalid) as said:
        actions.plan_month(
            actor=life.secretary,
            organisation_id=life.organisation.pk,
            plans=plans(life, Kind.BRANCH_COMMITTEE, Kind.GROUP_MEETING),
        )
    assert list(said.value.errors) == ["1"]
    assert not Meeting.objects.exists()
    with pytest.raises(Invalid, match="勾选"):
        actions.plan_month(actor=life.secretary, organisation_id=life.organisation.pk, plans=[])
    with pytest.raises(Refused):
        actions.plan_month(
            actor=life.officer,
            organisation_id=life.organisation.pk,
            plans=plans(life, Kind.THEME_DAY),
        )


def test_the_page_asks_for_the_place_once_and_says_what_is_wrong(
    life: Life, client: Client
) -> None:
    signed_in(life.branch.secretary_person, client)
    here = f"/m/month/{life.organisation.pk}"
    with at(DECEMBER):
        page = client.get(here)
        sent = {
            name: value
            for form in page.context["forms"]
            for field in form
            if (name := field.html_name) and (value := field.value())
        }
        bad = client.post(here, sent | {"idempotency_key": "a" * 32})
        good = client.post(
            here,
            sent
            | {"place": "理科楼 A312", "party_class-theme": "党员的权利和义务"}
            | {"idempotency_key": "b" * 32},
        )
        again = client.get(here).content.decode()
    assert (page.status_code, bad.status_code, good.status_code) == (200, 422, 302)
    assert "请填写地点" in bad.content.decode()
    places = Meeting.objects.values_list("gathering__place", flat=True)
    assert set(places) == {"理科楼 A312"}
    assert "本月的会议都有了安排" in again
