"""Leave: as easy as check-in, without a ground."""

from __future__ import annotations

import pytest
from tests.cast import Branch, acting
from tests.gatherings.hall import DOOR, convened, row_of

from zhibu.gatherings import actions
from zhibu.gatherings.models import Attendee
from zhibu.kit import clock
from zhibu.kit.verdict import Conflict, Invalid, Refused
from zhibu.orgs.models import Post


def test_leave_is_asked_and_taken_back_with_one_tap_each(branch: Branch) -> None:
    member = branch.join("陆知夏")
    gathering = convened(branch)

    actions.ask_leave(actor=acting(member), gathering_id=gathering.pk)
    again = actions.ask_leave(actor=acting(member), gathering_id=gathering.pk)
    assert again.leave == "asked"

    actions.withdraw_leave(actor=acting(member), gathering_id=gathering.pk)
    assert row_of(gathering, member).leave == "none"


def test_no_column_could_hold_a_ground(branch: Branch) -> None:
    """DC-05: excused without detail."""
    texts = {
        field.name
        for field in Attendee._meta.concrete_fields
        if field.get_internal_type() in {"TextField", "JSONField"}
        or (field.get_internal_type() == "CharField" and not field.choices)
    }
    assert texts == set()


def test_whoever_is_not_on_the_list_has_no_leave_to_ask_or_take_back(branch: Branch) -> None:
    gathering = convened(branch, [branch.secretary_person])
    member = acting(branch.join("陆知夏"))

    with pytest.raises(Refused):
        actions.ask_leave(actor=member, gathering_id=gathering.pk)
    with pytest.raises(Refused):
        actions.withdraw_leave(actor=member, gathering_id=gathering.pk)


def test_whoever_is_in_asks_for_no_leave(branch: Branch) -> None:
    member = branch.join("陆知夏")
    gathering = convened(branch)
    with clock.pinned(DOOR):
        actions.take_attendance(
            actor=branch.secretary, gathering_id=gathering.pk, person_ids=[member.pk]
        )

    with pytest.raises(Conflict):
        actions.ask_leave(actor=acting(member), gathering_id=gathering.pk)
    with pytest.raises(Conflict):
        actions.excuse(
            actor=branch.secretary, gathering_id=gathering.pk, person_id=member.pk, leave="excused"
        )


def test_the_secretary_decides_and_takes_the_decision_back(branch: Branch) -> None:
    member = branch.join("陆知夏")
    gathering = convened(branch)
    actions.ask_leave(actor=acting(member), gathering_id=gathering.pk)

    for decision in ("excused", "refused", "standing", "none"):
        row = actions.excuse(
            actor=branch.secretary, gathering_id=gathering.pk, person_id=member.pk, leave=decision
        )
        assert row.leave == decision
    with pytest.raises(Invalid):
        actions.excuse(
            actor=branch.secretary, gathering_id=gathering.pk, person_id=member.pk, leave="asked"
        )


def test_nobody_decides_on_their_own_leave_and_the_publicity_officer_on_none(
    branch: Branch,
) -> None:
    gathering = convened(branch)
    discipline = branch.appoint(branch.join("葛存厚"), Post.DISCIPLINE)
    publicity = branch.appoint(branch.join("沈知远"), Post.PUBLICITY)
    own = branch.secretary_person.pk

    with pytest.raises(Refused, match="自己的请假"):
        actions.excuse(
            actor=branch.secretary, gathering_id=gathering.pk, person_id=own, leave="excused"
        )
    with pytest.raises(Refused):
        actions.excuse(actor=publicity, gathering_id=gathering.pk, person_id=own, leave="excused")
    actions.excuse(actor=discipline, gathering_id=gathering.pk, person_id=own, leave="excused")

    assert row_of(gathering, branch.secretary_person).leave == "excused"


def test_somebody_who_is_not_on_the_list_is_not_there_to_be_excused(branch: Branch) -> None:
    gathering = convened(branch, [branch.secretary_person])
    member = branch.join("陆知夏")

    with pytest.raises(Attendee.DoesNotExist):
        actions.excuse(
            actor=branch.secretary, gathering_id=gathering.pk, person_id=member.pk, leave="excused"
        )
