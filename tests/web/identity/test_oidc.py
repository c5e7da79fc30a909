"""Sign-in by OpenID Connect against a provider that conforms, and against ones that do not."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from tests.cast import Branch, opened
from tests.web.identity.provider import (
    CLIENT,
    SECRET,
    Claims,
    Provider,
    by_another_key,
    running,
    unsigned,
)

from zhibu.kit.identity import read
from zhibu.people.models import Account, HeardToken, Sitting


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch, branch: Branch) -> Iterator[Provider]:
    """A provider this house trusts; the secretary is signed in there."""
    there = Provider(number=branch.secretary_person.staff_no)
    with running(there):
        told = {
            "ZHIBU_OIDC_ISSUER": there.base,
            "ZHIBU_OIDC_CLIENT_ID": CLIENT,
            "ZHIBU_OIDC_CLIENT_SECRET": SECRET,
            "ZHIBU_OIDC_NUMBER_CLAIM": "employee_number",
            "ZHIBU_IDENTITY_PRIVATE": "1",
        }
        monkeypatch.setattr(settings, "IDENTITY", read(told, mode="test"))
        yield there


@pytest.fixture
def account(branch: Branch) -> Account:
    return opened(branch.secretary_person)


def begun(client: Client, target: str = "/me") -> str:
    """From the door to the provider: its address, with everything asked."""
    answer = client.get(f"/sign-in/oidc?{urlencode({'next': target})}")
    assert answer.status_code == 302
    return str(answer["Location"])


def inside(url: str) -> str:
    """An address of ours without its host."""
    parts = urlsplit(url)
    assert parts.netloc == "testserver"
    return f"{parts.path}?{parts.query}"


def signed_in(client: Client, provider: Provider, target: str = "/me") -> HttpResponse:
    return client.get(inside(provider.visit(begun(client, target))))  # type: ignore[return-value]  # the test client's own kind


def way_in(client: Client) -> bool:
    return client.get("/me").status_code == 200


def test_the_number_opens_the_account_it_belongs_to(
    provider: Provider, account: Account, client: Client
) -> None:
    answer = signed_in(client, provider)
    assert (answer.status_code, answer["Location"]) == (302, "/me")
    assert client.session["_auth_user_id"] == str(account.pk)
    assert [s.way for s in Sitting.objects.all()] == ["oidc"]


def test_the_number_may_stand_on_the_page_about_the_user(
    provider: Provider, account: Account, client: Client
) -> None:
    provider.in_userinfo = True
    assert signed_in(client, provider).status_code == 302
    assert way_in(client)


def test_state_nonce_and_challenge_are_fresh_each_time(
    provider: Provider, client: Client, db: None
) -> None:
    asked = [parse_qs(urlsplit(begun(client)).query) for _ in range(2)]
    for name in ("state", "nonce", "code_challenge"):
        first, second = asked[0][name], asked[1][name]
        assert first != second
        assert len(first[0]) >= 43


def test_an_unknown_number_is_told_what_to_do_and_gets_no_account(
    provider: Provider, client: Client, db: None
) -> None:
    provider.number = "9999999999"
    before = Account.objects.count()
    answer = signed_in(client, provider)
    assert answer.status_code == 403
    assert "学号或工号 9999999999 在这里还没有账号" in answer.content.decode()
    assert (Account.objects.count(), way_in(client)) == (before, False)


def test_an_address_of_mail_opens_nothing(
    provider: Provider, account: Account, client: Client
) -> None:
    provider.bend = lambda c: {**c, "employee_number": "", "email": account.number}
    answer = signed_in(client, provider)
    assert answer.status_code == 403
    assert "没有给出学号或工号" in answer.content.decode()


def test_a_shut_account_stays_shut(provider: Provider, account: Account, client: Client) -> None:
    Account.objects.filter(pk=account.pk).update(is_active=False)
    answer = signed_in(client, provider)
    assert (answer.status_code, way_in(client)) == (403, False)
    assert "已经停用" in answer.content.decode()


HOUR = 3600
BENT: dict[str, Callable[[Claims], Claims]] = {
    "wrong nonce": lambda c: {**c, "nonce": "another"},
    "no nonce": lambda c: {k: v for k, v in c.items() if k != "nonce"},
    "expired": lambda c: {**c, "exp": int(time.time()) - HOUR},
    "no end": lambda c: {k: v for k, v in c.items() if k != "exp"},
    "not yet made": lambda c: {**c, "iat": int(time.time()) + HOUR},
    "another issuer": lambda c: {**c, "iss": "https://idp.example.invalid"},
    "for somebody else": lambda c: {**c, "aud": "another-client"},
    "for several, by another": lambda c: {**c, "aud": [CLIENT, "another"], "azp": "another"},
    "no subject": lambda c: {k: v for k, v in c.items() if k != "sub"},
}


@pytest.mark.parametrize("how", list(BENT))
def test_a_token_that_does_not_hold_opens_nothing(
    provider: Provider, account: Account, client: Client, how: str
) -> None:
    provider.bend = BENT[how]
    answer = signed_in(client, provider)
    assert (answer.status_code, way_in(client)) == (403, False)
    assert "核对不上" in answer.content.decode()


@pytest.mark.parametrize("sign", [unsigned, by_another_key])
def test_a_token_not_signed_by_the_provider_opens_nothing(
    provider: Provider, account: Account, client: Client, sign: Callable[[Claims], str]
) -> None:
    provider.sign = sign
    answer = signed_in(client, provider)
    assert (answer.status_code, way_in(client)) == (403, False)


def test_another_state_opens_nothing_and_a_sign_in_comes_back_once(
    provider: Provider, account: Account, client: Client
) -> None:
    back = inside(provider.visit(begun(client)))
    assert client.get(back.replace("state=", "state=x")).status_code == 400
    assert client.get(back).status_code == 400  # what was remembered is gone
    assert not way_in(client)


def test_a_code_begun_in_another_browser_opens_nothing(
    provider: Provider, account: Account, client: Client
) -> None:
    back = inside(provider.visit(begun(Client())))
    assert client.get(back).status_code == 400
    begun(client)
    assert client.get(back).status_code == 400
    assert not way_in(client)


def test_a_code_is_good_once(provider: Provider, account: Account, client: Client) -> None:
    back = inside(provider.visit(begun(client)))
    kept = client.session["begun-oidc"]
    assert client.get(back).status_code == 302
    client.cookies.clear()
    session = client.session
    session["begun-oidc"] = kept
    session.save()
    assert client.get(back).status_code == 403


def test_ten_minutes_are_the_most(
    provider: Provider, account: Account, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    back = inside(provider.visit(begun(client)))
    session = client.session
    session["begun-oidc"] |= {"at": str(int(time.time()) - 601)}
    session.save()
    assert client.get(back).status_code == 400


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_the_way_back_never_leads_off_the_site(
    provider: Provider, account: Account, client: Client, target: str
) -> None:
    assert signed_in(client, provider, target)["Location"] == "/"


def test_a_provider_that_calls_itself_otherwise_is_not_asked(
    provider: Provider, client: Client, db: None
) -> None:
    provider.issuer_said = "https://idp.example.invalid"
    answer = client.get("/sign-in/oidc")
    assert answer.status_code == 502
    assert "暂时没有答复" in answer.content.decode()


def test_the_key_of_the_session_changes_at_the_door(
    provider: Provider, account: Account, client: Client
) -> None:
    back = inside(provider.visit(begun(client)))
    before = client.session.session_key
    client.get(back)
    assert client.session.session_key != before


# ---- leaving


def left(token: str) -> int:
    return Client().post("/sign-in/oidc/left", {"logout_token": token}).status_code


def test_leaving_there_ends_the_session_here_and_no_other(
    provider: Provider, account: Account, client: Client
) -> None:
    signed_in(client, provider)
    first, provider.sid = provider.sid, "another session"
    other = Client()
    signed_in(other, provider)

    assert left(provider.logout_token(sid=first)) == 200

    assert (way_in(client), way_in(other)) == (False, True)


def test_without_a_session_named_all_of_the_subject_end(
    provider: Provider, account: Account, client: Client
) -> None:
    signed_in(client, provider)
    token = provider.logout_token(sid=None, sub=f"s-{account.number}")
    assert (left(token), way_in(client)) == (200, False)


def test_a_message_of_leaving_is_obeyed_once(
    provider: Provider, account: Account, client: Client
) -> None:
    token = provider.logout_token(sid=None, sub=f"s-{account.number}")
    assert left(token) == 200
    signed_in(client, provider)
    assert (left(token), way_in(client), HeardToken.objects.count()) == (200, True, 1)


MESSAGES: dict[str, dict[str, Any]] = {
    "no event": {"events": {}},
    "a nonce, as in a token of sign-in": {"nonce": "x"},
    "too old": {"iat": int(time.time()) - HOUR, "exp": int(time.time()) + HOUR},
    "expired": {"exp": int(time.time()) - HOUR},
    "another issuer": {"iss": "https://idp.example.invalid"},
    "for somebody else": {"aud": "another-client"},
    "without its number": {"jti": ""},
    "of nobody": {"sid": None},
}


@pytest.mark.parametrize("how", list(MESSAGES))
def test_a_false_message_of_leaving_ends_nothing(
    provider: Provider, account: Account, client: Client, how: str
) -> None:
    signed_in(client, provider)
    assert (left(provider.logout_token(**MESSAGES[how])), way_in(client)) == (400, True)


@pytest.mark.parametrize("sign", [unsigned, by_another_key])
def test_an_unsigned_message_of_leaving_ends_nothing(
    provider: Provider, account: Account, client: Client, sign: Callable[[Claims], str]
) -> None:
    signed_in(client, provider)
    provider.sign = sign
    assert (left(provider.logout_token()), way_in(client)) == (400, True)


def test_signing_out_here_shows_the_way_out_there(
    provider: Provider, account: Account, client: Client
) -> None:
    signed_in(client, provider)
    answer = client.post("/sign-out", follow=True)
    assert f"{provider.base}/logout?client_id={CLIENT}" in answer.content.decode()
    assert not way_in(client)


def test_where_nothing_is_set_there_is_no_such_door(client: Client, db: None) -> None:
    for path in ("/sign-in/oidc", "/sign-in/oidc/back", "/sign-in/cas", "/sign-in/cas/back"):
        assert client.get(path).status_code == 404
