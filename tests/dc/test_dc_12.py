"""DC-12: what is entered about somebody can be contested, and is never answered by who entered it.

Source: domain.md 12.4. That each credit has its source, rule and author is shown in ``tests/points``.
"""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from tests.appeals.desk import EVENING, contested, missed
from tests.browsing import signed_in
from tests.cast import Branch
from tests.gatherings.hall import page_of
from zhibu.appeals import actions
from zhibu.appeals.kinds import kinds
from zhibu.appeals.models import Appeal
from zhibu.gatherings.models import Attendee
from zhibu.kit import clock
from zhibu.kit.verdict import Refused
from zhibu.orgs.models import Post
from zhibu.trail.models import AuditNote


def entered_by_the_secretary(branch: Branch) -> Appeal:
    """The organisation officer contests having been ticked by the secretary."""
    row = missed(branch, branch.join("陆知夏"))
    ticked = Attendee.objects.get(gathering=row.gathering, person=branch.officer_person)
    return contested(branch, branch.officer_person, ticked)


def test_what_is_entered_about_somebody_carries_the_way_to_contest_it(branch: Branch) -> None:
    member = branch.join("陆知夏")
    row = missed(branch, member)
    with clock.pinned(EVENING):
        shown = signed_in(member).get(page_of(row.gathering)).content.decode()
    assert f"/y/contest/gatherings.attendance/{row.pk}" in shown


def test_records_and_attendance_are_among_what_can_be_contested() -> None:
    assert {"meetings.record", "gatherings.attendance"} <= set(kinds())


def test_an_objection_cannot_be_closed_by_the_person_who_made_the_entry(branch: Branch) -> None:
    appeal = entered_by_the_secretary(branch)
    other = branch.appoint(branch.join("孟晓岚"), Post.DISCIPLINE)
    for upheld in (True, False):
        with pytest.raises(Refused, match="经手登记"):
            actions.answer_appeal(
                actor=branch.secretary, appeal_id=appeal.pk, upheld=upheld, answer="没有问题"
            )
    with (
        pytest.raises(IntegrityError, match="appeals_not_answered_by_its_maker"),
        transaction.atomic(),
    ):
        Appeal.objects.filter(pk=appeal.pk).update(
            state="correcting",
            answered_by=branch.secretary_person.pk,
            answered_at=EVENING,
        )

    actions.answer_appeal(actor=other, appeal_id=appeal.pk, upheld=True)

    appeal.refresh_from_db()
    assert (appeal.state, appeal.answered_by_name) == ("upheld", "孟晓岚")


def test_the_correction_leaves_a_trail(branch: Branch) -> None:
    appeal = entered_by_the_secretary(branch)
    other = branch.appoint(branch.join("孟晓岚"), Post.DISCIPLINE)

    actions.answer_appeal(actor=other, appeal_id=appeal.pk, upheld=True)

    row = Attendee.objects.get(pk=appeal.subject_id)
    notes = AuditNote.objects.filter(person_id=other.person_id).order_by("pk")
    assert row.present_at is None
    assert [(n.action, n.facts.get("before")) for n in notes] == [
        ("gatherings.attendance.upheld", "list"),
        ("appeals.appeal.answered", None),
    ]
