"""What is entered by hand (登记贡献、补报、集体目标): by an officer, with words, never for oneself."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.verdict import Conflict, Invalid, require
from zhibu.orgs.models import Organisation
from zhibu.points import policies, queries
from zhibu.points.actions.hearing import end, hear
from zhibu.points.actions.posting import Cause
from zhibu.points.actions.writing import term_of
from zhibu.points.domain.deeds import Deed
from zhibu.points.domain.facts import FACT_KINDS
from zhibu.points.events import ContributionRegistered, ContributionWithdrawn
from zhibu.points.models import Contribution, TeamGoal
from zhibu.trail.actions import note, publish
from zhibu.trail.models import OutboxEvent

A_DAY, MANY = 24 * 60, 1000


def faults_of(deed: Deed, *, since: date) -> dict[str, object]:
    """A sentence for each field that cannot be taken. since: the first day that may be named."""
    errors: dict[str, object] = {}
    kind = FACT_KINDS.get(deed.kind)
    if kind is None or kind.origin != "registered":
        return {"kind": _("这一类由会议记录等自动记入，不用登记。")}
    if deed.on > clock.today():
        errors["on"] = _("日期还没有到。")
    elif deed.on < since:
        errors["on"] = _("不早于本人开始计分的日子。")
    if not deed.title.strip():
        errors["title"] = _("写明做了什么。")
    if not 0 <= deed.minutes <= A_DAY:
        errors["minutes"] = _("一次不超过 24 小时。")
    if not 1 <= deed.count <= MANY:
        errors["count"] = _("数量应在 1 至 1000 之间。")
    return errors


@transaction.atomic
def register_contribution(
    *, actor: Actor, organisation_id: int, person_id: int, deed: Deed, evidence: str
) -> Contribution:
    """Enter what a member of the branch did, with words on the evidence (登记贡献).

    Raises DoesNotExist, Refused (not a keeper, one's own), Conflict (points are off), Invalid.
    Publishes ContributionRegistered, from which the credit follows in this very transaction.
    """
    branch = queries.branch_for_change(organisation_id, seen_by=actor)
    require(policies.register_contribution(actor, branch, person_id=person_id))
    made = enter(by=actor, branch=branch, person_id=person_id, deed=deed, evidence=evidence)
    note(actor, "points.contribution.registered", made, person=person_id, kind=deed.kind)
    return made


def enter(
    *, by: Actor, branch: Organisation, person_id: int, deed: Deed, evidence: str
) -> Contribution:
    """The entry and its credit, for an action that has asked its policy. The branch is held."""
    if not queries.is_on("points.enabled", branch.pk):
        raise Conflict(_("本支部现在没有开积分。"))
    part = queries.takes_part(person_id, branch.pk)
    if part is None:
        raise Invalid({"person": _("只给参加积分的成员登记。")})
    errors = faults_of(deed, since=part.counts_from)
    if not evidence.strip():
        errors["evidence"] = _("写明依据：谁证明、凭什么。")
    if errors:
        raise Invalid(errors)
    assert by.person_id is not None  # only persons keep a branch
    made = Contribution.objects.create(
        branch=branch,
        person_id=person_id,
        kind=deed.kind,
        on=deed.on,
        title=deed.title.strip(),
        minutes=deed.minutes if FACT_KINDS[deed.kind].timed else 0,
        count=deed.count,
        evidence=evidence.strip(),
        giver_id=by.person_id,
    )
    told = publish(ContributionRegistered.of(made, giver_name=by.name))
    hear(OutboxEvent.objects.get(pk=told))
    return made


@transaction.atomic
def withdraw_contribution(*, actor: Actor, contribution_id: int, reason: str) -> Contribution:
    """Take an entry back (撤销登记); its credit is reversed, with the reason.

    Raises DoesNotExist, Refused, Conflict (withdrawn), Invalid. Publishes ContributionWithdrawn.
    """
    made = queries.contribution_for_change(contribution_id, seen_by=actor)
    require(policies.withdraw_contribution(actor, made))
    if made.withdrawn_at is not None:
        raise Conflict(_("这条登记已经撤销。"))
    if not reason.strip():
        raise Invalid({"reason": _("撤销要写明原因，本人会看到。")})
    made.withdrawn_at, made.withdrawn_reason = clock.now(), reason.strip()
    made.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    note(actor, "points.contribution.withdrawn", made, person=made.person_id, reason=reason)
    publish(ContributionWithdrawn.of(made))
    end(f"contribution:{made.pk}", through=1, cause=Cause.of(actor, made.withdrawn_reason))
    return made


@transaction.atomic
def set_goal(*, actor: Actor, organisation_id: int, amount: int, words: str = "") -> TeamGoal:
    """Say what the branch wants to reach together this term (集体目标). amount: hundredths.

    Raises DoesNotExist, Refused, Conflict (the switch is off), Invalid.
    """
    branch = queries.branch_for_change(organisation_id, seen_by=actor)
    require(policies.set_goal(actor, branch))
    if not queries.is_on("points.team_goal", branch.pk):
        raise Conflict(_("本支部没有开集体目标。"))
    if not 0 < amount <= 100_000_000:
        raise Invalid({"amount": _("目标要大于 0。")})
    goal, _fresh = TeamGoal.objects.update_or_create(
        branch=branch,
        period=term_of(clock.today()),
        defaults={
            "amount": amount,
            "words": words.strip(),
            "set_by": actor.person_id,
            "set_by_name": actor.name,
            "set_at": clock.now(),
        },
    )
    note(actor, "points.goal.set", goal, amount=amount)
    return goal
