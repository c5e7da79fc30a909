"""Killed with -9: back within ten seconds, no orphan, nothing acknowledged lost.

A writer commits numbers while processes are killed; a number counts as acknowledged when its
commit returned. Afterwards every acknowledged number must be there exactly once.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator

import psycopg
import pytest
from tests.ops.houses import BACK, House, alive, laid, open_folder, wait_until

from zhibu.ops import roles
from zhibu.ops.postgres import Cluster

pytestmark = pytest.mark.slow


class Writer(threading.Thread):
    """Commits one number after another, whatever happens to the database."""

    def __init__(self, address: str) -> None:
        super().__init__(daemon=True)
        self.address = address
        self.acknowledged: list[int] = []
        self.enough = threading.Event()

    def run(self) -> None:
        number = 0
        while not self.enough.is_set():
            try:
                with psycopg.connect(self.address, autocommit=True) as link:
                    while not self.enough.is_set():
                        number += 1
                        link.execute("INSERT INTO acknowledged VALUES (%s)", (number,))
                        self.acknowledged.append(number)
            except psycopg.Error:
                time.sleep(0.05)

    def finish(self) -> list[int]:
        self.enough.set()
        self.join(timeout=20)
        return self.acknowledged


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with open_folder() as home:
        laid(home / "cell")
        made = House(home)
        made.start()
        with psycopg.connect(cluster_of(made).url(roles.OWNER)) as link:
            link.execute("CREATE TABLE acknowledged (n int)")
            link.execute(f"GRANT INSERT, SELECT ON acknowledged TO {roles.APP}")
        yield made
        if made.process.poll() is None:
            made.stop()


@pytest.fixture
def writer(house: House) -> Writer:
    begun = Writer(cluster_of(house).url(roles.APP))
    with psycopg.connect(cluster_of(house).url(roles.OWNER)) as link:
        link.execute("TRUNCATE acknowledged")
    begun.start()
    wait_until(lambda: len(begun.acknowledged) > 20, seconds=10)
    return begun


def cluster_of(house: House) -> Cluster:
    return Cluster(house.home / "cell")


def kept(house: House) -> list[int]:
    with psycopg.connect(cluster_of(house).url(roles.APP)) as link:
        return [n for (n,) in link.execute("SELECT n FROM acknowledged ORDER BY n").fetchall()]


def assert_nothing_lost(writer: Writer, house: House) -> None:
    acknowledged, there = writer.finish(), kept(house)
    assert set(acknowledged) <= set(there)
    assert len(there) == len(set(there))


CHILDREN = {
    "database": ("bin/postgres", "-D"),
    "live": ("zhibu.web.live",),
    "pages": ("zhibu.ops.pages",),
    "worker": ("procrastinate", "worker"),
}


@pytest.mark.parametrize("name", CHILDREN)
def test_a_killed_child_is_back_within_ten_seconds(house: House, writer: Writer, name: str) -> None:
    killed = house.member(*CHILDREN[name])
    before = set(house.members())

    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: not alive(killed), seconds=BACK)
    seconds = wait_until(
        lambda: (
            any(n not in before for n in _of(house, name))
            and cluster_of(house).answers()
            and house.serves()
        ),
        seconds=BACK,
    )

    assert seconds < BACK
    assert_nothing_lost(writer, house)


def test_a_killed_page_worker_leaves_the_other_serving(house: House, writer: Writer) -> None:
    top = house.member("zhibu.ops.pages")
    killed = house.member("zhibu.ops.pages", not_under=top)
    os.kill(killed, signal.SIGKILL)
    wait_until(house.serves, seconds=BACK)
    wait_until(lambda: len(_of(house, "pages")) == 3, seconds=BACK)
    assert house.member("zhibu.ops.pages") == top
    assert_nothing_lost(writer, house)


def test_a_killed_supervisor_leaves_no_orphan_and_the_next_start_serves_everything(
    house: House, writer: Writer
) -> None:
    members = list(house.members())
    assert len(members) > 8

    house.kill()
    wait_until(lambda: not any(alive(n) for n in members), seconds=BACK)
    acknowledged = writer.finish()
    house.start()

    there = kept(house)
    assert set(acknowledged) <= set(there)
    assert len(there) == len(set(there))


def test_asked_to_stop_it_ends_well_and_leaves_nothing(house: House, writer: Writer) -> None:
    members = list(house.members())
    assert house.stop() == 0
    writer.finish()
    assert not any(alive(n) for n in members)
    log = (house.home / "cell" / "logs" / "postgres.log").read_text()
    assert log.rstrip().endswith("database system is shut down")


def _of(house: House, name: str) -> list[int]:
    return [
        n for n, line in house.members().items() if all(word in line for word in CHILDREN[name])
    ]
