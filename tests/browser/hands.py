"""One person's hands on one page, counted: the page object of every journey.

Each click, tap, key command, choice and filled field is one interaction; each filled Chinese
character is one second, each other character a quarter, each interaction one second more.
Nothing here goes past the page: no address typed, no script run, no request made by hand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Locator, Page


@dataclass
class Hands:
    """Hands on a page; what they did, in order.

    facts: every text typed by hand, to see that none is typed twice.
    """

    page: Page
    who: str
    done: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def _count(self, what: str, *, typed: str = "") -> None:
        self.done.append(what)
        chinese = sum("\u3400" <= c <= "\u9fff" or c >= "\U00020000" for c in typed)
        self.seconds += 1 + chinese + (len(typed) - chinese) / 4

    @property
    def interactions(self) -> int:
        return len(self.done)

    def twice(self) -> list[str]:
        """Facts of four characters or more that were typed more than once."""
        long_ones = [f for f in self.facts if len(f) >= 4]
        return sorted({f for f in long_ones if long_ones.count(f) > 1})

    def open(self, address: str) -> None:
        """Arrive: by a scanned code or a link somebody sent; not counted."""
        self.page.goto(address)

    def press(
        self, name: str | re.Pattern[str], *, within: Locator | None = None, exact: bool = True
    ) -> None:
        """Press a button or follow a link by its words."""
        root = within or self.page
        target = root.get_by_role("button", name=name, exact=exact).or_(
            root.get_by_role("link", name=name, exact=exact)
        )
        self._count(f"press {name if isinstance(name, str) else name.pattern}")
        target.locator("visible=true").first.click()

    def press_summary(self, details: Locator) -> None:
        """Open what is folded, by its summary."""
        self._count("open")
        details.locator("summary").first.click()

    def fill(
        self, label: str, text: str, *, within: Locator | None = None, secret: bool = False
    ) -> None:
        """Fill one field by its label; a secret is no fact, and is asked twice on purpose."""
        root = within or self.page
        self._count(f"fill {label}", typed=text)
        if not secret:
            self.facts.append(text)
        root.get_by_label(label, exact=False).locator("visible=true").first.fill(text)

    def choose(self, label: str, option: str) -> None:
        """Choose from a list."""
        self._count(f"choose {label}")
        self.page.get_by_label(label, exact=False).first.select_option(label=option)

    def tick(self, label: str, *, within: Locator | None = None) -> None:
        """Tick a box or a choice."""
        root = within or self.page
        self._count(f"tick {label}")
        root.get_by_label(label, exact=False).locator("visible=true").first.check()

    def hand_over(self, label: str, file: Path) -> None:
        """Choose a file."""
        self._count(f"file {label}")
        self.page.get_by_label(label, exact=False).first.set_input_files(str(file))

    def key(self, name: str) -> None:
        """One key command."""
        self._count(f"key {name}")
        self.page.keyboard.press(name)

    def take(self, name: str, folder: Path) -> Path:
        """Press what downloads a file, and keep it."""
        with self.page.expect_download() as coming:
            self.press(name)
        download = coming.value
        target = folder / download.suggested_filename
        download.save_as(str(target))
        return target

    def reads(self, text: str) -> None:
        """The page says this."""
        self.page.get_by_text(text).first.wait_for(timeout=30_000)

    def heading(self) -> str:
        return self.page.get_by_role("heading", level=1).first.inner_text()

    def report(self) -> str:
        """One line of figures."""
        return f"{self.who}: {self.interactions} interactions, {self.seconds:.0f} s"
