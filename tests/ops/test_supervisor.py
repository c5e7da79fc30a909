"""The supervisor starts again what ended, and its children end with it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.ops.houses import alive, plain_environment, wait_until

from zhibu.ops import supervisor
from zhibu.ops.supervisor import Child, Stopped, Supervisor


def child(tmp_path: Path, *command: str) -> Child:
    return Child("child", list(command), dict(os.environ), tmp_path / "child.log")


def test_an_ended_child_starts_again_at_once_then_with_growing_pauses(tmp_path: Path) -> None:
    told: list[str] = []
    failing = child(tmp_path, "false")
    waits = []
    for _ in range(5):
        failing.start()
        assert failing.process is not None
        failing.process.wait()
        now = time.monotonic()
        failing.look(told.append)
        waits.append(round(failing.due - now))
        failing.end(until=time.monotonic() + 5)
    assert waits == [0, 1, 2, 4, 4]
    assert told[0] == "child 结束（1），重新启动 · child ended (1), starting again"


def test_a_child_that_ran_long_counts_as_well_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "STEADY", 0.0)
    steady = child(tmp_path, "sleep", "30")
    steady.pause = 4.0
    steady.look(print)
    time.sleep(0.01)
    steady.look(print)
    assert steady.pause == 0.0
    steady.end(until=0.0)


def test_one_that_will_not_end_is_ended(tmp_path: Path) -> None:
    stubborn = child(tmp_path, "sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.1; done")
    stubborn.start()
    assert stubborn.process is not None
    number = stubborn.process.pid
    wait_until(lambda: "ready" in stubborn.log.read_text(), seconds=5)
    stubborn.ask_to_stop()
    stubborn.end(until=time.monotonic() + 0.3)
    assert not alive(number)


def test_what_a_dead_child_leaves_behind_is_ended(tmp_path: Path) -> None:
    script = f"""
import os, signal, time
from pathlib import Path
from zhibu.ops import leash
from zhibu.ops.supervisor import Child, Supervisor
leash.adopt()
log = Path({str(tmp_path)!r}) / "log"
parent = Child("p", ["sh", "-c", "sleep 60 & echo $!; wait"], dict(os.environ), log)
browser = __import__("subprocess").Popen(["sleep", "61"])
keeper = Supervisor([parent], None, print)
keeper.look()
while not log.read_text().strip(): time.sleep(0.02)
orphan = int(log.read_text())
parent.process.kill(); parent.process.wait()
parent.process = None; parent.due = time.monotonic() + 99
keeper.look()
print(orphan, Path(f"/proc/{{orphan}}").exists(), browser.poll(), flush=True)
browser.kill()
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=plain_environment()
    )
    assert done.stdout.split()[-2:] == ["False", "None"], done.stderr


def test_children_end_with_a_killed_supervisor(tmp_path: Path) -> None:
    script = f"""
import os, time
from pathlib import Path
from zhibu.ops.supervisor import Child
child = Child("c", ["sleep", "60"], dict(os.environ), Path({str(tmp_path)!r}) / "log")
child.start()
print(child.process.pid, flush=True)
time.sleep(60)
"""
    top = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, env=plain_environment()
    )
    assert top.stdout is not None
    number = int(top.stdout.readline())
    assert alive(number)
    top.kill()
    top.communicate()
    wait_until(lambda: not alive(number), seconds=5)


def test_a_stop_asked_for_while_starting_is_heard() -> None:
    keeper = Supervisor([], None, print)
    keeper.check()
    keeper._asked(15, None)
    assert keeper.stopping
    with pytest.raises(Stopped):
        keeper.check()


def test_a_large_log_is_set_aside(tmp_path: Path) -> None:
    log = tmp_path / "pages.log"
    log.write_bytes(b"x" * (supervisor.LARGEST_LOG + 1))
    supervisor.keep_small(log)
    assert not log.exists()
    assert (tmp_path / "pages.1.log").exists()
    supervisor.keep_small(log)
