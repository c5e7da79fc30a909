"""Sealing the audit notes into a hash chain (封存), and checking it.

Notes are sealed in rounds, in id order, each once; one whose transaction ended late is sealed in
the next round, so none is left out. Source: security.md rule 18.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import connection, transaction

from zhibu.kit import clock
from zhibu.trail.models import AuditNote, AuditSeal, NoteSalt

GENESIS = "0" * 64
LOCK = 0x5EA1  # one sealer at a time, whatever number of workers
ROUND = 5_000
GRACE = timedelta(minutes=10)  # a note older than this has to be sealed


def commitment(note: AuditNote, salt: str) -> str:
    """SHA-256 over the salt and all that the note says."""
    said = [
        salt,
        note.pk,
        note.at.isoformat(),
        note.person_id,
        note.person_name,
        note.way,
        note.action,
        note.subject_kind,
        note.subject_id,
        note.facts,
    ]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def link(before: str, committed: str) -> str:
    """The head after one more commitment."""
    return hashlib.sha256(f"{before}{committed}".encode()).hexdigest()


@transaction.atomic
def seal_round(*, most: int = ROUND) -> int:
    """Seal what is not sealed yet, in id order; how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    last = AuditSeal.objects.order_by("-pk").first()
    head = last.head if last else GENESIS
    notes = AuditNote.objects.exclude(pk__in=AuditSeal.objects.values("note_id")).order_by("pk")
    salts, seals = [], []
    for note in notes[:most]:
        salt = secrets.token_hex(16)
        committed = commitment(note, salt)
        head = link(head, committed)
        salts.append(NoteSalt(note=note, salt=salt))
        seals.append(AuditSeal(note_id=note.pk, commitment=committed, head=head))
    NoteSalt.objects.bulk_create(salts)
    AuditSeal.objects.bulk_create(seals)
    return len(seals)


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What a check of the chain found. ``faults`` are sentences; none means whole."""

    sealed: int
    waiting: int
    head: str
    faults: list[str] = field(default_factory=list)


def check_chain() -> ChainReport:
    """Walk the whole chain (核对封存链): order, commitments, heads, and notes left out."""
    faults: list[str] = []
    head, count = GENESIS, 0
    notes = AuditNote.objects.select_related("salt").in_bulk()
    sealed: set[int] = set()
    for seal in AuditSeal.objects.order_by("pk").iterator():
        count += 1
        head = link(head, seal.commitment)
        if head != seal.head:
            faults.append(f"封存 {seal.pk}：链头对不上，链在这里断了。")
            head = seal.head
        sealed.add(seal.note_id)
        note = notes.get(seal.note_id)
        if note is None:
            faults.append(f"审计记录 {seal.note_id}：已封存，但记录不见了。")
        elif commitment(note, note.salt.salt) != seal.commitment:
            faults.append(f"审计记录 {seal.note_id}：内容与封存时不同。")
    waiting = [n for pk, n in notes.items() if pk not in sealed]
    old = clock.now() - GRACE
    faults += [f"审计记录 {n.pk}：早该封存而没有封存。" for n in waiting if n.at < old]
    return ChainReport(count, len(waiting), head, faults)
