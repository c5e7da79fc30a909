"""How far a long import has come (进度), told from inside its transaction by a connection of its own."""

from __future__ import annotations

from types import TracebackType

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from zhibu.people.models import ImportProgress

LONG = 2_000  # rows; below that nobody has to wait


class Progress:
    """Counts rows; every so often writes the count where a page can see it. A context manager."""

    def __init__(self, batch_id: int, *, total: int) -> None:
        self.batch_id, self.total, self.done = batch_id, total, 0
        self._told = 0
        self._beside: BaseDatabaseWrapper | None = None

    def __enter__(self) -> Progress:
        if self.total > LONG:
            self._beside = connection.copy()
            self._write()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._beside is not None:
            with self._beside.cursor() as cursor:
                cursor.execute(
                    f"DELETE FROM {ImportProgress._meta.db_table} WHERE batch_id = %s",  # noqa: S608 - our own table
                    [self.batch_id],
                )
            self._beside.close()

    def tick(self, rows: int = 1) -> None:
        """So many rows more are done."""
        self.done += rows
        if self._beside is not None and self.done - self._told >= LONG:
            self._write()

    def _write(self) -> None:
        self._told = self.done
        assert self._beside is not None
        with self._beside.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {ImportProgress._meta.db_table} (batch_id, done, total, began_at) "  # noqa: S608 - our own table
                "VALUES (%s, %s, %s, now()) ON CONFLICT (batch_id) DO UPDATE "
                "SET done = EXCLUDED.done, total = EXCLUDED.total",
                [self.batch_id, self.done, self.total],
            )
