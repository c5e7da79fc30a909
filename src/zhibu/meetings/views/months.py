"""The rest of a month arranged on one page (一起安排)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhibu.kit import clock
from zhibu.kit.components import say
from zhibu.kit.http import MemberRequest, member_view
from zhibu.kit.verdict import Invalid, require
from zhibu.meetings import actions, policies, queries
from zhibu.meetings.forms import OutlookForm, SharedPlaceForm
from zhibu.meetings.views.plans import branch_to_plan, people_of


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def plan_month(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """Everything missing this month, proposed as last time; one press publishes what is ticked."""
    branch = branch_to_plan(request, organisation_id)
    require(policies.plan_month(request.actor, branch))
    roster, found = queries.outlook_of(branch, today=clock.today())
    people = people_of(roster)
    forms = [OutlookForm(request.POST or None, outlook=x, people=people) for x in found]
    shared = SharedPlaceForm(request.POST or None)
    if request.method == "POST" and _saved(request, branch.pk, forms, shared):
        return redirect("web:month")
    faulty = shared.errors or any(form.errors for form in forms)
    return render(
        request,
        "meetings/plan_month.html",
        {
            "branch": branch,
            "forms": forms,
            "shared": shared,
            "asks_place": shared.is_bound or not all(x.place for x in found),
            "today": clock.today(),
        },
        status=422 if faulty else 200,
    )


def _saved(
    request: MemberRequest, branch_id: int, forms: list[OutlookForm], shared: SharedPlaceForm
) -> bool:
    """Whether everything ticked was published; else each form holds its sentences."""
    if not forms:
        say(request, _("这个月没有要安排的了。"))
        return True
    sound = [form.is_valid() for form in (*forms, shared)]  # all are asked, so that all say theirs
    if not all(sound):
        return False
    chosen = [form for form in forms if form.cleaned_data["take"]]
    place = shared.cleaned_data["place"]
    without = [form for form in chosen if not (form.cleaned_data["place"] or place)]
    for form in without:
        form.add_error("place", _("请填写地点，或在上面统一填写。"))
    if without:
        return False
    try:
        made = actions.plan_month(
            actor=request.actor,
            organisation_id=branch_id,
            plans=[form.plan(shared_place=place) for form in chosen],
        )
    except Invalid as invalid:
        for at, sentence in invalid.errors.items():
            target = chosen[int(at)] if at.isdigit() else shared
            target.add_error(None, sentence)
        return False
    say(request, _("已安排 %(n)d 项并通知到人，改动在各自的会议页上。") % {"n": len(made)})
    return True
