"""Counting facts into cells (计数): each thing once, as of its latest fact, in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date, timedelta

from django.db import connection, transaction

from zhibu.insights.actions.folding import fold, forget_folded
from zhibu.insights.catalogue import counted_facts, stocks
from zhibu.insights.models import Cell, Line, Source
from zhibu.kit import clock
from zhibu.kit.offers import Counted, Stock
from zhibu.kit.period import add_months
from zhibu.trail.models import OutboxEvent

Key = tuple[int, date, str]  # organisation, first day of the month, category

MAKE = """
INSERT INTO insights_cell (organisation_id, month, category, value)
SELECT o, m, c, 0 FROM unnest(%s::bigint[], %s::date[], %s::text[]) AS k(o, m, c)
ON CONFLICT (organisation_id, month, category) DO NOTHING
"""
LOCK = """
SELECT 1 FROM insights_cell c JOIN unnest(%s::bigint[], %s::date[], %s::text[]) AS k(o, m, c)
  ON c.organisation_id = k.o AND c.month = k.m AND c.category = k.c
ORDER BY c.organisation_id, c.month, c.category FOR UPDATE OF c
"""
ADD = """
UPDATE insights_cell c SET value = c.value + k.d
FROM unnest(%s::bigint[], %s::date[], %s::text[], %s::int[]) AS k(o, m, c, d)
WHERE c.organisation_id = k.o AND c.month = k.m AND c.category = k.c
"""
CLEAN = """
DELETE FROM insights_cell c USING unnest(%s::bigint[], %s::date[], %s::text[]) AS k(o, m, c)
WHERE c.organisation_id = k.o AND c.month = k.m AND c.category = k.c AND c.value = 0
"""


@transaction.atomic
def count(counted: Counted) -> bool:
    """Let a thing count as of this fact (计数); False when a later one has been counted already.

    What its earlier revision counted for is taken back. Called by a handler, once for each fact.
    """
    source = _locked(counted)
    if counted.revision < source.revision:
        return False
    moved: Counter[Key] = Counter()
    _collect(moved, source, dict(source.lines.values_list("category", "value")), sign=-1)
    source.lines.all().delete()
    source.revision = counted.revision
    if counted.values is not None:
        source.organisation_id, source.on = counted.organisation_id, counted.on
        values = {key: value for key, value in counted.values.items() if value}
        Line.objects.bulk_create(
            Line(source=source, category=key, value=value) for key, value in values.items()
        )
        _collect(moved, source, values, sign=1)
    source.save(update_fields=["revision", "organisation", "on"])
    move_cells(moved)
    return True


def _locked(counted: Counted) -> Source:
    """The source's row, made if need be, locked until the end of the transaction."""
    Source.objects.bulk_create(
        [Source(kind=counted.source, number=counted.source_id)], ignore_conflicts=True
    )
    return Source.objects.select_for_update().get(kind=counted.source, number=counted.source_id)


def _collect(moved: Counter[Key], source: Source, values: Mapping[str, int], *, sign: int) -> None:
    if source.organisation_id is None or source.on is None:
        return
    month = source.on.replace(day=1)
    for category, value in values.items():
        moved[source.organisation_id, month, category] += sign * value


def move_cells(moved: Mapping[Key, int]) -> None:
    """Add differences to cells, locked in one order; cells of nought are dropped. Four queries."""
    keys = sorted(key for key, value in moved.items() if value)
    if not keys:
        return
    organisations, months, categories = map(list, zip(*keys, strict=True))
    places = [organisations, months, categories]
    with connection.cursor() as cursor:
        cursor.execute(MAKE, places)
        cursor.execute(LOCK, places)
        cursor.execute(ADD, [*places, [moved[key] for key in keys]])
        cursor.execute(CLEAN, places)


def month_ends(since: date, *, until: date) -> list[date]:
    """The last day of each month from one day to another; the last of them not after ``until``."""
    ends = []
    month = since.replace(day=1)
    while month <= until:
        ends.append(min(add_months(month, 1) - timedelta(days=1), until))
        month = add_months(month, 1)
    return ends


FURTHEST_BACK = 36  # months; what was longer ago is not asked anew


@transaction.atomic
def recount_stock(stock: Stock, organisations: Collection[int] | None, *, since: date) -> int:
    """Write numbers as of the ends of months anew (月末存量重算); how many cells moved.

    organisations None: all. since: the first day that may have changed; up to today.
    """
    today = clock.today()
    first = max(since, add_months(today.replace(day=1), -FURTHEST_BACK))
    ends = month_ends(first, until=today)
    if not ends:
        return 0
    wanted = None if organisations is None else sorted(organisations)
    keys = list(stock.keys)
    months = [day.replace(day=1) for day in ends]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('insights.stock'))")
        cursor.execute(
            "SELECT organisation_id, month, category, value FROM insights_cell"
            " WHERE month = ANY(%s) AND category = ANY(%s)"
            " AND (%s::bigint[] IS NULL OR organisation_id = ANY(%s::bigint[]))",
            [months, keys, wanted, wanted],
        )
        held = {(row[0], row[1], row[2]): row[3] for row in cursor.fetchall()}
    moved: Counter[Key] = Counter({key: -value for key, value in held.items()})
    for organisation_id, day, key, number in stock.at(ends, wanted):
        moved[organisation_id, day.replace(day=1), key] += number
    changed = {key: value for key, value in moved.items() if value}
    move_cells(changed)
    return len(changed)


def recount_stocks(*, since: date) -> int:
    """Every stock of every organisation anew; how many cells moved."""
    return sum(recount_stock(stock, None, since=since) for stock in stocks())


@transaction.atomic
def rebuild() -> int:
    """Throw every number away and count the delivered facts once more (重建统计); how many facts.

    Only from the server's own prompt. Until the end of the transaction pages show what was there.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE insights_source IN EXCLUSIVE MODE")
    forget_folded()
    Line.objects.all().delete()
    Source.objects.all().delete()
    Cell.objects.all().delete()
    known = counted_facts()
    counted = 0
    told = OutboxEvent.objects.filter(kind__in=known, delivered_at__isnull=False)
    for event in told.order_by("occurred_at", "pk").iterator():
        read = known[event.kind].read(event.payload, event.occurred_at)
        if read is not None:
            count(read)
            counted += 1
    recount_stocks(since=add_months(clock.today().replace(day=1), -FURTHEST_BACK))
    fold()
    return counted
