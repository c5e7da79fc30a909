"""The records behind a number (一个数的依据): date, kind, branch, never a text or a name."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from zhibu.insights.catalogue import metrics, record_pages
from zhibu.insights.domain.figures import LEAST
from zhibu.insights.models import Line
from zhibu.insights.queries.cells import PLACE
from zhibu.insights.queries.numbers import named
from zhibu.kit.actor import Actor
from zhibu.kit.language import listed
from zhibu.kit.offers import Metric
from zhibu.orgs.models import Organisation

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One thing a number is made of. value: empty where only the sum may be shown."""

    on: date
    what: str
    organisation: Organisation
    value: str
    url: str


BEHIND = """
WITH {place}
SELECT s.id, s.kind, s.number, s."on", s.organisation_id, jsonb_object_agg(l.category, l.value),
  count(*) OVER ()
FROM insights_source s
JOIN insights_line l ON l.source_id = s.id AND l.category = ANY(%(keys)s)
JOIN place ON place.organisation_id = s.organisation_id
  AND place.month = date_trunc('month', s."on")::date
WHERE s."on" >= %(since)s AND s."on" < %(until)s
  AND (%(guard)s = '' OR EXISTS (
    SELECT 1 FROM insights_cell g WHERE g.organisation_id = s.organisation_id
    AND g.month = place.month AND g.category = %(guard)s AND g.value >= %(least)s))
GROUP BY s.id ORDER BY s."on" DESC, s.id DESC LIMIT %(limit)s OFFSET %(offset)s
"""


def keys_behind(metric: Metric) -> list[str]:
    """The numbers a metric is made of: both of a rate."""
    return list(metric.of) if metric.of else [metric.key]


def guard_of(metric: Metric) -> str:
    """What keeps this metric's small numbers back; a rate's is that of what stands below the line."""
    return metrics()[metric.of[1]].guard if metric.of else metric.guard


def records_behind(
    metric: Metric,
    *,
    under: str,
    months: Sequence[date],
    until: date,
    full: bool,
    seen_by: Actor,
    page: int = 1,
) -> tuple[list[RecordLine], int]:
    """A page of what a number is made of, the latest first, and how many there are. Five queries.

    until: first day that does not count. full: as in ``numbers``; otherwise a guarded number is
    shown only as a sum, its records without their own.
    """
    guard = "" if full else guard_of(metric)
    asked: dict[str, Any] = {  # what the driver takes: lists, texts, days
        "months": list(months),
        "keys": keys_behind(metric),
        "under": under,
        "since": min(months),
        "until": until,
        "guard": guard,
        "least": LEAST,
        "limit": PER_PAGE,
        "offset": PER_PAGE * (page - 1),
    }
    with connection.cursor() as cursor:
        cursor.execute(BEHIND.format(place=PLACE), asked)
        rows = cursor.fetchall()
    names = _names([row[0] for row in rows])
    bodies = named({row[4] for row in rows})
    pages = _pages(seen_by, rows)
    return [
        RecordLine(
            on=on,
            what=names.get(source_id) or str(record_pages()[kind].label),
            organisation=bodies[organisation_id],
            value="" if guard else _value(metric, json.loads(values)),
            url=pages.get((kind, number), ""),
        )
        for source_id, kind, number, on, organisation_id, values, _all in rows
    ], (rows[0][6] if rows else 0)


def _value(metric: Metric, values: dict[str, int]) -> str:
    if metric.of:
        return f"{values.get(metric.of[0], 0)}/{values.get(metric.of[1], 0)}"
    return f"{values[metric.key]:,}"


def _names(source_ids: Collection[int]) -> dict[int, str]:
    """What each source is called: the labels of the metrics that name it. One query."""
    naming = {key for pages in record_pages().values() for key in pages.names}
    labels: dict[int, list[str]] = defaultdict(list)
    for source_id, key in (
        Line.objects.filter(source_id__in=source_ids, category__in=naming)
        .order_by("pk")
        .values_list("source_id", "category")
    ):
        labels[source_id].append(str(metrics()[key].label))
    return {source_id: listed(found) for source_id, found in labels.items()}


def _pages(actor: Actor, rows: Sequence[tuple[Any, ...]]) -> dict[tuple[str, int], str]:
    """Where they are read, as far as this actor may. One query a kind of source."""
    ids: dict[str, set[int]] = defaultdict(set)
    for _id, kind, number, *_rest in rows:
        ids[kind].add(number)
    return {
        (kind, number): url
        for kind, numbers in ids.items()
        for number, url in record_pages()[kind].found(actor, numbers).items()
    }
