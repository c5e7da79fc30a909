"""Jobs of the outbox. The wiring page is named by the settings: trail knows no room above it."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string
from procrastinate.contrib.django import app

from zhibu.trail import outbox


@app.task(name="trail.deliver_event", queue="facts", retry=5)
def deliver_event(event_id: str) -> None:
    """Hand one fact to the handlers that the wiring page names."""
    outbox.deliver(UUID(event_id), import_string(settings.ZHIBU_HANDLERS))
