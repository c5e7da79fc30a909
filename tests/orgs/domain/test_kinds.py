"""Where each kind stands, what its size asks for, what it may do."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu.kit.regulations import clause
from zhibu.orgs.domain.kinds import (
    KIND_TERMS,
    PARENTS,
    TERM_YEARS,
    Capability,
    Kind,
    Power,
    committee_remarks,
    committee_rule,
    placement_fault,
    power,
    remind_from,
    size_remarks,
    term_ends,
)
from zhibu.orgs.models import Organisation


def test_the_kinds_are_those_stored() -> None:
    assert [(kind.value, term) for kind, term in KIND_TERMS.items()] == [
        (value, str(label)) for value, label in Organisation.Kind.choices
    ]


def test_every_pair_of_kinds_is_allowed_or_explained() -> None:
    for kind, parent in product(Kind, Kind):
        fault = placement_fault(kind, parent)
        assert (fault is None) == (parent in PARENTS[kind])
        assert fault is None or str(fault.sentence).endswith("。")


def test_only_the_school_committee_has_no_parent() -> None:
    assert [kind for kind in Kind if placement_fault(kind, None) is None] == [Kind.SCHOOL_COMMITTEE]


def test_a_branch_under_the_school_committee_is_told_its_name() -> None:
    fault = placement_fault(Kind.BRANCH, Kind.SCHOOL_COMMITTEE)
    assert fault is not None
    assert "直属党支部" in str(fault.sentence)


@pytest.mark.parametrize(
    ("kind", "full", "probationary", "codes"),
    [
        (Kind.BRANCH, 2, 9, ["members_below_3"]),
        (Kind.BRANCH, 3, 0, []),
        (Kind.BRANCH, 45, 5, []),
        (Kind.BRANCH, 45, 6, ["over_size"]),
        (Kind.TEMPORARY_BRANCH, 1, 0, []),
        (Kind.GENERAL_BRANCH, 49, 0, ["general_branch_size"]),
        (Kind.GENERAL_BRANCH, 50, 0, []),
        (Kind.GENERAL_BRANCH, 99, 0, []),
        (Kind.GENERAL_BRANCH, 99, 1, ["general_branch_size"]),
        (Kind.COLLEGE_COMMITTEE, 99, 0, ["college_size"]),
        (Kind.COLLEGE_COMMITTEE, 99, 1, []),
        (Kind.GROUP, 0, 3, ["group_size"]),
        (Kind.GROUP, 1, 2, []),
    ],
)
def test_sizes_warn_at_their_edges(
    kind: Kind, full: int, probationary: int, codes: list[str]
) -> None:
    remarks = size_remarks(kind, full=full, probationary=probationary)
    assert [remark.code for remark in remarks] == codes


def test_a_joint_branch_covers_five_units() -> None:
    assert size_remarks(Kind.JOINT_BRANCH, full=4, units=5) == ()
    (remark,) = size_remarks(Kind.JOINT_BRANCH, full=4, units=6)
    assert (remark.code, clause(*remark.cite).cited_short if remark.cite else "") == (
        "too_many_units",
        "支部条例第二章",
    )


@given(st.integers(0, 60), st.integers(0, 9))
def test_a_committee_is_due_from_seven_full_members(full: int, committee: int) -> None:
    assert committee_rule(full).required == (full >= 7)
    codes = [remark.code for remark in committee_remarks(full_members=full, committee=committee)]
    if full >= 7:
        expected = ["committee_missing"] if committee < 3 else ["committee_large"] * (committee > 7)
    else:
        expected = ["committee_not_due"] * (committee > 2)
    assert codes == expected


def test_a_temporary_branch_only_educates() -> None:
    able = [
        c for c in Capability if power(Kind.TEMPORARY_BRANCH, c, granted=True) is not Power.NONE
    ]
    assert able == [Capability.EDUCATE]


def test_approval_is_granted_to_committees_and_never_follows_from_the_kind() -> None:
    approving = [
        kind for kind in Kind if power(kind, Capability.APPROVE, granted=True) is Power.YES
    ]
    assert approving == [Kind.SCHOOL_COMMITTEE, Kind.COLLEGE_COMMITTEE]
    assert all(power(kind, Capability.APPROVE) is Power.NONE for kind in Kind)
    assert power(Kind.GENERAL_BRANCH, Capability.ADMIT) is Power.REVIEWS
    assert power(Kind.BRANCH, Capability.ADMIT) is Power.VOTES
    assert power(Kind.GROUP, Capability.ADMIT) is Power.NONE


def test_terms_end_after_three_or_five_years_and_are_reminded_of() -> None:
    assert term_ends(Kind.BRANCH, date(2024, 2, 29)) == date(2027, 2, 28)
    assert term_ends(Kind.COLLEGE_COMMITTEE, date(2022, 9, 1)) == date(2027, 9, 1)
    assert [kind for kind in Kind if kind not in TERM_YEARS] == [Kind.TEMPORARY_BRANCH, Kind.GROUP]
    assert term_ends(Kind.GROUP, date(2024, 1, 1)) is None
    assert remind_from(date(2027, 2, 28)) == date(2026, 8, 28)
