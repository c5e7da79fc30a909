"""Every constraint of the room, broken once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from tests.cast import Branch

from zhibu.insights.models import Cell, Line, Source

MONTH = date(2026, 11, 1)


def cell(branch: Branch, **other: object) -> None:
    values = {"month": MONTH, "category": "meetings.agreed", "value": 1} | other
    Cell.objects.create(organisation=branch.organisation, **values)


def two_cells(branch: Branch) -> None:
    cell(branch)
    cell(branch, value=2)


def two_sources(_branch: Branch) -> None:
    Source.objects.create(kind="meeting", number=1)
    Source.objects.create(kind="meeting", number=1)


def two_lines(_branch: Branch) -> None:
    source = Source.objects.create(kind="meeting", number=1)
    Line.objects.create(source=source, category="meetings.agreed", value=1)
    Line.objects.create(source=source, category="meetings.agreed", value=2)


BREAKS: list[tuple[str, Callable[[Branch], None]]] = [
    ("insights_one_cell_a_month", two_cells),
    ("insights_cell_month_is_its_first_day", lambda branch: cell(branch, month=date(2026, 11, 2))),
    ("insights_a_cell_is_never_below_nought", lambda branch: cell(branch, value=-1)),
    ("insights_one_source_a_thing", two_sources),
    ("insights_one_line_a_category", two_lines),
]


@pytest.mark.parametrize(("name", "breaks"), BREAKS)
def test_a_constraint_refuses(branch: Branch, name: str, breaks: Callable[[Branch], None]) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        breaks(branch)
