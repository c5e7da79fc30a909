"""Facts handed on, and what the cells then hold."""

from __future__ import annotations

from datetime import date

from zhibu.insights.models import Cell, Line
from zhibu.orgs.models import Organisation
from zhibu.trail import outbox
from zhibu.trail.models import OutboxEvent
from zhibu.web.assembly import HANDLERS

NOVEMBER = date(2026, 11, 1)


def deliver_all() -> int:
    """Hand on every fact that waits, oldest first; how many handlers took one."""
    waiting = OutboxEvent.objects.filter(delivered_at=None).order_by("pk")
    return sum(outbox.deliver(event.pk, HANDLERS) for event in waiting)


def cells(of: Organisation, *, month: date = NOVEMBER, room: str = "meetings.") -> dict[str, int]:
    """What an organisation's cells of a month hold, by the metric's name in its room."""
    rows = Cell.objects.filter(organisation=of, month=month, category__startswith=room)
    return {row.category.removeprefix(room): row.value for row in rows}


def lines() -> int:
    return Line.objects.count()
