"""One of several writers at once: makes its lines ready, waits for the word, writes them.

``python -m bench.writer AT OF``; told ``post N`` or ``copy N`` it says ``ready``, told ``go`` it writes and
says when it began and ended.
"""

from __future__ import annotations

import sys
import time

import django

django.setup()

from django.conf import settings  # noqa: E402 - Django first
from django.db import connection, transaction  # noqa: E402

from bench import ledger  # noqa: E402
from bench.posting import copy_in, post  # noqa: E402


def main(at: int, of: int) -> None:
    """Until told no more. Everything that is not writing is done before ``ready``."""
    people = [one for one in ledger.members() if one[1] % of == at] or ledger.members()
    levels = ledger.levels(branch for _person, branch in people)
    version = ledger.version_id()
    for line in sys.stdin:
        what, number = line.split()
        batch = ledger.entries(people, int(number), version=version)
        text = b""
        if what == "copy":
            with transaction.atomic():
                post(batch, levels, set(people))
                text = _text()
                transaction.set_rollback(True)
        print("ready", flush=True)
        sys.stdin.readline()
        began = time.time()
        if what == "post":
            post(batch, levels, set(people))
        else:
            copy_in(settings.APP_URL, text)
        print(began, time.time(), flush=True)


def _text() -> bytes:
    """What this transaction sees of the ledger, as COPY's own text."""
    with (
        connection.cursor() as cursor,
        cursor.copy("COPY (SELECT * FROM points_credit) TO STDOUT") as out,
    ):
        return b"".join(bytes(piece) for piece in out)


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
