"""The gallery in Chromium: every component, phone and desk, light and dark."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import RequestFactory
from playwright.sync_api import Browser
from tests.browser.page import (
    PHONE,
    SCREENS,
    WECHAT,
    Screen,
    axe_findings,
    chromium,
    opened,
    overflow,
    serve,
    small_targets,
)

from zhibu.web.gallery import gallery

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def page_of_components() -> str:
    return gallery(RequestFactory().get("/components")).content.decode()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS, ids=lambda s: s.name)
def test_every_component_is_within_reach_of_everyone(
    browser: Browser, page_of_components: str, screen: Screen, theme: str
) -> None:
    with opened(browser, screen, theme=theme) as seen:
        serve(seen.page, page_of_components)
        faults = seen.complaints + overflow(seen.page) + small_targets(seen.page)
        assert faults + axe_findings(seen.page) == []


@pytest.mark.parametrize(("width", "percent"), [(320, 100), (360, 150), (360, 200), (1280, 200)])
def test_narrow_screens_and_large_type_need_no_scrolling_sideways(
    browser: Browser, page_of_components: str, width: int, percent: int
) -> None:
    with opened(browser, Screen("x", width, 640)) as seen:
        serve(seen.page, page_of_components)
        seen.page.evaluate(f"document.documentElement.style.fontSize = '{percent}%'")
        assert overflow(seen.page) == []


def test_the_gallery_stands_without_scripts_in_the_browser_of_wechat(
    browser: Browser, page_of_components: str
) -> None:
    with opened(browser, PHONE, scripts=False, agent=WECHAT) as seen:
        serve(seen.page, page_of_components)
        assert seen.complaints + overflow(seen.page) == []
        assert seen.page.get_by_role("heading", level=1).inner_text() == "组件"


def test_what_we_look_for_is_found_on_a_planted_page(browser: Browser) -> None:
    """A style and a script in the page, a wide box, a small button, a picture without words."""
    bad = (
        "<!doctype html><html><title>x</title><body><main><h1>x</h1>"
        '<script>1</script><p style="color:red">a</p><table width="900"><td>b</td></table>'
        "<button>c</button><img src=/x.png></main>"
    )
    with opened(browser, PHONE) as seen:
        serve(seen.page, bad)
        seen.page.wait_for_timeout(200)
        heard = " ".join(seen.complaints)
        assert ["script-src" in heard, "style-src" in heard, "img-src" in heard] == [True] * 3
        assert len(small_targets(seen.page)) == 1
        rules = {line.split(":")[0] for line in axe_findings(seen.page)}
        assert {"html-has-lang", "image-alt"} <= rules
    with opened(browser, PHONE) as seen:
        wide = '<!doctype html><html lang="zh-Hans"><meta name="viewport" content="width=device-width"><div class="a"><svg width="900" height="9"></svg></div>'
        serve(seen.page, wide)
        assert overflow(seen.page) != []
