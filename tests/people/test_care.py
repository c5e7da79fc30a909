"""A correction is asked for by the person and answered by somebody else within five working days."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from tests.cast import HOUSE, Branch, acting

from zhibu.kit import clock
from zhibu.kit.verdict import Conflict, Invalid, Refused
from zhibu.orgs.actions import load_calendar_days
from zhibu.people import queries
from zhibu.people.actions import answer_correction, ask_correction, note_look
from zhibu.people.models import CorrectionRequest, Person
from zhibu.trail.models import AuditNote

FRIDAY_BEFORE_THE_HOLIDAY = datetime(2026, 9, 30, 4, tzinfo=UTC)


def ask(
    member: Person, field: str = "birth_date", asked: str = "2003年5月4日"
) -> CorrectionRequest:
    return ask_correction(actor=acting(member), person_id=member.pk, field=field, asked=asked)


def test_an_accepted_correction_writes_the_field(branch: Branch) -> None:
    member = branch.join("陆知夏")
    request = ask(member)
    answer_correction(actor=branch.officer, request_id=request.pk, accepted=True)
    member.refresh_from_db()
    request.refresh_from_db()
    assert member.birth_date == date(2003, 5, 4)
    assert (request.state, request.answered_by) == ("accepted", branch.officer_person)
    assert list(queries.open_corrections(seen_by=branch.officer)) == []


def test_a_declined_correction_says_why_and_writes_nothing(branch: Branch) -> None:
    member = branch.join("陆知夏")
    request = ask(member)
    with pytest.raises(Invalid):
        answer_correction(actor=branch.officer, request_id=request.pk, accepted=False)
    answer_correction(
        actor=branch.officer, request_id=request.pk, accepted=False, answer="与档案一致。"
    )
    member.refresh_from_db()
    assert member.birth_date is None
    with pytest.raises(Conflict):
        answer_correction(actor=branch.officer, request_id=request.pk, accepted=True)


def test_the_answer_is_due_after_five_working_days(branch: Branch) -> None:
    days = [{"name": "国庆节", "date": f"2026-10-0{d}", "isOffDay": True} for d in (1, 2, 5, 6, 7)]
    load_calendar_days(actor=HOUSE, text=json.dumps({"year": 2026, "days": days}))
    member = branch.join("陆知夏")
    with clock.pinned(FRIDAY_BEFORE_THE_HOLIDAY):
        assert ask(member).due_on == date(2026, 10, 14)


def test_what_is_not_a_value_goes_back_to_the_officer(branch: Branch) -> None:
    request = ask(branch.join("陆知夏"), asked="五月初四")
    with pytest.raises(Invalid) as refused:
        answer_correction(actor=branch.officer, request_id=request.pk, accepted=True)
    assert set(refused.value.errors) == {"value"}
    answer_correction(
        actor=branch.officer, request_id=request.pk, accepted=True, value="2003-06-03"
    )
    request.person.refresh_from_db()
    assert request.person.birth_date == date(2003, 6, 3)


def test_what_follows_from_dated_spans_is_only_answered(branch: Branch) -> None:
    request = ask(branch.join("陆知夏"), "kind", "正式党员")
    answer_correction(
        actor=branch.officer, request_id=request.pk, accepted=True, answer="已登记转正。"
    )
    assert AuditNote.objects.filter(action="people.correction.answered").count() == 1


@pytest.mark.parametrize(("field", "asked"), [("secret", "x"), ("phone", " ")])
def test_a_question_without_field_or_content_is_refused(
    branch: Branch, field: str, asked: str
) -> None:
    with pytest.raises(Invalid):
        ask(branch.join("陆知夏"), field, asked)


def test_one_field_waits_once(branch: Branch) -> None:
    member = branch.join("陆知夏")
    ask(member)
    with pytest.raises(Conflict):
        ask(member)


def test_nobody_asks_for_another_or_answers_themselves(branch: Branch) -> None:
    member = branch.join("陆知夏")
    with pytest.raises(Refused):
        ask_correction(
            actor=branch.secretary, person_id=member.pk, field="phone", asked="13800001234"
        )
    own = ask(branch.secretary_person)
    with pytest.raises(Refused):
        answer_correction(actor=branch.secretary, request_id=own.pk, accepted=True)
    answer_correction(actor=branch.officer, request_id=own.pk, accepted=True)


def test_another_branch_does_not_see_the_question(branch: Branch) -> None:
    request = ask(branch.join("陆知夏"))
    with pytest.raises(CorrectionRequest.DoesNotExist):
        answer_correction(actor=branch.sibling().secretary, request_id=request.pk, accepted=True)


def test_a_look_is_kept_once_a_day_and_never_of_oneself(branch: Branch) -> None:
    member = branch.join("陆知夏")
    for _ in range(2):
        note_look(actor=branch.secretary, person_id=member.pk, what="个人页")
    note_look(actor=acting(member), person_id=member.pk, what="个人页")
    assert [(look.viewer_name, look.what) for look in queries.looks_at(member.pk)] == [
        ("许静仪", "个人页")
    ]
