"""Benchmarks (基准测试): a house of its own for each run, then one process a job.

What is measured lies in ``bench/`` at the root of the project. The house is a throwaway cell with
PostgreSQL as in production: fsync, checksums and full page writes on (a toy run measures nothing).
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg

from zhibu.ops import database, frontend, leash, roles, run, words
from zhibu.ops.cell import ROOT, Cell
from zhibu.ops.postgres import Cluster
from zhibu.ops.steps import Steps
from zhibu.ops.trouble import Trouble

# Each with the seconds after which it begins no further turn: all together about twenty minutes.
SECONDS = {
    "a": 180, "a1": 60, "b": 120, "c": 120, "f": 240, "g": 180, "h": 240, "i": 150, "s": 40,
}  # fmt: skip
JOBS = tuple(SECONDS)
PEOPLE = {"toy": (60, 6), "university": (10_000, 500), "large": (10_000, 500)}
TOOLS = ROOT / "requirements-bench.txt"


@dataclass(frozen=True, slots=True)
class Ask:
    """What the command asked for. to: where the sections go; empty: printed only."""

    jobs: Sequence[str]
    size: str
    turns: int
    to: str


def measure(ask: Ask) -> int:
    """Run these jobs one after another on a fresh house; 0 when each came to its end."""
    strange = [job for job in ask.jobs if job not in JOBS]
    if strange:
        raise Trouble(
            "no-such-job",
            zh=f"没有这项测试：{'、'.join(strange)}。有：{'、'.join(JOBS)}。",
            en=f"No such job: {', '.join(strange)}. There are: {', '.join(JOBS)}.",
        )
    home = Path(tempfile.mkdtemp(prefix="zhibu-bench-"))
    home.chmod(0o711)
    try:
        return _on(home, ask)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _on(home: Path, ask: Ask) -> int:
    cell = Cell(home / "cell", "demo")
    cell.prepare()
    cluster = Cluster(cell.home, throwaway=ask.size == "toy")
    with Steps(4) as steps:
        with steps.step("前端", "front end"):
            frontend.make_ready(install=frontend.install)
            words.make_ready()
        with steps.step("对照组", "peers"):
            if set(ask.jobs) & {"c"}:
                frontend.install(TOOLS)
            if set(ask.jobs) & {"g"}:  # the job itself says so where it could not be made
                subprocess.run([sys.executable, "-m", "bench.peers"], cwd=ROOT, env=_importing())
        try:
            with steps.step("数据库", "database"):
                cluster.start()
                addresses = database.addresses_of(cluster)
                run.inside(cell.environment(addresses, owner=True), "prepare")
            people, branches = PEOPLE[ask.size]
            with steps.step(f"{people} 人，{branches} 个支部", "a university, by COPY"):
                run.inside(
                    cell.environment(addresses),
                    *("seed", "--size", "university"),
                    *("--people", str(people), "--branches", str(branches)),
                )
            with psycopg.connect(cluster.url(roles.ADMIN), autocommit=True) as link:
                link.execute("ANALYZE")  # as the database does by itself within a minute
            told = dict(cell.environment(addresses)) | {
                "BENCH_ADMIN_URL": cluster.url(roles.ADMIN, "postgres"),
                "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
            }
            codes = [_job(number, ask, told) for number in range(len(ask.jobs))]
        finally:
            cluster.stop()
    return max(map(abs, codes), default=0)


def _importing() -> dict[str, str]:
    """This environment, with the house and ``bench`` to be imported from."""
    return os.environ | {"PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT)))}


def _job(number: int, ask: Ask, told: dict[str, str]) -> int:
    """One job in a process of its own, which writes its own section: what fails takes no other along."""
    job, began = ask.jobs[number], time.monotonic()
    where = f"[{number + 1}/{len(ask.jobs)}] {job}"
    print(f"{where} …", flush=True)
    command = [sys.executable, "-m", "bench", job, "--size", ask.size, "--turns", str(ask.turns)]
    command += ["--to", ask.to] if ask.to else []
    code = subprocess.run(
        command,
        env=told | {"BENCH_SECONDS": str(SECONDS[job])},
        cwd=ROOT,
        preexec_fn=leash.with_parent(signal.SIGKILL),
    ).returncode
    ended = "完成 · done" if code == 0 else f"没有跑完，原有的一节不动 · failed with {code}"
    print(f"{where} {ended}, {time.monotonic() - began:.0f} s\n", flush=True)
    return code
