"""Planning on one page; publishing, changing and calling off (策划、发布、改方案、取消)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.forms import BaseFormSet, formset_factory
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from zhibu.kit import clock
from zhibu.kit.components import Tab, say
from zhibu.kit.http import MemberRequest, member_view
from zhibu.kit.verdict import Invalid, require
from zhibu.meetings import actions, policies, queries
from zhibu.meetings.domain.kinds import RULES, Kind, Rhythm, joinable, required_kinds
from zhibu.meetings.domain.matters import Matter
from zhibu.meetings.forms import Choices, ItemForm, LateForm, PlanForm, ReasonForm, forms_of
from zhibu.meetings.models import AgendaItem, Meeting
from zhibu.meetings.queries import PlanDefaults, Roster
from zhibu.orgs.models import Organisation

RHYTHM_WORDS = {
    Rhythm.MONTH: gettext_lazy("每月一次"),
    Rhythm.QUARTER: gettext_lazy("每季度一次"),
    Rhythm.YEAR: gettext_lazy("每年一次"),
}
SPARE_ROWS = {Kind.THEME_DAY: 1, Kind.PARTY_CLASS: 1}
EMPTY_ROWS = 3


@dataclass
class Page:
    """The plan page while it is filled in."""

    form: PlanForm
    items: BaseFormSet[ItemForm]
    kind: Kind
    late: LateForm | None = None

    def is_valid(self) -> bool:
        good = [self.form.is_valid(), self.items.is_valid()]
        return all(good + ([self.late.is_valid()] if self.late else []))

    def take(self, invalid: Invalid) -> None:
        """Show the action's sentences where they belong; what has no field goes to the top."""
        for name, sentence in invalid.errors.items():
            field = {"starts_at": "on", "ends_at": "ends", "kinds": "also"}.get(name, name)
            if field in self.form.fields:
                self.form.add_error(field, sentence)
            elif self.late and field in self.late.fields:
                self.late.add_error(field, sentence)
            else:
                self.form.add_error(None, sentence)


def people_of(roster: Roster) -> Choices:
    """Party members of the branch for a list to choose from; those with a post first."""
    officers = [line for line in roster.party if line.on_committee]
    others = [line for line in roster.party if not line.on_committee]
    return [(str(line.person_id), line.called) for line in [*officers, *others]]


def persons_of(roster: Roster) -> Choices:
    """Everybody a development matter may be about."""
    lines = [*roster.activists, *(p for p in roster.party if not p.member.has_vote), *roster.party]
    return list({str(line.person_id): line.name for line in lines}.items())


def choices_of(
    d: PlanDefaults | None, roster: Roster, kind: Kind, *, laid: bool, card: Any = None
) -> dict[str, Any]:
    fits = [k for k in joinable({kind}) if k in kinds_of(roster)]
    return {
        "kind": kind,
        "joinable": fits,
        "groups": roster.groups,
        "people": people_of(roster),
        "activists": len(roster.activists),
        "checklist": d.checklist if d else (),
        "card": d.card if d else card,
        "laid": laid,
    }


def kinds_of(roster: Roster) -> tuple[Kind, ...]:
    return required_kinds(has_committee=roster.has_committee, has_groups=bool(roster.groups))


def item_set(
    request: MemberRequest, roster: Roster, kinds: set[Kind], rows: list[dict[str, Any]], extra: int
) -> BaseFormSet[ItemForm]:
    made = formset_factory(ItemForm, extra=extra, max_num=40)
    return made(
        request.POST or None,
        initial=rows,
        prefix="item",
        form_kwargs={"shapes": forms_of(kinds), "persons": persons_of(roster)},
    )


def defaults_of(
    request: MemberRequest, branch: Organisation
) -> tuple[Kind, PlanDefaults, Organisation | None]:
    """The kind asked for, a plan of it as it arrives, and the group it is for. A kind this branch does
    not hold becomes a theme day."""
    asked = request.POST.get("kind") or request.GET.get("kind", "")
    kind = next((k for k in Kind if k.value == asked), Kind.THEME_DAY)
    found, group = _defaults(request, branch, kind)
    if kind not in kinds_of(found.roster):
        kind = Kind.THEME_DAY
        found, group = _defaults(request, branch, kind)
    return kind, found, group


def _defaults(
    request: MemberRequest, branch: Organisation, kind: Kind
) -> tuple[PlanDefaults, Organisation | None]:
    group = _group(request, branch) if kind is Kind.GROUP_MEETING else None
    on = _day(request.GET.get("on", ""))
    card = request.POST.get("card") or request.GET.get("card", "")
    return queries.defaults_for(branch, kind=kind, group=group, on=on, card_code=card), group


