"""Nothing of anybody in the logs (日志): every address asked in the marked university, with marks typed
into every field, into the address and the headers, and with the database failing half-way and quoting
what it was given. What a running house would write is searched for marks.
"""

from __future__ import annotations

import io
import itertools
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from random import Random
from typing import Any

from django.db import DataError, connection, transaction
from django.db.transaction import TransactionManagementError
from tests.house.permissions import Address, addresses
from tests.house.urls import Question, allowed, body_of, questions, url_of
from tests.house.world import NOW, World
from tests.proof import AT_LENGTH, many

from zhibu.kit import clock
from zhibu.kit.logs import JsonLines

MARK = "qz9998x"  # typed by whoever asks
ROWS = addresses()
DRAWN = many(8, len(ROWS))
MANY = 9  # questions of each row at length, the places and posts drawn by chance
HEADERS = {"User-Agent": MARK, "Referer": f"http://testserver/{MARK}", "X-Requested-With": MARK}


@contextmanager
def written() -> Iterator[io.StringIO]:
    """What is written as in a running house, whatever the level, and nowhere else."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    kept, level = root.handlers[:], root.level
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    try:
        yield out
    finally:
        root.handlers[:] = kept
        root.setLevel(level)


def with_marks(body: Mapping[str, Any]) -> dict[str, Any]:
    """The same content with a mark at the end of every text; files and choices by number as they are."""
    return {
        name: f"{value}{MARK}"
        if isinstance(value, str) and not value.isdigit() and name != "idempotency_key"
        else value
        for name, value in body.items()
    }


Execute = Callable[..., object]


def failing(at: int) -> AbstractContextManager[None]:
    """The database refuses the statement of this number, and says in words what it was given."""
    numbers = itertools.count(1)

    def wrapper(execute: Execute, sql: str, params: object, many: bool, context: object) -> object:
        if next(numbers) == at:
            raise DataError(f"invalid: {sql} {params!r} DETAIL: Failing row contains ({MARK}).")
        return execute(sql, params, many, context)

    return connection.execute_wrapper(wrapper)


def send(question: Question, world: World, *, marked: bool, fails_at: int = 0) -> int:
    """One request, undone afterwards; its status, 0 where there is nothing to ask."""
    with transaction.atomic(), clock.pinned(NOW):
        url = url_of(question, world)
        if url is None:
            transaction.set_rollback(True)
            return 0
        posts = question.address.method == "POST"
        body = body_of(question, url, world) if posts else {"q": MARK}
        browser = question.player.browser()
        ask = browser.post if posts else browser.get
        with failing(fails_at) if fails_at else nullcontext():
            try:
                status = ask(url, with_marks(body) if marked else body, headers=HEADERS).status_code
            except TransactionManagementError:  # the page of the error, inside our own transaction
                status = 500
        transaction.set_rollback(True)
    return status


def asked(row: Address, world: World, rng: Random) -> list[Question]:
    """In the suite one who may and one who may not; at length so many of everybody everywhere."""
    found = questions(row, world, list(world.players.values()))
    if AT_LENGTH:
        return rng.sample(found, min(MANY, len(found)))
    sorts = ([q for q in found if allowed(q)], [q for q in found if not allowed(q)])
    return [rng.choice(sort) for sort in sorts if sort]
