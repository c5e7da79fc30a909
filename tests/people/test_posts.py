"""Rights follow a post and end with it; nobody gives a post as strong as their own."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from tests.cast import HOUSE, Branch, acting, person

from zhibu.kit import clock
from zhibu.kit.verdict import Conflict, Invalid, Refused
from zhibu.orgs.actions import open_term
from zhibu.orgs.models import Organisation, Post
from zhibu.people.actions import (
    appoint_first_administrator,
    appoint_officer,
    end_appointment,
    posts_at,
)
from zhibu.people.models import Appointment, Person
from zhibu.trail.models import AuditNote

SINCE = date(2026, 9, 1)


def appoint(branch: Branch, somebody: Person, post: str, **changes: Any) -> Appointment:
    values: dict[str, Any] = {
        "actor": branch.secretary,
        "person_id": somebody.pk,
        "organisation_id": branch.organisation.pk,
        "post": post,
        "since": SINCE,
    }
    return appoint_officer(**(values | changes))


def test_rights_begin_and_end_with_the_post(branch: Branch) -> None:
    member = branch.join("陆知夏")
    appoint(branch, member, Post.PUBLICITY, until=date(2026, 12, 1))
    held = []
    for month in (8, 11, 12):
        with clock.pinned(datetime(2026, month, 15, 4, tzinfo=UTC)):
            actor = acting(member)
        held.append(actor.holds_at(Post.PUBLICITY, path=branch.organisation.path))
    assert held == [False, True, False]
    assert AuditNote.objects.filter(action="people.officer.appointed").count() == 1


def test_a_committee_post_ends_with_the_term_unless_said_otherwise(branch: Branch) -> None:
    open_term(
        actor=branch.secretary,
        organisation_id=branch.organisation.pk,
        since=date(2025, 6, 1),
        until=date(2028, 6, 1),
    )
    appointed = appoint(branch, branch.join("陆知夏"), Post.PUBLICITY)
    assert appointed.until == date(2028, 6, 1)


def test_a_new_secretary_ends_the_one_before(branch: Branch) -> None:
    member = branch.join("陆知夏")
    appoint(branch, member, Post.SECRETARY, actor=branch.organiser())
    before = Appointment.objects.get(person=branch.secretary_person, post=Post.SECRETARY)
    assert before.until == SINCE


@pytest.mark.parametrize(
    ("post", "changes", "error"),
    [
        (Post.PUBLICITY, {"until": SINCE}, Invalid),
        (Post.GROUP_LEADER, {}, Invalid),
        (Post.SECRETARY, {}, Refused),
        (Post.OPERATOR, {}, Refused),
    ],
)
def test_what_a_secretary_cannot_appoint(
    branch: Branch, post: str, changes: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        appoint(branch, branch.join("陆知夏"), post, **changes)


def test_nobody_appoints_themselves_or_twice(branch: Branch) -> None:
    member = branch.join("陆知夏")
    with pytest.raises(Refused):
        appoint(branch, branch.secretary_person, Post.DISCIPLINE)
    appoint(branch, member, Post.PUBLICITY)
    with pytest.raises(Conflict):
        appoint(branch, member, Post.PUBLICITY)


def test_a_college_gives_no_post_as_strong_as_its_own(branch: Branch) -> None:
    organiser, member = branch.organiser(), branch.join("陆知夏")
    for post in (Post.COLLEGE_ORGANISER, Post.OPERATOR, Post.SECURITY):
        with pytest.raises(Refused):
            appoint(branch, member, post, actor=organiser, organisation_id=branch.college.pk)
    appoint(branch, member, Post.ORGANIZER, actor=organiser, organisation_id=branch.college.pk)
    with pytest.raises(Refused):
        appoint(
            branch,
            branch.join("何屿"),
            Post.COLLEGE_ORGANISER,
            actor=acting(member),
            organisation_id=branch.college.pk,
        )


def test_three_duties_are_three_people(branch: Branch) -> None:
    university = branch.appoint(person("罗清和"), Post.UNIVERSITY_ORGANISER, at=branch.root)
    keeper = branch.join("陆知夏")
    at_root = {"actor": university, "organisation_id": branch.root.pk}
    appoint(branch, keeper, Post.SECURITY, **at_root)
    with pytest.raises(Invalid):
        appoint(branch, keeper, Post.AUDIT, **at_root)
    appoint(branch, branch.join("何屿"), Post.AUDIT, **at_root)


def test_two_of_the_three_duties_may_follow_one_another_but_not_overlap(branch: Branch) -> None:
    university = branch.appoint(person("罗清和"), Post.UNIVERSITY_ORGANISER, at=branch.root)
    keeper = branch.join("陆知夏")
    at_root = {"actor": university, "organisation_id": branch.root.pk}
    change = date(2027, 3, 1)
    appoint(branch, keeper, Post.SECURITY, **at_root, since=change)
    with pytest.raises(Invalid):
        appoint(branch, keeper, Post.AUDIT, **at_root, since=date(2026, 12, 1))
    appoint(branch, keeper, Post.AUDIT, **at_root, since=date(2026, 12, 1), until=change)


def test_an_ended_post_is_history_and_one_not_begun_is_gone(branch: Branch) -> None:
    member = branch.join("陆知夏")
    first = appoint(branch, member, Post.PUBLICITY)
    end_appointment(actor=branch.secretary, appointment_id=first.pk, on=date(2026, 10, 1))
    second = appoint(branch, member, Post.DISCIPLINE, since=date(2027, 1, 1))
    end_appointment(actor=branch.secretary, appointment_id=second.pk, on=date(2026, 12, 1))
    assert [(a.post, a.until) for a in member.appointments.all()] == [
        (Post.PUBLICITY, date(2026, 10, 1))
    ]
    with pytest.raises(Conflict):
        end_appointment(actor=branch.secretary, appointment_id=first.pk, on=date(2026, 11, 1))


def test_a_secretary_ends_no_secretary_and_not_their_own(branch: Branch) -> None:
    own = Appointment.objects.get(person=branch.secretary_person)
    with pytest.raises(Refused):
        end_appointment(actor=branch.secretary, appointment_id=own.pk, on=SINCE)
    with pytest.raises(Organisation.DoesNotExist):
        end_appointment(actor=branch.sibling().secretary, appointment_id=own.pk, on=SINCE)
    end_appointment(actor=branch.organiser(), appointment_id=own.pk, on=SINCE)


def test_the_first_administrator_opens_an_empty_house(db: None) -> None:
    first = appoint_first_administrator(
        actor=HOUSE, name="秦致远", staff_no="10001", university="中国共产党澜州大学委员会"
    )
    assert {g.post for g in acting(first).grants} == {Post.UNIVERSITY_ORGANISER, Post.OPERATOR}
    with pytest.raises(Invalid):
        appoint_first_administrator(actor=HOUSE, name="方", staff_no="10001", university="x")
    with pytest.raises(Refused):
        appoint_first_administrator(
            actor=acting(first), name="方闻笛", staff_no="10002", university="x"
        )
    assert Organisation.objects.count() == 1


def test_each_kind_of_body_has_its_posts() -> None:
    kinds = Organisation.Kind
    assert posts_at(kinds.GROUP) == [Post.GROUP_LEADER]
    assert Post.ORGANIZER not in posts_at(kinds.BRANCH)
    assert Post.COLLEGE_ORGANISER in posts_at(kinds.COLLEGE_COMMITTEE)
    assert Post.OPERATOR in posts_at(kinds.SCHOOL_COMMITTEE)
