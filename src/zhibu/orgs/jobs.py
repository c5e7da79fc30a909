"""What is done on schedule (定时)."""

from __future__ import annotations

from procrastinate.contrib.django import app

from zhibu.orgs import actions


@app.periodic(cron="27 3 * * *")
@app.task(name="orgs.count_feature_use", queue="house")
def count_feature_use(timestamp: int) -> None:
    """Every night: how much each feature was used this month and the last, in sums."""
    actions.count_feature_use()
