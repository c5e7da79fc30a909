"""The second step at the door, posts that ask for it, passkeys, and proving oneself again."""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import Callable
from typing import Any

import pyotp
import pytest
import time_machine
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from tests.cast import Branch, acting, opened
from tests.web.softkey import SoftKey

from zhibu.kit.identity import read
from zhibu.people import actions
from zhibu.people.models import Account, Passkey, Person, Sitting

PASSWORD = "桥上的灯一盏盏亮了"


def key() -> dict[str, str]:
    return {"idempotency_key": uuid.uuid4().hex}


@pytest.fixture
def member(branch: Branch) -> Person:
    somebody = branch.join("陆知夏")
    opened(somebody, PASSWORD)
    return somebody


@pytest.fixture
def client() -> Client:
    """A browser at a name that may have passkeys."""
    return Client(headers={"host": "localhost"})


def at_the_door(client: Client, who: Person, target: str = "/me") -> HttpResponse:
    sent = {"number": who.staff_no, "password": PASSWORD, "next": target}
    return client.post("/sign-in", sent)  # type: ignore[return-value]  # the test client's own kind


def inside(client: Client) -> bool:
    return client.get("/me").status_code == 200


def with_authenticator(who: Person) -> pyotp.TOTP:
    """Set up a while ago: today's codes are all free."""
    with time_machine.travel(time.time() - 600, tick=False):
        actions.begin_code_generator(actor=acting(who))
        totp = pyotp.TOTP(actions.seed_of(person_id=who.pk).secret)
        actions.prove_code_generator(actor=acting(who), code=totp.now())
    return totp


def test_with_an_authenticator_the_password_is_half_the_way(client: Client, member: Person) -> None:
    totp = with_authenticator(member)
    answer = at_the_door(client, member, "/me/about")
    assert (answer["Location"], inside(client)) == ("/sign-in/second", False)
    assert "6 位数字" in client.get("/sign-in/second").content.decode()

    wrong = client.post("/sign-in/second", {"code": "000"})
    assert (wrong.status_code, inside(client)) == (422, False)
    right = client.post("/sign-in/second", {"code": totp.now()})
    assert (right["Location"], inside(client)) == ("/me/about", True)


def test_the_second_step_stands_only_after_the_first(client: Client, member: Person) -> None:
    totp = with_authenticator(member)
    answer = client.post("/sign-in/second", {"code": totp.now()})
    assert (answer.status_code, inside(client)) == (403, False)


def test_half_a_sign_in_is_void_after_ten_minutes_and_after_a_new_password(
    client: Client, member: Person
) -> None:
    totp = with_authenticator(member)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        at_the_door(client, member)
        clock.shift(601)
        assert client.get("/sign-in/second").status_code == 403
        at_the_door(client, member)
        Account.objects.filter(person=member).update(generation=9)
        answer = client.post("/sign-in/second", {"code": totp.now()})
    assert (answer.status_code, inside(client)) == (403, False)


def test_too_many_codes_have_to_wait(client: Client, member: Person) -> None:
    totp = with_authenticator(member)
    at_the_door(client, member)
    for _ in range(6):
        client.post("/sign-in/second", {"code": "000"})
    answer = client.post("/sign-in/second", {"code": totp.now()})
    assert answer.status_code == 422
    assert "试得太快" in answer.content.decode()


def test_setting_it_up_by_the_pages(client: Client, member: Person) -> None:
    at_the_door(client, member)
    client.post("/me/second/codes/begin", key())
    page = client.get("/me/second/codes").content.decode()
    found = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    assert found is not None
    totp = pyotp.TOTP(found[1].replace(" ", ""))
    once = key()
    shown = client.post("/me/second/codes", {"code": totp.now(), **once})
    again = client.post("/me/second/codes", {"code": totp.now(), **once})
    codes = re.findall(r"<code>([a-z0-9]{5}-[a-z0-9]{5})</code>", shown.content.decode())
    assert (len(codes), again["Location"]) == (10, "/me/second")
    assert client.get("/me/second/codes").status_code == 404
    other = Client()
    at_the_door(other, member)
    other.post("/sign-in/second", {"code": codes[3]})
    assert inside(other)


