"""Objections to a credit, and a credit that is missing (异议、补报): both set right in one transaction."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.appeals.actions import raise_appeal
from zhibu.appeals.models import Appeal
from zhibu.kit.actor import Actor
from zhibu.kit.verdict import Conflict, Invalid, require
from zhibu.points import policies, queries
from zhibu.points.actions.entering import enter, faults_of
from zhibu.points.actions.posting import Cause, post_branch
from zhibu.points.domain.deeds import Deed
from zhibu.points.models import Claim, Credit, SetAside, Source
from zhibu.points.queries import posting as read
from zhibu.trail.actions import note

CREDIT, MISSING = "points.credit", "points.missing"


@transaction.atomic
def set_aside_credit(*, actor: Actor, credit_id: int, reason: str) -> Credit:
    """An objection to a credit is right (异议成立): it is reversed, and what it came from no longer
    counts for that person, a corrected record included.

    Raises DoesNotExist, Refused (who gave it, whom it concerns), Conflict (reversed meanwhile).
    """
    credit = queries.credit_by_id(credit_id)
    if credit is None:
        raise Credit.DoesNotExist
    require(policies.set_aside_credit(actor, credit))
    read.branches_locked([credit.branch_id])
    if queries.is_reversed(credit):
        raise Conflict(_("这一笔已经冲销。"))
    thing = Source.objects.values_list("thing", flat=True).get(event_id=credit.event)
    aside = SetAside.objects.create(
        person=credit.person,
        branch=credit.branch,
        thing=thing,
        fact=credit.fact,
        reason=reason.strip()[:200],
        decided_by=actor.person_id,
        decided_by_name=actor.name,
    )
    note(actor, "points.credit.set_aside", aside, credit=credit.id, person=credit.person_id)
    why = _("异议成立：%(reason)s") % {"reason": reason.strip()}
    post_branch(
        credit.branch_id,
        days=[credit.on],
        cause=Cause.of(actor, why[:200]),
        person_ids=[credit.person_id],
    )
    return credit


@transaction.atomic
def claim_missing(*, actor: Actor, organisation_id: int, deed: Deed, reason: str) -> Appeal:
    """Say that a credit is missing (补报); answered like an objection, by somebody of the committee.

    Raises DoesNotExist (takes no part), Refused, Invalid.
    """
    part = queries.participation_for_change(organisation_id, seen_by=actor)
    require(policies.claim_missing(actor, part))
    errors = faults_of(deed, since=part.counts_from)
    if not reason.strip():
        errors["reason"] = _("写明依据，核对的人才好答复。")
    if errors:
        raise Invalid(errors)
    claim = Claim.objects.create(
        branch=part.branch,
        person=part.person,
        kind=deed.kind,
        on=deed.on,
        title=deed.title.strip(),
        minutes=deed.minutes,
        count=deed.count,
    )
    note(actor, "points.claim.made", claim, kind=deed.kind)
    return raise_appeal(actor=actor, kind=MISSING, subject_id=claim.pk, reason=reason)


@transaction.atomic
def credit_claim(*, actor: Actor, claim_id: int, reason: str) -> Claim:
    """A claim is right (补报属实): the contribution is entered, and its credit follows at once.

    Raises DoesNotExist, Refused (one's own), Conflict (entered already), Invalid.
    """
    claim = queries.claim_by_id(claim_id)
    if claim is None:
        raise Claim.DoesNotExist
    require(policies.credit_claim(actor, claim))
    branch = read.branches_locked([claim.branch_id])[claim.branch_id]
    if claim.found is not None:
        raise Conflict(_("这件补报已经登记。"))
    claim.found = enter(
        by=actor,
        branch=branch,
        person_id=claim.person_id,
        deed=Deed(claim.kind, claim.on, claim.title, claim.minutes, claim.count),
        evidence=(_("补报核实：%(reason)s") % {"reason": reason.strip()})[:200],
    )
    claim.save(update_fields=["found"])
    note(actor, "points.claim.credited", claim, person=claim.person_id)
    return claim
