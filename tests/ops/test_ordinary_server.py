"""With DATABASE_URL the house runs on an ordinary server, as in production."""

from __future__ import annotations

import http.client
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tests.ops.houses import free_port, open_folder, plain_environment, wait_until, zhibu

from zhibu.ops import roles
from zhibu.ops.postgres import Cluster

pytestmark = pytest.mark.slow
HOST = "dj.example.edu.cn"


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    with open_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def named(home: Path) -> Iterator[dict[str, str]]:
    """The environment of a production host: a server, two roles, the site's name."""
    server = Cluster(home / "server", throwaway=True)
    server.start()
    yield {
        "DATABASE_URL": server.url(roles.APP),
        "DATABASE_OWNER_URL": server.url(roles.OWNER),
        "ZHIBU_HOSTS": HOST,
    }
    server.stop()


def asked(port: int, host: str) -> int:
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        link.request("GET", "/sign-in", headers={"Host": host, "X-Forwarded-Proto": "https"})
        return link.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        link.close()


def test_production_serves_its_own_host_and_starts_no_database(
    home: Path, named: dict[str, str]
) -> None:
    port = free_port()
    words = ["serve", "--no-browser", "--port", str(port), "--data", str(home / "cell")]
    house = subprocess.Popen(
        [sys.executable, "-m", "zhibu.ops", *words],
        env=plain_environment() | named,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        wait_until(lambda: asked(port, HOST) == 200, seconds=60)
        assert asked(port, "other.example.org") == 400
        assert not (home / "cell" / "postgres").exists()
    finally:
        house.terminate()
        said = house.communicate(timeout=60)[1]
    assert house.returncode == 0, said
    assert said.rstrip().endswith("已停止 · stopped")


def test_the_applications_role_only_adds_to_what_must_stay(named: dict[str, str]) -> None:
    with psycopg.connect(named["DATABASE_URL"]) as link:
        rights = "SELECT has_table_privilege('trail_auditnote', %s)"
        held = {
            right: link.execute(rights, (right,)).fetchone()
            for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
        }
    assert held == {
        "SELECT": (True,),
        "INSERT": (True,),
        "UPDATE": (False,),
        "DELETE": (False,),
        "TRUNCATE": (False,),
    }


def test_it_is_backed_up_and_examined_like_any_other(home: Path, named: dict[str, str]) -> None:
    cell = str(home / "cell")
    assert zhibu("backup", str(home / "kept.tar"), "--data", cell, **named).returncode == 0
    checked = zhibu("doctor", "--data", cell, **named)
    assert "DATABASE_URL" in checked.stdout
    assert "✗ 数据库" not in checked.stdout


def test_a_server_with_data_is_not_restored_into(home: Path, named: dict[str, str]) -> None:
    done = zhibu("restore", str(home / "kept.tar"), "--data", str(home / "empty"), **named)
    assert done.returncode == 2
    assert "没有动它" in done.stderr


def test_a_demo_does_not_open_its_door(home: Path, named: dict[str, str]) -> None:
    assert zhibu("user", "add", "1", "甲某", "--data", str(home / "cell"), **named).returncode == 0
    words = ["demo", "--no-browser", "--port", str(free_port()), "--data", str(home / "demo")]
    done = zhibu(*words, **named)
    assert done.returncode == 2
    assert "演示可以不用密码进入" in done.stderr
