"""The list of erasures beside the backups (删除清单): sealed as they are, rewritten with each of them.

An older backup brings back what was taken away since. The newest list, whose home is the folder of the
backups, says what; ``restore`` does it again. Source: security.md rule 39.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

from pyrage.x25519 import Recipient

from zhibu.ops import run, sealed
from zhibu.ops.cell import Addresses, Cell
from zhibu.ops.trouble import Trouble

NAME = "zhibu-erasures"


def listed(cell: Cell, addresses: Addresses) -> str:
    """The list of this house, a line each."""
    return run.inside(cell.environment(addresses), "erasures", "list")


def keep(plain: Path, text: str, folder: Path, recipients: Sequence[Recipient]) -> Path:
    """Put the list beside the backups, whole or not at all, mode 0600; sealed where there are recipients.

    plain: where it lies open for a moment, in the cell.
    """
    to = folder / f"{NAME}.{'age' if recipients else 'jsonl'}"
    half = to.with_name(f"{to.name}.half")
    try:
        _written(plain, text)
        if recipients:
            sealed.seal(plain, half, recipients)
        else:
            _written(half, text)
        half.replace(to)
    finally:
        half.unlink(missing_ok=True)
    return to


def _written(place: Path, text: str) -> None:
    opened = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(opened, "w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())


def beside(archive: Path, named: Path | None) -> Path | None:
    """The list that was named, else the newest beside the archive; None without one."""
    if named is not None:
        if not named.exists():
            raise Trouble(
                "no-file",
                zh=f"打不开 {named}：没有这个文件。没有做任何事。",
                en=f"{named} does not exist. Nothing was done.",
            )
        return named
    found = [p for p in archive.parent.glob(f"{NAME}.*") if p.suffix in {".age", ".jsonl"}]
    return max(found, key=lambda path: path.stat().st_mtime, default=None)


def opened(cell: Cell, listing: Path, place: Path, key: Path | None) -> Path:
    """The list as plain lines: itself, or opened with the key of the backups into ``place``."""
    if not sealed.is_sealed(listing):
        return listing
    plain = place / NAME
    sealed.unseal(listing, plain, sealed.identity_for(cell, key))
    return plain


def replay(cell: Cell, addresses: Addresses, plain: Path) -> list[str]:
    """Do again what the restored house does not know of; what to say of it."""
    said = json.loads(run.inside(cell.environment(addresses), "erasures", "replay", str(plain)))
    return [
        f"删除清单 {said['listed']} 条：备份之后的 {said['missing']} 条重做了，其中 {said['done']} 条的内容又回来过、已再次删除",
        f"Erasures listed: {said['listed']}; since the backup {said['missing']}, of which {said['done']} had come back and are gone again",
    ]


ABSENT = (
    "没有找到删除清单（zhibu-erasures，和备份放在一起）：备份之后停用的账号、移除的验证器和材料会回来，请照审计记录或通知重办。",
    "No list of erasures (zhibu-erasures, kept beside the backups): accounts shut and things removed since the backup have come back; do them again by hand.",
)
