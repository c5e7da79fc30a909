"""What is done on schedule (定时)."""

from __future__ import annotations

from procrastinate.contrib.django import app

from zhibu.kit.actor import house
from zhibu.meetings import actions


@app.periodic(cron="40 3 * * *")
@app.task(name="meetings.forget_feedback_marks", queue="house")
def forget_feedback_marks(timestamp: int) -> None:
    """Drop who has given feedback once nobody can give any more."""
    actions.forget_feedback_marks(actor=house("平台", way="job"))
