"""One installation's folder (单元): where it lies, who holds it, what its processes are told."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from zhibu.ops import leash
from zhibu.ops.leash import Account
from zhibu.ops.trouble import Trouble

ROOT = Path(__file__).resolve().parents[3]
# What only one of our processes may know; taken out of every other environment.
PRIVATE = ("DATABASE_OWNER_URL", "ZHIBU_ROLE")
GIVEN_KEY, OLD_KEYS = "ZHIBU_SECRET_KEY", "old_keys.json"


@dataclass(frozen=True, slots=True)
class Addresses:
    """The database's addresses (数据库地址) for each use.

    app: the pages and the worker. owner: migrations. direct: LISTEN, past a pooler.
    """

    app: str
    owner: str
    direct: str


@dataclass(frozen=True, slots=True)
class Cell:
    """The folder of one installation. mode: ``production``, ``local``, ``demo`` or ``test``."""

    home: Path
    mode: str

    @property
    def files(self) -> Path:
        return self.home / "files"

    @property
    def logs(self) -> Path:
        return self.home / "logs"

    def prepare(self) -> None:
        """Make the folders. Others may pass through the cell's folder, not look into it."""
        make_folder(self.home)
        if self.home.stat().st_uid == os.geteuid():
            self.home.chmod(0o711 if os.geteuid() == 0 else 0o700)
        for folder in (self.files, self.home / "secrets"):
            folder.mkdir(mode=0o700, exist_ok=True)
        self.logs.mkdir(mode=0o700, exist_ok=True)

    def secret_key(self) -> str:
        """From the environment, else the cell's own, made at the first call."""
        given = os.environ.get(GIVEN_KEY, "")
        if given:
            return given
        kept = self.home / "secrets" / "secret_key"
        if not kept.exists():
            write_secret(kept, secrets.token_urlsafe(64))
        return kept.read_text().strip()

    def older_keys(self) -> list[str]:
        """Keys that still open what was signed or sealed before (旧密钥): of the environment, of the cell."""
        given = [k for k in os.environ.get(f"{GIVEN_KEY}_FALLBACKS", "").split(",") if k]
        kept = self.home / "secrets" / OLD_KEYS
        own = [str(one["key"]) for one in json.loads(kept.read_text())] if kept.exists() else []
        return list(dict.fromkeys([*given, *own]))

    def hold(self) -> int | None:
        """Take the cell for this process; None when another process has it.

        The lock ends with the process, however that ends. Returns the open file's number.
        """
        lock = os.open(self.home / "cell.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            return None
        return lock

    def use(self) -> int:
        """Say that a command uses the database now; who started it for a time waits for us."""
        users = os.open(self.home / "cell.users", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(users, fcntl.LOCK_SH)
        return users

    def environment(
        self,
        addresses: Addresses,
        *,
        hosts: str = "",
        live_url: str = "",
        url: str = "",
        owner: bool = False,
    ) -> Mapping[str, str]:
        """What a child process is told. owner: it may change the tables themselves. url: where people
        reach the house, for links in mails; a ``ZHIBU_URL`` given from outside counts more."""
        told = {name: value for name, value in os.environ.items() if name not in PRIVATE}
        told |= {
            "DJANGO_SETTINGS_MODULE": "zhibu.web.settings",
            "PYTHONPATH": str(ROOT / "src"),
            "PYTHONUNBUFFERED": "1",
            "DATABASE_URL": addresses.app,
            "DATABASE_DIRECT_URL": addresses.direct,
            "ZHIBU_DATA": str(self.home),
            GIVEN_KEY: self.secret_key(),
            f"{GIVEN_KEY}_FALLBACKS": ",".join(self.older_keys()),
            "ZHIBU_MODE": self.mode,
        }
        if hosts:
            told["ZHIBU_HOSTS"] = hosts
        if live_url:
            told["ZHIBU_LIVE_URL"] = live_url
        if url:
            told.setdefault("ZHIBU_URL", url)
        if owner:
            told |= {"DATABASE_OWNER_URL": addresses.owner, "ZHIBU_ROLE": "owner"}
        return told


def default_home(name: str) -> Path:
    """The user's data folder; for root with a closed home, ``/var/lib``."""
    base = os.environ.get("XDG_DATA_HOME", "")
    home = os.environ.get("HOME", "")
    if not base and home:
        base = str(Path(home) / ".local" / "share")
    place = Path(base) / name if base else Path("/var/lib") / name
    if os.geteuid() == 0 and not reaches(leash.unprivileged(), place):
        return Path("/var/lib") / name
    return place


def reaches(account: Account, path: Path) -> bool:
    """Whether this user can pass through every folder above ``path`` that exists already."""
    if account.uid is None:
        return True
    for folder in path.absolute().parents:
        try:
            stat = folder.stat()
        except FileNotFoundError:
            continue  # we shall make it, open to passing through
        if stat.st_uid == account.uid:
            bit = 0o100
        elif stat.st_gid == account.gid:
            bit = 0o010
        else:
            bit = 0o001
        if not stat.st_mode & bit:
            return False
    return True


def make_folder(folder: Path) -> None:
    """Make it and what is missing above it, open to passing through when we are root."""
    missing = [p for p in (folder, *folder.parents) if not p.exists()]
    try:
        for path in reversed(missing):
            path.mkdir(exist_ok=True)
            path.chmod(0o711 if os.geteuid() == 0 else 0o700)
    except OSError as refused:
        raise Trouble(
            "no-write",
            zh=f"不能建立文件夹 {refused.filename}：{refused.strerror}。请换一个文件夹（--data DIR）。",
            en=f"The folder {refused.filename} cannot be made: {refused.strerror}. Choose another with --data DIR.",
        ) from refused


def write_secret(path: Path, text: str) -> None:
    """A file only its owner can read, whole or not at all; one that is there already stays."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = path.with_name(f"{path.name}.{os.getpid()}.half")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    with contextlib.suppress(FileExistsError):  # another first start was quicker
        path.hardlink_to(half)
    half.unlink()
