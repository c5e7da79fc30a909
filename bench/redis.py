"""Redis as a peer (同类): a server of our own on a socket, spoken to in its own words, pipelined."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from zhibu.ops import leash

Word = bytes | str | int


def program() -> str:
    """The server's program: installed through apt when we may and it is missing; else empty."""
    if not shutil.which("redis-server") and os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
        install = ["apt-get", "-qq", "install", "-y", "--no-install-recommends", "redis-server"]
        for command in (["apt-get", "-qq", "update"], install):
            subprocess.run(command, env=quiet, capture_output=True)
    return shutil.which("redis-server") or ""


class Redis:
    """One connection."""

    def __init__(self, place: Path) -> None:
        self.link = socket.socket(socket.AF_UNIX)
        self.link.connect(str(place))
        self.back = self.link.makefile("rb")

    def pipelined(self, commands: Sequence[Sequence[Word]]) -> list[object]:
        """Send all of them at once, then read all answers."""
        self.link.sendall(b"".join(map(_packed, commands)))
        return [self._answer() for _command in commands]

    def _answer(self) -> object:
        line = self.back.readline()[:-2]
        kind, rest = line[:1], line[1:]
        if kind == b":":
            return int(rest)
        if kind == b"$":
            size = int(rest)
            return None if size < 0 else self.back.read(size + 2)[:-2]
        if kind == b"-":
            raise RuntimeError(rest.decode())
        return rest


def _packed(words: Sequence[Word]) -> bytes:
    parts = [word if isinstance(word, bytes) else str(word).encode() for word in words]
    return b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%b\r\n" % (len(p), p) for p in parts)


@contextmanager
def redis() -> Iterator[Redis | None]:
    """A server for the time of the block, nothing kept on disk; None where there is no program."""
    name = program()
    if not name:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="zhibu-bench-") as folder:
        place = Path(folder) / "redis.sock"
        command = [name, "--port", "0", "--unixsocket", str(place), "--save", "", "--dir", folder]
        with subprocess.Popen(
            command, stdout=subprocess.DEVNULL, preexec_fn=leash.with_parent()
        ) as server:
            try:
                until = time.monotonic() + 20
                while not place.exists():
                    if time.monotonic() > until:
                        raise RuntimeError("redis-server did not come up")
                    time.sleep(0.05)
                yield Redis(place)
            finally:
                server.terminate()
