"""What only a correction changes: upheld first, closed by the new version."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.appeals.desk import contested_record
from tests.cast import acting
from tests.meetings.life import AFTER, Life

from zhibu.appeals import actions
from zhibu.appeals.kinds import subject_of
from zhibu.appeals.models import Appeal
from zhibu.gatherings.models import Attendee
from zhibu.gatherings.offers import ATTENDANCE, correction_of_attendance, uphold_attendance
from zhibu.kit import clock
from zhibu.kit.verdict import Conflict, Refused
from zhibu.meetings.actions import correct_record
from zhibu.meetings.entries import Correction, ItemText, RecordEntry
from zhibu.meetings.models import AgendaItem, Meeting
from zhibu.meetings.offers import RECORD, correction_of_record, seen_record, uphold_record
from zhibu.people.models import Person

MORNING = AFTER + timedelta(hours=14)


def corrected(life: Life, meeting_id: int, *, present: frozenset[int] | None = None) -> None:
    item = AgendaItem.objects.get(meeting_id=meeting_id, order=1)
    text = ItemText(item.pk, reporter=item.reporter_name, report="补上发言。")
    with clock.pinned(MORNING):
        correct_record(
            actor=life.secretary,
            meeting_id=meeting_id,
            correction=Correction(RecordEntry(items=(text,)), present=present),
            reason="异议成立",
        )


def answered(life: Life, appeal: Appeal) -> None:
    with clock.pinned(MORNING):
        actions.answer_appeal(
            actor=life.officer, appeal_id=appeal.pk, upheld=True, answer="确实漏记。"
        )
    appeal.refresh_from_db()


def test_an_upheld_record_waits_for_its_correction_which_closes_the_appeal(life: Life) -> None:
    appeal = contested_record(life)
    assert (appeal.facts, appeal.maker_id) == (
        "第 1 版，许静仪确认",
        life.branch.secretary_person.pk,
    )
    with pytest.raises(Refused, match="经手登记"):
        actions.answer_appeal(actor=life.secretary, appeal_id=appeal.pk, upheld=True)
    answered(life, appeal)
    assert (appeal.state, appeal.done, str(appeal.due_on)) == ("correcting", "", "2026-12-03")

    corrected(life, appeal.subject_id)

    appeal.refresh_from_db()
    assert (appeal.state, appeal.done) == ("upheld", "已更正，现在是第 2 版。")


def test_a_correction_made_before_the_answer_closes_nothing_until_somebody_else_upholds(
    life: Life,
) -> None:
    """The secretary, who confirmed the record, cannot close the objection by correcting it."""
    appeal = contested_record(life)

    corrected(life, appeal.subject_id)

    appeal.refresh_from_db()
    assert appeal.state == "open"
    answered(life, appeal)
    assert (appeal.state, appeal.done) == ("upheld", "提出之后已更正：第 2 版，许静仪确认")


def absent_from_a_confirmed_record(life: Life) -> tuple[Meeting, Person, Attendee]:
    record = life.confirm(people=life.full[:-1])
    meeting = Meeting.objects.get(pk=record.meeting_id)
    absent = life.full[-1]
    return meeting, absent, Attendee.objects.get(gathering=meeting.gathering, person=absent)


def test_attendance_in_a_confirmed_record_is_put_right_by_its_correction(life: Life) -> None:
    meeting, absent, row = absent_from_a_confirmed_record(life)
    with clock.pinned(MORNING):
        appeal = actions.raise_appeal(
            actor=acting(absent), kind=ATTENDANCE, subject_id=row.pk, reason="到会了。"
        )
        with pytest.raises(Conflict, match="更正"):
            uphold_attendance(life.officer, row.pk, "到会了。")
    answered(life, appeal)
    assert appeal.state == "correcting"

    corrected(life, meeting.pk, present=frozenset(p.pk for p in life.full))

    appeal.refresh_from_db()
    row.refresh_from_db()
    assert (appeal.state, row.present_at is not None) == ("upheld", True)


def test_a_correction_of_something_else_leaves_the_attendance_waiting(life: Life) -> None:
    meeting, absent, row = absent_from_a_confirmed_record(life)
    with clock.pinned(MORNING):
        appeal = actions.raise_appeal(
            actor=acting(absent), kind=ATTENDANCE, subject_id=row.pk, reason="到会了。"
        )
    answered(life, appeal)

    corrected(life, meeting.pk, present=frozenset(p.pk for p in life.full[:-1]))

    appeal.refresh_from_db()
    assert appeal.state == "correcting"


def test_only_the_branch_settles_what_it_corrected(life: Life) -> None:
    appeal = contested_record(life)
    answered(life, appeal)
    with pytest.raises(Refused, match="本支部"):
        actions.settle_appeals(
            actor=life.member, kind=RECORD, subject_ids=[appeal.subject_id], done="改了"
        )
    (settled,) = actions.settle_appeals(
        actor=life.secretary, kind=RECORD, subject_ids=[appeal.subject_id], done="改了"
    )
    assert (settled.state, settled.done) == ("upheld", "改了")


def test_the_way_to_the_correction_is_shown_to_who_may_go_there(life: Life) -> None:
    meeting, _absent, row = absent_from_a_confirmed_record(life)
    organiser = life.branch.organiser()
    here = f"/m/{meeting.pk}/"

    pages = {
        name: (page.url if (page := correction_of_record(actor, meeting.pk)) else None)
        for name, actor in (
            ("secretary", life.secretary),
            ("officer", life.officer),
            ("organiser", organiser),
        )
    }
    attendance = correction_of_attendance(life.officer, row.pk)
    from_above = correction_of_attendance(organiser, row.pk)

    assert pages == {"secretary": f"{here}correct", "officer": here, "organiser": ""}
    assert [page and page.url for page in (attendance, from_above)] == [here, ""]
    with pytest.raises(Conflict, match="更正"):
        uphold_record(life.officer, meeting.pk, "漏记")


def test_a_record_is_contested_by_those_who_read_it(life: Life) -> None:
    meeting = life.hold()
    assert seen_record(life.member, meeting.pk) is None

    record = life.confirm()

    activist = acting(life.activist)
    assert subject_of(RECORD, record.meeting_id, seen_by=life.member) is not None
    assert seen_record(activist, record.meeting_id) is None
    assert seen_record(life.branch.organiser(), record.meeting_id) is None