# ---- posts that ask for it


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    def told(who: str) -> None:
        monkeypatch.setattr(settings, "IDENTITY", read({"ZHIBU_SECOND_FACTOR": who}, mode="test"))

    return told


def test_an_officer_without_it_acts_as_a_member_until_it_is_set_up(
    branch: Branch, client: Client, asked: Callable[[str], None]
) -> None:
    asked("officers")
    opened(branch.secretary_person, PASSWORD)
    at_the_door(client, branch.secretary_person)
    add = f"/p/add/{branch.organisation.pk}"
    before = client.get(add).status_code
    page = client.get("/me").content.decode()
    client.post("/me/second/codes/begin", key())
    totp = pyotp.TOTP(actions.seed_of(person_id=branch.secretary_person.pk).secret)
    client.post("/me/second/codes", {"code": totp.now(), **key()})

    assert (before, client.get(add).status_code) == (403, 200)
    assert "设好之前，这里只能以党员身份使用" in page
    assert "设好之前" not in client.get("/me").content.decode()


@pytest.mark.parametrize(("who", "status"), [("officers", 403), ("managers", 200), ("none", 200)])
def test_whose_posts_ask_for_it_is_set(
    branch: Branch, client: Client, asked: Callable[[str], None], who: str, status: int
) -> None:
    asked(who)
    opened(branch.secretary_person, PASSWORD)
    at_the_door(client, branch.secretary_person)
    assert client.get(f"/p/add/{branch.organisation.pk}").status_code == status


def test_a_member_without_a_post_is_never_asked(
    client: Client, member: Person, asked: Callable[[str], None]
) -> None:
    asked("officers")
    at_the_door(client, member)
    assert "设好之前" not in client.get("/me").content.decode()


# ---- once more


def test_changing_how_one_signs_in_asks_again_after_a_while(client: Client, member: Person) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        at_the_door(client, member)
        clock.shift(16 * 60)
        answer = client.post("/me/second/codes/begin", key())
        assert answer["Location"] == "/me/prove?next=%2Fme%2Fsecond"
        assert client.get("/me/second/passkeys/new").status_code == 302
        wrong = client.post("/me/prove", {"proof": "不对", "next": "/me/second"})
        assert wrong.status_code == 422
        right = client.post("/me/prove", {"proof": PASSWORD, "next": "/me/second"})
        assert right["Location"] == "/me/second"
        assert client.post("/me/second/codes/begin", key())["Location"] == "/me/second/codes"


def test_who_has_an_authenticator_proves_by_it_not_by_the_password(
    client: Client, member: Person
) -> None:
    totp = with_authenticator(member)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        at_the_door(client, member)
        client.post("/sign-in/second", {"code": totp.now()})
        clock.shift(16 * 60)
        assert client.post("/me/prove", {"proof": PASSWORD}).status_code == 422
        assert client.post("/me/prove", {"proof": totp.now()}).status_code == 302


# ---- passkeys


def made(client: Client, soft: SoftKey, name: str = "办公室电脑") -> HttpResponse:
    options: dict[str, Any] = json.loads(client.get("/me/second/passkeys/new").content)
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["authenticatorSelection"]["userVerification"] == "required"
    sent = {"name": name, "credential": soft.make(options), **key()}
    return client.post("/me/second/passkeys", sent)  # type: ignore[return-value]  # the test client's own kind


def shown(soft: SoftKey, **bent: Any) -> tuple[Client, HttpResponse]:
    """A fresh browser that shows a passkey at the door."""
    fresh = Client(headers={"host": "localhost"})
    options = json.loads(fresh.get("/sign-in/passkey/options").content) | bent
    sent = {"credential": soft.show(options), "next": "/me"}
    return fresh, fresh.post("/sign-in/passkey", sent)  # type: ignore[return-value]  # the test client's own kind


@pytest.fixture
def soft(client: Client, member: Person) -> SoftKey:
    """A passkey of the member's own."""
    at_the_door(client, member)
    held = SoftKey()
    assert made(client, held).status_code == 302
    return held


