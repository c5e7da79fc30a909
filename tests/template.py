"""The tables of the house laid once, then copied: migrations run again only when they change.

A dump of the migrated database is kept under ``.cache`` by the digest of all that migrations are made
from; each run loads it into a template that every test database is copied from. An ordinary server
(DATABASE_URL), the journey, the demo and the commands at the same time of ``test_backup`` migrate for
themselves, so the migrations stay tested.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import psycopg

from zhibu.ops import roles
from zhibu.ops.postgres import Cluster

ROOT = Path(__file__).parents[1]
CACHE = ROOT / ".cache"
NAME = "zhibu_template"
MADE_FROM = ("*/migrations/*.py", "kit/*.py", "orgs/models.py")  # what migrations import


def digest() -> str:
    """Of the migrations, what they import, and the libraries that bring tables of their own."""
    source = ROOT / "src" / "zhibu"
    files = {file for pattern in MADE_FROM for file in source.glob(pattern)}
    seen = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for file in sorted(files):
        seen.update(str(file.relative_to(source)).encode() + file.read_bytes())
    return seen.hexdigest()[:20]


def make(cluster: Cluster) -> str:
    """The template's name, its tables laid."""
    with psycopg.connect(cluster.url(roles.OWNER, "postgres"), autocommit=True) as link:
        link.execute(f"CREATE DATABASE {NAME}")
    lay(cluster, NAME)
    return NAME


def lay(cluster: Cluster, database: str = roles.DATABASE) -> None:
    """Lay the tables in an empty database: from the kept dump, else by the migrations."""
    kept = CACHE / f"schema-{digest()}.sql"
    url = cluster.url(roles.OWNER, database)
    if kept.exists():
        run(cluster, "psql", "-q", "-X", "-v", "ON_ERROR_STOP=1", "-f", str(kept), url)
        return
    migrate(url)
    CACHE.mkdir(exist_ok=True)
    half = kept.with_suffix(f".{os.getpid()}")
    run(cluster, "pg_dump", "--no-owner", "--no-privileges", "--no-comments", "-f", str(half), url)
    for old in CACHE.glob("schema-*.sql"):
        old.unlink(missing_ok=True)
    half.rename(kept)


def migrate(url: str) -> None:
    """Lay the tables by the migrations, in a process of its own."""
    subprocess.run(
        [sys.executable, "-W", "ignore::RuntimeWarning", "-m", "django", "migrate", "-v", "0"],
        cwd=ROOT,
        env=os.environ
        | {
            "DATABASE_URL": url,
            "DATABASE_OWNER_URL": url,
            "DJANGO_SETTINGS_MODULE": "zhibu.web.settings",
            "PYTHONPATH": str(ROOT / "src"),
        },
        check=True,
    )


def run(cluster: Cluster, program: str, *words: str) -> None:
    """One of PostgreSQL's own programs."""
    subprocess.run(
        [cluster.programs.program(program), *words], check=True, stdout=subprocess.DEVNULL
    )
