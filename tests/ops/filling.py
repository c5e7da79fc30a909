"""``python -m tests.ops.filling DISK TURNS SEED``: a house on a small disk that is filled and emptied.

Each turn fills the disk up to a few kilobytes, goes on working through actions and pages, makes room and
works again. Prints one JSON object: what was done, what was refused, and every fault.
"""

from __future__ import annotations

import importlib
import itertools
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import django
import psycopg
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, InterfaceError, connection
from django.test import Client
from procrastinate.exceptions import ConnectorException
from tests import template
from tests.archive.uploads import png
from tests.people.imports.files import someone, written

from zhibu.ops import roles
from zhibu.ops.postgres import Cluster

# What an action raises without room; the queue of jobs wraps what the database says.
REFUSED = (DatabaseError, InterfaceError, OSError, psycopg.Error, ConnectorException)
PASSWORD = "桥上的灯一盏盏亮了"
ACTS = 8  # of each turn on the full disk
SAID = {507: "磁盘满了", 503: "数据库正在恢复"}


def main(disk: Path, turns: int, seed: int) -> int:
    cluster = Cluster(disk / "cell")
    cluster.start()
    try:
        template.lay(cluster)
        url = cluster.url(roles.OWNER)
        os.environ |= {"DATABASE_URL": url, "DATABASE_OWNER_URL": url}
        os.environ["ZHIBU_DATA"] = str(disk / "cell")
        django.setup()
        with tempfile.TemporaryDirectory() as elsewhere:
            print(json.dumps(House(cluster, disk, Path(elsewhere), Random(seed), turns).run()))
    finally:
        cluster.stop()
    return 0


class House:
    """The one that works, whatever there is of room."""

    def __init__(
        self, cluster: Cluster, disk: Path, elsewhere: Path, rng: Random, turns: int
    ) -> None:
        self.cluster, self.disk, self.rng = cluster, disk, rng
        self.elsewhere, self.turns = elsewhere, turns
        self.writing = importlib.import_module("tests.ops.writing")  # asks for Django set up
        self.writer = self.writing.Writer(elsewhere)
        self.pages = Pages(self.writer.life, elsewhere, scans=2 * turns)
        self.numbers = itertools.count(1)
        self.acknowledged: list[tuple[str, int]] = []
        self.counts: Counter[str] = Counter()
        self.faults: list[str] = []

    def run(self) -> dict[str, object]:
        for _turn in range(self.turns):
            self.fill(leaving=self.rng.randint(0, 300) << 10)
            for _time in range(ACTS):
                self.act(full=True)
            self.ask(full=True)
            self.make_room()
            for _act in self.writer.acts:
                self.act(full=False)
            self.ask(full=False)
        return {
            "counts": self.counts,
            "acknowledged": len(self.acknowledged),
            "faults": self.faults + self.writing.faults(self.acknowledged) + self.leftovers(),
        }

    def fill(self, *, leaving: int) -> None:
        room = os.statvfs(self.disk)
        with (self.disk / "filler").open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, room.f_bavail * room.f_bsize - leaving)
        if self.rng.randrange(2):  # the next piece of the database's log has no room either
            with psycopg.connect(self.cluster.url(roles.ADMIN)) as link:
                link.execute("SELECT pg_switch_wal()")

    def make_room(self) -> None:
        """As the operator does; a database that ended is started again, as the supervisor does."""
        (self.disk / "filler").unlink()
        connection.close()
        until = time.monotonic() + 30
        while True:
            if self.cluster.pid is None or not Path(f"/proc/{self.cluster.pid}").exists():
                self.cluster.start()
            try:
                connection.ensure_connection()
            except DatabaseError:
                if time.monotonic() > until:
                    raise
                self.cluster.start() if self.ended() else time.sleep(0.1)
            else:
                return

    def ended(self) -> bool:
        server = self.cluster._server
        self.counts["数据库停下"] += server is not None and server.poll() is not None
        return server is None or server.poll() is not None

    def act(self, *, full: bool) -> None:
        number = next(self.numbers)
        act = self.writer.acts[number % len(self.writer.acts)]
        try:
            act(number)
        except REFUSED as fault:
            connection.close()
            self.counts["没有空间，拒绝"] += 1
            self.faults += [] if full else [f"{act.__name__} {number}: {type(fault).__name__}"]
        else:
            self.acknowledged.append((act.__name__, number))

    def ask(self, *, full: bool) -> None:
        for name, page in self.pages.all():
            answer = page()
            told = SAID.get(answer.status_code, "")
            sound = answer.status_code < 400 or (full and told and told in answer.content.decode())
            self.counts["页面"] += 1
            self.counts["页面说明磁盘满"] += answer.status_code == 507
            self.faults += [] if sound else [f"{name}: {answer.status_code}, full: {full}"]
            connection.close()

    def leftovers(self) -> list[str]:
        """Files that nobody finished."""
        return [f"left: {path.name}" for path in (self.disk / "cell" / "files").rglob("*.new")]


class Pages:
    """What people do in the meantime, as a browser does it. scans: how often one is attached."""

    def __init__(self, life: Any, elsewhere: Path, *, scans: int) -> None:
        browsing = importlib.import_module("tests.browsing")
        self.key: Callable[[], dict[str, str]] = browsing.key
        self.branch = life.branch
        held = [life.hold(place=f"r{n}") for n in range(scans)]  # one file, once a record
        self.meetings = [meeting.pk for meeting in held]
        self.browser = browsing.signed_in(
            self.branch.secretary_person, Client(raise_request_exception=False)
        )
        account = self.branch.secretary_person.account
        account.set_password(PASSWORD)
        account.save()
        self.number = account.number
        self.browser = browsing.signed_in(self.branch.secretary_person, self.browser)
        self.roster = written(
            elsewhere, someone("2025110499", "赵以安"), name="r.xlsx"
        ).read_bytes()

    def all(self) -> Iterator[tuple[str, Callable[[], Any]]]:
        yield "home", lambda: self.browser.get("/", follow=True)
        yield "sign in", self.sign_in
        yield "import", self.hand_in
        yield "scan", self.attach

    def sign_in(self) -> Any:
        fresh = Client(raise_request_exception=False)
        return fresh.post("/sign-in", {"number": self.number, "password": PASSWORD})

    def hand_in(self) -> Any:
        file = SimpleUploadedFile("名册.xlsx", self.roster)
        body = {"org": self.branch.organisation.pk, "file": file} | self.key()
        return self.browser.post("/p/import", body)

    def attach(self) -> Any:
        body = {"file": SimpleUploadedFile("签到表.png", png())} | self.key()
        return self.browser.post(f"/m/{self.meetings.pop()}/scans", body)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
