"""Fill an empty house with invented people: the demo, or a whole university by COPY."""

from __future__ import annotations

import argparse

from django.db import transaction

from zhibu.web import demo
from zhibu.web.demo.bulk import BRANCHES, PEOPLE, Size, lay_university


def main(words: list[str]) -> int:
    """Seed whole or not at all; asked for only when the house is empty."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", choices=["demo", "university"], default="demo")
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--branches", type=int, default=BRANCHES)
    asked = parser.parse_args(words)
    with transaction.atomic():
        if asked.size == "demo":
            demo.seed()
        else:
            lay_university(Size(asked.people, asked.branches), told=demo.quiet)
    return 0
