"""Errands on one body: found, rename, form a group, terms, powers, calendars."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhibu.kit import clock
from zhibu.kit.components import say
from zhibu.kit.dates import full_day
from zhibu.kit.forms import taken
from zhibu.kit.http import MemberRequest, member_view
from zhibu.kit.verdict import require
from zhibu.orgs import actions, policies, queries
from zhibu.orgs.domain.kinds import Kind, term_ends
from zhibu.orgs.forms import (
    ApprovalForm,
    FoundForm,
    GroupForm,
    NoticeForm,
    PeriodForm,
    RenameForm,
    TermForm,
)
from zhibu.orgs.models import Organisation
from zhibu.orgs.pages import Errand, errand_page

GET_POST = ["GET", "POST"]


def _errand(organisation: Organisation, *, title: str, act: str, why: str = "") -> Errand:
    return Errand(
        title=title,
        act=act,
        why=why,
        back=reverse("orgs:organisation", args=[organisation.pk]),
        back_label=str(organisation),
    )


@require_http_methods(GET_POST)
@member_view
def found(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """Set up a body under this one (成立党组织)."""
    parent = queries.organisation_for_reading(organisation_id, seen_by=request.actor)
    require(policies.found_organisation(request.actor, parent))
    form = FoundForm(request.POST or None, initial={"founded_on": clock.today()})
    form.below(parent)
    if request.method == "POST" and taken(
        form,
        lambda values: actions.found_organisation(actor=request.actor, parent=parent, **values),
    ):
        say(request, _("已成立“%(name)s”。") % {"name": form.cleaned_data["name"]})
        return redirect("orgs:organisation", organisation_id=organisation_id)
    why = _("成立后可以导入名册、登记任职。")
    return errand_page(
        request, _errand(parent, title=_("成立党组织"), act=_("成立"), why=why), form
    )


@require_http_methods(GET_POST)
@member_view
def group(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """Form a 党小组 (划分党小组)."""
    branch = queries.organisation_for_reading(organisation_id, seen_by=request.actor)
    require(policies.form_group(request.actor, branch))
    form = GroupForm(request.POST or None, initial={"founded_on": clock.today()})
    if request.method == "POST" and taken(
        form,
        lambda values: actions.form_group(
            actor=request.actor, organisation_id=organisation_id, **values
        ),
    ):
        say(request, _("已划分“%(name)s”，可以编入党员了。") % {"name": form.cleaned_data["name"]})
        return redirect("orgs:organisation", organisation_id=organisation_id)
    return errand_page(request, _errand(branch, title=_("划分党小组"), act=_("划分")), form)


@require_http_methods(GET_POST)
@member_view
def rename(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """Another name from a day on (更名)."""
    body = queries.organisation_for_reading(organisation_id, seen_by=request.actor)
    require(policies.rename_organisation(request.actor, body))
    initial = {"name": body.name, "short_name": body.short_name, "on": clock.today()}
    form = RenameForm(request.POST or None, initial=initial)
    if request.method == "POST" and taken(
        form,
        lambda values: actions.rename_organisation(
            actor=request.actor, organisation_id=organisation_id, **values
        ),
    ):
        say(request, _("已更名。"))
        return redirect("orgs:organisation", organisation_id=organisation_id)
    return errand_page(request, _errand(body, title=_("更名"), act=_("更名")), form)


@require_http_methods(GET_POST)
@member_view
def term(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """Record a term of office (登记届次)."""
    body = queries.organisation_for_reading(organisation_id, seen_by=request.actor)
    require(policies.open_term(request.actor, body))
    last = next(iter(queries.terms_of(organisation_id)), None)
    since = last.until if last else clock.today()
    until = term_ends(Kind(body.kind), since)
    form = TermForm(request.POST or None, initial={"since": since, "until": until})
    if request.method == "POST" and taken(
        form,
        lambda values: actions.open_term(
            actor=request.actor, organisation_id=organisation_id, **values
        ),
    ):
        say(request, _("届次已登记。"))
        return redirect("orgs:organisation", organisation_id=organisation_id)
    why = _("之后登记的支委任职，默认到届满为止。")
    return errand_page(request, _errand(body, title=_("登记届次"), act=_("登记"), why=why), form)


@require_http_methods(GET_POST)
@member_view
def approval(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """Give the power to approve probationary members (授予审批权限)."""
    body = queries.organisation_for_reading(organisation_id, seen_by=request.actor)
    require(policies.grant_approval_power(request.actor, body))
    form = ApprovalForm(request.POST or None, initial={"since": clock.today()})
    if request.method == "POST" and taken(
        form,
        lambda values: actions.grant_approval_power(
            actor=request.actor, organisation_id=organisation_id, **values
        ),
    ):
        say(request, _("已授予审批权限。"))
        return redirect("orgs:organisation", organisation_id=organisation_id)
    title = _("授予审批预备党员的权限")
    return errand_page(request, _errand(body, title=title, act=_("授予")), form)


@require_POST
@member_view
def end_approval(request: MemberRequest, organisation_id: int, grant_id: int) -> HttpResponse:
    """Take the power back from today on (收回审批权限)."""
    actions.end_approval_power(actor=request.actor, grant_id=grant_id, on=clock.today())
    say(request, _("授权自今天起收回。"))
    return redirect("orgs:organisation", organisation_id=organisation_id)


@require_http_methods(GET_POST)
@member_view
def calendar(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """The school's calendar as this body has it, with those above; a line to add (校历)."""
    body = queries.organisation_for_reading(organisation_id, seen_by=request.actor)
    verdict = policies.set_period_calendar(request.actor, body)
    form = PeriodForm(request.POST or None)
    if request.method == "POST" and taken(
        form,
        lambda values: actions.set_period_calendar(
            actor=request.actor, organisation_id=organisation_id, **values
        ),
    ):
        say(request, _("已登记“%(name)s”。") % {"name": form.cleaned_data["name"]})
        return redirect("orgs:calendar", organisation_id=organisation_id)
    spans = queries.calendar_spans([body.path, *queries.ancestors(body.path)], since=clock.today())
    lines = [
        (span, bool(policies.remove_period(request.actor, span.organisation))) for span in spans
    ]
    context = {"body": body, "form": form, "lines": lines, "verdict": verdict}
    return render(request, "orgs/calendar.html", context, status=422 if form.errors else 200)


