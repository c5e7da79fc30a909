"""Every invariant of the tables, broken once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests.cast import Branch
from tests.gatherings.hall import ENDS, STARTS, convened, planned, row_of

from zhibu.gatherings.models import Attendee, EntryConflict, Gathering, SheetCode


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("gatherings_ends_after_it_starts", {"ends_at": STARTS}),
        ("gatherings_check_in_opens_by_the_start", {"check_in_opens_at": ENDS}),
        ("gatherings_cap_is_at_least_one", {"takes_sign_up": True, "cap": 0}),
        ("gatherings_a_cap_needs_sign_up", {"takes_sign_up": False, "cap": 3}),
        ("gatherings_a_cap_needs_sign_up", {"takes_sign_up": False, "sign_up_until": STARTS}),
        ("gatherings_cancelled_with_a_reason", {"state": "cancelled", "cancel_reason": ""}),
    ],
)
def test_a_gathering_that_cannot_be_is_refused_by_the_database(
    branch: Branch,
    constraint: str,
    fields: dict[str, Any],  # Any: one value of each kind
) -> None:
    gathering = planned(branch)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Gathering.objects.filter(pk=gathering.pk).update(**fields)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("gatherings_present_iff_a_way", {"present_at": STARTS}),
        ("gatherings_present_iff_a_way", {"way": "code"}),
        ("gatherings_late_only_when_present", {"late": True}),
        ("gatherings_signed_up_at_a_time", {"sign_up": "signed"}),
        ("gatherings_signed_up_at_a_time", {"sign_up": "waiting"}),
        ("gatherings_observers_are_not_counted", {"eligible": True, "observer": True}),
    ],
)
def test_a_part_that_cannot_be_is_refused_by_the_database(
    branch: Branch,
    constraint: str,
    fields: dict[str, Any],  # Any: one value of each kind
) -> None:
    row = row_of(convened(branch), branch.secretary_person)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Attendee.objects.filter(pk=row.pk).update(**fields)


def test_nobody_stands_twice_on_a_list(branch: Branch) -> None:
    gathering = convened(branch)

    with (
        pytest.raises(IntegrityError, match="gatherings_one_row_a_person"),
        transaction.atomic(),
    ):
        Attendee.objects.create(gathering=gathering, person=branch.secretary_person)


def test_a_code_on_paper_is_one_persons(branch: Branch) -> None:
    gathering = convened(branch)
    mine, theirs = (row_of(gathering, p) for p in (branch.secretary_person, branch.officer_person))
    SheetCode.objects.create(attendee=mine, digest="a" * 64)

    with (
        pytest.raises(IntegrityError, match="gatherings_a_code_is_one_persons"),
        transaction.atomic(),
    ):
        SheetCode.objects.create(attendee=theirs, digest="a" * 64)


def test_records_name_themselves(branch: Branch) -> None:
    gathering = convened(branch)
    row = row_of(gathering, branch.secretary_person)

    assert str(gathering) == "支部党员大会"
    assert str(row) == f"{gathering.pk}/{branch.secretary_person.pk}"
    assert str(EntryConflict(attendee=row, way="sheet")) == f"{row.pk} sheet"
    assert str(SheetCode(attendee=row)) == f"sheet code of {row.pk}"
    assert gathering.ends_at - gathering.starts_at == timedelta(minutes=90)
