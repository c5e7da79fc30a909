"""The night's tidying of stored files (清理无主文件)."""

from __future__ import annotations

from procrastinate.contrib.django import app

from zhibu.archive import queries
from zhibu.archive.store import store
from zhibu.kit import clock

KEPT_FOR = 24 * 3600  # seconds; a transaction that writes a file is long over by then


@app.periodic(cron="41 3 * * *")
@app.task(name="archive.sweep_files", queue="house")
def sweep_files(timestamp: int) -> None:
    """Every night: files of transactions that failed, which no row speaks of."""
    sweep()


def sweep() -> int:
    """Discard files older than a day that no row names; how many."""
    before = clock.now().timestamp() - KEPT_FOR
    return store.sweep(named=queries.stored_names(), older_than=before)
