"""Every post is answered once: a repeat shows the first answer, without a key nothing happens (幂等)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver
from tests.house.permissions import Address, addresses
from tests.house.urls import Question, allowed, body_of, questions, url_of
from tests.house.world import NOW, World
from tests.proof import Proof

from zhibu.kit import clock
from zhibu.trail.models import AuditNote

PASSWORD = "桥上的灯一盏盏亮了"
# Posts without a key, and why (the code says so where they stand).
KEYLESS = {
    "sign_in": "a failed try is kept, not rolled back",
    "be": "a session begins; nothing is written",
    "second": "a failed try is kept, not rolled back",
    "prove": "a failed try is kept, not rolled back",
    "passkey_sign_in": "a session begins; a challenge is good once",
    "sign_out": "ending twice is ending once",
    "oidc_left": "the university's sign-in sends it; ending twice is ending once",
    "cas_back": "the same, by CAS",
    "mail_off": "a mail program sends it; stopping twice is stopping once",
}
# Where a repeat is led, with no second effect: links of slips are shown once; who ended the own session
# has to sign in again; what a code shows is kept nowhere.
ANSWERED_OTHERWISE = {
    "people:slips": "/p/slips/shown",
    "people:slip": "/p/slips/shown",
    "people:end_sessions": "/sign-in",
    "appeals:track": "/y/say/track",
    "gatherings:make_feed": "/g/feeds",
    "web:codes": "/me/second",
    "web:renew_recovery": "/me/second",
}
# Nothing changes but the note: the file is handed over again, and each time is noted.
HANDED_OVER_AGAIN = dict.fromkeys(
    ("people:export", "people:take_out"), "a lost download is simply asked for again"
)
OUT = {
    "web:sign_in", "web:be", "web:second", "web:prove", "web:passkey_sign_in", "web:sign_out",
    "web:oidc_left", "web:cas_back", "notices:mail_off",
}  # fmt: skip
POSTS = [row for row in addresses() if row.method == "POST" and row.name not in OUT]


def keyless(resolver: URLResolver | None = None) -> Iterator[str]:
    """Names of the addresses whose view says that it takes no key."""
    for part in (resolver or get_resolver()).url_patterns:
        if isinstance(part, URLResolver):
            yield from keyless(part)
        elif isinstance(part, URLPattern) and getattr(part.callback, "keyless", False):
            yield str(part.name)


def test_only_the_door_and_the_way_out_of_mail_take_no_key() -> None:
    assert set(keyless()) == set(KEYLESS)


def somebody(row: Address, world: World) -> Question | None:
    """Somebody who may, where there is something to do; the secretary before others."""
    found = [q for q in questions(row, world, list(world.players.values())) if allowed(q)]
    found.sort(key=lambda q: (q.player.post != "secretary", q.where not in {"own", "here"}))
    return found[0] if found else None


@pytest.mark.slow
@pytest.mark.parametrize("row", POSTS, ids=str)
def test_a_post_sent_twice_is_done_once(row: Address, world: World, proof: Proof) -> None:
    proof.figure("先后两次")
    question = somebody(row, world)
    assert question is not None
    with transaction.atomic(), clock.pinned(NOW):
        url = url_of(question, world)
        assert url is not None
        body = body_of(question, url, world)
        files = {k: v.read() for k, v in body.items() if hasattr(v, "read")}
        before = AuditNote.objects.count()

        def post(**more: Any) -> Any:
            for name, content in files.items():
                body[name].seek(0)
                assert body[name].read() == content
                body[name].seek(0)
            return question.player.browser().post(url, body | more)

        without = post(idempotency_key="")
        assert (without.status_code, AuditNote.objects.count()) == (400, before)
        first = post()
        once = AuditNote.objects.count()
        again = post()
        if row.name in HANDED_OVER_AGAIN:
            assert (again.status_code, AuditNote.objects.count()) == (200, once + 1)
            transaction.set_rollback(True)
            return
        assert AuditNote.objects.count() == once
        place = again.headers.get("Location")
        if row.name not in ANSWERED_OTHERWISE:
            assert (again.status_code, place) == (first.status_code, first.headers.get("Location"))
        else:
            assert str(place).startswith(ANSWERED_OTHERWISE[row.name])
        if first.status_code < 400 and row.name not in ANSWERED_OTHERWISE:
            assert again.headers.get("Idempotent-Replay") or again.status_code == 302
            other = post(surplus="another content")
            assert (other.status_code, AuditNote.objects.count()) == (409, once)
        transaction.set_rollback(True)
