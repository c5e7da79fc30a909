"""The school's own calendar from .ics or a workbook: looked at, taken in, taken back."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.browsing import signed_in
from tests.cast import Branch

from zhibu.kit.sheets import FileRefused
from zhibu.kit.verdict import Conflict, Invalid, Refused
from zhibu.orgs import actions, queries
from zhibu.orgs.calendarfile import read_calendar
from zhibu.orgs.calendarfile.read import CalendarLine, of_ics
from zhibu.orgs.models import CalendarSpan
from zhibu.people.models import Person

SHARED = Path(__file__).parents[4] / "shared" / "data"
AUTUMN = CalendarLine(2, "2026 年秋季学期", "term", date(2026, 8, 31), date(2027, 1, 18))
EXAMS = CalendarLine(3, "期末考试周", "exam", date(2027, 1, 4), date(2027, 1, 18))
WINTER = CalendarLine(4, "寒假", "holiday", date(2027, 1, 18), date(2027, 2, 26))
ICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//school//calendar//
BEGIN:VEVENT
UID:1
SUMMARY:寒假
DTSTART;VALUE=DATE:20270118
DTEND;VALUE=DATE:20270226
END:VEVENT
BEGIN:VEVENT
UID:2
SUMMARY:校运动会
DTSTART:20261112T000000Z
DTEND:20261113T090000Z
END:VEVENT
BEGIN:VEVENT
UID:3
SUMMARY:期末考试
DTSTART;VALUE=DATE:20270104
RRULE:FREQ=DAILY;COUNT=9
END:VEVENT
END:VCALENDAR
"""


