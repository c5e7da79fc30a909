"""Opening accounts by slips and signing in (登录条、登录).

A slip is a one-time link, seven days long; only its digest is stored. Sign-in answers the same
and as slowly for unknown numbers; failures delay, they never lock.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from zhibu.kit import clock, dates
from zhibu.kit.actor import Actor
from zhibu.kit.language import BY_CODE, on_record
from zhibu.kit.verdict import Conflict, Invalid, require
from zhibu.orgs.queries import organisation_for_reading
from zhibu.people import policies, queries
from zhibu.people.models import Account, Person, SignInTry, Slip
from zhibu.trail.actions import note

SLIP_LIFE = timedelta(days=7)
TRY_WINDOW = timedelta(minutes=15)
FREE_TRIES = 5
# One campus address is hundreds of honest people: only a flood from it is slowed.
FREE_TRIES_A_NETWORK = 200


@dataclass(frozen=True, slots=True)
class PrintedSlip:
    """A slip as handed out: the only moment its token is known."""

    person_id: int
    name: str
    number: str
    token: str
    expires_on: str


def digest(text: str) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def account_of(person: Person) -> Account:
    """The person's account, made shut when there is none."""
    account, _made = Account.objects.get_or_create(
        person=person, defaults={"number": person.staff_no, "password": make_password(None)}
    )
    return account


def _write_slip(actor: Actor, person: Person) -> PrintedSlip:
    account = account_of(person)
    account.slips.filter(used_at=None).delete()
    token = secrets.token_urlsafe(15)
    slip = Slip.objects.create(
        account=account,
        digest=digest(token),
        made_by=actor.person_id,
        expires_at=clock.now() + SLIP_LIFE,
    )
    with on_record():
        last = dates.day(slip.expires_at)
    return PrintedSlip(person.pk, person.name, account.number, token, last)


@transaction.atomic
def issue_slip(*, actor: Actor, person_id: int) -> PrintedSlip:
    """A new one-time link for one person (制发登录条); an earlier unused one stops working.

    Raises DoesNotExist, Refused.
    """
    person = queries.person_for_change(person_id, seen_by=actor)
    require(policies.issue_slip(actor, person_id, queries.home_organisation(person_id)))
    printed = _write_slip(actor, person)
    note(actor, "people.slip.issued", person)
    return printed


@transaction.atomic
def print_slips(*, actor: Actor, organisation_id: int) -> list[PrintedSlip]:
    """Slips for all of a branch who have not opened their account yet (打印登录条)."""
    organisation = organisation_for_reading(organisation_id, seen_by=actor)
    require(policies.print_slips(actor, organisation))
    members = queries.members_of(under=organisation.path)
    waiting = {m.person_id for m in members if not m.has_account} - {actor.person_id or 0}
    people = {p.pk: p for p in Person.objects.filter(pk__in=waiting)}
    printed = [_write_slip(actor, people[m.person_id]) for m in members if m.person_id in people]
    note(actor, "people.slips.printed", organisation, count=len(printed))
    return printed


def slip_for(token: str) -> Slip:
    """The open slip behind a link. Raises DoesNotExist when unknown, used or too old."""
    return Slip.objects.select_related("account", "account__person").get(
        digest=digest(token), used_at=None, expires_at__gt=clock.now()
    )


def password_errors(password: str, again: str, account: Account | None) -> dict[str, str]:
    """Sentences by field when a password cannot be taken."""
    if password != again:
        return {"again": _("两次输入不一致，请重新输入。")}
    try:
        validate_password(password, account)
    except ValidationError as error:
        return {"password": "".join(error.messages)}
    if account is not None and account.number in password:
        return {"password": _("密码里不要带学号或工号。")}
    return {}


@transaction.atomic
def redeem_slip(*, token: str, password: str, again: str) -> Account:
    """Set a password by a slip (用登录条设密码); every older session ends.

    Raises DoesNotExist, Invalid.
    """
    slip = Slip.objects.select_for_update(of=("self",)).get(pk=slip_for(token).pk)
    if slip.used_at is not None:
        raise Conflict(_("这张登录条已经用过。"))
    account = Account.objects.select_for_update().get(pk=slip.account_id)
    if errors := password_errors(password, again, account):
        raise Invalid(errors)
    _set_password(account, password)
    slip.used_at = clock.now()
    slip.save(update_fields=["used_at"])
    actor = queries.actor_for_account(account)
    note(actor, "people.slip.redeemed", account)
    return account


