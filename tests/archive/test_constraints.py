"""The database itself refuses what no record may carry."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests.cast import Branch

from zhibu.archive.models import PaperTemplate, Scan

Breaks = Callable[[Branch], Any]


def scan(branch: Branch, **fields: Any) -> Scan:
    values = {
        "organisation": branch.organisation,
        "subject_kind": "meetings.meeting",
        "subject_id": "7",
        "slot": 1,
        "name": "表.png",
        "stored": "a" * 32,
        "sha256": "b" * 64,
        "size": 10,
        "media_type": "image/png",
    }
    return Scan.objects.create(**(values | fields))


def template(branch: Branch, **fields: Any) -> PaperTemplate:
    values = {
        "organisation": branch.organisation,
        "kind": "minutes",
        "name": "表.docx",
        "stored": "a" * 32,
        "sha256": "b" * 64,
        "size": 10,
        "tags": 3,
        "since": date(2026, 9, 1),
    }
    return PaperTemplate.objects.create(**(values | fields))


SEPTEMBER, OCTOBER, NOVEMBER = (date(2026, month, 1) for month in (9, 10, 11))
BREAKS: dict[str, list[Breaks]] = {
    "archive_one_scan_a_slot": [scan, lambda b: scan(b, stored="c" * 32, sha256="d" * 64)],
    "archive_at_most_three_scans": [lambda b: scan(b, slot=4)],
    "archive_one_copy_of_a_scan": [scan, lambda b: scan(b, slot=2, stored="c" * 32)],
    "archive_scan_within_ten_megabytes": [lambda b: scan(b, size=(10 << 20) + 1)],
    "archive_one_template_a_day": [
        lambda b: template(b),
        lambda b: template(b, stored="c" * 32, since=OCTOBER),
    ],
    "archive_template_ends_after_it_begins": [lambda b: template(b, until=date(2026, 8, 1))],
    "archive_template_within_ten_megabytes": [lambda b: template(b, size=0)],
    "archive_template_has_tags": [lambda b: template(b, tags=0)],
}


@pytest.mark.parametrize("name", BREAKS)
def test_the_constraint_holds(branch: Branch, name: str) -> None:
    *before, breaking = BREAKS[name]
    for make in before:
        make(branch)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        breaking(branch)


def test_every_constraint_has_a_test_that_breaks_it() -> None:
    named = {c.name for model in (Scan, PaperTemplate) for c in model._meta.constraints}
    assert named == set(BREAKS)