def workbook(folder: Path, rows: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    head = ["序号", "名称", "类别", "开始日期", "结束日期"]
    for row in (["澜州大学校历"], head, *rows):
        sheet.append(list(row))
    target = folder / "校历.xlsx"
    book.save(target)
    return target


def test_a_workbook_is_read_row_by_row_with_its_faults(tmp_path: Path) -> None:
    read = read_calendar(
        workbook(
            tmp_path,
            [
                [1, "2026 年秋季学期", "学期", date(2026, 8, 31), date(2027, 1, 17)],
                [2, "期末考试周", "", "2027年1月4日", "2027.1.17"],
                [3, "寒假", "假期", "20270118", "2027-02-25"],
                [4, "校运动会", "", "2026-11-12", "2026-11-13"],
                [5, "暑假", "", "2027-07-12", "2027-07-01"],
                [6, "春季学期", "", "三月初", ""],
            ],
        )
    )
    assert [(x.name, x.kind, x.since, x.until) for x in read.lines[:3]] == [
        (AUTUMN.name, "term", AUTUMN.since, AUTUMN.until),
        (EXAMS.name, "exam", EXAMS.since, EXAMS.until),
        (WINTER.name, "holiday", WINTER.since, WINTER.until),
    ]
    assert [x.fault for x in read.lines[3:]] == [
        "看不出是学期、考试周还是假期，没有读入。",
        "结束早于开始。",
        "日期看不懂，请写完整的年月日。",
    ]


def test_an_ics_is_read_event_by_event(tmp_path: Path) -> None:
    file = tmp_path / "校历.ics"
    file.write_text(ICS, encoding="utf-8")
    lines = read_calendar(file).lines
    assert [(x.name, x.since, x.until, x.fault) for x in lines] == [
        ("寒假", date(2027, 1, 18), date(2027, 2, 26), ""),
        (
            "校运动会",
            date(2026, 11, 12),
            date(2026, 11, 14),
            "看不出是学期、考试周还是假期，没有读入。",
        ),
        ("期末考试", None, None, "重复的日程不读入，请逐条写明起止。"),
    ]


def test_files_that_are_no_calendar_are_refused_with_a_sentence(tmp_path: Path) -> None:
    empty = tmp_path / "a.ics"
    empty.write_text("BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n")
    huge = tmp_path / "b.ics"
    huge.write_bytes(b"BEGIN:VCALENDAR\n" + b"X-A:1\n" * 200_000)
    many = tmp_path / "c.ics"
    event = "BEGIN:VEVENT\nSUMMARY:寒假\nDTSTART;VALUE=DATE:20270118\nEND:VEVENT\n"
    many.write_text(f"BEGIN:VCALENDAR\n{event * 501}END:VCALENDAR\n", encoding="utf-8")
    other = tmp_path / "d.xlsx"
    other.write_bytes(b"PK\x03\x04 not a workbook")
    codes = []
    for file in (empty, huge, many, other):
        with pytest.raises(FileRefused) as refused:
            read_calendar(file)
        codes.append(refused.value.code)
    assert codes[:3] == ["calendar-empty", "file-too-large", "calendar-too-long"]


def test_no_published_calendar_file_breaks_the_reader() -> None:
    folder = SHARED / "ical" / "icalendar"
    if not folder.is_dir():
        pytest.skip("shared/data/ical is not beside this house: nothing to read")
    read = 0
    for file in sorted(folder.rglob("*.ics")):
        try:
            list(of_ics(file.read_bytes()))
        except FileRefused:
            continue
        read += 1
    assert read > 20


# ---- taking in and back


def test_lines_are_taken_in_together_and_taken_back_together(branch: Branch) -> None:
    organiser = branch.organiser()
    done = actions.import_calendar(
        actor=organiser, organisation_id=branch.college.pk, lines=[AUTUMN, EXAMS, WINTER]
    )
    assert CalendarSpan.objects.filter(batch=done.batch).count() == done.count == 3
    taken = actions.undo_calendar_import(
        actor=organiser, organisation_id=branch.college.pk, batch=done.batch
    )
    assert (taken, CalendarSpan.objects.count()) == (3, 0)
    with pytest.raises(Conflict):
        actions.undo_calendar_import(
            actor=organiser, organisation_id=branch.college.pk, batch=done.batch
        )


def test_what_overlaps_is_refused_whole_and_what_is_there_already_is_no_change(
    branch: Branch,
) -> None:
    organiser = branch.organiser()
    college = branch.college.pk
    actions.import_calendar(actor=organiser, organisation_id=college, lines=[WINTER])
    longer = CalendarLine(5, "寒假（延长）", "holiday", date(2027, 2, 1), date(2027, 3, 8))
    found = queries.compared(branch.college, [WINTER, longer, AUTUMN])
    assert [(x.line.name, x.outcome) for x in found] == [
        ("寒假", "same"),
        ("寒假（延长）", "refused"),
        ("2026 年秋季学期", "new"),
    ]
    with pytest.raises(Invalid, match="重叠"):
        actions.import_calendar(actor=organiser, organisation_id=college, lines=[AUTUMN, longer])
    assert CalendarSpan.objects.count() == 1
    with pytest.raises(Refused):
        actions.import_calendar(
            actor=branch.officer, organisation_id=branch.organisation.pk, lines=[AUTUMN]
        )


def test_the_page_shows_what_it_read_before_anything_is_written(
    branch: Branch, client: Client, tmp_path: Path
) -> None:
    branch.organiser()
    signed_in(Person.objects.get(name="方闻笛"), client)
    here = f"/o/{branch.college.pk}/calendar/import"
    file = SimpleUploadedFile("校历.ics", ICS.encode())
    page = client.post(here, {"file": file, "idempotency_key": "a" * 32}).content.decode()
    assert "导入 1 项" in page
    assert CalendarSpan.objects.count() == 0
    (payload,) = re.findall(r'name="read" value="([^"]+)"', page)
    forged = client.post(here, {"read": payload[:-2] + "xx", "idempotency_key": "b" * 32})
    taken = client.post(here, {"read": payload, "idempotency_key": "c" * 32})
    span = CalendarSpan.objects.get()
    assert (forged.status_code, taken.status_code, span.name) == (409, 302, "寒假")
    undone = client.post(
        f"/o/{branch.college.pk}/calendar/undo/{span.batch}", {"idempotency_key": "d" * 32}
    )
    assert (undone.status_code, CalendarSpan.objects.count()) == (302, 0)
