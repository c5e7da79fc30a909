"""From a confirmed record to a credit with a receipt, and back again."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.cast import HOUSE
from tests.points.team import TODAY, Team, at, turn_on
from zhibu.orgs.actions import end_switch
from zhibu.points.actions.writing import FEW, Entry, post_batch
from zhibu.points.models import Balance, Credit, Leaf, ScoreCount, Source

SEPTEMBER, OCTOBER = date(2026, 9, 16), date(2026, 10, 21)


def test_a_confirmed_record_gives_a_credit_whose_receipt_says_why(team: Team) -> None:
    team.join(team.me)
    sitting = team.sitting([team.me], on=SEPTEMBER)

    credit = Credit.objects.get(person=team.me)
    assert (credit.rule, credit.fact, credit.amount, credit.month) == (
        "4.1", "theme_day", 200, date(2026, 9, 1),
    )  # fmt: skip
    assert (credit.giver_id, credit.giver_name) == (team.branch.secretary_person.pk, "许静仪")
    source = Source.objects.get(pk=credit.event)
    assert (source.thing, source.on) == (f"meeting:{sitting.meeting_id}", SEPTEMBER)
    said = [text % values for text, values in credit.receipt["said"]]
    assert said == [
        "参加主题党日，计入 1 次。",
        "按第四条（一）：每次计 2 分，应计 2 分。",
        "实计 2 分。",
    ]
    assert (credit.receipt["title"], credit.receipt["book"]) == ("主题党日", "支部积分办法")
    assert team.total(team.me) == 200


@pytest.mark.parametrize("number", [FEW, FEW + 1])
def test_a_large_batch_keeps_its_receipts_as_a_small_one_does(team: Team, number: int) -> None:
    receipt = {"title": "主题党日“旧书修补”", "said": [["计入 %(n)s 次。", {"n": "1"}]]}
    branch = team.branch.organisation
    lines = [
        Entry(team.me.pk, branch.pk, team.version.pk, "4.1", uuid4(), "theme_day", 1, 200,
              SEPTEMBER, None, "书记", receipt=receipt)
        for _line in range(number)
    ]  # fmt: skip

    post_batch(lines, levels={branch.pk: ()}, taking=())

    kept = Credit.objects.values_list("receipt", "month", "amount", "event")
    assert sorted(kept, key=lambda row: row[3]) == sorted(
        ((receipt, date(2026, 9, 1), 200, line.event) for line in lines), key=lambda row: row[3]
    )


def test_who_did_not_join_gets_nothing_and_is_in_no_table_of_points(team: Team) -> None:
    team.sitting(team.members, on=SEPTEMBER)

    assert Credit.objects.count() == Balance.objects.count() == Leaf.objects.count() == 0


def test_joining_counts_from_today_or_takes_in_the_term(team: Team) -> None:
    plain, early = team.members[:2]
    team.sitting(team.members, on=SEPTEMBER)

    team.join(plain, on=date(2026, 10, 1))
    team.join(early, on=date(2026, 10, 1), takes_in_term=True)
    team.sitting(team.members, on=OCTOBER)

    assert (team.total(plain), team.total(early)) == (200, 400)


def test_leaving_stops_and_hides_and_joining_again_brings_back(team: Team) -> None:
    team.join(team.me)
    team.sitting([team.me], on=SEPTEMBER)
    team.leave(team.me, on=date(2026, 9, 20))
    team.sitting([team.me], on=OCTOBER)

    assert team.total(team.me) == 200
    assert not Balance.objects.get(person=team.me).counted
    assert ScoreCount.objects.exclude(persons=0).count() == 0

    team.join(team.me, on=date(2026, 11, 1))
    team.sitting([team.me], on=date(2026, 11, 11))
    assert team.total(team.me) == 400


def test_a_late_record_takes_its_place_under_the_cap(team: Team) -> None:
    team.join(team.me)
    days = [date(2026, 9, 9), date(2026, 10, 14), date(2026, 11, 11)]
    team.sitting([team.me], on=days[1])
    team.sitting([team.me], on=days[2])
    team.sitting([team.me], on=days[0], told_on=TODAY)

    assert team.lines(team.me) == [
        ("4.1", 200, 1, False),
        ("4.1", 200, 1, False),
        ("4.1", -200, 1, True),
        ("4.1", 200, 1, False),
        ("4.1", 100, 2, False),
    ]
    assert team.total(team.me) == 500
    assert "上限" in Credit.objects.exclude(reverses=None).get().reason


def test_a_line_a_cap_leaves_nothing_of_says_so(team: Team) -> None:
    """It fell out since an earlier day came in late, not since its own record was touched."""
    team.join(team.me)
    for day in (10, 17, 24):
        team.sitting([team.me], on=date(2026, 10, day))
    team.sitting([team.me], on=date(2026, 9, 20), told_on=date(2026, 11, 2))
    gone = Credit.objects.get(on=date(2026, 10, 24), reverses__isnull=False)
    assert team.total(team.me) == 500
    assert gone.reason == "同一周期里补记或更正了别的事实，按上限重算。"


def test_a_corrected_record_takes_back_what_followed_and_redoes_it(team: Team) -> None:
    me, other = team.members[:2]
    for person in (me, other):
        team.join(person)
    first = team.sitting([me], on=SEPTEMBER)
    team.correct(first, present=(other.pk,), chair_id=other.pk)

    assert team.lines(me) == [("4.1", 200, 1, False), ("4.1", -200, 1, True)]
    assert team.lines(other) == [("4.2", 100, 1, False), ("4.1", 200, 1, False)]
    reversal = Credit.objects.get(person=me, amount=-200)
    assert (reversal.reason, reversal.giver_name) == ("记录已更正为第 2 版：漏记一人", "许静仪")
    assert (team.total(me), team.total(other)) == (0, 300)


def test_facts_in_any_order_come_to_the_same(team: Team) -> None:
    """The second version is heard before the end of the first, and before the first itself."""
    me = team.me
    team.join(me)
    second = team.sitting([me], on=SEPTEMBER, version=2, meeting_id=900)
    team.sitting([me], on=SEPTEMBER, version=1, meeting_id=900, chair=me)
    assert (second.meeting_id, team.total(me)) == (900, 200)


def test_what_somebody_took_on_counts_when_another_reports_it(team: Team) -> None:
    team.join(team.me)
    team.carried_out(team.me, on=OCTOBER, by=team.me)
    assert team.total(team.me) == 0
    team.carried_out(team.me, on=OCTOBER)
    assert team.total(team.me) == 150


def test_with_points_off_nothing_is_posted(team: Team) -> None:
    team.join(team.me)
    with at(date(2026, 9, 10)):
        end_switch(actor=HOUSE, switch_id=team.switch.pk)
    team.sitting([team.me], on=SEPTEMBER)
    assert Credit.objects.count() == 0

    turn_on(team.branch, on=date(2026, 10, 1))
    team.sitting([team.me], on=OCTOBER)
    assert team.total(team.me) == 200


def test_scores_are_counted_in_every_body_above(team: Team) -> None:
    for person in team.members:
        team.join(person)
    team.sitting(team.members[:2], on=SEPTEMBER)
    team.sitting(team.members[:1], on=OCTOBER)

    held = list(
        ScoreCount.objects.exclude(persons=0).order_by("level__path", "score")
        .values_list("level__name", "score", "persons")
    )  # fmt: skip
    assert held == [
        ("中国共产党澜州大学委员会", 200, 1),
        ("中国共产党澜州大学委员会", 400, 1),
        ("材料学院党委", 200, 1),
        ("材料学院党委", 400, 1),
    ]
    leaves = list(
        Leaf.objects.order_by("month").values_list("month", "category", "credits", "amount")
    )
    assert leaves == [
        (date(2026, 9, 1), "theme_day", 2, 400),
        (date(2026, 10, 1), "theme_day", 1, 200),
    ]


@pytest.mark.parametrize("members", [1, 3])
def test_posting_a_record_costs_the_same_for_one_and_for_three(
    team: Team, members: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for person in team.members[:members]:
        team.join(person)
    with django_assert_num_queries(23):
        team.sitting(team.members[:members], on=SEPTEMBER)
    assert Credit.objects.count() == members
