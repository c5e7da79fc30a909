"""From a plan to a published sitting (方案、发布、变更、取消)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.gatherings.actions import (
    cancel_gathering,
    change_gathering,
    open_gathering,
    publish_gathering,
    set_attendees,
)
from zhibu.gatherings.domain import Invite
from zhibu.gatherings.queries import attendance_of
from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.dates import day_hour
from zhibu.kit.language import on_record
from zhibu.kit.verdict import Conflict, Invalid, require
from zhibu.meetings import policies, queries
from zhibu.meetings.domain.drafts import term_list
from zhibu.meetings.domain.kinds import (
    Circle,
    Kind,
    circle_of,
    may_sit_together,
    not_applicable,
    should_attend,
)
from zhibu.meetings.domain.matters import Matter
from zhibu.meetings.entries import PlanEntry, PlannedItem
from zhibu.meetings.events import PlanPublished
from zhibu.meetings.models import AgendaItem, ItemCase, Meeting
from zhibu.meetings.queries import Roster
from zhibu.notices.actions import send_notice
from zhibu.notices.models import Notice
from zhibu.orgs.models import Organisation
from zhibu.people.models import Person
from zhibu.trail.actions import note, publish

VOTING = frozenset({Kind.GENERAL_MEETING, Kind.BRANCH_COMMITTEE})


@transaction.atomic
def plan_meeting(*, actor: Actor, organisation_id: int, plan: PlanEntry) -> Meeting:
    """Lay down the plan of a sitting, not yet known to anyone (策划会议).

    Raises DoesNotExist (unseen), Refused, Invalid. Opens the gathering it will be held in.
    """
    branch = queries.organisation_for_planning(organisation_id, seen_by=actor)
    group = group_of(branch, plan, by=actor)
    require(policies.plan_meeting(actor, group or branch))
    meeting, _roster = lay_down(by=actor, branch=branch, group=group, plan=plan)
    note(actor, "meetings.plan.made", meeting, kinds=meeting.kinds, at=plan.starts_at)
    return meeting


def group_of(branch: Organisation, plan: PlanEntry, *, by: Actor) -> Organisation | None:
    """The 党小组 a plan is for, if it is for one. Raises DoesNotExist (unseen), Invalid (another's)."""
    if plan.group_id is None:
        return None
    group = queries.organisation_for_planning(plan.group_id, seen_by=by)
    if group.parent_id != branch.pk:
        raise Invalid({"group": _("这个党小组不属于本支部。")})
    return group


def lay_down(
    *, by: Actor, branch: Organisation, group: Organisation | None, plan: PlanEntry
) -> tuple[Meeting, Roster]:
    """Write a checked plan and open its gathering, with the roster it was checked by; leaves no note.

    For the actions of this room.
    """
    day = clock.local(plan.starts_at).date()
    roster = queries.roster_of(branch, day=day)
    check_plan(plan, roster)
    title = title_of(plan.kinds)
    gathering = open_gathering(
        actor=by,
        organisation=group or branch,
        title=f"{title}：{plan.theme}" if plan.theme else title,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        place=plan.place,
        attendees=invites(roster, plan.kinds, group, plan.with_activists),
    )
    meeting = Meeting.objects.create(
        organisation=branch,
        group=group,
        gathering=gathering,
        kinds=[kind.value for kind in Kind if kind in plan.kinds],
        title=title,
        month=day.replace(day=1),
        theme=plan.theme.strip(),
        card=plan.card,
        chair=_person(roster, plan.chair_id),
        recorder=_person(roster, plan.recorder_id),
        with_activists=plan.with_activists,
    )
    write_agenda(meeting, plan.items, roster, before=())
    return meeting, roster


@on_record()
def title_of(kinds: frozenset[Kind]) -> str:
    """支部党员大会、组织生活会: the official terms, always in the same order."""
    return "、".join(term_list(kinds))


def _person(roster: Roster, person_id: int | None) -> Person | None:
    """A member of the branch; Invalid when somebody else was chosen."""
    if person_id is None:
        return None
    line = roster.by_id(person_id)
    if line is None or not line.member.is_member:
        raise Invalid({"chair": _("主持人和记录人请从本支部党员中选。")})
    return Person(pk=person_id, name=line.name)


def check_plan(plan: PlanEntry, roster: Roster) -> None:
    """Raise Invalid with a sentence per field when a plan cannot stand."""
    errors: dict[str, object] = {}
    together = may_sit_together(plan.kinds)
    if not together:
        errors["kinds"] = "".join(sentence.said(_) for sentence in together.because)
    for kind in plan.kinds:
        why = not_applicable(
            kind, has_committee=roster.has_committee, has_groups=bool(roster.groups)
        )
        if why is not None:
            errors.setdefault("kinds", why.said(_))
    if Kind.GROUP_MEETING in plan.kinds and plan.group_id is None and len(roster.groups) > 1:
        errors["group"] = _("请选择是哪个党小组的会议。")
    if Kind.GROUP_MEETING not in plan.kinds and plan.group_id is not None:
        errors["group"] = _("只有党小组会选党小组。")
    if Kind.THEME_DAY in plan.kinds and not plan.theme.strip():
        errors["theme"] = _("请填写本月主题，或从主题卡中选一张。")
    if not plan.items:
        errors["items"] = _("请至少写一项议程。")
    errors |= _item_errors(plan)
    if errors:
        raise Invalid(errors)


def _item_errors(plan: PlanEntry) -> dict[str, object]:
    for item in plan.items:
        if not item.title.strip():
            return {"items": _("有一项议程没有标题，请补上或删去。")}
        if item.matter is not Matter.REPORT and not plan.kinds & VOTING:
            return {
                "items": _(
                    "“%(title)s”要表决，须在支部党员大会或支部委员会会议上进行；请同时计为支部党员大会，或改为通报、讨论。"
                )
                % {"title": item.title}
            }
    return {}


def invites(
    roster: Roster, kinds: frozenset[Kind], group: Organisation | None, with_activists: bool
) -> list[Invite]:
    """Who should attend and who holds a vote; activists only as observers, when asked for."""
    expected = should_attend(
        [line.member for line in roster.lines],
        kinds=kinds,
        has_committee=roster.has_committee,
        group=group.pk if group else None,
    )
    committee = circle_of(kinds, has_committee=roster.has_committee) is Circle.COMMITTEE
    rows = [
        Invite(member.person_id, eligible=True, with_vote=committee or member.has_vote)
        for member in expected
    ]
    if with_activists:
        rows += [Invite(line.person_id, eligible=False, observer=True) for line in roster.activists]
    return rows


def write_agenda(
    meeting: Meeting,
    items: Sequence[PlannedItem],
    roster: Roster,
    *,
    before: Iterable[AgendaItem],
) -> None:
    """Put this agenda in the place of the one before; rows with a key keep what is written on them."""
    old = {row.pk: row for row in before}
    keep = {item.key for item in items if item.key in old}
    if keep != set(old):
        AgendaItem.objects.filter(meeting=meeting).exclude(pk__in=keep).delete()
    chair = roster.by_id(meeting.chair_id)
    rows = []
    for order, item in enumerate(items, start=1):
        row = old.get(item.key or 0) or AgendaItem(meeting=meeting)
        row.order, row.title = order, item.title.strip()
        row.required, row.minutes = item.required, item.minutes
        row.matter, row.manner = item.matter.value, item.manner.value
        name = item.reporter.strip() or (chair.called if chair else "")
        known = roster.named(name)
        row.reporter_name = known.called if known else name
        row.reporter_id = known.person_id if known else None
        if row.pk is not None:
            row.save()
        rows.append((row, item))
    AgendaItem.objects.bulk_create(row for row, _item in rows if row.pk is None)
    for row, item in rows:
        _write_case(row, item, roster, before=row.pk in old)


def _write_case(row: AgendaItem, item: PlannedItem, roster: Roster, *, before: bool) -> None:
    """before: whether the row stood already, so that it may have a case to be taken away."""
    if item.case is None:
        if before:
            ItemCase.objects.filter(item=row).delete()
        return
    if roster.by_id(item.case.about_id) is None:
        raise Invalid({"items": _("“%(title)s”的当事人不在本支部名册中。") % {"title": item.title}})
    ItemCase.objects.update_or_create(
        item=row,
        defaults={
            "about_id": item.case.about_id,
            "introducers": item.case.introducers.strip(),
            "pre_check_on": item.case.pre_check_on,
            "probation_ends_on": item.case.probation_ends_on,
            "extension_months": item.case.extension_months,
            "extended_before": item.case.extended_before,
        },
    )


# ---- publish, change, cancel


@transaction.atomic
def publish_plan(*, actor: Actor, meeting_id: int) -> Meeting:
    """Make the plan known, freeze who should attend, and give notice (发布方案). One click.

    Raises DoesNotExist, Refused, Conflict (not a draft), Invalid (nobody to attend, no chair).
    Publishes PlanPublished.
    """
    meeting = queries.meeting_for_change(meeting_id, seen_by=actor)
    require(policies.publish_plan(actor, meeting))
    if meeting.state != Meeting.State.DRAFT:
        raise Conflict(
            _("这份方案%(state)s，不必再发布。") % {"state": meeting.get_state_display()}
        )
    make_known(by=actor, meeting=meeting)
    note(actor, "meetings.plan.published", meeting, eligible=meeting.eligible_count)
    publish(PlanPublished.of(meeting))
    return meeting


def make_known(*, by: Actor, meeting: Meeting, laid: Roster | None = None) -> None:
    """Freeze who should attend and tell them; leaves no note. For the actions of this room.

    laid: the roster it was laid by in this very transaction, so that its list stands as it is.
    """
    people = freeze(by=by, meeting=meeting, laid=laid)
    with on_record():
        title = _("会议通知：%(title)s") % {"title": meeting.gathering.title}
    give_notice(
        by=by,
        meeting=meeting,
        kind=Notice.Kind.INVITATION,
        title=title,
        body=invitation_text(meeting),
        people=people,
    )


def freeze(*, by: Actor, meeting: Meeting, laid: Roster | None = None) -> list[int]:
    """Settle who should attend, publish the gathering, and count the votes; everybody's ids.

    laid: the roster the list was laid by in this transaction, if it was.
    """
    if meeting.chair_id is None:
        raise Invalid({"chair": _("请先选定主持人。")})
    day = clock.local(meeting.gathering.starts_at).date()
    roster = laid or queries.roster_of(meeting.organisation, day=day)
    rows = invites(roster, meeting.kind_set, meeting.group, meeting.with_activists)
    if not any(row.eligible for row in rows):
        raise Invalid({"": _("名册中没有应到会的党员，请先核对名册。方案已保存。")})
    if laid is None:
        set_attendees(actor=by, gathering_id=meeting.gathering_id, attendees=rows)
    meeting.gathering = publish_gathering(actor=by, gathering_id=meeting.gathering_id)
    meeting.eligible_frozen = meeting.eligible_count = sum(row.with_vote for row in rows)
    meeting.state = Meeting.State.PUBLISHED
    meeting.save(update_fields=["eligible_frozen", "eligible_count", "state"])
    return [row.person_id for row in rows]


@on_record()
def invitation_text(meeting: Meeting) -> str:
    """What the notice says: when, where, about what."""
    agenda = "；".join(
        f"{item.order}. {item.title}" for item in AgendaItem.objects.filter(meeting=meeting)
    )
    when = _("时间：%(when)s。地点：%(place)s。") % {
        "when": day_hour(meeting.gathering.starts_at),
        "place": meeting.gathering.place,
    }
    theme = _("主题：%(theme)s。") % {"theme": meeting.theme} if meeting.theme else ""
    return (
        f"{when}{theme}{_('议程：%(agenda)s。') % {'agenda': agenda}}{_('来不了请在活动页请假。')}"
    )


def give_notice(
    *, by: Actor, meeting: Meeting, kind: str, title: str, body: str, people: Sequence[int]
) -> None:
    """Tell everybody on the list; the notice leads to the meeting's page."""
    send_notice(
        actor=by,
        organisation=meeting.place_of_rights,
        kind=kind,
        title=title,
        body=body,
        person_ids=people,
        subject_kind="meetings.meeting",
        subject_id=meeting.pk,
    )


@transaction.atomic
def change_plan(*, actor: Actor, meeting_id: int, plan: PlanEntry) -> list[str]:
    """Change a plan; once published, tell those concerned what changed (改方案、变更通知).

    Kinds and group stand once published. Answers the words of what changed; none, no notice.
    Raises DoesNotExist, Refused, Conflict (held already), Invalid.
    """
    meeting = queries.meeting_for_change(meeting_id, seen_by=actor)
    require(policies.change_plan(actor, meeting))
    if meeting.state not in {Meeting.State.DRAFT, Meeting.State.PUBLISHED}:
        raise Conflict(_("会议%(state)s，方案不再改动。") % {"state": meeting.get_state_display()})
    published = meeting.state == Meeting.State.PUBLISHED
    if published and (plan.kinds != meeting.kind_set or plan.group_id != meeting.group_id):
        raise Invalid({"kinds": _("方案已发布，会议种类不能再改；要改请取消后重新策划。")})
    before = _told(meeting)
    _apply(actor, meeting, plan)
    after = _told(meeting)
    changed = [f"{name}：{after[name]}" for name in after if after[name] != before[name]]
    note(actor, "meetings.plan.changed", meeting, changed=changed)
    if published and changed:
        with on_record():
            title = _("会议变更：%(title)s") % {"title": meeting.gathering.title}
        give_notice(
            by=actor,
            meeting=meeting,
            kind=Notice.Kind.CHANGE,
            title=title,
            body="；".join(changed) + "。",
            people=[part.person_id for part in attendance_of(meeting.gathering_id)],
        )
    return changed


@on_record()
def _told(meeting: Meeting) -> dict[str, str]:
    """What those concerned must know, in words."""
    agenda = AgendaItem.objects.filter(meeting=meeting).values_list("title", flat=True)
    return {
        _("时间"): day_hour(meeting.gathering.starts_at),
        _("地点"): meeting.gathering.place,
        _("主题"): meeting.theme,
        _("主持人"): meeting.chair.name if meeting.chair else "",
        _("议程"): "、".join(agenda),
    }


def _apply(actor: Actor, meeting: Meeting, plan: PlanEntry) -> None:
    day = clock.local(plan.starts_at).date()
    roster = queries.roster_of(meeting.organisation, day=day)
    check_plan(plan, roster)
    title = title_of(plan.kinds)
    meeting.gathering = change_gathering(
        actor=actor,
        gathering_id=meeting.gathering_id,
        title=f"{title}：{plan.theme}" if plan.theme else title,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        place=plan.place,
    )
    meeting.kinds = [kind.value for kind in Kind if kind in plan.kinds]
    meeting.title, meeting.month = title, day.replace(day=1)
    meeting.theme, meeting.card = plan.theme.strip(), plan.card
    meeting.chair = _person(roster, plan.chair_id)
    meeting.recorder = _person(roster, plan.recorder_id)
    if meeting.state == Meeting.State.DRAFT:
        meeting.with_activists = plan.with_activists
    meeting.save()
    before = AgendaItem.objects.filter(meeting=meeting)
    write_agenda(meeting, plan.items, roster, before=before)


@transaction.atomic
def cancel_meeting(*, actor: Actor, meeting_id: int, reason: str) -> Meeting:
    """Call a sitting off, with a reason; those invited are told, nothing is deleted (取消会议).

    Raises DoesNotExist, Refused, Conflict (held already), Invalid (no reason).
    """
    meeting = queries.meeting_for_change(meeting_id, seen_by=actor)
    require(policies.cancel_meeting(actor, meeting))
    if meeting.state not in {Meeting.State.DRAFT, Meeting.State.PUBLISHED}:
        raise Conflict(_("会议%(state)s，不能再取消。") % {"state": meeting.get_state_display()})
    published = meeting.state == Meeting.State.PUBLISHED
    meeting.gathering = cancel_gathering(
        actor=actor, gathering_id=meeting.gathering_id, reason=reason
    )
    meeting.state = Meeting.State.CANCELLED
    meeting.save(update_fields=["state"])
    note(actor, "meetings.meeting.cancelled", meeting, reason=reason)
    if published:
        with on_record():
            title = _("会议取消：%(title)s") % {"title": meeting.gathering.title}
            body = _("原定%(when)s，%(place)s。取消原因：%(why)s。") % {
                "when": day_hour(meeting.gathering.starts_at),
                "place": meeting.gathering.place,
                "why": reason.strip(),
            }
        give_notice(
            by=actor,
            meeting=meeting,
            kind=Notice.Kind.CANCELLATION,
            title=title,
            body=body,
            people=[part.person_id for part in attendance_of(meeting.gathering_id)],
        )
    return meeting
