"""Every constraint of the room, broken once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from tests.cast import Branch

from zhibu.insights.models import (
    LARGEST_FORM,
    Cell,
    Folded,
    Line,
    ReportForm,
    ReportMark,
    Share,
    Source,
)
from zhibu.kit import clock

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


def two_shares(branch: Branch) -> None:
    for _number in range(2):
        share(branch)


def share(branch: Branch, **other: object) -> None:
    values = {"month": MONTH, "category": "meetings.agreed", "path": "1.", "value": 1, "shown": 0}
    Share.objects.create(organisation=branch.organisation, **(values | other))


def two_sums(branch: Branch) -> None:
    for _number in range(2):
        added_up(branch)


def added_up(_branch: Branch, **other: object) -> None:
    values = {"path": "1.", "month": MONTH, "category": "meetings.agreed", "value": 2, "shown": 1}
    Folded.objects.create(**(values | other))


def form(branch: Branch, **other: object) -> ReportForm:
    values = {"name": "月报表", "version": 1, "file_name": "a.xlsx", "body": b"PK", "size": 2}
    return ReportForm.objects.create(organisation=branch.organisation, **(values | other))


def two_forms(branch: Branch, state: str) -> None:
    kept_at = clock.now() if state == "kept" else None
    for version in (1, 2):
        form(branch, state=state, kept_at=kept_at, version=version)


def two_versions_alike(branch: Branch) -> None:
    form(branch, state="kept", kept_at=clock.now())
    form(branch)


def mark(branch: Branch, **other: object) -> ReportMark:
    values = {"sheet": 0, "row": 1, "column": 1, "holds": "name"} | other
    return ReportMark.objects.create(form=form(branch), **values)


def two_marks(branch: Branch) -> None:
    held = form(branch)
    for _number in range(2):
        ReportMark.objects.create(form=held, sheet=0, row=1, column=1, holds="name")


BREAKS: list[tuple[str, Callable[[Branch], object]]] = [
    ("insights_one_cell_a_month", two_cells),
    ("insights_cell_month_is_its_first_day", lambda branch: cell(branch, month=date(2026, 11, 2))),
    ("insights_a_cell_is_never_below_nought", lambda branch: cell(branch, value=-1)),
    ("insights_one_share_a_cell", two_shares),
    ("insights_a_share_is_shown_whole_or_not", lambda branch: share(branch, value=2, shown=1)),
    ("insights_one_sum_a_month", two_sums),
    ("insights_a_sum_shows_no_more_than_it_holds", lambda branch: added_up(branch, shown=3)),
    ("insights_one_source_a_thing", two_sources),
    ("insights_one_line_a_category", two_lines),
    ("insights_one_form_a_version", two_versions_alike),
    ("insights_one_form_in_use", lambda branch: two_forms(branch, "kept")),
    ("insights_one_draft_of_a_form", lambda branch: two_forms(branch, "draft")),
    ("insights_days_of_a_form_follow_its_state", lambda branch: form(branch, state="kept")),
    ("insights_form_within_two_megabytes", lambda branch: form(branch, size=LARGEST_FORM + 1)),
    ("insights_one_mark_a_cell", two_marks),
    ("insights_only_a_figure_names_its_metric", lambda branch: mark(branch, holds="figure")),
    ("insights_a_named_body_is_named", lambda branch: mark(branch, over="named")),
]


@pytest.mark.parametrize(("name", "breaks"), BREAKS)
def test_a_constraint_refuses(
    branch: Branch, name: str, breaks: Callable[[Branch], object]
) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        breaks(branch)
