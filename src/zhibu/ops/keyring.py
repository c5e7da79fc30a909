"""The cell's own keys (单元密钥): the one in use, and older ones that still open for a time.

The key signs sessions and links and seals the secrets of authenticators. A new one is written beside
the old one; at the next start what was sealed is sealed anew, and an old key past its day is removed.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from zhibu.ops.archive import KEYS
from zhibu.ops.cell import GIVEN_KEY, OLD_KEYS, Cell, write_secret
from zhibu.ops.trouble import Trouble

KEPT_DAYS = 30  # days an old key opens: longer than any session (7) and one-time link (7)


@dataclass(frozen=True, slots=True)
class OldKey:
    """A key that was in use. until: the day from which the next start removes it, an ISO instant."""

    key: str
    retired_at: str
    until: str

    def is_over(self, now: datetime) -> bool:
        return datetime.fromisoformat(self.until) <= now


def mark(key: str) -> str:
    """By which people tell keys apart, without the key."""
    return hashlib.sha256(f"zhibu key {key}".encode()).hexdigest()[:8]


def old_keys(cell: Cell) -> list[OldKey]:
    """Those of the cell's own file, the newest first."""
    place = cell.home / "secrets" / OLD_KEYS
    found = json.loads(place.read_text()) if place.exists() else []
    return [OldKey(**one) for one in found]


def _keep(cell: Cell, old: Sequence[OldKey]) -> None:
    place = cell.home / "secrets" / OLD_KEYS
    text = json.dumps([{"key": o.key, "retired_at": o.retired_at, "until": o.until} for o in old])
    _put(place, text)


def _put(place: Path, text: str) -> None:
    """In the stead of what lay there, at once."""
    fresh = place.with_name(f"{place.name}.new")
    fresh.unlink(missing_ok=True)
    write_secret(fresh, text)
    fresh.replace(place)


def _retired(key: str, *, days: int) -> OldKey:
    now = datetime.now(UTC).replace(microsecond=0)
    return OldKey(key, now.isoformat(), (now + timedelta(days=days)).isoformat())


def rotate(cell: Cell, *, days: int) -> str:
    """Make a new key; the old one opens for ``days`` more (轮换密钥). The mark of the new one.

    The old key is kept before the new one is written: killed in between, both are the same key.
    """
    if os.environ.get(GIVEN_KEY, ""):
        raise Trouble(
            "key-from-outside",
            zh=f"密钥来自环境变量 {GIVEN_KEY}，不在单元里，没有轮换。请把旧值移到 {GIVEN_KEY}_FALLBACKS，{GIVEN_KEY} 换成新值（至少 50 个字符），重新启动；{days} 天后去掉旧值。",
            en=f"The key comes from {GIVEN_KEY}, not from the cell; nothing was changed. Move the old value to {GIVEN_KEY}_FALLBACKS, set {GIVEN_KEY} anew (50 characters or more), restart; remove the old value {days} days later.",
        )
    before = cell.secret_key()
    _keep(cell, [_retired(before, days=days), *old_keys(cell)])
    fresh = secrets.token_urlsafe(64)
    _put(cell.home / "secrets" / "secret_key", fresh)
    return mark(fresh)


def drop_expired(cell: Cell, *, now: datetime | None = None) -> int:
    """Remove keys past their day (删除到期的旧密钥); how many. Called after everything was sealed anew."""
    at = now or datetime.now(UTC)
    old = old_keys(cell)
    kept = [one for one in old if not one.is_over(at)]
    if len(kept) < len(old):
        _keep(cell, kept)
    return len(old) - len(kept)


# ---- keys in sealed backups


def packed(cell: Cell) -> bytes:
    """What a sealed backup carries, so that a restored cell opens what this one sealed."""
    return json.dumps({"keys": [cell.secret_key(), *cell.older_keys()]}).encode()


def adopt(cell: Cell, tar: Path) -> bool:
    """Take the keys of an opened backup into this cell; False where it carries none.

    In a fresh cell the key in use stays in use; beside another one they open for a time.
    """
    with tarfile.open(tar, "r:") as archive:
        try:
            content = archive.extractfile(KEYS)
        except KeyError:
            return False
        found: dict[str, Any] = json.loads(content.read()) if content else {"keys": []}
    keys = [str(key) for key in found["keys"]]
    own = cell.home / "secrets" / "secret_key"
    if not own.exists() and not os.environ.get(GIVEN_KEY, ""):
        write_secret(own, keys[0])
    known = {cell.secret_key(), *cell.older_keys()}
    added = [_retired(key, days=KEPT_DAYS) for key in keys if key not in known]
    if added:
        _keep(cell, [*old_keys(cell), *added])
    return True


# ---- what people are shown


def lines(cell: Cell) -> list[str]:
    """Every key by its mark: in use, and until when the old ones open."""
    given = bool(os.environ.get(GIVEN_KEY, ""))
    kept = cell.home / "secrets" / "secret_key"
    key = cell.secret_key()
    since = GIVEN_KEY if given else _day(datetime.fromtimestamp(kept.stat().st_mtime, UTC))
    said = [f"{mark(key)}  在用 · in use  {since}"]
    now = datetime.now(UTC)
    for old in old_keys(cell):
        until = _day(datetime.fromisoformat(old.until))
        words = "已到期，下次启动时删除 · removed at the next start" if old.is_over(now) else f"还能打开旧的，到 {until} · still opens, until"  # fmt: skip
        said.append(f"{mark(old.key)}  {words}")
    outside = [k for k in cell.older_keys() if k not in {o.key for o in old_keys(cell)}]
    said += [f"{mark(key)}  {GIVEN_KEY}_FALLBACKS" for key in outside]
    return said


def _day(at: datetime) -> str:
    return at.astimezone().date().isoformat()
