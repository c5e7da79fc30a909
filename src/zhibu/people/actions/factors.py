"""Making, proving and taking away a second proof (第二道验证)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import pyotp
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.sealing import Unsealable, is_current, seal, unseal
from zhibu.kit.verdict import Conflict, Invalid, require
from zhibu.orgs.queries import root
from zhibu.people import policies, queries
from zhibu.people.accounts import digest, wait_for
from zhibu.people.models import (
    Account,
    CodeGenerator,
    Passkey,
    Person,
    RecoveryCode,
    SignInTry,
)
from zhibu.people.queries.factors import factors_of
from zhibu.trail.actions import note

STEP = 30  # seconds a code lasts; one before and one after are taken as well
RECOVERY_CODES = 10
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is read for another
MOST_PASSKEYS, LONGEST_NAME = 10, 40


@dataclass(frozen=True, slots=True)
class Seed:
    """What an authenticator has to be told, once. uri: the same for a camera."""

    secret: str
    uri: str


def _own(actor: Actor) -> Account:
    return Account.objects.select_for_update(of=("self",)).get(person_id=actor.person_id or 0)


def _place(account: Account) -> str:
    return f"people_codegenerator.secret:{account.pk}"


@transaction.atomic
def begin_code_generator(*, actor: Actor) -> None:
    """A fresh secret for one's authenticator (设验证器); it counts once a code was proved.

    Raises Conflict where one is in use.
    """
    require(policies.begin_code_generator(actor, actor.person_id or 0))
    account = _own(actor)
    if CodeGenerator.objects.filter(account=account, proved_at__isnull=False).exists():
        raise Conflict(_("已经有一个验证器。换手机时请先移除旧的。"))
    secret = seal(pyotp.random_base32(), place=_place(account))
    CodeGenerator.objects.update_or_create(account=account, defaults={"secret": secret})
    note(actor, "people.code_generator.begun", account)


def seed_of(*, person_id: int) -> Seed:
    """The secret not yet proved. Raises DoesNotExist: none, in use already, or no longer readable."""
    made = CodeGenerator.objects.select_related("account").get(
        account__person_id=person_id, proved_at=None
    )
    try:
        secret = unseal(made.secret, place=_place(made.account))
    except Unsealable as lost:
        raise CodeGenerator.DoesNotExist from lost
    uri = pyotp.TOTP(secret).provisioning_uri(name=made.account.number, issuer_name="支部")
    return Seed(secret, uri)


@transaction.atomic
def prove_code_generator(*, actor: Actor, code: str) -> list[str]:
    """The first code came back right: the authenticator counts from now on (启用验证器).

    Returns fresh recovery codes, shown this once. Raises DoesNotExist, Invalid.
    """
    require(policies.prove_code_generator(actor, actor.person_id or 0))
    account = _own(actor)
    made = CodeGenerator.objects.select_for_update().get(account=account, proved_at=None)
    step = _step_of(made, account, code)
    if step is None:
        raise Invalid({"code": _("验证码不对。请看手机上正在显示的 6 位数字；手机时间要准。")})
    made.proved_at, made.last_step = clock.now(), step
    made.save(update_fields=["proved_at", "last_step"])
    note(actor, "people.code_generator.proved", account)
    return _fresh_codes(account)


@transaction.atomic
def remove_code_generator(*, actor: Actor) -> None:
    """Take one's authenticator away, and the recovery codes with it (移除验证器).

    Raises DoesNotExist, Conflict (the last one, and one's posts ask for a second proof).
    """
    require(policies.remove_code_generator(actor, actor.person_id or 0))
    account = _own(actor)
    made = CodeGenerator.objects.get(account=account)
    if made.proved_at is not None:
        _refuse_last(account)
    made.delete()
    RecoveryCode.objects.filter(account=account).delete()
    note(actor, "people.code_generator.removed", account)


@transaction.atomic
def renew_recovery_codes(*, actor: Actor) -> list[str]:
    """Ten fresh recovery codes; the earlier ones open nothing (换恢复码). Raises DoesNotExist."""
    require(policies.renew_recovery_codes(actor, actor.person_id or 0))
    account = _own(actor)
    CodeGenerator.objects.get(account=account, proved_at__isnull=False)
    note(actor, "people.recovery_codes.renewed", account)
    return _fresh_codes(account)


@dataclass(frozen=True, slots=True)
class Resealed:
    """What became of the sealed secrets. opened: all that open; lost: no key at hand opens them."""

    opened: int
    lost: int


@transaction.atomic
def reseal_code_generators(*, actor: Actor) -> Resealed:
    """Seal every authenticator's secret under the key in use (换密钥重新加密); what opens stays open.

    Idempotent. One query where nothing has to be sealed anew.
    """
    require(policies.reseal_code_generators(actor))
    opened = lost = 0
    changed = []
    for made in CodeGenerator.objects.select_for_update(of=("self",)).select_related("account"):
        place = _place(made.account)
        try:
            secret = unseal(made.secret, place=place)
        except Unsealable:
            lost += 1
            continue
        opened += 1
        if not is_current(made.secret):
            made.secret = seal(secret, place=place)
            changed.append(made)
    if changed:
        CodeGenerator.objects.bulk_update(changed, ["secret"], batch_size=500)
        note(actor, "people.code_generators.resealed", root(), count=len(changed))
    return Resealed(opened, lost)


def unreadable_code_generators() -> int:
    """How many authenticators no key at hand opens. One query."""
    return sum(not _opens(made) for made in CodeGenerator.objects.select_related("account"))


def _opens(made: CodeGenerator) -> bool:
    try:
        unseal(made.secret, place=_place(made.account))
    except Unsealable:
        return False
    return True


def _fresh_codes(account: Account) -> list[str]:
    RecoveryCode.objects.filter(account=account).delete()
    codes = ["".join(secrets.choice(LETTERS) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(account=account, digest=_digest_of(account, code)) for code in codes
    )
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _digest_of(account: Account, code: str) -> str:
    return digest(f"recovery:{account.pk}:{code}")


def _step_of(made: CodeGenerator, account: Account, code: str) -> int | None:
    """The thirty seconds this code belongs to; None when it is wrong or was taken before."""
    try:
        totp = pyotp.TOTP(unseal(made.secret, place=_place(account)))
    except Unsealable:
        return None
    now = int(clock.now().timestamp()) // STEP
    for step in (now, now - 1, now + 1):
        right = totp.at(step * STEP)
        if secrets.compare_digest(right.encode(), code.encode()) and step > made.last_step:
            return step
    return None


def wait_for_code(account: Account, network: str) -> int:
    """Seconds the next code of this account has to wait, from the wrong ones before."""
    return wait_for(f"second:{account.number}", network)


@transaction.atomic
def take_code(account: Account, typed: str, network: str) -> bool:
    """Whether the six digits, or a recovery code, are right; a right one is used up.

    A wrong one is kept to slow the next one down.
    """
    text = "".join(typed.split()).replace("-", "").lower()
    key = digest(f"second:{account.number}")
    made = (
        CodeGenerator.objects.select_for_update()
        .filter(account=account, proved_at__isnull=False)
        .first()
    )
    step = _step_of(made, account, text) if made else None
    if made and step is not None:
        made.last_step = step
        made.save(update_fields=["last_step"])
    right = step is not None or bool(
        RecoveryCode.objects.filter(
            account=account, digest=_digest_of(account, text), used_at=None
        ).update(used_at=clock.now())
    )
    if right:
        SignInTry.objects.filter(number_digest=key).delete()
        if step is None:
            note(queries.actor_for_account(account), "people.recovery_code.used", account)
    else:
        SignInTry.objects.create(number_digest=key, network=network)
    return right


@transaction.atomic
def add_passkey(
    *, actor: Actor, credential: str, public_key: bytes, counter: int, name: str
) -> Passkey:
    """Keep a passkey that was proved at the page (添加通行密钥). Raises Invalid, Conflict."""
    require(policies.add_passkey(actor, actor.person_id or 0))
    account = _own(actor)
    if account.passkeys.count() >= MOST_PASSKEYS:
        raise Conflict(_("最多 %(n)d 把通行密钥，请先移除不用的。") % {"n": MOST_PASSKEYS})
    try:
        with transaction.atomic():
            made = Passkey.objects.create(
                account=account,
                credential=credential,
                public_key=public_key,
                counter=counter,
                name=name.strip()[:LONGEST_NAME] or _("通行密钥"),
            )
    except IntegrityError as known:
        raise Conflict(_("这把通行密钥已经添加过。")) from known
    note(actor, "people.passkey.added", account)
    return made


@transaction.atomic
def remove_passkey(*, actor: Actor, passkey_id: int) -> None:
    """Take one of one's own passkeys away (移除通行密钥).

    Raises DoesNotExist, Conflict (the last one, and one's posts ask for a second proof).
    """
    require(policies.remove_passkey(actor, actor.person_id or 0))
    account = _own(actor)
    made = account.passkeys.get(pk=passkey_id)
    _refuse_last(account)
    note(actor, "people.passkey.removed", account, passkey=made.pk)
    made.delete()


def _refuse_last(account: Account) -> None:
    """An officer without a second proof loses the posts; so the last one is not taken away by mistake."""
    if factors_of(account.pk).count == 1 and policies.asks_twice(
        queries.actor_for_account(account)
    ):
        raise Conflict(_("你的职务要求第二道验证，这是最后一个。请先设好另一个，再移除它。"))


@transaction.atomic
def rename_passkey(*, actor: Actor, passkey_id: int, name: str) -> Passkey:
    """Call one of one's own passkeys by another name (通行密钥改名). Raises DoesNotExist, Invalid."""
    require(policies.rename_passkey(actor, actor.person_id or 0))
    account = _own(actor)
    made = account.passkeys.get(pk=passkey_id)
    if not name.strip():
        raise Invalid({"name": _("请写一个自己认得出的名称。")})
    made.name = name.strip()[:LONGEST_NAME]
    made.save(update_fields=["name"])
    note(actor, "people.passkey.renamed", account)
    return made


def use_passkey(passkey: Passkey, *, counter: int) -> bool:
    """Count one use; False when another use was counted meanwhile."""
    going_on = Passkey.objects.filter(pk=passkey.pk, counter=passkey.counter)
    return bool(going_on.update(counter=counter, last_on=clock.today()))


@transaction.atomic
def reset_second_factor(*, actor: Actor, person_id: int) -> None:
    """Take away all second proofs of somebody who lost the device, and sign them out everywhere
    (重设第二道验证). Raises DoesNotExist, Refused.
    """
    person = queries.account_holder(person_id, seen_by=actor)
    require(policies.reset_second_factor(actor, person_id, queries.home_organisation(person_id)))
    _forget(person)
    note(actor, "people.second_factor.reset", person)


def _forget(person: Person) -> None:
    for kind in (CodeGenerator, RecoveryCode, Passkey):
        kind.objects.filter(account__person=person).delete()
    Account.objects.filter(person=person).update(generation=F("generation") + 1)
