"""Attendance set right because an appeal about it was upheld."""

from __future__ import annotations

import pytest
from tests.cast import Branch, acting
from tests.gatherings.hall import DOOR, convened, row_of

from zhibu.gatherings import actions
from zhibu.gatherings.domain import Remedy, remedy_for
from zhibu.kit import clock
from zhibu.kit.verdict import Refused


@pytest.mark.parametrize(
    ("present", "late", "remedy"),
    [
        (False, False, Remedy.PRESENT),
        (True, True, Remedy.IN_TIME),
        (True, False, Remedy.ABSENT),
    ],
)
def test_the_remedy_is_the_opposite_of_what_stands_there(
    present: bool, late: bool, remedy: Remedy
) -> None:
    assert remedy_for(present=present, late=late) is remedy


def test_absent_late_and_present_are_each_put_right_by_the_committee_only(branch: Branch) -> None:
    member = branch.join("陆知夏")
    row = row_of(convened(branch), member)
    with pytest.raises(Refused, match="支委"):
        actions.uphold_attendance(actor=acting(member), attendee_id=row.pk, reason="到了")
    with pytest.raises(Refused, match="支委"):
        actions.uphold_attendance(
            actor=branch.sibling().secretary, attendee_id=row.pk, reason="到了"
        )

    with clock.pinned(DOOR):
        actions.uphold_attendance(actor=branch.officer, attendee_id=row.pk, reason="到了")
    row.refresh_from_db()
    assert (row.present_at, row.way, row.late) == (row.gathering.starts_at, "list", False)

    row.late = True
    row.save()
    actions.uphold_attendance(actor=branch.officer, attendee_id=row.pk, reason="没有迟到")
    row.refresh_from_db()
    assert (row.present_at is not None, row.late) == (True, False)

    actions.uphold_attendance(actor=branch.organiser(), attendee_id=row.pk, reason="没有来")
    row.refresh_from_db()
    assert (row.present_at, row.way, row.entered_by) == (None, "", None)
