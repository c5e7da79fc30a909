"""Rows by COPY (成批写入), with the columns the actions write: for what has no history of its own."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection, models

from zhibu.people.imports.rows import copy_rows

NO_PASSWORD = "!"  # noqa: S105 - the mark of an account nobody can sign in to by password


def fresh_ids(model: type[models.Model], number: int) -> list[int]:
    """The next ids of a table, taken from its own sequence. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, number],
        )
        return [int(row[0]) for row in cursor.fetchall()]


def copy(model: type[models.Model], rows: Iterator[dict[str, object]]) -> None:
    """COPY rows given by column; every column not named has the model's own default."""
    fields = list(model._meta.concrete_fields)
    first = next(rows, None)
    if first is None:
        return
    given = set(first)
    others = [f for f in fields if f.column not in given and not f.primary_key]
    columns = (*first, *(f.column for f in others))

    def all_of() -> Iterator[tuple[object, ...]]:
        yield (*first.values(), *(f.get_default() for f in others))
        for row in rows:
            yield (*row.values(), *(f.get_default() for f in others))

    copy_rows(model, columns, all_of())
