"""Tables cut by month (按月分区), so that an old year can be set aside without touching the present.

The application's role owns nothing: the owner makes the pieces, at ``prepare``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.apps import apps
from django.db import connection

from zhibu.kit.period import add_months

YEARS_BACK, YEARS_AHEAD = 1, 1


def partitioned_tables() -> list[str]:
    """Names of all tables whose model says ``by_month = True``, sorted."""
    return sorted(m._meta.db_table for m in apps.get_models() if getattr(m, "by_month", False))


def months_around(today: date) -> Iterator[date]:
    """First days of the months of the year before, this year and those ahead."""
    first = date(today.year - YEARS_BACK, 1, 1)
    for number in range(12 * (YEARS_BACK + 1 + YEARS_AHEAD)):
        yield add_months(first, number)


def piece_sql(table: str, month: date) -> str:
    """The statement that makes one month's piece of a table."""
    name = f"{table}_{month:%Y_%m}"
    return (
        f"CREATE TABLE IF NOT EXISTS {name} PARTITION OF {table} "
        f"FOR VALUES FROM ('{month}') TO ('{add_months(month, 1)}')"
    )


def guard_sql(piece: str) -> str:
    """TRUNCATE is refused on a piece as on the whole; row triggers come with the piece itself."""
    return (
        f"CREATE OR REPLACE TRIGGER {piece}_no_truncate BEFORE TRUNCATE ON {piece} "
        "FOR EACH STATEMENT EXECUTE FUNCTION zhibu_append_only()"
    )


def pieces_of(table: str) -> list[str]:
    """Names of the pieces a table has, sorted. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass",
            [table],
        )
        return sorted(str(name) for (name,) in cursor.fetchall())


def make_pieces(table: str, months: Iterable[date]) -> int:
    """Make the pieces that are missing; how many. A month whose rows already lie in the default
    piece stays there: rows are never moved."""
    have = set(pieces_of(table))
    made = 0
    with connection.cursor() as cursor:
        cursor.execute(guard_sql(f"{table}_other"))
        for month in months:
            name = f"{table}_{month:%Y_%m}"
            if name in have:
                continue
            cursor.execute(
                f"SELECT EXISTS (SELECT 1 FROM {table}_other WHERE month = %s)",  # noqa: S608 - our own names
                [month],
            )
            if cursor.fetchone() == (True,):
                continue
            cursor.execute(piece_sql(table, month))
            cursor.execute(guard_sql(name))
            made += 1
    return made
