"""Pages through PgBouncer in transaction mode: nothing of theirs needs a session of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from tests.ops.houses import free_port, open_folder, plain_environment, wait_until

from zhibu.ops import leash, roles
from zhibu.ops.cell import ROOT
from zhibu.ops.postgres import Cluster
from zhibu.ops.supervisor import past_the_pooler

PGBOUNCER = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(PGBOUNCER is None, reason="not installed: apt install pgbouncer"),
]


@pytest.fixture(scope="module")
def addresses() -> Iterator[dict[str, str]]:
    """The environment of a house whose pages go through a pool of two sessions."""
    with open_folder() as home:
        server = Cluster(home / "server", throwaway=True)
        server.start()
        straight = server.url(roles.APP)
        port = free_port()
        running = pooler(home, straight, port)
        pooled = make_conninfo(straight, host="127.0.0.1", port=port)
        try:
            wait_until(lambda: answers(pooled), seconds=10)
            told = {
                "DATABASE_URL": pooled,
                "DATABASE_DIRECT_URL": straight,
                "DATABASE_OWNER_URL": server.url(roles.OWNER),
                "DJANGO_SETTINGS_MODULE": "zhibu.web.settings",
                "ZHIBU_SECRET_KEY": "k" * 60,
                "ZHIBU_MODE": "production",
                "ZHIBU_HOSTS": "dj.example.edu.cn",
                "ZHIBU_DATA": str(home / "cell"),
            }
            prepared = subprocess.run(
                [sys.executable, "-m", "zhibu.ops.inside", "prepare"],
                env=plain_environment() | told | {"ZHIBU_ROLE": "owner"},
                capture_output=True,
                text=True,
            )
            assert prepared.returncode == 0, prepared.stderr
            yield told
        finally:
            running.terminate()
            running.wait(timeout=10)
            server.stop()


def pooler(home: Path, straight: str, port: int) -> subprocess.Popen[bytes]:
    """Ours of docs/operation, word for word, but for where things lie and how few sessions there are."""
    parts = conninfo_to_dict(straight)
    ours = (ROOT / "docs" / "operation" / "pgbouncer.ini").read_text()
    users = home / "userlist.txt"
    users.write_text(f'"{parts["user"]}" "{parts["password"]}"\n')
    for before, after in (
        (
            "host=/var/run/postgresql dbname=zhibu",
            f"host={parts['host']} dbname={parts['dbname']}",
        ),
        ("listen_port = 6432", f"listen_port = {port}"),
        ("/etc/pgbouncer/userlist.txt", str(users)),
        ("default_pool_size = 20", "default_pool_size = 2"),
    ):
        assert before in ours
        ours = ours.replace(before, after)
    ours = ours.replace("\nzhibu = ", f"\n{parts['dbname']} = ")
    file = home / "pgbouncer.ini"
    file.write_text(ours)
    account = leash.unprivileged()
    for path in (users, file):
        path.chmod(0o600)
        if account.uid is not None:
            os.chown(path, account.uid, -1)
    who = ["-u", account.name] if account.uid is not None else []
    return subprocess.Popen(
        [str(PGBOUNCER), "-q", *who, str(file)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def answers(address: str) -> bool:
    try:
        psycopg.connect(address, connect_timeout=2).close()
    except psycopg.Error:
        return False
    return True


MANY_AT_ONCE = """
import sys, threading, django
django.setup()
from django.conf import settings
from django.db import connection, transaction
from zhibu.trail.models import AuditNote

faults = []

def works(number):
    try:
        for turn in range(25):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext('a test'))")
                AuditNote.objects.create(person_name="", way="job", action="a.test", subject_kind="x", subject_id=str(number))
                cursor.execute("SHOW TimeZone")
                zone = cursor.fetchone()[0]
                assert zone == "UTC", zone
            rows = list(AuditNote.objects.filter(subject_id=str(number)).order_by("pk").iterator(chunk_size=2))
            assert len(rows) == turn + 1, (number, turn, len(rows))
            for _again in range(8):  # a driver that prepares does it after five
                list(AuditNote.objects.filter(pk=rows[0].pk))
    except Exception as trouble:
        faults.append(f"{type(trouble).__name__}: {trouble}"[:300])
    finally:
        connection.close()

threads = [threading.Thread(target=works, args=(n,)) for n in range(8)]
[t.start() for t in threads]; [t.join() for t in threads]
with connection.cursor() as cursor:
    cursor.execute("SELECT count(*) FROM pg_prepared_statements")
    prepared = cursor.fetchone()[0]
print(AuditNote.objects.filter(action="a.test").count(), prepared, faults)
sys.exit(1 if faults else 0)
"""


def worked(told: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", MANY_AT_ONCE],
        env=plain_environment() | told,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_eight_at_once_share_two_sessions_without_a_fault(addresses: dict[str, str]) -> None:
    done = worked(addresses)
    assert (done.returncode, done.stdout.strip()) == (0, "200 0 []"), done.stderr


def test_cursors_held_across_transactions_would_be_found(addresses: dict[str, str]) -> None:
    """The check is red where the house does not know that it is pooled."""
    unaware = {k: v for k, v in addresses.items() if k != "DATABASE_DIRECT_URL"}
    done = worked(unaware)
    assert done.returncode == 1
    assert "cursor" in done.stdout


def test_the_worker_goes_past_the_pooler(addresses: dict[str, str]) -> None:
    told = past_the_pooler(addresses)
    assert told["DATABASE_URL"] == addresses["DATABASE_DIRECT_URL"]
    assert past_the_pooler({"DATABASE_URL": "one"}) == {"DATABASE_URL": "one"}