def _set_password(account: Account, password: str) -> None:
    account.set_password(password)
    account.generation += 1
    account.opened_at = account.opened_at or clock.now()
    account.save(update_fields=["password", "generation", "opened_at"])


@transaction.atomic
def change_password(*, actor: Actor, old: str, password: str, again: str) -> Account:
    """Change one's own password (改密码); other sessions end. Raises Invalid."""
    account = Account.objects.select_for_update().get(person_id=actor.person_id or 0)
    if not account.check_password(old):
        raise Invalid({"old": _("现密码不对。")})
    if errors := password_errors(password, again, account):
        raise Invalid(errors)
    _set_password(account, password)
    note(actor, "people.password.changed", account)
    return account


@transaction.atomic
def choose_language(*, actor: Actor, language: str) -> None:
    """Remember the language of one's own pages (页面语言). Raises Invalid, DoesNotExist."""
    if language not in BY_CODE:
        raise Invalid({"language": _("没有这种语言。")})
    account = Account.objects.select_for_update().get(person_id=actor.person_id or 0)
    account.language = language
    account.save(update_fields=["language"])
    note(actor, "people.language.chosen", account, language=language)


@transaction.atomic
def revoke_slip(*, actor: Actor, person_id: int) -> int:
    """Make a lost slip void (作废登录条); how many were open. Raises DoesNotExist, Refused."""
    person = queries.account_holder(person_id, seen_by=actor)
    require(policies.revoke_slip(actor, person_id, queries.home_organisation(person_id)))
    gone, _kinds = Slip.objects.filter(account__person=person, used_at=None).delete()
    note(actor, "people.slip.revoked", person, count=gone)
    return gone


@transaction.atomic
def end_sessions(*, actor: Actor, person_id: int) -> None:
    """Sign somebody out everywhere (结束登录); the password stays. Raises DoesNotExist, Refused."""
    person = queries.account_holder(person_id, seen_by=actor)
    require(policies.end_sessions(actor, person_id, queries.home_organisation(person_id)))
    Account.objects.filter(person=person).update(generation=F("generation") + 1)
    note(actor, "people.sessions.ended", person)


@transaction.atomic
def disable_account(*, actor: Actor, person_id: int) -> None:
    """Shut an account, end its sessions and make its slips void (停用账号).

    Raises DoesNotExist, Refused.
    """
    person = queries.account_holder(person_id, seen_by=actor)
    require(policies.disable_account(actor, person_id, queries.home_organisation(person_id)))
    account = account_of(person)
    account.slips.filter(used_at=None).delete()
    account.is_active = False
    account.generation += 1
    account.save(update_fields=["is_active", "generation"])
    note(actor, "people.account.disabled", person)


@transaction.atomic
def enable_account(*, actor: Actor, person_id: int) -> None:
    """Open a shut account again (启用账号); the password stays. Raises DoesNotExist, Refused."""
    person = queries.account_holder(person_id, seen_by=actor)
    require(policies.enable_account(actor, person_id, queries.home_organisation(person_id)))
    Account.objects.filter(person=person).update(is_active=True)
    note(actor, "people.account.enabled", person)


def wait_for(number: str, network: str) -> int:
    """Seconds this sign-in has to wait, from the failures of the last quarter of an hour."""
    since = clock.now() - TRY_WINDOW
    tries = SignInTry.objects.filter(at__gt=since)
    by_number = tries.filter(number_digest=digest(number)).count()
    by_network = tries.filter(network=network).count()
    over = max(by_number - FREE_TRIES, (by_network - FREE_TRIES_A_NETWORK) // 20)
    last = tries.filter(number_digest=digest(number)).order_by("-at").first()
    if over <= 0 or last is None:
        return 0
    ready = last.at + timedelta(seconds=min(2**over, 300))
    return max(0, int((ready - clock.now()).total_seconds()) + 1)


def verified_account(number: str, password: str, network: str) -> Account | None:
    """The account when number and password fit; a failure is kept to slow the next one.

    An unknown number costs the same time as a wrong password.
    """
    account = Account.objects.select_related("person").filter(number=number).first()
    if account is None:
        make_password(password)
    elif account.is_active and account.opened_at and account.check_password(password):
        SignInTry.objects.filter(number_digest=digest(number)).delete()
        return account
    SignInTry.objects.create(number_digest=digest(number), network=network)
    return None
