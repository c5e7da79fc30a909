"""The month's sittings, and what was agreed in them (会议与记录、议定事项)."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhibu.kit import clock
from zhibu.kit.components import Tab, say
from zhibu.kit.http import MemberRequest, member_view
from zhibu.kit.period import add_months
from zhibu.kit.verdict import Invalid
from zhibu.meetings import actions, policies, queries
from zhibu.meetings.forms import ReportItemForm
from zhibu.orgs.models import Organisation
from zhibu.orgs.queries import own_branch

PARTS = ("list", "themes", "agreed")


def branch_for(request: MemberRequest) -> Organisation:
    """The branch this page is about: the one asked for, else one's own. DoesNotExist when none."""
    return _chosen(request, queries.branches_of(request.actor))


def shelf_owner_for(request: MemberRequest) -> Organisation:
    """The same for cards and themes, which organisers look after, too."""
    return _chosen(request, queries.shelves_of(request.actor))


def _chosen(request: MemberRequest, bodies: list[Organisation]) -> Organisation:
    branches = {o.pk: o for o in bodies}
    wanted = request.GET.get("b") or request.POST.get("b") or ""
    if wanted:
        if not wanted.isdigit() or int(wanted) not in branches:
            raise ObjectDoesNotExist
        return branches[int(wanted)]
    own = own_branch(request.actor)
    if own is not None and own.pk in branches:
        return branches[own.pk]
    found = next(iter(branches.values()), None)
    if found is None:
        raise ObjectDoesNotExist
    return found


def month_from(text: str) -> date:
    """The month asked for, such as 2026-11; this month for anything else."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return queries.this_month()


def parts_of(current: str, branch: Organisation) -> list[Tab]:
    """The parts of this room as tabs."""
    words = {"list": _("会议"), "themes": _("主题"), "agreed": _("议定事项")}
    if not branch.is_branch:
        return []
    return [
        Tab(words[part], f"{reverse(f'meetings:{part}')}?b={branch.pk}", None, part == current)
        for part in PARTS
    ]


@require_safe
@member_view
def index(request: MemberRequest) -> HttpResponse:
    """The sittings of one month (会议与记录), as far as this reader sees them."""
    if not queries.branches_of(request.actor) and queries.shelves_of(request.actor):
        return redirect("meetings:themes")  # organisers see no branch's sittings, only its cards
    branch = branch_for(request)
    month = month_from(request.GET.get("m", ""))
    rows = queries.held_in(branch, month=month, seen_by=request.actor)
    return render(
        request,
        "meetings/list.html",
        {
            "branch": branch,
            "month": month,
            "before": add_months(month, -1),
            "after": add_months(month, 1),
            "rows": rows,
            "tabs": parts_of("list", branch),
            "may_plan": policies.plan_meeting(request.actor, branch),
            "led": _led_group(request, branch),
            "may_export": policies.export_ledger(request.actor, branch),
            "year": month.year,
            "ledgers": [("xlsx", "Excel"), ("docx", "Word"), ("pdf", "PDF")],
            "theme": queries.month_theme(branch, month=month),
        },
    )


def _led_group(request: MemberRequest, branch: Organisation) -> Organisation | None:
    """The group this reader leads, when that is all they may call together."""
    if policies.plan_meeting(request.actor, branch):
        return None
    groups = queries.groups_of(branch)
    return next((g for g in groups if policies.plan_meeting(request.actor, g)), None)


@require_safe
@member_view
def agreed(request: MemberRequest) -> HttpResponse:
    """What was agreed, open first (议定事项)."""
    branch = branch_for(request)
    rows = queries.follow_ups(branch, seen_by=request.actor)
    return render(
        request,
        "meetings/agreed.html",
        {
            "branch": branch,
            "tabs": parts_of("agreed", branch),
            "open": [row for row in rows if row.state == "open"],
            "reported": [row for row in rows if row.state != "open"],
            "today": clock.today(),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def agreed_item(request: MemberRequest, agreed_id: int) -> HttpResponse:
    """One thing agreed: say whether it was done (填报落实情况)."""
    row = queries.agreed_item_for_reading(agreed_id, seen_by=request.actor)
    initial = {"done": "yes", "sentence": row.sentence}
    form = ReportItemForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.report_item(
                actor=request.actor,
                agreed_id=agreed_id,
                done=form.cleaned_data["done"] == "yes",
                sentence=form.cleaned_data["sentence"],
            )
        except Invalid as invalid:
            for field, sentence in invalid.errors.items():
                form.add_error(field or None, sentence)
        else:
            say(request, _("已填报。"))
            return redirect(f"{reverse('meetings:agreed')}?b={row.meeting.organisation_id}")
    return render(
        request,
        "meetings/agreed_item.html",
        {
            "row": row,
            "form": form,
            "may_report": policies.report_item(request.actor, row),
        },
        status=422 if form.errors else 200,
    )
