"""Telling open pages to look again (实时): a topic, a signed address for it, one word to the line.

Nothing personal goes through: a message is a topic and, at most, counts. ``web/live.py`` is the line.
"""

from __future__ import annotations

import json
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import connection

CHANNEL = "live"
LASTS = timedelta(hours=4)
_SALT = "kit.live.topic"


def address_of(topic: str) -> str:
    """Where a page listens to this topic, for ``data-live``: good for four hours."""
    token = signing.dumps(topic, salt=_SALT, compress=True)
    return f"{settings.LIVE_URL.rstrip('/')}/{token}"


def topic_of(token: str) -> str | None:
    """The topic an address names; None when it is not ours or too old."""
    try:
        topic = signing.loads(token, salt=_SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    return str(topic)


def announce(topic: str, **counts: int) -> None:
    """Tell whoever listens to this topic, when the transaction commits (pg_notify). One statement."""
    word = json.dumps({"topic": topic, **counts}, separators=(",", ":"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, word])
