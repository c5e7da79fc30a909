"""Jobs of the outbox. The wiring page is named by the settings: trail knows no room above it."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string
from procrastinate.contrib.django import app

from zhibu.trail import heads, once, outbox, seals


@app.task(name="trail.deliver_event", queue="facts", retry=5)
def deliver_event(event_id: str) -> None:
    """Hand one fact to the handlers that the wiring page names."""
    outbox.deliver(UUID(event_id), import_string(settings.ZHIBU_HANDLERS))


@app.periodic(cron="* * * * *")
@app.task(name="trail.seal_notes", queue="house", pass_context=False)
def seal_notes(timestamp: int) -> None:
    """Every minute: seal the notes that are not sealed yet, and keep the new head outside too."""
    seals.seal_round()
    heads.keep()


@app.periodic(cron="*/5 * * * *")
@app.task(name="trail.sweep_outbox", queue="house")
def sweep_outbox(timestamp: int) -> None:
    """Every five minutes: hand on facts whose own job was lost."""
    outbox.sweep(import_string(settings.ZHIBU_HANDLERS))


@app.periodic(cron="17 3 * * *")
@app.task(name="trail.forget_keys", queue="house")
def forget_keys(timestamp: int) -> None:
    """Every night: drop the keys of posts answered a week ago."""
    once.forget_old()
