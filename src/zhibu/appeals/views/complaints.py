"""Complaints and suggestions: given from every page, tracked, answered, passed on (意见建议)."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.appeals import actions, policies, queries
from zhibu.appeals.domain import shape_of
from zhibu.appeals.forms import CodeForm, ComplaintForm, ReplyForm
from zhibu.appeals.models import Complaint
from zhibu.kit.components import say
from zhibu.kit.forms import taken
from zhibu.kit.http import MemberRequest, answered, leaves_no_name, member_view
from zhibu.kit.verdict import require

GET_POST = ["GET", "HEAD", "POST"]


def _page_of(came: str) -> str:
    """The shape of the address somebody came from; empty for one that is not ours."""
    try:
        return shape_of(resolve(urlsplit(came).path).route)
    except (Resolver404, ValueError):
        return ""


def _is_unsigned(request: HttpRequest) -> bool:
    return request.POST.get("naming", Complaint.Naming.NONE) == Complaint.Naming.NONE


@leaves_no_name(_is_unsigned)
@require_http_methods(GET_POST)
@answered
def give(request: MemberRequest) -> HttpResponse:
    """The form behind the link on every page (提意见建议); whoever does not sign gets a code, once."""
    me = request.actor
    signed_in = me.person_id is not None
    form = ComplaintForm(
        request.POST or None,
        addressees=queries.addressees_for(me),
        signed_in=signed_in,
        initial={
            "came": request.GET.get("from", "")[:400],
            "kind": request.GET.get("kind", ""),
            "naming": Complaint.Naming.SIGNED,
        },
    )
    given: list[actions.Given] = []

    def act(values: dict[str, str]) -> None:
        given.append(
            actions.give_complaint(
                actor=me,
                kind=values["kind"],
                level=values["level"],
                naming=values.get("naming", Complaint.Naming.NONE),
                text=values["text"],
                page=_page_of(values["came"]),
            )
        )

    if request.method == "POST" and taken(form, act):
        if given[0].code:
            return _code_once(request, given[0])
        say(request, _("已收到，7 天内答复。"))
        return redirect("appeals:complaint", given[0].complaint.pk)
    came = form["came"].value() or ""
    context = {"form": form, "page": _page_of(came), "is_signed_in": signed_in}
    return render(request, "appeals/give.html", context, status=422 if form.errors else 200)


def _code_once(request: MemberRequest, given: actions.Given) -> HttpResponse:
    """The code, on this page only; a repeat of the post is led to where it is typed in."""
    response = render(
        request, "appeals/code.html", {"code": given.code, "complaint": given.complaint}
    )
    response.shown_once_then = reverse("appeals:track")  # type: ignore[attr-defined]
    return response


@leaves_no_name(lambda _request: True)
@require_http_methods(GET_POST)
@answered
def track(request: MemberRequest) -> HttpResponse:
    """How far one nobody signed has come, by its code; the code stands in no address (凭码查询)."""
    form = CodeForm(request.POST or None)
    found: Complaint | None = None
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        try:
            found = _by_code(request, code)
        except Complaint.DoesNotExist:
            form.add_error("code", _("没有这个查询码，请对照再输一遍。"))
    context: dict[str, object] = {
        "form": form,
        "complaint": found,
        "code": request.POST.get("code", ""),
    }
    if found:
        context |= _giver_may(request, found, holds_code=True)
    response = render(request, "appeals/track.html", context, status=422 if form.errors else 200)
    response.shown_once_then = reverse("appeals:track")  # type: ignore[attr-defined]
    return response


def _by_code(request: MemberRequest, code: str) -> Complaint:
    """The complaint of a code, after what its giver pressed."""
    wish = request.POST.get("wish", "")
    if wish == "pass_on":
        actions.pass_on(actor=request.actor, code=code)
    elif wish == "close":
        actions.close_complaint(actor=request.actor, code=code)
    return queries.complaint_by_code(code)


def _giver_may(
    request: MemberRequest, found: Complaint, *, holds_code: bool = False
) -> dict[str, object]:
    me = request.actor
    giver = policies.is_giver(me, found, holds_code=holds_code)
    passes = bool(policies.pass_on(me, found, holds_code=holds_code))
    return {
        "is_giver": giver,
        "may_pass_on": passes and queries.level_above(found) is not None,
        "may_close": giver and found.state == Complaint.State.ANSWERED,
    }


# ---- one that is signed, or handled


def _page(request: MemberRequest, complaint_id: int, form: ReplyForm | None = None) -> HttpResponse:
    found = queries.complaint_for_reading(complaint_id, seen_by=request.actor)
    is_open = found.state == Complaint.State.WAITING
    context = {
        "complaint": found,
        "may_answer": is_open and bool(policies.answer_complaint(request.actor, found)),
        "form": form or ReplyForm(),
        **_giver_may(request, found),
    }
    return render(request, "appeals/complaint.html", context, status=422 if form else 200)


@require_safe
@member_view
def complaint(request: MemberRequest, complaint_id: int) -> HttpResponse:
    """One complaint: for who gave it under their name, and for who handles it."""
    return _page(request, complaint_id)


@require_POST
@member_view
def reply(request: MemberRequest, complaint_id: int) -> HttpResponse:
    form = ReplyForm(request.POST)
    if taken(
        form,
        lambda values: actions.answer_complaint(
            actor=request.actor, complaint_id=complaint_id, **values
        ),
    ):
        say(request, _("已答复。"))
        return redirect("appeals:complaint", complaint_id)
    found = queries.complaint_for_reading(complaint_id, seen_by=request.actor)
    require(policies.answer_complaint(request.actor, found))
    return _page(request, complaint_id, form)


@require_POST
@member_view
def pass_on(request: MemberRequest, complaint_id: int) -> HttpResponse:
    """To the level above; who handled it does not see it any more."""
    done = actions.pass_on(actor=request.actor, complaint_id=complaint_id)
    say(request, _("已转%(level)s。") % {"level": done.get_level_display()})
    if done.giver_id == request.actor.person_id:
        return redirect("appeals:complaint", complaint_id)
    return redirect("appeals:desk")


@require_POST
@member_view
def close(request: MemberRequest, complaint_id: int) -> HttpResponse:
    actions.close_complaint(actor=request.actor, complaint_id=complaint_id)
    say(request, _("已办结。"))
    return redirect("appeals:complaint", complaint_id)
