"""Every post of ours from two browsers at the same moment, really committed: one effect (幂等).

The small university is committed once into a database of its own; each post gets a fresh copy of it.
What one submission changes is counted first, in a transaction taken back: two at once change as much.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from pytest_django import DjangoDbBlocker
from tests.house.permissions import Address
from tests.house.test_at_once import at_once
from tests.house.test_idempotency import HANDED_OVER_AGAIN, POSTS, somebody
from tests.house.things import furnish
from tests.house.urls import body_of, url_of
from tests.house.world import NOW, World, build
from tests.proof import AT_LENGTH, Proof, many

from zhibu.kit import clock

pytestmark = pytest.mark.slow
ROWS = [row for row in POSTS if row.name not in HANDED_OVER_AGAIN]
SUITE = 8  # drawn by chance; at length all
KEPT, COPY = "zhibu_at_once_kept", "zhibu_at_once_copy"
COUNTED = "SELECT count(*) FROM {}"


@dataclass
class House:
    """The committed university: its database, its files."""

    world: World
    name: str
    files: Path


def make(name: str, *, like: str) -> None:
    drop(name)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')


def drop(name: str) -> None:
    """Our own sessions are ended first; autovacuum, which is not ours to end, gives way to DROP."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND usename = current_user AND pid <> pg_backend_pid()",
            [name],
        )
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')


@contextmanager
def standing_in(name: str, files: Path) -> Iterator[None]:
    """Every connection of this process goes to that database, every file to that folder."""
    usual, folder = connection.settings_dict["NAME"], settings.FILES
    connection.close()
    connection.settings_dict["NAME"], settings.FILES = name, files
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"], settings.FILES = usual, folder


@pytest.fixture(scope="module")
def house(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[House]:
    """Built once, committed, and never touched again."""
    with django_db_blocker.unblock():
        usual = str(connection.settings_dict["NAME"])
        connection.close()
        kept, files = f"{KEPT}_{usual}", tmp_path_factory.mktemp("files")
        make(kept, like=usual)
        with standing_in(kept, files):
            world = furnish(build())
        yield House(world, kept, files)
        drop(kept)


@pytest.fixture
def fresh(house: House, django_db_blocker: DjangoDbBlocker, tmp_path: Path) -> Iterator[World]:
    """A copy of it for one post."""
    files = tmp_path / "files"
    shutil.copytree(house.files, files)
    with django_db_blocker.unblock():
        copy = house.name.replace(KEPT, COPY)
        make(copy, like=house.name)
        with standing_in(copy, files):
            yield house.world
        drop(copy)


def rows_kept() -> dict[str, int]:
    """How many rows every table of the house holds, jobs to do as well."""
    ours = sorted(m._meta.db_table for m in apps.get_models() if m.__module__.startswith("zhibu."))
    with connection.cursor() as cursor:
        found = {}
        for table in (*ours, "procrastinate_jobs"):
            cursor.execute(COUNTED.format(table))
            (found[table],) = cursor.fetchone()
    return found


def changed(before: dict[str, int]) -> dict[str, int]:
    """What has come to which table since, and what has gone from it."""
    return {table: n - before[table] for table, n in rows_kept().items() if n != before[table]}


@dataclass(frozen=True, slots=True)
class Post:
    """One submission, ready to be sent any number of times."""

    url: str
    body: dict[str, Any]  # Any: values and files, as the test client takes them
    files: dict[str, tuple[str, bytes]]
    session: str

    def send(self) -> HttpResponseBase:
        """From a browser of its own, at the hour of the world."""
        browser = Client(raise_request_exception=False)
        browser.cookies[settings.SESSION_COOKIE_NAME] = self.session
        files = {key: SimpleUploadedFile(*file) for key, file in self.files.items()}
        with clock.pinned(NOW):
            return browser.post(self.url, self.body | files)


def submission(row: Address, world: World) -> Post:
    """What somebody who may would send there."""
    question = somebody(row, world)
    assert question is not None
    with clock.pinned(NOW):
        url = url_of(question, world)
        assert url is not None
        body = body_of(question, url, world)
    files = {k: (v.name, v.read()) for k, v in body.items() if hasattr(v, "read")}
    plain = {k: v for k, v in body.items() if k not in files}
    return Post(url, plain, files, question.player.session)


@contextmanager
def quiet() -> Iterator[None]:
    """Every refusal is a warning of Django's own."""
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


@pytest.mark.parametrize("number", range(many(SUITE, len(ROWS))))
def test_a_post_sent_twice_at_once_is_done_once(number: int, fresh: World, proof: Proof) -> None:
    row = ROWS[number] if AT_LENGTH else proof.random("at once").sample(ROWS, SUITE)[number]
    post = submission(row, fresh)
    before = rows_kept()
    with quiet(), transaction.atomic():
        alone, wanted = post.send().status_code, changed(before)
        transaction.set_rollback(True)

    with quiet():
        answers = at_once(post.send, post.send)

    statuses = [answer.status_code for answer in answers]
    proof.figure("同时两次")
    proof.figure("5xx", sum(status >= 500 for status in statuses))
    assert (row, max(statuses) < 500, alone in statuses) == (row, True, True), statuses
    assert (row, changed(before)) == (row, wanted)
