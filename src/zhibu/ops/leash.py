"""Children that never outlive us (子进程随父进程结束), and the user they run as."""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import signal
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
# Asked in this order when we are root; `nobody` is on every Debian.
UNPRIVILEGED = ("zhibu", "postgres", "nobody")

# Loaded before any fork: between fork and exec nothing may be imported.
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Account:
    """The system user a child runs as (系统用户). None as uid: the user we are already."""

    name: str
    uid: int | None = None
    gid: int | None = None

    @property
    def popen(self) -> dict[str, object]:
        """Arguments for ``subprocess``: the change of user comes before ``preexec_fn``."""
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Make this user the owner of one file or folder."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)


def unprivileged(keep: Path | None = None) -> Account:
    """The user for PostgreSQL, which refuses to run as root.

    keep: a folder of an earlier start; its owner stays the owner.
    """
    if os.geteuid() != 0:
        return Account(pwd.getpwuid(os.geteuid()).pw_name if _named() else str(os.geteuid()))
    if keep is not None and keep.exists() and keep.stat().st_uid != 0:
        stat = keep.stat()
        return Account(str(stat.st_uid), stat.st_uid, stat.st_gid)
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    return Account("65534", 65534, 65534)


def _named() -> bool:
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError:  # a container started under a bare number
        return False
    return True


def with_parent(stop: signal.Signals = signal.SIGTERM) -> Callable[[], None]:
    """A ``preexec_fn``: the kernel sends ``stop`` to the child when its parent dies.

    Holds for the thread that starts the child, so children are started from the main thread.
    """
    parent = os.getpid()
    number = int(stop)

    def leash() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
        if os.getppid() != parent:  # the parent died in between
            os._exit(1)

    return leash


def fasten(parent: int) -> None:
    """The same from inside a child we did not start ourselves: it ends with ``parent``."""
    _libc.prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def adopt() -> None:
    """From now on, what a dying child of ours leaves behind becomes our own child."""
    _libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def sweep(known: Collection[int], *, mark: str) -> None:
    """End what a dead child left behind: children of ours that are not ``known``.

    mark: a word of the environment that our own children were given; others (a browser we
    opened) are left alone.
    """
    for thread in Path("/proc/self/task").iterdir():
        with contextlib.suppress(OSError):
            for number in map(int, (thread / "children").read_text().split()):
                told = Path(f"/proc/{number}/environ").read_bytes().split(b"\0")
                if number not in known and mark.encode() in told:
                    os.kill(number, signal.SIGKILL)
                    os.waitpid(number, 0)
