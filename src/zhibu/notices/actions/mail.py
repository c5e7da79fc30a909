"""One's own address: given, proved, chosen, removed; and what is laid for the postman (邮箱)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.offers import Erasure
from zhibu.kit.verdict import Conflict, Invalid, require
from zhibu.notices import policies, queries
from zhibu.notices.domain import due_at, next_loud
from zhibu.notices.letters import read_off, read_proof
from zhibu.notices.models import EmailAddress, Mail, Notice
from zhibu.notices.models.mail import new_code
from zhibu.people.queries import person_for_self
from zhibu.trail.actions import note

PROOF_LASTS = timedelta(days=3)


def _connected() -> None:
    if not settings.MAIL_IS_ON:
        raise Conflict(_("学校还没有接通发信，暂时不能用邮箱收通知。"))


@transaction.atomic
def set_own_email(*, actor: Actor, email: str) -> EmailAddress:
    """Give one's address, or another one; a link goes there to prove it (填写邮箱).

    Raises DoesNotExist (the house), Refused, Conflict (no mail here), Invalid (no address).
    """
    person = person_for_self(actor)
    require(policies.set_own_email(actor, person.pk))
    _connected()
    given = email.strip()
    try:
        validate_email(given)
    except ValidationError as wrong:
        raise Invalid({"email": _("请填写完整的邮箱，例：zhangsan@example.edu.cn。")}) from wrong
    address = queries.address_of(person.pk) or EmailAddress(person=person)
    address.email, address.code = given, new_code()
    address.asked_at, address.verified_at = clock.now(), None
    address.save()
    due = next_loud(clock.now())
    Mail.objects.create(
        kind=Mail.Kind.PROOF, key=f"{person.pk}:{address.code}", person=person, due_at=due
    )
    _call_the_postman(due_at_least=[due])
    note(actor, "notices.email.set", address, email=address.masked)
    return address


@transaction.atomic
def prove_own_email(*, actor: Actor, token: str) -> EmailAddress:
    """Prove by the link that it is one's own; only who is signed in as oneself can (验证邮箱).

    Raises DoesNotExist (not this person's link), Refused, Conflict (used, too old).
    """
    held = read_proof(token)
    if held is None or held[0] != actor.person_id:
        raise EmailAddress.DoesNotExist
    address = queries.address_for_change(actor.person_id)
    require(policies.prove_own_email(actor, address.person_id))
    if address.verified_at is not None:
        raise Conflict(_("这个邮箱已经验证过。"))
    if held[1] != address.code or clock.now() > address.asked_at + PROOF_LASTS:
        raise Conflict(_("链接已经失效，请重新填写邮箱。"))
    address.verified_at, address.code = clock.now(), ""
    address.save(update_fields=["verified_at", "code"])
    note(actor, "notices.email.proved", address)
    return address


@transaction.atomic
def choose_own_mail(
    *, actor: Actor, kinds: Collection[str], digest_hour: int | None
) -> EmailAddress:
    """Choose which notices come by mail, and whether together once a day (选择收哪些).

    Raises DoesNotExist, Refused, Invalid.
    """
    address = queries.address_for_change(actor.person_id)
    require(policies.choose_own_mail(actor, address.person_id))
    unknown = set(kinds) - {str(kind) for kind in Notice.Kind}
    if unknown:
        raise Invalid({"kinds": _("请在列出的内容里选择。")})
    address.kinds = [str(kind) for kind in Notice.Kind if kind in kinds]
    address.digest_hour = digest_hour
    try:
        address.full_clean(exclude=["person"])
    except ValidationError as wrong:
        raise Invalid({"digest_hour": "；".join(wrong.messages)}) from wrong
    address.save(update_fields=["kinds", "digest_hour"])
    note(actor, "notices.email.chosen", address, kinds=address.kinds, digest_hour=digest_hour)
    return address


@transaction.atomic
def remove_own_email(*, actor: Actor) -> None:
    """Remove one's address; what still waits is not sent (删除邮箱). Raises DoesNotExist, Refused."""
    address = queries.address_for_change(actor.person_id)
    require(policies.remove_own_email(actor, address.person_id))
    note(actor, "notices.email.removed", address)
    Mail.objects.filter(person_id=address.person_id, state=Mail.State.WAITING).update(
        state=Mail.State.DROPPED
    )
    address.delete()


def _email_removed(subject_id: str, _said: Mapping[str, Any]) -> bool:
    """Once more after an older backup was restored. Source: security.md rule 39."""
    address = EmailAddress.objects.filter(pk=int(subject_id))
    persons = list(address.values_list("person_id", flat=True))
    Mail.objects.filter(person_id__in=persons, state=Mail.State.WAITING).update(
        state=Mail.State.DROPPED
    )
    return bool(address.delete()[0])


ERASURES: tuple[Erasure, ...] = (Erasure("notices.email.removed", _email_removed),)


@transaction.atomic
def stop_own_mail(*, actor: Actor, token: str) -> EmailAddress:
    """Stop all notices by mail; whoever holds the mail may, signed in or not (退订).

    The address stays, so that it can be chosen again. Raises DoesNotExist (no such link), Refused.
    """
    address = queries.address_for_change(read_off(token))
    require(policies.stop_own_mail(actor, address.person_id))
    if address.kinds:
        address.kinds = []
        address.save(update_fields=["kinds"])
        note(actor, "notices.email.stopped", address)
    return address


# ---- laid in the transaction of the notice, carried after commit


def lay_mails(notice: Notice, person_ids: Iterable[int], *, kind: str, turn: str = "") -> int:
    """One mail for each of these who wants this kind of notice; how many. Never twice a ``turn``."""
    if not settings.MAIL_IS_ON:
        return 0
    now = clock.now()
    rows = [
        Mail(
            kind=kind,
            key=f"{notice.pk}{turn}:{address.person_id}",
            person_id=address.person_id,
            notice=notice,
            due_at=due_at(now, digest_hour=address.digest_hour),
        )
        for address in queries.addresses_wanting(notice, person_ids)
    ]
    Mail.objects.bulk_create(rows, ignore_conflicts=True)
    _call_the_postman(due_at_least=[row.due_at for row in rows])
    return len(rows)


def _call_the_postman(*, due_at_least: list[datetime]) -> None:
    """The job for the earliest; the sweep every five minutes finds the rest."""
    if due_at_least:
        app.configure_task("notices.send_mails", schedule_at=min(due_at_least)).defer()
