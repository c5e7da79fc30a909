"""The same post from two browsers at the same moment, really committed: one effect (幂等).

Apart from ``test_idempotency.py``, whose small university is held in an open transaction.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.test import Client
from pytest_django import DjangoDbBlocker
from tests.cast import FOUNDED, Branch, opened, university
from tests.ops.houses import wait_until

from zhibu.notices.actions import send_notice
from zhibu.notices.models import Recipient
from zhibu.orgs.models import Organisation
from zhibu.people.models import Person
from zhibu.trail.models import AuditNote, OnceKey

PASSWORD = "桥上的灯一盏盏亮了"


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


def test_a_repeat_that_comes_while_the_first_is_under_way_waits_and_gets_its_answer(
    house: Branch,
) -> None:
    """The first is held in the middle of its transaction until the second waits as well."""
    body = {
        "name": "第一党小组",
        "founded_on": str(FOUNDED),
        "idempotency_key": uuid.uuid4().hex,
    }
    url = f"/o/{house.organisation.pk}/group"
    tabs = [signed_in(house.secretary_person) for _tab in range(2)]
    with ThreadPoolExecutor(max_workers=2) as crowd:
        with transaction.atomic():  # nothing can be put below a branch that is held
            Organisation.objects.select_for_update().get(pk=house.organisation.pk)
            sent = []
            for waiting, tab in enumerate(tabs, start=1):
                sent.append(crowd.submit(posted, tab, url, body))
                wait_until(partial(are_held_up, waiting), seconds=20)
        answers = [each.result() for each in sent]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[1].headers.get("Idempotent-Replay") == "true"
    assert Organisation.objects.filter(name="第一党小组").count() == 1


def posted(tab: Client, url: str, body: dict[str, str]) -> Any:
    try:
        return tab.post(url, body)
    finally:
        connections.close_all()


def are_held_up(number: int) -> bool:
    return held_up() == number


def held_up() -> int:
    """Sessions of this database that wait for another's lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # else the first look lasts
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return int(cursor.fetchone()[0])


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
