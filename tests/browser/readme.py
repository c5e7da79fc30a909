"""The front page's pictures, made from the demo: ``PYTHONPATH=src .venv/bin/python -m tests.browser.readme``.

With an address (``… readme http://127.0.0.1:8000``) a running demo is used, else one is started.
Writes docs/screenshots/{month,record}-1280.png and week-360.png.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page
from tests.browser.page import DESK, PHONE, ROOT, Screen, chromium, opened
from tests.ops.houses import free_port, open_folder, plain_environment, wait_until

TARGET = ROOT / "docs" / "screenshots"


def enter(page: Page, base: str, part: str) -> None:
    """As the first person of this part offered at the demo's door."""
    page.goto(f"{base}/sign-in")
    line = page.locator("li", has_text=re.compile(f"，{part}")).first
    line.get_by_role("button").click()
    page.wait_for_load_state()


def shoot(browser: Browser, base: str, screen: Screen, part: str, name: str, link: str) -> None:
    """One page as one person sees it; link: a link to follow first, or none."""
    with opened(browser, screen) as seen:
        enter(seen.page, base, part)
        if link:
            seen.page.goto(base + (seen.page.locator(link).first.get_attribute("href") or ""))
        seen.page.screenshot(path=str(TARGET / name))


def pictures(base: str) -> None:
    """All three."""
    TARGET.mkdir(exist_ok=True)
    with chromium() as browser:
        shoot(browser, base, DESK, "书记", "month-1280.png", "")
        shoot(browser, base, DESK, "书记", "record-1280.png", "#confirm-all a[href^='/m/']")
        shoot(browser, base, PHONE, "正式党员", "week-360.png", "")


def with_a_demo(take: Callable[[str], None], *, address: str = "") -> None:
    """Take pictures of the demo at this address; without one, of a demo started and stopped for it."""
    if address:
        take(address)
        return
    with open_folder() as home:
        port = free_port()
        words = [
            "demo",
            "--size",
            "college",
            "--no-browser",
            "--port",
            str(port),
            "--data",
            str(home / "cell"),
        ]
        house = subprocess.Popen(
            [sys.executable, "-m", "zhibu.ops", *words],
            env=plain_environment(),
            stdout=subprocess.PIPE,
            text=True,
        )
        assert house.stdout is not None
        ready = iter(house.stdout.readline, "")
        wait_until(lambda: "就绪" in next(ready), seconds=300)
        take(f"http://127.0.0.1:{port}")
        house.terminate()
        house.wait(timeout=60)


if __name__ == "__main__":
    with_a_demo(pictures, address=sys.argv[1] if len(sys.argv) > 1 else "")
    for picture in sorted(TARGET.glob("*.png")):
        print(Path(picture).relative_to(ROOT), picture.stat().st_size)
