"""Themes, cards and members' ideas (主题、主题卡、建议、意向)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.kit.actor import Actor
from zhibu.kit.verdict import Conflict, Invalid, require
from zhibu.meetings import policies, queries
from zhibu.meetings.domain.records import Manner
from zhibu.meetings.domain.themes import Card, Menu, Required, Suits
from zhibu.meetings.models import (
    CardRest,
    MonthTheme,
    RequiredItem,
    ThemeCard,
    ThemePreference,
    ThemeProposal,
)
from zhibu.orgs.models import Organisation
from zhibu.orgs.queries import organisation_for_change
from zhibu.trail.actions import note


@transaction.atomic
def set_month_theme(
    *, actor: Actor, organisation_id: int, month: date, theme: str, card: str = ""
) -> MonthTheme:
    """Settle the theme of a month (定本月主题): 一月一主题. Setting it again changes it.

    month: any day of it. Raises DoesNotExist (unseen), Refused, Invalid (no theme).
    """
    branch = queries.organisation_for_planning(organisation_id, seen_by=actor)
    require(policies.set_month_theme(actor, branch))
    row = settle_theme(branch, month=month, theme=theme, card=card)
    note(actor, "meetings.theme.set", row, month=row.month, theme=row.theme)
    return row


def settle_theme(branch: Organisation, *, month: date, theme: str, card: str) -> MonthTheme:
    """Write the month's theme; leaves no note."""
    if not theme.strip():
        raise Invalid({"theme": _("请填写主题。")})
    row, _made = MonthTheme.objects.update_or_create(
        organisation=branch,
        month=month.replace(day=1),
        defaults={"theme": theme.strip(), "card": card},
    )
    return row


@transaction.atomic
def propose_theme(
    *, actor: Actor, organisation_id: int, title: str, why: str = "", card: str = ""
) -> ThemeProposal:
    """Propose a theme to one's branch (提主题建议). Voluntary; nothing follows from not proposing.

    Raises DoesNotExist (not a Party member of it), Refused, Invalid.
    """
    branch = queries.voice_of(organisation_id, seen_by=actor)
    require(policies.propose_theme(actor, branch))
    if not title.strip():
        raise Invalid({"title": _("请填写建议的主题。")})
    row = ThemeProposal.objects.create(
        organisation=branch,
        title=title.strip(),
        why=why.strip(),
        card=card,
        proposed_by_id=actor.person_id or 0,
    )
    note(actor, "meetings.theme.proposed", row)
    return row


@transaction.atomic
def withdraw_proposal(*, actor: Actor, proposal_id: int) -> ThemeProposal:
    """Take one's own proposal back (撤回建议). Raises DoesNotExist, Refused, Conflict (taken)."""
    row = queries.proposal_for_change(proposal_id, seen_by=actor)
    require(policies.withdraw_proposal(actor, row))
    _refuse_unless_open(row)
    row.state = ThemeProposal.State.WITHDRAWN
    row.save(update_fields=["state"])
    queries.preferences_for(row).delete()
    note(actor, "meetings.proposal.withdrawn", row)
    return row


def _refuse_unless_open(row: ThemeProposal) -> None:
    if row.state != ThemeProposal.State.OPEN:
        raise Conflict(_("这条建议%(state)s。") % {"state": row.get_state_display()})


@transaction.atomic
def prefer_theme(*, actor: Actor, proposal_id: int, prefer: bool = True) -> ThemeProposal:
    """Say which proposal one prefers, or take that back (表示意向). No ballot; shown as a count.

    One preference a person: another one replaces it. Raises DoesNotExist, Refused, Conflict.
    """
    row = queries.proposal_for_change(proposal_id, seen_by=actor)
    require(policies.prefer_theme(actor, row.organisation))
    _refuse_unless_open(row)
    if prefer:
        ThemePreference.objects.update_or_create(
            organisation=row.organisation,
            person_id=actor.person_id or 0,
            defaults={"proposal": row},
        )
    else:
        queries.preferences_for(row).filter(person_id=actor.person_id or 0).delete()
    note(actor, "meetings.theme.preferred", row.organisation)
    return row


@transaction.atomic
def take_proposal(*, actor: Actor, proposal_id: int, month: date) -> MonthTheme:
    """Take a proposal as the theme of a month (采纳建议). Its count is kept, who preferred it is not.

    Raises DoesNotExist, Refused, Conflict (taken, withdrawn).
    """
    row = queries.proposal_for_change(proposal_id, seen_by=actor)
    require(policies.take_proposal(actor, row.organisation))
    _refuse_unless_open(row)
    preferences = queries.preferences_for(row)
    row.voices = preferences.count()
    preferences.delete()
    row.state, row.taken_for = ThemeProposal.State.TAKEN, month.replace(day=1)
    row.save(update_fields=["voices", "state", "taken_for"])
    theme = settle_theme(row.organisation, month=month, theme=row.title, card=row.card)
    note(actor, "meetings.proposal.taken", row, month=row.taken_for)
    return theme


