"""What the worker does for gatherings by the clock."""

from __future__ import annotations

from procrastinate.contrib.django import app

from zhibu.gatherings.actions.own import forget_wrong_codes


@app.periodic(cron="23 3 * * *")
@app.task(name="gatherings.forget_wrong_codes", queue="house")
def forget(timestamp: int) -> None:
    """Every night: drop codes that did not fit a day ago."""
    forget_wrong_codes()
