"""Where files wait to be taken (导出件存放): random names, outside the web root, gone within a day."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from django.conf import settings


def folder() -> Path:
    """The root of files waiting to be taken."""
    return Path(settings.FILES) / "extracts"


def place(stored: str) -> Path:
    """Where a stored name lies."""
    if len(stored) != 32 or not stored.isalnum():
        raise ValueError("not a stored name")
    return folder() / stored


def keep(body: bytes) -> str:
    """Write a file under a new random name and sync it to the disk; the name."""
    stored = uuid4().hex
    path = place(stored)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("xb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    return stored


def read(stored: str) -> bytes:
    """The file's bytes. Raises FileNotFoundError."""
    return place(stored).read_bytes()


def discard(stored: str) -> None:
    """Remove a file; one that is gone already is no fault."""
    if stored:
        place(stored).unlink(missing_ok=True)


def every(*, older_than: float) -> Iterator[str]:
    """Stored names of files last changed before this moment, in seconds since 1970."""
    for path in folder().glob("*"):
        if path.is_file() and path.stat().st_mtime < older_than:
            yield path.name
