"""The tree with its people, and one body's own page (组织树、党组织页)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.components import Fact
from zhibu.kit.http import MemberRequest, member_view
from zhibu.kit.regulations import Clause, clause
from zhibu.kit.verdict import Verdict
from zhibu.orgs import policies as tree_policies
from zhibu.orgs import queries as tree_queries
from zhibu.orgs.domain.kinds import (
    COMMITTEES,
    REASON_TERMS,
    STANDING_BRANCHES,
    Kind,
    Reason,
    Remark,
    committee_remarks,
    remind_from,
    size_remarks,
)
from zhibu.orgs.models import Organisation, Placement, Term
from zhibu.people import policies, queries
from zhibu.people.actions import posts_at
from zhibu.people.forms import whole_day
from zhibu.people.queries import Officer, Size
from zhibu.people.steps import Step, first_steps

ORDER = {kind: rank for rank, kind in enumerate(Organisation.Kind)}


@dataclass(slots=True)
class Node:
    """One body of the tree as drawn, with those below it."""

    body: Organisation
    name: str
    size: Size
    gone: bool
    counted: bool
    below: list[Node] = field(default_factory=list)

    @property
    def total(self) -> Size:
        """People here and below; groups are counted in their branch already."""
        inside = [n.total for n in self.below if n.body.kind != Organisation.Kind.GROUP]
        return sum(inside, self.size)

    @property
    def is_open(self) -> bool:
        return self.body.kind in {k.value for k in COMMITTEES} or self.body.kind == "general_branch"


def _nodes(places: list[Placement], sizes: dict[int, Size], actor: Actor) -> list[Node]:
    """The tree from its places; a body whose superior is not seen stands at the top."""
    wide = [g.path for g in actor.grants]
    made: dict[int, Node] = {}
    for p in places:
        counted = actor.is_house or any(
            p.path.startswith(path) for path in (*wide, *actor.branches)
        )
        made[p.organisation_id] = Node(
            body=p.organisation,
            name=p.name or p.organisation.name,
            size=sizes.get(p.organisation_id, Size()),
            gone=p.organisation.dissolved_on is not None,
            counted=counted,
        )
    tops: list[Node] = []
    for p in places:
        above = made.get(p.parent_id or 0)
        (above.below if above else tops).append(made[p.organisation_id])
    for node in made.values():
        node.below.sort(key=lambda n: (ORDER[Organisation.Kind(n.body.kind)], n.body.code))
    return tops


@require_safe
@member_view
def tree(request: MemberRequest) -> HttpResponse:
    """The tree as of a day (组织树)."""
    actor, today = request.actor, clock.today()
    day = whole_day(request.GET.get("day", "")) or today
    places = tree_queries.seen_places(day, seen_by=actor)
    may_look_back = any(tree_policies.see_history(actor, p.organisation) for p in places)
    if day != today and not may_look_back:
        day, places = today, tree_queries.seen_places(today, seen_by=actor)
    under = places[0].path.split(".")[0] + "." if places else ""
    sizes = queries.sizes_on(day, under=under) if places else {}
    root = next((p.organisation for p in places if p.parent_id is None), None)
    context = {
        "day": day,
        "today": today,
        "nodes": _nodes(places, sizes, actor),
        "count": sum(p.organisation.is_branch for p in places),
        "may_look_back": may_look_back,
        "may": {
            "days": tree_policies.load_calendar_days(actor, root) if root else None,
            "bring": tree_policies.import_organisations(actor, root) if root else None,
        },
    }
    return render(request, "people/tree.html", context)


@dataclass(frozen=True, slots=True)
class Hint:
    """What the numbers of a body ask for, with the clause."""

    sentence: str
    clause: Clause | None


def _hints(body: Organisation, size: Size, officers: list[Officer]) -> list[Hint]:
    kind = Kind(body.kind)
    said: list[Remark] = []
    if kind is not Kind.SCHOOL_COMMITTEE:
        said += size_remarks(kind, full=size.full, probationary=size.probationary)
    if kind in STANDING_BRANCHES:
        committee = len({o.person_id for o in officers if o.on_committee})
        said += committee_remarks(full_members=size.full, committee=committee)
    return [Hint(r.sentence.said(_), clause(*r.cite) if r.cite else None) for r in said]


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a body's history."""

    on: date
    words: str


def _history(body: Organisation) -> list[Event]:
    """What became of a body, the latest first (沿革)."""
    places, passed = tree_queries.history_of(body)
    events = [Event(body.founded_on, _("成立"))]
    if places and places[0].parent is not None:
        above = places[0].parent
        events = [Event(body.founded_on, _("成立，隶属%(parent)s") % {"parent": above})]
    for before, now in pairwise(places):
        if now.parent_id != before.parent_id and now.parent is not None:
            events.append(Event(now.since, _("改为隶属%(parent)s") % {"parent": now.parent}))
        if before.name and before.name != (now.name or body.name):
            events.append(Event(now.since, _("由“%(before)s”更名") % {"before": before.name}))
    for one in passed:
        if one.source_id == body.pk:
            words = _("并入%(other)s") if one.kind == "merged" else _("分设出%(other)s")
            events.append(Event(one.on, words % {"other": one.target}))
        else:
            words = _("%(other)s并入") if one.kind == "merged" else _("由%(other)s分设")
            events.append(Event(one.on, words % {"other": one.source}))
    if body.dissolved_on is not None:
        ground = body.dissolve_ground
        why = REASON_TERMS[Reason(ground)] if ground in set(Reason) else ground
        events.append(Event(body.dissolved_on, _("撤销（%(why)s）") % {"why": why}))
    return sorted(events, key=lambda e: e.on, reverse=True)


