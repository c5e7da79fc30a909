"""A bad configuration is told in two languages before anything starts."""

from __future__ import annotations

import os
import re
import shutil
import socket
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tests.ops.houses import free_port, open_folder, zhibu

from zhibu.ops import database, preflight, roles
from zhibu.ops.cell import Addresses, Cell
from zhibu.ops.postgres import Cluster
from zhibu.ops.trouble import Trouble

STRONG = "a-long-key-of-many-kinds-0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@pytest.fixture
def home() -> Iterator[Path]:
    with open_folder() as folder:
        yield folder


@pytest.fixture
def production(home: Path, monkeypatch: pytest.MonkeyPatch) -> Cell:
    """A cell that nothing is wrong with."""
    monkeypatch.setenv("ZHIBU_HOSTS", "dj.example.edu.cn")
    monkeypatch.setenv("ZHIBU_SECRET_KEY", STRONG)
    return Cell(home / "cell", "production")


def said_in_two_languages(text: str) -> bool:
    return bool(re.search(r"[\u4e00-\u9fff]{4}", text) and re.search(r"[a-z]{2} [a-z]{2}", text))


def test_a_sound_configuration_is_silent(production: Cell) -> None:
    preflight.folder(production, embedded=True)
    preflight.secrecy(production)
    preflight.ways_in(production)
    preflight.ports("127.0.0.1", free_port())


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("ZHIBU_SECRET_KEY", "short", "weak-secret"),
        ("ZHIBU_SECRET_KEY", "a" * 60, "weak-secret"),
        ("ZHIBU_SECRET_KEY", f"django-insecure-{STRONG}", "weak-secret"),
        ("ZHIBU_HOSTS", "*", "hosts-open"),
        ("ZHIBU_HOSTS", "dj.example.edu.cn,*", "hosts-open"),
        ("ZHIBU_HOSTS", "", "hosts-missing"),
        ("DEBUG", "1", "debug-on"),
        ("ZHIBU_DEBUG", "true", "debug-on"),
    ],
)
def test_production_refuses(
    production: Cell, monkeypatch: pytest.MonkeyPatch, name: str, value: str, code: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(Trouble) as refused:
        preflight.secrecy(production)
    assert refused.value.code == code
    assert said_in_two_languages(str(refused.value))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ZHIBU_CAS_URL", "http://cas.example.edu.cn"),
        ("ZHIBU_OIDC_ISSUER", "https://id.example.edu.cn"),
        ("ZHIBU_SECOND_FACTOR", "some"),
    ],
)
def test_a_way_in_that_cannot_be_meant_is_refused(
    production: Cell, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(Trouble) as refused:
        preflight.ways_in(production)
    assert refused.value.code == "identity-settings"
    assert said_in_two_languages(str(refused.value))


def test_a_hall_needs_no_names(home: Path) -> None:
    preflight.secrecy(Cell(home, "local"))


def test_a_taken_port_is_refused() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(Trouble) as refused:
            preflight.ports("127.0.0.1", taken.getsockname()[1])
    assert refused.value.code == "port-taken"


def test_a_full_disk_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**9, 10**9 - 10**6, 10**6))
    with pytest.raises(Trouble) as refused:
        preflight.folder(Cell(home / "cell", "local"), embedded=True)
    assert refused.value.code == "disk-full"
    assert said_in_two_languages(str(refused.value))


def test_a_folder_nobody_may_write_is_refused() -> None:
    with pytest.raises(Trouble) as refused:
        preflight.folder(Cell(Path("/proc/zhibu"), "local"), embedded=True)
    assert refused.value.code == "no-write"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts the database as another user")
def test_a_folder_closed_to_the_databases_user_is_refused(home: Path) -> None:
    home.chmod(0o700)
    with pytest.raises(Trouble) as refused:
        preflight.folder(Cell(home / "cell", "local"), embedded=True)
    assert refused.value.code == "unreachable"
    assert not (home / "cell").exists()


def test_a_cell_is_held_by_one_process_only(home: Path) -> None:
    cell = Cell(home, "local")
    lock = cell.hold()
    assert lock is not None
    assert cell.hold() is None
    os.close(lock)
    again = cell.hold()
    assert again is not None
    os.close(again)


@pytest.mark.parametrize(
    ("words", "environment", "said"),
    [
        (["serve", "--no-browser"], {}, "ZHIBU_HOSTS"),
        (["serve"], {"ZHIBU_HOSTS": "*"}, "ZHIBU_HOSTS"),
        (["serve", "--local"], {"DATABASE_URL": "postgresql://x@127.0.0.1:1/x"}, "x@127.0.0.1/x"),
    ],
)
def test_the_command_says_so_and_ends_with_2(
    home: Path, words: list[str], environment: dict[str, str], said: str
) -> None:
    port = ["--port", str(free_port())]
    done = zhibu(*words, *port, "--data", str(home / "cell"), **environment)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert said_in_two_languages(done.stderr)
    assert not (home / "cell" / "postgres").exists()


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with open_folder() as home:
        made = Cluster(home / "cell", throwaway=True)
        made.start()
        yield made
        made.stop()


def addresses(cluster: Cluster, *, app: str, database_name: str = "zhibu") -> Addresses:
    url = cluster.url(app, database_name)
    return Addresses(app=url, owner=cluster.url(roles.OWNER, database_name), direct=url)


def test_a_sound_server_is_silent(cluster: Cluster) -> None:
    database.examine(addresses(cluster, app=roles.APP), mode="production")


def test_a_locale_blind_to_chinese_is_refused(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url(roles.OWNER, "postgres"), autocommit=True) as link:
        link.execute(
            "CREATE DATABASE blind TEMPLATE template0 ENCODING 'UTF8'"
            " LOCALE_PROVIDER libc LC_COLLATE 'C' LC_CTYPE 'C'"
        )
    blind = addresses(cluster, app=roles.APP, database_name="blind")
    with pytest.raises(Trouble) as refused:
        database.examine(blind, mode="production")
    assert refused.value.code == "wrong-locale"
    assert said_in_two_languages(str(refused.value))


def test_an_application_that_owns_the_tables_is_refused(cluster: Cluster) -> None:
    with pytest.raises(Trouble) as refused:
        database.examine(addresses(cluster, app=roles.OWNER), mode="production")
    assert refused.value.code == "app-owns-tables"


def test_owning_one_table_is_enough(cluster: Cluster) -> None:
    with cluster.admin() as link:
        link.execute(f"GRANT ALL ON DATABASE zhibu TO {roles.READ_ONLY}")
    with psycopg.connect(cluster.url(roles.ADMIN)) as link:
        link.execute("CREATE TABLE taken (n int)")
        link.execute(f"ALTER TABLE taken OWNER TO {roles.READ_ONLY}")
    with pytest.raises(Trouble) as refused:
        database.examine(addresses(cluster, app=roles.READ_ONLY), mode="local")
    assert refused.value.code == "app-owns-tables"


def test_an_old_server_is_refused(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "OLDEST_SERVER", 990000)
    with pytest.raises(Trouble) as refused:
        database.examine(addresses(cluster, app=roles.APP), mode="production")
    assert refused.value.code == "old-server"


def test_a_server_that_does_not_answer_is_refused(cluster: Cluster) -> None:
    wrong = "postgresql://nobody:x@/zhibu?host=/nowhere"
    with pytest.raises(Trouble) as refused:
        database.examine(Addresses(app=wrong, owner=wrong, direct=wrong), mode="production")
    assert refused.value.code == "no-database"
    assert ":x@" not in str(refused.value)
