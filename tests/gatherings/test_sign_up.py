"""Putting one's name down, waiting, moving up."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connections
from tests.cast import Branch, acting, university
from tests.gatherings.hall import EARLIER, ENDS, STARTS, convened, planned, row_of

from zhibu.gatherings import actions, queries
from zhibu.gatherings.models import Attendee
from zhibu.kit import clock
from zhibu.kit.verdict import Conflict, Invalid, Refused
from zhibu.notices.models import Notice, Recipient
from zhibu.people.models import Person, StatusSpan


def test_a_member_of_the_branch_puts_the_name_down_without_being_invited(branch: Branch) -> None:
    member = branch.join("陆知夏")
    gathering = convened(branch, [], cap=3)

    with clock.pinned(EARLIER):
        row = actions.sign_up(actor=acting(member), gathering_id=gathering.pk)
        again = actions.sign_up(actor=acting(member), gathering_id=gathering.pk)

    assert (row.sign_up, row.signed_up_at, row.eligible) == ("signed", EARLIER, False)
    assert again.pk == row.pk


def test_whoever_comes_when_all_places_are_taken_waits_in_line(branch: Branch) -> None:
    people = [branch.join(name) for name in ("陆知夏", "沈知远", "顾怀川")]
    gathering = convened(branch, [], cap=1)

    with clock.pinned(EARLIER):
        rows = [actions.sign_up(actor=acting(p), gathering_id=gathering.pk) for p in people]

    assert [row.sign_up for row in rows] == ["signed", "waiting", "waiting"]
    assert [queries.waiting_before(row) for row in rows[1:]] == [0, 1]


def test_a_withdrawal_moves_the_first_who_waits_up_and_tells_them(branch: Branch) -> None:
    first, second, third = (branch.join(name) for name in ("陆知夏", "沈知远", "顾怀川"))
    gathering = convened(branch, [], cap=1)
    with clock.pinned(EARLIER):
        for person in (first, second, third):
            actions.sign_up(actor=acting(person), gathering_id=gathering.pk)

        actions.withdraw_sign_up(actor=acting(first), gathering_id=gathering.pk)

    states = [row_of(gathering, p).sign_up for p in (first, second, third)]
    assert states == ["withdrawn", "signed", "waiting"]
    told = Notice.objects.get()
    assert (told.title, told.subject_kind, told.subject_id) == (
        "候补转为已报名：支部党员大会",
        "gatherings.gathering",
        gathering.pk,
    )
    assert list(Recipient.objects.values_list("person_id", flat=True)) == [second.pk]


def test_more_places_move_the_waiting_up_and_fewer_than_taken_are_refused(branch: Branch) -> None:
    people = [branch.join(name) for name in ("陆知夏", "沈知远", "顾怀川")]
    gathering = convened(branch, [], cap=1)
    with clock.pinned(EARLIER):
        for person in people:
            actions.sign_up(actor=acting(person), gathering_id=gathering.pk)

    actions.change_gathering(actor=branch.secretary, gathering_id=gathering.pk, cap=2)
    with pytest.raises(Invalid, match="已有 2 人报名"):
        actions.change_gathering(actor=branch.secretary, gathering_id=gathering.pk, cap=1)
    actions.change_gathering(actor=branch.secretary, gathering_id=gathering.pk, cap=None)

    assert [row_of(gathering, p).sign_up for p in people] == ["signed"] * 3


def test_nobody_signs_up_after_the_deadline_or_where_it_is_not_asked(branch: Branch) -> None:
    member = acting(branch.join("陆知夏"))
    limited = convened(branch, [], cap=3, sign_up_until=STARTS - timedelta(days=1))
    free = convened(branch)

    with clock.pinned(STARTS - timedelta(hours=5)), pytest.raises(Conflict, match="截止"):
        actions.sign_up(actor=member, gathering_id=limited.pk)
    with clock.pinned(EARLIER), pytest.raises(Conflict, match="不用报名"):
        actions.sign_up(actor=acting(branch.officer_person), gathering_id=free.pk)


def test_an_activist_who_is_not_invited_sees_nothing_and_an_uninvited_member_is_told(
    branch: Branch,
) -> None:
    activist = branch.join("孟晓岚", kind=StatusSpan.Kind.ACTIVIST)
    gathering = convened(branch, [branch.secretary_person])

    with pytest.raises(type(gathering).DoesNotExist):
        actions.sign_up(actor=acting(activist), gathering_id=gathering.pk)
    with pytest.raises(Refused, match="不在这次活动的名单上"):
        actions.sign_up(actor=acting(branch.join("陆知夏")), gathering_id=gathering.pk)


def test_whoever_is_in_does_not_withdraw_and_no_name_means_nothing_to_take_back(
    branch: Branch,
) -> None:
    member = branch.join("陆知夏")
    gathering = convened(branch, cap=5)
    with clock.pinned(EARLIER):
        assert (
            actions.withdraw_sign_up(actor=acting(member), gathering_id=gathering.pk).sign_up
            == "none"
        )
        actions.sign_up(actor=acting(member), gathering_id=gathering.pk)
    with clock.pinned(STARTS):
        actions.take_attendance(
            actor=branch.secretary, gathering_id=gathering.pk, person_ids=[member.pk]
        )
        with pytest.raises(Conflict, match="已签到"):
            actions.withdraw_sign_up(actor=acting(member), gathering_id=gathering.pk)


def test_after_the_start_a_free_place_goes_to_nobody(branch: Branch) -> None:
    first, second = branch.join("陆知夏"), branch.join("沈知远")
    gathering = convened(branch, [], cap=1)
    with clock.pinned(EARLIER):
        for person in (first, second):
            actions.sign_up(actor=acting(person), gathering_id=gathering.pk)

    with clock.pinned(ENDS):
        actions.withdraw_sign_up(actor=acting(first), gathering_id=gathering.pk)

    assert row_of(gathering, second).sign_up == "waiting"


def test_a_stranger_cannot_withdraw(branch: Branch) -> None:
    gathering = convened(branch, [branch.secretary_person], cap=2)

    with pytest.raises(Refused):
        actions.withdraw_sign_up(actor=branch.officer, gathering_id=gathering.pk)


def at_once(*acts: object) -> None:
    """Run acts in threads of their own, started together, each on its own connection."""
    gate = Barrier(len(acts))
    raised: list[BaseException] = []

    def run(act: object) -> None:
        try:
            gate.wait(timeout=10)
            act()  # type: ignore[operator]  # acts are callables of the tests
        except BaseException as error:
            raised.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert raised == []


def test_two_who_want_the_last_place_at_once_get_one_place_between_them(committed: None) -> None:
    branch = university()
    people = [branch.join(name) for name in ("陆知夏", "沈知远")]
    gathering = planned(branch, [], cap=1, starts_at=clock.now() + timedelta(days=1),
                        ends_at=clock.now() + timedelta(days=1, hours=2))  # fmt: skip
    actions.publish_gathering(actor=branch.secretary, gathering_id=gathering.pk)

    def signing(person: Person) -> object:
        actor = acting(person)
        return lambda: actions.sign_up(actor=actor, gathering_id=gathering.pk)

    at_once(*(signing(p) for p in people))

    states = Attendee.objects.filter(gathering=gathering).values_list("sign_up", flat=True)
    assert sorted(states) == ["signed", "waiting"]


def test_two_who_withdraw_at_once_move_two_up(committed: None) -> None:
    branch = university()
    people = [branch.join(name) for name in ("陆知夏", "沈知远", "顾怀川", "孟晓岚", "梁以安")]
    gathering = planned(branch, [], cap=2, starts_at=clock.now() + timedelta(days=1),
                        ends_at=clock.now() + timedelta(days=1, hours=2))  # fmt: skip
    actions.publish_gathering(actor=branch.secretary, gathering_id=gathering.pk)
    for person in people:
        actions.sign_up(actor=acting(person), gathering_id=gathering.pk)

    def leaving(person: Person) -> object:
        actor = acting(person)
        return lambda: actions.withdraw_sign_up(actor=actor, gathering_id=gathering.pk)

    at_once(leaving(people[0]), leaving(people[1]))

    states = [row_of(gathering, p).sign_up for p in people]
    assert states == ["withdrawn", "withdrawn", "signed", "signed", "waiting"]
