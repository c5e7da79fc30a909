"""kill -9 while work is going on: what was acknowledged is there once, nothing is there by half.

A writer enters contributions, imports rosters, ticks lists and confirms records through the actions;
it or PostgreSQL is killed at random points and both go on.
"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from tests.ops.houses import open_folder, plain_environment
from tests.proof import Proof, many

from zhibu.ops.cell import ROOT

pytestmark = pytest.mark.slow
KILLS = many(6, 200)


def test_nothing_acknowledged_is_lost_and_nothing_is_done_twice_or_by_half(proof: Proof) -> None:
    with open_folder() as home:
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "tests.ops.killing", str(home), str(KILLS), str(proof.seed)],
            cwd=ROOT,
            env=plain_environment()
            | {"DJANGO_SETTINGS_MODULE": "zhibu.web.settings", "ZHIBU_MODE": "test"},
            capture_output=True,
            text=True,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])
    proof.figure("杀掉写的进程", found["killed"]["writer"])
    proof.figure("杀掉数据库", found["killed"]["database"])
    proof.figure("已答复的事", found["acknowledged"])
    proof.figure("丢失、重复或一半", len(found["faults"]))
    assert found["faults"] == []
    assert found["acknowledged"] > 0
