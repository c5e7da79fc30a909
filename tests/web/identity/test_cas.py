"""Sign-in by CAS 3.0 against a server that conforms, and against forgeries."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from tests.cast import Branch, opened
from tests.web.identity.provider import CasServer, logout_request, running
from tests.web.identity.test_oidc import inside, way_in

from zhibu.kit.identity import read
from zhibu.people.models import Account


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, branch: Branch) -> Iterator[CasServer]:
    there = CasServer(number=branch.secretary_person.staff_no)
    with running(there):
        told = {"ZHIBU_CAS_URL": there.base, "ZHIBU_IDENTITY_PRIVATE": "1"}
        monkeypatch.setattr(settings, "IDENTITY", read(told, mode="test"))
        yield there


@pytest.fixture
def account(branch: Branch) -> Account:
    return opened(branch.secretary_person)


def begun(client: Client, target: str = "/me") -> str:
    answer = client.get(f"/sign-in/cas?{urlencode({'next': target})}")
    assert answer.status_code == 302
    return str(answer["Location"])


def back_from(server: CasServer, client: Client, target: str = "/me") -> str:
    return inside(server.visit(begun(client, target)))


def signed_in(server: CasServer, client: Client, target: str = "/me") -> HttpResponse:
    return client.get(back_from(server, client, target))  # type: ignore[return-value]  # the test client's own kind


def ticket_of(back: str) -> str:
    return parse_qs(urlsplit(back).query)["ticket"][0]


def test_a_ticket_opens_the_account_of_its_number(
    server: CasServer, account: Account, client: Client
) -> None:
    answer = signed_in(server, client)
    assert (answer.status_code, answer["Location"]) == (302, "/me")
    assert client.session["_auth_user_id"] == str(account.pk)


def test_the_number_may_be_an_attribute(
    server: CasServer, account: Account, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {
        "ZHIBU_CAS_URL": server.base,
        "ZHIBU_IDENTITY_PRIVATE": "1",
        "ZHIBU_CAS_NUMBER_ATTRIBUTE": "employeeNumber",
    }
    monkeypatch.setattr(settings, "IDENTITY", read(told, mode="test"))
    server.number, server.attributes = "zhou.rt", {"employeeNumber": account.number}
    assert signed_in(server, client).status_code == 302
    assert way_in(client)


def test_an_unknown_number_gets_no_account(server: CasServer, client: Client, db: None) -> None:
    server.number = "9999999999"
    before = Account.objects.count()
    answer = signed_in(server, client)
    assert (answer.status_code, Account.objects.count()) == (403, before)
    assert "还没有账号" in answer.content.decode()


def test_a_shut_account_stays_shut(server: CasServer, account: Account, client: Client) -> None:
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert (signed_in(server, client).status_code, way_in(client)) == (403, False)


def test_a_ticket_is_good_once(server: CasServer, account: Account, client: Client) -> None:
    back = back_from(server, client)
    kept = client.session["begun-cas"]
    assert client.get(back).status_code == 302
    client.cookies.clear()
    session = client.session
    session["begun-cas"] = kept
    session.save()
    assert (client.get(back).status_code, way_in(client)) == (403, False)


def test_a_ticket_of_another_browser_opens_nothing(
    server: CasServer, account: Account, client: Client
) -> None:
    back = back_from(server, Client())
    assert client.get(back).status_code == 400
    mine = parse_qs(urlsplit(parse_qs(urlsplit(begun(client)).query)["service"][0]).query)
    stolen = (
        f"/sign-in/cas/back?{urlencode({'state': mine['state'][0], 'ticket': ticket_of(back)})}"
    )
    assert client.get(stolen).status_code == 403  # made for the address of another sign-in
    assert not way_in(client)


def test_another_state_opens_nothing(server: CasServer, account: Account, client: Client) -> None:
    back = back_from(server, client)
    assert client.get(back.replace("state=", "state=x")).status_code == 400
    assert not way_in(client)


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_the_way_back_never_leads_off_the_site(
    server: CasServer, account: Account, client: Client, target: str
) -> None:
    assert signed_in(server, client, target)["Location"] == "/"


BOMB = (
    '<!DOCTYPE a [<!ENTITY n "NUMBER">]><cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas">'
    "<cas:authenticationSuccess><cas:user>&n;</cas:user></cas:authenticationSuccess></cas:serviceResponse>"
)


@pytest.mark.parametrize(
    "answer", [BOMB, "not xml at all", "<other/>", "<a><authenticationSuccess/></a>"]
)
def test_an_answer_that_is_none_opens_nothing(
    server: CasServer, account: Account, client: Client, answer: str
) -> None:
    server.answer = answer.replace("NUMBER", account.number)
    assert (signed_in(server, client).status_code, way_in(client)) == (403, False)


def test_leaving_there_ends_the_session_of_that_ticket_only(
    server: CasServer, account: Account, client: Client
) -> None:
    back = back_from(server, client)
    client.get(back)
    other = Client()
    signed_in(server, other)

    told = Client().post(back, {"logoutRequest": logout_request(ticket_of(back))})

    assert told.status_code == 200
    assert (way_in(client), way_in(other)) == (False, True)


@pytest.mark.parametrize("message", ["", "x" * 20_000, BOMB, logout_request("ST-of-nobody")])
def test_a_false_message_of_leaving_ends_nothing(
    server: CasServer, account: Account, client: Client, message: str
) -> None:
    signed_in(server, client)
    answer = Client().post("/sign-in/cas/back", {"logoutRequest": message})
    assert (answer.status_code in {200, 400}, way_in(client)) == (True, True)


def test_signing_out_here_shows_the_way_out_there(
    server: CasServer, account: Account, client: Client
) -> None:
    signed_in(server, client)
    answer = client.post("/sign-out", follow=True)
    assert f"{server.base}/logout" in answer.content.decode()
