"""Persons come on the roster once, and their fields are kept by the branch, never by themselves."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.cast import Branch, acting

from zhibu.kit.verdict import Invalid, Refused
from zhibu.people import queries
from zhibu.people.accounts import account_of
from zhibu.people.actions import add_person, depart, edit_person, set_own_reading
from zhibu.people.events import MembershipBegan
from zhibu.people.models import Account, Person, StatusSpan
from zhibu.trail.models import AuditNote, OutboxEvent

SINCE = date(2026, 9, 1)


def add(branch: Branch, **changes: Any) -> Person:
    values: dict[str, Any] = {
        "actor": branch.secretary,
        "organisation_id": branch.organisation.pk,
        "name": "陆知夏",
        "staff_no": "2026110427",
        "kind": StatusSpan.Kind.PROBATIONARY,
        "since": SINCE,
    }
    return add_person(**(values | changes))


def test_somebody_added_by_hand_stands_in_the_roster(branch: Branch) -> None:
    made = add(branch, joined_on=date(2026, 3, 18), phone="13800001234")
    line = next(
        m for m in queries.members_of(under=branch.organisation.path) if m.person_id == made.pk
    )
    assert (line.name, line.kind, line.joined_on) == ("陆知夏", "probationary", date(2026, 3, 18))
    assert made.initials == "lzx"
    assert OutboxEvent.objects.filter(kind=f"people.{MembershipBegan.__name__}").count() == 1
    assert AuditNote.objects.filter(action="people.person.added").count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"staff_no": ""}, "staff_no"),
        ({"joined_on": date(2026, 3, 18), "confirmed_on": date(2026, 3, 17)}, "confirmed_on"),
        ({"joined_on": date(2000, 1, 1), "birth_date": date(2001, 1, 1)}, "joined_on"),
        ({"cohort": "二" * 21}, "cohort"),
    ],
)
def test_what_cannot_be_held_is_refused_by_field(
    branch: Branch, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        add(branch, **changes)
    assert set(refused.value.errors) == {field}
    assert not Person.objects.filter(name="陆知夏").exists()


def test_a_number_already_on_a_roster_is_refused(branch: Branch) -> None:
    add(branch)
    with pytest.raises(Invalid) as refused:
        add(branch, name="何屿")
    assert set(refused.value.errors) == {"staff_no"}


def test_somebody_who_left_is_taken_in_again_as_the_same_person(branch: Branch) -> None:
    first = add(branch)
    depart(first, on=date(2026, 10, 1), ground="毕业离校")
    again = add(branch, since=date(2027, 9, 1))
    assert again.pk == first.pk
    assert [m.since for m in first.memberships.order_by("since")] == [SINCE, date(2027, 9, 1)]


def test_members_add_nobody_and_another_branch_is_not_there(branch: Branch) -> None:
    with pytest.raises(Refused):
        add(branch, actor=acting(branch.join("何屿")))
    with pytest.raises(type(branch.organisation).DoesNotExist):
        add(branch, actor=branch.sibling().secretary)


def test_edited_fields_are_noted_by_name_only(branch: Branch) -> None:
    member = branch.join("陆知夏")
    edit_person(
        actor=branch.officer, person_id=member.pk, phone="13900005678", major="材料学", sex="0"
    )
    member.refresh_from_db()
    assert (member.phone, member.major) == ("13900005678", "材料学")
    facts = AuditNote.objects.get(action="people.person.edited").facts
    assert facts == {"fields": ["major", "phone"]}


def test_a_new_number_is_the_new_login(branch: Branch) -> None:
    member = branch.join("陆知夏")
    account_of(member)
    edit_person(actor=branch.secretary, person_id=member.pk, staff_no="2026110999")
    assert Account.objects.get(person=member).number == "2026110999"


def test_nobody_edits_themselves_and_members_edit_nobody(branch: Branch) -> None:
    member = branch.join("陆知夏")
    with pytest.raises(Refused):
        edit_person(actor=branch.secretary, person_id=branch.secretary_person.pk, phone="1")
    with pytest.raises(Person.DoesNotExist):
        edit_person(actor=acting(member), person_id=branch.officer_person.pk, phone="1")
    with pytest.raises(Refused):
        edit_person(actor=branch.organiser(), person_id=member.pk, phone="1")


def test_an_unknown_field_is_refused(branch: Branch) -> None:
    member = branch.join("陆知夏")
    with pytest.raises(Invalid):
        edit_person(actor=branch.secretary, person_id=member.pk, stroke_key="x")


def test_ones_own_reading_reorders_the_roster(branch: Branch) -> None:
    member = branch.join("覃乐")
    set_own_reading(actor=acting(member), person_id=member.pk, reading="tán lè")
    found = queries.members_of(under=branch.organisation.path, find="tl")
    assert [m.name for m in found] == ["覃乐"]
    with pytest.raises(Invalid):
        set_own_reading(actor=acting(member), person_id=member.pk, reading="tan")
    with pytest.raises(Refused):
        set_own_reading(actor=branch.secretary, person_id=member.pk, reading="qin le")


def test_a_new_name_forgets_the_old_reading(branch: Branch) -> None:
    member = branch.join("覃乐")
    set_own_reading(actor=acting(member), person_id=member.pk, reading="tán lè")
    edit_person(actor=branch.secretary, person_id=member.pk, name="卢平")
    member.refresh_from_db()
    assert (member.reading, member.initials) == ("", "lp")
