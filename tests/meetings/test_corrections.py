"""Entered afterwards, or corrected after confirmation."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from tests.meetings.life import ENDS, STARTS, Life, at, told

from zhibu.gatherings.actions import correct_attendance
from zhibu.gatherings.queries import attendance_of
from zhibu.kit.verdict import Conflict, Invalid, Refused
from zhibu.meetings import actions
from zhibu.meetings.body import from_json
from zhibu.meetings.domain.kinds import Kind
from zhibu.meetings.entries import Correction, ItemText, RecordEntry, TallyEntry
from zhibu.meetings.models import AgendaItem, Meeting, Record
from zhibu.notices.models import Notice

MORNING = STARTS + timedelta(hours=14)


def corrected(life: Life, record: Record, report: str, reason: str = "漏记要点") -> Record:
    item = AgendaItem.objects.get(meeting_id=record.meeting_id, order=1)
    entry = RecordEntry(items=(ItemText(item.pk, reporter=item.reporter_name, report=report),))
    with at(MORNING):
        return actions.correct_record(
            actor=life.secretary,
            meeting_id=record.meeting_id,
            correction=Correction(entry),
            reason=reason,
        )


def test_a_correction_is_a_new_version_with_its_reason(life: Life) -> None:
    first = life.confirm()

    second = corrected(life, first, "学习《志愿服务条例》第二条。")

    assert (second.version, second.replaces_id, second.reason) == (2, first.pk, "漏记要点")
    assert from_json(second.body).items[0].report == "学习《志愿服务条例》第二条。"
    assert from_json(first.body).items[0].report == "书记许静仪领学，到会人员进行了集中学习。"
    facts = [(name, p["version"]) for name, p in told() if name.startswith("Record")]
    assert facts == [("RecordConfirmed", 1), ("RecordCorrected", 2), ("RecordConfirmed", 2)]


def test_a_correction_without_reason_or_change_is_refused(life: Life) -> None:
    first = life.confirm()
    with pytest.raises(Invalid, match="写明更正的原因"):
        corrected(life, first, "新内容。", reason="  ")
    with pytest.raises(Invalid, match="和上一版相同"):
        corrected(life, first, "")
    assert Record.objects.count() == 1


def test_only_those_who_confirm_may_correct(life: Life) -> None:
    first = life.confirm()
    with pytest.raises(Refused, match="书记、副书记"):
        actions.correct_record(
            actor=life.officer,
            meeting_id=first.meeting_id,
            correction=Correction(RecordEntry()),
            reason="漏记要点",
        )


def test_who_was_there_is_corrected_with_the_record(life: Life) -> None:
    first = life.confirm(people=life.full[:6])
    meeting = Meeting.objects.get(pk=first.meeting_id)
    there = frozenset(p.pk for p in life.full[1:7])

    with at(MORNING):
        second = actions.correct_record(
            actor=life.secretary,
            meeting_id=meeting.pk,
            correction=Correction(RecordEntry(), present=there),
            reason="许静仪外出，由周若棠代为主持，漏登简宁",
        )

    body = from_json(second.body)
    assert {person.id for person in body.attended} == there
    assert {p.person_id for p in attendance_of(meeting.gathering_id).present} == there
    assert (body.counts.came, body.counts.present) == (6, 6)


def test_attendance_of_an_open_gathering_is_not_corrected_this_way(life: Life) -> None:
    meeting = life.hold()
    with pytest.raises(Conflict, match="签到页"):
        correct_attendance(
            actor=life.secretary,
            gathering_id=meeting.gathering_id,
            present_ids=[],
            reason="写错了",
        )
    first = actions.confirm_record(actor=life.secretary, meeting_id=meeting.pk)
    with pytest.raises(Refused):
        correct_attendance(
            actor=life.officer,
            gathering_id=meeting.gathering_id,
            present_ids=[],
            reason="写错了",
        )
    assert first.version == 1


def test_a_correction_that_is_not_lawful_is_refused(life: Life) -> None:
    meeting = life.hold(Kind.GENERAL_MEETING, items=[life.admission()])
    item = AgendaItem.objects.get(meeting=meeting)
    life.count(meeting, yes=9)
    entry = RecordEntry(items=(ItemText(item.pk, conduct="表现良好。"),))
    actions.edit_record(actor=life.secretary, meeting_id=meeting.pk, entry=entry)
    actions.confirm_record(actor=life.secretary, meeting_id=meeting.pk)

    def recount(**votes: Any) -> Record:
        return actions.correct_record(
            actor=life.secretary,
            meeting_id=meeting.pk,
            correction=Correction(entry, tallies={item.pk: TallyEntry(**votes)}),
            reason="计票员复核",
        )

    with pytest.raises(Invalid, match="重新计票"), transaction.atomic():
        recount(yes=12)
    assert from_json(recount(yes=8, no=1).body).items[0].outcome == "carried"


# ---- entered afterwards


def test_a_sitting_entered_afterwards_is_marked_and_tells_nobody(life: Life) -> None:
    people = [p.pk for p in life.full[:7]]
    with at(STARTS + timedelta(days=9)):
        meeting = actions.enter_late(
            actor=life.secretary,
            organisation_id=life.organisation.pk,
            plan=life.entry(),
            reason="当天停电，会后补录",
            present_ids=people,
            excused_ids=[life.probationary.pk],
        )
        record = actions.confirm_record(actor=life.secretary, meeting_id=meeting.pk)

    body = from_json(record.body)
    assert (body.late_entry, body.late_reason) == (True, "当天停电，会后补录")
    assert (body.counts.should_attend, body.counts.came, body.counts.excused) == (10, 7, 1)
    assert body.ended_at == ENDS
    assert Notice.objects.count() == 0


@pytest.mark.parametrize(
    ("reason", "days", "there", "field"),
    [("", 9, 3, "reason"), ("停电", -1, 3, "ends_at"), ("停电", 9, 0, "present")],
)
def test_entering_afterwards_asks_for_reason_past_and_people(
    life: Life, reason: str, days: int, there: int, field: str
) -> None:
    with pytest.raises(Invalid) as refused, at(STARTS + timedelta(days=days)):
        actions.enter_late(
            actor=life.secretary,
            organisation_id=life.organisation.pk,
            plan=life.entry(),
            reason=reason,
            present_ids=[p.pk for p in life.full[:there]],
        )
    assert list(refused.value.errors) == [field]
    assert Meeting.objects.count() == 0


# ---- the database keeps it


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE meetings_record SET reason = 'x'",
        "DELETE FROM meetings_record",
        "TRUNCATE meetings_record CASCADE",
    ],
)
def test_the_database_refuses_to_change_a_confirmed_record(life: Life, statement: str) -> None:
    life.confirm()
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; {statement}")


def test_the_application_itself_has_no_right_to_change_one(
    life: Life, as_application: Callable[[], AbstractContextManager[None]]
) -> None:
    record = life.confirm()
    with pytest.raises(ProgrammingError, match="permission denied"), as_application():
        Record.objects.filter(pk=record.pk).update(reason="x")