@dataclass(frozen=True, slots=True)
class OfficerLine:
    """One officer, and whether this actor may end the post."""

    officer: Officer
    at: str
    ends: Verdict


def _officers(actor: Actor, body: Organisation, groups: list[Organisation]) -> list[OfficerLine]:
    by_id = {g.pk: g for g in groups} | {body.pk: body}
    return [
        OfficerLine(
            o,
            "" if o.organisation_id == body.pk else by_id[o.organisation_id].name,
            policies.end_appointment(actor, o.person_id, by_id[o.organisation_id], o.post),
        )
        for o in queries.officers_of(body)
        if o.organisation_id in by_id
    ]


def _may(actor: Actor, body: Organisation) -> dict[str, object]:
    """What this actor may do here, by the names of the permission table."""
    is_branch = body.is_branch
    return {
        "found": not is_branch
        and body.kind != "group"
        and tree_policies.found_organisation(actor, body),
        "group": is_branch and tree_policies.form_group(actor, body),
        "rename": tree_policies.rename_organisation(actor, body),
        "term": body.kind != "group" and tree_policies.open_term(actor, body),
        "approval": body.kind in {k.value for k in COMMITTEES}
        and tree_policies.grant_approval_power(actor, body),
        "calendar": body.kind != "group",
        "switches": body.kind != "group" and tree_policies.see_switches(actor, body),
        "roster": policies.see_roster(actor, body),
        "appoint": any(policies.appoint_officer(actor, 0, body, p) for p in posts_at(body.kind)),
        "rehearse": body.parent_id is not None
        and body.kind != "group"
        and tree_policies.rehearse_reshape(actor, body),
        "season": not is_branch
        and body.kind != "group"
        and tree_policies.reshuffle_branches(actor, body),
    }


def _term_state(terms: list[Term], today: date) -> str:
    """wait from six months before the end on, miss when none holds."""
    now = next((t for t in terms if t.since <= today < t.until), None)
    if now is None:
        return "miss"
    return "wait" if today >= remind_from(now.until) else ""


@require_safe
@member_view
def organisation(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """One body: numbers, officers, terms, groups or those below, history."""
    actor, today = request.actor, clock.today()
    body = tree_queries.organisation_for_reading(organisation_id, seen_by=actor)
    sizes = queries.sizes_on(today, under=body.path)
    groups = tree_queries.groups_of(organisation_id) if body.is_branch else []
    below = [] if body.is_branch or body.kind == "group" else _below(actor, body, sizes)
    whole = sum((size for _one, size in below), sizes.get(body.pk, Size()))
    officers = _officers(actor, body, groups)
    terms = tree_queries.terms_of(organisation_id)
    may = _may(actor, body)
    context = {
        "body": body,
        "today": today,
        "facts": _facts(whole),
        "counted": bool(may["roster"]),
        "hints": _hints(body, whole, [o.officer for o in officers]),
        "officers": officers if policies.see_officers(actor, body) else None,
        "terms": terms,
        "term_state": "" if body.kind == "group" else _term_state(terms, today),
        "groups": [(g, sizes.get(g.pk, Size())) for g in groups],
        "below": below,
        "grants": tree_queries.grants_of(organisation_id) if may["approval"] else [],
        "history": _history(body) if tree_policies.see_history(actor, body) else [],
        "may": may,
    }
    return render(request, "people/organisation.html", context)


def _below(
    actor: Actor, body: Organisation, sizes: dict[int, Size]
) -> list[tuple[Organisation, Size]]:
    """The bodies right below that this actor sees, with the people of everything under them."""
    sums: dict[int, Size] = {}
    for one in tree_queries.standing(under=body.path):
        if one.kind == Organisation.Kind.GROUP or one.pk not in sizes or one.pk == body.pk:
            continue
        child = int(one.path[len(body.path) :].partition(".")[0])
        sums[child] = sums.get(child, Size()) + sizes[one.pk]
    return [
        (one, sums.get(one.pk, Size())) for one in tree_queries.bodies_below(body.pk, seen_by=actor)
    ]


def _facts(size: Size) -> list[Fact]:
    return [
        Fact(_("正式党员"), size.full, _("人")),
        Fact(_("预备党员"), size.probationary, _("人")),
        Fact(_("积极分子等"), size.others, _("人")),
    ]


@require_safe
@member_view
def start(request: MemberRequest) -> HttpResponse:
    """The next steps on an installation that is being set up (开始使用)."""
    steps: list[Step] = first_steps(request.actor)
    if not steps:
        return redirect("orgs:tree")
    context = {"steps": steps, "done": sum(step.done for step in steps)}
    return render(request, "people/start.html", context)
