"""How each address of the house is asked: which object of which place stands in it, and what is sent.

An address whose names are known (``meeting_id``, ``person_id`` …) needs nothing here but, for a POST,
its body; the rest says where it differs. The rows themselves stand in ``docs/permissions.md``.
"""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.sessions.backends.cached_db import KEY_PREFIX
from django.core.cache import cache as kept_sessions
from django.db import transaction
from django.http import HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.house.bodies import BODIES
from tests.house.files import text_of
from tests.house.forms import posts_to
from tests.house.permissions import PUBLIC, SIGNED_IN, Address, addresses
from tests.house.targets import (
    CLOSED,
    FORM_FIRST,
    IN_BODY,
    LED_AWAY,
    MINE,
    NOT_HERE,
    QUERY,
    SHOWN,
    SPARE,
    TARGETS,
    USES,
)
from tests.house.world import (
    AT_COLLEGE,
    AT_ROOT,
    ME,
    NOW,
    OUTSIDER,
    PLACES,
    TABLE,
    Canary,
    Player,
    Spot,
    World,
    marks_in,
)

from zhibu.kit import clock
from zhibu.trail.models import AuditNote

SIGN_IN = "/sign-in"
# One's own page, by another row than those of others.
ABOUT_ONESELF = {"people:person": "see_person"}
# Names in an address that stand for somebody's own: asked of everybody about themselves as well.
PERSONAL = {"person_id", "notice_id"}


# ---- what addresses there are


@dataclass(frozen=True, slots=True)
class Pattern:
    """One named address of the URLconf. kwargs: what stands in it."""

    name: str
    kwargs: tuple[str, ...]


@cache
def patterns() -> dict[str, Pattern]:
    """Every address of the house by its full name. Raises ValueError on one without a name."""
    found = {p.name: p for p in _walk(get_resolver(), "")}
    return dict(sorted(found.items()))


def _walk(resolver: URLResolver, space: str) -> Iterator[Pattern]:
    for part in resolver.url_patterns:
        if isinstance(part, URLResolver):
            inner = f"{space}{part.namespace}:" if part.namespace else space
            yield from _walk(part, inner)
        elif isinstance(part, URLPattern):
            if not part.name:
                raise ValueError(f"an address without a name: {space}{part.pattern}")
            kwargs = tuple(re.findall(r"<(?:\w+:)?(\w+)>", str(part.pattern)))
            yield Pattern(f"{space}{part.name}", kwargs)


# ---- one question


