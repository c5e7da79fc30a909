"""Changes of the tree with people: choose, look at the rehearsal, carry it out (演算、办理)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.components import say
from zhibu.kit.forms import taken
from zhibu.kit.http import MemberRequest, member_view
from zhibu.kit.verdict import Verdict, require
from zhibu.orgs import policies
from zhibu.orgs.actions import move_organisation
from zhibu.orgs.domain.kinds import PARENTS, Kind
from zhibu.orgs.domain.reshape import Part
from zhibu.orgs.models import Organisation
from zhibu.orgs.queries import organisation_for_reading, standing
from zhibu.people import queries, rehearsals, reshape
from zhibu.people.forms import (
    DissolveForm,
    MergeForm,
    RemoveForm,
    ReshapeForm,
    SeasonForm,
    SplitForm,
)
from zhibu.people.rehearsals import Rehearsal

GET_POST = ["GET", "POST"]
Values = dict[str, Any]  # cleaned values of a form


@dataclass(frozen=True, slots=True)
class Change:
    """One kind of change on one body: its words, its form, how it is tried and done."""

    body: Organisation
    title: str
    act: str
    done: str
    form: ReshapeForm
    try_out: Callable[[Values], Rehearsal]
    carry_out: Callable[[Values], object]
    verdict: Verdict


def _opened(request: MemberRequest, organisation_id: int) -> Organisation:
    body = organisation_for_reading(organisation_id, seen_by=request.actor)
    require(policies.rehearse_reshape(request.actor, body))
    return body


def _bound(request: MemberRequest) -> Any:  # Any: QueryDict or None, as forms take it
    """What was posted, or asked for in the address; None for the empty page."""
    if request.method == "POST":
        return request.POST
    return request.GET if "on" in request.GET else None


def _run(request: MemberRequest, change: Change) -> HttpResponse:
    """The page of one change in its three states: choosing, tried, refused; or done."""
    form = change.form
    if request.method == "POST":
        require(change.verdict)
    trial: Rehearsal | None = None
    if form.is_bound and form.is_valid():
        trial = change.try_out(dict(form.cleaned_data))
    if request.method == "POST" and trial and taken(form, change.carry_out):
        say(request, change.done)
        return redirect("orgs:organisation", organisation_id=change.body.pk)
    _offer_mergers(form, trial)
    context = {
        "change": change,
        "form": form,
        "asked": [f for f in form if f.name not in {"ground", "stamp", "merges", "staying"}],
        "kept": [f for f in form if f.name not in {"ground", "stamp"}],
        "trial": trial,
        "step": 2 if trial else 1,
        "back": reverse("orgs:organisation", args=[change.body.pk]),
    }
    return render(request, "people/reshape.html", context, status=422 if form.errors else 200)


def _offer_mergers(form: forms.Form, trial: Rehearsal | None) -> None:
    """The season's proposals as choices, those taken already still among them."""
    if not isinstance(form, SeasonForm) or trial is None:
        return
    offered = {f"{p.source}-{p.target}": p.sentence.said(_) for p in trial.plan.proposals}
    for taken_up in form.cleaned_data.get("merges", []):
        source, target = (trial.tree.bodies[int(one)].name for one in taken_up.split("-"))
        words = _("“%(source)s”并入“%(target)s”") % {"source": source, "target": target}
        offered.setdefault(taken_up, words)
    form.offer(list(offered.items()))


def _siblings(actor: Actor, body: Organisation) -> list[Organisation]:
    """Branches of one's reach beside this one; those under the same parent first."""
    paths = actor.paths_of("college_organiser", "university_organiser") or (
        (body.parent.path,) if body.parent else ()
    )
    found = {o.pk: o for path in paths for o in standing(under=path) if o.is_branch}
    found.pop(body.pk, None)
    return sorted(found.values(), key=lambda o: (o.parent_id != body.parent_id, o.path))


