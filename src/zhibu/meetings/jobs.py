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


@app.periodic(cron="20 8 * * *")
@app.task(name="meetings.remind_of_terms", queue="house")
def remind_of_terms(timestamp: int) -> None:
    """Terms of office that end in six, three, one months, or are over: each told once, by day."""
    actions.remind_of_terms(actor=house("平台", way="job"))
