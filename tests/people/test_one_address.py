"""Hundreds of honest people behind one campus address: all get in within a minute (登录)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.hashers import make_password
from tests.cast import person
from tests.proof import Proof, many

from zhibu.kit import clock
from zhibu.people import accounts
from zhibu.people.models import Account

PASSWORD = "桥上的灯一盏盏亮了"
CAMPUS = "203.0.113.7"
BEGINS = datetime(2026, 11, 25, 19, 0, tzinfo=clock.SHANGHAI)
MINUTE = timedelta(seconds=60)
HONEST = many(30, 500)


@pytest.mark.slow
def test_all_get_in_within_a_minute_though_one_in_ten_mistypes(db: None, proof: Proof) -> None:
    """The minute is the clock's: each comes at a moment of it, and waits as long as the door says."""
    chance, kept = proof.random("door"), make_password(PASSWORD)
    people = [person("贺星野") for _n in range(HONEST)]
    Account.objects.bulk_create(
        Account(person=p, number=p.staff_no, password=kept, opened_at=BEGINS) for p in people
    )
    mistypes = {p.pk for p in chance.sample(people, HONEST // 10)}
    moments = sorted(chance.random() * 50 for _n in people)
    slowest = timedelta()
    for somebody, moment in zip(people, moments, strict=True):
        came = BEGINS + timedelta(seconds=moment)
        if somebody.pk in mistypes:
            with clock.pinned(came):
                assert accounts.verified_account(somebody.staff_no, "灯亮了", CAMPUS) is None
            came += timedelta(seconds=4)
        with clock.pinned(came):
            waits = timedelta(seconds=accounts.wait_for(somebody.staff_no, CAMPUS))
        with clock.pinned(came + waits):
            assert accounts.verified_account(somebody.staff_no, PASSWORD, CAMPUS)
        slowest = max(slowest, came + waits - BEGINS)
    proof.figure("登录", len(people))
    proof.figure("其中先输错", len(mistypes))
    proof.figure("最后一位进门的秒数", slowest.seconds)
    assert slowest < MINUTE


def test_who_guesses_is_slowed_down(db: None) -> None:
    """The same door, one number guessed again and again."""
    somebody = person("贺星野")
    with clock.pinned(BEGINS):
        for _guess in range(accounts.FREE_TRIES + 3):
            accounts.verified_account(somebody.staff_no, "灯亮了", CAMPUS)
        assert accounts.wait_for(somebody.staff_no, CAMPUS) >= 8
