"""The branch's points (支部积分): totals without names, the board, what officers enter."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.kit import clock
from zhibu.kit.components import say
from zhibu.kit.http import MemberRequest, member_view
from zhibu.kit.verdict import Invalid, require
from zhibu.orgs.models import Organisation
from zhibu.points import actions, policies, queries
from zhibu.points.domain.facts import FACT_KINDS
from zhibu.points.forms import GoalForm, ReasonForm, RegisterForm, add_errors, deed_of
from zhibu.points.views.own import term_asked

A_PAGE = 30


@require_safe
@member_view
def branch(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """What the branch has together, and the board where there is one."""
    here = queries.branch_for_reading(organisation_id, seen_by=request.actor)
    term = queries.term_containing(term_asked(request))
    today = clock.today()
    team = queries.team_of(here.pk, since=term.since, until=term.until)
    on = queries.is_on("points.enabled", here.pk)
    board = on and queries.is_on("points.board", here.pk)
    part = queries.takes_part(request.actor.person_id or 0, here.pk)
    return render(
        request,
        "points/branch.html",
        {
            "branch": here,
            "term": term,
            "on": on,
            "team": team,
            "kinds": [
                (_(FACT_KINDS[kind].label) if kind else _("其他，各类不满 5 笔"), number, amount)
                for kind, number, amount in team.kinds
            ],
            "goal": team.goal if queries.is_on("points.team_goal", here.pk) else None,
            "board": queries.board_of(here.pk, period=term.since, today=today) if board else None,
            "part": part,
            "on_board": part is not None
            and part.board_until is not None
            and part.board_until > today,
            "version": queries.version_on(here, day=today),
            "keeps": bool(policies.see_contributions(request.actor, here)),
            "leads": bool(policies.set_goal(request.actor, here)),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def register(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """Enter a contribution: for whom, what, when, on what evidence."""
    here = queries.branch_for_reading(organisation_id, seen_by=request.actor)
    require(policies.see_contributions(request.actor, here))
    people = queries.taking_part(here.pk).exclude(pk=request.actor.person_id or 0)
    form = RegisterForm(request.POST or None, people=people, initial={"on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.register_contribution(
                actor=request.actor,
                organisation_id=here.pk,
                person_id=form.cleaned_data["person"].pk,
                deed=deed_of(form),
                evidence=form.cleaned_data["evidence"],
            )
        except Invalid as invalid:
            add_errors(form, invalid)
        else:
            say(request, _("已登记，本人随即看到这一笔和依据。"))
            return redirect("points:entries", here.pk)
    return render(
        request,
        "points/register.html",
        {"branch": here, "form": form, "nobody": not people.exists()},
        status=422 if form.is_bound else 200,
    )


@require_safe
@member_view
def entries(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """What was entered by hand, for those who verify it."""
    here = queries.branch_for_reading(organisation_id, seen_by=request.actor)
    require(policies.see_contributions(request.actor, here))
    page = Paginator(queries.contributions_of(here), A_PAGE).get_page(request.GET.get("page"))
    rows = [(one, _(FACT_KINDS[one.kind].label)) for one in page]
    return render(
        request,
        "points/entries.html",
        {"branch": here, "page": page, "rows": rows, "form": ReasonForm()},
    )


@require_POST
@member_view
def withdraw(request: MemberRequest, contribution_id: int) -> HttpResponse:
    """Take an entry back, with the reason."""
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    made = actions.withdraw_contribution(
        actor=request.actor, contribution_id=contribution_id, reason=reason
    )
    say(request, _("已撤销，对应的积分已冲销。"))
    return redirect("points:entries", made.branch_id)


@require_POST
@member_view
def goal(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """The team's goal of this term."""
    form = GoalForm(request.POST)
    if not form.is_valid():
        raise Invalid({"points": _("目标填 1 以上的整数。")})
    actions.set_goal(
        actor=request.actor,
        organisation_id=organisation_id,
        amount=form.cleaned_data["points"] * 100,
        words=form.cleaned_data["words"],
    )
    say(request, _("目标已定。"))
    return redirect("points:branch", organisation_id)


@require_safe
@member_view
def set_up(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """What is on, on what ground, until when; and what is still missing (积分设置)."""
    here = queries.branch_for_reading(organisation_id, seen_by=request.actor)
    require(policies.set_goal(request.actor, here))
    return render(request, "points/set_up.html", _set_up(here))


def _set_up(here: Organisation) -> dict[str, Any]:
    today = clock.today()
    term = queries.term_containing(today)
    team = queries.team_of(here.pk, since=term.since, until=term.until)
    return {
        "branch": here,
        "steps": queries.switches_now(here.pk, day=today),
        "switches_url": reverse("orgs:switches", args=[here.pk]),
        "version": queries.version_on(here, day=today),
        "team": team,
        "form": GoalForm(
            initial={"points": team.goal.amount // 100, "words": team.goal.words}
            if team.goal
            else None
        ),
    }