# ---- cards


@transaction.atomic
def add_card(*, actor: Actor, organisation_id: int, card: Card) -> ThemeCard:
    """Write a card for one's branch or for all below one's college (添加主题卡).

    card.id is ignored. Raises DoesNotExist, Refused, Invalid (no title, no steps, title taken).
    """
    organisation = _shelf_owner(organisation_id, actor)
    require(policies.add_card(actor, organisation))
    errors: dict[str, object] = {}
    if not card.title.strip():
        errors["title"] = _("请填写名称。")
    if not card.purpose.strip():
        errors["purpose"] = _("请用一句话写明为什么做。")
    if not 5 <= card.minutes <= 480:
        errors["steps"] = _("请逐行写步骤，每行先写分钟；合计应在 5 至 480 分钟之间。")
    if ThemeCard.objects.filter(organisation=organisation, title=card.title.strip()).exists():
        errors["title"] = _("已有同名的主题卡。")
    if errors:
        raise Invalid(errors)
    row = ThemeCard.objects.create(
        organisation=organisation,
        title=card.title.strip(),
        purpose=card.purpose.strip(),
        menu=Menu(card.menu).value,
        suits=[suits.value for suits in Suits if suits in card.suits],
        months=sorted(card.months),
        place=card.place.strip(),
        minutes=card.minutes,
        content=_content(card),
    )
    note(actor, "meetings.card.added", row, title=row.title)
    return row


def _content(card: Card) -> dict[str, object]:
    return {
        "required": [{"code": fit.code.value, "title": fit.title} for fit in card.required],
        "steps": [{"minutes": step.minutes, "text": step.text} for step in card.steps],
        "prepare": list(card.prepare),
        "materials": [{"name": m.name, "place": m.place} for m in card.materials],
        "questions": list(card.questions),
        "roles": [{"name": role.name, "task": role.task} for role in card.roles],
        "follow_ups": list(card.follow_ups),
    }


def _shelf_owner(organisation_id: int, actor: Actor) -> Organisation:
    return organisation_for_change(organisation_id, seen_by=actor)


@transaction.atomic
def rest_card(
    *, actor: Actor, organisation_id: int, code: str, reason: str = "", resting: bool = True
) -> bool:
    """Stop offering a card here and below, or offer it again (停用、恢复主题卡). It can still be read.

    Raises DoesNotExist (no such card), Refused, Invalid (no reason).
    """
    organisation = _shelf_owner(organisation_id, actor)
    require(policies.rest_card(actor, organisation))
    if queries.card_by_code(code, organisation=organisation) is None:
        raise ThemeCard.DoesNotExist
    if resting and not reason.strip():
        raise Invalid({"reason": _("请写一句停用的原因。")})
    if resting:
        CardRest.objects.update_or_create(
            organisation=organisation, code=code, defaults={"reason": reason.strip()}
        )
    else:
        CardRest.objects.filter(organisation=organisation, code=code).delete()
    note(actor, "meetings.card.rested", organisation, code=code, resting=resting, reason=reason)
    return resting


# ---- the checklist


@dataclass(frozen=True, slots=True)
class ChecklistLine:
    """One line of a checklist as typed (规定动作)."""

    code: Required
    title: str
    content: str = ""
    manner: Manner = Manner.STUDY


@transaction.atomic
def set_checklist(
    *, actor: Actor, organisation_id: int, lines: Sequence[ChecklistLine], since: date
) -> list[RequiredItem]:
    """Set what theme days below must hold from a day on (规定动作清单); none goes back to the one above.

    The list before it ends that day. Raises DoesNotExist, Refused, Invalid.
    """
    organisation = organisation_for_change(organisation_id, seen_by=actor)
    require(policies.set_checklist(actor, organisation))
    if any(not line.title.strip() for line in lines):
        raise Invalid({"lines": _("每一项都要有名称。")})
    if len({line.code for line in lines}) != len(lines):
        raise Invalid({"lines": _("同一类规定动作只写一项。")})
    _end_before(organisation, since)
    rows = [
        RequiredItem(
            organisation=organisation,
            order=order,
            code=line.code.value,
            title=line.title.strip(),
            content=line.content.strip(),
            manner=line.manner.value,
            since=since,
        )
        for order, line in enumerate(lines, start=1)
    ]
    RequiredItem.objects.bulk_create(rows)
    note(
        actor,
        "meetings.checklist.set",
        organisation,
        since=since,
        titles=[row.title for row in rows],
    )
    return rows


def _end_before(organisation: Organisation, since: date) -> None:
    own = RequiredItem.objects.filter(organisation=organisation)
    own.filter(since__gte=since).delete()
    own.filter(until=None).update(until=since)
    own.filter(until__gt=since).update(until=since)
