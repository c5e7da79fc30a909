"""Wagtail as the page peer (同类): in an environment and a database of its own, on the same server."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from bench.house import served
from zhibu.ops.cell import ROOT

TOOLS, HOME = ROOT / "requirements-peer.txt", ROOT / ".cache" / "peer"
PYTHON = HOME / "bin" / "python"
DATABASE = "bench_peer"


@dataclass(frozen=True, slots=True)
class Peer:
    """The peer as it is served. top: the page under which five hundred lie."""

    port: int
    session: str
    top: int


def make_ready() -> str:
    """Its own environment, wheels only, by hash; why not, in a line, where it could not be made."""
    stamp = HOME / ".installed"
    wanted = TOOLS.read_text()
    if stamp.exists() and stamp.read_text() == wanted:
        return ""
    pip = (str(PYTHON), "-m", "pip", "install", "--require-hashes", "--only-binary=:all:", "-q")
    for command in ([sys.executable, "-m", "venv", str(HOME)], [*pip, "-r", str(TOOLS)]):
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            return (done.stderr.strip().splitlines() or ["?"])[-1]
    stamp.write_text(wanted)
    return ""


@contextmanager
def wagtail() -> Iterator[Peer]:
    """A site of its own with five hundred pages and an editor, until the block ends."""
    admin = os.environ["BENCH_ADMIN_URL"]
    with psycopg.connect(admin, autocommit=True) as link:
        link.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
    told = {
        "PEER_DATABASE_URL": urlunsplit(urlsplit(admin)._replace(path=f"/{DATABASE}")),
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "bench.peer.settings",
    }
    try:
        said = subprocess.run(
            [str(PYTHON), "-m", "bench.peer.site", "lay"],
            env=os.environ | told, cwd=ROOT, capture_output=True, text=True, check=True,
        ).stdout.split()  # fmt: skip
        with served("", "bench.peer.site", "serve", extra=told, python=PYTHON) as place:
            yield Peer(place, said[0], int(said[1]))
    finally:
        with psycopg.connect(admin, autocommit=True) as link:
            link.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(DATABASE))
            )


if __name__ == "__main__":
    if lost := make_ready():
        print(lost)
