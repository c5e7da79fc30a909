"""What was taken away and has to go again after an older backup was restored (恢复后重做的删除).

Each is idempotent, and left under the one note of the restore. Source: security.md rule 39.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import F

from zhibu.kit.offers import Erasure
from zhibu.people.models import Account, CodeGenerator, Passkey, RecoveryCode, Slip


def _disabled(subject_id: str, _said: Mapping[str, Any]) -> bool:
    Slip.objects.filter(account__person_id=int(subject_id), used_at=None).delete()
    shut = Account.objects.filter(person_id=int(subject_id), is_active=True)
    return bool(shut.update(is_active=False, generation=F("generation") + 1))


def _enabled(subject_id: str, _said: Mapping[str, Any]) -> bool:
    """Not an erasure, but what ended one: the later of the two counts."""
    return bool(
        Account.objects.filter(person_id=int(subject_id), is_active=False).update(is_active=True)
    )


def _signed_out(subject_id: str, _said: Mapping[str, Any]) -> bool:
    accounts = Account.objects.filter(person_id=int(subject_id))
    return bool(accounts.update(generation=F("generation") + 1))


def _slip_revoked(subject_id: str, _said: Mapping[str, Any]) -> bool:
    return bool(Slip.objects.filter(account__person_id=int(subject_id), used_at=None).delete()[0])


def _second_factor_reset(subject_id: str, said: Mapping[str, Any]) -> bool:
    gone = 0
    for kind in (CodeGenerator, RecoveryCode, Passkey):
        gone += kind.objects.filter(account__person_id=int(subject_id)).delete()[0]
    _signed_out(subject_id, said)
    return bool(gone)


def _codes_removed(subject_id: str, _said: Mapping[str, Any]) -> bool:
    RecoveryCode.objects.filter(account_id=int(subject_id)).delete()
    return bool(CodeGenerator.objects.filter(account_id=int(subject_id)).delete()[0])


def _passkey_removed(subject_id: str, said: Mapping[str, Any]) -> bool:
    one = Passkey.objects.filter(account_id=int(subject_id), pk=said.get("passkey", 0))
    return bool(one.delete()[0])


ERASURES: tuple[Erasure, ...] = (
    Erasure("people.account.disabled", _disabled),
    Erasure("people.account.enabled", _enabled),
    Erasure("people.sessions.ended", _signed_out),
    Erasure("people.slip.revoked", _slip_revoked),
    Erasure("people.second_factor.reset", _second_factor_reset),
    Erasure("people.code_generator.removed", _codes_removed),
    Erasure("people.passkey.removed", _passkey_removed),
)
