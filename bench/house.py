"""Databases to measure on: each a copy of the laid house, thrown away afterwards."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.conf import settings
from django.db import connections
from psycopg import sql

from zhibu.ops import leash
from zhibu.ops.cell import ROOT
from zhibu.ops.run import page_answers
from zhibu.web.settings import database

_numbers = count(1)
PATIENCE = 60.0


@contextmanager
def copy_of_house() -> Iterator[str]:
    """A fresh copy of the laid house, with Django on it; yields the address for other processes."""
    before, name = settings.APP_URL, f"bench_{os.getpid()}_{next(_numbers)}"
    point_at(before)
    with _admin() as admin:
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE zhibu").format(sql.Identifier(name)))
    url = urlunsplit(urlsplit(before)._replace(path=f"/{name}"))
    point_at(url)
    try:
        yield url
    finally:
        point_at(before)
        with _admin() as admin:
            admin.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )


def point_at(url: str) -> None:
    """Let Django use this database from now on."""
    connections["default"].close()
    connections["default"].settings_dict.update(database(url))
    settings.APP_URL = settings.OWNER_URL = settings.DIRECT_URL = url


def _admin() -> psycopg.Connection:
    return psycopg.connect(os.environ["BENCH_ADMIN_URL"], autocommit=True)


@contextmanager
def owner() -> Iterator[psycopg.Connection]:
    """The database at hand as its administrator, for what the application's role may not do."""
    admin = urlsplit(os.environ["BENCH_ADMIN_URL"])
    url = urlunsplit(admin._replace(path=urlsplit(settings.APP_URL).path))
    with psycopg.connect(url, autocommit=True) as link:
        yield link


def environment(url: str) -> Mapping[str, str]:
    """For another process on the same copy."""
    return os.environ | {"DATABASE_URL": url, "DATABASE_DIRECT_URL": url}


def port() -> int:
    """A free one."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(
    url: str, *words: str, extra: Mapping[str, str] | None = None, python: Path | None = None
) -> Iterator[int]:
    """A page server on this copy, until the block ends: ours, or the module named; its port."""
    place = port()
    command = [
        str(python or sys.executable),
        "-m",
        *(words or ("zhibu.ops.pages",)),
        "127.0.0.1",
        str(place),
    ]
    with subprocess.Popen(
        command,
        env={**environment(url), **(extra or {})},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        preexec_fn=leash.with_parent(signal.SIGKILL),
    ) as server:
        try:
            until = time.monotonic() + PATIENCE
            while not page_answers(place):
                if server.poll() is not None or time.monotonic() > until:
                    raise RuntimeError(f"no page server on port {place}")
                time.sleep(0.1)
            yield place
        finally:
            server.terminate()
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                server.kill()
