"""Writing lines into the ledger with all their sums, in one transaction (记账).

``post_batch`` is the only way in. Optimistic: a batch is copied in whole; only when some line is
there already are they put in one by one, and the sums count what really went in.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from psycopg import errors

from zhibu.kit import clock
from zhibu.points.domain.rules import Span, period_of

_as_json = json.JSONEncoder(ensure_ascii=False).encode
FEW = 40  # so many lines are quicker put in by one statement than copied


@dataclass(frozen=True, slots=True)
class Entry:
    """One line to be written. reverses: the id of the credit it takes back, of the same month."""

    person_id: int
    branch_id: int
    version_id: int
    rule: str
    event: UUID
    fact: str
    revision: int
    amount: int
    on: date
    giver_id: int | None
    giver_name: str
    receipt: Mapping[str, Any] = field(default_factory=dict)
    reverses: int | None = None
    reason: str = ""

    @property
    def month(self) -> date:
        return self.on.replace(day=1)


@lru_cache(maxsize=4096)
def term_of(day: date) -> date:
    """First day of the term a day lies in: the period of balances."""
    return period_of(Span.TERM, day).since


_COLUMNS = (
    "month, id, person_id, branch_id, version_id, rule, event, fact, revision, amount, reverses,"
    ' reason, giver_id, giver_name, "on", at, receipt'
)
_TYPES = (
    "date", "bigint", "bigint", "bigint", "bigint", "text", "uuid", "text", "smallint", "integer",
    "bigint", "text", "bigint", "text", "date", "timestamptz", "jsonb",
)  # fmt: skip


@transaction.atomic
def post_batch(
    entries: Sequence[Entry],
    *,
    levels: Mapping[int, tuple[int, ...]],
    taking: Collection[tuple[int, int]],
) -> int:
    """Write lines and bring every sum along; how many went in, those there already left out.

    levels: bodies above each branch. taking: (person, branch) of who takes part now; only they are
    in the distribution of scores. The caller holds the branches (``branches_locked``).
    """
    if not entries:
        return 0
    rows = _rows(entries, _ids(len(entries)), clock.now())
    if len(rows) > FEW and _copied(rows):
        written = list(entries)
    else:
        there = _put_in(rows)
        written = [e for e, row in zip(entries, rows, strict=True) if row[1] in there]
    _add_up(written, levels=levels, taking=taking)
    return len(written)


def _ids(number: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval('points_credit_id_seq') FROM generate_series(1, %s)", [number]
        )
        return [int(id_) for (id_,) in cursor.fetchall()]


def _rows(entries: Sequence[Entry], ids: list[int], at: datetime) -> list[tuple[Any, ...]]:
    return [
        (
            e.month, id_, e.person_id, e.branch_id, e.version_id, e.rule, e.event, e.fact,
            e.revision, e.amount, e.reverses, e.reason, e.giver_id, e.giver_name, e.on, at,
            _as_json(e.receipt),
        )
        for id_, e in zip(ids, entries, strict=True)
    ]  # fmt: skip


def _copied(rows: list[tuple[Any, ...]]) -> bool:
    """All of them at once; False, and nothing written, where one is there already."""
    try:
        with (
            transaction.atomic(),
            connection.cursor() as cursor,
            cursor.copy(f"COPY points_credit ({_COLUMNS}) FROM STDIN") as copy,
        ):
            # Told no types: COPY's text takes each value as it is written, the receipt's JSON too.
            for row in rows:
                copy.write_row(row)
    except errors.UniqueViolation:
        return False
    return True


def _put_in(rows: list[tuple[Any, ...]]) -> set[int]:
    """Ids of those that were not there yet. One statement."""
    columns = ", ".join(f"%s::{kind}[]" for kind in _TYPES)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO points_credit ({_COLUMNS}) SELECT * FROM unnest({columns})"  # noqa: S608
            " ON CONFLICT DO NOTHING RETURNING id",
            [list(column) for column in zip(*rows, strict=True)],
        )
        return {int(id_) for (id_,) in cursor.fetchall()}


# ---- the sums


def _add_up(
    written: Iterable[Entry],
    *,
    levels: Mapping[int, tuple[int, ...]],
    taking: Collection[tuple[int, int]],
) -> None:
    """Sums of the batch, made here, then one statement for balances and scores, one for the cells."""
    people: dict[tuple[int, int, date], list[int]] = defaultdict(lambda: [0, 0])
    cells: dict[tuple[int, date, str], list[int]] = defaultdict(lambda: [0, 0])
    for e in written:
        one = -1 if e.reverses else 1
        for sums in (
            people[(e.branch_id, e.person_id, term_of(e.on))],
            cells[(e.branch_id, e.month, e.fact)],
        ):
            sums[0] += e.amount
            sums[1] += one
    move_balances(
        [
            (person, branch, period, amount, number, (person, branch) in taking)
            for (branch, person, period), (amount, number) in sorted(people.items())
        ],
        levels=levels,
    )
    _move_leaves([(*cell, amount, number) for cell, (amount, number) in sorted(cells.items())])


_MOVE_BALANCES = """
WITH delta AS (
  SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::date[], %s::int[], %s::int[], %s::bool[])
    AS d(person_id, branch_id, period, amount, credits, taking)
), level AS (
  SELECT * FROM unnest(%s::bigint[], %s::bigint[]) AS l(branch_id, level_id)
), before AS (
  SELECT b.branch_id, b.period, b.amount FROM points_balance b
  JOIN delta d USING (branch_id, period, person_id) WHERE b.counted
), after AS (
  INSERT INTO points_balance AS b (person_id, branch_id, period, amount, credits, counted)
  SELECT person_id, branch_id, period, amount, credits, taking FROM delta
  ORDER BY branch_id, period, person_id
  ON CONFLICT (branch_id, period, person_id) DO UPDATE SET
    amount = b.amount + excluded.amount,
    credits = b.credits + excluded.credits,
    counted = excluded.counted AND b.credits + excluded.credits > 0
  RETURNING b.branch_id, b.period, b.amount, b.counted
), moved AS (
  SELECT level_id, period, score, sum(persons)::int AS persons FROM (
    SELECT level_id, period, amount AS score, -1 AS persons FROM before JOIN level USING (branch_id)
    UNION ALL
    SELECT level_id, period, amount, 1 FROM after JOIN level USING (branch_id) WHERE counted
  ) AS steps GROUP BY level_id, period, score HAVING sum(persons) <> 0
)
INSERT INTO points_scorecount AS s (level_id, period, score, persons)
SELECT level_id, period, score, persons FROM moved ORDER BY level_id, period, score
ON CONFLICT (level_id, period, score) DO UPDATE SET persons = s.persons + excluded.persons
"""


def move_balances(
    deltas: Sequence[tuple[int, int, date, int, int, bool]],
    *,
    levels: Mapping[int, tuple[int, ...]],
) -> None:
    """Add to balances and carry people over in the distributions. deltas: (person, branch, term,
    amount, credits, takes part). Rows are taken in one order, so that posters never wait in a ring."""
    if not deltas:
        return
    pairs = [(branch, level) for branch, above in sorted(levels.items()) for level in above]
    with connection.cursor() as cursor:
        cursor.execute(
            _MOVE_BALANCES,
            [
                *(list(column) for column in zip(*deltas, strict=True)),
                [branch for branch, _level in pairs],
                [level for _branch, level in pairs],
            ],
        )


def _move_leaves(cells: Sequence[tuple[int, date, str, int, int]]) -> None:
    if not cells:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO points_leaf AS l (branch_id, month, category, amount, credits)"
            " SELECT * FROM unnest(%s::bigint[], %s::date[], %s::text[], %s::bigint[], %s::int[])"
            " ON CONFLICT (branch_id, month, category) DO UPDATE SET"
            " amount = l.amount + excluded.amount, credits = l.credits + excluded.credits",
            [list(column) for column in zip(*cells, strict=True)],
        )