@require_http_methods(GET_POST)
@member_view
def merge(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """Merge a branch with others (合并)."""
    actor = request.actor
    body = _opened(request, organisation_id)
    form = MergeForm(_bound(request), initial={"on": clock.today(), "way": "here"})
    form.of(body, _siblings(actor, body))

    def sides(values: Values) -> Values:
        others = values["others"]
        match values["way"]:
            case "here":
                return {"source_ids": others, "target_id": body.pk, "name": ""}
            case "there":
                return {"source_ids": [body.pk], "target_id": others[0], "name": ""}
            case _:
                return {
                    "source_ids": [body.pk, *others],
                    "target_id": None,
                    "name": values["name"],
                }

    change = Change(
        body=body,
        title=_("合并党支部"),
        act=_("办理合并"),
        done=_("合并已办理。"),
        form=form,
        try_out=lambda v: rehearsals.merger(
            actor=actor, on=v["on"], reason=v["reason"], **sides(v)
        ),
        carry_out=lambda v: reshape.merge_organisations(
            actor=actor,
            on=v["on"],
            reason=v["reason"],
            ground=v["ground"],
            stamp=v["stamp"],
            **sides(v),
        ),
        verdict=policies.merge_organisations(actor, body),
    )
    return _run(request, change)


@require_http_methods(GET_POST)
@member_view
def split(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """Split people off a branch (分设)."""
    actor = request.actor
    body = _opened(request, organisation_id)
    members = queries.members_of(under=body.path)
    form = SplitForm(_bound(request), initial={"on": clock.today(), "reason": "over_size"})
    form.of(
        [
            (m.person_id, f"{m.name}（{m.kind_label}{'，' + m.group if m.group else ''}）")
            for m in members
        ]
    )

    def parts(values: Values) -> list[Part]:
        return [Part(values["name"].strip(), tuple(values["people"]))]

    change = Change(
        body=body,
        title=_("分设党支部"),
        act=_("办理分设"),
        done=_("分设已办理。"),
        form=form,
        try_out=lambda v: rehearsals.division(
            actor=actor, source_id=body.pk, parts=parts(v), reason=v["reason"], on=v["on"]
        ),
        carry_out=lambda v: reshape.split_organisation(
            actor=actor,
            source_id=body.pk,
            parts=parts(v),
            reason=v["reason"],
            on=v["on"],
            ground=v["ground"],
            stamp=v["stamp"],
        ),
        verdict=policies.split_organisation(actor, body),
    )
    return _run(request, change)


@require_http_methods(GET_POST)
@member_view
def move(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """Another parent for a body (调整隶属)."""
    actor = request.actor
    body = _opened(request, organisation_id)
    above = {k.value for k in PARENTS[Kind(body.kind)]}
    parents = [
        o
        for path in actor.paths_of("college_organiser", "university_organiser")
        for o in standing(under=path)
        if o.kind in above and o.pk != body.parent_id
    ]
    form = RemoveForm(_bound(request), initial={"on": clock.today()})
    form.of(parents)
    change = Change(
        body=body,
        title=_("调整隶属"),
        act=_("办理调整"),
        done=_("隶属已调整。"),
        form=form,
        try_out=lambda v: rehearsals.removal(
            actor=actor, body_id=body.pk, parent_id=v["parent_id"], on=v["on"]
        ),
        carry_out=lambda v: move_organisation(
            actor=actor,
            organisation_id=body.pk,
            parent_id=v["parent_id"],
            on=v["on"],
            ground=v["ground"],
        ),
        verdict=policies.move_organisation(actor, body),
    )
    return _run(request, change)


@require_http_methods(GET_POST)
@member_view
def dissolve(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """Dissolve a body (撤销)."""
    actor = request.actor
    body = _opened(request, organisation_id)
    form = DissolveForm(_bound(request), initial={"on": clock.today()})
    form.of(_siblings(actor, body) if body.is_branch else [])
    change = Change(
        body=body,
        title=_("撤销党组织"),
        act=_("办理撤销"),
        done=_("已撤销。"),
        form=form,
        try_out=lambda v: rehearsals.dissolution(
            actor=actor,
            body_id=body.pk,
            target_id=v["target_id"],
            reason=v["reason"],
            on=v["on"],
        ),
        carry_out=lambda v: reshape.dissolve_organisation(
            actor=actor,
            organisation_id=body.pk,
            target_id=v["target_id"],
            reason=v["reason"],
            on=v["on"],
            ground=v["ground"],
            stamp=v["stamp"],
        ),
        verdict=policies.dissolve_organisation(actor, body),
    )
    return _run(request, change)


@require_http_methods(GET_POST)
@member_view
def season(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """The graduation season below a body (毕业季调整)."""
    actor = request.actor
    body = _opened(request, organisation_id)
    data = _bound(request)
    cohorts = queries.cohorts_under(body.path)
    chosen = data.getlist("cohorts") if data else []
    form = SeasonForm(data, initial={"on": clock.today()})
    form.of(
        [(name, _("%(name)s（%(count)d 人）") % {"name": name, "count": n}) for name, n in cohorts],
        queries.of_cohorts(body.path, chosen),
    )
    form.offer([(pair, pair) for pair in (data.getlist("merges") if data else [])])

    def asked(values: Values) -> Values:
        pairs = [pair.split("-") for pair in values["merges"]]
        return {
            "within_id": body.pk,
            "cohorts": values["cohorts"],
            "staying": values["staying"],
            "merges": {int(source): int(target) for source, target in pairs},
            "on": values["on"],
        }

    change = Change(
        body=body,
        title=_("毕业季调整"),
        act=_("办理调整"),
        done=_("毕业季调整已办理。"),
        form=form,
        try_out=lambda v: rehearsals.season(actor=actor, **asked(v)),
        carry_out=lambda v: reshape.reshuffle_branches(
            actor=actor, ground=v["ground"], stamp=v["stamp"], **asked(v)
        ),
        verdict=policies.reshuffle_branches(actor, body),
    )
    return _run(request, change)
