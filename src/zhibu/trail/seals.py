"""Sealing the audit notes into a hash chain (封存), and checking it.

Notes are sealed in rounds, in id order, each once; one whose transaction ended late is sealed in
the next round, so none is left out. When a link was made is no part of it: a hint, not evidence.
Source: security.md rule 18.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import connection, transaction

from zhibu.kit import clock
from zhibu.trail.heads import Head, NotOurs
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
    """What a check of the chain found. ``faults`` are sentences; none means whole.

    outside: how many heads kept outside the database it was compared with.
    """

    sealed: int
    waiting: int
    head: str
    outside: int = 0
    faults: list[str] = field(default_factory=list)


def check_chain(outside: Iterable[Head | NotOurs] = ()) -> ChainReport:
    """Walk the whole chain (核对封存链): order, commitments, heads, notes left out, heads kept outside.

    Three queries for each round of links, and two for what waits.
    """
    told = list(outside)
    heads = [one for one in told if isinstance(one, Head)]
    faults = [
        f"存底 {one.name}：读不出，或不是本单元写的。" for one in told if isinstance(one, NotOurs)
    ]
    links = {(one.number, one.head) for one in heads}
    head, count, met = GENESIS, 0, set[tuple[int, str]]()
    for seals in _rounds():
        notes = AuditNote.objects.in_bulk([seal.note_id for seal in seals])
        salts = NoteSalt.objects.in_bulk([seal.note_id for seal in seals])
        for seal in seals:
            count += 1
            head = link(head, seal.commitment)
            if head != seal.head:
                faults.append(f"封存 {seal.pk}：链头对不上，链在这里断了。")
                head = seal.head
            met |= links & {(seal.pk, seal.head)}
            faults += _said_otherwise(seal, notes, salts)
    faults += [
        f"存底 {one.day}：链里没有这个链头，链被截断、改写过，或从更早的备份恢复过。"
        for one in heads
        if (one.number, one.head) not in met
    ]
    waiting = AuditNote.objects.exclude(pk__in=AuditSeal.objects.values("note_id")).order_by("pk")
    late = waiting.filter(at__lt=clock.now() - GRACE).values_list("pk", flat=True)
    faults += [f"审计记录 {pk}：早该封存而没有封存。" for pk in late]
    return ChainReport(count, waiting.count(), head, len(heads), faults)


def _rounds() -> Iterator[list[AuditSeal]]:
    """All links in order, so many at a time: the chain may be longer than memory."""
    after = 0
    while seals := list(AuditSeal.objects.filter(pk__gt=after).order_by("pk")[:ROUND]):
        yield seals
        after = seals[-1].pk


def _said_otherwise(
    seal: AuditSeal, notes: dict[int, AuditNote], salts: dict[int, NoteSalt]
) -> list[str]:
    """Where the note is not what was sealed."""
    note, salt = notes.get(seal.note_id), salts.get(seal.note_id)
    if note is None:
        return [f"审计记录 {seal.note_id}：已封存，但记录不见了。"]
    if salt is None:
        return [f"审计记录 {seal.note_id}：封存时的盐不见了，内容无从核对。"]
    if commitment(note, salt.salt) != seal.commitment:
        return [f"审计记录 {seal.note_id}：内容与封存时不同。"]
    return []
