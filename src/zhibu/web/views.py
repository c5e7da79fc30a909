"""Pages made of several rooms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhibu.insights.policies import see_university
from zhibu.insights.queries.sentences import sentences_of
from zhibu.insights.views.university import university
from zhibu.kit import clock, regulations
from zhibu.kit.dates import day as day_words
from zhibu.kit.http import MemberRequest, member_view
from zhibu.kit.period import add_months
from zhibu.kit.verdict import Conflict
from zhibu.meetings import policies
from zhibu.meetings.domain.kinds import Kind
from zhibu.meetings.queries.outlook import ROUTINE_KEYS
from zhibu.people.queries import posts_of
from zhibu.people.steps import is_starting
from zhibu.web import homes
from zhibu.web.assembly import CORNER
from zhibu.web.glossary import brief
from zhibu.web.sessions import act_as, owes_proof, true_actor


@dataclass(frozen=True, slots=True)
class MainAct:
    """The one red button of the month, and the line under it."""

    label: str
    url: str
    why: str


@require_safe
@member_view
def home(request: MemberRequest) -> HttpResponseBase:
    """The first page after the door, by what one does here."""
    if homes.keeps_a_branch(request.actor):
        return month(request)
    if is_starting(request.actor):
        return redirect("orgs:start")
    if see_university(request.actor):
        return university(request)
    college = homes.college_for(request.actor)
    if college is not None and college.rows:
        said = sentences_of(college.body, month=clock.today())
        return render(request, "web/branches.html", {"college": college, "shown": said})
    if request.actor.branches:
        return week(request)
    return redirect("orgs:start")


@require_safe
@member_view
def month(request: MemberRequest) -> HttpResponse:
    """The month of the branch one keeps; ``?month=2026-11`` turns the page."""
    today = clock.today()
    shown = homes.month_for(request.actor, day=_chosen(request.GET.get("month", ""), today))
    if shown is None:
        return redirect("web:week")
    first = shown.period.since
    leads = policies.plan_month(request.actor, shown.branch)
    to_plan = _to_plan(shown, today) if leads else 0
    return render(
        request,
        "web/month.html",
        {
            "month": shown,
            "today": today,
            "before": add_months(first, -1),
            "after": add_months(first, 1),
            "main": _main_act(shown, to_plan),
            "to_plan": to_plan,
            "may_waive": policies.waive_duty(request.actor, shown.branch),
        },
    )


def _chosen(text: str, today: date) -> date:
    """The first day of ``2026-11``; today when the text is no month."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return today


def _to_plan(shown: homes.Month, today: date) -> int:
    """How many sittings of this very month could be arranged together."""
    if today not in shown.period:
        return 0
    return sum(
        item.state == "miss" and item.duty.key in ROUTINE_KEYS and item.until > today
        for item in shown.items
    )


def _main_act(shown: homes.Month, to_plan: int) -> MainAct | None:
    if shown.ready:
        return None  # the page's own form confirms them
    if to_plan > 1:
        return MainAct(
            _("安排本月 %(n)d 项") % {"n": to_plan},
            reverse("meetings:plan_month", args=[shown.branch.pk]),
            _("照上次填好，一页看完、一次发布。"),
        )
    for item in shown.items:
        if item.duty.key == Kind.THEME_DAY and item.state == "miss":
            return MainAct(
                _("策划本月主题党日"),
                reverse("meetings:plan", args=[shown.branch.pk]) + f"?kind={item.duty.key}",
                _("日子、地点和规定项目已填好，可改。"),
            )
    if shown.drafts:
        first = shown.drafts[0].line
        return MainAct(
            _("看草稿：%(title)s") % {"title": first.title},
            reverse("meetings:meeting", args=[first.meeting_id]),
            _("%(day)s。还有要补的，补好就可以确认。") % {"day": day_words(first.on)},
        )
    return None


@require_safe
@member_view
def week(request: MemberRequest) -> HttpResponse:
    """One's own week: three things at most."""
    return render(request, "web/week.html", {"week": homes.week_for(request.actor)})


@require_safe
@member_view
def branches(request: MemberRequest) -> HttpResponse:
    """The branches one looks after against what each must hold; ``?under=`` for one body's only."""
    asked = request.GET.get("under", "")
    under = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None
    college = homes.college_for(request.actor, under=under)
    if college is None:
        return redirect("web:home")
    return render(request, "web/branches.html", {"college": college})


@require_safe
@member_view
def me(request: MemberRequest) -> HttpResponse:
    """My own corner: what is held about me, my password, my way out."""
    posts = [] if owes_proof(request) else posts_of(true_actor(request))
    shown = posts if len(posts) > 1 else []
    acting = request.session.get("acting", "")
    return render(request, "web/me.html", {"lines": CORNER, "posts": shown, "acting": acting})


@require_POST
@member_view
def act(request: MemberRequest) -> HttpResponse:
    """Use one of one's posts alone, or all of them together (换职务)."""
    if not act_as(request, request.POST.get("post", "")):
        raise Conflict(_("这个职务现在不由你担任。"))
    return redirect("web:home")


THEMES = ("light", "dark")
A_YEAR = 365 * 24 * 3600


@require_POST
@member_view
def theme(request: MemberRequest) -> HttpResponse:
    """Keep light or dark for this device, without a script (外观); anything else follows the system."""
    answer = redirect("web:me")
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        answer.set_cookie("theme", chosen, max_age=A_YEAR, samesite="Lax", secure=settings.HTTPS)
    else:
        answer.delete_cookie("theme", samesite="Lax")
    return answer


@require_safe
def clause(request: HttpRequest, regulation: str, article: str) -> HttpResponse:
    """What a clause says, in our own words, and how sure we are of it (条文)."""
    try:
        found = regulations.clause(regulation, article)
    except KeyError as unknown:
        raise Http404 from unknown
    page = "web/_clause.html" if brief(request) else "web/clause.html"
    return render(request, page, {"clause": found})


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Whether pages and database answer; nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")
