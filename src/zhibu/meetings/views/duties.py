"""How the duties of one branch stand, what does not apply, talks and reports, reminders (规定项目)."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.kit import clock
from zhibu.kit.components import say
from zhibu.kit.forms import taken
from zhibu.kit.http import MemberRequest, member_view
from zhibu.kit.verdict import require
from zhibu.meetings import actions, policies, queries
from zhibu.meetings.domain import duties as d
from zhibu.meetings.domain.kinds import Rhythm
from zhibu.meetings.forms import DutyEntryForm, WaiveForm
from zhibu.orgs.models import Organisation

GET_POST = ["GET", "HEAD", "POST"]


def branch_seen(request: MemberRequest, organisation_id: int) -> Organisation:
    """A branch whose duties this reader may look at. Raises DoesNotExist, for a body above, too."""
    found = queries.body_to_oversee(organisation_id, seen_by=request.actor)
    if not found.is_branch:
        raise Organisation.DoesNotExist
    return found


@require_safe
@member_view
def duties(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """One branch: what it lacks, who can put it right, what was declared not applicable.

    Its own officers get the ways to act; those above get kinds, periods and states only (DC-19).
    """
    branch = branch_seen(request, organisation_id)
    today = clock.today()
    lines = queries.lines_of_branches([branch.pk], month=today, today=today)[branch.pk]
    own = bool(policies.plan_meeting(request.actor, branch))
    return render(
        request,
        "meetings/duties.html",
        {
            "branch": branch,
            "gaps": [line for line in lines if line.is_gap],
            "lines": [line for line in lines if not line.is_gap],
            "keepers": queries.keepers_of([branch.pk], day=today).get(branch.pk, []),
            "rests": queries.reminded_until([branch.pk], day=today).get(branch.pk),
            "own": own,
            "may_waive": bool(policies.waive_duty(request.actor, branch)),
            "as_of": clock.now(),
        },
    )


@require_http_methods(GET_POST)
@member_view
def waive(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """Declare a duty not applicable, with a reason; ``?kind=&day=&group=`` say which (登记不适用)."""
    body = queries.body_to_oversee(organisation_id, seen_by=request.actor)
    require(policies.waive_duty(request.actor, body))
    asked = request.GET.get("kind", "")
    rule = d.BY_KEY.get(asked, d.DUTIES[0])
    day = _day(request.GET.get("day", ""))
    groups = {str(g.pk): g for g in queries.groups_of(body)}
    group = groups.get(request.GET.get("group", ""))
    period = d.period_of(rule.rhythm, day)
    form = WaiveForm(
        request.POST or None,
        asks_scope=rule.rhythm is not Rhythm.MONTH and clock.today() in period,
    )
    if request.method == "POST" and taken(
        form,
        lambda values: actions.waive_duty(
            actor=request.actor,
            organisation_id=body.pk,
            key=rule.key,
            day=day,
            group_id=group.pk if group else None,
            **values,
        ),
    ):
        say(request, _("已登记为不适用，随时可以取消。"))
        return _home(body)
    return render(
        request,
        "meetings/waive.html",
        {"body": body, "form": form, "term": _(rule.term), "group": group, "period": period},
        status=422 if form.errors else 200,
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return clock.today()


def _home(body: Organisation) -> HttpResponse:
    if body.is_branch:
        return redirect("meetings:duties", body.pk)
    return redirect("web:branches")


@require_POST
@member_view
def lift(request: MemberRequest, waiver_id: int) -> HttpResponse:
    """Take back that a duty does not apply."""
    organisation_id = actions.lift_waiver(actor=request.actor, waiver_id=waiver_id)
    say(request, _("已取消，这一项重新计入。"))
    return _home(queries.body_to_oversee(organisation_id, seen_by=request.actor))


@require_http_methods(GET_POST)
@member_view
def note_duty(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """Talks held this year, or the secretary's report: a day and a number (登记谈心谈话、述职)."""
    branch = queries.organisation_for_planning(organisation_id, seen_by=request.actor)
    require(policies.note_duty(request.actor, branch))
    asked = request.GET.get("kind", "")
    key = asked if asked in set(d.Other) else d.Other.HEART_TALK.value
    talks = key == d.Other.HEART_TALK
    today = clock.today()
    form = DutyEntryForm(request.POST or None, initial={"on": today}, talks=talks)
    if request.method == "POST" and taken(
        form,
        lambda values: actions.note_duty(
            actor=request.actor, organisation_id=branch.pk, key=key, **values
        ),
    ):
        say(request, _("已登记。"))
        return redirect(f"{request.path}?kind={key}")
    entries = [e for e in queries.duty_entries_of(branch, year=today.year) if e.key == key]
    return render(
        request,
        "meetings/note_duty.html",
        {
            "branch": branch,
            "form": form,
            "talks": talks,
            "term": _(d.BY_KEY[key].term),
            "cite": d.BY_KEY[key].cite,
            "entries": entries,
            "year": today.year,
        },
        status=422 if form.errors else 200,
    )


@require_POST
@member_view
def drop(request: MemberRequest, entry_id: int) -> HttpResponse:
    """Take a wrong line of talks or reports away."""
    organisation_id = actions.drop_duty_entry(actor=request.actor, entry_id=entry_id)
    say(request, _("已删去。"))
    return redirect("meetings:note_duty", organisation_id)


@require_POST
@member_view
def remind(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """One merged reminder to each chosen branch (合并提醒)."""
    chosen = [int(pk) for pk in request.POST.getlist("branch") if pk.isascii() and pk.isdigit()]
    done = actions.remind_branches(
        actor=request.actor, organisation_id=organisation_id, branch_ids=chosen
    )
    said = [_("已提醒 %(n)d 个支部。") % {"n": len(done.sent)}] if done.sent else []
    said += [
        _("没有提醒%(branch)s：%(why)s。") % {"branch": branch, "why": why}
        for branch, why in done.left
    ]
    say(request, "".join(said))
    return redirect("web:branches")
