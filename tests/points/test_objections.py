"""A member contests a credit or misses one; another officer upholds it; the ledger shows it."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from tests.browsing import key, signed_in
from tests.cast import acting
from tests.points.team import NOW, TODAY, Team, at
from zhibu.appeals.actions import answer_appeal, raise_appeal
from zhibu.appeals.models import Appeal
from zhibu.kit import clock
from zhibu.kit.verdict import Conflict, Invalid, Refused
from zhibu.orgs.models import Post
from zhibu.points import actions, offers
from zhibu.points.actions import Deed
from zhibu.points.models import Claim, Contribution, Credit, SetAside
from zhibu.points.recount.compare import recount

OCTOBER = date(2026, 10, 21)
DEED = Deed("service", OCTOBER, "旧书修补", minutes=120)


def contested(team: Team) -> Credit:
    """A sitting gave a credit, and its owner says it is wrong."""
    team.join(team.me)
    team.sitting([team.me], on=OCTOBER)
    credit = Credit.objects.get()
    with at(TODAY):
        raise_appeal(
            actor=acting(team.me),
            kind="points.credit",
            subject_id=credit.id,
            reason="那天我没有到会",
        )
    return credit


def test_another_officer_upholds_it_and_the_ledger_shows_the_reversal(team: Team) -> None:
    credit = contested(team)
    appeal = Appeal.objects.get()
    with at(TODAY), pytest.raises(Refused, match="经手"):
        answer_appeal(actor=team.branch.secretary, appeal_id=appeal.pk, upheld=True)
    with at(TODAY):
        answer_appeal(actor=team.branch.officer, appeal_id=appeal.pk, upheld=True)

    appeal.refresh_from_db()
    reversal = Credit.objects.get(reverses=credit.id)
    assert (appeal.state, appeal.done) == ("upheld", "已冲销 +2.00。")
    assert (reversal.amount, reversal.reason, reversal.giver_name) == (
        -200, "异议成立：那天我没有到会", "周若棠",
    )  # fmt: skip
    assert team.total(team.me) == 0
    assert recount().faults == []


def test_what_was_set_aside_does_not_come_back_with_a_corrected_record(team: Team) -> None:
    team.join(team.me)
    sitting = team.sitting([team.me], on=OCTOBER)
    with at(TODAY):
        actions.set_aside_credit(
            actor=team.branch.officer, credit_id=Credit.objects.get().id, reason="没有到会"
        )
        with pytest.raises(Conflict, match="已经冲销"):
            actions.set_aside_credit(
                actor=team.branch.officer,
                credit_id=Credit.objects.earliest("id").id,
                reason="没有到会",
            )
    team.correct(sitting, minutes=60)
    assert team.total(team.me) == 0
    assert SetAside.objects.count() == 1
    assert recount().faults == []


def test_neither_who_gave_it_nor_whom_it_concerns_sets_it_aside(team: Team) -> None:
    credit = contested(team)
    for actor in (team.branch.secretary, acting(team.me), acting(team.members[1])):
        with at(TODAY), pytest.raises(Refused):
            actions.set_aside_credit(actor=actor, credit_id=credit.id, reason="不对")


def test_a_claim_that_is_right_is_credited_by_who_answers(team: Team) -> None:
    team.join(team.me)
    with at(TODAY):
        appeal = actions.claim_missing(
            actor=acting(team.me), organisation_id=team.pk, deed=DEED, reason="图书馆有签到表"
        )
        answer_appeal(actor=team.branch.officer, appeal_id=appeal.pk, upheld=True)

    appeal.refresh_from_db()
    assert (appeal.state, appeal.done) == ("upheld", "已登记“旧书修补”。")
    assert team.total(team.me) == 200
    found = Contribution.objects.get()
    assert (found.giver_id, found.evidence) == (
        team.branch.officer_person.pk,
        "补报核实：图书馆有签到表",
    )
    assert recount().faults == []


def test_nobody_answers_their_own_claim_and_none_twice(team: Team) -> None:
    officer = team.branch.officer_person
    team.join(officer)
    with at(TODAY):
        actions.claim_missing(
            actor=acting(officer), organisation_id=team.pk, deed=DEED, reason="有签到表"
        )
        claim = Claim.objects.get()
        with pytest.raises(Refused, match="自己的补报"):
            actions.credit_claim(actor=acting(officer), claim_id=claim.pk, reason="属实")
        actions.credit_claim(actor=team.branch.secretary, claim_id=claim.pk, reason="属实")
        with pytest.raises(Conflict, match="已经登记"):
            actions.credit_claim(actor=team.branch.secretary, claim_id=claim.pk, reason="属实")


def test_a_claim_says_what_and_on_what_ground(team: Team) -> None:
    team.join(team.me)
    with at(TODAY), pytest.raises(Invalid) as refused:
        actions.claim_missing(
            actor=acting(team.me),
            organisation_id=team.pk,
            deed=Deed("theme_day", OCTOBER, ""),
            reason=" ",
        )
    assert sorted(refused.value.errors) == ["kind", "reason"]


def test_a_credit_is_seen_only_by_its_owner_until_contested(team: Team) -> None:
    """DC-02: not even the committee opens somebody's line before it was contested."""
    team.join(team.me)
    team.sitting([team.me], on=OCTOBER)
    credit = Credit.objects.get()
    (kind, _missing) = offers.APPEAL_KINDS
    officer, other = team.branch.officer, acting(team.members[1])
    assert kind.seen(acting(team.me), credit.id) is not None
    assert (kind.seen(officer, credit.id), kind.seen(other, credit.id)) == (None, None)
    with at(TODAY):
        raise_appeal(
            actor=acting(team.me), kind="points.credit", subject_id=credit.id, reason="不对"
        )
        assert kind.seen(officer, credit.id) is not None
        assert kind.seen(other, credit.id) is None


def test_the_state_of_an_objection_stands_in_the_row(team: Team) -> None:
    credit = contested(team)
    client = signed_in(team.me)
    with clock.pinned(NOW):
        words = client.get(reverse("points:mine")).content.decode()
    assert "异议核对中" in words
    assert "那天我没有到会" in words
    assert reverse("appeals:raise_appeal", args=["points.credit", credit.id]) not in words


def test_a_claim_from_the_page(team: Team) -> None:
    team.join(team.me)
    client = signed_in(team.me)
    sent = {"kind": "service", "on": "2026-10-21", "title": "旧书修补", "minutes": "120"}
    address = reverse("points:claim", args=[team.pk])
    with clock.pinned(NOW):
        assert client.get(address).status_code == 200
        assert client.post(address, {**key(), **sent}).status_code == 422
        late = {**key(), **sent, "on": "2026-12-21", "reason": "有签到表"}
        assert client.post(address, late).status_code == 422
        assert client.post(address, {**key(), **sent, "reason": "有签到表"}).status_code == 302
        assert "补报：旧书修补" in client.get(reverse("points:mine")).content.decode()
        stranger = signed_in(team.members[1])
        assert stranger.get(address).status_code == 404


def test_an_appeal_can_be_answered_by_the_college_when_nobody_is_left(team: Team) -> None:
    credit = contested(team)
    with at(TODAY):
        above = team.branch.appoint(
            team.branch.sibling().members[0], Post.COLLEGE_ORGANISER, at=team.branch.college
        )
        actions.set_aside_credit(actor=above, credit_id=credit.id, reason="查实没有到会")
    assert team.total(team.me) == 0