def _group(request: MemberRequest, branch: Organisation) -> Organisation | None:
    groups = {str(g.pk): g for g in queries.groups_of(branch)}
    asked = request.POST.get("group") or request.GET.get("group") or ""
    return groups.get(asked) or next(iter(groups.values()), None)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def initial_of(d: PlanDefaults) -> dict[str, Any]:
    here = clock.local(d.starts_at)
    fits = {fit.code for fit in d.card.required} if d.card else set()
    return {
        "group": str(d.group.pk) if d.group else "",
        "theme": d.theme.value,
        "card": d.card.id if d.card else "",
        "on": here.date(),
        "begins": here.time(),
        "ends": clock.local(d.ends_at).time(),
        "place": d.place.value,
        "chair": str(d.chair.person_id) if d.chair else "",
        "recorder": str(d.recorder.person_id) if d.recorder else "",
        "required": [c.code.value for c in d.checklist if not d.card or c.code in fits],
        "flexible": ["card"] if d.card else [],
    }


def branch_to_plan(request: MemberRequest, organisation_id: int) -> Organisation:
    return queries.organisation_for_planning(organisation_id, seen_by=request.actor)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def plan(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """A new plan: what is known is filled in, one press publishes it (策划)."""
    branch = branch_to_plan(request, organisation_id)
    kind, defaults, group = defaults_of(request, branch)
    roster = defaults.roster
    require(policies.plan_meeting(request.actor, group or branch))
    fields = choices_of(defaults, defaults.roster, kind, laid=False)
    form = PlanForm(request.POST or None, initial=initial_of(defaults), **fields)
    chosen = {kind, *(Kind(k) for k in request.POST.getlist("also") if k in set(Kind))}
    rows = _again(request, branch)
    extra = 1 if rows else SPARE_ROWS.get(kind, EMPTY_ROWS)
    page = Page(form, item_set(request, defaults.roster, chosen, rows, extra), kind)
    if request.method == "POST" and page.is_valid():
        done = _save(request, branch, page)
        if done is not None:
            return done
    return render(
        request,
        "meetings/plan.html",
        {
            "page": page,
            "branch": branch,
            "d": defaults,
            "kinds": kind_tabs(branch, kind, roster),
            "people": [line.name for line in defaults.roster.lines],
            "may_publish": policies.publish_here(request.actor, group or branch),
            "rule": RULES[kind],
            "rhythm": RHYTHM_WORDS[RULES[kind].rhythm],
        },
        status=422 if page.form.errors or any(page.items.errors) else 200,
    )


def _again(request: MemberRequest, branch: Organisation) -> list[dict[str, Any]]:
    """Matters of an earlier sitting that were not decided, to be taken up again (改期再开)."""
    asked = request.GET.get("again", "")
    if not asked.isdigit():
        return []
    meeting = queries.meeting_for_reading(int(asked), seen_by=request.actor).meeting
    if meeting.organisation_id != branch.pk:
        return []
    rows = [row for row in queries.items_of(meeting) if row.votes and not queries.tally_of(row)]
    return [row_values(row) | {"key": None} for row in rows]


def row_values(row: AgendaItem) -> dict[str, Any]:
    """One agenda row as the form shows it."""
    case = queries.case_of(row)
    shape = f"report:{row.manner}" if row.matter == Matter.REPORT else row.matter
    values = {
        "key": row.pk,
        "is_required": row.required,
        "title": row.title,
        "form": shape,
        "reporter": row.reporter_name,
        "minutes": row.minutes,
    }
    if case is not None:
        values |= {
            "about": str(case.about_id),
            "introducers": case.introducers,
            "pre_check_on": case.pre_check_on,
            "probation_ends_on": case.probation_ends_on,
            "extension_months": case.extension_months,
            "extended_before": case.extended_before,
        }
    return values


def kind_tabs(
    branch: Organisation, kind: Kind, roster: Roster, *, page: str = "meetings:plan"
) -> list[Tab]:
    here = reverse(page, args=[branch.pk])
    order = [Kind.THEME_DAY, *(k for k in Kind if k is not Kind.THEME_DAY)]
    return [
        Tab(str(_(RULES[k].short)), f"{here}?kind={k.value}", None, k is kind)
        for k in order
        if k in kinds_of(roster)
    ]


def _save(request: MemberRequest, branch: Organisation, page: Page) -> HttpResponse | None:
    rows = [item for form in page.items if (item := form.item())]
    try:
        entry = page.form.plan(rows)
        meeting = actions.plan_meeting(actor=request.actor, organisation_id=branch.pk, plan=entry)
        if request.POST.get("do") == "publish":
            meeting = actions.publish_plan(actor=request.actor, meeting_id=meeting.pk)
    except Invalid as invalid:
        page.take(invalid)
        return None
    if meeting.state == Meeting.State.PUBLISHED:
        people = queries.invited_count(meeting)
        say(request, _("已发布，通知了 %(n)d 人。") % {"n": people})
    else:
        say(request, _("方案已保存，还没有发布。"))
    return redirect("meetings:meeting", meeting.pk)


# ---- an existing plan


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def change(request: MemberRequest, meeting_id: int) -> HttpResponse:
    """Change a plan; once published those concerned are told what changed (改方案)."""
    meeting = queries.meeting_for_reading(meeting_id, seen_by=request.actor).meeting
    require(policies.change_plan(request.actor, meeting))
    kind = _main_kind(meeting)
    roster = queries.roster_of(
        meeting.organisation, day=clock.local(meeting.gathering.starts_at).date()
    )
    fields = choices_of(None, roster, kind, laid=True)
    form = PlanForm(request.POST or None, initial=_held_values(meeting), **fields)
    rows = [row_values(row) for row in queries.items_of(meeting)]
    page = Page(form, item_set(request, roster, set(meeting.kind_set), rows, 1), kind)
    if request.method == "POST" and page.is_valid():
        done = _save_change(request, meeting, page)
        if done is not None:
            return done
    return render(
        request,
        "meetings/change.html",
        {
            "page": page,
            "meeting": meeting,
            "people": [line.name for line in roster.lines],
            "published": meeting.state == Meeting.State.PUBLISHED,
        },
        status=422 if page.form.errors or any(page.items.errors) else 200,
    )


def _main_kind(meeting: Meeting) -> Kind:
    """The kind whose page a meeting is planned on: a group or committee first, then by order."""
    for kind in (Kind.GROUP_MEETING, Kind.BRANCH_COMMITTEE, Kind.THEME_DAY):
        if kind in meeting.kind_set:
            return kind
    return next(kind for kind in Kind if kind in meeting.kind_set)


def _held_values(meeting: Meeting) -> dict[str, Any]:
    start = clock.local(meeting.gathering.starts_at)
    return {
        "group": str(meeting.group_id or ""),
        "theme": meeting.theme,
        "card": meeting.card,
        "on": start.date(),
        "begins": start.time(),
        "ends": clock.local(meeting.gathering.ends_at).time(),
        "place": meeting.gathering.place,
        "chair": str(meeting.chair_id or ""),
        "recorder": str(meeting.recorder_id or ""),
        "with_activists": meeting.with_activists,
    }


def _save_change(request: MemberRequest, meeting: Meeting, page: Page) -> HttpResponse | None:
    rows = [item for form in page.items if (item := form.item())]
    entry = page.form.plan(rows)
    try:
        changed = actions.change_plan(
            actor=request.actor,
            meeting_id=meeting.pk,
            plan=_with_kinds(entry, meeting),
        )
    except Invalid as invalid:
        page.take(invalid)
        return None
    told = meeting.state == Meeting.State.PUBLISHED and changed
    say(request, _("已改，并通知了有关人员。") if told else _("已保存。"))
    return redirect("meetings:meeting", meeting.pk)


def _with_kinds(entry: Any, meeting: Meeting) -> Any:  # Any: a PlanEntry, kinds as they stand
    return type(entry)(
        **{
            name: getattr(entry, name)
            for name in entry.__dataclass_fields__
            if name not in {"kinds", "group_id"}
        },
        kinds=meeting.kind_set,
        group_id=meeting.group_id,
    )


@require_POST
@member_view
def publish(request: MemberRequest, meeting_id: int) -> HttpResponse:
    """Make a saved plan known."""
    meeting = actions.publish_plan(actor=request.actor, meeting_id=meeting_id)
    say(request, _("已发布，通知了 %(n)d 人。") % {"n": queries.invited_count(meeting)})
    return redirect("meetings:meeting", meeting_id)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def cancel(request: MemberRequest, meeting_id: int) -> HttpResponse:
    """Call a sitting off, with a reason."""
    meeting = queries.meeting_for_reading(meeting_id, seen_by=request.actor).meeting
    require(policies.cancel_meeting(request.actor, meeting))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.cancel_meeting(
            actor=request.actor, meeting_id=meeting_id, reason=form.cleaned_data["reason"]
        )
        say(request, _("已取消。"))
        return redirect("meetings:meeting", meeting_id)
    return render(
        request,
        "meetings/cancel.html",
        {"meeting": meeting, "form": form},
        status=422 if form.errors else 200,
    )
