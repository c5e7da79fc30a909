"""Leaving a note and telling a fact, both in the transaction of the change (留痕、发布事实)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Protocol
from uuid import UUID

from django.db import models, transaction

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


def note(actor: Actor, action: str, record: models.Model, **facts: object) -> None:
    """Leave an audit note in the transaction of the change (留痕)."""
    AuditNote.objects.create(
        person_id=actor.person_id,
        person_name=actor.name,
        way=actor.way,
        action=action,
        subject_kind=record._meta.label_lower,
        subject_id=str(record.pk),
        facts=plain(facts),
    )


def publish(event: DataclassInstance) -> UUID:
    """Tell a fact upwards (发布事实): an outbox row and its job, in the transaction of the change."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a fact is published inside the transaction of its change")
    room = type(event).__module__.split(".")[1]
    row = OutboxEvent.objects.create(
        kind=f"{room}.{type(event).__name__}", payload=plain(asdict(event))
    )
    deliver_event.defer(event_id=str(row.pk))
    return row.pk
