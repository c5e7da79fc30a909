"""Terms of office and the power to approve, each with its days."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.cast import Branch, acting, person

from zhibu.kit.actor import Actor
from zhibu.kit.verdict import Conflict, Invalid, Refused
from zhibu.orgs import queries
from zhibu.orgs.actions import end_approval_power, grant_approval_power, open_term
from zhibu.orgs.models import CapabilityGrant, Organisation, Post

SINCE = date(2025, 6, 1)


def university(branch: Branch) -> Actor:
    return branch.appoint(person("罗清和"), Post.UNIVERSITY_ORGANISER, at=branch.root)


def term(branch: Branch, **changes: Any) -> object:
    values: dict[str, Any] = {
        "actor": branch.secretary,
        "organisation_id": branch.organisation.pk,
        "since": SINCE,
        "until": date(2028, 6, 1),
    }
    return open_term(**(values | changes))


def test_a_term_holds_from_its_first_day_to_the_day_before_its_end(branch: Branch) -> None:
    made = term(branch, elected_on=date(2025, 5, 28))
    found = [queries.term_on(branch.organisation.pk, day=d) for d in (SINCE, date(2028, 6, 1))]
    assert found == [made, None]
    assert queries.terms_of(branch.organisation.pk) == [made]


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"until": SINCE}, "until"), ({"since": date(2027, 1, 1)}, "since")],
)
def test_terms_do_not_overlap(branch: Branch, changes: dict[str, Any], field: str) -> None:
    term(branch)
    with pytest.raises(Invalid) as refused:
        term(branch, **changes)
    assert set(refused.value.errors) == {field}


def test_a_member_opens_no_term(branch: Branch) -> None:
    with pytest.raises(Refused):
        term(branch, actor=acting(branch.join("陆知夏")))


def grant(branch: Branch, actor: Actor, at: Organisation, **changes: Any) -> CapabilityGrant:
    values: dict[str, Any] = {
        "since": SINCE,
        "until": None,
        "ground": "校党委会 2025 年第 6 次会议",
    }
    return grant_approval_power(actor=actor, organisation_id=at.pk, **(values | changes))


def test_a_college_committee_is_given_the_power_and_loses_it(branch: Branch) -> None:
    actor = university(branch)
    held = grant(branch, actor, branch.college)
    assert queries.may_approve_probationary(branch.college.pk, day=SINCE)

    end_approval_power(actor=actor, grant_id=held.pk, on=date(2026, 6, 1))
    days = (date(2026, 5, 31), date(2026, 6, 1))
    assert [queries.may_approve_probationary(branch.college.pk, day=d) for d in days] == [
        True,
        False,
    ]
    with pytest.raises(Conflict):
        end_approval_power(actor=actor, grant_id=held.pk, on=date(2026, 7, 1))


def test_a_grant_that_never_ran_is_taken_away(branch: Branch) -> None:
    actor = university(branch)
    held = grant(branch, actor, branch.college)
    end_approval_power(actor=actor, grant_id=held.pk, on=SINCE)
    assert CapabilityGrant.objects.count() == 0


def test_a_branch_never_gets_the_power(branch: Branch) -> None:
    with pytest.raises(Invalid) as refused:
        grant(branch, university(branch), branch.organisation)
    assert set(refused.value.errors) == {""}


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"ground": " "}, "ground"), ({"until": SINCE}, "until"), ({}, "since")],
)
def test_a_grant_needs_a_ground_and_its_own_days(
    branch: Branch, changes: dict[str, Any], field: str
) -> None:
    actor = university(branch)
    grant(branch, actor, branch.college)
    with pytest.raises(Invalid) as refused:
        grant(branch, actor, branch.college, **changes)
    assert set(refused.value.errors) == {field}


def test_the_college_does_not_grant_itself(branch: Branch) -> None:
    college = branch.organiser()
    held = grant(branch, university(branch), branch.college)
    with pytest.raises(Refused):
        grant(branch, college, branch.college, since=date(2030, 1, 1))
    with pytest.raises(Refused):
        end_approval_power(actor=college, grant_id=held.pk, on=date(2026, 1, 1))
