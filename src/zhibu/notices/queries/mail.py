"""Addresses and mails (邮箱、待发邮件)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min, Q, QuerySet

from zhibu.notices.models import EmailAddress, Mail, Notice, Recipient
from zhibu.people.models import Account


def address_of(person_id: int | None) -> EmailAddress | None:
    """Somebody's own address, proved or not. One query."""
    return EmailAddress.objects.filter(person_id=person_id or 0).first()


def address_for_change(person_id: int | None) -> EmailAddress:
    """The same, locked. Raises DoesNotExist. One query."""
    return EmailAddress.objects.select_for_update().get(person_id=person_id or 0)


def addresses_wanting(notice: Notice, person_ids: Iterable[int]) -> list[EmailAddress]:
    """Proved addresses among these persons that want this kind of notice. One query."""
    return list(
        EmailAddress.objects.filter(
            person_id__in=list(person_ids),
            verified_at__isnull=False,
            kinds__contains=[str(notice.kind)],
        ).order_by("person_id")
    )


def mails_of(person_id: int, *, limit: int | None = None) -> list[Mail]:
    """One's latest mails with their notices, newest first. One query."""
    rows = Mail.objects.filter(person_id=person_id).select_related("notice").order_by("-pk")
    return list(rows[:limit] if limit else rows)


def due(now: datetime) -> Q:
    """Mails whose time has come, and those a sender took in hand and never settled."""
    waiting = Q(state=Mail.State.WAITING, due_at__lte=now)
    return waiting | Q(state=Mail.State.SENDING, lease_until__lte=now)


def first_due_for_change(now: datetime) -> Mail | None:
    """The mail that has waited longest and nobody else has in hand, locked. One query."""
    return (
        Mail.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(due(now))
        .order_by("due_at", "pk")
        .first()
    )


def due_with_for_change(mail: Mail, now: datetime) -> list[Mail]:
    """All that goes to the same person in the same letter, locked; a proof goes alone. One query."""
    rows = Mail.objects.select_for_update(of=("self",), skip_locked=True).filter(
        due(now), person_id=mail.person_id
    )
    proof = Mail.Kind.PROOF
    rows = rows.filter(pk=mail.pk) if mail.kind == proof else rows.exclude(kind=proof)
    return list(rows.select_related("notice__organisation").order_by("pk"))


def can_sign_in(person_id: int) -> bool:
    """Whether somebody's account is open and not disabled. One query."""
    return Account.objects.filter(
        person_id=person_id, is_active=True, opened_at__isnull=False
    ).exists()


def copies_by_notice(person_id: int, notice_ids: Iterable[int]) -> dict[int, Recipient]:
    """One's copies of these notices. One query."""
    rows = Recipient.objects.filter(person_id=person_id, notice_id__in=list(notice_ids))
    return {row.notice_id: row for row in rows}


def mails_by_state() -> dict[str, int]:
    """How many mails stand in each state, for the operator: numbers only. One query."""
    rows = Mail.objects.values_list("state").annotate(Count("pk"))
    return {str(state): int(count) for state, count in rows}


@dataclass(frozen=True, slots=True)
class SetAside:
    """Mails that could not be sent, of one kind and one trouble (没有发出的邮件): numbers, no persons."""

    kind: str
    trouble: str
    count: int
    since: datetime
    until: datetime

    @property
    def kind_words(self) -> str:
        return str(Mail.Kind(self.kind).label)

    @property
    def trouble_words(self) -> str:
        return str(Mail.Trouble(self.trouble).label)


def mails_set_aside() -> list[SetAside]:
    """What waits for the operator, by kind and trouble, the most first. One query."""
    rows = (
        Mail.objects.filter(state=Mail.State.SET_ASIDE)
        .values_list("kind", "trouble")
        .annotate(Count("pk"), Min("made_at"), Max("made_at"))
        .order_by("-pk__count", "kind", "trouble")
    )
    return [SetAside(*row) for row in rows]


def set_aside_for_change(*, kind: str, trouble: str) -> QuerySet[Mail]:
    """Those of one kind and one trouble, locked. One query."""
    return Mail.objects.select_for_update().filter(
        state=Mail.State.SET_ASIDE, kind=kind, trouble=trouble
    )
