"""Taking part is one's own affair: joined, chosen, shown and left by oneself alone."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cast import HOUSE, acting
from tests.points.team import ON, TODAY, Team, at, turn_on
from zhibu.kit.verdict import Conflict, Invalid, Refused
from zhibu.orgs.actions import end_switch
from zhibu.orgs.models import Organisation
from zhibu.people.models import Person
from zhibu.points import actions, queries
from zhibu.points.actions import Deed
from zhibu.points.models import Participation, TeamGoal

OCTOBER = date(2026, 10, 21)


def test_only_ones_own_branch_can_be_joined_and_only_once(team: Team) -> None:
    stranger = team.branch.sibling()
    with pytest.raises(Organisation.DoesNotExist), at(TODAY):
        actions.join_points(actor=stranger.secretary, organisation_id=team.pk)
    team.join(team.me)
    with pytest.raises(Conflict, match="已经参加"):
        team.join(team.me)


def test_with_points_off_nobody_joins(team: Team) -> None:
    with at(OCTOBER):
        end_switch(actor=HOUSE, switch_id=team.switch.pk)
        with pytest.raises(Conflict, match="没有开"):
            actions.join_points(actor=acting(team.me), organisation_id=team.pk)


def test_leaving_what_one_has_not_joined_is_not_there(team: Team) -> None:
    with pytest.raises(Participation.DoesNotExist), at(TODAY):
        actions.leave_points(actor=acting(team.me), organisation_id=team.pk)


def test_an_optional_rule_counts_only_for_who_chose_it(team: Team) -> None:
    me, other = team.members[:2]
    for person in (me, other):
        team.join(person)
        team.enter(person, kind="peer_rating", on=OCTOBER, minutes=0, count=90)
    assert (team.total(me), team.total(other)) == (0, 0)

    with at(TODAY):
        with pytest.raises(Invalid, match="没有这样的"):
            actions.choose_rules(actor=acting(me), organisation_id=team.pk, codes=["4.1"])
        actions.choose_rules(actor=acting(me), organisation_id=team.pk, codes=["6.1"])
    assert (team.total(me), team.total(other)) == (90, 0)

    with at(TODAY):
        actions.choose_rules(actor=acting(me), organisation_id=team.pk, codes=[])
    assert team.total(me) == 0


def test_the_board_is_entered_and_left_by_oneself_and_ends_with_its_term(team: Team) -> None:
    me = team.me
    team.join(me)
    with pytest.raises(Conflict, match="没有开积分榜"), at(TODAY):
        actions.enter_board(actor=acting(me), organisation_id=team.pk)
    board = turn_on(team.branch, "points.board", on=OCTOBER, until=date(2027, 1, 1))

    with at(TODAY):
        part = actions.enter_board(actor=acting(me), organisation_id=team.pk)
        assert part.board_until == board.until
        assert queries.board_of(team.pk, period=date(2026, 8, 1), today=TODAY).entrants == 1
        assert actions.leave_board(actor=acting(me), organisation_id=team.pk).board_until is None
        assert queries.board_of(team.pk, period=date(2026, 8, 1), today=TODAY).entrants == 0


def test_who_is_under_eighteen_stands_on_no_board(team: Team) -> None:
    team.join(team.me)
    turn_on(team.branch, "points.board", on=OCTOBER, until=date(2027, 1, 1))
    Person.objects.filter(pk=team.me.pk).update(birth_date=date(2009, 1, 1))
    with pytest.raises(Refused, match="18"), at(TODAY):
        actions.enter_board(actor=acting(team.me), organisation_id=team.pk)


def test_the_board_names_the_top_third_of_who_entered_and_never_the_bottom(team: Team) -> None:
    turn_on(team.branch, "points.board", on=ON, until=date(2027, 1, 1))
    people = [*team.members, *(team.branch.join(f"成员{n}") for n in range(4))]
    for number, person in enumerate(people):
        team.join(person)
        if number:
            team.enter(person, minutes=60 * number, on=OCTOBER)
    with at(TODAY):
        for person in people[:6]:
            actions.enter_board(actor=acting(person), organisation_id=team.pk)
    board = queries.board_of(team.pk, period=date(2026, 8, 1), today=TODAY)
    assert board.entrants == 6
    assert [(p.rank, p.name, p.amount) for p in board.places] == [
        (1, people[5].name, 500),
        (2, people[4].name, 400),
    ]


def test_equals_who_would_fill_more_than_a_third_are_not_named(team: Team) -> None:
    turn_on(team.branch, "points.board", on=ON, until=date(2027, 1, 1))
    for person in team.members:
        team.join(person)
        with at(ON):
            actions.enter_board(actor=acting(person), organisation_id=team.pk)
    team.sitting(team.members, on=OCTOBER)
    assert queries.board_of(team.pk, period=date(2026, 8, 1), today=TODAY).places == ()


# ---- what officers enter


def test_an_officer_enters_what_a_member_did_and_takes_it_back(team: Team) -> None:
    team.join(team.me)
    made = team.enter(team.me, minutes=150)
    assert team.total(team.me) == 200

    with at(TODAY):
        with pytest.raises(Invalid, match="写明原因"):
            actions.withdraw_contribution(
                actor=team.branch.officer, contribution_id=made.pk, reason=" "
            )
        actions.withdraw_contribution(
            actor=team.branch.officer, contribution_id=made.pk, reason="登记错人"
        )
        with pytest.raises(Conflict, match="已经撤销"):
            actions.withdraw_contribution(
                actor=team.branch.officer, contribution_id=made.pk, reason="再撤"
            )
    assert team.lines(team.me) == [("5.1", 200, 1, False), ("5.1", -200, 1, True)]
    assert team.total(team.me) == 0


def test_nobody_enters_their_own(team: Team) -> None:
    team.join(team.branch.officer_person)
    with pytest.raises(Refused, match="不能给自己"):
        team.enter(team.branch.officer_person)


def test_an_ordinary_member_enters_nothing(team: Team) -> None:
    team.join(team.members[1])
    with pytest.raises(Refused, match="书记"):
        team.enter(team.members[1], by=acting(team.me))


@pytest.mark.parametrize(
    ("deed", "field"),
    [
        (Deed("theme_day", TODAY, "主题党日"), "kind"),
        (Deed("service", date(2026, 12, 1), "旧书修补"), "on"),
        (Deed("service", date(2026, 8, 2), "旧书修补"), "on"),
        (Deed("service", TODAY, " "), "title"),
        (Deed("service", TODAY, "旧书修补", minutes=2000), "minutes"),
        (Deed("award", TODAY, "表彰", count=0), "count"),
    ],
)
def test_a_deed_that_cannot_be_is_refused_beside_its_field(
    team: Team, deed: Deed, field: str
) -> None:
    team.join(team.me)
    with pytest.raises(Invalid) as refused, at(TODAY):
        actions.register_contribution(
            actor=team.branch.officer,
            organisation_id=team.pk,
            person_id=team.me.pk,
            deed=deed,
            evidence="签到表",
        )
    assert list(refused.value.errors) == [field]


def test_only_who_takes_part_is_entered(team: Team) -> None:
    with pytest.raises(Invalid, match="参加积分的成员"):
        team.enter(team.me)


def test_the_goal_is_set_while_its_switch_is_on(team: Team) -> None:
    with at(TODAY):
        goal = actions.set_goal(
            actor=team.branch.secretary, organisation_id=team.pk, amount=30000, words="修好旧书"
        )
        actions.set_goal(actor=team.branch.secretary, organisation_id=team.pk, amount=20000)
        with pytest.raises(Invalid, match="大于 0"):
            actions.set_goal(actor=team.branch.secretary, organisation_id=team.pk, amount=0)
        with pytest.raises(Refused, match="书记"):
            actions.set_goal(actor=team.branch.officer, organisation_id=team.pk, amount=100)
    assert TeamGoal.objects.get().amount == 20000
    assert goal.period == date(2026, 8, 1)
