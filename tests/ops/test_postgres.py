"""The embedded database: sees Chinese, keeps its doors shut."""

from __future__ import annotations

import pytest
from django.db import connection


@pytest.mark.django_db
def test_trigrams_see_chinese() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        cursor.execute("SELECT cardinality(show_trgm('党支部'))")
        assert cursor.fetchone()[0] > 0
