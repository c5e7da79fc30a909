"""Whole houses for these tests: started as a user starts them, in folders of their own."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from tests import template

from zhibu.kit.protection import append_only_tables, grants_for
from zhibu.ops import roles
from zhibu.ops.cell import ROOT
from zhibu.ops.postgres import Cluster

BACK = 10.0  # seconds within which a killed child serves again


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that the database's own user can pass through, removed afterwards."""
    home = Path(tempfile.mkdtemp(prefix="zhibu-ops-", dir="/tmp"))
    home.chmod(0o711)
    try:
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def small_disk(size: str) -> Iterator[Path]:
    """A file system of its own of so many bytes; skips the test where this user may mount none."""
    with open_folder() as home:
        place = home / "disk"
        place.mkdir()
        options = f"size={size},mode=711"
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)], capture_output=True
        )
        if done.returncode != 0:
            pytest.skip("不能挂载小磁盘：要 root，且容器许可 mount")
        try:
            yield place
        finally:
            subprocess.run(["umount", "-l", str(place)], check=True)


def wait_until(holds: Callable[[], bool], *, seconds: float) -> float:
    """Seconds until it held; fails the test when it did not."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds, "it did not come in time"
        time.sleep(0.05)
    return time.monotonic() - began


def alive(number: int) -> bool:
    """A process that runs and is not a zombie."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):  # gone, or going while it is read
        return False


def free_port() -> int:
    """A port that is free, and the next one as well."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            try:
                second.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
            return port


def plain_environment() -> dict[str, str]:
    """Ours, without what a test run or a developer has set."""
    dropped = ("ZHIBU_", "DATABASE_", "PYTEST_", "DJANGO_")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(dropped)}
    return kept | {"PYTHONPATH": str(ROOT / "src")}


def zhibu(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """One command, to its end."""
    return subprocess.run(
        [sys.executable, "-m", "zhibu.ops", *words],
        capture_output=True,
        text=True,
        timeout=120,
        env=plain_environment() | environment,
    )


def laid(cell: Path) -> Path:
    """A cell whose tables stand already, from the dump the suite keeps: it opens in seconds."""
    cluster = Cluster(cell)
    cluster.start()
    try:
        template.lay(cluster)
        with psycopg.connect(cluster.url(roles.OWNER)) as link:
            for statement in grants_for(roles.APP, append_only_tables()):
                link.execute(statement)
    finally:
        cluster.stop()
    return cell


@dataclass
class House:
    """A running ``serve --local``."""

    home: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] = field(init=False)

    def start(self) -> None:
        with (self.home / "console.log").open("ab") as console:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "zhibu.ops", "serve", "--local", "--no-browser"),
                    *("--port", str(self.port), "--data", str(self.home / "cell")),
                ],
                env=plain_environment(),
                stdout=console,
                stderr=console,
            )
        wait_until(self.serves, seconds=90)

    def serves(self) -> bool:
        """Whether the page that asks the database is answered."""
        assert self.process.poll() is None, (self.home / "console.log").read_text()
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            link.request("GET", "/health")
            return link.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            link.close()

    def members(self) -> dict[int, str]:
        """Process id → command line of everything that belongs to this house but the top."""
        mark = f"ZHIBU_SUPERVISOR={self.process.pid}".encode()
        data = str(self.home / "cell" / "postgres")
        found: dict[int, str] = {}
        for folder in Path("/proc").iterdir():
            if not folder.name.isdigit() or not alive(int(folder.name)):
                continue
            try:
                words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                told = (folder / "environ").read_bytes().split(b"\0")
                place = os.readlink(folder / "cwd")
            except OSError:
                continue
            if mark in told or data in words or place == data:
                found[int(folder.name)] = words
        return found

    def member(self, *words: str, not_under: int | None = None) -> int:
        """The id of one member by its command line, the first started."""
        numbers = [n for n, line in self.members().items() if all(w in line for w in words)]
        return min(n for n in numbers if n != not_under)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(timeout=60)
