"""Tables that are only added to: the database itself refuses to rewrite any of them (只增不改)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from django.db import ProgrammingError, connection, transaction
from tests.proof import Proof

from zhibu.kit.partitions import partitioned_tables, pieces_of
from zhibu.kit.protection import append_only_tables

REWRITES = (
    'UPDATE "{table}" SET id = id',
    'DELETE FROM "{table}"',
    'TRUNCATE "{table}" CASCADE',
)


def test_there_are_tables_to_keep() -> None:
    assert {"trail_auditnote", "trail_auditseal", "points_credit", "people_look"} <= set(
        append_only_tables()
    )


def test_the_application_has_no_right_to_rewrite(
    as_application: Callable[[], AbstractContextManager[None]], proof: Proof
) -> None:
    """As the role of the pages, every table, every way."""
    done: list[str] = []
    for table in append_only_tables():
        for rewrite in REWRITES:
            statement = rewrite.format(table=table)
            proof.figure("改写")
            try:
                with transaction.atomic(), as_application(), connection.cursor() as cursor:
                    cursor.execute(statement)
                    done.append(statement)
            except ProgrammingError:
                proof.figure("拒绝")
    assert done == []


GUARDS = """
SELECT DISTINCT event_manipulation FROM information_schema.triggers
WHERE event_object_table = %s AND action_statement LIKE '%%zhibu_append_only()'
UNION
SELECT 'TRUNCATE' FROM pg_trigger
WHERE tgrelid = %s::regclass AND (tgtype & 32) <> 0 AND tgenabled = 'O'
"""


def guards_of(table: str) -> set[str]:
    """What the database refuses on a table, whoever asks."""
    with connection.cursor() as cursor:
        cursor.execute(GUARDS, [table, table])
        return {str(what) for (what,) in cursor.fetchall()}


def test_every_append_only_table_has_its_guards(db: None, proof: Proof) -> None:
    """The owner is refused as well, and so is whoever turns to one month's piece."""
    pieces = {piece for table in partitioned_tables() for piece in pieces_of(table)}
    guarded = {*append_only_tables(), *pieces}
    proof.figure("有守护的表", len(guarded))
    wanted = {"UPDATE", "DELETE", "TRUNCATE"}
    assert {table: guards_of(table) for table in guarded} == dict.fromkeys(guarded, wanted)
