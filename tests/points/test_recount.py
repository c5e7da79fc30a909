"""All points counted anew by other code come to the same ledger; a ledger altered does not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st

from tests.cast import Branch, university
from tests.points.chance import NAMES, WEIGHTS, Chance
from tests.points.team import Team
from tests.proof import Proof, many
from zhibu.kit.partitions import pieces_of
from zhibu.ops.inside import points as command
from zhibu.people.models import Person
from zhibu.points.models import Credit
from zhibu.points.recount.compare import recount

STEPS = many(30, 50)
Steps = st.lists(
    st.tuples(st.sampled_from(NAMES), st.integers(0, 2**32)),
    min_size=many(0, STEPS),
    max_size=STEPS,
)
RUNS: list[int] = []  # the number of steps of each


@settings(max_examples=many(15, 200), deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=Steps)
def run_steps(branch: Branch, steps: list[tuple[str, int]]) -> None:
    """From the same beginning, these operations; afterwards all is as before."""
    with transaction.atomic():
        chance = Chance(branch, Random(0), pace=timedelta(days=2))
        for person in chance.team.members[:4]:
            chance.team.join(person)
        for name, seed in steps:
            chance.rng = Random(seed)
            chance.step(name)
        assert recount().faults == []
        transaction.set_rollback(True)
    RUNS.append(len(steps))


def test_whatever_happens_the_facts_counted_anew_give_the_same_ledger(
    db: None, proof: Proof
) -> None:
    branch = university()
    seeded(proof.seed)(run_steps)(branch)
    proof.figure("状态机轮次", len(RUNS))
    proof.figure("状态机步数", sum(RUNS))


def lived(branch: Branch, *, operations: int, seed: int, check_every: int = 0) -> Chance:
    """A branch to whom so many things happened."""
    rng = Random(seed)
    chance = Chance(branch, rng)
    for number, name in enumerate(rng.choices(NAMES, WEIGHTS, k=operations), start=1):
        chance.step(name)
        if check_every and number % check_every == 0:
            assert recount().faults == [], f"seed {seed}, after {number} operations"
    return chance


def test_a_hundred_operations_leave_no_difference(branch: Branch) -> None:
    lived(branch, operations=100, seed=7)
    found = recount()
    assert found.faults == []
    assert (found.branches, found.credits > 20) == (1, True)


LIVES = many(2, 50)  # short ones: one transaction of ten thousand slows itself down


@pytest.mark.slow
@pytest.mark.parametrize("life", range(LIVES))
def test_operations_by_chance_leave_no_difference(branch: Branch, life: int, proof: Proof) -> None:
    """Branches to each of which two hundred things happen, counted anew after every hundred."""
    seed = proof.random("life", life).randrange(2**32)
    lived(branch, operations=200, seed=seed, check_every=100)
    proof.figure("随机操作", 200)


# ---- a ledger that was altered


def somebody_else(row: Credit) -> int:
    """Somebody without a line for the same fact, so that the altered one breaks no key of the table."""
    same = Credit.objects.filter(event=row.event, fact=row.fact).values("person_id")
    return Person.objects.exclude(pk__in=same).values_list("pk", flat=True)[0]


Alteration = tuple[str, Callable[[Random, Credit], object]]
ALTERATIONS: tuple[Alteration, ...] = (
    ("amount", lambda rng, row: row.amount + rng.choice((1, 37, 100))),
    ("person_id", lambda _rng, row: somebody_else(row)),
    ("rule", lambda _rng, row: "4.9"),
    ("event", lambda _rng, _row: str(uuid4())),
    ("fact", lambda _rng, _row: "party_class"),
    ("revision", lambda _rng, row: row.revision + 100),
    ('"on"', lambda _rng, row: row.on.replace(day=28 if row.on.day != 28 else 27)),
    ("giver_id", lambda _rng, row: (row.giver_id or 0) + 1),
    ("giver_name", lambda _rng, _row: "某人"),
    ("receipt", lambda _rng, _row: '{"title": "别的事", "said": []}'),
)


def unguard() -> None:
    """As the owner alone can: the guards of the ledger taken off, until the test is rolled back."""
    connection.check_constraints()
    with connection.cursor() as cursor:
        for table in ("points_credit", *pieces_of("points_credit")):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")


def alter(row: Credit, column: str, value: Any) -> None:  # one of each column's own kind
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE points_credit SET {column} = %s WHERE month = %s AND id = %s",  # our own names
            [value, row.month, row.id],
        )


def test_a_hundred_lines_altered_by_the_owner_are_a_hundred_lines_found(
    branch: Branch, proof: Proof
) -> None:
    """As the owner, past every guard: each altered line is named by its number."""
    lived(branch, operations=320, seed=11)
    assert recount().faults == []
    unguard()
    rng = Random(3)
    rows = list(Credit.objects.filter(reverses=None).order_by("id"))
    assert len(rows) >= 100
    altered = set()
    for number, row in enumerate(rng.sample(rows, 100)):
        column, value = ALTERATIONS[number % len(ALTERATIONS)]
        alter(row, column, value(rng, row))
        altered.add(row.id)

    found = {fault.credit for fault in recount().faults}
    proof.figure("改过的分录", len(altered))
    proof.figure("找出的分录", len(altered & found))
    assert altered - found == set()


@pytest.mark.parametrize(
    ("table", "column", "what"),
    [
        ("points_balance", "amount", "balance"),
        ("points_balance", "credits", "balance"),
        ("points_scorecount", "persons", "scores"),
        ("points_leaf", "amount", "leaf"),
    ],
)
def test_a_sum_that_was_altered_is_found(team: Team, table: str, column: str, what: str) -> None:
    team.join(team.me)
    team.enter(team.me)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = {column} + 1")  # our own names
    assert {fault.what for fault in recount().faults} >= {what}


def test_a_line_that_is_missing_is_named(team: Team) -> None:
    team.join(team.me)
    made = team.enter(team.me)
    unguard()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM points_credit")
    (fault,) = [one for one in recount().faults if one.what == "missing"]
    assert fault.sentence.startswith(f"{team.me.pk} 5.1 ")
    assert made.pk


def test_the_command_says_so_and_ends_with_one(
    team: Team, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    team.join(team.me)
    team.enter(team.me)
    monkeypatch.setattr(command, "READ_ONLY", "SELECT 1")  # the test's transaction writes
    assert command.main(["recompute", "--check"]) == 0
    assert "没有不符" in capsys.readouterr().out
    with connection.cursor() as cursor:
        cursor.execute("UPDATE points_balance SET amount = 1")
    assert command.main(["recompute", "--check", "--json"]) == 1
    assert '"what": "balance"' in capsys.readouterr().out
