"""Where uploaded files lie (文件存放): random names, outside the web root, written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from django.conf import settings


def folder() -> Path:
    """The root of all stored files of this cell."""
    return Path(settings.FILES) / "archive"


def place(stored: str) -> Path:
    """Where a stored name lies; two letters of it make a folder."""
    if len(stored) != 32 or not stored.isalnum():
        raise ValueError("not a stored name")
    return folder() / stored[:2] / stored


def keep(body: bytes) -> str:
    """Write a file under a new random name and sync it to the disk; the name."""
    stored = uuid4().hex
    path = place(stored)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    growing = path.with_suffix(".new")
    with growing.open("xb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    growing.rename(path)
    _sync(path.parent)
    return stored


def read(stored: str) -> bytes:
    """The file's bytes. Raises FileNotFoundError."""
    return place(stored).read_bytes()


def discard(stored: str) -> None:
    """Remove a file; one that is gone already is no fault."""
    place(stored).unlink(missing_ok=True)


def every(*, older_than: float) -> Iterator[str]:
    """Stored names of files last changed before this moment (seconds since 1970), unfinished ones too."""
    for path in folder().glob("??/*"):
        if path.is_file() and path.stat().st_mtime < older_than:
            yield path.name


def _sync(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
