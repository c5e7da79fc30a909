"""The small university, furnished once for all questions of a run: each question undoes what it did.

It stands in a transaction that stays open: whatever asks for it runs last (``tests/conftest.py``).
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import transaction
from pytest_django import DjangoDbBlocker
from tests.house.things import furnish
from tests.house.world import World, build

SESSIONS = "django.contrib.sessions.backends.cached_db"  # read ten thousand times


@pytest.fixture(scope="session")
def furnished(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    """Built in one transaction that never ends well."""
    kept, settings.FILES = settings.FILES, tmp_path_factory.mktemp("files")
    stored, settings.SESSION_ENGINE = settings.SESSION_ENGINE, SESSIONS
    with django_db_blocker.unblock(), transaction.atomic():
        yield furnish(build())
        transaction.set_rollback(True)
    settings.FILES, settings.SESSION_ENGINE = kept, stored


@pytest.fixture
def world(furnished: World) -> Iterator[World]:
    """The same for one test, which leaves nothing of its own behind for the next."""
    with transaction.atomic():
        yield furnished
        transaction.set_rollback(True)
