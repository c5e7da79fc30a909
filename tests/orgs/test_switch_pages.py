"""The pages of the policy switches: everybody of a branch reads them, its secretary turns them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.browsing import signed_in
from tests.cast import Branch
from tests.orgs.test_switches import switch_on
from tests.people.test_pages import post, url, words

from zhibu.kit import clock
from zhibu.orgs import queries
from zhibu.orgs.actions import end_switch, open_term
from zhibu.orgs.models import Switch

TODAY = date(2026, 11, 20)
NOON = clock.day_start(TODAY)
GROUND = "2026年11月18日支部党员大会决议"


@pytest.fixture(autouse=True)
def _today(db: None) -> Any:
    with clock.pinned(NOON):
        yield


def page(branch: Branch, client: Client) -> str:
    return words(client.get(url("orgs:switches", branch.organisation.pk)))


def test_a_new_branch_has_every_switch_off_and_says_what_always_holds(branch: Branch) -> None:
    text = page(branch, signed_in(branch.secretary_person))
    assert text.count("党员可以不参加，也可以随时退出；不用于发展、评议、党费、任职。") == 1
    assert ("先打开“支部积分”" in text, "不参加的，不减分。" in text) == (True, True)
    assert "竞赛名次" not in text  # contests are not built


def test_the_secretary_turns_one_on_with_ground_and_end_and_ends_it_early(branch: Branch) -> None:
    open_term(
        actor=branch.secretary,
        organisation_id=branch.organisation.pk,
        since=date(2025, 6, 1),
        until=date(2028, 6, 1),
    )
    client = signed_in(branch.secretary_person)
    address = url("orgs:set_switch", branch.organisation.pk, "points.enabled")
    assert 'value="2028-05-31"' in words(client.get(address))  # the last day of the term

    answer = post(client, address, ground=GROUND, since="2026-11-20", until="2028-05-31")
    assert answer.status_code == 302
    made = Switch.objects.get()
    assert (made.key, made.value, made.since, made.until) == (
        "points.enabled",
        True,
        TODAY,
        date(2028, 6, 1),
    )
    text = page(branch, client)
    assert (GROUND in text, "2028年5月31日 · 许静仪" in text, "随“支部积分”一起" in text) == (
        True,
        True,
        True,
    )

    with clock.pinned(clock.day_start(date(2027, 1, 5))):
        end = url("orgs:end_switch", branch.organisation.pk, made.pk)
        assert post(client, end, on="2027-01-05").status_code == 302
        assert "许静仪 于 2027年1月5日 0:00 提前结束" in page(branch, client).replace(
            " 00:00", " 0:00"
        )


def test_without_a_ground_or_past_the_term_the_form_comes_back(branch: Branch) -> None:
    client = signed_in(branch.secretary_person)
    address = url("orgs:set_switch", branch.organisation.pk, "points.enabled")
    answer = post(client, address, ground=" ", since="2026-11-20", until="2030-01-01")
    assert answer.status_code == 422
    assert ("请填写“依据”。" in words(answer), Switch.objects.count()) == (True, 0)
    answer = post(client, address, ground=GROUND, since="2026-11-20", until="2030-01-01")
    assert ("最晚到 2029年11月20日" in words(answer), Switch.objects.count()) == (True, 0)


def test_a_member_reads_and_turns_nothing(branch: Branch) -> None:
    switch = switch_on(branch)
    member = signed_in(branch.join("陆知夏"))
    text = page(branch, member)
    assert (switch.ground in text, "提前结束" in text) == (True, False)
    address = url("orgs:set_switch", branch.organisation.pk, "points.board")
    assert post(member, address, ground=GROUND).status_code == 403
    end = url("orgs:end_switch", branch.organisation.pk, switch.pk)
    assert post(member, end, on="2026-11-20").status_code == 403


@pytest.mark.parametrize("key", ["points.secret", "contest.ranking"])
def test_a_switch_that_is_not_there_has_no_page(branch: Branch, key: str) -> None:
    client = signed_in(branch.secretary_person)
    answer = client.get(url("orgs:set_switch", branch.organisation.pk, key))
    assert answer.status_code == 404


def test_ending_the_points_says_what_ends_with_them(branch: Branch) -> None:
    switch = switch_on(branch)
    switch_on(branch, key="points.board")
    client = signed_in(branch.secretary_person)
    text = words(client.get(url("orgs:end_switch", branch.organisation.pk, switch.pk)))
    assert "同时结束：自愿参加者的积分榜。" in text


def test_the_college_sees_what_is_on_below_it(branch: Branch) -> None:
    sibling = branch.sibling()
    switch_on(branch)
    switch_on(sibling, actor=sibling.secretary, organisation_id=sibling.organisation.pk)
    over = switch_on(branch, key="points.board")
    end_switch(actor=branch.secretary, switch_id=over.pk, on=TODAY)
    held = branch.join("方闻笛")
    branch.appoint(held, "college_organiser", at=branch.college)
    text = words(signed_in(held).get(url("orgs:switches", branch.college.pk)))
    assert [text.count(o.name) for o in (branch.organisation, sibling.organisation)] == [1, 1]
    assert "自愿参加者的积分榜</td>" not in text


@pytest.mark.parametrize("branches", [1, 3])
def test_the_lists_cost_one_query_whatever_their_size(
    branch: Branch, branches: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for at in range(branches):
        one = branch if at == 0 else branch.sibling(f"第{at}党支部")
        switch_on(one, actor=one.secretary, organisation_id=one.organisation.pk)
    with django_assert_num_queries(1):
        rows = list(queries.switches_below(branch.college.path, day=TODAY))
    assert [row.organisation.path for row in rows] == sorted(r.organisation.path for r in rows)
    assert len(rows) == branches
    with django_assert_num_queries(1):
        assert queries.switched_on_below(branch.root.path, day=TODAY) == {
            "points.enabled": branches
        }
    with django_assert_num_queries(1):
        assert len(queries.switches_of(branch.organisation.pk)) == 1
