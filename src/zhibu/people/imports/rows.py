"""Rows of a batch as they are stored (导入明细): out of a prospect, and back again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, fields
from datetime import date
from itertools import groupby

from django.db import connection, models
from psycopg import sql

from zhibu.kit.sheets.faults import Fault
from zhibu.people.imports.prospect import Prospect
from zhibu.people.models import ImportBatch, ImportRow
from zhibu.people.roster import Change, Changed, KnownPerson, Placed, RosterRow
from zhibu.people.roster.compare import Kept

_DAYS = frozenset(f.name for f in fields(RosterRow) if f.name.endswith(("_on", "_date")))
ROW_COLUMNS = (
    "batch_id", "sheet", "row", "outcome", "name", "staff_no", "person_id", "values", "changes",
    "faults", "kept",
)  # fmt: skip
_Row = tuple[object, ...]
_encode = json.JSONEncoder(ensure_ascii=False).encode


def copy_rows(model: type[models.Model], columns: Iterable[str], rows: Iterable[_Row]) -> None:
    """COPY rows into a table of ours, in the running transaction."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def packed(row: RosterRow) -> dict[str, object]:
    """A row as JSON keeps it: only what the file says."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(row).items()
        if value not in (None, "", ())
    }


def unpacked(values: Mapping[str, object]) -> RosterRow:
    """The row again."""
    found = {name: value for name, value in values.items() if name != "trace"}
    for name in _DAYS & set(found):
        found[name] = date.fromisoformat(str(found[name]))
    if "posts" in found:
        found["posts"] = tuple(found["posts"])  # type: ignore[arg-type]  # a list of codes
    return RosterRow(**found)  # type: ignore[arg-type]  # as packed


def packed_value(value: Kept) -> object:
    """One side of a change as JSON keeps it."""
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def packed_change(change: Change) -> dict[str, object]:
    """A change as JSON keeps it; ``taken``: whether it is to be made."""
    return {
        "field": change.field,
        "before": packed_value(change.before),
        "after": packed_value(change.after),
        "taken": True,
    }


def refused_rows(faults: Iterable[Fault]) -> Iterator[tuple[str, int, list[Fault]]]:
    """Faults by the row they refuse."""
    for (sheet, row), found in groupby(faults, key=lambda fault: (fault.sheet, fault.row)):
        yield sheet, row, list(found)


def packed_fault(fault: Fault) -> dict[str, object]:
    """A fault as JSON keeps it."""
    return asdict(fault)


def write_rows(
    batch: ImportBatch, prospect: Prospect, *, made: Mapping[str, int] | None = None
) -> None:
    """Store a batch's rows afresh. made: number → person, where the import has been done already."""
    ImportRow.objects.filter(batch=batch).delete()
    copy_rows(ImportRow, ROW_COLUMNS, _rows(batch.pk, prospect, made))


def _rows(batch_id: int, prospect: Prospect, made: Mapping[str, int] | None) -> Iterator[_Row]:
    comparison = prospect.comparison
    for sheet, number, found in refused_rows(prospect.refused):
        faults = [packed_fault(fault) for fault in found]
        label = next((fault.label for fault in found if fault.label), "")
        yield _row(batch_id, "refused", sheet, number, label[:120], "", faults=faults)
    for placed in comparison.new:
        row = placed.row
        person_id = made.get(row.staff_no) if made is not None else None
        values = {} if made is not None else packed(row)
        yield _row(
            batch_id, "new", row.sheet, row.row, row.name, row.staff_no, person_id, values=values
        )
    for changed in comparison.changed:
        row = changed.placed.row
        yield _row(
            batch_id,
            "changed",
            row.sheet,
            row.row,
            row.name,
            row.staff_no,
            changed.known.person_id,
            values=packed(row),
            changes=[packed_change(change) for change in changed.changes],
        )
    for person in comparison.missing:
        yield _row(
            batch_id,
            "missing",
            "",
            0,
            person.name,
            person.staff_no,
            person.person_id,
            values={"branch": person.branch},
        )


def _row(
    batch_id: int,
    outcome: str,
    sheet: str,
    number: int,
    name: str,
    staff_no: str,
    person_id: int | None = None,
    *,
    values: Mapping[str, object] | None = None,
    changes: list[dict[str, object]] | None = None,
    faults: list[dict[str, object]] | None = None,
) -> _Row:
    return (
        batch_id,
        sheet[:120],
        number,
        outcome,
        name,
        staff_no,
        person_id,
        as_json(values) if values else "{}",
        as_json(changes) if changes else "[]",
        as_json(faults) if faults else "[]",
        False,
    )


def as_json(value: object) -> str:
    """A JSON column as COPY takes it."""
    return _encode(value)


def with_taken_changes(changed: Changed, left: frozenset[str]) -> Changed | None:
    """A changed person without the changes that were left out; None when nothing remains."""
    changes = tuple(change for change in changed.changes if change.field not in left)
    if not changes:
        return None
    placed, known = changed.placed, changed.known
    if "branch" in left or "group" in left:
        placed = Placed(placed.row, known.branch or placed.branch, _group(placed, known, left))
    return Changed(placed, known, changes)


def _group(placed: Placed, known: KnownPerson, left: frozenset[str]) -> int | None:
    return known.group if "group" in left or "branch" in left else placed.group