@require_POST
@member_view
def remove_period(request: MemberRequest, organisation_id: int, span_id: int) -> HttpResponse:
    """Take a wrong line out of the calendar (删除校历)."""
    actions.remove_period(actor=request.actor, span_id=span_id)
    say(request, _("已删去。"))
    return redirect("orgs:calendar", organisation_id=organisation_id)


@require_http_methods(GET_POST)
@member_view
def days(request: MemberRequest) -> HttpResponse:
    """Days off and make-up days of each year (放假安排)."""
    root = queries.root()
    require(policies.load_calendar_days(request.actor, root))
    form = NoticeForm(request.POST or None, request.FILES or None)
    loaded: list[tuple[int, int]] = []
    if request.method == "POST" and taken(
        form,
        lambda values: loaded.append(
            actions.load_calendar_days(actor=request.actor, text=values["file"])
        ),
    ):
        year, count = loaded[0]
        words = (
            _("%(year)d 年已录入 %(count)d 天。")
            if count
            else _("%(year)d 年的通知还没有日期：工作日按周一至周五暂计，页面会注明“暂定”。")
        )
        say(request, words % {"year": year, "count": count})
        return redirect("orgs:days")
    context = {
        "form": form,
        "years": queries.loaded_years(),
        "today": full_day(clock.today()),
        "this_year": clock.today().year,
    }
    return render(request, "orgs/days.html", context, status=422 if form.errors else 200)
