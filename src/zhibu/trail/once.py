"""Answering a post once (幂等): the key, the effect and the stored answer in one transaction."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from zhibu.kit import clock
from zhibu.kit.verdict import Conflict
from zhibu.trail.models import OnceKey

KEPT = timedelta(days=7)


class KeyReused(Conflict):
    """The same key came with another content: nothing was done."""


def claim(*, key: str, who: str, path: str, digest: str) -> OnceKey:
    """The row of this key, made now or earlier; waits for a first submission still under way.

    Must run inside a transaction. Raises KeyReused when content or address differ.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a key is claimed inside the transaction of its effect")
    OnceKey.objects.bulk_create(
        [OnceKey(key=key, who=who, path=path, digest=digest)], ignore_conflicts=True
    )
    row = OnceKey.objects.select_for_update().get(key=key, who=who)
    if row.path != path or row.digest != digest:
        raise KeyReused("same key, other content")
    return row


def settle(row: OnceKey, answer: dict[str, object]) -> None:
    """Keep the answer with the effect, in the same transaction."""
    row.answer = answer
    row.save(update_fields=["answer"])


def forget_old(*, keep: timedelta = KEPT) -> int:
    """Drop keys past their use; how many."""
    return OnceKey.objects.filter(at__lt=clock.now() - keep).delete()[0]
