"""Through the university's sign-in and by a passkey, in Chromium: OIDC, CAS, WebAuthn (登录)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer
from tests.browser.page import DESK, PHONE, Seen, axe_findings, chromium, opened, overflow
from tests.cast import Branch, university
from tests.cast import opened as account_opened
from tests.web.identity.provider import CLIENT, SECRET, CasServer, Provider, Service, running

from zhibu.kit.identity import read
from zhibu.people.models import Passkey, Sitting

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = "桥上的灯一盏盏亮了"


@pytest.fixture
def house(committed: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveServer]:
    """The pages, at a name that may have passkeys."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's loop is in this thread
    server = LiveServer("localhost")
    yield server
    server.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def branch(house: LiveServer) -> Branch:
    made = university()
    account_opened(made.secretary_person, PASSWORD)
    return made


def trust(monkeypatch: pytest.MonkeyPatch, **told: str) -> None:
    told["ZHIBU_IDENTITY_PRIVATE"] = "1"
    monkeypatch.setattr(settings, "IDENTITY", read(told, mode="test"))


def sound(seen: Seen) -> None:
    """Nothing complained of, nothing too wide, nothing hard to reach."""
    assert seen.complaints == []
    assert overflow(seen.page) == []
    assert axe_findings(seen.page) == []


def there_and_back(seen: Seen, house: LiveServer, there: Service, button: str) -> None:
    """From a page behind the door to the service, and back to that very page."""
    page = seen.page
    page.goto(f"{house.url}/me/sessions")
    sound(seen)
    page.get_by_role("link", name=button, exact=True).click()
    page.wait_for_url(f"{there.base}/**")
    page.fill("input[name=number]", there.number)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(f"{house.url}/me/sessions")
    assert page.get_by_text("这台设备").count() == 1
    sound(seen)


def test_through_oidc(
    house: LiveServer, branch: Branch, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = Provider(number=branch.secretary_person.staff_no)
    with running(there), opened(browser, PHONE) as seen:
        trust(
            monkeypatch,
            ZHIBU_OIDC_ISSUER=there.base,
            ZHIBU_OIDC_CLIENT_ID=CLIENT,
            ZHIBU_OIDC_CLIENT_SECRET=SECRET,
            ZHIBU_OIDC_NUMBER_CLAIM="employee_number",
        )
        there_and_back(seen, house, there, "用统一身份认证登录")
        assert Sitting.objects.get().way == "oidc"


def test_through_cas_and_out_again(
    house: LiveServer, branch: Branch, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = CasServer(number=branch.secretary_person.staff_no)
    with running(there), opened(browser, DESK) as seen:
        trust(monkeypatch, ZHIBU_CAS_URL=there.base)
        there_and_back(seen, house, there, "用统一身份认证登录（CAS）")
        seen.page.goto(f"{house.url}/me")
        seen.page.get_by_role("button", name="退出", exact=True).click()
        out = seen.page.get_by_role("link", name="退出统一身份认证")
        assert out.get_attribute("href") == f"{there.base}/logout"
        sound(seen)


def authenticator(page: Page) -> None:
    """A device that has a platform key and whose owner unlocks it."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def test_by_a_passkey(house: LiveServer, branch: Branch, browser: Browser) -> None:
    with opened(browser, PHONE) as seen:
        page = seen.page
        authenticator(page)
        page.goto(f"{house.url}/sign-in?next=/me/second")
        page.fill("input[name=number]", branch.secretary_person.staff_no)
        page.fill("input[name=password]", PASSWORD)
        page.get_by_role("button", name="登录", exact=True).click()
        page.wait_for_url(f"{house.url}/me/second")
        sound(seen)
        page.fill("input[name=name]", "自己的手机")
        page.get_by_role("button", name="添加通行密钥").click()
        page.get_by_role("button", name="移除 自己的手机").wait_for()
        sound(seen)
        page.goto(f"{house.url}/me")
        page.get_by_role("button", name="退出", exact=True).click()
        page.wait_for_url(re.compile("/sign-in"))

        page.get_by_role("button", name="用通行密钥登录").click()
        page.wait_for_url(re.compile(r"/(month|week)?$"))

        assert [s.way for s in Sitting.objects.all()] == ["passkey"]
        kept = Passkey.objects.get()
        assert (kept.name, kept.counter > 0) == ("自己的手机", True)
        assert seen.complaints == []


def test_without_scripts_there_is_no_button_for_a_passkey(
    house: LiveServer, branch: Branch, browser: Browser
) -> None:
    with opened(browser, DESK, scripts=False) as seen:
        seen.page.goto(f"{house.url}/sign-in")
        assert not seen.page.get_by_role("button", name="用通行密钥登录").is_visible()
