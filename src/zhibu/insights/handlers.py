"""Facts of the rooms below, counted (事实入账). Named in ``web/assembly.py``."""

from __future__ import annotations

from zhibu.insights.actions.counting import count, recount_stock
from zhibu.insights.catalogue import counted_facts, stocks
from zhibu.trail.models import OutboxEvent


def count_fact(event: OutboxEvent) -> None:
    """Count a fact into the cells of its month."""
    counted = counted_facts()[event.kind].read(event.payload, event.occurred_at)
    if counted is not None:
        count(counted)


def refresh_stock(event: OutboxEvent) -> None:
    """Somebody came, left or became something else: the ends of months are counted anew."""
    for stock in stocks():
        read = stock.facts.get(event.kind)
        touched = read(event.payload) if read else None
        if touched is not None and touched.organisation_ids:
            recount_stock(stock, touched.organisation_ids, since=touched.since)
