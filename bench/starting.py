"""i 启动: from a clean clone to a seeded page in a browser, and every later start."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from bench.frame import Row, Section, number, turns
from bench.house import port as free_port
from zhibu.ops.cell import ROOT
from zhibu.ops.run import page_answers

FIRST, LATER = 120.0, 3.0
PATIENCE = 1200.0
SIZES = {"toy": False, "university": True, "large": True}  # whether a clean clone is made as well
OURS = ("ZHIBU_", "DATABASE_", "DJANGO_", "BENCH_", "PYTHONPATH")


def measured(size: str, *, times: int) -> Section:
    """The whole job. The first start is made once: its environment and front end are kept by pip and npm."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="zhibu-bench-", dir="/tmp") as folder:
        home = Path(folder)
        home.chmod(0o711)
        whence, data = ROOT, home / "cell"
        if SIZES[size]:
            whence = home / "clone"
            began = time.monotonic()
            subprocess.run(["git", "clone", "-q", str(ROOT), str(whence)], check=True)
            first = time.monotonic() - began + _start(whence, data, "demo")
            rows.append(
                Row(
                    "clone → 有演示数据的第一页", f"{number(first)} s", ratio=first, target=FIRST, unit=" s",
                    cause="装组件、构建前端、建库建表、经由动作铺演示数据依次进行；演示数据占一半以上，每一场活动都走全部动作",
                )
            )  # fmt: skip
        else:
            _start(whence, data, "serve", "--local")
        words = ("demo",) if SIZES[size] else ("serve", "--local")
        (later,) = turns(lambda: _start(whence, data, *words), times=times)
        rows.append(
            Row(
                "以后每次启动", f"{number(later)} s", ratio=later, target=LATER, unit=" s",
                cause="核对前端、启动数据库、核对迁移（一个带 Django 的子进程）、页面服务读一次代码再分出两个进程",
            )
        )  # fmt: skip
    return Section(
        job="i",
        title="i 启动",
        how="`./zhibu` 从按下回车到第一页有应答；没有对照。第一次启动只做一次（pip、npm 的缓存是热的），以后的启动取中位数。",
        rows=rows,
    )


def _start(whence: Path, data: Path, *words: str) -> float:
    """Seconds from the command to its first page; then it is stopped."""
    place = free_port()
    command = [str(whence / "zhibu"), *words, "--data", str(data), "--port", str(place)]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(OURS)}
    began = time.monotonic()
    with subprocess.Popen(
        [*command, "--no-browser"],
        env=kept,
        cwd=whence,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as house:
        try:
            while not page_answers(place):
                if house.poll() is not None or time.monotonic() - began > PATIENCE:
                    raise RuntimeError(f"{' '.join(command)} ended with {house.poll()}")
                time.sleep(0.05)
            return time.monotonic() - began
        finally:
            house.send_signal(signal.SIGTERM)
            house.wait(timeout=60)
