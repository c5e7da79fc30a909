"""The delivering end of the outbox (发件箱): at least once, each handler once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from zhibu.kit import clock
from zhibu.trail.models import HandledEvent, OutboxEvent

LOG = logging.getLogger(__name__)
MOST_TRIES = 5
Handler = Callable[[OutboxEvent], None]
Handlers = Mapping[str, Sequence[Handler]]


def deliver(event_id: UUID, handlers: Handlers) -> int:
    """Hand one fact to its handlers, each in a transaction of its own; how many took it now.

    One that fails does not keep it from the others; the failure is counted and raised at the end. A
    fact that failed five times is quarantined (搁置) and not handed on any more.
    """
    event = OutboxEvent.objects.get(pk=event_id)
    if event.quarantined_at is not None:
        return 0
    taken, failed = 0, None
    for handler in handlers.get(event.kind, []):
        try:
            taken += _handed(event, handler)
        except Exception as error:  # whatever a handler meets, the others get the fact
            failed = failed or error
    if failed is not None:
        _count_failure(event_id)
        raise failed
    OutboxEvent.objects.filter(pk=event_id, delivered_at=None).update(delivered_at=clock.now())
    return taken


def _handed(event: OutboxEvent, handler: Handler) -> int:
    """1 when this handler took the fact now, 0 when it had taken it before."""
    name = f"{handler.__module__}.{handler.__qualname__}".removeprefix("zhibu.")
    try:
        with transaction.atomic():
            HandledEvent.objects.create(event=event, handler=name)
            handler(event)
    except IntegrityError:
        if not HandledEvent.objects.filter(event=event, handler=name).exists():
            raise
        return 0
    return 1


@transaction.atomic
def _count_failure(event_id: UUID) -> None:
    event = OutboxEvent.objects.select_for_update().get(pk=event_id)
    event.tries += 1
    if event.tries >= MOST_TRIES:
        event.quarantined_at = clock.now()
    event.save(update_fields=["tries", "quarantined_at"])


def sweep(handlers: Handlers, *, older: timedelta = timedelta(minutes=5)) -> int:
    """Deliver facts that have waited too long; how many were delivered. One that fails is counted and
    left for the next time: it keeps none behind it waiting."""
    waiting = OutboxEvent.objects.filter(
        delivered_at=None, quarantined_at=None, occurred_at__lt=clock.now() - older
    )
    delivered = 0
    for event_id in list(waiting.order_by("pk").values_list("pk", flat=True)[:500]):
        try:
            deliver(event_id, handlers)
        except Exception:  # counted with the fact; which one, without what it says
            LOG.error("a fact could not be handed on: %s", event_id)
        else:
            delivered += 1
    return delivered
