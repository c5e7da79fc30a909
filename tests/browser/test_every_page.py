"""Every page of the house in Chromium, on the demo's data, as its own people reach it by links.

Each address of the permission table is opened on a phone in the light and on a desk in the dark: axe
finds nothing (no rule is disabled), the console and the content policy are silent, nothing is wider
than a phone. ``pytest tests/browser/test_every_page.py --shots FOLDER`` writes the pictures.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Page, Route
from pytest_django import DjangoDbBlocker
from tests.browser.page import (
    BUILD,
    DESK,
    PHONE,
    SITE,
    TYPES,
    Screen,
    axe_findings,
    chromium,
    opened,
    overflow,
)
from tests.house.permissions import addresses

from zhibu.kit import clock
from zhibu.orgs.models import Post
from zhibu.people.accounts import account_of
from zhibu.people.models import Appointment, Membership, Person
from zhibu.web.demo.seed import BRANCHES, seed

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TODAY = date(2026, 11, 25)
NOON = clock.day_start(TODAY).replace(hour=4)  # twelve o'clock in China
HREF = re.compile(r'href="(/[^"#]*|\?[^"#]*)"')
A_NAME = 2  # addresses of one name looked through for links, for each person

# Addresses no page leads to, or that are no page, and why. Everything else is reached and looked at.
NO_PAGE: dict[str, str] = {}


@dataclass
class Reader:
    """One of the demo's people with a session of their own."""

    part: str
    person: Person | None
    session: str = ""

    def get(self, address: str) -> Answer:
        """Status, headers and body, at the demo's hour; nothing stays of it."""
        client = Client(raise_request_exception=False)
        if self.session:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.session
        with clock.pinned(NOON), transaction.atomic():
            answer = client.get(address)
            body = b"".join(answer) if answer.streaming else answer.content
            transaction.set_rollback(True)
        return answer.status_code, dict(answer.headers), body


Answer = tuple[int, dict[str, str], bytes]


@dataclass(frozen=True, slots=True)
class Found:
    """A page somebody came to by links, as they got it."""

    name: str
    address: str
    part: str
    answer: Answer


def let_in(part: str, person: Person) -> Reader:
    """A session as the door begins it."""
    account = account_of(person)
    session = SessionStore()
    session["_auth_user_id"] = str(account.pk)
    session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    session["_auth_user_hash"] = account.get_session_auth_hash()
    session["generation"] = account.generation
    session.create()
    return Reader(part, person, session.session_key or "")


def holder_of(post: str) -> Person:
    return Appointment.objects.filter(post=post).order_by("pk").select_related("person")[0].person


def readers() -> list[Reader]:
    """Secretary, plain member, college organiser, the university's, and somebody at the door."""
    secretary = holder_of(Post.SECRETARY)
    branch = Membership.objects.get(person=secretary, until=None).organisation
    plain = (
        Membership.objects.filter(organisation=branch, person__account__opened_at__isnull=False)
        .exclude(person__in=Appointment.objects.values("person"))
        .order_by("pk")
        .select_related("person")[0]
        .person
    )
    return [
        let_in("secretary", secretary),
        let_in("member", plain),
        let_in("college", holder_of(Post.COLLEGE_ORGANISER)),
        let_in("university", holder_of(Post.UNIVERSITY_ORGANISER)),
        Reader("outside", None),
    ]


def links_of(body: bytes, base: str) -> list[str]:
    """Addresses of the house a page leads to, in its order."""
    text = body.decode(errors="replace")
    found = (urljoin(base, unescape(link)) for link in HREF.findall(text))
    return list(dict.fromkeys(link for link in found if not link.startswith("/static/")))


