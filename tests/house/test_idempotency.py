"""Every post is answered once: a repeat shows the first answer, without a key nothing happens (幂等)."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connections, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import DjangoDbBlocker
from tests.cast import FOUNDED, Branch, opened, university
from tests.house.permissions import Address, addresses
from tests.house.urls import Question, allowed, body_of, questions, url_of
from tests.house.world import NOW, World

from zhibu.kit import clock
from zhibu.notices.actions import send_notice
from zhibu.notices.models import Recipient
from zhibu.orgs.models import Organisation
from zhibu.people.models import Person
from zhibu.trail.models import AuditNote, OnceKey

PASSWORD = "桥上的灯一盏盏亮了"
# Posts without a key, and why (the code says so where they stand).
KEYLESS = {
    "sign_in": "a failed try is kept, not rolled back",
    "be": "a session begins; nothing is written",
    "sign_out": "ending twice is ending once",
}
# Where a repeat is led, with no second effect: links of slips are shown once; who ended the own session
# has to sign in again; what a code shows is kept nowhere.
ANSWERED_OTHERWISE = {
    "people:slips": "/p/slips/shown",
    "people:slip": "/p/slips/shown",
    "people:end_sessions": "/sign-in",
    "appeals:track": "/y/say/track",
}
# Nothing changes but the note: the file is handed over again, and each time is noted.
HANDED_OVER_AGAIN = {"people:export": "a lost download is simply asked for again"}
OUT = {"web:sign_in", "web:be", "web:sign_out"}
POSTS = [row for row in addresses() if row.method == "POST" and row.name not in OUT]


def keyless(resolver: URLResolver | None = None) -> Iterator[str]:
    """Names of the addresses whose view says that it takes no key."""
    for part in (resolver or get_resolver()).url_patterns:
        if isinstance(part, URLResolver):
            yield from keyless(part)
        elif isinstance(part, URLPattern) and getattr(part.callback, "keyless", False):
            yield str(part.name)


def test_only_the_door_takes_no_key() -> None:
    assert set(keyless()) == set(KEYLESS)


def somebody(row: Address, world: World) -> Question | None:
    """Somebody who may, where there is something to do; the secretary before others."""
    found = [q for q in questions(row, world, list(world.players.values())) if allowed(q)]
    found.sort(key=lambda q: (q.player.post != "secretary", q.where not in {"own", "here"}))
    return found[0] if found else None


@pytest.mark.slow
@pytest.mark.parametrize("row", POSTS, ids=str)
def test_a_post_sent_twice_is_done_once(row: Address, world: World) -> None:
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


# ---- twice at once: two browsers, two connections, really committed


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run these at the same moment in threads of their own; what each answered."""
    gate, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def run(at: int, act: Callable[[], Any]) -> None:
        gate.wait()
        try:
            answers[at] = act()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def signed_in(person: Person) -> Client:
    client = Client()
    client.post("/sign-in", {"number": person.staff_no, "password": PASSWORD})
    return client


def twice(person: Person, url: str, body: dict[str, str]) -> list[int]:
    """The same post from two tabs of one browser at the same moment; the statuses."""
    body = body | {"idempotency_key": uuid.uuid4().hex}
    tabs = [signed_in(person), signed_in(person)]
    return sorted(
        answer.status_code for answer in at_once(*(lambda t=t: t.post(url, body) for t in tabs))
    )


@pytest.fixture
def house(committed: None, django_db_blocker: DjangoDbBlocker) -> Branch:
    """A branch whose secretary and member can sign in, really stored."""
    branch = university()
    opened(branch.secretary_person, PASSWORD)
    return branch


def done(action: str) -> int:
    return AuditNote.objects.filter(action=action).count()


def test_a_person_added_twice_at_once_is_added_once(house: Branch) -> None:
    body = {
        "name": "陆知夏", "staff_no": "9900112233", "kind": "full",
        "since": str(FOUNDED), "sex": "0",
    }  # fmt: skip
    url = f"/p/add/{house.organisation.pk}"
    assert twice(house.secretary_person, url, body) == [302, 302]
    assert (done("people.person.added"), OnceKey.objects.count()) == (1, 1)
    assert Person.objects.filter(staff_no="9900112233").count() == 1


def test_a_group_formed_twice_at_once_is_formed_once(house: Branch) -> None:
    body = {"name": "第一党小组", "founded_on": str(FOUNDED)}
    url = f"/o/{house.organisation.pk}/group"
    assert twice(house.secretary_person, url, body) == [302, 302]
    assert Organisation.objects.filter(name="第一党小组").count() == 1


def test_a_notice_acknowledged_twice_at_once_is_acknowledged_once(house: Branch) -> None:
    notice = send_notice(
        actor=house.secretary,
        organisation=house.organisation,
        kind="general",
        title="换届筹备",
        body="",
        person_ids=[house.secretary_person.pk],
    )
    assert twice(house.secretary_person, f"/n/{notice.pk}/acknowledge", {}) == [302, 302]
    assert done("notices.notice.acknowledged") == 1
    assert Recipient.objects.get().acknowledged


def test_two_different_keys_at_once_still_make_one_group(house: Branch) -> None:
    """Locks and constraints decide, not the key alone; nobody gets a broken page."""
    body = {"name": "第一党小组", "founded_on": str(FOUNDED)}
    url = f"/o/{house.organisation.pk}/group"
    tabs = [signed_in(house.secretary_person) for _tab in range(2)]
    keys = [uuid.uuid4().hex, uuid.uuid4().hex]
    answers = at_once(
        *(
            lambda tab=tab, key=key: tab.post(url, body | {"idempotency_key": key})
            for tab, key in zip(tabs, keys, strict=True)
        )
    )
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses[0] == 302
    assert statuses[1] in {409, 422}
    assert Organisation.objects.filter(name="第一党小组").count() == 1
