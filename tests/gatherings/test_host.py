"""The host's list: ticking names, taking it back, somebody who came unlisted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries
from tests.cast import Branch, acting
from tests.gatherings.hall import DOOR, STARTS, code_at, convened, row_of

from zhibu.gatherings import actions, queries
from zhibu.gatherings.domain import Invite
from zhibu.kit import clock
from zhibu.kit.verdict import Conflict, Invalid, Refused
from zhibu.orgs.models import Post
from zhibu.people.models import Person


def test_ticked_names_are_here_and_an_earlier_entry_stays(branch: Branch) -> None:
    first, second = branch.join("陆知夏"), branch.join("沈知远")
    gathering = convened(branch)
    with clock.pinned(DOOR):
        actions.check_in(
            actor=acting(first), gathering_id=gathering.pk, code=code_at(gathering, DOOR)
        )
    with clock.pinned(STARTS):
        ticked = actions.take_attendance(
            actor=branch.secretary, gathering_id=gathering.pk, person_ids=[first.pk, second.pk]
        )

    row = row_of(gathering, second)
    assert ticked == [second.pk]
    assert (row.way, row.late, row.entered_by) == ("list", False, branch.secretary_person.pk)
    assert row_of(gathering, first).way == "code"


def test_all_are_here_but_those_with_leave_and_those_unlisted_stay_out(branch: Branch) -> None:
    away, ill = branch.join("陆知夏"), branch.join("葛存厚")
    gathering = convened(branch)
    actions.ask_leave(actor=acting(away), gathering_id=gathering.pk)
    actions.excuse(
        actor=branch.secretary, gathering_id=gathering.pk, person_id=ill.pk, leave="standing"
    )

    with clock.pinned(STARTS + timedelta(minutes=40)):
        actions.take_attendance(actor=branch.officer, gathering_id=gathering.pk)

    attendance = queries.attendance_of(gathering.pk)
    assert {p.name for p in attendance.present} == {"许静仪", "周若棠"}
    assert not any(p.late for p in attendance)  # the hour of a tick says nothing about the coming


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_many_stand_on_it(
    branch: Branch, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    members = [branch.join(name) for name in ("陆知夏", "沈知远", "顾怀川")[:count]]
    gathering = convened(branch, members)
    host, ids = branch.secretary, [member.pk for member in members]

    with clock.pinned(DOOR):
        with django_assert_num_queries(8):
            actions.set_attendees(
                actor=host, gathering_id=gathering.pk, attendees=[Invite(pk) for pk in ids]
            )
        with django_assert_num_queries(7):
            ticked = actions.take_attendance(actor=host, gathering_id=gathering.pk, person_ids=ids)
        with django_assert_num_queries(7):
            undone = actions.undo_attendance(actor=host, gathering_id=gathering.pk, person_ids=ids)

    assert sorted(ticked) == undone == sorted(ids)
    assert {row_of(gathering, member).with_vote for member in members} == {False}


def test_late_is_what_the_host_saw(branch: Branch) -> None:
    member = branch.join("陆知夏")
    gathering = convened(branch)

    with clock.pinned(STARTS):
        actions.take_attendance(
            actor=branch.secretary, gathering_id=gathering.pk, person_ids=[member.pk], late=True
        )

    assert row_of(gathering, member).late


def test_an_entry_is_taken_back_whichever_way_it_came(branch: Branch) -> None:
    member = branch.join("陆知夏")
    gathering = convened(branch)
    with clock.pinned(DOOR):
        actions.check_in(
            actor=acting(member), gathering_id=gathering.pk, code=code_at(gathering, DOOR)
        )

    undone = actions.undo_attendance(
        actor=branch.secretary, gathering_id=gathering.pk, person_ids=[member.pk]
    )

    row = row_of(gathering, member)
    assert undone == [member.pk]
    assert (row.present_at, row.way, row.late, row.entered_by) == (None, "", False, None)


def test_names_from_elsewhere_are_refused_and_nothing_is_written(branch: Branch) -> None:
    gathering = convened(branch, [branch.secretary_person])
    stranger = branch.sibling().join("卢定波")
    both = [branch.secretary_person.pk, stranger.pk]

    with clock.pinned(DOOR), pytest.raises(Invalid):
        actions.take_attendance(actor=branch.secretary, gathering_id=gathering.pk, person_ids=both)
    with pytest.raises(Invalid):
        actions.undo_attendance(actor=branch.secretary, gathering_id=gathering.pk, person_ids=both)

    assert row_of(gathering, branch.secretary_person).present_at is None


def test_ticking_waits_for_the_door(branch: Branch) -> None:
    gathering = convened(branch)

    with clock.pinned(STARTS - timedelta(hours=2)), pytest.raises(Conflict, match="18:30"):
        actions.take_attendance(actor=branch.secretary, gathering_id=gathering.pk)


def test_members_tick_nobody(branch: Branch) -> None:
    member = branch.join("陆知夏")
    gathering = convened(branch)

    with clock.pinned(DOOR), pytest.raises(Refused):
        actions.take_attendance(
            actor=acting(member), gathering_id=gathering.pk, person_ids=[member.pk]
        )
    with pytest.raises(Refused):
        actions.undo_attendance(
            actor=acting(member), gathering_id=gathering.pk, person_ids=[member.pk]
        )


def test_a_group_leader_hosts_the_group_and_not_the_branch(branch: Branch) -> None:
    group = branch.group()
    leader = branch.appoint(branch.join("陆知夏"), Post.GROUP_LEADER, at=group)
    of_branch = convened(branch)
    of_group = convened(branch, organisation=group)

    with clock.pinned(DOOR):
        assert actions.take_attendance(actor=leader, gathering_id=of_group.pk)
        with pytest.raises(Refused):
            actions.take_attendance(actor=leader, gathering_id=of_branch.pk)


def test_whoever_came_unlisted_is_an_observer_and_changes_no_denominator(branch: Branch) -> None:
    guest = branch.join("孟晓岚", kind="activist")
    gathering = convened(branch, [branch.secretary_person])
    before = queries.head_count(gathering.pk)

    with clock.pinned(DOOR):
        row = actions.add_observer(
            actor=branch.officer, gathering_id=gathering.pk, person_id=guest.pk
        )

    after = queries.head_count(gathering.pk)
    assert (row.observer, row.eligible, row.way) == (True, False, "list")
    assert (after.eligible, after.present, after.observers_present) == (before.eligible, 0, 1)


def test_an_observer_is_of_the_branch_and_written_down_by_a_host(branch: Branch) -> None:
    stranger = branch.sibling().join("卢定波")
    gathering = convened(branch)
    member = branch.join("陆知夏")

    with clock.pinned(DOOR):
        with pytest.raises(Person.DoesNotExist):
            actions.add_observer(
                actor=branch.secretary, gathering_id=gathering.pk, person_id=stranger.pk
            )
        with pytest.raises(Refused):
            actions.add_observer(
                actor=acting(member), gathering_id=gathering.pk, person_id=member.pk
            )
