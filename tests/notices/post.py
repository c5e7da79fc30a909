"""Mail in field words: an address that is proved, the postman on his round, what came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from smtplib import SMTPConnectError, SMTPRecipientsRefused
from typing import ClassVar

from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from tests.cast import Branch, opened

from zhibu.kit import clock
from zhibu.notices import actions
from zhibu.notices.actions import post
from zhibu.notices.models import EmailAddress, Notice
from zhibu.people.models import Person


def china(hour: int, minute: int = 0, *, day: int = 25) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=clock.SHANGHAI)


NOON = china(12)


def proved(somebody: Person, **wishes: object) -> EmailAddress:
    """Somebody who reads notices by mail as well."""
    opened(somebody)
    given = {"email": f"p{somebody.pk}@example.edu.cn", "code": "", "verified_at": NOON} | wishes
    return EmailAddress.objects.create(person=somebody, **given)


def sent(
    branch: Branch,
    *people: Person,
    title: str = "交党费",
    at: datetime = NOON,
    kind: str = "general",
) -> Notice:
    """A notice of the secretary at this hour."""
    with clock.pinned(at):
        return actions.send_notice(
            actor=branch.secretary, organisation=branch.organisation, kind=kind, title=title,
            body="转账到 6222 0000", person_ids=[p.pk for p in people],
        )  # fmt: skip


def round_at(moment: datetime) -> list[EmailMessage]:
    """The postman goes round at this hour; what was carried."""
    before = len(mail.outbox)
    with clock.pinned(moment):
        post.send_due()
    return mail.outbox[before:]


class Away(BaseEmailBackend):
    """A server that cannot be reached."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        raise SMTPConnectError(421, "away")


class Choosy(BaseEmailBackend):
    """A server that refuses one address and takes the others."""

    refused: ClassVar[str] = ""
    took: ClassVar[list[str]] = []

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        for message in messages:
            if message.to == [self.refused]:
                raise SMTPRecipientsRefused({self.refused: (550, b"unknown")})
            self.took.extend(message.to)
        return len(messages)


class Watching(BaseEmailBackend):
    """Notes whether a transaction was open while the network was used."""

    was_open: ClassVar[list[bool]] = []

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        self.was_open.append(connection.in_atomic_block)
        return len(messages)
