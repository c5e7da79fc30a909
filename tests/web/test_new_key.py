"""After the house's key was changed: sessions, links, codes on paper and authenticators go on."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

import pyotp
import pytest
from django.conf import settings
from django.test import Client
from tests.cast import HOUSE, Branch, acting, opened
from tests.gatherings.hall import STARTS, convened, row_of

from zhibu.gatherings import actions as gatherings
from zhibu.gatherings.domain import SheetEntry
from zhibu.kit import clock
from zhibu.kit.verdict import Refused
from zhibu.notices import letters
from zhibu.notices.models import EmailAddress
from zhibu.people import accounts, actions, policies
from zhibu.people.actions.factors import Resealed
from zhibu.people.models import Account, CodeGenerator, Person, Sitting

PASSWORD = "桥上的灯一盏盏亮了"
Rotate = Callable[..., None]


@pytest.fixture
def rotate(monkeypatch: pytest.MonkeyPatch) -> Rotate:
    """Another key from now on. keep: the earlier one still opens."""

    def rotated(*, keep: bool = True) -> None:
        before = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS] if keep else []
        monkeypatch.setattr(settings, "SECRET_KEY_FALLBACKS", before)
        monkeypatch.setattr(settings, "SECRET_KEY", uuid.uuid4().hex * 2)

    return rotated


@pytest.fixture
def member(branch: Branch) -> Person:
    somebody = branch.join("陆知夏")
    opened(somebody, PASSWORD)
    return somebody


def signed_in(person: Person, client: Client) -> Client:
    client.post("/sign-in", {"number": person.staff_no, "password": PASSWORD})
    return client


def test_a_session_goes_on_and_can_still_be_ended_from_elsewhere(
    member: Person, client: Client, rotate: Rotate
) -> None:
    signed_in(member, client)
    rotate()
    assert client.get("/me").status_code == 200
    sitting = Sitting.objects.get()
    assert sitting.session_key == client.session.session_key
    other = signed_in(member, Client())
    other.post(f"/me/sessions/{sitting.pk}/end", {"idempotency_key": uuid.uuid4().hex})
    assert client.get("/me").status_code == 302
    assert other.get("/me").status_code == 200


def test_without_the_earlier_key_everybody_signs_in_again(
    member: Person, client: Client, rotate: Rotate
) -> None:
    signed_in(member, client)
    rotate(keep=False)
    assert client.get("/me").status_code == 302
    assert signed_in(member, client).get("/me").status_code == 200


def test_a_slip_handed_out_before_still_opens(
    branch: Branch, client: Client, rotate: Rotate
) -> None:
    somebody = branch.join("沈知远")
    slip = accounts.issue_slip(actor=branch.secretary, person_id=somebody.pk)
    rotate()
    assert client.get(f"/slip/{slip.token}").status_code == 200


def test_a_link_of_a_mail_sent_before_still_holds(member: Person, rotate: Rotate) -> None:
    address = EmailAddress(person=member, email="a@example.edu.cn", code="c")
    proof, off = letters.proof_token(address), letters.off_token(address)
    rotate()
    assert (letters.read_proof(proof), letters.read_off(off)) == ((member.pk, "c"), member.pk)
    rotate(keep=False)
    assert (letters.read_proof(proof), letters.read_off(off)) == (None, None)


def test_a_code_printed_before_still_lets_its_person_in(branch: Branch, rotate: Rotate) -> None:
    owner, late = branch.join("陆知夏"), branch.join("沈知远")
    gathering = convened(branch)
    printed = gatherings.print_code_sheet(actor=branch.secretary, gathering_id=gathering.pk)
    code = {line.person_id: line.code for line in printed}
    rotate()
    again = gatherings.print_code_sheet(actor=branch.secretary, gathering_id=gathering.pk)
    assert {line.person_id: line.code for line in again} == code
    with clock.pinned(STARTS + timedelta(minutes=10)):
        gatherings.check_in(actor=acting(owner), gathering_id=gathering.pk, code=code[owner.pk])
    with clock.pinned(STARTS + timedelta(days=1)):
        entered = gatherings.enter_code_sheet(
            actor=branch.secretary,
            gathering_id=gathering.pk,
            entries=[SheetEntry(1, code[late.pk], "沈知远")],
        )
    assert row_of(gathering, owner).way == "sheet"
    assert entered.entered == ("沈知远",)


def test_an_authenticator_is_sealed_anew_and_outlives_the_earlier_key(
    member: Person, rotate: Rotate, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.begin_code_generator(actor=acting(member))
    secret = actions.seed_of(person_id=member.pk).secret
    actions.prove_code_generator(actor=acting(member), code=pyotp.TOTP(secret).at(clock.now()))
    sealed = CodeGenerator.objects.get().secret
    rotate()
    assert actions.reseal_code_generators(actor=HOUSE) == Resealed(1, 0)
    fresh = CodeGenerator.objects.get().secret
    assert fresh != sealed
    assert actions.reseal_code_generators(actor=HOUSE) == Resealed(1, 0)
    assert CodeGenerator.objects.get().secret == fresh
    monkeypatch.setattr(settings, "SECRET_KEY_FALLBACKS", [])
    later = clock.now() + timedelta(minutes=5)
    with clock.pinned(later):
        account = Account.objects.get(person=member)
        assert actions.take_code(account, pyotp.TOTP(secret).at(later), "10.0.0.1")


def test_what_no_key_opens_is_counted_and_left_alone(member: Person, rotate: Rotate) -> None:
    actions.begin_code_generator(actor=acting(member))
    sealed = CodeGenerator.objects.get().secret
    assert actions.unreadable_code_generators() == 0
    rotate(keep=False)
    assert actions.reseal_code_generators(actor=HOUSE) == Resealed(0, 1)
    assert actions.unreadable_code_generators() == 1
    assert CodeGenerator.objects.get().secret == sealed


def test_only_the_house_seals_anew(branch: Branch) -> None:
    assert policies.reseal_code_generators(HOUSE).allowed
    with pytest.raises(Refused):
        actions.reseal_code_generators(actor=branch.secretary)
