"""People with browsers: signed-in sessions, and a client that asks over a few kept connections."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from urllib.parse import urlencode
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest

from zhibu.people.models import Account, Sitting
from zhibu.web.sessions import let_in

CSRF = "b" * 32
Make = Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and how long it took."""

    status: int
    seconds: float
    body: bytes


def session_of(account: Account) -> str:
    """The cookie of a person who has just signed in."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    request.META["REMOTE_ADDR"] = "127.0.0.1"
    let_in(request, account, way=Sitting.Way.PASSWORD)
    request.session.save()
    return str(request.session.session_key)


def get(path: str, session: str, *, cookie: str = "") -> bytes:
    """A page asked for. cookie: the name of the session's, where it is not ours."""
    return _request("GET", path, session, b"", cookie=cookie)


def post(path: str, session: str, key: str = "", **fields: str) -> bytes:
    """A form sent, with a key of its own unless one is given."""
    key = key or uuid4().hex
    body = urlencode({"csrfmiddlewaretoken": CSRF, "idempotency_key": key, **fields}).encode()
    return _request("POST", path, session, body)


def _request(verb: str, path: str, session: str, body: bytes, *, cookie: str = "") -> bytes:
    name = cookie or settings.SESSION_COOKIE_NAME
    cookies = f"{name}={session}; {settings.CSRF_COOKIE_NAME}={CSRF}"
    lines = [f"{verb} {path} HTTP/1.1", "Host: localhost", f"Cookie: {cookies}"]
    if body:
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


def asked(port: int, makes: Iterable[Make], *, connections: int = 4) -> list[Answer]:
    """Ask all of these over so many connections, each the next as soon as it is free."""
    return asyncio.run(_asked(port, iter(makes), connections))


async def _asked(port: int, makes: Iterator[Make], connections: int) -> list[Answer]:
    answers: list[Answer] = []

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for make in makes:
            began = time.perf_counter()
            writer.write(make())
            status, body, keeps = await _read(reader)
            answers.append(Answer(status, time.perf_counter() - began, body))
            if not keeps:
                writer.close()
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.close()

    await asyncio.gather(*(one() for _connection in range(connections)))
    return answers


async def _read(reader: asyncio.StreamReader) -> tuple[int, bytes, bool]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    named = {k.lower(): v.strip() for k, _colon, v in (line.partition(":") for line in head[1:])}
    body = b""
    if "content-length" in named:
        body = await reader.readexactly(int(named["content-length"]))
    elif named.get("transfer-encoding") == "chunked":
        while size := int(await reader.readline(), 16):
            body += await reader.readexactly(size)
            await reader.readexactly(2)
        await reader.readline()
    return int(head[0].split()[1]), body, named.get("connection", "").lower() != "close"


def at_most(answers: Sequence[Answer], part: float) -> float:
    """Seconds within which this part of the answers came."""
    times = sorted(answer.seconds for answer in answers)
    return times[min(len(times) - 1, int(len(times) * part))]
