"""What the worker does for notices: mails after commit, and by the clock."""

from __future__ import annotations

from procrastinate.contrib.django import app

from zhibu.notices.actions import post


@app.task(name="notices.send_mails", queue="mails", lock="notices.mails")
def send_mails() -> None:
    """Carry what is due. Deferred with the notice itself; no ids, nothing personal."""
    post.send_due()


@app.periodic(cron="*/5 * * * *")
@app.task(name="notices.sweep_mails", queue="mails", lock="notices.mails")
def sweep_mails(timestamp: int) -> None:
    """Every five minutes: those whose hour has come, a second try, a job that was lost."""
    post.send_due()


@app.periodic(cron="31 3 * * *")
@app.task(name="notices.forget_mails", queue="house")
def forget_mails(timestamp: int) -> None:
    """Every night: mails of thirty days ago."""
    post.forget_old_mails()
