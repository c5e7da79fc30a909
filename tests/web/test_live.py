"""The live line: words of the database reach the pages that listen, and nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import psycopg
import pytest
import time_machine
from django.conf import settings
from django.db import connection

from zhibu.kit import live as topics
from zhibu.kit.live import address_of, announce, topic_of
from zhibu.web import live
from zhibu.web.middleware import content_policy

PAGE = "http://testserver"


@dataclass
class Page:
    """One open page: what the line has said to it."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)
    more: asyncio.Event = field(default_factory=asyncio.Event)
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    async def receive(self) -> dict[str, Any]:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:  # Any: ASGI's own loose values
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {k.decode(): v.decode() for k, v in message["headers"]}
        else:
            self.heard.append(message["body"].decode())
            self.more.set()

    async def words(self, count: int) -> list[str]:
        """The first words after the greeting, once there are so many."""
        async with asyncio.timeout(5):
            while len(self.heard) <= count:
                self.more.clear()
                await self.more.wait()
        return self.heard[1 : count + 1]


@asynccontextmanager
async def opened(
    app: live.App, address: str, *, origin: str = PAGE, method: str = "GET"
) -> AsyncIterator[Page]:
    page = Page()
    scope = {
        "type": "http",
        "method": method,
        "path": address,
        "headers": [(b"origin", origin.encode())] if origin else [],
    }
    answering = asyncio.create_task(app(scope, page.receive, page.send))
    await page.words(0)
    yield page
    page.gone.set()
    await answering


@asynccontextmanager
async def running() -> AsyncIterator[live.App]:
    """The program from start to stop, listening to the test's database."""
    app = live.App()
    asked: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    said: asyncio.Queue[Any] = asyncio.Queue()
    running = asyncio.create_task(app({"type": "lifespan"}, asked.get, said.put))
    await asked.put({"type": "lifespan.startup"})
    await said.get()
    await _listening()
    yield app
    await asked.put({"type": "lifespan.shutdown"})
    await running


async def _listening() -> None:
    """Until the database knows our listener."""
    for _ in range(200):
        if await asyncio.to_thread(_listeners):
            return
        await asyncio.sleep(0.02)
    raise AssertionError("nobody listens to the channel")


def _listeners() -> int:
    with psycopg.connect(settings.DIRECT_URL, autocommit=True) as line:
        found = line.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN live%'"
        ).fetchone()
    assert found is not None
    return int(found[0])


async def apart(act: Callable[[], None]) -> None:
    """Run an act of the page server in a thread of its own, its connection closed afterwards."""

    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    await asyncio.to_thread(run)


def play(scene: Callable[[live.App], Awaitable[None]]) -> None:
    async def whole() -> None:
        async with running() as app:
            await scene(app)

    asyncio.run(whole())


@pytest.fixture
def same_database(committed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line listens where the tests write."""
    parts = connection.settings_dict
    monkeypatch.setattr(
        settings,
        "DIRECT_URL",
        psycopg.conninfo.make_conninfo(
            dbname=parts["NAME"],
            user=parts["USER"],
            password=parts["PASSWORD"],
            host=parts["HOST"],
            port=parts["PORT"],
        ),
    )


def test_an_announced_count_reaches_its_listeners_and_no_others(same_database: None) -> None:
    async def scene(app: live.App) -> None:
        async with (
            opened(app, address_of("gathering:7")) as here,
            opened(app, address_of("gathering:8")) as there,
        ):
            await apart(lambda: announce("gathering:7", present=21))
            assert await here.words(1) == ['data: {"present":21}\n\n']
            assert there.heard == ["retry: 3000\n\n"]
            assert (here.status, here.headers["content-type"]) == (200, "text/event-stream")
            assert here.headers["access-control-allow-origin"] == PAGE

    play(scene)


def test_a_burst_becomes_one_word_and_the_newest(
    same_database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "BREATH", 0.2)

    def burst() -> None:
        for present in range(1, 51):
            announce("gathering:7", present=present)

    async def scene(app: live.App) -> None:
        async with opened(app, address_of("gathering:7")) as page:
            await apart(burst)
            for _wait in range(100):
                if page.heard[-1:] == ['data: {"present":50}\n\n']:
                    break
                await asyncio.sleep(0.1)
            assert page.heard[-1] == 'data: {"present":50}\n\n'
            assert len(page.heard) <= 20

    play(scene)


def test_after_the_database_was_away_everybody_looks_again(
    same_database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "PAUSES", (0.05,))

    def cut() -> None:
        with psycopg.connect(settings.DIRECT_URL, autocommit=True) as line:
            line.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE query LIKE 'LISTEN live%' AND pid <> pg_backend_pid()"
            )

    async def scene(app: live.App) -> None:
        async with opened(app, address_of("gathering:7")) as page:
            await apart(cut)
            assert await page.words(1) == ["data: {}\n\n"]

    play(scene)


def test_a_page_that_leaves_is_forgotten(same_database: None) -> None:
    async def scene(app: live.App) -> None:
        async with opened(app, address_of("gathering:7")):
            assert app.board.count == 1
        assert (app.board.count, app.board.topics) == (0, {})

    play(scene)


@pytest.mark.parametrize(
    ("address", "origin", "method", "status"),
    [
        ("/live/forged", PAGE, "GET", 404),
        ("", "https://elsewhere.example", "GET", 403),
        ("", "null", "GET", 403),
        ("", PAGE, "POST", 404),
    ],
)
def test_other_sites_forged_topics_and_other_methods_hear_nothing(
    same_database: None, address: str, origin: str, method: str, status: int
) -> None:
    async def scene(app: live.App) -> None:
        whole = address or address_of("gathering:7")
        page = Page()
        scope = {
            "type": "http",
            "method": method,
            "path": whole,
            "headers": [(b"origin", origin.encode())],
        }
        await app(scope, page.receive, page.send)
        assert (page.status, page.heard, app.board.count) == (status, [""], 0)

    play(scene)


def test_a_full_house_asks_to_come_later(
    same_database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "MOST_LISTENERS", 0)

    async def scene(app: live.App) -> None:
        page = Page()
        scope = {"type": "http", "method": "GET", "path": address_of("a:1"), "headers": []}
        await app(scope, page.receive, page.send)
        assert page.status == 503

    play(scene)


def test_an_address_names_its_topic_for_four_hours() -> None:
    with time_machine.travel(0, tick=False) as travel:
        token = address_of("gathering:7").rpartition("/")[2]
        travel.shift(timedelta(hours=4))
        assert topic_of(token) == "gathering:7"
        travel.shift(timedelta(seconds=1))
        assert topic_of(token) is None
    assert timedelta(hours=4) == topics.LASTS


@pytest.mark.parametrize("payload", ["", "[]", '{"topic":7}', '{"topic":"a","name":"陆知夏"}'])
def test_only_topics_and_counts_pass(payload: str) -> None:
    with pytest.raises(ValueError):
        live.frame(payload)


def test_the_page_policy_names_the_origin_of_the_line(settings: Any) -> None:
    settings.LIVE_URL = "http://127.0.0.1:8001/live"
    assert "connect-src 'self' http://127.0.0.1:8001;" in content_policy()
    settings.LIVE_URL = "/live"
    assert "connect-src 'self';" in content_policy()
