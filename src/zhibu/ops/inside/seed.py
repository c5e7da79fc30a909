"""Fill an empty house with the demo's invented people."""

from __future__ import annotations

from django.db import transaction

from zhibu.web import demo


def main(words: list[str]) -> int:
    """Seed whole or not at all; asked for only when the house is empty."""
    with transaction.atomic():
        demo.seed()
    return 0
