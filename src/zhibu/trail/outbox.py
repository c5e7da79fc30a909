"""The delivering end of the outbox (发件箱): at least once, each handler once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from zhibu.kit import clock
from zhibu.trail.models import HandledEvent, OutboxEvent

Handler = Callable[[OutboxEvent], None]
Handlers = Mapping[str, Sequence[Handler]]


def deliver(event_id: UUID, handlers: Handlers) -> int:
    """Hand one fact to its handlers, each in a transaction of its own; how many took it now."""
    event = OutboxEvent.objects.get(pk=event_id)
    taken = 0
    for handler in handlers.get(event.kind, []):
        name = f"{handler.__module__}.{handler.__qualname__}".removeprefix("zhibu.")
        try:
            with transaction.atomic():
                HandledEvent.objects.create(event=event, handler=name)
                handler(event)
                taken += 1
        except IntegrityError:
            if not HandledEvent.objects.filter(event=event, handler=name).exists():
                raise
    OutboxEvent.objects.filter(pk=event_id, delivered_at=None).update(delivered_at=clock.now())
    return taken


def sweep(handlers: Handlers, *, older: timedelta = timedelta(minutes=5)) -> int:
    """Deliver facts that have waited too long; how many."""
    waiting = OutboxEvent.objects.filter(delivered_at=None, occurred_at__lt=clock.now() - older)
    ids = list(waiting.order_by("pk").values_list("pk", flat=True)[:500])
    for event_id in ids:
        deliver(event_id, handlers)
    return len(ids)
