"""The second proof: a code counts once, slowly guessed, sealed; recovery codes; who resets it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from django.conf import settings
from tests.cast import Branch, acting, opened, person

from zhibu.kit import clock
from zhibu.kit.identity import read
from zhibu.kit.sealing import Unsealable, seal, unseal
from zhibu.kit.verdict import Conflict, Invalid, Refused
from zhibu.orgs.models import Post
from zhibu.people import accounts, actions, policies
from zhibu.people.models import Account, CodeGenerator, Passkey, Person, RecoveryCode
from zhibu.people.queries import factors_of

NOON = datetime(2026, 11, 25, 4, 0, 10, tzinfo=UTC)
HALF_MINUTE = timedelta(seconds=30)


@pytest.fixture
def member(branch: Branch) -> Person:
    somebody = branch.join("陆知夏")
    opened(somebody)
    return somebody


def secretary_of(branch: Branch) -> Person:
    opened(branch.secretary_person)
    return branch.secretary_person


def code_of(secret: str, at: datetime) -> str:
    return pyotp.TOTP(secret).at(at)


def in_use(member: Person, *, at: datetime = NOON) -> tuple[Account, str, list[str]]:
    """An authenticator that was proved; its account, secret and recovery codes."""
    with clock.pinned(at):
        actions.begin_code_generator(actor=acting(member))
        secret = actions.seed_of(person_id=member.pk).secret
        codes = actions.prove_code_generator(actor=acting(member), code=code_of(secret, at))
    return Account.objects.get(person=member), secret, codes


def takes(account: Account, typed: str, at: datetime) -> bool:
    with clock.pinned(at):
        return actions.take_code(account, typed, "10.0.0.1")


def test_an_authenticator_counts_once_its_first_code_came_back(member: Person) -> None:
    actions.begin_code_generator(actor=acting(member))
    account = Account.objects.get(person=member)
    assert not factors_of(account.pk).any
    with pytest.raises(Invalid):
        actions.prove_code_generator(actor=acting(member), code="000000x")
    account, _secret, codes = in_use(member)
    assert (factors_of(account.pk).any, len(set(codes))) == (True, 10)


def test_a_code_is_taken_once_and_none_before_it(member: Person) -> None:
    account, secret, _codes = in_use(member)
    later = NOON + timedelta(minutes=5)
    assert takes(account, code_of(secret, later), later)
    assert not takes(account, code_of(secret, later), later)
    assert not takes(account, code_of(secret, later - HALF_MINUTE), later)
    assert takes(account, code_of(secret, later + HALF_MINUTE), later + HALF_MINUTE)


@pytest.mark.parametrize(
    ("steps", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_clocks_may_differ_by_half_a_minute(member: Person, steps: int, right: bool) -> None:
    account, secret, _codes = in_use(member)
    now = NOON + timedelta(hours=1)
    assert takes(account, code_of(secret, now + steps * HALF_MINUTE), now) is right


def test_the_code_that_set_it_up_opens_nothing(member: Person) -> None:
    account, secret, _codes = in_use(member)
    assert not takes(account, code_of(secret, NOON), NOON)


def test_a_recovery_code_opens_once_however_it_is_typed(member: Person) -> None:
    account, _secret, codes = in_use(member)
    assert takes(account, f" {codes[0].upper()} ", NOON)
    assert not takes(account, codes[0], NOON)
    assert factors_of(account.pk).recovery_left == 9


def test_a_recovery_code_of_somebody_else_opens_nothing(branch: Branch, member: Person) -> None:
    _account, _secret, codes = in_use(member)
    other, _secret, _codes = in_use(secretary_of(branch))
    assert not takes(other, codes[0], NOON)


def test_fresh_recovery_codes_end_the_earlier_ones(member: Person) -> None:
    account, _secret, codes = in_use(member)
    fresh = actions.renew_recovery_codes(actor=acting(member))
    assert not takes(account, codes[0], NOON)
    assert takes(account, fresh[0], NOON)


def test_wrong_codes_slow_the_next_and_never_the_password(member: Person) -> None:
    account, secret, _codes = in_use(member)
    later = NOON + timedelta(minutes=5)
    for _ in range(accounts.FREE_TRIES + 2):
        assert not takes(account, "123", later)
    with clock.pinned(later):
        assert actions.wait_for_code(account, "10.0.0.1") == 5
        assert accounts.wait_for(account.number, "10.0.0.1") == 0
    with clock.pinned(later + timedelta(minutes=1)):
        assert actions.wait_for_code(account, "10.0.0.1") == 0
    assert takes(
        account, code_of(secret, later + timedelta(minutes=1)), later + timedelta(minutes=1)
    )


def test_the_secret_is_sealed_and_opens_only_in_its_own_row(
    branch: Branch, member: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    account, secret, _codes = in_use(member)
    row = CodeGenerator.objects.get()
    assert secret not in row.secret
    other, *_rest = in_use(secretary_of(branch))
    CodeGenerator.objects.filter(account=other).update(secret=row.secret)
    later = NOON + timedelta(minutes=5)
    assert not takes(other, code_of(secret, later), later)
    monkeypatch.setattr(settings, "SECRET_KEY", "another" * 10)
    assert not takes(account, code_of(secret, later), later)


def test_what_was_sealed_opens_with_an_older_key_and_not_when_altered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sealed = seal("桥上的灯", place="a.b:1")
    older = settings.SECRET_KEY
    monkeypatch.setattr(settings, "SECRET_KEY", "another" * 10)
    with pytest.raises(Unsealable):
        unseal(sealed, place="a.b:1")
    monkeypatch.setattr(settings, "SECRET_KEY_FALLBACKS", [older])
    assert unseal(sealed, place="a.b:1") == "桥上的灯"
    for place, text in (("a.b:2", sealed), ("a.b:1", sealed[:-4] + "AAAA")):
        with pytest.raises(Unsealable):
            unseal(text, place=place)


def test_a_second_authenticator_waits_until_the_first_is_removed(member: Person) -> None:
    in_use(member)
    with pytest.raises(Conflict):
        actions.begin_code_generator(actor=acting(member))
    actions.remove_code_generator(actor=acting(member))
    assert RecoveryCode.objects.count() == 0
    in_use(member, at=NOON + timedelta(hours=1))


def test_passkeys_have_names_and_are_removed_by_their_owner(branch: Branch, member: Person) -> None:
    made = actions.add_passkey(
        actor=acting(member), credential="c", public_key=b"k", counter=0, name=" 办公室电脑 "
    )
    assert made.name == "办公室电脑"
    with pytest.raises(Conflict):
        actions.add_passkey(
            actor=acting(member), credential="c", public_key=b"k", counter=0, name=""
        )
    with pytest.raises(type(made).DoesNotExist):
        actions.remove_passkey(actor=acting(secretary_of(branch)), passkey_id=made.pk)
    assert actions.use_passkey(made, counter=5)
    assert not actions.use_passkey(made, counter=6)  # counted meanwhile
    actions.remove_passkey(actor=acting(member), passkey_id=made.pk)
    assert not factors_of(made.account_id).any


def passkey_of(member: Person, credential: str = "c") -> Passkey:
    return actions.add_passkey(
        actor=acting(member), credential=credential, public_key=b"k", counter=0, name="手机"
    )


def test_a_passkey_is_renamed_by_its_owner_alone(branch: Branch, member: Person) -> None:
    made = passkey_of(member)
    renamed = actions.rename_passkey(
        actor=acting(member), passkey_id=made.pk, name=f" 旧{'长' * 50} "
    )
    assert renamed.name == "旧" + "长" * 39
    with pytest.raises(Invalid):
        actions.rename_passkey(actor=acting(member), passkey_id=made.pk, name="  ")
    with pytest.raises(Passkey.DoesNotExist):
        actions.rename_passkey(actor=acting(secretary_of(branch)), passkey_id=made.pk, name="我的")
    assert policies.rename_passkey(branch.secretary, member.pk).code == "not-yours"


@pytest.mark.parametrize(
    ("who", "of", "kept"),
    [
        ("officers", "secretary", True),
        ("officers", "member", False),
        ("managers", "secretary", False),
        ("managers", "organiser", True),
        ("none", "organiser", False),
    ],
)
def test_whose_post_asks_for_it_keeps_the_last_one(
    branch: Branch, member: Person, monkeypatch: pytest.MonkeyPatch, who: str, of: str, kept: bool
) -> None:
    monkeypatch.setattr(settings, "IDENTITY", read({"ZHIBU_SECOND_FACTOR": who}, mode="test"))
    if of == "organiser":
        branch.appoint(member, Post.UNIVERSITY_ORGANISER, at=branch.root)
    somebody = secretary_of(branch) if of == "secretary" else member
    made = passkey_of(somebody)
    if not kept:
        actions.remove_passkey(actor=acting(somebody), passkey_id=made.pk)
        return
    with pytest.raises(Conflict):
        actions.remove_passkey(actor=acting(somebody), passkey_id=made.pk)
    in_use(somebody)
    actions.remove_passkey(actor=acting(somebody), passkey_id=made.pk)
    with pytest.raises(Conflict):
        actions.remove_code_generator(actor=acting(somebody))
    passkey_of(somebody, "d")
    actions.remove_code_generator(actor=acting(somebody))


def test_one_not_yet_proved_may_always_go(branch: Branch, monkeypatch: pytest.MonkeyPatch) -> None:
    told = read({"ZHIBU_SECOND_FACTOR": "officers"}, mode="test")
    monkeypatch.setattr(settings, "IDENTITY", told)
    secretary = acting(secretary_of(branch))
    actions.begin_code_generator(actor=secretary)
    actions.remove_code_generator(actor=secretary)


def test_the_security_officer_resets_it_for_others_and_ends_their_sessions(
    branch: Branch, member: Person
) -> None:
    account, _secret, _codes = in_use(member)
    security = branch.appoint(person("沈知远"), Post.SECURITY, at=branch.root)
    with pytest.raises(Refused):
        actions.reset_second_factor(actor=branch.secretary, person_id=member.pk)

    actions.reset_second_factor(actor=security, person_id=member.pk)

    before = account.generation
    account.refresh_from_db()
    assert (factors_of(account.pk).any, account.generation) == (False, before + 1)
    own = policies.reset_second_factor(security, security.person_id or 0, branch.root)
    assert own.code == "own-case"


def test_what_is_ones_own_is_set_by_oneself(branch: Branch, member: Person) -> None:
    for policy in (
        policies.begin_code_generator,
        policies.prove_code_generator,
        policies.remove_code_generator,
        policies.renew_recovery_codes,
        policies.add_passkey,
        policies.rename_passkey,
        policies.remove_passkey,
    ):
        assert policy(branch.secretary, member.pk).code == "not-yours"
        assert policy(acting(member), member.pk).allowed
