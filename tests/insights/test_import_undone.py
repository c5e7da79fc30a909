"""A roster import taken back leaves the counts of the months as they were before it (撤回导入)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.cast import Branch
from tests.insights.told import cells, deliver_all
from tests.people.imports.files import someone
from tests.people.imports.test_drafts import handed_in

from zhibu.insights.actions.counting import recount_stocks
from zhibu.kit import clock
from zhibu.people.imports.actions import import_roster, undo_import
from zhibu.people.models import Membership


@pytest.fixture(autouse=True)
def _files(settings: object, tmp_path: Path) -> None:
    settings.FILES = tmp_path / "files"  # type: ignore[attr-defined]  # pytest-django's settings


def of_the_month(branch: Branch) -> dict[str, int]:
    deliver_all()
    month = clock.today().replace(day=1)
    return cells(branch.organisation, month=month, room="people.")


def test_taking_an_import_back_counts_the_months_anew(branch: Branch, tmp_path: Path) -> None:
    first = min(Membership.objects.values_list("since", flat=True), default=date(2026, 1, 1))
    recount_stocks(since=first)
    before = of_the_month(branch)
    rows = [someone(), someone("2021110402", "李一舟")]
    batch = handed_in(branch, tmp_path, *rows)
    import_roster(actor=branch.secretary, batch_id=batch.pk)
    assert of_the_month(branch)["party"] == before["party"] + 2
    undo_import(actor=branch.secretary, batch_id=batch.pk)
    assert of_the_month(branch) == before
