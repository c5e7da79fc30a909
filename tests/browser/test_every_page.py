"""Every page of the house in Chromium: what each address answers somebody who may open it.

The pages come from the furnished university of ``tests/house``, so a new address is looked at as soon as
its row stands. Each is opened on a phone in the light and on a desk in the dark: axe finds nothing (no
rule is disabled), the console and the content policy are silent, nothing is wider than a phone.
``pytest tests/browser/test_every_page.py --shots FOLDER`` writes the pictures.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.db import transaction
from django.http import HttpResponseBase
from playwright.sync_api import Browser, Page, Route
from tests.browser.page import (
    DESK,
    PHONE,
    TYPES,
    Screen,
    axe_findings,
    chromium,
    opened,
    overflow,
)
from tests.house.files import bytes_of
from tests.house.permissions import Address, addresses
from tests.house.urls import Question, allowed, questions, url_of
from tests.house.world import NOW, OUTSIDER, World

from zhibu.kit import clock

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SITE = "http://localhost"  # an origin Chromium trusts as it does https; reached by Playwright's routes only
PAGES = [row for row in addresses() if row.method == "GET"]
# Who is asked for first: the one who sees most on a page of a branch, then those above.
FIRST = ("secretary", "member", "university_organiser", "college_organiser", "operator", OUTSIDER)

Answer = tuple[int, dict[str, str], bytes]


@dataclass(frozen=True, slots=True)
class Found:
    """A page as somebody who may open it gets it."""

    name: str
    address: str
    part: str
    answer: Answer


def is_page(answer: HttpResponseBase) -> bool:
    kind = answer.headers.get("Content-Type", "")
    return answer.status_code == 200 and kind.startswith("text/html")


def who_may(row: Address, world: World) -> list[Question]:
    """Those the table lets in, the fullest page first."""
    found = [q for q in questions(row, world, list(world.players.values())) if allowed(q)]
    order = {post: at for at, post in enumerate(FIRST)}
    found.sort(key=lambda q: (order.get(q.player.post, len(order)), q.where not in {"own", "here"}))
    return found


def opened_by_somebody(row: Address, world: World) -> Found | None:
    """The first page among those who may; None where the address answers a file, a piece or leads on."""
    for question in who_may(row, world)[:6]:
        with transaction.atomic(), clock.pinned(NOW):
            url = url_of(question, world)
            answer = question.player.browser().get(url) if url else None
            body = bytes_of(answer) if answer is not None else b""
            transaction.set_rollback(True)
        if url and answer is not None and is_page(answer) and b"<html" in body:
            kept = (answer.status_code, dict(answer.headers), body)
            return Found(row.name, url, question.player.post, kept)
    return None


@dataclass
class House:
    """Every page with the browser it is looked at with."""

    browser: Browser
    pages: list[Found]


@pytest.fixture(scope="module")
def house(furnished: World) -> Iterator[House]:
    pages = [found for row in PAGES if (found := opened_by_somebody(row, furnished))]
    with chromium() as browser:
        yield House(browser, pages)


def answer_as_asked(page: Page, found: list[Found]) -> None:
    """Every page of this window is answered as this person got it; what pages fetch by themselves, not."""
    kept = {one.address: one.answer for one in found}

    def answer(route: Route) -> None:
        address = route.request.url.removeprefix(SITE)
        if address.startswith("/static/"):
            file = Path(str(finders.find(urlsplit(address).path.removeprefix("/static/"))))
            kind = TYPES.get(file.suffix, "application/octet-stream")
            route.fulfill(body=file.read_bytes(), content_type=kind)
        elif address in kept:
            status, headers, body = kept[address]
            route.fulfill(status=status, headers=headers, body=body)
        else:
            route.fulfill(status=204)

    page.route("**/*", answer)


def looked_at(
    house: House, pages: list[Found], screen: Screen, theme: str, shots: Path | None
) -> list[str]:
    """Everything found wrong with these pages on this screen, one line each."""
    said: list[str] = []
    parts = dict.fromkeys(one.part for one in pages)
    for part in parts:
        own = [one for one in pages if one.part == part]
        with opened(house.browser, screen, theme=theme) as seen:
            answer_as_asked(seen.page, own)
            for one in own:
                seen.complaints.clear()
                seen.page.goto(SITE + one.address, wait_until="load")
                where = f"{one.name} {one.address} ({part}, {screen.name}, {theme})"
                if shots:
                    file = f"{one.name.replace(':', '-')}-{part}-{screen.name}-{theme}.png"
                    seen.page.screenshot(path=shots / file, full_page=True)
                faults = [*seen.complaints, *overflow(seen.page), *axe_findings(seen.page)]
                said += [f"{where}: {fault}" for fault in faults]
    return said


@pytest.fixture(scope="module")
def shots(request: pytest.FixtureRequest) -> Path | None:
    folder = request.config.getoption("--shots")
    if folder is None:
        return None
    path = Path(str(folder))
    path.mkdir(parents=True, exist_ok=True)
    return path


def test_most_addresses_are_pages(house: House) -> None:
    """What is no page is a file, a piece of a page, a feed, or leads on."""
    assert len(house.pages) > len({row.name for row in PAGES}) * 2 / 3


def test_every_page_is_sound_on_a_phone_in_the_light(house: House, shots: Path | None) -> None:
    said = looked_at(house, house.pages, PHONE, "light", shots)
    assert not said, "\n".join(said)


def test_every_page_is_sound_on_a_desk_in_the_dark(house: House, shots: Path | None) -> None:
    said = looked_at(house, house.pages, DESK, "dark", shots)
    assert not said, "\n".join(said)


def test_a_page_that_is_too_wide_unlabelled_or_breaks_the_policy_is_found(house: House) -> None:
    """The check itself, red on a planted page."""
    bad = (
        b'<!doctype html><html lang="zh-Hans"><title>x</title><body><main><h1>x</h1>'
        b'<input name="n"><div style="color:red">y</div><pre>'
        + b"x" * 900
        + b"</pre></main></body></html>"
    )

    policy = "default-src 'none'; style-src 'self'; script-src 'self'"
    headers = {"Content-Type": "text/html", "Content-Security-Policy": policy}
    page = Found("planted", "/", "outside", (200, headers, bad))
    said = looked_at(house, [page], PHONE, "light", None)

    assert [bool([s for s in said if word in s]) for word in ("style", "to ", "label:")] == [
        True
    ] * 3
