"""Heads of the chain kept outside the database (链头存底): one small file a day, rewritten each round.

Whoever holds the database can rewrite the chain from any link on, or cut its end off, and it is whole
again; against what stands here it is not. Each file bears a proof by the cell's own key, which the
database does not hold. Source: security.md rule 18.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from zhibu.kit import clock
from zhibu.trail.models import AuditSeal

SALT = "zhibu.trail.heads"


@dataclass(frozen=True, slots=True)
class Head:
    """What the last link was at some moment of a day. number: the seal's own."""

    day: str
    number: int
    head: str

    @property
    def text(self) -> str:
        return f"{self.day} {self.number} {self.head}"

    def proof(self, key: str | bytes) -> str:
        return salted_hmac(SALT, self.text, secret=key, algorithm="sha256").hexdigest()


class NotOurs(Exception):
    """A file of heads that cannot be read, or that this cell's key did not write."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def folder() -> Path:
    """Where they lie: in the cell, beside the database and not in it, in no backup."""
    return Path(settings.DATA) / "heads"


def keep() -> Head | None:
    """Write the last link of the chain down for today; None while nothing is sealed."""
    last = AuditSeal.objects.order_by("-pk").first()
    if last is None:
        return None
    head = Head(clock.today().isoformat(), last.pk, last.head)
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    _write(head)
    return head


def sign_anew() -> int:
    """Prove all that is ours by the key in use (换密钥后重新签名), before an earlier one is removed."""
    ours = [one for one in kept() if isinstance(one, Head)]
    for head in ours:
        _write(head)
    return len(ours)


def _write(head: Head) -> None:
    growing = folder() / f"{head.day}.new"
    with growing.open("w") as file:
        json.dump(
            {"number": head.number, "head": head.head, "proof": head.proof(settings.SECRET_KEY)},
            file,
        )
        file.flush()
        os.fsync(file.fileno())
    growing.replace(folder() / f"{head.day}.json")


def kept() -> Iterator[Head | NotOurs]:
    """All that were written down, by day."""
    for file in sorted(folder().glob("*.json")):
        yield _read(file)


def _read(file: Path) -> Head | NotOurs:
    try:
        said = json.loads(file.read_text())
        head = Head(file.stem, int(said["number"]), str(said["head"]))
        proof = str(said["proof"])
    except (OSError, ValueError, KeyError, TypeError):
        return NotOurs(file.name)
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    if any(constant_time_compare(head.proof(key), proof) for key in keys):
        return head
    return NotOurs(file.name)


def stands(one: Head | NotOurs) -> bool:
    """Whether what was kept is ours and stands in the chain. One query."""
    return isinstance(one, Head) and AuditSeal.objects.filter(pk=one.number, head=one.head).exists()
