"""What people see when something is wrong: the pages of 404, 500, 503 and 507 (出错时).

No row of the table asks for them, so they are opened here, as every other page is. ``--shots FOLDER``
writes the pictures.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import OperationalError
from django.http import Http404
from django.test import RequestFactory
from playwright.sync_api import Browser
from tests.browser.page import DESK, PHONE, Screen, axe_findings, chromium, opened, overflow, serve
from tests.web.test_errors import answer_to

from zhibu.kit.actor import NOBODY
from zhibu.web.errors import not_found

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FAULTS = {
    500: ValueError("ours"),
    503: OperationalError("the database system is starting up"),
    507: OSError(errno.ENOSPC, "No space left on device"),
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


def page_of(status: int) -> str:
    """The page as its reader gets it."""
    if status in FAULTS:
        found, text = answer_to(FAULTS[status])
    else:
        request = RequestFactory().get("/no-such-page")
        request.actor = NOBODY  # type: ignore[attr-defined]  # as the middleware does
        answer = not_found(request, Http404())
        found, text = answer.status_code, answer.content.decode()
    assert found == status
    return text


@pytest.mark.parametrize("status", [404, *FAULTS])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_a_page_for_what_went_wrong_is_within_reach_of_everyone(
    browser: Browser,
    screen: Screen,
    theme: str,
    status: int,
    request: pytest.FixtureRequest,
) -> None:
    with opened(browser, screen, theme=theme) as seen:
        serve(seen.page, page_of(status))
        assert axe_findings(seen.page) == []
        assert overflow(seen.page) == []
        assert seen.complaints == []
        if folder := request.config.getoption("--shots"):
            seen.page.screenshot(path=Path(folder) / f"{status}-{screen.name}-{theme}.png")
