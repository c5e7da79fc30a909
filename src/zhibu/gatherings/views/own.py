"""One's own pages: what is on, one gathering, coming in."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.gatherings import actions, domain, policies, queries
from zhibu.gatherings.actions import CheckIn, Outcome
from zhibu.gatherings.calendars import ics_of
from zhibu.gatherings.forms import CodeForm, PaperCodeForm
from zhibu.gatherings.models import Attendee, Gathering
from zhibu.gatherings.offers import seen_attendance
from zhibu.kit import clock
from zhibu.kit.components import Tab, say
from zhibu.kit.http import MemberRequest, answered, member_view
from zhibu.kit.offers import PageAbove

AHEAD, BACK = timedelta(days=200), timedelta(days=400)


@require_safe
@member_view
def listing(request: MemberRequest) -> HttpResponse:
    """What is on (活动): coming, gone by, and for hosts what they host."""
    me, today = request.actor, clock.today()
    assert me.person_id is not None
    which = request.GET.get("of", "")
    hosts = me.holds_anywhere(*policies.HOSTS)
    rows = queries.gatherings_for(me.person_id, since=today - BACK, until=today + AHEAD)
    coming = [row for row in rows if not row.over]
    past = [row for row in reversed(rows) if row.over and row.listed]
    hosted = (
        queries.gatherings_hosted(seen_by=me, since=today - BACK, until=today + AHEAD)
        if hosts and which == "hosted"
        else []
    )
    here = reverse("gatherings:list")
    tabs = [
        Tab(_("近期"), here, len(coming), which not in {"past", "hosted"}),
        Tab(_("以往"), f"{here}?of=past", len(past), which == "past"),
    ]
    if hosts:
        tabs.append(Tab(_("主持"), f"{here}?of=hosted", None, which == "hosted"))
    return render(
        request,
        "gatherings/list.html",
        {
            "tabs": tabs,
            "which": which,
            "hosted": sorted(
                hosted, key=lambda g: (g.ends_at < clock.now(), abs(g.starts_at - clock.now()))
            ),
            "past": past,
            "mine": [row for row in coming if row.listed],
            "open": [row for row in coming if not row.listed],
            "now": next((row for row in coming if row.checking_in), None),
        },
    )


def _own(request: MemberRequest, gathering_id: int) -> tuple[Gathering, Attendee | None]:
    gathering = queries.gathering_for_reading(gathering_id, seen_by=request.actor)
    return gathering, queries.attendee_of(gathering_id, person_id=request.actor.person_id)


def page_above(request: MemberRequest, gathering_id: int) -> PageAbove | None:
    """The page of whatever the gathering was opened for, if this reader may see it."""
    for ask in import_string(settings.ZHIBU_GATHERING_PAGES):
        found: PageAbove | None = ask(request.actor, gathering_id)
        if found is not None:
            return found
    return None


def door_is_open(gathering: Gathering) -> bool:
    """Whether codes are taken now."""
    closes = gathering.ends_at + queries.CODE_OUTLASTS
    return (
        gathering.state == Gathering.State.OPEN
        and gathering.check_in_opens_at <= clock.now() < closes
    )


@require_safe
@member_view
def gathering(request: MemberRequest, gathering_id: int) -> HttpResponse:
    """One gathering: when, where, what one can do about it."""
    here, row = _own(request, gathering_id)
    waiting = row is not None and row.sign_up == Attendee.SignUp.WAITING
    deadline = here.sign_up_until or here.starts_at
    sign_up_open = (
        here.takes_sign_up and here.state == Gathering.State.OPEN and clock.now() < deadline
    )
    named = row is not None and (
        row.eligible or row.observer or bool(row.present_at) or row.sign_up in actions.LISTED
    )
    ended = row is not None and named and here.ends_at <= clock.now()
    contestable = seen_attendance(request.actor, row.pk) if row and ended else None
    return render(
        request,
        "gatherings/gathering.html",
        {
            "gathering": here,
            "above": page_above(request, gathering_id),
            "row": row,
            "door_open": door_is_open(here),
            "sign_up_open": sign_up_open,
            "mine": named or not sign_up_open,
            "ahead": queries.waiting_before(row) if row and waiting else 0,
            "signed": queries.signed_count(gathering_id) if here.takes_sign_up else 0,
            "contestable": contestable,
            "hosting": bool(policies.take_attendance(request.actor, here)),
            "over": here.ends_at <= clock.now(),
        },
    )


@require_safe
@member_view
def calendar(request: MemberRequest, gathering_id: int) -> HttpResponse:
    """One event for one's own calendar (.ics): the same UID for ever, cancelled, not deleted."""
    here, _row = _own(request, gathering_id)
    address = request.build_absolute_uri(reverse("gatherings:gathering", args=[here.pk]))
    response = HttpResponse(ics_of(here, address=address), content_type="text/calendar")
    response.headers["Content-Disposition"] = f'attachment; filename="zhibu-{here.pk}.ics"'
    return response


# ---- one tap each


def _back(gathering_id: int) -> HttpResponse:
    return redirect("gatherings:gathering", gathering_id)


def _undo(name: str, gathering_id: int) -> str:
    return reverse(f"gatherings:{name}", args=[gathering_id])


