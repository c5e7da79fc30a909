"""Fill an empty house with the demo's invented people."""

from __future__ import annotations

from zhibu.web import demo


def main(words: list[str]) -> int:
    """Seed; asked for only when the house is empty."""
    demo.seed()
    return 0
