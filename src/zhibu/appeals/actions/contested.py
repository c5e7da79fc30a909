"""Contesting an entry, and its answer by another person (异议、答复、接手)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.appeals import letters, policies, queries
from zhibu.appeals.domain import LONGEST, appeal_due
from zhibu.appeals.events import AppealAnswered, AppealRaised
from zhibu.appeals.kinds import kinds, subject_of
from zhibu.appeals.models import Appeal
from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.offers import AppealSubject
from zhibu.kit.verdict import Conflict, Invalid, require
from zhibu.orgs.domain.workdays import Due
from zhibu.orgs.models import ONE_DAY, Organisation
from zhibu.orgs.queries import working_calendar
from zhibu.trail.actions import note, publish

_STATE = Appeal.State


def due_today() -> Due:
    """The day by which an appeal raised today is answered. One query."""
    today = clock.today()
    calendar = working_calendar(since=today, until=today + LONGEST)
    return appeal_due(today, calendar=calendar)


@transaction.atomic
def raise_appeal(*, actor: Actor, kind: str, subject_id: int, reason: str) -> Appeal:
    """Contest one entry (提出异议). The committee is told; who made the entry never answers.

    Raises DoesNotExist (no such thing for this actor), Refused, Conflict (one is open), Invalid (no
    reason). Publishes AppealRaised.
    """
    subject = subject_of(kind, subject_id, seen_by=actor)
    if subject is None or actor.person_id is None:
        raise Appeal.DoesNotExist
    require(policies.raise_appeal(actor, subject))
    if not reason.strip():
        raise Invalid({"reason": _("请写明哪里不对、应当是什么。")})
    if queries.open_appeal_about(kind, subject_id, person_id=actor.person_id):
        raise Conflict(_("您对这一项已有一个在办的异议。"))
    organisation = Organisation.objects.get(pk=subject.organisation_id)
    others = queries.answerers_of(organisation, but=_not_answering(actor, subject))
    due, today = due_today(), clock.today()
    appeal = Appeal.objects.create(
        kind=kind,
        subject_id=subject_id,
        title=subject.title[:160],
        facts=subject.facts[:300],
        url=subject.url[:200],
        organisation=organisation,
        appellant_id=actor.person_id,
        maker_id=subject.maker_id,
        reason=reason.strip(),
        due_on=due.day,
        provisional=due.provisional,
        rises_on=_rises_on(due.day, today, anybody_there=bool(others)),
    )
    note(actor, "appeals.appeal.raised", appeal, kind=kind, subject_id=subject_id)
    publish(AppealRaised.of(appeal))
    letters.tell_of_new_appeal(appeal, others)
    return appeal


def _not_answering(actor: Actor, subject: AppealSubject) -> set[int]:
    return {one for one in (actor.person_id, subject.maker_id) if one is not None}


def _rises_on(due_on: date, today: date, *, anybody_there: bool) -> date:
    """The day after it was due; at once where the branch has nobody who may answer."""
    return due_on + ONE_DAY if anybody_there else today


@transaction.atomic
def withdraw_appeal(*, actor: Actor, appeal_id: int) -> Appeal:
    """Take one's own appeal back while nobody has answered (撤回异议).

    Raises DoesNotExist, Refused, Conflict (answered).
    """
    appeal = queries.appeal_for_change(appeal_id, seen_by=actor)
    require(policies.withdraw_appeal(actor, appeal))
    _refuse_unless_open(appeal)
    appeal.state = _STATE.WITHDRAWN
    appeal.save(update_fields=["state"])
    note(actor, "appeals.appeal.withdrawn", appeal)
    return appeal


def _refuse_unless_open(appeal: Appeal) -> None:
    if appeal.state != _STATE.OPEN:
        raise Conflict(_("这件异议现在是“%(state)s”。") % {"state": appeal.get_state_display()})


@transaction.atomic
def answer_appeal(*, actor: Actor, appeal_id: int, upheld: bool, answer: str = "") -> Appeal:
    """Answer an appeal (答复异议): upheld, the thing is set right in this very transaction or its
    correction is due; else a sentence says why it stands.

    Raises DoesNotExist, Refused (its maker, its appellant), Conflict (answered, or the thing is no
    longer as it was), Invalid (no words). Publishes AppealAnswered once it is closed.
    """
    appeal = queries.appeal_for_change(appeal_id, seen_by=actor)
    require(policies.answer_appeal(actor, appeal))
    _refuse_unless_open(appeal)
    if not upheld and not answer.strip():
        raise Invalid({"answer": _("请写明为什么不改，本人会看到。")})
    appeal.answer = answer.strip()
    appeal.answered_by, appeal.answered_by_name = actor.person_id, actor.name
    appeal.answered_at = clock.now()
    appeal.state = _STATE.EXPLAINED
    if upheld:
        _uphold(appeal, by=actor)
    appeal.save()
    note(actor, "appeals.appeal.answered", appeal, outcome=appeal.state)
    _tell_the_end(appeal)
    return appeal


def _uphold(appeal: Appeal, *, by: Actor) -> None:
    """Set it right, or say that its correction is due; leaves no note."""
    kind = kinds().get(appeal.kind)
    if kind is None:
        raise Conflict(_("这类事项已不在平台上办理，请用“说明”答复。"))
    now = kind.seen(by, appeal.subject_id)
    if now is not None and now.facts[:300] != appeal.facts:
        appeal.state = _STATE.UPHELD
        appeal.done = _("提出之后已更正：%(facts)s") % {"facts": now.facts[:280]}
    elif kind.correction(by, appeal.subject_id) is not None:
        appeal.state = _STATE.CORRECTING
        due = due_today()
        appeal.due_on, appeal.provisional = due.day, due.provisional
    else:
        appeal.state = _STATE.UPHELD
        ground = appeal.answer or appeal.reason  # what was found, else what was said
        appeal.done = kind.uphold(by, appeal.subject_id, ground)[:300]


def _tell_the_end(appeal: Appeal) -> None:
    if appeal.is_closed:
        publish(AppealAnswered.of(appeal))
    letters.tell_of_answer(appeal)


@transaction.atomic
def settle_appeals(*, actor: Actor, kind: str, subject_ids: list[int], done: str) -> list[Appeal]:
    """Close the upheld appeals a correction was due for (更正之后了结), in the correction's transaction.

    done: one sentence on what was corrected. Raises Refused. Publishes AppealAnswered for each.
    """
    settled = queries.correcting_for_change(kind, subject_ids)
    for appeal in settled:
        require(policies.settle_appeals(actor, appeal))
        appeal.state, appeal.done = _STATE.UPHELD, done[:300]
        appeal.save(update_fields=["state", "done"])
        note(actor, "appeals.appeal.settled", appeal)
        _tell_the_end(appeal)
    return settled


@transaction.atomic
def take_over(*, actor: Actor, appeal_id: int) -> Appeal:
    """Answer in the branch's place what it left unanswered (接手超期的异议). From here on the content
    is read by the body above (DC-19). Raises DoesNotExist (not due yet, not below), Refused.
    """
    appeal = queries.risen_for_change(appeal_id, seen_by=actor)
    require(policies.take_over(actor, appeal))
    appeal.taken_by, appeal.taken_by_name = actor.person_id, actor.name
    appeal.taken_at = clock.now()
    appeal.save(update_fields=["taken_by", "taken_by_name", "taken_at"])
    note(actor, "appeals.appeal.taken_over", appeal)
    return appeal
