"""Every invariant of the tables, broken once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests.appeals.desk import EVENING, contested, said
from tests.cast import Branch, acting

from zhibu.appeals import jobs
from zhibu.appeals.models import Appeal, Complaint
from zhibu.kit import clock

DAY = clock.local(EVENING).date()
BY = {"answered_by": 990_001, "answered_at": EVENING}


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("appeals_answered_iff_decided", {"state": "upheld", "done": "已改"}),
        ("appeals_answered_iff_decided", BY),
        ("appeals_answered_iff_decided", {"state": "withdrawn", **BY}),
        ("appeals_not_answered_by_its_maker", {"state": "correcting", **BY, "maker_id": 990_001}),
        ("appeals_reason_is_given", {"reason": ""}),
        ("appeals_explained_in_words", {"state": "explained", **BY}),
        ("appeals_upheld_says_what_was_done", {"state": "upheld", **BY}),
        ("appeals_taken_over_at_a_time", {"taken_by": 990_001}),
    ],
)
def test_an_appeal_that_cannot_be_is_refused_by_the_database(
    branch: Branch,
    constraint: str,
    fields: dict[str, Any],  # Any: one value of each kind
) -> None:
    appeal = contested(branch, branch.join("陆知夏"))

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(**fields)


def test_nobody_answers_an_appeal_of_their_own(branch: Branch) -> None:
    member = branch.join("陆知夏")
    appeal = contested(branch, member)

    with (
        pytest.raises(IntegrityError, match="appeals_not_answered_by_its_appellant"),
        transaction.atomic(),
    ):
        Appeal.objects.filter(pk=appeal.pk).update(
            state="correcting", answered_by=member.pk, answered_at=EVENING
        )


def test_one_thing_has_one_open_appeal_of_one_person(branch: Branch) -> None:
    appeal = contested(branch, branch.join("陆知夏"))

    appeal.pk = None
    with (
        pytest.raises(IntegrityError, match="appeals_one_open_a_subject"),
        transaction.atomic(),
    ):
        appeal.save()


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("appeals_unsigned_has_a_code_and_nobody", {"giver": None}),
        ("appeals_unsigned_has_a_code_and_nobody", {"naming": "none"}),
        ("appeals_unsigned_has_a_code_and_nobody", {"code_digest": "a" * 64}),
        ("appeals_complaint_answered_in_words", {"state": "answered"}),
        ("appeals_complaint_answered_in_words", {"answer": "好"}),
        ("appeals_complaint_says_something", {"text": ""}),
    ],
)
def test_a_complaint_that_cannot_be_is_refused_by_the_database(
    branch: Branch,
    constraint: str,
    fields: dict[str, Any],  # Any: one value of each kind
) -> None:
    given = said(acting(branch.join("陆知夏")))

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Complaint.objects.filter(pk=given.complaint.pk).update(**fields)


def test_nobody_answers_a_complaint_of_their_own(branch: Branch) -> None:
    given = said(branch.secretary)

    with (
        pytest.raises(IntegrityError, match="appeals_complaint_not_answered_by_its_giver"),
        transaction.atomic(),
    ):
        Complaint.objects.filter(pk=given.complaint.pk).update(
            state="answered",
            answer="好",
            answered_by=branch.secretary_person.pk,
            answered_on=DAY,
        )


def test_a_code_is_of_one_complaint(branch: Branch) -> None:
    member = acting(branch.join("陆知夏"))
    first, second = said(member, naming="none"), said(member, naming="none")

    with (
        pytest.raises(IntegrityError, match="appeals_a_code_is_one_complaints"),
        transaction.atomic(),
    ):
        Complaint.objects.filter(pk=second.complaint.pk).update(
            code_digest=first.complaint.code_digest
        )


def test_records_name_themselves(branch: Branch) -> None:
    member = branch.join("陆知夏")
    appeal, given = contested(branch, member), said(acting(member))

    assert str(appeal) == f"gatherings.attendance/{appeal.subject_id} open"
    assert str(given.complaint) == "branch suggestion waiting"
    with clock.pinned(EVENING + timedelta(days=9)):
        assert (appeal.is_overdue, given.complaint.is_overdue) == (True, True)


def test_the_morning_job_lets_rise_what_is_late(branch: Branch) -> None:
    branch.organiser()
    appeal = contested(branch, branch.join("陆知夏"))

    with clock.pinned(EVENING + timedelta(days=9)):
        jobs.let_rise(timestamp=0)

    appeal.refresh_from_db()
    assert appeal.risen_at == EVENING + timedelta(days=9)
