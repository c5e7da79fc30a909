"""Coming in by one's own hand: code, scan, paper; never twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import Branch, acting
from tests.gatherings.hall import DOOR, ENDS, STARTS, code_at, convened, planned, row_of

from zhibu.gatherings import actions, jobs
from zhibu.gatherings.actions import Outcome
from zhibu.gatherings.domain import scan_pass
from zhibu.gatherings.models import Gathering, WrongCode
from zhibu.kit import clock
from zhibu.kit.verdict import Conflict, Refused
from zhibu.people.models import StatusSpan
from zhibu.trail.models import AuditNote


def test_the_code_on_the_screen_lets_one_in_once(branch: Branch) -> None:
    member = branch.join("陆知夏")
    gathering = convened(branch)
    with clock.pinned(DOOR):
        first = actions.check_in(
            actor=acting(member), gathering_id=gathering.pk, code=code_at(gathering, DOOR)
        )
    notes = AuditNote.objects.count()
    with clock.pinned(DOOR + timedelta(minutes=20)):
        again = actions.check_in(actor=acting(member), gathering_id=gathering.pk, code="000000")

    row = row_of(gathering, member)
    assert (first.outcome, again.outcome) == (Outcome.IN, Outcome.ALREADY)
    assert (row.present_at, row.way, row.late, row.entered_by) == (DOOR, "code", False, None)
    assert AuditNote.objects.count() == notes


def test_the_code_before_still_counts_the_one_before_that_does_not(branch: Branch) -> None:
    near, far = branch.join("陆知夏"), branch.join("沈知远")
    gathering = convened(branch)
    code = code_at(gathering, DOOR)

    with clock.pinned(DOOR + timedelta(seconds=59)):
        outcome = actions.check_in(actor=acting(near), gathering_id=gathering.pk, code=code)
        assert outcome.outcome == Outcome.IN
    with clock.pinned(DOOR + timedelta(seconds=60)):
        outcome = actions.check_in(actor=acting(far), gathering_id=gathering.pk, code=code)
        assert outcome.outcome == Outcome.WRONG
    assert row_of(gathering, far).present_at is None


@pytest.mark.parametrize(("minutes", "late"), [(10, False), (11, True)])
def test_ten_minutes_after_the_start_one_is_late(branch: Branch, minutes: int, late: bool) -> None:
    member = branch.join("陆知夏")
    gathering = convened(branch)
    moment = STARTS + timedelta(minutes=minutes)

    with clock.pinned(moment):
        actions.check_in(
            actor=acting(member), gathering_id=gathering.pk, code=code_at(gathering, moment)
        )

    assert row_of(gathering, member).late is late


def test_ten_wrong_codes_in_a_minute_make_one_wait_but_lock_nobody_out(branch: Branch) -> None:
    member = branch.join("陆知夏")
    gathering = convened(branch)
    good = code_at(gathering, DOOR + timedelta(seconds=20))
    bad = "000000" if good != "000000" else "111111"
    for second in range(10):
        with clock.pinned(DOOR + timedelta(seconds=second)):
            tried = actions.check_in(actor=acting(member), gathering_id=gathering.pk, code=bad)
            assert tried.outcome == Outcome.WRONG

    with clock.pinned(DOOR + timedelta(seconds=20)):
        waiting = actions.check_in(actor=acting(member), gathering_id=gathering.pk, code=good)
    later = DOOR + timedelta(seconds=60)
    with clock.pinned(later):
        then = actions.check_in(
            actor=acting(member), gathering_id=gathering.pk, code=code_at(gathering, later)
        )

    assert (waiting.outcome, waiting.seconds) == (Outcome.WAIT, 40)
    assert then.outcome == Outcome.IN
    assert WrongCode.objects.count() == 10


def test_a_scan_is_worth_a_check_in_after_a_slow_sign_in(branch: Branch) -> None:
    quick, slow = branch.join("陆知夏"), branch.join("沈知远")
    gathering = convened(branch)
    scanned = scan_pass(gathering.secret, DOOR)

    with clock.pinned(DOOR + timedelta(minutes=4)):
        came = actions.check_in(actor=acting(quick), gathering_id=gathering.pk, scanned=scanned)
    with clock.pinned(DOOR + timedelta(minutes=6)):
        missed = actions.check_in(actor=acting(slow), gathering_id=gathering.pk, scanned=scanned)

    assert (came.outcome, missed.outcome) == (Outcome.IN, Outcome.EXPIRED)
    assert row_of(gathering, quick).way == "qr"
    assert WrongCode.objects.count() == 0


def test_a_code_on_paper_lets_its_own_person_in(branch: Branch) -> None:
    owner, other = branch.join("陆知夏"), branch.join("沈知远")
    gathering = convened(branch)
    lines = actions.print_code_sheet(actor=branch.secretary, gathering_id=gathering.pk)
    code = next(line.code for line in lines if line.person_id == owner.pk)

    with clock.pinned(STARTS + timedelta(minutes=30)):
        wrong = actions.check_in(actor=acting(other), gathering_id=gathering.pk, code=code)
        right = actions.check_in(
            actor=acting(owner), gathering_id=gathering.pk, code=f"{code[:3].lower()} {code[3:]}"
        )

    row = row_of(gathering, owner)
    assert (wrong.outcome, right.outcome) == (Outcome.WRONG, Outcome.IN)
    assert (row.way, row.late) == ("sheet", False)


def test_before_the_door_opens_and_long_after_nobody_comes_in(branch: Branch) -> None:
    member = acting(branch.join("陆知夏"))
    gathering = convened(branch)

    for moment, sentence in (
        (STARTS - timedelta(minutes=31), "18:30 开始签到"),
        (ENDS + timedelta(hours=2), "签到时间已过"),
    ):
        with clock.pinned(moment), pytest.raises(Conflict, match=sentence):
            actions.check_in(
                actor=member, gathering_id=gathering.pk, code=code_at(gathering, moment)
            )


def test_whoever_is_not_on_the_list_is_sent_to_the_host(branch: Branch) -> None:
    gathering = convened(branch, [branch.secretary_person])
    member = acting(branch.join("陆知夏"))

    with clock.pinned(DOOR), pytest.raises(Refused, match="告诉主持人"):
        actions.check_in(actor=member, gathering_id=gathering.pk, code=code_at(gathering, DOOR))


def test_what_one_may_not_see_is_not_there(branch: Branch) -> None:
    stranger = acting(branch.sibling().join("卢定波"))
    activist = acting(branch.join("孟晓岚", kind=StatusSpan.Kind.ACTIVIST))
    gathering = convened(branch, [branch.secretary_person])
    unpublished = planned(branch)

    for actor, hidden in ((stranger, gathering), (activist, gathering), (activist, unpublished)):
        with clock.pinned(DOOR), pytest.raises(Gathering.DoesNotExist):
            actions.check_in(actor=actor, gathering_id=hidden.pk, code="123456")


def test_a_gathering_called_off_or_closed_takes_nobody_in(branch: Branch) -> None:
    member = acting(branch.join("陆知夏"))
    gone, over = convened(branch), convened(branch)
    actions.cancel_gathering(actor=branch.secretary, gathering_id=gone.pk, reason="停电")
    actions.close_gathering(actor=branch.secretary, gathering_id=over.pk)

    for gathering, sentence in ((gone, "已取消：停电"), (over, "已结束")):
        with clock.pinned(DOOR), pytest.raises(Conflict, match=sentence):
            actions.check_in(actor=member, gathering_id=gathering.pk, code=code_at(gathering, DOOR))


def test_wrong_codes_are_forgotten_after_a_day(branch: Branch) -> None:
    person = branch.secretary_person
    for hours in (1, 25):
        WrongCode.objects.create(person=person, at=DOOR - timedelta(hours=hours))

    with clock.pinned(DOOR):
        jobs.forget(timestamp=0)

    assert [w.at for w in WrongCode.objects.all()] == [DOOR - timedelta(hours=1)]
    assert str(WrongCode.objects.get()) == f"{person.pk} {DOOR - timedelta(hours=1)}"
