"""Terms of office and granted powers (届次、授权)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.kit.actor import Actor
from zhibu.kit.dates import full_day
from zhibu.kit.verdict import Conflict, Invalid, require
from zhibu.orgs import policies, queries
from zhibu.orgs.models import CapabilityGrant, Organisation, Term
from zhibu.trail.actions import note

COMMITTEES = (Organisation.Kind.SCHOOL_COMMITTEE, Organisation.Kind.COLLEGE_COMMITTEE)


@transaction.atomic
def open_term(
    *,
    actor: Actor,
    organisation_id: int,
    since: date,
    until: date,
    elected_on: date | None = None,
) -> Term:
    """Record a term of office (登记届次). until: first day after it.

    Raises DoesNotExist, Refused, Invalid (overlap).
    """
    organisation = queries.organisation_for_change(organisation_id, seen_by=actor)
    require(policies.open_term(actor, organisation))
    if until <= since:
        raise Invalid({"until": _("届满日期要晚于开始日期。")})
    other = organisation.terms.filter(since__lt=until, until__gt=since).first()
    if other is not None:
        sentence = _("与已有届次（%(since)s至%(until)s）的日期重叠，请核对。")
        raise Invalid(
            {"since": sentence % {"since": full_day(other.since), "until": full_day(other.until)}}
        )
    term = Term.objects.create(
        organisation=organisation, since=since, until=until, elected_on=elected_on
    )
    note(actor, "orgs.term.opened", term, organisation=organisation, since=since, until=until)
    return term


@transaction.atomic
def grant_approval_power(
    *, actor: Actor, organisation_id: int, since: date, until: date | None, ground: str
) -> CapabilityGrant:
    """Give a college committee the power to approve probationary members (授予审批权限).

    until: first day without it. Raises DoesNotExist, Refused, Invalid (not a committee, no ground,
    overlap). Source: 《中国共产党发展党员工作细则》第二十二条
    """
    organisation = queries.organisation_for_change(organisation_id, seen_by=actor)
    require(policies.grant_approval_power(actor, organisation))
    if organisation.kind not in COMMITTEES:
        raise Invalid({"": _("审批权限只能授予党委；党总支、党支部和临时党组织不能审批。")})
    if not ground.strip():
        raise Invalid({"ground": _("请写明授权的文件或会议。")})
    if until is not None and until <= since:
        raise Invalid({"until": _("结束日期要晚于开始日期。")})
    power = CapabilityGrant.Capability.APPROVE_PROBATIONARY
    if queries.grants_between(organisation_id, since=since, until=until).exists():
        raise Invalid({"since": _("这段时间已有同一授权，请核对日期。")})
    grant = CapabilityGrant.objects.create(
        organisation=organisation,
        capability=power,
        since=since,
        until=until,
        ground=ground.strip(),
    )
    note(
        actor, "orgs.approval.granted", organisation, since=since, until=until, ground=grant.ground
    )
    return grant


@transaction.atomic
def end_approval_power(*, actor: Actor, grant_id: int, on: date) -> None:
    """Take the power to approve back from a day on, the first without it (收回审批权限).

    Raises DoesNotExist, Refused, Conflict (ended already).
    """
    grant = queries.grant_for_change(grant_id, seen_by=actor)
    require(policies.end_approval_power(actor, grant.organisation))
    if grant.until is not None and grant.until <= on:
        raise Conflict(_("这项授权已经结束，没有改动。"))
    note(actor, "orgs.approval.ended", grant.organisation, on=on)
    if grant.since >= on:
        grant.delete()
        return
    grant.until = on
    grant.save(update_fields=["until"])
