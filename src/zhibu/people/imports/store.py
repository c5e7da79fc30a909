"""Where handed-in files lie until they are confirmed (待导入文件): random names, outside the web root."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from django.conf import settings


def folder() -> Path:
    """The root of files waiting to be imported."""
    return Path(settings.FILES) / "imports"


def place(stored: str) -> Path:
    """Where a stored name lies."""
    if len(stored) != 32 or not stored.isalnum():
        raise ValueError("not a stored name")
    return folder() / stored


def keep(source: BinaryIO) -> str:
    """Write a file under a new random name and sync it to the disk; the name."""
    stored = uuid4().hex
    path = place(stored)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("xb") as file:
        os.fchmod(file.fileno(), 0o600)
        shutil.copyfileobj(source, file, 1 << 20)
        file.flush()
        os.fsync(file.fileno())
    return stored


def discard(stored: str) -> None:
    """Remove a file; one that is gone already is no fault."""
    if stored:
        place(stored).unlink(missing_ok=True)


def every(*, older_than: float) -> Iterator[str]:
    """Stored names of files last changed before this moment, in seconds since 1970."""
    for path in folder().glob("*"):
        if path.is_file() and path.stat().st_mtime < older_than:
            yield path.name
