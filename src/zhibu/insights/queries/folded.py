"""Numbers off the folded sums and, where cells wait to be folded, the remainder (折叠 + 末级余数).

One statement has one snapshot, so whatever is folded meanwhile, what it says is what the cells say.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import connection

from zhibu.insights.queries.cells import (
    GROUPS,
    GUARD,
    KEPT,
    RUNNING,
    By,
    Grouped,
    asked_of,
    group_key,
)

# Where the bodies named in ``key`` stood at the end of the month named with each.
PLACE_OF_KEYS = """
place AS MATERIALIZED (
  SELECT key.organisation_id, key.month, p.path
  FROM key JOIN orgs_placement p ON p.organisation_id = key.organisation_id
    AND p.since < key.month + interval '1 month' AND (p.until IS NULL OR p.until > key.month)
  WHERE starts_with(p.path, %(under)s) AND NOT EXISTS (
    SELECT FROM orgs_placement later WHERE later.organisation_id = p.organisation_id
    AND later.since > p.since AND later.since < key.month + interval '1 month')
)
"""
SUMS = """
SELECT f.path AS part, {month} AS month, f.category, {value} AS value FROM insights_folded f
WHERE f.{place} = %(under)s AND f.month = ANY(%(months)s) AND {running} {grouped}
"""
# Nothing but the sums where nothing waits; else one row without a part, and the remainder is asked for.
ALONE = """
{sums}
UNION ALL SELECT NULL, NULL, NULL, NULL
WHERE EXISTS (SELECT FROM insights_unfolded u WHERE u.month = ANY(%(months)s))
"""
# What the waiting cells add now, less what of them is in the sums already.
WITH_REMAINDER = """
WITH key AS MATERIALIZED (
  SELECT DISTINCT organisation_id, month FROM insights_unfolded WHERE month = ANY(%(months)s)
), {place}, step AS (
  SELECT place.path, c.month, c.category, c.value
  FROM insights_cell c
  JOIN place ON place.organisation_id = c.organisation_id AND place.month = c.month
  {guard}
  WHERE {kept}
  UNION ALL
  SELECT s.path, s.month, s.category, -s.{value}
  FROM insights_share s JOIN key USING (organisation_id, month)
  WHERE starts_with(s.path, %(under)s)
)
SELECT false, part, month, category, value FROM ({sums}) AS held
UNION ALL
SELECT true, {part}, {month}, category, sum(value) FROM step WHERE {running} GROUP BY 1, 2, 3, 4
"""
ONE_AT_A_TIME = "hashtext('insights.fold')"  # whoever folds, or needs that nobody does, holds it
Row = tuple[bool, str, date | None, str, int]  # of the remainder, part, month, category, value


def folded_numbers(*, under: str, months: Sequence[date], by: By, full: bool) -> Grouped:
    """The same as ``plain_numbers``, by body, month or in all. One query; two where cells wait."""
    found: dict[int | date, dict[str, int]] = {}

    def add(key: int | date, category: str, number: int) -> None:
        numbers = found.setdefault(key, {})
        numbers[category] = numbers.get(category, 0) + number

    for of_remainder, part, month, category, value in _rows(under, months, by=by, full=full):
        number = int(value)
        if by is not By.CHILD:
            add(month or 0, category, number)
        elif of_remainder:
            add(group_key(by, part), category, number)
        elif part == under:
            add(0, category, number)
        else:  # what stands right below is in the whole, which leaves the body's own
            add(int(part[len(under) : -1]), category, number)
            add(0, category, -number)
    shown = {key: {c: n for c, n in numbers.items() if n} for key, numbers in found.items()}
    return {key: numbers for key, numbers in shown.items() if numbers}


def _rows(under: str, months: Sequence[date], *, by: By, full: bool) -> list[Row]:
    value = "value" if full else "shown"
    values = asked_of(under=under, months=months, by=by)
    one_month = by is By.MONTH or len(months) == 1
    sums = SUMS.format(
        month="f.month" if by is By.MONTH else "NULL::date",
        value=f"f.{value}" if one_month else f"sum(f.{value})",
        place="path",
        running="true" if one_month else RUNNING.format(category="f.category", month="f.month"),
        grouped="" if one_month else "GROUP BY f.path, f.category",
    )
    if by is By.CHILD:
        sums = f"{sums} UNION ALL {sums.replace('f.path = ', 'f.above = ')}"
    with connection.cursor() as cursor:
        cursor.execute(ALONE.format(sums=sums), values)
        rows = cursor.fetchall()
        if not rows or rows[-1][0] is not None:
            return [(False, *row) for row in rows]
        guard, kept = ("", "true") if full else (GUARD, KEPT)
        cursor.execute(
            WITH_REMAINDER.format(
                place=PLACE_OF_KEYS,
                guard=guard,
                kept=kept,
                value=value,
                sums=sums,
                part=GROUPS[By.CHILD].format(path="path") if by is By.CHILD else "''",
                month="month" if by is By.MONTH else "NULL::date",
                running=RUNNING.format(category="category", month="month"),
            ),
            values,
        )
        return list(cursor.fetchall())


def stop_folding() -> None:
    """Nobody folds until the end of this transaction; waits for whoever is at it. One query."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})")
