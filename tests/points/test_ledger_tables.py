"""Every invariant of the ledger, broken once; what was written is never rewritten."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.points.team import NOW, ON, TERM, TODAY, Team, events
from zhibu.kit.partitions import make_pieces, months_around, partitioned_tables, pieces_of
from zhibu.points.models import (
    Balance,
    Claim,
    Contribution,
    Credit,
    Leaf,
    Participation,
    ScoreCount,
    SetAside,
    Source,
    TeamGoal,
)

Values = dict[str, Any]  # Any: one value of each kind


def credit(team: Team, **fields: Any) -> Credit:  # Any: as above
    values: Values = {
        "id": 1,
        "month": date(2026, 10, 1),
        "person": team.me,
        "branch": team.branch.organisation,
        "version": team.version,
        "rule": "4.1",
        "event": uuid4(),
        "fact": "theme_day",
        "amount": 200,
        "on": date(2026, 10, 10),
    }
    return Credit.objects.create(**(values | fields))


def part(team: Team, **fields: Any) -> Participation:
    values: Values = {"person": team.me, "branch": team.branch.organisation, "counts_from": ON}
    return Participation.objects.create(**(values | fields))


def entered(team: Team, **fields: Any) -> Contribution:
    values: Values = {
        "branch": team.branch.organisation,
        "person": team.me,
        "kind": "service",
        "on": TODAY,
        "title": "旧书修补",
        "evidence": "签到表",
        "giver": team.branch.officer_person,
    }
    return Contribution.objects.create(**(values | fields))


def claim(team: Team, **fields: Any) -> Claim:
    values: Values = {
        "branch": team.branch.organisation,
        "person": team.me,
        "kind": "service",
        "on": TODAY,
        "title": "旧书修补",
    }
    return Claim.objects.create(**(values | fields))


def _credited_twice(team: Team) -> None:
    event = uuid4()
    credit(team, event=event)
    credit(team, event=event, id=2)


def _reversed_twice(team: Team) -> None:
    credit(team, id=2, amount=-200, reverses=1, reason="更正")
    credit(team, id=3, amount=-200, reverses=1, reason="更正")


def _part_twice(team: Team) -> None:
    part(team)
    part(team)


def _heard_twice(team: Team) -> None:
    team.sitting([], on=TODAY)
    first, second = Source.objects.get(), events("orgs.SwitchTurned")[0]
    Source.objects.create(
        event=second, branch_id=team.pk, thing=first.thing, version=first.version, on=TODAY
    )


def _two_balances(team: Team) -> None:
    for _number in range(2):
        Balance.objects.create(person=team.me, branch_id=team.pk, period=TERM)


def _two_counts(team: Team) -> None:
    for _number in range(2):
        ScoreCount.objects.create(level=team.branch.college, period=TERM, score=100)


def _two_leaves(team: Team) -> None:
    for _number in range(2):
        Leaf.objects.create(branch_id=team.pk, month=TERM, category="theme_day")


def _aside_twice(team: Team) -> None:
    for _number in range(2):
        SetAside.objects.create(
            person=team.me,
            branch_id=team.pk,
            thing="meeting:1",
            fact="theme_day",
            reason="没有到会",
            decided_by_name="许静仪",
        )


def _goal(team: Team, *amounts: int) -> None:
    for amount in amounts:
        TeamGoal.objects.create(branch_id=team.pk, period=TERM, amount=amount, set_by_name="许静仪")


BREAKS: list[tuple[str, Callable[[Team], Any]]] = [
    ("points_a_fact_is_credited_once", _credited_twice),
    ("points_a_credit_is_reversed_once", _reversed_twice),
    ("points_a_reversal_has_a_reason", lambda team: credit(team, amount=-200, reverses=1)),
    ("points_a_credit_is_not_nothing", lambda team: credit(team, amount=0)),
    ("points_takes_part_once", _part_twice),
    (
        "points_leaves_after_joining",
        lambda team: part(team, joined_at=NOW, left_at=NOW - timedelta(days=1)),
    ),
    (
        "points_who_left_is_on_no_board",
        lambda team: part(team, joined_at=NOW, left_at=NOW, board_until=TODAY),
    ),
    ("points_a_version_is_heard_once", _heard_twice),
    ("points_one_balance_a_term", _two_balances),
    ("points_one_count_a_score", _two_counts),
    ("points_one_leaf_a_category", _two_leaves),
    ("points_set_aside_once", _aside_twice),
    ("points_one_goal_a_term", lambda team: _goal(team, 100, 200)),
    ("points_goal_is_above_nothing", lambda team: _goal(team, 0)),
    ("points_nobody_enters_their_own", lambda team: entered(team, giver=team.me)),
    ("points_contribution_has_evidence", lambda team: entered(team, evidence="")),
    ("points_withdrawn_with_a_reason", lambda team: entered(team, withdrawn_at=NOW)),
    ("points_claim_says_what", lambda team: claim(team, title="")),
]


@pytest.mark.parametrize(("name", "broken"), BREAKS, ids=[name for name, _break in BREAKS])
def test_what_cannot_be_is_refused_by_the_database(
    team: Team, name: str, broken: Callable[[Team], Any]
) -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        broken(team)
    # A piece of a table names its own copy of a unique constraint after its columns.
    said = str(refused.value)
    unique_in_a_piece = "points_credit_2026_10_" in said and "duplicate key" in said
    assert name in said or unique_in_a_piece


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE points_credit SET amount = 1",
        "DELETE FROM points_credit",
        "TRUNCATE points_credit",
        "UPDATE points_credit_2026_10 SET amount = 1",
        "DELETE FROM points_credit_2026_10",
        "TRUNCATE points_credit_2026_10",
        "TRUNCATE points_credit_other",
    ],
)
def test_a_written_line_is_never_rewritten_whole_or_in_its_piece(
    team: Team, statement: str
) -> None:
    credit(team)
    connection.check_constraints()
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_application_has_no_right_to_rewrite_a_line(
    team: Team, as_application: Callable[[], AbstractContextManager[None]]
) -> None:
    credit(team)
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        as_application(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE points_credit SET amount = 1")


def test_the_pieces_of_the_coming_months_are_there_and_made_once(db: None) -> None:
    assert partitioned_tables() == ["points_credit"]
    months = list(months_around(date(2026, 11, 28)))
    names = {f"points_credit_{month:%Y_%m}" for month in months}
    assert (len(months), months[0], months[-1]) == (36, date(2025, 1, 1), date(2027, 12, 1))
    assert names <= set(pieces_of("points_credit"))
    assert make_pieces("points_credit", months) == 0


def test_a_month_whose_lines_lie_in_the_rest_stays_there(team: Team) -> None:
    far = date(2031, 3, 1)
    credit(team, month=far, on=far)
    connection.check_constraints()
    assert make_pieces("points_credit", [far, date(2031, 4, 1)]) == 1
    assert Credit.objects.get().month == far