def test_a_passkey_alone_opens_the_door(soft: SoftKey, member: Person) -> None:
    fresh, answer = shown(soft)
    assert (answer.status_code, answer["Location"], inside(fresh)) == (302, "/me", True)
    assert Sitting.objects.latest("pk").way == "passkey"
    kept = Passkey.objects.get()
    assert (kept.counter, kept.name, kept.last_on is not None) == (1, "办公室电脑", True)


def test_a_passkey_counts_as_the_second_proof(
    branch: Branch, client: Client, asked: Callable[[str], None]
) -> None:
    asked("officers")
    opened(branch.secretary_person, PASSWORD)
    at_the_door(client, branch.secretary_person)
    held = SoftKey()
    made(client, held)
    fresh, _answer = shown(held)
    assert fresh.get(f"/p/add/{branch.organisation.pk}").status_code == 200
    other = Client(headers={"host": "localhost"})
    assert at_the_door(other, branch.secretary_person)["Location"] == "/sign-in/second"


def refused(soft: SoftKey, **bent: Any) -> None:
    fresh, answer = shown(soft, **bent)
    assert (answer.status_code, inside(fresh)) == (403, False)


def test_a_passkey_is_renamed_and_the_last_one_of_an_officer_stays(
    branch: Branch, client: Client, asked: Callable[[str], None]
) -> None:
    asked("officers")
    opened(branch.secretary_person, PASSWORD)
    at_the_door(client, branch.secretary_person)
    made(client, SoftKey())
    kept = Passkey.objects.get()
    renamed = client.post(f"/me/second/passkeys/{kept.pk}/rename", {"name": "旧手机", **key()})
    assert renamed.status_code == 302
    page = client.get("/me/second").content.decode()
    assert "旧手机" in page
    assert "最后一个，不能移除" in page
    turned_away = client.post(f"/me/second/passkeys/{kept.pk}/remove", key())
    assert turned_away.status_code == 409
    assert "请先设好另一个" in turned_away.content.decode()


def test_a_device_not_unlocked_opens_nothing(soft: SoftKey) -> None:
    soft.verified = False
    refused(soft)


def test_a_copy_whose_count_does_not_go_on_opens_nothing(soft: SoftKey) -> None:
    soft.counter = 7
    assert shown(soft)[1].status_code == 302
    soft.counter = 3
    refused(soft)


def test_another_challenge_another_place_and_another_key_open_nothing(soft: SoftKey) -> None:
    refused(soft, challenge="AAAA")
    for name, value in (("origin", "http://evil.example"), ("host", "evil.example")):
        true = getattr(soft, name)
        setattr(soft, name, value)
        refused(soft)
        setattr(soft, name, true)
    refused(SoftKey())
    refused(SoftKey(number=soft.number))


def test_an_answer_is_good_once(soft: SoftKey) -> None:
    fresh = Client(headers={"host": "localhost"})
    options = json.loads(fresh.get("/sign-in/passkey/options").content)
    sent = {"credential": soft.show(options)}
    assert fresh.post("/sign-in/passkey", sent).status_code == 302
    fresh.post("/sign-out")
    assert fresh.post("/sign-in/passkey", sent).status_code == 403


def test_a_shut_account_has_no_passkey(soft: SoftKey, member: Person) -> None:
    Account.objects.filter(person=member).update(is_active=False)
    refused(soft)


@pytest.mark.parametrize("credential", ["", "{}", "[]", '{"id": 1}', "x" * 30_000])
def test_nonsense_is_no_passkey(soft: SoftKey, client: Client, credential: str) -> None:
    fresh = Client(headers={"host": "localhost"})
    fresh.get("/sign-in/passkey/options")
    assert fresh.post("/sign-in/passkey", {"credential": credential}).status_code == 403
    client.get("/me/second/passkeys/new")
    sent = {"credential": credential, **key()}
    assert client.post("/me/second/passkeys", sent).status_code == 422


def test_an_address_of_numbers_offers_none(client: Client, member: Person) -> None:
    plain = Client(headers={"host": "127.0.0.1"})
    assert "data-passkey" not in plain.get("/sign-in").content.decode()
    assert "data-passkey" in client.get("/sign-in").content.decode()
