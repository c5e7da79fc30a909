"""DC-11 asked of every address: the link is there, with the page it stands on. Source: domain.md 12.4."""

from __future__ import annotations

import re

import pytest

from tests.house.permissions import Address, addresses
from tests.house.urls import Question, allowed, questions, url_of
from tests.house.world import NOW, World
from zhibu.kit import clock

LINK = re.compile(r'<a href="/y/say\?from=([^"]+)"')


def somebody(row: Address, world: World) -> Question | None:
    """The secretary, or whoever else may open it."""
    found = [q for q in questions(row, world, list(world.players.values())) if allowed(q)]
    found.sort(key=lambda q: (q.player.post != "secretary", q.where not in {"own", "here"}))
    return found[0] if found else None


@pytest.mark.slow
def test_the_link_stands_on_every_address(world: World) -> None:
    """Every page of the permission table; files, pieces of pages and what leads on are no pages."""
    seen, missing = [], []
    for row in (row for row in addresses() if row.method == "GET"):
        asked = somebody(row, world)
        if asked is None:
            continue
        with clock.pinned(NOW):
            answer = asked.player.browser().get(url_of(asked, world) or "/")
        kind = answer.headers.get("Content-Type", "")
        if answer.status_code != 200 or not kind.startswith("text/html"):
            continue
        text = b"".join(answer) if answer.streaming else answer.content
        if b"<html" in text:
            seen.append(row.name)
            if LINK.search(text.decode()) is None:
                missing.append(str(row))
    assert missing == []
    assert {"web:month", "meetings:meeting", "people:roster", "gatherings:screen"} <= set(seen)
