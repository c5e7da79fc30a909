"""What an account proves itself by, besides its password (第二道验证)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from zhibu.people.models import Account, CodeGenerator, Passkey, RecoveryCode


@dataclass(frozen=True, slots=True)
class Factors:
    """All of somebody's. codes_since: None without an authenticator in use."""

    codes_since: datetime | None
    recovery_left: int
    passkeys: tuple[Passkey, ...]

    @property
    def count(self) -> int:
        return (self.codes_since is not None) + len(self.passkeys)

    @property
    def any(self) -> bool:
        return self.count > 0


def factors_of(account_id: int) -> Factors:
    """The second proofs of an account. Three queries."""
    generator = CodeGenerator.objects.filter(account_id=account_id, proved_at__isnull=False).first()
    return Factors(
        generator.proved_at if generator else None,
        RecoveryCode.objects.filter(account_id=account_id, used_at=None).count(),
        tuple(Passkey.objects.filter(account_id=account_id).order_by("made_at", "pk")),
    )


def account_of_session(account_id: int, generation: int) -> Account:
    """The open account a half-made sign-in is for. Raises DoesNotExist once anything ended it."""
    return Account.objects.select_related("person").get(
        pk=account_id, generation=generation, is_active=True
    )


def passkey_for(credential: str) -> Passkey:
    """The passkey behind a credential, of an open account. Raises DoesNotExist. One query."""
    return Passkey.objects.select_related("account__person").get(
        credential=credential, account__is_active=True
    )
