"""Chromium for the house's own checks: launch, one page at a time, what it complained about, axe.

    with chromium() as browser, opened(browser, PHONE, theme="dark") as seen:
        seen.page.goto(f"{base}/sign-in/")
        assert seen.complaints == []          # console errors, policy violations, failed requests
        assert overflow(seen.page) == []      # nothing wider than the screen
        assert axe_findings(seen.page) == []  # no rule disabled

Debian's chromium is used; ``CHROMIUM`` in the environment names another. axe-core is read from
frontend/node_modules (``npm ci`` in frontend).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Route, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
WECHAT = (
    "Mozilla/5.0 (Linux; Android 13; 22101316C Build/TP1A; wv) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 XWEB/1160117 MMWEBSDK/20240404"
    " MicroMessenger/8.0.49.2600(0x28003156) WeChat/arm64 Weixin NetType/WIFI Language/zh_CN ABI/arm64"
)


@dataclass(frozen=True, slots=True)
class Screen:
    """One size of a window, in CSS pixels."""

    name: str
    width: int
    height: int
    touch: bool = False


PHONE = Screen("360x640", 360, 640, touch=True)
DESK = Screen("1280x800", 1280, 800)
SCREENS = (PHONE, DESK)


@dataclass(slots=True)
class Seen:
    """A page and everything it complained about since it was opened."""

    page: Page
    complaints: list[str] = field(default_factory=list)


@contextmanager
def chromium() -> Iterator[Browser]:
    """One headless browser."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(  # noqa: PLR0913  each is one condition of the reader's browser
    browser: Browser,
    screen: Screen,
    *,
    theme: str = "light",
    scripts: bool = True,
    agent: str | None = None,
    cookies: list[dict[str, str]] | None = None,
    moving: bool = False,
) -> Iterator[Seen]:
    """A fresh window of this size (浏览器窗口). theme: light or dark, as the system would say.

    scripts: False tries the page without JavaScript; agent: e.g. WECHAT. moving: False is a reader
    who asks for no motion, so that nothing is judged half faded in.
    """
    context = browser.new_context(
        viewport={"width": screen.width, "height": screen.height},
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="no-preference" if moving else "reduce",
        has_touch=screen.touch,
        is_mobile=screen.touch,
        java_script_enabled=scripts,
        user_agent=agent,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        accept_downloads=True,
    )
    if cookies:
        context.add_cookies(cookies)  # type: ignore[arg-type]  # SetCookieParam is a TypedDict
    page = context.new_page()
    seen = Seen(page)
    page.on("console", lambda said: _heard(seen, said.type, said.text))
    page.on("pageerror", lambda error: seen.complaints.append(f"script: {error}"))
    page.on("requestfailed", lambda req: _failed(seen, req.url, req.failure))
    try:
        yield seen
    finally:
        context.close()


def _heard(seen: Seen, kind: str, text: str) -> None:
    # Chromium reports a refused style, script or picture as an error of the console. The answer's
    # own status (404, 409, 422) is part of many journeys and is judged by them.
    if kind == "error" and "the server responded with a status of 4" not in text:
        seen.complaints.append(f"console: {text}")


def _failed(seen: Seen, url: str, failure: str | None) -> None:
    # A page left while it loads, and a download, end in net::ERR_ABORTED.
    if failure and "ERR_ABORTED" not in failure:
        seen.complaints.append(f"request: {url} {failure}")


SITE = "http://zhibu.test"  # reached only through Playwright's own routes
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'"
TYPES = {".js": "text/javascript", ".css": "text/css"}


def serve(page: Page, html: str, *, said: str = "") -> list[tuple[str, str]]:
    """One page under the strict policy and the built files; no server, no database.

    said: the answer to every post. Gives back what was posted, path and body, in order.
    """
    posted: list[tuple[str, str]] = []

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(SITE)
        if path.startswith("/static/"):
            file = BUILD / path.removeprefix("/static/")
            route.fulfill(body=file.read_bytes(), content_type=TYPES[file.suffix])
        elif route.request.method == "POST":
            posted.append((path, route.request.post_data or ""))
            route.fulfill(body=said, content_type="text/plain; charset=utf-8")
        else:
            headers = {
                "Content-Security-Policy": POLICY,
                "Content-Type": "text/html; charset=utf-8",
            }
            route.fulfill(body=html, headers=headers)

    page.route("**/*", answer)
    page.goto(f"{SITE}/")
    return posted


def overflow(page: Page) -> list[str]:
    """Elements that make the page wider than the window; empty when nothing does."""
    found: list[str] = page.evaluate(
        """() => {
          const width = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= width) return [];
          const name = (e) => e.localName + (e.id ? "#" + e.id : "") + [...e.classList].map((c) => "." + c).join("");
          return [...document.querySelectorAll("body *")]
            .filter((e) => e.getBoundingClientRect().right > width + 1 && !e.closest(".scroll-x, .tabs, .vh"))
            .map((e) => name(e) + " to " + Math.round(e.getBoundingClientRect().right) + " of " + width)
            .slice(0, 8);
        }"""
    )
    return found


def small_targets(page: Page, least: int = 44) -> list[str]:
    """Things to press that are smaller than they should be; links inside a sentence are left out."""
    found: list[str] = page.evaluate(
        """(least) => {
          const inSentence = (e) => e.localName === "a" && getComputedStyle(e).display === "inline";
          const big = (box) => box.height >= least - 0.5 && box.width >= least - 0.5;
          const boxes = (e) => [e, ...(e.labels ?? [])].map((part) => part.getBoundingClientRect());
          return [...document.querySelectorAll("a[href], button, summary, select, input:not([type=hidden]), textarea")]
            .filter((e) => e.checkVisibility({ opacityProperty: true }) && !inSentence(e) && !e.closest(".skip, .vh"))
            .filter((e) => !e.matches(".rows .what a") && !boxes(e).some(big))
            .map((e) => {
              const box = e.getBoundingClientRect();
              return e.outerHTML.replace(/\\s+/g, " ").slice(0, 80) + " " + Math.round(box.width) + "×" + Math.round(box.height);
            });
        }""",
        least,
    )
    return found


def axe_findings(page: Page) -> list[str]:
    """What axe-core finds on this page, one line an element; no rule is disabled (无障碍检查).

    FileNotFoundError says how to get axe when it is missing.
    """
    if not AXE.is_file():
        raise FileNotFoundError(f"{AXE} 不在：请在 frontend 目录运行 npm ci。")
    page.evaluate(AXE.read_text("utf-8") + "; undefined")
    result: dict[str, Any] = page.evaluate(
        "() => axe.run(document, { resultTypes: ['violations'] })"
    )
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}".replace("\n", " ")
        for rule in result["violations"]
        for node in rule["nodes"]
    ]
