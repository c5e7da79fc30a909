"""Complaints and suggestions (意见建议): given, answered, passed on, closed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.appeals import letters, policies, queries
from zhibu.appeals.domain import code_digest, complaint_due, new_code
from zhibu.appeals.models import Complaint
from zhibu.kit import clock
from zhibu.kit.actor import NOBODY, Actor
from zhibu.kit.dates import full_day
from zhibu.kit.verdict import Conflict, Invalid, require
from zhibu.orgs.models import Organisation
from zhibu.people.queries import officers_of
from zhibu.trail.actions import note

NAMELESS = replace(NOBODY, name="不署名")
MOST_FROM_OUTSIDE = 100  # a day, of people who have not signed in
_LEVEL, _NAMING, _STATE = Complaint.Level, Complaint.Naming, Complaint.State


@dataclass(frozen=True, slots=True)
class Given:
    """A complaint as it was taken in. code: of one nobody signed; the only moment it is known."""

    complaint: Complaint
    code: str = ""


@transaction.atomic
def give_complaint(
    *, actor: Actor, kind: str, level: str, naming: str, text: str, page: str = ""
) -> Given:
    """Say how something could be better, or what is wrong (提意见建议). Due in seven days.

    naming: not signed leaves no person anywhere, the note included. page: the shape of the address it
    came from. Raises Refused, Invalid.
    """
    require(policies.give_complaint(actor))
    signed = naming != _NAMING.NONE and actor.person_id is not None
    place = _addressed(actor, level)
    _refuse_empty(kind, naming, text)
    if actor.person_id is None:
        _refuse_flood()
    code = "" if signed else new_code()
    today = clock.today()
    complaint = Complaint.objects.create(
        kind=kind,
        level=level,
        organisation=place,
        naming=naming if signed else _NAMING.NONE,
        giver_id=actor.person_id if signed else None,
        code_digest=code_digest(code) if code else "",
        from_outside=actor.person_id is None,
        text=text.strip(),
        page=page[:200],
        given_on=today,
        due_on=complaint_due(today),
    )
    note(actor if signed else NAMELESS, "appeals.complaint.given", complaint, level=level)
    letters.tell_of_complaint(complaint, _handlers(complaint))
    return Given(complaint, code)


def _addressed(actor: Actor, level: str) -> Organisation:
    for one in queries.addressees_for(actor):
        if one.level == level:
            return one.organisation
    raise Invalid({"level": _("请选择送交哪里。")})


def _refuse_empty(kind: str, naming: str, text: str) -> None:
    errors: dict[str, object] = {}
    if kind not in Complaint.Kind.values:
        errors["kind"] = _("请选择类别。")
    if naming not in _NAMING.values:
        errors["naming"] = _("请选择是否署名。")
    if not text.strip():
        errors["text"] = _("请写明内容。")
    if errors:
        raise Invalid(errors)


def _refuse_flood() -> None:
    if queries.given_from_outside(clock.today()) >= MOST_FROM_OUTSIDE:
        raise Invalid({"": _("今天收到的未登录意见太多，请登录后再提，或明天再来。")})


def _handlers(complaint: Complaint) -> set[int]:
    """Persons whose post answers it, but who gave it."""
    posts = policies.HANDLERS[complaint.level]
    held = officers_of(complaint.organisation)
    return {o.person_id for o in held if o.post in posts} - {complaint.giver_id or 0}


def _found(actor: Actor, complaint_id: int | None, code: str) -> Complaint:
    """By its number as this actor sees it, or by its code as anybody. Locked."""
    if code:
        return queries.complaint_by_code(code, for_change=True)
    return queries.complaint_for_change(complaint_id or 0, seen_by=actor)


@transaction.atomic
def answer_complaint(*, actor: Actor, complaint_id: int, answer: str) -> Complaint:
    """Answer one (答复意见建议). Raises DoesNotExist, Refused, Conflict (answered), Invalid (no words)."""
    complaint = queries.complaint_for_change(complaint_id, seen_by=actor)
    require(policies.answer_complaint(actor, complaint))
    if complaint.state != _STATE.WAITING:
        raise Conflict(_("这条意见已经答复。"))
    if not answer.strip():
        raise Invalid({"answer": _("请写明怎么办的，或为什么不办。")})
    complaint.state, complaint.answer = _STATE.ANSWERED, answer.strip()
    complaint.answered_by, complaint.answered_by_name = actor.person_id, actor.name
    complaint.answered_on = clock.today()
    complaint.save()
    note(actor, "appeals.complaint.answered", complaint)
    letters.tell_giver(complaint)
    return complaint


@transaction.atomic
def pass_on(*, actor: Actor, complaint_id: int | None = None, code: str = "") -> Complaint:
    """Hand one on to the level above (转上级): by who handles it, or by who gave it when the answer did
    not help or did not come; then the seven days begin anew.

    Raises DoesNotExist, Refused, Conflict (it is at the top).
    """
    complaint = _found(actor, complaint_id, code)
    by_giver = policies.is_giver(actor, complaint, holds_code=bool(code))
    require(policies.pass_on(actor, complaint, holds_code=bool(code)))
    above = queries.level_above(complaint)
    if above is None:
        raise Conflict(_("已经在学校一级，没有再上一级可转。"))
    if complaint.answer:
        complaint.earlier = _earlier(complaint)
    complaint.passed_from = complaint.level
    complaint.level, complaint.organisation = above.level, above.organisation
    complaint.state, complaint.answer, complaint.answered_by_name = _STATE.WAITING, "", ""
    complaint.answered_by = complaint.answered_on = complaint.risen_at = None
    if by_giver:
        complaint.due_on = complaint_due(clock.today())
    complaint.save()
    by = NAMELESS if complaint.giver_id is None and by_giver else actor
    note(by, "appeals.complaint.passed_on", complaint, source=complaint.passed_from)
    letters.tell_of_complaint(complaint, _handlers(complaint))
    return complaint


def _earlier(complaint: Complaint) -> str:
    """The answer so far, with its level and day, under what was answered before it."""
    assert complaint.answered_on is not None
    said = _("%(level)s %(day)s答复：%(answer)s") % {
        "level": complaint.get_level_display(),
        "day": full_day(complaint.answered_on),
        "answer": complaint.answer,
    }
    return "\n".join(filter(None, [complaint.earlier, said]))[:4000]


@transaction.atomic
def close_complaint(*, actor: Actor, complaint_id: int | None = None, code: str = "") -> Complaint:
    """Say that what one gave is done with (办结). Raises DoesNotExist, Refused, Conflict (not answered)."""
    complaint = _found(actor, complaint_id, code)
    require(policies.close_complaint(actor, complaint, holds_code=bool(code)))
    if complaint.state != _STATE.ANSWERED:
        raise Conflict(_("答复之后才能办结。"))
    complaint.state = _STATE.CLOSED
    complaint.save(update_fields=["state"])
    note(NAMELESS if complaint.giver_id is None else actor, "appeals.complaint.closed", complaint)
    return complaint