@dataclass(frozen=True, slots=True)
class Question:
    """One cell of the matrix: this address, by this person, about an object of this place."""

    address: Address
    player: Player
    spot: Spot | None

    @property
    def where(self) -> str:
        return self.spot.key if self.spot else "here"

    def __str__(self) -> str:
        return f"{self.address} · {self.player.post} · {self.where}"


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back. changed: whether a note was left."""

    status: int
    location: str
    text: str
    changed: bool

    @property
    def sent_to_the_door(self) -> bool:
        return self.status == 302 and self.location.startswith(SIGN_IN)

    @property
    def sign(self) -> str:
        """One sign for the golden table."""
        if self.sent_to_the_door:
            return "→"
        if self.status in {403, 404}:
            return "×"
        return "✓" if self.status < 400 else f"!{self.status}"


def targets_of(address: Address) -> dict[str, str]:
    """Which id of a spot stands for which name in the address."""
    named = USES.get(f"{address.name} {address.method} {address.action}") or USES.get(
        f"{address.name} {address.action}"
    )
    return named or USES.get(address.name, {})


def place_kwargs(address: Address, spot: Spot, kwargs: tuple[str, ...]) -> dict[str, Any] | None:
    """What stands in the address for an object of this place; None when it has none."""
    uses = targets_of(address)
    values: dict[str, Any] = {}
    for name in kwargs:
        key = uses.get(name, name)
        if key.startswith("="):
            values[name] = key[1:]
        elif key in spot.ids:
            values[name] = spot.ids[key]
        else:
            return None
    return values


def url_of(question: Question, world: World) -> str | None:
    """The address to ask; None where this person has nothing to ask about there."""
    address, spot = question.address, question.spot
    if maker := TARGETS.get(f"{address.name} {address.action}") or TARGETS.get(address.name):
        return maker(world, question.player, spot)
    kwargs = patterns()[address.name].kwargs
    if spot is None:
        return reverse(address.name) if not kwargs else None
    values = place_kwargs(address, spot, kwargs)
    if values is None:
        return None
    url = reverse(address.name, kwargs=values)
    query = QUERY.get(address.name)
    return url + (query.format(**spot.ids) if query else "")


def spots_of(address: Address, world: World) -> list[Spot | None]:
    """The places that have an object for this address; ``None`` alone where none is named."""
    kwargs = patterns()[address.name].kwargs
    special = f"{address.name} {address.action}" in TARGETS or address.name in TARGETS
    if address.action in {PUBLIC, SIGNED_IN}:
        return [None] if special or not kwargs else [world.spots["own"]]
    in_body = address.name in IN_BODY and address.method == "POST"
    by_place = bool(kwargs) or address.name in QUERY or in_body
    if not by_place and not special:
        return [None]
    left_out = NOT_HERE.get(address.name, ()) + NOT_HERE.get(f"{address.name} {address.action}", ())
    found = [
        spot
        for key, spot in world.spots.items()
        if key in PLACES
        and key not in left_out
        and (special or place_kwargs(address, spot, kwargs) is not None)
        and (address.name not in QUERY or _has_query(address, spot))
    ]
    return list(found)


def _has_query(address: Address, spot: Spot) -> bool:
    return set(re.findall(r"{(\w+)}", QUERY[address.name])) <= set(spot.ids)


def body_of(question: Question, url: str, world: World) -> dict[str, Any]:
    """What a sound form sends: the page's own as somebody allowed gets it, and what is typed in."""
    address, spot = question.address, question.spot
    typed = BODIES.get(address.name)
    sent: dict[str, Any] = dict(_as_the_page_has_it(question, url, world))
    if typed:
        sent |= typed(world, question.player, spot)
    return {**sent, "idempotency_key": uuid.uuid4().hex}


PAGES = {row.name for row in addresses() if row.method == "GET"}
FILLERS = ("secretary", "university_organiser", "college_organiser", "operator", "group_leader")


def _as_the_page_has_it(question: Question, url: str, world: World) -> dict[str, list[str]]:
    """The values a page already has, asked by the first who may; nothing where there is no page."""
    if question.address.name not in PAGES:
        return {}
    where = (question.address, question.where)
    if where not in world.filled:
        world.filled[where] = _filled(question, url, world)
    return world.filled[where]


def _filled(question: Question, url: str, world: World) -> dict[str, list[str]]:
    for post in FILLERS:
        asking = Question(question.address, world.players[post], question.spot)
        if allowed(asking):
            answer = asking.player.browser().get(url)
            form = posts_to(text_of(answer), url) if answer.status_code == 200 else None
            return dict(form.values) if form else {}
    return {}


def ask(question: Question, world: World) -> Reply | None:
    """Ask it, at the hour of the world, and leave nothing behind. None: nothing to ask about."""
    with transaction.atomic(), clock.pinned(NOW):
        url = url_of(question, world)
        reply = None if url is None else send(question, url, world)
        transaction.set_rollback(True)
    kept_sessions.delete(
        f"{KEY_PREFIX}{question.player.session}"
    )  # what the session learned goes as well
    return reply


def send(question: Question, url: str, world: World) -> Reply:
    """The request itself."""
    logging.disable(logging.WARNING)  # every refusal is a warning of Django's own
    posts = question.address.method == "POST"
    body = body_of(question, url, world) if posts else {}
    before = AuditNote.objects.count() if posts else 0
    browser = question.player.browser()
    answer: HttpResponseBase = browser.post(url, body) if posts else browser.get(url)
    logging.disable(logging.NOTSET)
    text = text_of(answer)
    return Reply(
        answer.status_code,
        answer.headers.get("Location", ""),
        text,
        posts and AuditNote.objects.count() != before,
    )


