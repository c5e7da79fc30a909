"""Corrections asked for, and who looked at whom (更正、查阅留痕)."""

from __future__ import annotations

from django.db.models import QuerySet

from zhibu.kit.actor import Actor
from zhibu.people.models import CorrectionRequest, Look
from zhibu.people.queries.access import managed_persons


def open_corrections(*, seen_by: Actor) -> QuerySet[CorrectionRequest]:
    """Corrections waiting for an answer that this actor may give; the earliest due first."""
    return (
        CorrectionRequest.objects.filter(
            state=CorrectionRequest.State.OPEN, person__in=managed_persons(seen_by=seen_by)
        )
        .exclude(person_id=seen_by.person_id or 0)
        .select_related("person")
        .order_by("due_on", "pk")
    )


def waiting_corrections(*, seen_by: Actor) -> int:
    """How many wait. One query."""
    return open_corrections(seen_by=seen_by).count()


def correction_for_answer(request_id: int, *, seen_by: Actor) -> CorrectionRequest:
    """One correction, locked. Raises DoesNotExist (unseen). One query."""
    return (
        CorrectionRequest.objects.filter(person__in=managed_persons(seen_by=seen_by))
        .select_related("person")
        .select_for_update(of=("self",))
        .get(pk=request_id)
    )


def corrections_of(person_id: int) -> list[CorrectionRequest]:
    """What a person asked to have corrected, and the answers; newest first. One query."""
    return list(
        CorrectionRequest.objects.filter(person_id=person_id)
        .select_related("answered_by")
        .order_by("-asked_at")
    )


def looks_at(person_id: int, *, limit: int = 200) -> list[Look]:
    """Who looked at this person's fields, newest first. One query."""
    return list(Look.objects.filter(person_id=person_id).order_by("-at")[:limit])
