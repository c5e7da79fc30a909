"""Leaf cells added up through the tree as it stood in each month (格子之和): the plain way.

Pages take the same off the folded sums (``folded.py``); this is what those are compared with.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from django.db import connection

from zhibu.insights.catalogue import guards, stocks
from zhibu.insights.domain.figures import LEAST

Numbers = Mapping[str, int]  # metric key → number
Grouped = dict[int | date, Numbers]


class By(StrEnum):
    """What numbers are added up by. CHILD: the body right below; BRANCH: the leaf itself."""

    TOTAL = "total"
    MONTH = "month"
    CHILD = "child"
    BRANCH = "branch"


# Where each body below a path stood at the end of each month. The path is asked of the placements
# themselves, whose statistics the planner has: of a sub-select it guesses a handful and walks indexes.
PLACE = """
place AS MATERIALIZED (
  SELECT p.organisation_id, m.month, p.path
  FROM unnest(%(months)s::date[]) AS m(month)
  JOIN orgs_placement p ON p.since < m.month + interval '1 month'
    AND (p.until IS NULL OR p.until > m.month)
  WHERE starts_with(p.path, %(under)s) AND NOT EXISTS (
    SELECT FROM orgs_placement later WHERE later.organisation_id = p.organisation_id
    AND later.since > p.since AND later.since < m.month + interval '1 month')
)
"""
GROUPS = {
    By.TOTAL: "0",
    By.MONTH: "{month}",
    By.CHILD: "split_part(substr({path}, length(%(under)s) + 1), '.', 1)",
    By.BRANCH: "{leaf}",
}
SUMS = """
WITH {place}
SELECT {group}, c.category, sum(c.value)
FROM insights_cell c
JOIN place ON place.organisation_id = c.organisation_id AND place.month = c.month
{guard}
WHERE c.month = ANY(%(months)s) AND {running} AND {kept}
GROUP BY 1, 2
"""
# Numbers as of the end of a month are those of the last month asked for.
RUNNING = "(%(last)s::date IS NULL OR {category} <> ALL(%(stock)s) OR {month} = %(last)s::date)"
# What is counted from too few persons stays out: the cell it hangs on must be there and large enough.
GUARD = """
LEFT JOIN unnest(%(guarded)s::text[], %(guards)s::text[]) AS rule(metric, guard)
  ON rule.metric = c.category
LEFT JOIN insights_cell g ON g.organisation_id = c.organisation_id AND g.month = c.month
  AND g.category = rule.guard AND g.value >= %(least)s AND g.month = ANY(%(months)s)
  AND g.category = ANY(%(guards)s)
"""
KEPT = "(rule.guard IS NULL OR g.id IS NOT NULL)"


def asked_of(*, under: str, months: Sequence[date], by: By) -> dict[str, Any]:  # what SQL takes
    """What the statements are told."""
    rules = guards()
    return {
        "months": list(months),
        "under": under,
        "guarded": list(rules),
        "guards": list(rules.values()),
        "least": LEAST,
        "stock": stock_keys(),
        "last": None if by is By.MONTH else max(months),
    }


def plain_numbers(*, under: str, months: Sequence[date], by: By, full: bool) -> Grouped:
    """Leaf cells below a path in these months, added up on the spot. One query."""
    guard, kept = ("", "true") if full else (GUARD, KEPT)
    statement = SUMS.format(
        place=PLACE,
        group=GROUPS[by].format(path="place.path", month="c.month", leaf="c.organisation_id"),
        guard=guard,
        running=RUNNING.format(category="c.category", month="c.month"),
        kept=kept,
    )
    found: dict[int | date, dict[str, int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(statement, asked_of(under=under, months=months, by=by))
        for group, category, value in cursor.fetchall():
            found[group_key(by, group)][category] = int(value)
    return dict(found)


def group_key(by: By, group: str | int | date) -> int | date:
    """The group as callers name it: of a body right below its id, of the body itself 0."""
    return int(group or 0) if isinstance(group, str) or by is By.CHILD else group  # type: ignore[arg-type]  # never a day by child


def stock_keys() -> list[str]:
    """Metrics that stand as of the end of a month."""
    return [key for stock in stocks() for key in stock.keys]
