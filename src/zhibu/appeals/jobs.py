"""What is done on schedule (定时)."""

from __future__ import annotations

from procrastinate.contrib.django import app

from zhibu.appeals import actions
from zhibu.kit.actor import house


@app.periodic(cron="5 0 * * *")
@app.task(name="appeals.let_rise", queue="house")
def let_rise(timestamp: int) -> None:
    """Every morning at five past eight in China: tell the bodies above of what is past its day."""
    actions.let_rise(actor=house("平台", way="job"))
