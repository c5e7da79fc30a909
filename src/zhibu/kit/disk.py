"""A disk without room (磁盘满): told apart from every other fault, so that it can be said."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from pathlib import Path

NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
DATABASE_NO_ROOM = "53100"  # PostgreSQL's own code: disk_full
NOTHING_LEFT = 16 << 20  # bytes: one more file of the database's log does not fit


def is_full(error: BaseException | None) -> bool:
    """Whether this error, or one it came from, says that the disk has no room."""
    return any(
        (isinstance(one, OSError) and one.errno in NO_ROOM)
        or getattr(one, "sqlstate", "") == DATABASE_NO_ROOM
        for one in line_of(error)
    )


def has_no_room(place: Path) -> bool:
    """Whether hardly anything is left where the data lies."""
    try:
        return shutil.disk_usage(place).free < NOTHING_LEFT
    except OSError:
        return False


def line_of(error: BaseException | None) -> Iterator[BaseException]:
    """An error and all it came from: libraries wrap what the database said."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
