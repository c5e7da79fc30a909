"""One process that starts the others and keeps them running (守护进程).

Children are started from the main thread under a leash: when this process dies, however it
dies, the kernel ends them. Nothing here imports Django.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from zhibu.ops import leash
from zhibu.ops.cell import ROOT
from zhibu.ops.postgres import Cluster
from zhibu.ops.trouble import Trouble

LOOK = 0.2  # seconds between two looks at the children
GRACE = 15.0  # seconds a child gets to finish what it holds
LONGEST_PAUSE = 4.0  # seconds before a child that keeps ending is started again
STEADY = 30.0  # seconds after which a child counts as well again
MANY_FILES = 65_536
LARGEST_LOG = 10 * 1024 * 1024


class Stopped(Exception):
    """Asked to stop while still starting."""


@dataclass(slots=True)
class Child:
    """One long-running process: its command, its log, when it may start again."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    due: float = 0.0
    pause: float = 0.0

    def start(self) -> None:
        keep_small(self.log)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=ROOT,
                env={**self.environment, **dict([mark().split("=")])},
                umask=0o077,
                start_new_session=True,
                preexec_fn=leash.with_parent(signal.SIGKILL),
            )
        self.began = time.monotonic()

    def look(self, tell: Callable[[str], None]) -> None:
        """Start it again when it has ended: at once, then after 1, 2, 4 seconds."""
        now = time.monotonic()
        if self.process is not None:
            code = self.process.poll()
            if code is None:
                if self.pause and now - self.began > STEADY:
                    self.pause = 0.0
                return
            self.process = None
            self.due = now + self.pause
            tell(
                f"{self.name} 结束（{code}），重新启动 · {self.name} ended ({code}), starting again"
            )
            self.pause = min(LONGEST_PAUSE, self.pause * 2 or 1.0)
        if now >= self.due:
            self.start()

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def end(self, until: float) -> None:
        """Wait for it until then, then end it the hard way."""
        if self.process is None:
            return
        try:
            self.process.wait(timeout=max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None


def mark() -> str:
    """A word in the environment of every child, and of theirs."""
    return f"ZHIBU_SUPERVISOR={os.getpid()}"


def keep_small(log: Path) -> None:
    """One older log is kept when a log has grown large."""
    with contextlib.suppress(FileNotFoundError):
        if log.stat().st_size > LARGEST_LOG:
            log.replace(log.with_suffix(".1.log"))


@dataclass(slots=True)
class Supervisor:
    """The children of one cell and, when embedded, its PostgreSQL."""

    children: list[Child]
    cluster: Cluster | None
    tell: Callable[[str], None]
    stopping: bool = field(default=False, init=False)
    hurried: bool = field(default=False, init=False)

    def listen(self) -> None:
        """From now on SIGTERM, SIGINT and SIGHUP ask for a stop; a second one hurries it."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._asked)

    def _asked(self, number: int, frame: FrameType | None) -> None:
        self.hurried = self.stopping
        self.stopping = True

    def check(self) -> None:
        """Raises Stopped once somebody asked."""
        if self.stopping:
            raise Stopped

    def begin(self, *children: Child) -> None:
        """Start these and watch them from now on."""
        leash.adopt()
        for child in children:
            child.start()
            self.children.append(child)

    def watch(self, each: Callable[[], None] = lambda: None) -> None:
        """Look at the children until asked to stop."""
        while not self.stopping:
            self.look()
            each()
            time.sleep(LOOK)

    def look(self) -> None:
        """One look at everything; what has ended is started again."""
        if self.cluster is not None and self.cluster.has_ended():
            self.tell("数据库结束，重新启动 · the database ended, starting again")
            try:
                self.cluster.start(tick=self.check)
            except Trouble as trouble:
                self.tell(f"{trouble.zh}\n{trouble.en}")
            except Stopped:
                return
        for child in self.children:
            child.look(self.tell)
        leash.sweep(self._known(), mark=mark())

    def _known(self) -> set[int]:
        """Our own children, those included that have ended but were not looked at yet."""
        known = {child.process.pid for child in self.children if child.process is not None}
        if self.cluster is not None and self.cluster.pid is not None:
            known.add(self.cluster.pid)
        return known

    def stop(self) -> None:
        """Pages and worker first, each with time to finish; the database last."""
        self.stopping = True
        for child in self.children:
            child.ask_to_stop()
        until = time.monotonic() + (0.0 if self.hurried else GRACE)
        for child in self.children:
            child.end(until)
        leash.sweep(self._known(), mark=mark())
        if self.cluster is not None:
            self.cluster.stop()


def python(*words: str) -> list[str]:
    return [sys.executable, *words]


def family(environment: Mapping[str, str], *, logs: Path, address: str, port: int) -> list[Child]:
    """Pages on ``port``, live events on the next, and the worker."""
    wanted = {
        "pages": python("-m", "zhibu.ops.pages", address, str(port)),
        "live": python(
            "-m", "uvicorn", "zhibu.web.live:app", "--host", address, "--port", str(port + 1),
            "--no-access-log", "--log-level", "warning", "--timeout-graceful-shutdown", "3",
        ),
        "worker": python(
            "-m", "django", "procrastinate", "worker", "--concurrency", "2",
            "--shutdown-graceful-timeout", "10",
        ),
    }  # fmt: skip
    told = {"worker": past_the_pooler(environment)}
    return [
        Child(name, command, told.get(name, environment), logs / f"{name}.log")
        for name, command in wanted.items()
    ]


def past_the_pooler(environment: Mapping[str, str]) -> Mapping[str, str]:
    """For the worker: it listens, and prepares its statements, on a session of its own."""
    direct = environment.get("DATABASE_DIRECT_URL", "")
    return {**environment, "DATABASE_URL": direct} if direct else environment


def allow_many_files() -> None:
    """As many open files as the system lets us have: thousands of pages listen to live events."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MANY_FILES if hard == resource.RLIM_INFINITY else min(MANY_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def tail_of(log: Path, lines: int = 5) -> str:
    """The last words of a log, for a sentence about why nothing came up."""
    try:
        with log.open("rb") as source:
            source.seek(max(0, os.fstat(source.fileno()).st_size - 4000))
            return "\n".join(source.read().decode(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""
