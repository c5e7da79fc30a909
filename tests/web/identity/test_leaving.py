"""Leaving the university's sign-in ends the session here, said server to server over real HTTP (单点登出)."""

from __future__ import annotations

from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from pytest_django.live_server_helper import LiveServer
from tests.cast import Branch, opened, university
from tests.web.identity import test_cas, test_oidc
from tests.web.identity.provider import CLIENT, SECRET, CasServer, Provider, logout_request, running
from tests.web.identity.test_oidc import way_in

from zhibu.kit.identity import read
from zhibu.people.models import Sitting
from zhibu.trail.models import AuditNote


def said(house: LiveServer, method: str, path: str, **sent: str) -> int:
    """One message to this house from somewhere else: no cookie, no key."""
    link = HTTPConnection(urlsplit(house.url).netloc, timeout=5)
    form = urlencode(sent)
    if method == "GET":
        link.request("GET", f"{path}?{form}")
    else:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        link.request("POST", path, body=form, headers=kind)
    answer = link.getresponse()
    answer.read()
    link.close()
    return answer.status


@pytest.fixture
def house(committed: None) -> Iterator[LiveServer]:
    server = LiveServer("127.0.0.1")
    yield server
    server.stop()


@pytest.fixture
def branch(house: LiveServer) -> Branch:
    """Really committed: another process is told."""
    return university()


@pytest.fixture
def services(
    house: LiveServer, monkeypatch: pytest.MonkeyPatch, branch: Branch
) -> Iterator[tuple[Provider, CasServer]]:
    """A provider and a CAS server that both know the secretary."""
    number = branch.secretary_person.staff_no
    provider, cas = Provider(number=number), CasServer(number=number)
    opened(branch.secretary_person)
    with running(provider), running(cas):
        told = {
            "ZHIBU_OIDC_ISSUER": provider.base,
            "ZHIBU_OIDC_CLIENT_ID": CLIENT,
            "ZHIBU_OIDC_CLIENT_SECRET": SECRET,
            "ZHIBU_OIDC_NUMBER_CLAIM": "employee_number",
            "ZHIBU_CAS_URL": cas.base,
            "ZHIBU_IDENTITY_PRIVATE": "1",
        }
        monkeypatch.setattr(settings, "IDENTITY", read(told, mode="test"))
        yield provider, cas


def test_each_message_ends_the_session_it_names_and_no_other(
    house: LiveServer, services: tuple[Provider, CasServer]
) -> None:
    provider, cas = services
    behind, in_front, by_ticket = Client(), Client(), Client()
    for client, provider.sid in ((behind, "first"), (in_front, "second")):
        test_oidc.signed_in(client, provider)
    back = test_cas.back_from(cas, by_ticket)
    by_ticket.get(back)

    def inside() -> list[bool]:
        return [way_in(client) for client in (behind, in_front, by_ticket)]

    assert inside() == [True, True, True]
    assert (
        said(house, "GET", "/sign-in/oidc/front", iss="https://other.example", sid="second") == 400
    )
    assert said(house, "GET", "/sign-in/oidc/front", iss=provider.base) == 400
    assert said(house, "GET", "/sign-in/oidc/front", iss=provider.base, sid="nobody's") == 200
    assert inside() == [True, True, True]

    token = provider.logout_token(sid="first")
    assert said(house, "POST", "/sign-in/oidc/left", logout_token=token) == 200
    assert inside() == [False, True, True]

    assert said(house, "GET", "/sign-in/oidc/front", iss=provider.base, sid="second") == 200
    assert inside() == [False, False, True]

    request = logout_request(test_cas.ticket_of(back))
    assert said(house, "POST", "/sign-in/cas/back", logoutRequest=request) == 200
    assert inside() == [False, False, False]
    assert Sitting.objects.count() == 0
    assert AuditNote.objects.filter(action="people.sitting.left").count() == 3
