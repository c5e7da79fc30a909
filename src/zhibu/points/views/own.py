"""One's own points (我的积分): read by oneself alone, joined and left by oneself alone."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.kit import clock
from zhibu.kit.components import say
from zhibu.kit.dates import day as day_words
from zhibu.kit.http import MemberRequest, member_view
from zhibu.kit.verdict import Invalid
from zhibu.meetings.queries import seen_meetings
from zhibu.orgs.models import Organisation
from zhibu.points import actions, queries
from zhibu.points.domain.rules import sentence_of
from zhibu.points.forms import ClaimForm, JoinForm, RulesForm, add_errors, deed_of
from zhibu.points.models import Participation


def term_asked(request: MemberRequest) -> date:
    """The day in ``?term=`` if it is one, else today."""
    try:
        return date.fromisoformat(request.GET.get("term", ""))
    except ValueError:
        return clock.today()


def _line_asked(request: MemberRequest) -> int | None:
    """The line in ``?line=``, to be shown open."""
    asked = request.GET.get("line", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None


@require_safe
@member_view
def mine(request: MemberRequest) -> HttpResponse:
    """My points: the sum, each line with its receipt, earlier terms, and how to leave."""
    me = request.actor
    assert me.person_id is not None
    branch = queries.branch_of(me)
    part = queries.takes_part(me.person_id, branch.pk) if branch else None
    context: dict[str, Any] = {"branch": branch, "part": part, "on": False}
    if branch is not None:
        context["on"] = queries.is_on("points.enabled", branch.pk)
        context |= _taking_part(request, branch, part) if part else {"form": JoinForm()}
    return render(request, "points/mine.html", context)


def _taking_part(
    request: MemberRequest, branch: Organisation, part: Participation
) -> dict[str, Any]:
    day = term_asked(request)
    term = queries.own_term(part.person_id, branch, day=day)
    ids = {line.thing_id for line in term.lines if line.of_meeting}
    appeals = queries.appeals_about(part.person_id)
    meetings = seen_meetings(seen_by=request.actor).filter(pk__in=ids).values_list("pk", flat=True)
    version = queries.version_on(branch, day=clock.today())
    return {
        "own": term,
        "lines": [(line, appeals.get(("points.credit", line.id))) for line in term.lines],
        "claims": [one for (kind, _id), one in appeals.items() if kind == "points.missing"],
        "asked": _line_asked(request),
        "now": day == clock.today() or day in term.term and clock.today() in term.term,
        "readable": set(meetings),
        "version": version,
        "rules": _rules_form(version, part),
        "board": queries.is_on("points.board", branch.pk),
        "on_board": part.board_until is not None and part.board_until > clock.today(),
    }


def _offered(version: Any) -> list[tuple[str, str]]:
    return (
        [(rule.code, sentence_of(rule)) for rule in version.rules.rules if rule.opt_in]
        if version
        else []
    )


def _rules_form(version: Any, part: Participation) -> RulesForm | None:
    offered = _offered(version)
    return RulesForm(offered=offered, initial={"codes": part.agreed}) if offered else None


def _mine() -> HttpResponse:
    return redirect("points:mine")


@require_POST
@member_view
def join(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """Take part."""
    form = JoinForm(request.POST)
    takes = form.is_valid() and form.cleaned_data["takes_in_term"]
    actions.join_points(
        actor=request.actor, organisation_id=organisation_id, takes_in_term=bool(takes)
    )
    say(
        request,
        _("已参加，随时可以退出。"),
        undo_url=reverse("points:leave", args=[organisation_id]),
    )
    return _mine()


@require_POST
@member_view
def leave(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """Take part no longer."""
    actions.leave_points(actor=request.actor, organisation_id=organisation_id)
    say(request, _("已退出，您的积分不再显示，也不再增加。"))
    return _mine()


@require_POST
@member_view
def choose_rules(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """Optional rules that count for oneself."""
    codes = request.POST.getlist("codes")
    actions.choose_rules(actor=request.actor, organisation_id=organisation_id, codes=codes)
    say(request, _("自选条款已改。"))
    return _mine()


@require_POST
@member_view
def enter_board(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """Be shown on the board."""
    actions.enter_board(actor=request.actor, organisation_id=organisation_id)
    say(
        request,
        _("已公开到积分榜，随时可以退出。"),
        undo_url=reverse("points:leave_board", args=[organisation_id]),
    )
    return redirect("points:branch", organisation_id)


@require_POST
@member_view
def leave_board(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """Be shown no longer."""
    actions.leave_board(actor=request.actor, organisation_id=organisation_id)
    say(request, _("已退出积分榜。"))
    return redirect("points:branch", organisation_id)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def claim(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """A credit is missing: what was done, when, and who can say so."""
    me = request.actor
    part = queries.takes_part(me.person_id or 0, organisation_id)
    if part is None:
        raise Participation.DoesNotExist
    form = ClaimForm(request.POST or None, initial={"on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            appeal = actions.claim_missing(
                actor=me,
                organisation_id=organisation_id,
                deed=deed_of(form),
                reason=form.cleaned_data["reason"],
            )
        except Invalid as invalid:
            add_errors(form, invalid)
        else:
            say(request, _("已补报，%(day)s前答复。") % {"day": day_words(appeal.due_on)})
            return _mine()
    return render(
        request, "points/claim.html", {"form": form}, status=422 if form.is_bound else 200
    )
