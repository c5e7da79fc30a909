"""What a person may ask about the data held on them (更正、读音、查阅留痕)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.verdict import Conflict, Invalid, require
from zhibu.orgs.domain.workdays import Due, after_working_days
from zhibu.orgs.queries import working_calendar
from zhibu.people import policies, queries
from zhibu.people.actions.persons import write_fields
from zhibu.people.fields import FIELDS, UnfitValue
from zhibu.people.models import CorrectionRequest, Look, Person
from zhibu.people.names import UnfitReading, keys_of, reading_of
from zhibu.trail.actions import note

ANSWER_WITHIN = 5  # working days
LONGEST_WAIT = timedelta(days=30)


def answer_due() -> Due:
    """The day by which a correction asked for today is answered: five working days, 30 days at most."""
    today = clock.today()
    calendar = working_calendar(since=today, until=today + LONGEST_WAIT)
    return after_working_days(today, ANSWER_WITHIN, calendar=calendar)


@transaction.atomic
def ask_correction(
    *, actor: Actor, person_id: int, field: str, asked: str, reason: str = ""
) -> CorrectionRequest:
    """Ask to have one field about oneself corrected (提出更正); answered by somebody else.

    field: a name of ``people.fields.FIELDS``. Raises DoesNotExist, Refused, Invalid, Conflict (one
    on the same field waits already).
    """
    person = Person.objects.get(pk=person_id)
    require(policies.ask_correction(actor, person_id))
    spec = FIELDS.get(field)
    if spec is None:
        raise Invalid({"field": _("请选择要更正的项目。")})
    if not asked.strip():
        raise Invalid({"asked": _("请写应为什么内容。")})
    if person.corrections.filter(field=field, state=CorrectionRequest.State.OPEN).exists():
        raise Conflict(_("这一项已有一个待答复的更正申请。"))
    request = CorrectionRequest.objects.create(
        person=person,
        field=field,
        held=spec.shown(person)[:200],
        asked=asked.strip(),
        reason=reason.strip(),
        due_on=answer_due().day,
    )
    note(actor, "people.correction.asked", request, field=field)
    return request


@transaction.atomic
def answer_correction(
    *, actor: Actor, request_id: int, accepted: bool, answer: str = "", value: str | None = None
) -> CorrectionRequest:
    """Answer a correction (答复更正): accepted, the field is written; declined, a sentence says why.

    value: what is written instead of what was asked. Raises DoesNotExist, Refused, Conflict
    (answered already), Invalid.
    """
    request = queries.correction_for_answer(request_id, seen_by=actor)
    home = queries.home_organisation(request.person_id)
    require(policies.answer_correction(actor, request, home))
    if request.state != CorrectionRequest.State.OPEN:
        raise Conflict(_("这项更正已经答复。"))
    if not accepted and not answer.strip():
        raise Invalid({"answer": _("请写明未采纳的理由。")})
    if accepted:
        _write_asked(request, request.asked if value is None else value)
    state = CorrectionRequest.State
    request.state = state.ACCEPTED if accepted else state.DECLINED
    request.answer = answer.strip()
    request.answered_by_id = actor.person_id
    request.answered_at = clock.now()
    request.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    note(actor, "people.correction.answered", request, field=request.field, accepted=accepted)
    return request


def _write_asked(request: CorrectionRequest, text: str) -> None:
    """Write the field; one that follows from dated spans is left to its own action."""
    spec = FIELDS[request.field]
    if not spec.own:
        return
    try:
        write_fields(request.person, {spec.name: spec.read(text)})
    except UnfitValue as unfit:
        raise Invalid({"value": unfit}) from unfit
    except Invalid as invalid:
        raise Invalid({"value": "".join(invalid.errors.values())}) from invalid


@transaction.atomic
def set_own_reading(*, actor: Actor, person_id: int, reading: str) -> Person:
    """Correct how one's own name is read (姓名读音); lists follow it. Empty takes the correction back.

    Raises DoesNotExist, Refused, Invalid.
    """
    person = Person.objects.select_for_update().get(pk=person_id)
    require(policies.set_own_reading(actor, person_id))
    try:
        person.reading = reading_of(person.name, reading)
    except UnfitReading as unfit:
        sentence = _("请按字写拼音，每字一个音节，例：qín lè 或 qin2 le4。")
        raise Invalid({"reading": sentence}) from unfit
    keys = keys_of(person.name, reading=person.reading)
    person.pinyin_key, person.initials = keys.pinyin, keys.initials
    person.save(update_fields=["reading", "pinyin_key", "initials"])
    note(actor, "people.reading.set", person)
    return person


def note_look(*, actor: Actor, person_id: int, what: str) -> None:
    """Keep that somebody looked at a person's fields (查阅留痕); once a day for the same viewer."""
    if actor.person_id in {None, person_id}:
        return
    seen = Look.objects.filter(person_id=person_id, viewer_id=actor.person_id, what=what)
    if not seen.filter(at__gte=clock.day_start(clock.today())).exists():
        Look.objects.create(
            person_id=person_id, viewer_id=actor.person_id, viewer_name=actor.name, what=what
        )


def note_looks(*, actor: Actor, person_ids: Collection[int], what: str) -> None:
    """Keep that rows of these persons were taken out (导出留痕), so that each of them may read it."""
    Look.objects.bulk_create(
        [
            Look(person_id=person_id, viewer_id=actor.person_id, viewer_name=actor.name, what=what)
            for person_id in person_ids
            if person_id != actor.person_id
        ],
        batch_size=2_000,
    )