def name_of(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


def is_page(status: int, headers: dict[str, str], body: bytes) -> bool:
    return (
        status == 200
        and headers.get("Content-Type", "").startswith("text/html")
        and b"<html" in body
    )


def walk(reader: Reader) -> tuple[list[Found], set[str]]:
    """Pages this person comes to from the first one, and names of all addresses that answered."""
    waiting, seen = deque(["/", "/components", "/sign-in"]), set[str]()
    opened_of: dict[str, int] = {}
    pages: list[Found] = []
    answered: set[str] = set()
    while waiting:
        address = waiting.popleft()
        name = name_of(address)
        if not name or address in seen or opened_of.get(name, 0) >= A_NAME:
            continue
        seen.add(address)
        opened_of[name] = opened_of.get(name, 0) + 1
        status, headers, body = reader.get(address)
        if status in {301, 302, 303}:
            waiting.append(headers.get("Location", "/"))
            continue
        if status == 200:
            answered.add(name)
        if is_page(status, headers, body):
            pages.append(Found(name, address, reader.part, (status, headers, body)))
            waiting.extend(links_of(body, address))
    return pages, answered


# ---- the demo, served without a server


@dataclass
class Demo:
    """The demo's pages by the person who reached them, and the browser they are looked at with."""

    browser: Browser
    pages: list[Found]
    answered: set[str]


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Demo]:
    """Seeded and walked through in one transaction that never ends well; Chromium then gets the same
    answers, headers and all, without a server."""
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.pinned(NOON):
            seed(today=TODAY)
            people = readers()
        walked = [walk(reader) for reader in people]
        answered = set().union(*(names for _pages, names in walked))
        transaction.set_rollback(True)
    with chromium() as browser:
        yield Demo(browser, [one for pages, _names in walked for one in pages], answered)


def answer_as_walked(page: Page, found: list[Found]) -> None:
    """Every page of this window is answered as this person got it; what pages fetch by themselves, not."""
    kept = {one.address: one.answer for one in found}

    def answer(route: Route) -> None:
        address = route.request.url.removeprefix(SITE)
        if address.startswith("/static/"):
            file = BUILD / urlsplit(address).path.removeprefix("/static/")
            kind = TYPES.get(file.suffix, "application/octet-stream")
            route.fulfill(body=file.read_bytes(), content_type=kind)
        elif address in kept:
            status, headers, body = kept[address]
            route.fulfill(status=status, headers=headers, body=body)
        else:
            route.fulfill(status=204)

    page.route("**/*", answer)


def once_each(pages: list[Found]) -> list[Found]:
    """The first way to each name, and for pages of no object every person's own."""
    kept: dict[tuple[str, str], Found] = {}
    for one in pages:
        plain = "<" not in resolve(urlsplit(one.address).path).route
        kept.setdefault((one.name, one.part if plain else ""), one)
    return list(kept.values())


def looked_at(
    demo: Demo, pages: list[Found], screen: Screen, theme: str, shots: Path | None
) -> list[str]:
    """Everything found wrong with these pages on this screen, one line each."""
    said: list[str] = []
    parts = dict.fromkeys(one.part for one in pages)
    for part in parts:
        own = [one for one in pages if one.part == part]
        with opened(demo.browser, screen, theme=theme) as seen:
            answer_as_walked(seen.page, own)
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


def test_every_address_is_reached_by_links_or_is_no_page(demo: Demo) -> None:
    asked = {row.name for row in addresses() if row.method == "GET"}
    assert len(BRANCHES) > 3
    assert asked - demo.answered == set(NO_PAGE)


def test_every_page_is_sound_on_a_phone_in_the_light(demo: Demo, shots: Path | None) -> None:
    said = looked_at(demo, once_each(demo.pages), PHONE, "light", shots)
    assert not said, "\n".join(said)


def test_every_page_is_sound_on_a_desk_in_the_dark(demo: Demo, shots: Path | None) -> None:
    once = {one.name: one for one in reversed(demo.pages)}
    said = looked_at(demo, list(once.values()), DESK, "dark", shots)
    assert not said, "\n".join(said)


def test_a_page_that_is_too_wide_unlabelled_or_breaks_the_policy_is_found(demo: Demo) -> None:
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
    said = looked_at(demo, [page], PHONE, "light", None)

    assert [bool([s for s in said if word in s]) for word in ("style", "to ", "label:")] == [
        True
    ] * 3
