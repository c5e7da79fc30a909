"""Slips open accounts; sign-in is slowed, never locked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.cast import Branch, acting, opened, person

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.verdict import Invalid, Refused
from zhibu.orgs.models import Post
from zhibu.people import accounts
from zhibu.people.models import Person, Slip

PASSWORD = "桥上的灯一盏盏亮了"
NOON = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)


def test_a_slip_sets_the_first_password_once(branch: Branch) -> None:
    member = branch.join("陆知夏")
    slip = accounts.issue_slip(actor=branch.secretary, person_id=member.pk)

    accounts.redeem_slip(token=slip.token, password=PASSWORD, again=PASSWORD)

    found = accounts.verified_account(member.staff_no, PASSWORD, "10.0.0.1")
    assert found is not None
    assert found.person_id == member.pk
    with pytest.raises(Slip.DoesNotExist):
        accounts.redeem_slip(token=slip.token, password=PASSWORD, again=PASSWORD)


def test_a_slip_dies_after_seven_days(branch: Branch) -> None:
    member = branch.join("陆知夏")
    with clock.pinned(NOON):
        slip = accounts.issue_slip(actor=branch.secretary, person_id=member.pk)
    with clock.pinned(NOON + timedelta(days=7, seconds=1)), pytest.raises(Slip.DoesNotExist):
        accounts.slip_for(slip.token)


def test_a_new_slip_ends_the_one_before(branch: Branch) -> None:
    member = branch.join("陆知夏")
    first = accounts.issue_slip(actor=branch.secretary, person_id=member.pk)
    accounts.issue_slip(actor=branch.officer, person_id=member.pk)
    with pytest.raises(Slip.DoesNotExist):
        accounts.slip_for(first.token)


def test_nobody_issues_a_slip_to_themselves_and_members_issue_none(branch: Branch) -> None:
    member = branch.join("陆知夏")
    with pytest.raises(Refused):
        accounts.issue_slip(actor=branch.secretary, person_id=branch.secretary_person.pk)
    with pytest.raises(Refused):
        accounts.issue_slip(actor=acting(member), person_id=member.pk)


def test_a_weak_password_keeps_the_slip(branch: Branch) -> None:
    member = branch.join("陆知夏")
    slip = accounts.issue_slip(actor=branch.secretary, person_id=member.pk)
    with pytest.raises(Invalid) as refused:
        accounts.redeem_slip(token=slip.token, password="12345678", again="12345678")
    assert set(refused.value.errors) == {"password"}
    assert accounts.slip_for(slip.token).used_at is None


def test_wrong_passwords_delay_the_next_try_but_a_right_one_gets_in_after_it(
    branch: Branch,
) -> None:
    member = branch.join("陆知夏")
    opened(member, PASSWORD)
    with clock.pinned(NOON):
        for _ in range(accounts.FREE_TRIES + 2):
            assert accounts.verified_account(member.staff_no, "不对的密码", "10.0.0.1") is None
        assert accounts.wait_for(member.staff_no, "10.0.0.1") == 5
    with clock.pinned(NOON + timedelta(seconds=5)):
        assert accounts.wait_for(member.staff_no, "10.0.0.1") == 0
        assert accounts.verified_account(member.staff_no, PASSWORD, "10.0.0.1") is not None


def test_a_lost_slip_is_void_at_once(branch: Branch) -> None:
    member = branch.join("陆知夏")
    slip = accounts.issue_slip(actor=branch.secretary, person_id=member.pk)
    with pytest.raises(Person.DoesNotExist):
        accounts.revoke_slip(actor=acting(branch.join("何屿")), person_id=member.pk)
    assert accounts.revoke_slip(actor=branch.officer, person_id=member.pk) == 1
    with pytest.raises(Slip.DoesNotExist):
        accounts.slip_for(slip.token)


def test_a_whole_branch_gets_slips_but_those_who_have_come_in(branch: Branch) -> None:
    member = branch.join("陆知夏")
    opened(branch.join("何屿"))
    slips = accounts.print_slips(actor=branch.secretary, organisation_id=branch.organisation.pk)
    assert {s.name for s in slips} == {"周若棠", "陆知夏"}
    with pytest.raises(Refused):
        accounts.print_slips(actor=acting(member), organisation_id=branch.organisation.pk)


def guard(branch: Branch) -> Actor:
    return branch.appoint(person("沈知远"), Post.SECURITY, at=branch.root)


def test_a_shut_account_ends_its_sessions_and_slips_and_opens_again(branch: Branch) -> None:
    member = branch.join("陆知夏")
    account = opened(member, PASSWORD)
    slip = accounts.issue_slip(actor=branch.secretary, person_id=member.pk)
    security = guard(branch)

    accounts.disable_account(actor=security, person_id=member.pk)

    assert accounts.verified_account(member.staff_no, PASSWORD, "10.0.0.1") is None
    with pytest.raises(Slip.DoesNotExist):
        accounts.slip_for(slip.token)
    before = account.generation
    account.refresh_from_db()
    assert (account.is_active, account.generation) == (False, before + 1)

    accounts.enable_account(actor=security, person_id=member.pk)
    assert accounts.verified_account(member.staff_no, PASSWORD, "10.0.0.1") == account


def test_a_secretary_shuts_no_account(branch: Branch) -> None:
    member = branch.join("陆知夏")
    with pytest.raises(Refused):
        accounts.disable_account(actor=branch.secretary, person_id=member.pk)
    with pytest.raises(Refused):
        accounts.enable_account(actor=branch.secretary, person_id=member.pk)


def test_sessions_are_ended_by_oneself_or_by_security(branch: Branch) -> None:
    member = branch.join("陆知夏")
    account = opened(member)
    for actor in (acting(member), guard(branch)):
        accounts.end_sessions(actor=actor, person_id=member.pk)
    before = account.generation
    account.refresh_from_db()
    assert account.generation == before + 2
    with pytest.raises(Refused):
        accounts.end_sessions(actor=branch.secretary, person_id=member.pk)


def test_a_password_is_changed_with_the_present_one(branch: Branch) -> None:
    member = branch.join("陆知夏")
    opened(member, PASSWORD)
    new = "湖心的小船慢慢回岸"
    with pytest.raises(Invalid):
        accounts.change_password(actor=acting(member), old="不对", password=new, again=new)
    accounts.change_password(actor=acting(member), old=PASSWORD, password=new, again=new)
    assert accounts.verified_account(member.staff_no, new, "10.0.0.1") is not None
