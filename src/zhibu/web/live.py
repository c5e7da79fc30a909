"""The line on which open pages hear that something moved (实时): server-sent events, nothing else.

A small ASGI program of its own, ``uvicorn zhibu.web.live:app``. It hears PostgreSQL's channel ``live``
and passes each word to those who listen to its topic. It knows no session and reads no table: the
address holds a signed topic that lasts some hours, and only counts go through. When it is away, pages
ask again by themselves.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.http.request import validate_host

from zhibu.kit.live import CHANNEL, topic_of

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhibu.web.settings")

Message = MutableMapping[str, Any]  # Any: ASGI's own loose values
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

MOST_LISTENERS = 12_000
BREATH = 0.5  # seconds between two words to one listener: a burst becomes one word
HEARTBEAT = 15.0  # seconds; keeps proxies from closing a quiet line
LOOK_AGAIN = b"data: {}\n\n"
FIRST = b"retry: 3000\n\n"
PAUSES = (0.5, 1.0, 2.0, 4.0)  # seconds before the database is tried again

log = logging.getLogger("zhibu.live")


@dataclass(eq=False, slots=True)
class Listener:
    """One open page. word: the newest it has not been told; older ones are worth nothing."""

    stirred: asyncio.Event = field(default_factory=asyncio.Event)
    word: bytes = b""

    def tell(self, word: bytes) -> None:
        self.word = word
        self.stirred.set()


class Board:
    """Who listens to what."""

    def __init__(self) -> None:
        self.topics: dict[str, set[Listener]] = {}
        self.count = 0

    def join(self, topic: str) -> Listener:
        listener = Listener()
        self.topics.setdefault(topic, set()).add(listener)
        self.count += 1
        return listener

    def leave(self, topic: str, listener: Listener) -> None:
        listeners = self.topics.get(topic, set())
        listeners.discard(listener)
        self.count -= 1
        if not listeners:
            self.topics.pop(topic, None)

    def tell(self, topic: str, word: bytes) -> None:
        for listener in self.topics.get(topic, ()):
            listener.tell(word)

    def tell_all(self, word: bytes) -> None:
        for topic in self.topics:
            self.tell(topic, word)


def frame(payload: str) -> tuple[str, bytes]:
    """A word of the channel as its topic and what is sent. Raises ValueError on any other shape."""
    word = json.loads(payload)
    topic = word.pop("topic", None) if isinstance(word, dict) else None
    if not isinstance(topic, str) or not all(type(count) is int for count in word.values()):
        raise ValueError("a word is a topic and counts")
    return topic, b"data: " + json.dumps(word, separators=(",", ":")).encode() + b"\n\n"


async def hear(board: Board) -> None:
    """Pass on what the database says, for ever. After a gap everybody is asked to look again."""
    lost = 0
    while True:
        with contextlib.suppress(psycopg.Error, OSError):
            line = await psycopg.AsyncConnection.connect(settings.DIRECT_URL, autocommit=True)
            async with line:
                await line.execute(f"LISTEN {CHANNEL}")
                if lost:
                    board.tell_all(LOOK_AGAIN)
                lost = 0
                async for notice in line.notifies():
                    with contextlib.suppress(ValueError):
                        board.tell(*frame(notice.payload))
        log.warning("live: the database is away, trying again")
        await asyncio.sleep(PAUSES[min(lost, len(PAUSES) - 1)])
        lost += 1


class App:
    """The ASGI program: a lifespan that hears, and one kind of answer."""

    def __init__(self) -> None:
        self.board = Board()
        self.hearing: asyncio.Task[None] | None = None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self.hearing = asyncio.create_task(hear(self.board))
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                if self.hearing:
                    self.hearing.cancel()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _answer(self, scope: Message, receive: Receive, send: Send) -> None:
        origin = _header(scope, b"origin")
        if origin and not is_ours(origin):
            return await _refuse(send, 403, "")
        topic = topic_of(str(scope["path"]).rpartition("/")[2])
        if scope["method"] != "GET" or topic is None:
            return await _refuse(send, 404, origin)
        if self.board.count >= MOST_LISTENERS:
            return await _refuse(send, 503, origin)
        listener = self.board.join(topic)
        talking = asyncio.create_task(_talk(listener, origin, send))
        try:
            while (await receive())["type"] != "http.disconnect":
                pass
        finally:
            self.board.leave(topic, listener)
            talking.cancel()
            with contextlib.suppress(asyncio.CancelledError, OSError):
                await talking
        return None


async def _talk(listener: Listener, origin: str, send: Send) -> None:
    """Say every word to one listener, at most one each half second, and a heartbeat in between."""
    headers = [(b"content-type", b"text/event-stream"), (b"x-accel-buffering", b"no")]
    await send({"type": "http.response.start", "status": 200, "headers": _safe(headers, origin)})
    await _say(send, FIRST)
    while True:
        try:
            async with asyncio.timeout(HEARTBEAT):
                await listener.stirred.wait()
        except TimeoutError:
            await _say(send, b":\n\n")
            continue
        listener.stirred.clear()
        await _say(send, listener.word)
        await asyncio.sleep(BREATH)


async def _say(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _refuse(send: Send, status: int, origin: str) -> None:
    await send({"type": "http.response.start", "status": status, "headers": _safe([], origin)})
    await send({"type": "http.response.body", "body": b""})


def _safe(headers: list[tuple[bytes, bytes]], origin: str) -> list[tuple[bytes, bytes]]:
    """Headers of every answer; the page's own origin may read it, without cookies."""
    allowed = [(b"access-control-allow-origin", origin.encode())] if origin else []
    return [
        *headers,
        *allowed,
        (b"vary", b"origin"),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    ]


def _header(scope: Message, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def is_ours(origin: str) -> bool:
    """Whether a page of this house asks: its host is one of ours, whatever the port."""
    parts = urlsplit(origin)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
    return parts.scheme in {"http", "https"} and validate_host(host, settings.ALLOWED_HOSTS)


app = App()
