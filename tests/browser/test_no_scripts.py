"""The eight journeys in Chromium with JavaScript off (不用脚本): only links, fields and buttons.

The browser's requests are answered by the pages in this very process, so that the clock of the test is
theirs. A file cannot be handed over that way: the import is sent by the form its page holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextvars import copy_context
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, Locator, Page, Request, Route
from tests.appeals.desk import EVENING, REASON, missed
from tests.browser.page import BUILD, PHONE, TYPES, chromium, opened
from tests.browsing import key, signed_in
from tests.cast import opened as account_opened
from tests.gatherings.hall import DOOR, EARLIER, code_at, convened, page_of, row_of
from tests.house.forms import posts_to
from tests.meetings.life import AFTER, BEFORE, Life, life_of
from tests.notices.test_notices import copy_of, sent
from tests.people.imports.files import someone, written
from tests.proof import Proof

from zhibu.appeals.models import Appeal
from zhibu.kit import clock
from zhibu.meetings.models import Meeting, Record
from zhibu.people.models import ImportBatch, Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SITE = "http://localhost"  # reached only through Playwright's own routes
PASSWORD = "桥上的灯一盏盏亮了"
LED_ON = {301, 302, 303}
Opener = Callable[[Person | None, datetime], Page]


@pytest.fixture(scope="module")
def browser(django_db_setup: None) -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patched, chromium() as found:
        patched.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # its loop is in this thread
        yield found
        connection.close()  # the one opened while its loop was running


@pytest.fixture
def life(branch: Any) -> Life:
    return life_of(branch)


@pytest.fixture
def as_somebody(browser: Browser, db: None) -> Iterator[Opener]:
    """A window without scripts in which this person, or nobody, is signed in."""
    with opened(browser, PHONE, scripts=False) as seen:

        def window(somebody: Person | None, moment: datetime) -> Page:
            client = signed_in(somebody) if somebody else Client()
            here = copy_context()  # the browser calls back in one of its own, without our database

            def answered(route: Route) -> None:
                with clock.pinned(moment):
                    answer(route, client)

            seen.page.route("**/*", lambda route: here.copy().run(answered, route))
            return seen.page

        seen.page.set_default_timeout(10_000)
        yield window
        assert seen.complaints == []


def answer(route: Route, client: Client) -> None:
    """What the pages say, redirections followed; styles and pictures from the build."""
    path = route.request.url.removeprefix(SITE)
    if path.startswith("/static/"):
        file = BUILD / path.removeprefix("/static/")
        if file.exists():
            route.fulfill(body=file.read_bytes(), content_type=TYPES.get(file.suffix))
        else:
            route.abort("aborted")
        return
    said: Any = asked(route.request, path, client)
    while said.status_code in LED_ON:
        said = client.get(said.headers["Location"])
    headers = {name: value for name, value in said.headers.items() if name != "Content-Length"}
    route.fulfill(status=said.status_code, headers=headers, body=said.content)


def asked(request: Request, path: str, client: Client) -> Any:
    if request.method == "GET":
        return client.get(path)
    kind = request.headers["content-type"]
    return client.generic("POST", path, request.post_data_buffer or b"", content_type=kind)


def the_button(page: Page) -> Locator:
    """The one red button of a page."""
    return page.locator(".act button").first


def test_signing_in(life: Life, as_somebody: Opener, proof: Proof) -> None:
    account = account_opened(life.full[5], PASSWORD)
    page = as_somebody(None, BEFORE)
    page.goto(f"{SITE}/sign-in")
    page.fill('input[name="number"]', account.number)
    page.fill('input[name="password"]', PASSWORD)
    page.locator('form[action="/sign-in"] button').click()
    page.goto(f"{SITE}/me")
    assert life.full[5].name in page.content()
    proof.figure("不用脚本走完")


def test_handing_in_a_roster(life: Life, tmp_path: Path, settings: Any, proof: Proof) -> None:
    settings.FILES = tmp_path / "files"
    client = signed_in(life.full[0])
    form = posts_to(client.get("/p/import").content.decode(), "/p/import")
    assert form is not None
    file = written(tmp_path, someone())
    body = {**form.values, "file": SimpleUploadedFile(file.name, file.read_bytes()), **key()}
    shown = client.post("/p/import", body | {"org": life.organisation.pk}, follow=True)
    assert "导入 1 行" in shown.content.decode()
    batch = ImportBatch.objects.get()
    there = f"/p/import/{batch.pk}/confirm"
    assert posts_to(shown.content.decode(), there) is not None
    client.post(there, key())
    assert Person.objects.filter(staff_no="2021110401").exists()
    proof.figure("不用脚本走完")


def test_planning_a_meeting(life: Life, as_somebody: Opener, proof: Proof) -> None:
    page = as_somebody(life.full[0], BEFORE)
    page.goto(f"{SITE}/m/plan/{life.organisation.pk}?kind=general_meeting")
    page.fill('input[name="place"]', "理科楼 A312")
    page.fill('input[name="item-0-title"]', "读书会")
    page.locator('button[name="do"][value="publish"]').first.click()
    assert [meeting.state for meeting in Meeting.objects.all()] == ["published"]
    proof.figure("不用脚本走完")


def test_signing_up(life: Life, as_somebody: Opener, proof: Proof) -> None:
    gathering = convened(life.branch, [], cap=3)
    page = as_somebody(life.full[5], EARLIER)
    page.goto(SITE + page_of(gathering))
    the_button(page).click()
    assert row_of(gathering, life.full[5]).sign_up == "signed"
    proof.figure("不用脚本走完")


def test_checking_in(life: Life, as_somebody: Opener, proof: Proof) -> None:
    gathering = convened(life.branch)
    page = as_somebody(life.full[5], DOOR)
    page.goto(SITE + page_of(gathering, "check_in"))
    page.fill('input[name="code"]', code_at(gathering, DOOR))
    page.press('input[name="code"]', "Enter")
    assert row_of(gathering, life.full[5]).present_at == DOOR
    proof.figure("不用脚本走完")


def test_confirming_a_record(life: Life, as_somebody: Opener, proof: Proof) -> None:
    meeting = life.hold()
    page = as_somebody(life.full[0], AFTER)
    page.goto(f"{SITE}/m/{meeting.pk}/")
    the_button(page).click()
    assert Record.objects.get().meeting == meeting
    proof.figure("不用脚本走完")


def test_contesting(life: Life, as_somebody: Opener, proof: Proof) -> None:
    row = missed(life.branch, life.full[5])
    page = as_somebody(life.full[5], EVENING)
    page.goto(SITE + page_of(row.gathering))
    page.locator('a[href^="/y/contest/"]').first.click()
    page.fill('textarea[name="reason"]', REASON)
    the_button(page).click()
    assert [appeal.appellant for appeal in Appeal.objects.all()] == [life.full[5]]
    proof.figure("不用脚本走完")


def test_acknowledging_a_notice(life: Life, as_somebody: Opener, proof: Proof) -> None:
    notice = sent(life.branch)
    page = as_somebody(life.branch.officer_person, BEFORE)
    page.goto(f"{SITE}/n/{notice.pk}/")
    the_button(page).click()
    assert copy_of(notice, life.branch.officer_person).acknowledged
    proof.figure("不用脚本走完")
