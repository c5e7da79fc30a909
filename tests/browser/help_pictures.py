"""The pictures of the help pages, made from the demo: ``python -m tests.browser.help_pictures`` (PYTHONPATH=src).

With an address (``… help_pictures http://127.0.0.1:8000``) a running demo is used, else one is started.
Writes src/zhibu/web/static/help/<name>.<language>.webp for each picture and language, and removes what
no task shows any more; ``tests/web/test_help.py`` holds them complete and small.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page
from tests.browser.page import ROOT, Screen, chromium, opened
from tests.browser.readme import enter, with_a_demo

from zhibu.kit.language import LANGUAGES

TARGET = ROOT / "src" / "zhibu" / "web" / "static" / "help"
PHONE = Screen("help-phone", 360, 640, touch=True)
DESK = Screen("help-desk", 1000, 640, touch=False)
QUALITY = 72

# Picture: who looks, on what, at which address; ``-`` follows the first link of that pattern there.
SHOTS = {
    "member-week": ("正式党员", PHONE, "/week"),
    "member-activities": ("正式党员", PHONE, "/g/"),
    "member-points": ("正式党员", PHONE, "/c/"),
    "member-about": ("正式党员", PHONE, "/me/about"),
    "secretary-month": ("书记", DESK, "/month"),
    "secretary-import": ("书记", DESK, "/p/import"),
    "secretary-record": ("书记", DESK, "/month -a.btn.text[href^='/m/']"),
    "college-branches": ("院系组织管理员", DESK, "/branches"),
    "university-sentences": ("学校组织部管理员", DESK, "/"),
    "university-statistics": ("学校组织部管理员", DESK, "/i/"),
    "university-selfcheck": ("学校组织部管理员", DESK, "/self-check"),
}


def go(page: Page, base: str, way: str) -> None:
    """To an address, and on by a link there."""
    address, _, link = way.partition(" -")
    page.goto(f"{base}{address}")
    if link:
        page.locator(link).first.click()
        page.wait_for_load_state()


def small(picture: bytes) -> bytes:
    """The same as WebP."""
    kept = BytesIO()
    Image.open(BytesIO(picture)).save(kept, "WEBP", quality=QUALITY, method=6)
    return kept.getvalue()


def take(browser: Browser, base: str, part: str, screen: Screen) -> None:
    """All pictures of one person on one screen, in each language."""
    with opened(browser, screen) as seen:
        enter(seen.page, base, part)
        for language in LANGUAGES:
            cookie = {"name": "language", "value": language.code, "url": base}
            seen.page.context.add_cookies([cookie])  # type: ignore[list-item]  # a TypedDict there
            for name, (who, on, way) in SHOTS.items():
                if (who, on) == (part, screen):
                    go(seen.page, base, way)
                    file = TARGET / f"{name}.{language.code}.webp"
                    file.write_bytes(small(seen.page.screenshot()))


def pictures(base: str) -> None:
    """All of them; what is no longer shown goes."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for old in TARGET.glob("*.webp"):
        if old.name.partition(".")[0] not in SHOTS:
            old.unlink()
    with chromium() as browser:
        for part, screen in dict.fromkeys((who, on) for who, on, _way in SHOTS.values()):
            take(browser, base, part, screen)


if __name__ == "__main__":
    with_a_demo(pictures, address=sys.argv[1] if len(sys.argv) > 1 else "")
    for picture in sorted(TARGET.glob("*.webp")):
        print(Path(picture).relative_to(ROOT), picture.stat().st_size)
