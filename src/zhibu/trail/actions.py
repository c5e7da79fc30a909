"""Leaving a note and telling a fact, both in the transaction of the change (留痕、发布事实)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Protocol
from uuid import UUID

from django.db import models, transaction
from procrastinate.types import JSONDict

from zhibu.kit.actor import Actor
from zhibu.trail.jobs import deliver_event
from zhibu.trail.models import AuditNote, OutboxEvent

if TYPE_CHECKING:
    from _typeshed import DataclassInstance
else:

    class DataclassInstance(Protocol):
        __dataclass_fields__: ClassVar[dict[str, Any]]


Plain = str | int | bool | None | list["Plain"] | dict[str, "Plain"]


def plain(value: object) -> Plain:
    """A value as JSON can hold it: dates as ISO text, enums as their value, records by key."""
    match value:
        case None | bool() | int():
            return value
        case str():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case UUID() | Decimal():
            return str(value)
        case models.Model():
            return plain(value.pk)
        case Mapping():
            return {str(k): plain(v) for k, v in value.items()}
        case list() | tuple() | set() | frozenset():
            return [plain(v) for v in value]
    raise TypeError(f"a note holds plain values, not {type(value).__name__}")


@dataclass(frozen=True, slots=True)
class Kept:
    """Notes and facts that wait to be written in one go."""

    notes: list[AuditNote] = field(default_factory=list)
    facts: list[OutboxEvent] = field(default_factory=list)

    def write(self) -> None:
        AuditNote.objects.bulk_create(self.notes)
        OutboxEvent.objects.bulk_create(self.facts)
        if self.facts:
            waiting: list[JSONDict] = [{"event_id": str(fact.pk)} for fact in self.facts]
            deliver_event.batch_defer(*waiting)


_kept: ContextVar[Kept | None] = ContextVar("kept", default=None)


@contextmanager
def written_together() -> Iterator[None]:
    """Write the notes and facts of many actions at the end, in their order and at their hours (一并留痕).

    For a long row of actions in one transaction, whose notes and facts nobody reads before its end and
    none of which is taken back alone. When one fails nothing is written, as ever. Inside another such
    row it joins that one, so that the order stays.
    """
    if _kept.get() is not None:
        yield
        return
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("notes are kept for the end of their own transaction")
    kept = Kept()
    token = _kept.set(kept)
    try:
        yield
    finally:
        _kept.reset(token)
    kept.write()


def note(actor: Actor, action: str, record: models.Model, **facts: object) -> None:
    """Leave an audit note in the transaction of the change (留痕)."""
    row = AuditNote(
        person_id=actor.person_id,
        person_name=actor.name,
        way=actor.way,
        action=action,
        subject_kind=record._meta.label_lower,
        subject_id=str(record.pk),
        facts=plain(facts),
    )
    if kept := _kept.get():
        kept.notes.append(row)
    else:
        row.save(force_insert=True)


def publish(event: DataclassInstance) -> UUID:
    """Tell a fact upwards (发布事实): an outbox row and its job, in the transaction of the change."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a fact is published inside the transaction of its change")
    room = type(event).__module__.split(".")[1]
    row = OutboxEvent(kind=f"{room}.{type(event).__name__}", payload=plain(asdict(event)))
    if kept := _kept.get():
        kept.facts.append(row)
        return row.pk
    row.save(force_insert=True)
    deliver_event.defer(event_id=str(row.pk))
    return row.pk
