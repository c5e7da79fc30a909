"""Starting: a demo never opens the door of a house of real people."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest
from tests.ops.houses import plain_environment

from zhibu.ops import run
from zhibu.ops.cell import Addresses, Cell, default_home
from zhibu.ops.run import Wish
from zhibu.ops.supervisor import Stopped
from zhibu.ops.trouble import Trouble

HERE = {"DATABASE_URL": "postgresql://zhibu_app:hidden@/zhibu?host=/here"}
THERE = {"DATABASE_URL": "postgresql://app:y@db.example.edu.cn/zhibu"}


@pytest.fixture
def seeded(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """What was asked of the children with Django."""
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(run, "inside", lambda environment, *words, tick: asked.append(words))
    return asked


def test_an_empty_house_is_seeded_and_known_again(
    tmp_path: Path, seeded: list[tuple[str, ...]]
) -> None:
    cell = Cell(tmp_path, "demo")
    run._seed(cell, HERE, is_empty=True)
    run._seed(cell, HERE, is_empty=False)
    assert seeded == [("seed",)]


@pytest.mark.parametrize("environment", [HERE, THERE])
def test_a_house_of_real_people_is_refused(
    tmp_path: Path, seeded: list[tuple[str, ...]], environment: dict[str, str]
) -> None:
    with pytest.raises(Trouble) as refused:
        run._seed(Cell(tmp_path, "demo"), environment, is_empty=False)
    assert (refused.value.code, seeded) == ("not-a-demo", [])


def test_another_database_than_the_demos_is_refused(
    tmp_path: Path, seeded: list[tuple[str, ...]]
) -> None:
    cell = Cell(tmp_path, "demo")
    run._seed(cell, HERE, is_empty=True)
    with pytest.raises(Trouble):
        run._seed(cell, THERE, is_empty=False)
    assert "hidden" not in (tmp_path / "demo").read_text()


def test_only_a_hall_listens_to_other_machines(tmp_path: Path) -> None:
    listens = {
        mode: Wish(Cell(tmp_path, mode), 8000, browser=False).address
        for mode in ("demo", "local", "production")
    }
    assert listens == {"demo": "127.0.0.1", "local": "0.0.0.0", "production": "127.0.0.1"}


def test_live_events_have_the_next_port_and_one_origin_in_production(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHIBU_HOSTS", "dj.example.edu.cn")
    monkeypatch.delenv("ZHIBU_LIVE_URL", raising=False)
    monkeypatch.setattr(run, "own_addresses", lambda: ["10.0.0.5", "127.0.0.1", "hall"])

    def asked(mode: str) -> tuple[str, str]:
        return run.reachable_at(Wish(Cell(tmp_path, mode), 8000, browser=False))

    assert asked("production") == ("dj.example.edu.cn", "/live")
    assert asked("local") == (
        "dj.example.edu.cn,10.0.0.5,127.0.0.1,hall,localhost,[::1]",
        "http://10.0.0.5:8001/live",
    )
    assert asked("demo")[1] == "http://127.0.0.1:8001/live"


def test_only_the_owner_is_told_the_owners_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://owner:secret@/zhibu")
    cell = Cell(tmp_path, "local")
    addresses = Addresses(app="a", owner="o", direct="d")
    everyday = cell.environment(addresses)
    assert "DATABASE_OWNER_URL" not in everyday
    assert "ZHIBU_ROLE" not in everyday
    owner = cell.environment(addresses, owner=True)
    assert (owner["DATABASE_OWNER_URL"], owner["ZHIBU_ROLE"]) == ("o", "owner")


def test_the_cell_lies_in_the_users_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_home("zhibu") == tmp_path / ".local" / "share" / "zhibu"
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert default_home("zhibu-demo") == Path("/data/zhibu-demo")


def test_root_with_a_closed_home_uses_var_lib(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setattr("zhibu.ops.cell.reaches", lambda account, path: False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_home("zhibu") == Path("/var/lib/zhibu")


def test_a_stop_asked_for_during_an_act_is_heard_at_once() -> None:
    began = time.monotonic()

    def tick() -> None:
        if time.monotonic() - began > 0.5:
            raise Stopped

    with subprocess.Popen(["sleep", "30"], text=True, stdout=subprocess.PIPE) as act:
        with pytest.raises(Stopped):
            run._finished(act, tick)
        act.kill()
    assert time.monotonic() - began < 10


def test_an_act_that_fails_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Trouble) as refused:
        run.inside(plain_environment(), "unknown")
    assert refused.value.code == "act-failed"
    assert "unknown act" in capsys.readouterr().err