@require_POST
@member_view
def sign_up(request: MemberRequest, gathering_id: int) -> HttpResponse:
    row = actions.sign_up(actor=request.actor, gathering_id=gathering_id)
    said = _("名额已满，您在候补。") if row.sign_up == Attendee.SignUp.WAITING else _("已报名。")
    say(request, said, undo_url=_undo("withdraw", gathering_id))
    return _back(gathering_id)


@require_POST
@member_view
def withdraw(request: MemberRequest, gathering_id: int) -> HttpResponse:
    actions.withdraw_sign_up(actor=request.actor, gathering_id=gathering_id)
    say(request, _("已取消报名。"))
    return _back(gathering_id)


@require_POST
@member_view
def leave(request: MemberRequest, gathering_id: int) -> HttpResponse:
    actions.ask_leave(actor=request.actor, gathering_id=gathering_id)
    say(request, _("已请假。"), undo_url=_undo("withdraw_leave", gathering_id))
    return _back(gathering_id)


@require_POST
@member_view
def withdraw_leave(request: MemberRequest, gathering_id: int) -> HttpResponse:
    actions.withdraw_leave(actor=request.actor, gathering_id=gathering_id)
    say(request, _("请假已撤回。"))
    return _back(gathering_id)


# ---- check-in


def _scan_name(gathering_id: int) -> str:
    return f"scan_{gathering_id}"


@require_http_methods(["GET", "HEAD", "POST"])
@answered
def check_in(request: MemberRequest, gathering_id: int) -> HttpResponseBase:
    """The door (签到). A scan opens it by GET, with or without a session; one button comes in."""
    if request.actor.person_id is None:
        return _sign_in_first(request, gathering_id)
    if request.method == "POST":
        return _come_in(request, gathering_id)
    here, row = _own(request, gathering_id)
    code = request.GET.get("c", "")
    if domain.is_square(code, here.secret, clock.now()):
        response = redirect("gatherings:check_in", gathering_id)
        return _keep_scan(response, here.pk, here.secret)
    scanned = domain.pass_holds(_scan(request, here.pk), here.secret, clock.now())
    stale = bool(code) and not scanned
    form = PaperCodeForm() if "paper" in request.GET else CodeForm()
    return _door(request, here, row, form, scanned=scanned, stale=stale)


def _sign_in_first(request: MemberRequest, gathering_id: int) -> HttpResponseBase:
    """Sign in and come back; a good scan is kept meanwhile in this browser only."""
    response = redirect_to_login(reverse("gatherings:check_in", args=[gathering_id]))
    secret = queries.secret_at_the_door(gathering_id)
    if secret and domain.is_square(request.GET.get("c", ""), secret, clock.now()):
        return _keep_scan(response, gathering_id, secret)
    return response


def _keep_scan(response: HttpResponseBase, gathering_id: int, secret: str) -> HttpResponseBase:
    response.set_cookie(
        _scan_name(gathering_id),
        domain.scan_pass(secret, clock.now()),
        max_age=int(domain.SCAN_LASTS.total_seconds()),
        path=reverse("gatherings:gathering", args=[gathering_id]),
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return response


def _scan(request: MemberRequest, gathering_id: int) -> str:
    return request.COOKIES.get(_scan_name(gathering_id), "")


def _door(
    request: MemberRequest,
    here: Gathering,
    row: Attendee | None,
    form: CodeForm,
    *,
    scanned: bool = False,
    stale: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "gathering": here,
        "row": row,
        "form": form,
        "scanned": scanned,
        "stale": stale,
        "paper": isinstance(form, PaperCodeForm),
        "door_open": door_is_open(here),
        "early": here.state == Gathering.State.OPEN and clock.now() < here.check_in_opens_at,
    }
    return render(request, "gatherings/check_in.html", context, status=status)


def _come_in(request: MemberRequest, gathering_id: int) -> HttpResponse:
    kind = PaperCodeForm if "paper" in request.POST else CodeForm
    if "scanned" in request.POST:
        done = actions.check_in(
            actor=request.actor,
            gathering_id=gathering_id,
            scanned=_scan(request, gathering_id) or "-",
        )
        form = CodeForm()
    else:
        form = kind(request.POST)
        if not form.is_valid():
            here, row = _own(request, gathering_id)
            return _door(request, here, row, form, status=422)
        done = actions.check_in(
            actor=request.actor, gathering_id=gathering_id, code=form.cleaned_data["code"]
        )
    if done.done:
        return redirect("gatherings:check_in", gathering_id)
    return _not_in(request, done, form)


def _not_in(request: MemberRequest, done: CheckIn, form: CodeForm) -> HttpResponse:
    if done.outcome == Outcome.EXPIRED:
        return _door(request, done.gathering, done.attendee, form, stale=True, status=422)
    if done.outcome == Outcome.WAIT:
        sentence = _("试得太快，请 %(n)d 秒后再试。也可以请主持人勾选，效力相同。")
        form.add_error("code", sentence % {"n": done.seconds})
    elif "paper" in request.POST:
        form.add_error("code", _("纸上没有这个码，或不是您这一行的码。请对照纸面再看一遍。"))
    else:
        form.add_error("code", _("码不对，或已经换过。请看会场屏幕上现在的码。"))
    status = 429 if done.outcome == Outcome.WAIT else 422
    response = _door(request, done.gathering, done.attendee, form, status=status)
    response.stands = True  # type: ignore[attr-defined]  # the wrong try itself is kept and counted
    return response
