"""Files of these tests lie in a folder of their own."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings
from tests.cast import opened

from zhibu.people.models import Person

PASSWORD = "桥上的灯一盏盏亮了"  # noqa: S105 - of invented persons


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> Path:
    settings.FILES = tmp_path / "files"
    settings.ROOT_URLCONF = "tests.archive.urls"
    return tmp_path / "files" / "archive"


def signed_in(somebody: Person) -> Client:
    """A browser in which this person has signed in."""
    opened(somebody, PASSWORD)
    client = Client()
    client.post("/sign-in", {"number": somebody.staff_no, "password": PASSWORD})
    return client
