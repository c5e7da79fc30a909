"""Which tests the quick suite leaves out (快检): those that took long when the list was last written.

``slow.txt`` names them, one a line; whatever asks the furnished university of ``tests/house`` is left
out with them. ``./zhibu test --update-slow`` writes it anew from a whole run; a
mark ``slow`` in a file stays beside it, for what is slow by its nature. The whole suite runs all.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

LIST = Path(__file__).with_name("slow.txt")
SECONDS = 0.3  # a test with its set-up: above this the quick suite leaves it out
SPENT: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))


def name_of(nodeid: str) -> str:
    """A test without its parameters: all its cases are slow or none is."""
    return nodeid.partition("[")[0]


def mark(items: list[pytest.Item]) -> None:
    named = set(LIST.read_text().split())
    for item in items:
        asks_all = "furnished" in getattr(item, "fixturenames", ())
        if asks_all or name_of(item.nodeid) in named:
            item.add_marker(pytest.mark.slow)


def took(report: pytest.TestReport) -> None:
    SPENT[name_of(report.nodeid)][report.nodeid] += report.duration


def write() -> None:
    """Tests of this run by their slowest case; those that did not run keep their line."""
    kept = {name for name in LIST.read_text().split() if name not in SPENT}
    slow = {name for name, cases in SPENT.items() if max(cases.values()) > SECONDS}
    LIST.write_text("\n".join(sorted(kept | slow)) + "\n")
