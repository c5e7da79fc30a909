"""Numbers of places and months, added up through the tree as it stood in each month (汇总)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import connection

from zhibu.insights.catalogue import counted_facts, guards, stocks
from zhibu.insights.domain.figures import LEAST
from zhibu.insights.queries.cells import PLACE, By, Grouped, Numbers, plain_numbers, stock_keys
from zhibu.insights.queries.folded import folded_numbers
from zhibu.kit import clock
from zhibu.orgs.models import BRANCH_KINDS, Organisation
from zhibu.trail.models import OutboxEvent

__all__ = [
    "By", "Numbers", "branches_in", "branches_with", "children_of", "counted_until", "left_out", "named",
    "numbers", "stock_keys", "total",
]  # fmt: skip


def numbers(*, under: str, months: Sequence[date], by: By, full: bool) -> Grouped:
    """Numbers below a path in these months, added up (汇总). One query; two where cells wait to be folded.

    full: also what is counted from fewer than five persons; only for a branch's own committee.
    Numbers kept as of the end of a month are those of the last of these months, except by month.
    """
    read = plain_numbers if by is By.BRANCH else folded_numbers
    return read(under=under, months=months, by=by, full=full)


def total(*, under: str, months: Sequence[date], full: bool) -> Numbers:
    """The numbers of everything below a path together. As many queries as ``numbers``."""
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


def counted_until() -> datetime:
    """Everything told before this moment is counted (截至): now, unless facts still wait. One query."""
    kinds = [*counted_facts(), *(kind for stock in stocks() for kind in stock.facts)]
    waiting = OutboxEvent.objects.filter(delivered_at=None, kind__in=kinds).order_by("pk").first()
    return waiting.occurred_at if waiting else clock.now()
