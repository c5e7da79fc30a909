"""Corrections asked for, and who looked at whom (更正、查阅留痕)."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zhibu.kit.actor import Actor
from zhibu.kit.dates import full_day
from zhibu.people.models import CorrectionRequest, Look
from zhibu.people.queries.access import managed_persons
from zhibu.trail.models import AuditNote


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


def sources_of(person_id: int) -> dict[str, str]:
    """Where each field came from, by name; "" for the person as a whole. Two queries."""
    notes = AuditNote.objects.filter(
        subject_kind="people.person", subject_id=str(person_id)
    ).order_by("at", "pk")
    said: dict[str, str] = {}
    for one in notes:
        values = {"day": full_day(one.at), "who": one.person_name}
        if one.action == "people.person.added":
            said[""] = _("%(day)s %(who)s录入") % values
        if one.action == "people.person.edited":
            for name in one.facts.get("fields", []):
                said[name] = _("%(day)s %(who)s改") % values
    corrected = CorrectionRequest.objects.filter(
        person_id=person_id, state=CorrectionRequest.State.ACCEPTED
    ).select_related("answered_by")
    for request in corrected.order_by("answered_at"):
        if request.answered_at is not None and request.answered_by is not None:
            values = {"day": full_day(request.answered_at), "who": request.answered_by.name}
            said[request.field] = _("%(day)s 按本人申请更正，%(who)s答复") % values
    return said


def changes_by(person_id: int, *, limit: int = 10_000) -> list[AuditNote]:
    """What a person changed here, the newest first. One query."""
    return list(AuditNote.objects.filter(person_id=person_id).order_by("-at")[:limit])
