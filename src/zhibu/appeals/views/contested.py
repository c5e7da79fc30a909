"""Pages about appeals: one's own, raising one, the desk of those who answer, the numbers."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.appeals import actions, policies, queries
from zhibu.appeals.domain import TOLD_FROM
from zhibu.appeals.forms import AnswerForm, ReasonForm
from zhibu.appeals.kinds import kinds, label_of, subject_of
from zhibu.appeals.models import Appeal, Complaint
from zhibu.kit import clock
from zhibu.kit.components import say
from zhibu.kit.dates import full_day
from zhibu.kit.forms import taken
from zhibu.kit.http import MemberRequest, member_view
from zhibu.kit.offers import AppealSubject, PageAbove
from zhibu.kit.verdict import require
from zhibu.orgs.models import Organisation
from zhibu.orgs.queries import organisation_for_reading, own_branch

GET_POST = ["GET", "HEAD", "POST"]
A_PAGE = 20


@require_safe
@member_view
def mine(request: MemberRequest) -> HttpResponse:
    """What I contested and what I said, with state and date (我的异议和意见)."""
    person_id = request.actor.person_id or 0
    branch = own_branch(request.actor)
    return render(
        request,
        "appeals/mine.html",
        {
            "appeals": queries.appeals_of(person_id),
            "complaints": queries.complaints_of(person_id),
            "branch": branch if branch and policies.see_outcomes(request.actor, branch) else None,
        },
    )


@require_http_methods(GET_POST)
@member_view
def raise_appeal(request: MemberRequest, kind: str, subject_id: int) -> HttpResponse:
    """Contest one entry: what it is, why, who answers and by when (提出异议)."""
    subject = subject_of(kind, subject_id, seen_by=request.actor)
    if subject is None:
        raise Appeal.DoesNotExist
    require(policies.raise_appeal(request.actor, subject))
    form = ReasonForm(request.POST or None)
    made: list[Appeal] = []
    if request.method == "POST" and taken(
        form,
        lambda values: made.append(
            actions.raise_appeal(actor=request.actor, kind=kind, subject_id=subject_id, **values)
        ),
    ):
        say(request, _("已提出，%(day)s前答复。") % {"day": full_day(made[0].due_on)})
        return redirect("appeals:appeal", made[0].pk)
    return render(
        request,
        "appeals/raise.html",
        {
            "subject": subject,
            "label": label_of(kind),
            "form": form,
            "due": actions.due_today(),
            "already": queries.open_appeal_about(
                kind, subject_id, person_id=request.actor.person_id
            ),
        },
        status=422 if form.errors else 200,
    )


@dataclass(frozen=True, slots=True)
class Remedy:
    """What upholding would do: what is said of it, and the correction that comes first, if any."""

    words: str
    correction: PageAbove | None


def _remedy(request: MemberRequest, appeal: Appeal, now: AppealSubject | None) -> Remedy | None:
    kind = kinds().get(appeal.kind)
    if kind is None:
        return None
    correction = kind.correction(request.actor, appeal.subject_id)
    return Remedy(now.remedy if now else "", correction)


def _page(request: MemberRequest, appeal_id: int, form: AnswerForm | None = None) -> HttpResponse:
    me = request.actor
    found = queries.appeal_for_reading(appeal_id, seen_by=me)
    now = subject_of(found.kind, found.subject_id, seen_by=me)
    verdict = policies.answer_appeal(me, found)
    is_open = found.state == Appeal.State.OPEN
    return render(
        request,
        "appeals/appeal.html",
        {
            "appeal": found,
            "label": label_of(found.kind),
            "now": now,
            "changed": now is not None and now.facts[:300] != found.facts,
            "mine": found.appellant_id == me.person_id,
            "may_answer": bool(verdict) and is_open,
            "why_not": verdict.sentence if is_open else "",
            "may_withdraw": bool(policies.withdraw_appeal(me, found)) and is_open,
            "remedy": None if found.is_closed else _remedy(request, found, now),
            "form": form or AnswerForm(),
        },
        status=422 if form else 200,
    )


@require_safe
@member_view
def appeal(request: MemberRequest, appeal_id: int) -> HttpResponse:
    """One appeal: for who raised it, for who answers it (一件异议)."""
    return _page(request, appeal_id)


@require_POST
@member_view
def answer(request: MemberRequest, appeal_id: int) -> HttpResponse:
    """The answer; on a fault the page again."""
    form = AnswerForm(request.POST)
    if taken(
        form,
        lambda values: actions.answer_appeal(actor=request.actor, appeal_id=appeal_id, **values),
    ):
        say(request, _("已答复，本人会收到通知。"))
        return redirect("appeals:appeal", appeal_id)
    require(
        policies.answer_appeal(
            request.actor, queries.appeal_for_reading(appeal_id, seen_by=request.actor)
        )
    )
    return _page(request, appeal_id, form)


@require_POST
@member_view
def withdraw(request: MemberRequest, appeal_id: int) -> HttpResponse:
    actions.withdraw_appeal(actor=request.actor, appeal_id=appeal_id)
    say(request, _("异议已撤回。"))
    return redirect("appeals:mine")


@require_POST
@member_view
def take_over(request: MemberRequest, appeal_id: int) -> HttpResponse:
    actions.take_over(actor=request.actor, appeal_id=appeal_id)
    say(request, _("已接手，由您答复。"))
    return redirect("appeals:appeal", appeal_id)


@require_safe
@member_view
def desk(request: MemberRequest) -> HttpResponse:
    """All that waits for this person's answer, and what is past its day below (异议与意见)."""
    me = request.actor
    require(policies.see_desk(me))
    handled = queries.handled_by(me)
    waiting = [one for one in handled if one.state == Complaint.State.WAITING]
    others = handled.exclude(state=Complaint.State.WAITING).order_by("-answered_on", "-pk")
    open_ones = queries.open_for(me)
    shown = {one.pk for one in open_ones}
    page = Paginator(queries.queue_for(me).exclude(pk__in=shown), A_PAGE)
    return render(
        request,
        "appeals/desk.html",
        {
            "open": open_ones,
            "risen": queries.risen_for(me),
            "taken": [one for one in queries.taken_over_by(me) if one.pk not in shown],
            "page": page.get_page(request.GET.get("page")),
            "waiting": waiting,
            "answered": others[:A_PAGE],
            "overdue": queries.overdue_complaints_for(me),
            "above": me.holds_anywhere(*policies.ABOVE),
            "committee": me.holds_anywhere(*policies.ANSWERERS),
            "handles": me.holds_anywhere(
                *(p for posts in policies.HANDLERS.values() for p in posts)
            ),
            "body": own_branch(me),
        },
    )


@require_safe
@member_view
def outcomes(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """How appeals and complaints of a body ended in a year, as numbers (办理情况)."""
    body = organisation_for_reading(organisation_id, seen_by=request.actor)
    if body.kind == Organisation.Kind.GROUP:
        raise Organisation.DoesNotExist
    require(policies.see_outcomes(request.actor, body))
    today = clock.today()
    return render(
        request,
        "appeals/outcomes.html",
        {
            "body": body,
            "today": today,
            "outcomes": queries.outcomes_of(body.path, today=today),
            "counts": queries.counts_under(body.path, today=today),
            "least": TOLD_FROM,
        },
    )
