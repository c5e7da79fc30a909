"""Importing from the server's own prompt: the numbers, what is written, what a repeat does."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.cast import Branch
from zhibu.people.imports.commands import import_organisations, import_roster
from zhibu.people.models import Appointment, ImportBatch, Membership, Person, StatusSpan

HEAD = ["姓名", "学号", "性别", "人员类别", "入党日期", "转正日期", "所在党支部", "党内职务"]


def written(folder: Path, *rows: list[object], head: list[str] = HEAD) -> Path:
    """A small xlsx."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "名册"
    for row in (head, *rows):
        sheet.append(row)
    book.save(folder / "roster.xlsx")
    return folder / "roster.xlsx"


def someone(number: str = "2021110401", name: str = "王砚秋", **more: object) -> list[object]:
    cells: dict[str, object] = {
        "name": name, "no": number, "sex": "女", "kind": "正式党员", "joined": "2020-06-01",
        "confirmed": "2021-06-01", "branch": "", "posts": "",
    }  # fmt: skip
    return list({**cells, **more}.values())


@pytest.mark.django_db
def test_a_roster_is_written_and_a_repeat_changes_nothing(branch: Branch, tmp_path: Path) -> None:
    file = written(tmp_path, someone(), someone("2021110402", "李一舟", kind="预备党员", confirmed=""))
    first = import_roster(file, branch=branch.organisation.code)
    again = import_roster(file, branch=branch.organisation.code)
    assert (first.exit_code, first.as_json()["imported"], first.as_json()["people"]) == (0, 2, 2)
    assert (again.as_json()["imported"], again.as_json()["unchanged"]) == (0, 2)
    person = Person.objects.get(staff_no="2021110401")
    assert (person.name, person.joined_on, person.pinyin_key[:4]) == ("王砚秋", date(2020, 6, 1), "wang")
    assert Membership.objects.get(person=person).organisation == branch.organisation
    spans = StatusSpan.objects.filter(person=person).order_by("since").values_list("kind", "since")
    assert list(spans) == [("probationary", date(2020, 6, 1)), ("full", date(2021, 6, 1))]
    assert ImportBatch.objects.get().state == "done"
