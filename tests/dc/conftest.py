"""What the run says at its end: how many of DC-01 to DC-20 were held, how many wait for their room."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from tests.cast import Branch
from tests.meetings.life import Life, life_of
from tests.points.team import Team, team_of
from zhibu.orgs.switches import rooms_here
from zhibu.web.selfcheck.consequences import CONSEQUENCES

SHAPE = re.compile(r"tests/dc/test_dc_(\d\d)")
OUTCOMES: dict[int, set[str]] = defaultdict(set)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Remember what became of each numbered test."""
    found = SHAPE.search(report.nodeid)
    if found and (report.when == "call" or report.failed):
        OUTCOMES[int(found[1])].add(report.outcome)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """«DC: N passed, M not built», and the parts that wait for a room."""
    if not OUTCOMES:
        return
    rooms = rooms_here()
    passed = [c for c in CONSEQUENCES if OUTCOMES.get(c.number) == {"passed"}]
    absent = [c for c in CONSEQUENCES if not c.built(rooms)]
    parts = [f"{c.id} {words}" for c in CONSEQUENCES for words in c.missing(rooms)]
    terminalreporter.write_line(
        f"DC: {len(passed)} passed, {len(absent)} not built"
        f" ({', '.join(c.id for c in absent)}); parts not built: {'; '.join(parts)}"
    )


@pytest.fixture
def life(branch: Branch) -> Life:
    return life_of(branch)


@pytest.fixture
def team(branch: Branch) -> Team:
    return team_of(branch)
