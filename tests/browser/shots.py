"""Pictures of pages, phone and desk, light and dark, and what the pages complained about.

    .venv/bin/python -m tests.browser.shots http://127.0.0.1:8000 OUT /sign-in /components …
        [--login NUMBER PASSWORD | --persona NAME | --cookie NAME=VALUE]
        [--full] [--themes light,dark] [--screens 360x640,1280x800] [--axe] [--no-js] [--wechat]

Writes OUT/<page>-<width>x<height>[-dark].png. --full takes the whole length of the page. --login
fills the sign-in form; --persona presses that person on the demonstration's sign-in page. Prints one
line for each picture and, under it, console errors, violations of the content policy, failed
requests, anything wider than the screen, targets under 44 px and (with --axe) axe's findings.
Leaves with 1 when there was any.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page
from tests.browser.page import (
    SCREENS,
    WECHAT,
    Screen,
    axe_findings,
    chromium,
    opened,
    overflow,
    small_targets,
)


def file_name(path: str, screen: Screen, theme: str) -> str:
    """/meetings/3/?tab=a on a phone in the dark → meetings-3-tab-a-360x640-dark.png."""
    words = re.sub(r"[^0-9A-Za-z\u4e00-\u9fff]+", "-", path).strip("-") or "home"
    return f"{words}-{screen.name}{'-dark' if theme == 'dark' else ''}.png"


def sign_in(page: Page, base: str, args: argparse.Namespace) -> None:
    """By number and password, or as one of the demonstration's persons."""
    if args.login:
        page.goto(f"{base}{args.sign_in}")
        page.fill("input[name=number]", args.login[0])
        page.fill("input[name=password]", args.login[1])
        page.get_by_role("button", name="登录", exact=True).click()
    elif args.persona:
        page.goto(f"{base}{args.sign_in}")
        page.get_by_role("button", name=f"以 {args.persona} 进入").click()
    page.wait_for_load_state()


def cookies_of(args: argparse.Namespace) -> list[dict[str, str]]:
    """The cookies given on the command line."""
    pairs = (pair.partition("=") for pair in args.cookie)
    return [{"name": name, "value": value, "url": args.base} for name, _, value in pairs]


def shoot(browser: Browser, screen: Screen, theme: str, args: argparse.Namespace) -> int:
    """All pages on one screen in one theme; answers how many faults were found."""
    faults = 0
    agent = WECHAT if args.wechat else None
    with opened(
        browser, screen, theme=theme, scripts=not args.no_js, agent=agent, cookies=cookies_of(args)
    ) as seen:
        sign_in(seen.page, args.base, args)
        for path in args.paths:
            seen.complaints.clear()
            answer = seen.page.goto(f"{args.base}{path}", wait_until="load")
            seen.page.wait_for_timeout(150)
            name = file_name(path, screen, theme)
            seen.page.screenshot(path=args.out / name, full_page=args.full)
            found = [*seen.complaints, *(f"too wide: {line}" for line in overflow(seen.page))]
            found += [f"small target: {line}" for line in small_targets(seen.page)]
            if args.axe:
                found += [f"axe: {line}" for line in axe_findings(seen.page)]
            print(f"{answer.status if answer else '-'} {name}", *found, sep="\n    ")
            faults += len(found)
    return faults


def main() -> int:
    """Read the command line, take the pictures, leave with 1 when a page had a fault."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("base", type=lambda text: text.rstrip("/"))
    parser.add_argument("out", type=Path)
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--login", nargs=2, metavar=("NUMBER", "PASSWORD"))
    parser.add_argument("--persona")
    parser.add_argument("--sign-in", default="/sign-in")
    parser.add_argument("--cookie", action="append", default=[])
    parser.add_argument("--themes", default="light,dark")
    parser.add_argument("--screens", default=",".join(s.name for s in SCREENS))
    for flag in ("--full", "--axe", "--no-js", "--wechat"):
        parser.add_argument(flag, action="store_true")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        faults = sum(
            shoot(browser, screen, theme, args)
            for screen in SCREENS
            if screen.name in args.screens.split(",")
            for theme in args.themes.split(",")
        )
    print(f"{faults} faults" if faults else "no faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
