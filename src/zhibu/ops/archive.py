"""The archive of a backup (备份归档): a tar that says what it holds, and is read whole before it is used.

``database.dump`` (pg_dump, custom form), ``files/…``, the cell's keys where it will be sealed
(``keys.json``) and, last, ``manifest.json``: bytes and SHA-256 of each entry, rows and a digest of each
table.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import tarfile
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

import psycopg
from psycopg import sql

from zhibu.ops.cell import Cell
from zhibu.ops.trouble import Trouble

FORMAT = 1
DUMP, MANIFEST, FILES, KEYS = "database.dump", "manifest.json", "files/", "keys.json"

Tables = dict[str, tuple[int, str]]


class Hashing(io.RawIOBase):
    """A file being read, its SHA-256 and length taken on the way."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.sha256 = hashlib.sha256()
        self.length = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        piece = self._source.read(size)
        self.sha256.update(piece)
        self.length += len(piece)
        return piece


def digests(link: psycopg.Connection[Any]) -> Tables:
    """Rows of each table and a digest that does not depend on their order."""
    link.execute("SET LOCAL timezone = 'UTC'")
    link.execute("SET LOCAL datestyle = 'ISO'")
    link.execute("SET LOCAL extra_float_digits = 1")
    names = link.execute(
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = 'public' AND c.relkind = 'r' ORDER BY 1"
    ).fetchall()
    found: Tables = {}
    for (name,) in names:
        row = link.execute(
            sql.SQL(
                "SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text"
                " FROM {} AS t"
            ).format(sql.Identifier(name))
        ).fetchone()
        if row is not None:
            found[str(name)] = (int(row[0]), str(row[1]))
    return found


def pack(cell: Cell, dump: Path, half: Path, tables: Tables, *, keys: bytes | None = None) -> int:
    """Write the tar; how many files of the cell are in it. keys: only for a tar that will be sealed."""
    half.parent.mkdir(parents=True, exist_ok=True)
    entries: dict[str, dict[str, Any]] = {}
    opened = os.open(half, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(opened, "w+b") as out, tarfile.open(fileobj=out, mode="w") as tar:
        entries[DUMP] = _add(tar, DUMP, dump)
        for path in sorted(p for p in cell.files.rglob("*") if p.is_file()):
            name = FILES + path.relative_to(cell.files).as_posix()
            entries[name] = _add(tar, name, path)
        files = len(entries) - 1
        if keys is not None:
            entries[KEYS] = _add_text(tar, KEYS, keys)
        manifest = {
            "format": FORMAT,
            "made_at": datetime.now(UTC).isoformat(),
            "tables": tables,
            "entries": entries,
        }
        _add_text(tar, MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode())
    return files


def _add_text(tar: tarfile.TarFile, name: str, text: bytes) -> dict[str, Any]:
    about = tarfile.TarInfo(name)
    about.size, about.mode = len(text), 0o600
    tar.addfile(about, io.BytesIO(text))
    return {"bytes": len(text), "sha256": hashlib.sha256(text).hexdigest()}


def _add(tar: tarfile.TarFile, name: str, path: Path) -> dict[str, Any]:
    about = tarfile.TarInfo(name)
    with path.open("rb") as source:
        about.size, about.mode = os.fstat(source.fileno()).st_size, 0o600
        reader = Hashing(source)
        tar.addfile(about, reader)
    return {"bytes": reader.length, "sha256": reader.sha256.hexdigest()}


def verified(archive: Path) -> dict[str, Any]:
    """The manifest, after every entry's bytes and digest were compared with it."""
    seen: dict[str, dict[str, Any]] = {}
    manifest: dict[str, Any] = {}
    try:
        with tarfile.open(archive, "r:") as tar:
            for member in tar:
                content = tar.extractfile(member)
                if content is None or not _is_ours(member.name):
                    raise _bad(archive, member.name)
                reader = Hashing(content)
                if member.name == MANIFEST:
                    manifest = json.loads(reader.read())
                    continue
                while reader.read(1 << 20):
                    pass
                seen[member.name] = {"bytes": reader.length, "sha256": reader.sha256.hexdigest()}
    except (OSError, tarfile.TarError, ValueError) as broken:
        raise _bad(archive, str(broken)) from broken
    if manifest.get("format") != FORMAT or manifest.get("entries") != seen:
        different = set(seen) ^ set(manifest.get("entries", {}))
        raise _bad(archive, "、".join(sorted(different)[:3]) or MANIFEST)
    return manifest


def _is_ours(name: str) -> bool:
    path = PurePosixPath(name)
    return name in {DUMP, MANIFEST, KEYS} or (
        name.startswith(FILES) and ".." not in path.parts and not path.is_absolute()
    )


def _bad(archive: Path, what: str) -> Trouble:
    return Trouble(
        "bad-backup",
        zh=f"{archive} 不是完整的备份（{what}），没有用它。请换另一份备份。",
        en=f"{archive} is not a whole backup ({what}) and was not used. Take another one.",
    )


def files_in(manifest: dict[str, Any]) -> int:
    """How many files of the cell an archive holds."""
    return sum(name.startswith(FILES) for name in manifest["entries"])


def unpack(archive: Path, manifest: dict[str, Any], files: Path) -> None:
    with tarfile.open(archive, "r:") as tar:
        for name in manifest["entries"]:
            if not name.startswith(FILES):
                continue
            target = files / name.removeprefix(FILES)
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            content = tar.extractfile(name)
            opened = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(opened, "wb") as out:
                shutil.copyfileobj(content, out)  # type: ignore[arg-type]  # verified: a file
