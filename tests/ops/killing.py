"""``python -m tests.ops.killing FOLDER KILLS SEED``: a writer and its database killed at random points.

Prints one JSON object: how many were killed, how many effects were acknowledged, and every fault.
"""

from __future__ import annotations

import importlib
import itertools
import json
import os
import signal
import sys
import time
from pathlib import Path
from random import Random

import django
from tests import template

from zhibu.ops import roles
from zhibu.ops.postgres import Cluster

STRIDE = 1_000  # numbers a writer may use


def main(folder: Path, kills: int, seed: int) -> int:
    cluster = Cluster(folder / "cell")
    cluster.start()
    try:
        template.lay(cluster)
        url = cluster.url(roles.OWNER)
        os.environ |= {"DATABASE_URL": url, "DATABASE_OWNER_URL": url}
        django.setup()
        print(json.dumps(rounds(cluster, folder, kills, Random(seed))))
    finally:
        cluster.stop()
    return 0


def rounds(cluster: Cluster, folder: Path, kills: int, rng: Random) -> dict[str, object]:
    """Each round: a writer writes, at a random moment it or the database is killed, both go on."""
    writing = importlib.import_module("tests.ops.writing")  # its models ask for Django set up
    log, killed = folder / "acknowledged", {"writer": 0, "database": 0}
    log.touch()
    writer = writing.Writer(folder)
    for number in range(kills):
        first = (number + 1) * STRIDE + number  # each round begins with another kind of work
        pid = writing.child(writer, itertools.count(first), log)
        time.sleep(rng.uniform(0.2, 2.0))
        what = rng.choice(tuple(killed))
        killed[what] += 1
        if what == "database":
            kill(cluster.pid)
            cluster.start()
            time.sleep(rng.uniform(0.1, 0.4))  # it goes on with the database that came back
        os.kill(pid, signal.SIGKILL)
        _pid, status = os.waitpid(pid, 0)
        if not os.WIFSIGNALED(status):
            raise RuntimeError("the writer ended by itself; its words stand above")
    acknowledged = [
        (what, int(number)) for what, number in map(str.split, log.read_text().splitlines())
    ]
    return {
        "killed": killed,
        "acknowledged": len(acknowledged),
        "kinds": sorted({what for what, _number in acknowledged}),
        "faults": writing.faults(acknowledged),
    }


def kill(pid: int | None) -> None:
    assert pid is not None
    os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
