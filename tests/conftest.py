"""One throwaway PostgreSQL for a run of the suite, and no way out to the network.

With DATABASE_URL set the suite uses that server instead; its role must be able to make databases.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import hypothesis
import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import connection, connections, transaction
from django.test.utils import setup_databases, teardown_databases
from pytest_django import DjangoDbBlocker

from tests import pace, template
from tests.cast import Branch, university
from tests.house.fixture import furnished, world
from tests.proof import proof
from zhibu.kit.partitions import partitioned_tables, pieces_of
from zhibu.kit.protection import append_only_tables, grants_for
from zhibu.ops import roles, words
from zhibu.ops.postgres import Cluster
from zhibu.orgs.queries import RESTS_KEPT_AS
from zhibu.web.settings import database

hypothesis.settings.register_profile("house", deadline=None)  # no test judges by the clock
hypothesis.settings.load_profile("house")

__all__ = ["furnished", "proof", "world"]  # fixtures of every test

TEMPLATE = "ZHIBU_TEST_TEMPLATE"  # told to the workers of pytest-xdist
LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")  # noqa: S104 - compared with, not listened on


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="rewrite golden files, to be read as a diff"
    )
    parser.addoption(
        "--update-slow", action="store_true", help=f"rewrite {pace.LIST.name} from this run"
    )
    parser.addoption("--shots", help="a folder for pictures of every page (tests/browser)")


def pytest_configure(config: pytest.Config) -> None:
    """The controller starts the cluster; workers of pytest-xdist inherit its address."""
    sys.addaudithook(stay_at_home)
    words.make_ready()
    if os.environ.get("DATABASE_URL") or config.option.collectonly:
        return
    home = Path(tempfile.mkdtemp(prefix="zhibu-test-"))
    home.chmod(0o711)
    cluster = Cluster(home / "cell", throwaway=True)
    cluster.start()
    config.add_cleanup(lambda: tear_down(cluster, home))
    url = cluster.url(roles.OWNER)
    os.environ["DATABASE_URL"] = url
    os.environ[TEMPLATE] = template.make(cluster)
    settings.DATABASES["default"].update(database(url))
    settings.APP_URL = settings.OWNER_URL = settings.DIRECT_URL = url
    connections.settings["default"].update(database(url))


@pytest.hookimpl(tryfirst=True)  # before the marks are asked for
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The furnished university comes last, for whoever asks it: its transaction stays open."""
    pace.mark(items)
    items.sort(key=lambda item: "furnished" in getattr(item, "fixturenames", ()))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    pace.took(report)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if session.config.getoption("--update-slow") and not hasattr(session.config, "workerinput"):
        pace.write()


def tear_down(cluster: Cluster, home: Path) -> None:
    cluster.stop()
    os.environ.pop("DATABASE_URL", None)
    os.environ.pop(TEMPLATE, None)
    shutil.rmtree(home, ignore_errors=True)


def stay_at_home(event: str, values: tuple[object, ...]) -> None:
    """Only Unix sockets and this machine itself may be reached from a test."""
    if event != "socket.connect" or not isinstance(values[1], tuple):
        return
    host = str(values[1][0])
    if not host.startswith(LOOPBACK):
        raise AssertionError(f"a test reached for the network: {host}")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """``golden("name.txt", text)``: equal to ``golden/name.txt`` beside the test, or written there.

    Written only by ``./zhibu test --update-golden``.
    """

    def compare(name: str, text: str) -> None:
        kept = request.path.parent / "golden" / name
        if request.config.getoption("--update-golden"):
            kept.parent.mkdir(exist_ok=True)
            kept.write_text(text)
        assert text == kept.read_text()

    return compare


@pytest.fixture
def as_application(db: None) -> Callable[[], AbstractContextManager[None]]:
    """The rights of the application's own database role, for a block of a test.

    ``with as_application(): ...`` runs as a role that cannot change append-only tables.
    """

    @contextmanager
    def lowered() -> Iterator[None]:
        raw = connection.cursor().connection
        known = raw.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (roles.APP,)).fetchone()
        if known is None:  # an ordinary server of somebody's: within this test's transaction
            raw.execute(f"CREATE ROLE {roles.APP} NOLOGIN")
        for statement in grants_for(roles.APP, append_only_tables()):
            raw.execute(statement)
        raw.execute(f"SET LOCAL ROLE {roles.APP}")
        try:
            yield
        finally:
            if raw.info.transaction_status.name != "INERROR":
                raw.execute("RESET ROLE")

    return lowered


@pytest.fixture(autouse=True)
def nothing_rests() -> None:
    """Pages ask once a minute which features rest: in a test only when the test forgets it."""
    cache.set(RESTS_KEPT_AS, {}, None)


@pytest.fixture
def branch(db: None) -> Branch:
    """One university in small: see ``tests/cast.py``."""
    return university()


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """The test database for whoever asks, ``committed`` tests alone in a run too."""
    if name := os.environ.get(TEMPLATE):
        connection.settings_dict["TEST"] |= {"TEMPLATE": name, "MIGRATE": False}
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False)
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """For tests of several connections at once: everything is really committed, and afterwards every
    table of ours is emptied, the append-only ones too (which only their owner can do)."""
    ours = {m._meta.db_table for m in apps.get_models() if m.__module__.startswith("zhibu.")}
    with django_db_blocker.unblock():
        yield
        made = (ours | {"django_session", "procrastinate_jobs"}) & set(
            connection.introspection.table_names()
        )
        names = ", ".join(f'"{table}"' for table in sorted(made))
        guards = made & set(append_only_tables())
        guards |= {piece for table in partitioned_tables() for piece in pieces_of(table)}
        with transaction.atomic(), connection.cursor() as cursor:
            for table in guards:
                cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
            cursor.execute(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
            for table in guards:
                cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
        connection.close()
