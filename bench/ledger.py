"""Entries to be posted and the bare tables they are compared with: shared by jobs a and a1."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from uuid import UUID, uuid4

import psycopg
from psycopg import sql

from bench.house import owner
from zhibu.kit import clock
from zhibu.orgs.models import Organisation
from zhibu.points.actions.writing import Entry, term_of
from zhibu.points.models import Participation, RulebookVersion
from zhibu.points.queries.posting import levels_of

KEYED = "bench_keyed"
RULE, FACT = "5.1", "theme_day"
RECEIPT = {
    "title": "主题党日：旧书修补",
    "thing": "meeting:12",
    "book": "支部积分办法",
    "number": 1,
    "said": [["%(what)s一次，计 %(points)s 分。", {"what": "参加主题党日", "points": "2"}]],
}


def members() -> list[tuple[int, int]]:
    """(person, branch) of everybody who takes part, branch by branch."""
    rows = Participation.objects.filter(left_at=None).order_by("branch_id", "person_id")
    return list(rows.values_list("person_id", "branch_id"))


def version_id() -> int:
    """The school's rulebook in force."""
    return int(RulebookVersion.objects.filter(state="adopted").values_list("pk", flat=True)[0])


def levels(branch_ids: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """The bodies above each branch."""
    return levels_of(list(Organisation.objects.filter(pk__in=set(branch_ids))))


def day_in_term() -> date:
    """A day of the running term on which facts may lie."""
    today = clock.today()
    return max(term_of(today), today - timedelta(days=20))


def entries(people: Sequence[tuple[int, int]], number: int, *, version: int) -> list[Entry]:
    """So many new facts, over these people by turns; no two alike, none there already."""
    on, event = day_in_term(), uuid4()
    found = []
    for at in range(number):
        person, branch = people[at % len(people)]
        if at % len(people) == 0:
            event = UUID(int=uuid4().int)
        found.append(
            Entry(
                person, branch, version, RULE, event, FACT, 1, 100 + at % 400, on, None, "书记",
                receipt=RECEIPT,
            )
        )  # fmt: skip
    return found


def make_keyed() -> None:
    """The bare table: the ledger's own columns and its unique source key, nothing else."""
    with owner() as link:
        link.execute(
            sql.SQL(
                "DROP TABLE IF EXISTS {t}; CREATE TABLE {t} (LIKE points_credit);"
                " CREATE UNIQUE INDEX ON {t} (person_id, version_id, rule, event, fact, revision, month)"
                " WHERE reverses IS NULL; GRANT ALL ON {t} TO PUBLIC"
            ).format(t=sql.Identifier(KEYED))
        )


def empty_ledger() -> None:
    """As before the first turn: the append-only guard put aside by the administrator, here alone."""
    with owner() as link, link.transaction():
        link.execute("SET LOCAL session_replication_role = replica")
        link.execute(
            f"TRUNCATE points_credit, points_balance, points_scorecount, points_leaf, {KEYED}"
        )


def as_text(link: psycopg.Connection, table: str, columns: str, where: str = "true") -> bytes:
    """Rows of a table as COPY's own text: what a bare COPY is fed with."""
    with (
        link.cursor() as cursor,
        cursor.copy(f"COPY (SELECT {columns} FROM {table} WHERE {where}) TO STDOUT") as out,
    ):
        return b"".join(bytes(piece) for piece in out)
