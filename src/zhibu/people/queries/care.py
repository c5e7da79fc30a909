"""Corrections asked for, and who looked at whom (更正、查阅留痕)."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zhibu.kit.actor import Actor
from zhibu.kit.dates import full_day
from zhibu.orgs.queries import on_day
from zhibu.people.models import (
    CorrectionRequest,
    ImportBatch,
    ImportRow,
    Look,
    Membership,
    Person,
    StatusSpan,
)
from zhibu.people.queries.access import answered_persons
from zhibu.trail.models import AuditNote


def open_corrections(*, seen_by: Actor) -> QuerySet[CorrectionRequest]:
    """Corrections waiting for an answer that this actor may give; the earliest due first."""
    return (
        CorrectionRequest.objects.filter(
            state=CorrectionRequest.State.OPEN, person__in=answered_persons(seen_by=seen_by)
        )
        .exclude(person_id=seen_by.person_id or 0)
        .select_related("person")
        .order_by("due_on", "pk")
    )


def waiting_corrections(*, seen_by: Actor) -> int:
    """How many wait. One query."""
    return open_corrections(seen_by=seen_by).count()


def correction_for_reading(request_id: int, *, seen_by: Actor) -> CorrectionRequest:
    """One correction. Raises DoesNotExist (unseen). One query."""
    return _seen_corrections(seen_by).get(pk=request_id)


def correction_for_answer(request_id: int, *, seen_by: Actor) -> CorrectionRequest:
    """One correction, locked. Raises DoesNotExist (unseen). One query."""
    return _seen_corrections(seen_by).select_for_update(of=("self",)).get(pk=request_id)


def _seen_corrections(actor: Actor) -> QuerySet[CorrectionRequest]:
    return CorrectionRequest.objects.filter(
        person__in=answered_persons(seen_by=actor)
    ).select_related("person")


def corrections_of(person_id: int) -> list[CorrectionRequest]:
    """What a person asked to have corrected, and the answers; newest first. One query."""
    return list(
        CorrectionRequest.objects.filter(person_id=person_id)
        .select_related("answered_by")
        .order_by("-asked_at")
    )


def standing_now(person_id: int, *, day: date) -> tuple[Person, StatusSpan | None]:
    """Somebody and their status of a day. Raises DoesNotExist. One query, two without a status."""
    spans = StatusSpan.objects.filter(on_day(day), person_id=person_id).select_related("person")
    span = spans.first()
    return span.person if span else Person.objects.get(pk=person_id), span


def looks_at(person_id: int, *, limit: int = 200) -> list[Look]:
    """Who looked at this person's fields, newest first. One query."""
    return list(Look.objects.filter(person_id=person_id).order_by("-at")[:limit])


def sources_of(person_id: int) -> dict[str, str]:
    """Where each field came from, by name; "" for the person as a whole. Four queries."""
    told = [*_by_hand(person_id), *_by_file(person_id), *_by_correction(person_id)]
    said: dict[str, str] = {"": _first_came(person_id)}
    for _at, name, words in sorted(told, key=lambda one: one[0]):
        said[name] = words
    return said


Told = tuple[datetime, str, str]  # when, the field, in words


def _first_came(person_id: int) -> str:
    """How somebody came on the roster, where nobody put them there by hand: by a file."""
    first = Membership.objects.filter(person_id=person_id).order_by("since", "pk").first()
    if first is None:
        return ""
    words = _("%(day)s %(ground)s") if first.ground else _("%(day)s 名册导入")
    return words % {"day": full_day(first.since), "ground": first.ground}


def _by_hand(person_id: int) -> list[Told]:
    notes = AuditNote.objects.filter(
        subject_kind="people.person",
        subject_id=str(person_id),
        action__in=("people.person.added", "people.person.edited"),
    )
    told = []
    for one in notes:
        values = {"day": full_day(one.at), "who": one.person_name}
        if one.action == "people.person.added":
            told.append((one.at, "", _("%(day)s %(who)s录入") % values))
        for name in one.facts.get("fields", []):
            told.append((one.at, str(name), _("%(day)s %(who)s改") % values))
    return told


def _by_file(person_id: int) -> list[Told]:
    rows = ImportRow.objects.filter(
        person_id=person_id,
        outcome=ImportRow.Outcome.CHANGED,
        batch__state=ImportBatch.State.DONE,
    ).select_related("batch")
    told = []
    for row in rows:
        at = row.batch.confirmed_at or row.batch.made_at
        values = {"day": full_day(at), "file": row.batch.file_name}
        words = _("%(day)s 由《%(file)s》导入") % values
        told += [(at, str(c["field"]), words) for c in row.changes if c.get("taken", True)]
    return told


def _by_correction(person_id: int) -> list[Told]:
    corrected = CorrectionRequest.objects.filter(
        person_id=person_id, state=CorrectionRequest.State.ACCEPTED
    ).select_related("answered_by")
    words = _("%(day)s 按本人申请更正，%(who)s答复")
    return [
        (
            one.answered_at,
            one.field,
            words % {"day": full_day(one.answered_at), "who": one.answered_by.name},
        )
        for one in corrected
        if one.answered_at is not None and one.answered_by is not None
    ]


def changes_by(person_id: int, *, limit: int = 10_000) -> list[AuditNote]:
    """What a person changed here, the newest first. One query."""
    return list(AuditNote.objects.filter(person_id=person_id).order_by("-at")[:limit])
