"""What is counted from fewer than five persons cannot be worked out from anything above the branch."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import Branch
from tests.insights.told import NOVEMBER

from zhibu.insights.catalogue import groups, metrics
from zhibu.insights.domain.spans import Length, span_of
from zhibu.insights.models import Cell
from zhibu.insights.queries.boards import board_of
from zhibu.insights.queries.numbers import By, numbers
from zhibu.kit import clock
from zhibu.kit.offers import MetricGroup
from zhibu.orgs.models import Organisation

MONTHS = [date(2026, 9, 1), date(2026, 10, 1), NOVEMBER]
TURNOUT = ("meetings.present", "meetings.should_attend")

HELD = st.lists(  # for each branch and month: should attend, came
    st.tuples(st.integers(0, 12), st.integers(0, 12)).map(lambda pair: (max(pair), min(pair))),
    min_size=9,
    max_size=9,
)
SMALL = st.lists(
    st.tuples(st.integers(1, 4), st.integers(1, 4)).map(lambda pair: (max(pair), min(pair))),
    min_size=9,
    max_size=9,
)


def lay(branches: list[Organisation], held: list[tuple[int, int]]) -> None:
    """Cells of three branches in three months."""
    Cell.objects.all().delete()
    for at, (should, came) in enumerate(held):
        organisation, month = branches[at // 3], MONTHS[at % 3]
        for category, value in zip(TURNOUT, (came, should), strict=True):
            if value:
                Cell.objects.create(
                    organisation=organisation, month=month, category=category, value=value
                )


def everything_shown(college: Organisation, group: MetricGroup) -> list[Any]:
    """All that a reader above sees of these numbers, in every span, by place and by month."""
    found: list[Any] = []
    for length in Length:
        for month in MONTHS:
            board = board_of(college, group=group, span=span_of(length, month), full=False)
            found += [board.tables, [item.figure for item in board.items], board.charts]
    for by in By:
        found.append(numbers(under=college.path, months=MONTHS, by=by, full=False))
    return found


@given(held=HELD, other=SMALL)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_small_numbers_leave_no_trace_above_the_branch(
    branch: Branch, held: list[tuple[int, int]], other: list[tuple[int, int]]
) -> None:
    """Whatever the small ones are, everything shown is the same: so nothing tells them apart."""
    names = ("研究生第一党支部", "研究生第二党支部")
    branches = [branch.organisation] + [
        Organisation.objects.filter(name__endswith=name).first()
        or branch.sibling(name).organisation
        for name in names
    ]
    swapped = [o if 0 < h[0] < 5 else h for h, o in zip(held, other, strict=True)]
    turnout = groups()["turnout"]
    with clock.pinned(clock.day_start(date(2026, 11, 28))):
        lay(branches, held)
        one = everything_shown(branch.college, turnout)
        lay(branches, swapped)
        assert everything_shown(branch.college, turnout) == one


def test_the_check_is_red_when_small_numbers_are_added_in(branch: Branch) -> None:
    lay([branch.organisation] * 3, [(3, 2), (9, 8), (7, 6)] + [(0, 0)] * 6)
    first = numbers(under=branch.college.path, months=MONTHS, by=By.TOTAL, full=True)
    lay([branch.organisation] * 3, [(4, 1), (9, 8), (7, 6)] + [(0, 0)] * 6)
    second = numbers(under=branch.college.path, months=MONTHS, by=By.TOTAL, full=True)
    assert first != second


def test_the_branch_itself_sees_all_of_its_own(branch: Branch) -> None:
    lay([branch.organisation] * 3, [(3, 2), (9, 8), (0, 0)] + [(0, 0)] * 6)
    path = branch.organisation.path
    assert numbers(under=path, months=MONTHS, by=By.TOTAL, full=True) == {
        0: {"meetings.present": 10, "meetings.should_attend": 12}
    }
    assert numbers(under=path, months=MONTHS, by=By.TOTAL, full=False) == {
        0: {"meetings.present": 8, "meetings.should_attend": 9}
    }


@pytest.mark.parametrize("key", TURNOUT)
def test_what_counts_persons_at_a_sitting_is_guarded(key: str) -> None:
    assert metrics()[key].guard == "meetings.should_attend"
