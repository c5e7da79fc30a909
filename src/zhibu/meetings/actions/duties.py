"""What does not apply, talks and reports, reminders to branches (规定项目)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.dates import day as day_words
from zhibu.kit.dates import full_day
from zhibu.kit.language import on_record
from zhibu.kit.offers import DutyLine
from zhibu.kit.period import add_months, month_of
from zhibu.kit.verdict import Conflict, Invalid, require
from zhibu.meetings import policies, queries
from zhibu.meetings.domain import duties as d
from zhibu.meetings.models import DutyEntry, DutyReminder, DutyWaiver, TermReminder
from zhibu.meetings.queries.duties import Keeper
from zhibu.notices.actions import send_notice
from zhibu.notices.models import Notice
from zhibu.orgs.models import ONE_DAY, Organisation, Term
from zhibu.orgs.queries import root
from zhibu.trail.actions import note

REST = timedelta(days=7)
TERM_AHEAD = (6, 3, 1, 0)  # months before a term ends; 0: it is over. Source: 支部条例 ch. 6


# ---- not applicable, with a reason


@transaction.atomic
def waive_duty(
    *,
    actor: Actor,
    organisation_id: int,
    key: str,
    day: date,
    reason: str,
    group_id: int | None = None,
    whole: bool = True,
) -> DutyWaiver:
    """Declare a duty not applicable in the period a day lies in (登记不适用); may be taken back.

    Of a body above branches, for all of them. whole: the whole period, else that month of it only. Raises DoesNotExist, Refused, Invalid (no such duty,
    no reason, a group of another branch), Conflict (declared already).
    """
    organisation = queries.body_to_oversee(organisation_id, seen_by=actor)
    require(policies.waive_duty(actor, organisation))
    if key not in d.BY_KEY:
        raise Invalid({"key": _("没有这一项。")})
    if not reason.strip():
        raise Invalid({"reason": _("请写明不适用的理由。")})
    groups = {g.pk for g in queries.groups_of(organisation)}
    if group_id is not None and group_id not in groups:
        raise Invalid({"key": _("这个党小组不属于本支部。")})
    period = d.period_of(d.BY_KEY[key].rhythm, day) if whole else month_of(day)
    waiver, fresh = DutyWaiver.objects.get_or_create(
        organisation=organisation,
        group_id=group_id,
        key=key,
        since=period.since,
        defaults={
            "until": period.until,
            "reason": reason.strip(),
            "made_by": actor.person_id,
            "made_by_name": actor.name,
        },
    )
    if not fresh:
        raise Conflict(_("这一项已登记为不适用：%(why)s") % {"why": waiver.reason})
    note(
        actor,
        "meetings.duty.waived",
        organisation,
        key=key,
        group=group_id,
        since=period.since,
        reason=waiver.reason,
    )
    return waiver


@transaction.atomic
def lift_waiver(*, actor: Actor, waiver_id: int) -> int:
    """Take back that a duty does not apply (取消不适用); the id of its organisation.

    Raises DoesNotExist, Refused.
    """
    waiver = queries.waiver_for_change(waiver_id, seen_by=actor)
    require(policies.lift_waiver(actor, waiver))
    note(
        actor,
        "meetings.duty.waiver_lifted",
        waiver.organisation,
        key=waiver.key,
        group=waiver.group_id,
        since=waiver.since,
        reason=waiver.reason,
    )
    waiver.delete()
    return waiver.organisation_id


# ---- talks and reports: a number and a day


@transaction.atomic
def note_duty(
    *, actor: Actor, organisation_id: int, key: str, on: date, pairing: str = "", count: int = 1
) -> DutyEntry:
    """Note that talks were held, or that the secretary reported (登记谈心谈话、述职); nothing of what was said.

    Raises DoesNotExist, Refused, Invalid (a day to come, no pairing), Conflict (noted already).
    """
    organisation = queries.organisation_for_planning(organisation_id, seen_by=actor)
    require(policies.note_duty(actor, organisation))
    errors: dict[str, object] = {}
    if key not in set(d.Other):
        errors["key"] = _("没有这一项。")
    if on > clock.today():
        errors["on"] = _("日期还没有到。")
    if (key == d.Other.HEART_TALK) != (pairing in d.PAIRING_TERMS):
        errors["pairing"] = _("谈心谈话请选择对象。")
    if not 1 <= count <= 500:
        errors["count"] = _("次数应在 1 至 500 之间。")
    if errors:
        raise Invalid(errors)
    entry, fresh = DutyEntry.objects.get_or_create(
        organisation=organisation, key=key, pairing=pairing, on=on, defaults={"count": count}
    )
    if not fresh:
        raise Conflict(_("%(day)s已登记过这一项，没有重复登记。") % {"day": full_day(on)})
    note(actor, "meetings.duty.noted", organisation, key=key, pairing=pairing, on=on, count=count)
    return entry


@transaction.atomic
def drop_duty_entry(*, actor: Actor, entry_id: int) -> int:
    """Take a wrong line of talks or reports away (删去登记); the id of its organisation.

    Raises DoesNotExist, Refused.
    """
    entry = queries.duty_entry_for_change(entry_id, seen_by=actor)
    require(policies.drop_duty_entry(actor, entry))
    note(
        actor,
        "meetings.duty.entry_dropped",
        entry.organisation,
        key=entry.key,
        pairing=entry.pairing,
        on=entry.on,
        count=entry.count,
    )
    entry.delete()
    return entry.organisation_id


# ---- one merged reminder


@dataclass(frozen=True, slots=True)
class Reminded:
    """Whom a reminder went to, and whom not, with the reason (提醒的结果)."""

    sent: tuple[DutyReminder, ...]
    left: tuple[tuple[Organisation, str], ...]


@transaction.atomic
def remind_branches(*, actor: Actor, organisation_id: int, branch_ids: Sequence[int]) -> Reminded:
    """Send each of these branches one reminder of all it lacks (合并提醒); one in seven days at most.

    A draft is no gap. Branches without a gap, reminded this week or without officers are left out
    and named. Raises DoesNotExist (unseen), Refused, Invalid (none chosen).
    """
    body = queries.body_to_oversee(organisation_id, seen_by=actor)
    require(policies.remind_branches(actor, body))
    wanted = set(branch_ids)
    branches = [b for b in queries.branches_below(body) if b.pk in wanted]
    if not branches:
        raise Invalid({"branch": _("请选择要提醒的支部。")})
    today = clock.today()
    ids = [b.pk for b in branches]
    with on_record():
        lines = queries.lines_of_branches(ids, month=today, today=today)
    resting = queries.reminded_until(ids, day=today)
    keepers = queries.keepers_of(ids, day=today)
    sent: list[DutyReminder] = []
    left: list[tuple[Organisation, str]] = []
    for branch in branches:
        gaps = [line for line in lines[branch.pk] if line.is_gap]
        told = keepers.get(branch.pk, [])
        why = _why_not(gaps, told, resting.get(branch.pk))
        if why:
            left.append((branch, why))
        else:
            sent.append(_remind(actor, body, branch, gaps, told, today))
    note(
        actor,
        "meetings.branches.reminded",
        body,
        branches=[reminder.organisation_id for reminder in sent],
        left=[branch.pk for branch, _why in left],
    )
    return Reminded(tuple(sent), tuple(left))


def _why_not(gaps: Sequence[DutyLine], told: Sequence[Keeper], rests: date | None) -> str:
    if not gaps:
        return _("没有缺项")
    if rests is not None:
        return _("%(day)s前已提醒过一次") % {"day": day_words(rests)}
    return "" if told else _("没有登记书记和委员，请电话联系")


@on_record()
def _remind(
    actor: Actor,
    body: Organisation,
    branch: Organisation,
    gaps: Sequence[DutyLine],
    told: Iterable[Keeper],
    today: date,
) -> DutyReminder:
    notice = send_notice(
        actor=actor,
        organisation=body,
        kind=Notice.Kind.GENERAL,
        title=_("%(branch)s：%(n)d 项规定项目没有记录") % {"branch": branch, "n": len(gaps)},
        body=_("截至%(day)s：%(gaps)s。开过的请补录，没有开的请安排；不适用的写明理由即可。")
        % {"day": day_words(today), "gaps": "；".join(gap_words(gap) for gap in gaps)},
        person_ids=[keeper.person_id for keeper in told],
        subject_kind="meetings.duties",
        subject_id=branch.pk,
    )
    return DutyReminder.objects.create(
        organisation=branch,
        body=body,
        notice=notice,
        on=today,
        until=today + REST,
        gaps=len(gaps),
    )


def gap_words(line: DutyLine) -> str:
    """党小组会（第二党小组），10 月，已过 26 天."""
    return _("%(name)s，%(period)s，已过 %(n)d 天") % {
        "name": line.name,
        "period": line.period_name,
        "n": line.late_days,
    }


# ---- terms of office


@transaction.atomic
def remind_of_terms(*, actor: Actor) -> int:
    """Tell the officers of each body, and those above, that its term ends: 6, 3 and 1 months before,
    and once it is over (届满提醒). Each once; how many were told. Source: 支部条例 ch. 6
    """
    require(policies.remind_of_terms(actor))
    today = clock.today()
    told = 0
    for term in queries.terms_ending(until=add_months(today, TERM_AHEAD[0]) + ONE_DAY):
        told += _remind_of_term(actor, term, today)
    if told:
        note(actor, "meetings.terms.reminded", root(), count=told)
    return told


@on_record()
def _remind_of_term(actor: Actor, term: Term, today: date) -> int:
    reached = [m for m in TERM_AHEAD if term.until <= add_months(today, m)]
    months = min(reached)
    people = queries.to_tell_of_term(term, day=today)
    _row, fresh = TermReminder.objects.get_or_create(term=term, months=months)
    if not fresh or not people:
        return 0
    last = full_day(term.until - ONE_DAY)
    name = term.organisation
    left = ngettext("还有 %(n)d 个月", "还有 %(n)d 个月", months) % {"n": months}
    title = (
        _("%(name)s本届任期%(left)s届满") % {"name": name, "left": left}
        if months
        else _("%(name)s本届任期已届满") % {"name": name}
    )
    send_notice(
        actor=actor,
        organisation=term.organisation,
        kind=Notice.Kind.GENERAL,
        title=title,
        body=_(
            "届满日期：%(day)s。换届请示一般提前一个月报上级；需要延期或提前的，报上级批准，一般不超过一年。"
        )
        % {"day": last},
        person_ids=people,
        subject_kind="orgs.organisation",
        subject_id=term.organisation_id,
    )
    return 1
