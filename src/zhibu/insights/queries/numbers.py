"""Numbers of places and months, added up through the tree as it stood in each month (汇总)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db import connection

from zhibu.insights.catalogue import counted_facts, guards, stocks
from zhibu.insights.domain.figures import LEAST
from zhibu.kit import clock
from zhibu.orgs.models import BRANCH_KINDS, Organisation
from zhibu.trail.models import OutboxEvent

Numbers = Mapping[str, int]  # metric key → number


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
    By.MONTH: "c.month",
    By.CHILD: "split_part(substr(place.path, length(%(under)s) + 1), '.', 1)",
    By.BRANCH: "c.organisation_id",
}
NUMBERS = """
WITH {place}
SELECT {group}, c.category, sum(c.value)
FROM insights_cell c
JOIN place ON place.organisation_id = c.organisation_id AND place.month = c.month
{guard}
WHERE c.month = ANY(%(months)s)
  AND (%(last)s::date IS NULL OR c.category <> ALL(%(stock)s) OR c.month = %(last)s::date)
  AND {kept}
GROUP BY 1, 2
"""
# What is counted from too few persons stays out: the cell it hangs on must be there and large enough.
GUARD = """
LEFT JOIN unnest(%(guarded)s::text[], %(guards)s::text[]) AS rule(metric, guard)
  ON rule.metric = c.category
LEFT JOIN insights_cell g ON g.organisation_id = c.organisation_id AND g.month = c.month
  AND g.category = rule.guard AND g.value >= %(least)s AND g.month = ANY(%(months)s)
  AND g.category = ANY(%(guards)s)
"""
KEPT = "(rule.guard IS NULL OR g.id IS NOT NULL)"


def numbers(*, under: str, months: Sequence[date], by: By, full: bool) -> dict[int | date, Numbers]:
    """Numbers below a path in these months, added up (汇总). One query.

    full: also what is counted from fewer than five persons; only for a branch's own committee.
    Numbers kept as of the end of a month are those of the last of these months, except by month.
    """
    rules = guards()
    guard, kept = ("", "true") if full else (GUARD, KEPT)
    statement = NUMBERS.format(place=PLACE, group=GROUPS[by], guard=guard, kept=kept)
    values: dict[str, Any] = {  # what the driver takes: lists, texts, days
        "months": list(months),
        "under": under,
        "guarded": list(rules),
        "guards": list(rules.values()),
        "least": LEAST,
        "stock": stock_keys(),
        "last": None if by is By.MONTH else max(months),
    }
    found: dict[int | date, dict[str, int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        for group, category, value in cursor.fetchall():
            key = int(group or 0) if by is By.CHILD else group
            found[key][category] = int(value)
    return dict(found)


def total(*, under: str, months: Sequence[date], full: bool) -> Numbers:
    """The numbers of everything below a path together. One query."""
    return numbers(under=under, months=months, by=By.TOTAL, full=full).get(0, {})


HIDDEN = """
WITH {place}
SELECT rule.metric, count(DISTINCT c.organisation_id)
FROM insights_cell c
JOIN place ON place.organisation_id = c.organisation_id AND place.month = c.month
JOIN unnest(%(guarded)s::text[], %(guards)s::text[]) AS rule(metric, guard)
  ON rule.metric = c.category
JOIN insights_cell g ON g.organisation_id = c.organisation_id AND g.month = c.month
  AND g.category = rule.guard
WHERE c.month = ANY(%(months)s) AND g.value < %(least)s
GROUP BY 1
"""


def left_out(*, under: str, months: Sequence[date]) -> dict[str, int]:
    """For each guarded metric, how many branches have a month too small to be shown. One query."""
    rules = guards()
    with connection.cursor() as cursor:
        cursor.execute(
            HIDDEN.format(place=PLACE),
            {
                "months": list(months),
                "under": under,
                "guarded": list(rules),
                "guards": list(rules.values()),
                "least": LEAST,
            },
        )
        return {metric: int(count) for metric, count in cursor.fetchall()}


STANDING = """
WITH {place}
SELECT place.month, place.organisation_id, place.path FROM place
JOIN orgs_organisation o ON o.id = place.organisation_id
WHERE o.kind = ANY(%(kinds)s)
  AND (o.dissolved_on IS NULL OR o.dissolved_on >= place.month + interval '1 month')
"""


def branches_in(*, under: str, months: Sequence[date]) -> dict[date, frozenset[int]]:
    """The branches that stood below a path at the end of each month. One query."""
    found: dict[date, set[int]] = {month: set() for month in months}
    with connection.cursor() as cursor:
        cursor.execute(
            STANDING.format(place=PLACE),
            {"months": list(months), "under": under, "kinds": list(BRANCH_KINDS)},
        )
        for month, organisation_id, _path in cursor.fetchall():
            found[month].add(organisation_id)
    return {month: frozenset(ids) for month, ids in found.items()}


HELD = """
WITH {place}
SELECT c.month, c.organisation_id FROM insights_cell c
JOIN place ON place.organisation_id = c.organisation_id AND place.month = c.month
WHERE c.month = ANY(%(months)s) AND c.category = %(key)s AND c.value > 0
"""


def branches_with(*, under: str, months: Sequence[date], key: str) -> dict[date, frozenset[int]]:
    """The branches below a path with something counted under a metric, by month. One query."""
    found: dict[date, set[int]] = {month: set() for month in months}
    with connection.cursor() as cursor:
        cursor.execute(
            HELD.format(place=PLACE), {"months": list(months), "under": under, "key": key}
        )
        for month, organisation_id in cursor.fetchall():
            found[month].add(organisation_id)
    return {month: frozenset(ids) for month, ids in found.items()}


def children_of(organisation: Organisation, *, months: Sequence[date]) -> list[Organisation]:
    """The bodies right below one in the last of these months, groups left out, by code. One query."""
    found = Organisation.objects.raw(
        f"WITH {PLACE} SELECT o.* FROM place JOIN orgs_organisation o ON o.id = place.organisation_id"  # noqa: S608  our own text
        " WHERE place.path <> %(under)s AND o.kind <> 'group'"
        " AND place.path = %(under)s || o.id || '.' ORDER BY o.code, o.id",
        {"months": [max(months)], "under": organisation.path},
    )
    return list(found)


def named(ids: Collection[int]) -> dict[int, Organisation]:
    """Organisations by id. One query."""
    return {body.pk: body for body in Organisation.objects.filter(pk__in=ids)}


def stock_keys() -> list[str]:
    """Metrics that stand as of the end of a month."""
    return [key for stock in stocks() for key in stock.keys]


def counted_until() -> datetime:
    """Everything told before this moment is counted (截至): now, unless facts still wait. One query."""
    kinds = [*counted_facts(), *(kind for stock in stocks() for kind in stock.facts)]
    waiting = OutboxEvent.objects.filter(delivered_at=None, kind__in=kinds).order_by("pk").first()
    return waiting.occurred_at if waiting else clock.now()
