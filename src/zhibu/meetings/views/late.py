"""A sitting that was held without a plan here (补录)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhibu.kit import clock
from zhibu.kit.components import say
from zhibu.kit.http import MemberRequest, member_view
from zhibu.kit.verdict import Invalid, require
from zhibu.meetings import actions, policies
from zhibu.meetings.domain.kinds import Kind
from zhibu.meetings.forms import LateForm, PlanForm
from zhibu.meetings.views.plans import (
    EMPTY_ROWS,
    SPARE_ROWS,
    Page,
    branch_to_plan,
    choices_of,
    defaults_of,
    initial_of,
    item_set,
    kind_tabs,
)
from zhibu.orgs.models import Organisation


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def late(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """A sitting that was held without a plan here (补录)."""
    branch = branch_to_plan(request, organisation_id)
    kind, defaults, group = defaults_of(request, branch)
    roster = defaults.roster
    require(policies.enter_late(request.actor, group or branch))
    initial = initial_of(defaults) | {"on": clock.today(), "required": [], "flexible": []}
    form = PlanForm(
        request.POST or None,
        initial=initial,
        **choices_of(defaults, roster, kind, laid=False),
    )
    chosen = {kind, *(Kind(k) for k in request.POST.getlist("also") if k in set(Kind))}
    people = [(str(line.person_id), line.name) for line in roster.party]
    everybody = [line.person_id for line in roster.party]
    late_form = LateForm(request.POST or None, people=people, initial={"present": everybody})
    page = Page(
        form,
        item_set(request, roster, chosen, [], SPARE_ROWS.get(kind, EMPTY_ROWS)),
        kind,
        late=late_form,
    )
    if request.method == "POST" and page.is_valid():
        done = _save_late(request, branch, page)
        if done is not None:
            return done
    return render(
        request,
        "meetings/late.html",
        {
            "page": page,
            "branch": branch,
            "kinds": kind_tabs(branch, kind, roster, page="meetings:late"),
            "people": [line.name for line in roster.lines],
        },
        status=422 if request.method == "POST" else 200,
    )


def _save_late(request: MemberRequest, branch: Organisation, page: Page) -> HttpResponse | None:
    rows = [item for form in page.items if (item := form.item())]
    assert page.late is not None
    values = page.late.cleaned_data
    try:
        meeting = actions.enter_late(
            actor=request.actor,
            organisation_id=branch.pk,
            plan=page.form.plan(rows),
            reason=values["reason"],
            present_ids=values["present"],
            excused_ids=set(values["excused"]) - set(values["present"]),
        )
    except Invalid as invalid:
        page.take(invalid)
        return None
    say(request, _("已补录，记录草稿如下。"))
    return redirect("meetings:meeting", meeting.pk)
