"""Where files lie (文件存放): random names, outside the web root, written whole or not at all."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Store:
    """A folder of files of one use. Source: security.md rule 20.

    ``ROSTERS = Store("imports"); name = ROSTERS.keep(b"…"); ROSTERS.read(name)``
    """

    use: str

    @property
    def folder(self) -> Path:
        """The root of these files in this cell."""
        return Path(settings.FILES) / self.use

    def place(self, stored: str) -> Path:
        """Where a stored name lies; two letters of it make a folder. Raises ValueError for no name."""
        if len(stored) != 32 or not stored.isalnum():
            raise ValueError("not a stored name")
        return self.folder / stored[:2] / stored

    def keep(self, content: bytes | BinaryIO) -> str:
        """Write a file under a new random name and sync it to the disk; the name."""
        stored = uuid4().hex
        path = self.place(stored)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        growing = path.with_suffix(".new")
        try:
            with growing.open("xb") as file:
                os.fchmod(file.fileno(), 0o600)
                source = BytesIO(content) if isinstance(content, bytes) else content
                shutil.copyfileobj(source, file, 1 << 20)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:  # no room for all of it: none of it stays
            growing.unlink(missing_ok=True)
            raise
        growing.rename(path)
        _sync(path.parent)
        return stored

    def read(self, stored: str) -> bytes:
        """The file's bytes. Raises FileNotFoundError."""
        return self.place(stored).read_bytes()

    def discard(self, stored: str) -> None:
        """Remove a file; one that is gone already, or never was, is no fault."""
        if stored:
            self.place(stored).unlink(missing_ok=True)

    def sweep(self, *, named: set[str], older_than: float) -> int:
        """Remove files nobody names, unfinished ones too, last changed before this moment (seconds
        since 1970): what a transaction that failed left behind. How many.
        """
        gone = 0
        for path in self.folder.glob("??/*"):
            if path.name not in named and path.is_file() and path.stat().st_mtime < older_than:
                path.unlink(missing_ok=True)
                gone += 1
        return gone


def _sync(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
