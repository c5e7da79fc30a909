"""The database itself refuses what must never be held about a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DataError, IntegrityError, transaction
from tests.cast import FOUNDED, Branch, person

from zhibu.kit import clock
from zhibu.orgs.models import Post
from zhibu.people.accounts import account_of
from zhibu.people.models import (
    Account,
    Appointment,
    CorrectionRequest,
    Look,
    Membership,
    Person,
    Slip,
    StatusSpan,
)

EARLY = date(2001, 1, 1)
Breaks = Callable[[Branch], Any]


def made(**fields: Any) -> Person:
    return Person.objects.create(**({"name": "陆知夏", "staff_no": "1"} | fields))


def membership(branch: Branch, **fields: Any) -> Membership:
    values = {"person": branch.secretary_person, "organisation": branch.organisation}
    return Membership.objects.create(**(values | {"since": FOUNDED} | fields))


def status(branch: Branch, **fields: Any) -> StatusSpan:
    values = {"person": branch.secretary_person, "kind": "full", "since": FOUNDED}
    return StatusSpan.objects.create(**(values | fields))


def post(branch: Branch, **fields: Any) -> Appointment:
    values = {
        "person": branch.secretary_person,
        "organisation": branch.organisation,
        "post": Post.SECRETARY,
        "since": FOUNDED,
    }
    return Appointment.objects.create(**(values | fields))


def correction(branch: Branch, **fields: Any) -> CorrectionRequest:
    values = {"person": branch.secretary_person, "field": "phone", "asked": "1", "due_on": FOUNDED}
    return CorrectionRequest.objects.create(**(values | fields))


def slip(branch: Branch, **fields: Any) -> Slip:
    values = {
        "account": account_of(branch.secretary_person),
        "digest": clock.now().isoformat(),
        "expires_at": clock.now() + timedelta(days=7),
    }
    return Slip.objects.create(**(values | fields))


def twice(make: Breaks) -> Breaks:
    def both(branch: Branch) -> None:
        make(branch)
        make(branch)

    return both


BROKEN: dict[str, Breaks] = {
    "people_name_is_given": lambda b: made(name=""),
    "people_number_is_given": lambda b: made(staff_no=""),
    "people_confirmed_after_joining": lambda b: made(joined_on=FOUNDED, confirmed_on=EARLY),
    "people_joined_after_birth": lambda b: made(birth_date=FOUNDED, joined_on=EARLY),
    "people_one_status_a_day": status,
    "people_status_ends_after_it_begins": lambda b: status(b, person=person("甲"), until=EARLY),
    "people_one_membership_a_day": membership,
    "people_membership_ends_after_it_begins": lambda b: membership(
        b, person=person("甲"), until=EARLY
    ),
    "people_a_post_is_held_once_a_day": post,
    "people_one_secretary_a_day": lambda b: post(b, person=b.officer_person),
    "people_three_duties_apart": lambda b: [
        post(b, person=b.officer_person, organisation=b.root, post=duty)
        for duty in (Post.OPERATOR, Post.AUDIT)
    ],
    "people_appointment_ends_after_it_begins": lambda b: post(b, post="publicity", until=EARLY),
    "people_one_open_slip": twice(slip),
    "people_a_slip_lives_a_while": lambda b: slip(b, expires_at=clock.now() - timedelta(days=1)),
    "people_correction_answered_iff_closed": lambda b: correction(b, state="accepted"),
    "people_nobody_answers_own_correction": lambda b: correction(
        b, state="accepted", answered_by=b.secretary_person, answered_at=clock.now()
    ),
    "people_one_open_correction_a_field": twice(correction),
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_constraint_refuses(branch: Branch, name: str) -> None:
    with pytest.raises((IntegrityError, DataError)) as refused, transaction.atomic():
        BROKEN[name](branch)
    said = str(refused.value)
    # A range whose end lies before its begin is refused by the range itself, before its check.
    assert name in said or "range lower bound" in said


def test_every_constraint_on_persons_has_its_test() -> None:
    models = (Person, StatusSpan, Membership, Appointment, Account, Slip, CorrectionRequest, Look)
    named = {c.name for m in models for c in m._meta.constraints}
    assert named == set(BROKEN)


def test_a_look_is_never_changed_nor_taken_away(branch: Branch) -> None:
    Look.objects.create(person=branch.officer_person, viewer_name="许静仪", what="个人页")
    with pytest.raises(IntegrityError), transaction.atomic():
        Look.objects.update(what="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Look.objects.all().delete()
