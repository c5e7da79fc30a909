"""Where somebody is signed in (登录会话)."""

from __future__ import annotations

from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from zhibu.people.models import Account, Sitting


class AccountClosed(Exception):
    """The number has an account, and that account is shut (账号停用)."""


def live_sittings(*, person_id: int) -> QuerySet[Sitting]:
    """Sessions of this person that still hold, the latest first. One query."""
    running = Session.objects.filter(
        session_key=OuterRef("session_key"), expire_date__gt=timezone.now()
    )
    return Sitting.objects.filter(Exists(running), account__person_id=person_id).order_by(
        "-began_at", "-pk"
    )


def account_for_number(number: str) -> Account:
    """The open account of a staff or student number. One query.

    Raises DoesNotExist (no such account: none is made), AccountClosed.
    """
    account = Account.objects.select_related("person").get(number=number)
    if not account.is_active:
        raise AccountClosed
    return account