# ---- what the table says of it


def allowed(question: Question) -> bool:
    """Whether the table lets this person do it there."""
    address, player, spot = question.address, question.player, question.spot
    signed_in = player.person is not None
    if address.name in CLOSED:
        return False
    if address.action == PUBLIC:
        return True
    if address.action == SIGNED_IN:
        return signed_in
    if not signed_in:
        return False
    if spot is None:
        return player.has(address.action)
    mine = MINE.get(address.name)
    own_case = spot.key == ME or bool(mine and mine(player, spot))
    if spot.key == ME and "person_id" in patterns()[address.name].kwargs:
        return player.may_as_oneself(ABOUT_ONESELF.get(address.name, address.action))
    return player.may(address.action, spot, own_case=own_case)


def is_spared(question: Question) -> bool:
    """Whether a reason stands why the answer may differ from the table, on the stricter side."""
    address, where = question.address, question.where
    return any(f"{address.action} {post} {where}" in SPARE for post in (question.player.post, "*"))


def fault_of(question: Question, reply: Reply) -> str:
    """What is not as the table has it; empty when all is well."""
    expected = allowed(question)
    if reply.status >= 500:
        return f"{question}: {reply.status}"
    if expected:
        if is_spared(question):
            return ""
        wrong = reply.status in {400, 403, 404, 405} or (
            reply.sent_to_the_door and question.address.name != "web:sign_out"
        )
        return f"{question}: allowed by the table, answered {reply.status}" if wrong else ""
    before = question.address.name in IN_BODY | set(FORM_FIRST)
    refused = {403, 404} | ({422} if before else set())
    if question.player.person is None and question.address.name not in CLOSED:
        return "" if reply.sent_to_the_door else f"{question}: answered {reply.status} to nobody"
    if question.address.name in LED_AWAY and reply.status == 302:
        return ""
    if reply.status not in refused:
        return f"{question}: refused by the table, answered {reply.status}"
    return f"{question}: refused, yet something changed" if reply.changed else ""


def may_read(player: Player, canary: Canary, world: World) -> bool:
    """Whether the table lets this person read that value somewhere."""
    if player.person is not None and player.pk in canary.owners:
        return True
    spot = world.spot_at(canary.path)
    return any(player.may(action, spot) for action in canary.actions)


def leaks_of(question: Question, reply: Reply, world: World) -> list[str]:
    """Marks in the answer that this person may not read."""
    name = question.address.name
    found = marks_in(reply.text) | marks_in(reply.location)
    return [
        f"{question}: {canary.what} ({canary.text})"
        for text in sorted(found)
        for canary in world.canaries.get(text, ())
        if (not canary.rooms or name.startswith(canary.rooms))
        and f"{name} {canary.what.partition('@')[0]}" not in SHOWN
        and not may_read(question.player, canary, world)
    ]


def repeats(player: Player, spot: Spot | None) -> bool:
    """Whether another place of the same row says the same of this person.

    Below one's own body every branch is alike for the root's posts and every group for those of a
    college; a second group differs only for who leads the first.
    """
    if spot is None or player.post == OUTSIDER:
        return False
    if player.post in AT_ROOT:
        return spot.key in {"group", "other_group", "near", "college"}
    if player.post in AT_COLLEGE:
        return spot.key in {"group", "other_group"}
    return spot.key == "other_group" and player.post not in {"group_leader", "member"}


def questions(address: Address, world: World, players: list[Player]) -> list[Question]:
    """Every cell of one row for these persons: an object of each place, and their own."""
    found = [
        Question(address, player, spot)
        for spot in spots_of(address, world)
        for player in players
        if not repeats(player, spot)
    ]
    kwargs = patterns()[address.name].kwargs
    own = [p for p in players if p.mine and set(kwargs) & set(p.mine.ids)]
    if address.action in TABLE and own and (set(kwargs) & PERSONAL):
        found += [Question(address, player, player.mine) for player in own]
    return found


def known_actions() -> set[str]:
    return {*TABLE, PUBLIC, SIGNED_IN}
