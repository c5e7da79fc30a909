"""Jobs of statistics (统计的定时任务)."""

from __future__ import annotations

from procrastinate.contrib.django import app

from zhibu.insights.actions.counting import recount_stocks
from zhibu.insights.actions.folding import fold
from zhibu.kit import clock
from zhibu.kit.period import add_months


@app.periodic(cron="11 16 * * *")
@app.task(name="insights.recount_stocks", queue="house", pass_context=False)
def recount_stocks_nightly(timestamp: int) -> None:
    """Every day just past midnight in China (16:11 UTC): the ends of the last two months, counted anew."""
    recount_stocks(since=add_months(clock.today().replace(day=1), -1))


@app.periodic(cron="* * * * *")
@app.task(name="insights.fold", queue="house", pass_context=False)
def fold_every_minute(timestamp: int) -> None:
    """Every minute: what was counted since goes into the sums of the bodies above."""
    fold()
