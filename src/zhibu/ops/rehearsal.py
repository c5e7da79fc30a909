"""A rehearsed restore (恢复演练): into a scratch cell, compared, taken away; and when the last one was."""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from zhibu.ops.cell import Cell
from zhibu.ops.trouble import Trouble

EVERY_DAYS = 31  # Source: security.md rule 39
RECORD = "backups.json"


@dataclass(frozen=True, slots=True)
class Figures:
    """What a rehearsal found (演练结果)."""

    tables: int
    rows: int
    files: int
    bytes: int
    seconds: float


@dataclass(frozen=True, slots=True)
class History:
    """When this cell was last backed up and when that was last rehearsed (最近的备份和演练)."""

    backed_up_at: str = ""
    rehearsed_at: str = ""
    rows: int = 0

    @classmethod
    def of(cls, cell: Cell) -> History:
        """As kept in the cell; nothing yet on a fresh one."""
        try:
            return cls(**json.loads((cell.home / RECORD).read_text()))
        except (OSError, ValueError, TypeError):
            return cls()

    def days_since_backup(self) -> float | None:
        return _days_since(self.backed_up_at)

    def days_since_rehearsal(self) -> float | None:
        return _days_since(self.rehearsed_at)


def _days_since(stamp: str) -> float | None:
    if not stamp:
        return None
    return (datetime.now(UTC) - datetime.fromisoformat(stamp)).total_seconds() / 86_400


def remember(cell: Cell, **changes: str | int) -> None:
    """Keep when something was done last, whole or not at all."""
    known = asdict(History.of(cell)) | changes
    half = cell.home / f"{RECORD}.half"
    half.write_text(json.dumps(known))
    half.replace(cell.home / RECORD)


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


@contextmanager
def scratch(cell: Cell) -> Iterator[Cell]:
    """A cell of its own beside the real one, gone afterwards, whatever happens."""
    home = Path(tempfile.mkdtemp(dir=cell.home, prefix="rehearsal-"))
    made = Cell(home, cell.mode)
    try:
        made.prepare()
        yield made
    finally:
        shutil.rmtree(home, ignore_errors=True)


class Watch:
    """How long it took."""

    def __init__(self) -> None:
        self.began = time.monotonic()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began


def refuse_small_disk(cell: Cell, needed: int) -> None:
    """A rehearsal needs room for the opened archive and the database made of it."""
    free = shutil.disk_usage(cell.home).free
    if free < needed:
        raise Trouble(
            "disk-full",
            zh=f"演练要 {needed / 1e9:.1f} GB 空间，磁盘只剩 {free / 1e9:.1f} GB。没有演练；请腾出空间，或在另一台机器上 restore。",
            en=f"A rehearsal needs {needed / 1e9:.1f} GB and the disk has {free / 1e9:.1f} GB. Nothing was done; make room, or restore on another machine.",
        )
