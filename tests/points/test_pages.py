"""The pages of points: one's own without anybody else's, the branch's without names."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from pytest_django import DjangoAssertNumQueries

from tests.browsing import key, signed_in
from tests.cast import HOUSE
from tests.points.team import NOW, TODAY, Team, at, turn_on
from zhibu.kit import clock
from zhibu.orgs.actions import end_switch
from zhibu.points.models import Contribution, Credit, Participation

OCTOBER = date(2026, 10, 21)


def page(client: Client, name: str, *args: int, **query: str) -> str:
    """The words of a page."""
    with clock.pinned(NOW):
        answer = client.get(reverse(f"points:{name}", args=args), query)
    assert answer.status_code == 200, answer.content.decode()
    return " ".join(strip_tags(answer.content.decode().replace("<", " <")).split())


def post(client: Client, name: str, *args: int, **values: str) -> int:
    with clock.pinned(NOW):
        answer = client.post(reverse(f"points:{name}", args=args), {**key(), **values})
    return answer.status_code


def test_my_page_explains_every_line(team: Team) -> None:
    team.join(team.me)
    team.sitting([team.me], on=OCTOBER)
    words = page(signed_in(team.me), "mine")
    for said in (
        "我的积分",
        "2026 年秋季学期",
        "2.00",
        "1 笔。",
        "参加主题党日，计入 1 次。按第四条（一）：每次计 2 分，应计 2 分。实计 2 分。",
        "《支部积分办法》第 1 版， 第四条（一）",
        "确认 许静仪",
        "退出积分",
    ):
        assert said in words


def test_a_line_taken_back_stays_with_its_reason(team: Team) -> None:
    team.join(team.me)
    made = team.enter(team.me)
    client = signed_in(team.branch.officer_person)
    assert post(client, "withdraw", made.pk, reason="登记错人") == 302
    words = page(signed_in(team.me), "mine")
    assert "已冲销" in words
    assert "冲销：登记错人（周若棠）" in words


def test_a_receipt_opens_its_rule_in_the_version_that_counted(team: Team) -> None:
    """Later versions do not move the link: it names the one by which the line was given."""
    team.join(team.me)
    team.sitting([team.me], on=OCTOBER, chair=team.me)
    client = signed_in(team.me)
    with clock.pinned(NOW):
        found = client.get(reverse("points:mine")).content.decode()
        book = client.get(reverse("points:book", args=[team.version.pk])).content.decode()
    links = re.findall(r'<a class="clause" href="([^"]+)">([^<]+)</a>', found)
    at = reverse("points:book", args=[team.version.pk])
    assert links == [(f"{at}#rule-4-1", "第四条（一）"), (f"{at}#rule-4-2", "第四条（二）")]
    for anchor in ("rule-4-1", "rule-4-2"):
        assert book.count(f'id="{anchor}"') == 1


def test_the_line_that_is_asked_for_is_open(team: Team) -> None:
    team.join(team.me)
    team.sitting([team.me], on=OCTOBER)
    line = Credit.objects.get()
    client = signed_in(team.me)
    with clock.pinned(NOW):
        shut = client.get(reverse("points:mine")).content.decode()
        open_ = client.get(reverse("points:mine"), {"line": line.id}).content.decode()
    assert f'<details class="receipt" id="line-{line.id}">' in shut
    assert f'<details class="receipt" id="line-{line.id}" open>' in open_


def test_joining_and_leaving_from_the_page(team: Team) -> None:
    client = signed_in(team.me)
    assert "参加不参加由您自己定" in page(client, "mine")
    assert post(client, "join", team.pk, takes_in_term="1") == 302
    assert Participation.objects.get().counts_from == date(2026, 8, 1)
    assert "这个学期还没有积分" in page(client, "mine")
    assert post(client, "leave", team.pk) == 302
    assert "参加不参加由您自己定" in page(client, "mine")


def test_with_points_off_the_page_says_that_nothing_is_missing(team: Team) -> None:
    with at(OCTOBER):
        end_switch(actor=HOUSE, switch_id=team.switch.pk)
    assert "没有积分，什么也不缺" in page(signed_in(team.me), "mine")


def test_no_page_of_a_member_shows_anothers_total(team: Team) -> None:
    """DC-02: not on one's own page, not on the branch's; with the board on, only of who entered."""
    other = team.members[1]
    for person in team.members:
        team.join(person)
    team.enter(other, minutes=420, on=OCTOBER)
    browsers = {person.pk: signed_in(person) for person in team.members}
    client = browsers[team.me.pk]
    for name, args in (("mine", ()), ("branch", (team.pk,))):
        assert "7.00" not in page(client, name, *args)

    turn_on(team.branch, "points.board", on=OCTOBER, until=date(2027, 1, 1))
    assert "7.00" not in page(client, "branch", team.pk)
    for person in team.members:
        assert post(browsers[person.pk], "enter_board", team.pk) == 302
    words = page(client, "branch", team.pk)
    assert f"{other.name} 第 1 7.00" in words
    assert team.members[2].name not in words
    assert post(browsers[other.pk], "leave_board", team.pk) == 302
    assert "7.00" not in page(client, "branch", team.pk)


def test_a_total_of_few_is_not_shown_since_it_would_tell_ones(team: Team) -> None:
    for person in team.members:
        team.join(person)
    team.enter(team.members[1], minutes=420, on=OCTOBER)
    client = signed_in(team.me)
    assert "满 5 人参加才显示合计" in page(client, "branch", team.pk)
    for name in ("宋清和", "顾怀川"):
        team.join(team.branch.join(name))
    words = page(client, "branch", team.pk)
    assert "5 人参加，本学期合计" in words
    assert "其他，各类不满 5 笔 1 7.00" in words


def test_an_officer_registers_by_the_page_and_sees_what_is_wrong(team: Team) -> None:
    team.join(team.me)
    client = signed_in(team.branch.officer_person)
    sent = {"person": str(team.me.pk), "kind": "service", "on": "2026-10-10", "title": "旧书修补"}
    assert "登记贡献" in page(client, "register", team.pk)
    assert post(client, "register", team.pk, **sent, minutes="90") == 422
    assert (
        post(client, "register", team.pk, **sent | {"on": "2026-12-10"}, evidence="签到表") == 422
    )
    assert post(client, "register", team.pk, **sent, minutes="90", evidence="签到表") == 302
    assert Contribution.objects.get().minutes == 90
    assert "陆知夏，旧书修补" in page(client, "entries", team.pk)


def test_the_set_up_page_says_until_when_and_sets_the_goal(team: Team) -> None:
    client = signed_in(team.branch.secretary_person)
    words = page(client, "set_up", team.pk)
    assert "支部积分 已打开" in words
    assert "依据：支部党员大会决议" in words
    assert post(client, "goal", team.pk, points="300", words="修好旧书") == 302
    assert post(client, "goal", team.pk, points="0") == 422


def test_optional_rules_are_offered_on_ones_own_page(team: Team) -> None:
    team.join(team.me)
    client = signed_in(team.me)
    assert "这些条款由您选择是否参加" in page(client, "mine")
    assert post(client, "choose_rules", team.pk, codes="6.1") == 302
    assert Participation.objects.get().agreed == ["6.1"]


@pytest.mark.parametrize("lines", [1, 3])
def test_my_page_costs_the_same_for_one_line_and_for_three(
    team: Team, lines: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    team.join(team.me)
    for number in range(lines):
        team.enter(team.me, on=date(2026, 10, 1 + number))
    client = signed_in(team.me)
    with django_assert_num_queries(11), clock.pinned(NOW):
        assert client.get(reverse("points:mine")).content.count(b'class="receipt"') == lines


def test_what_points_hold_goes_along(team: Team) -> None:
    team.join(team.me)
    team.enter(team.me, on=TODAY)
    with clock.pinned(NOW):
        answer = signed_in(team.me).get(reverse("web:about_me"))
    words = strip_tags(answer.content.decode())
    for said in ("参加积分", "积分分录", "登记的贡献", "旧书修补"):
        assert said in words
