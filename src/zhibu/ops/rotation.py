"""Which backups of a folder are kept (轮换): the newest of each of the last days, weeks and months."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

NAME = re.compile(r"zhibu-backup-(\d{8}-\d{6})\.(?:age|tar)")
STAMP = "%Y%m%d-%H%M%S"


def kept(stamps: Iterable[datetime], keep: int) -> set[datetime]:
    """The newest backup of each of the last ``keep`` days, weeks and months that have one."""
    newest_first = sorted(set(stamps), reverse=True)
    spans: tuple[Callable[[datetime], object], ...] = (
        datetime.date,
        lambda at: at.isocalendar()[:2],
        lambda at: (at.year, at.month),
    )
    chosen: set[datetime] = set()
    for span in spans:
        first_of: dict[object, datetime] = {}
        for at in newest_first:
            first_of.setdefault(span(at), at)
        chosen |= set(list(first_of.values())[:keep])
    return chosen


def rotate(folder: Path, keep: int) -> list[Path]:
    """Remove the backups of a folder that fall out; other files are left alone. Which were removed."""
    found = {
        path: datetime.strptime(match[1], STAMP)  # noqa: DTZ007 - compared with each other alone
        for path in folder.iterdir()
        if (match := NAME.fullmatch(path.name)) is not None
    }
    staying = kept(found.values(), keep)
    going = sorted(path for path, at in found.items() if at not in staying)
    for path in going:
        path.unlink()
    return going
