"""The doors of the university's sign-in, and its messages that somebody left (统一身份认证)."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.kit.identity import Cas, Oidc
from zhibu.kit.outgoing import Unreachable
from zhibu.people import actions
from zhibu.people.queries import AccountClosed, account_for_number
from zhibu.web.door import arrive, next_page
from zhibu.web.identity import cas, oidc
from zhibu.web.identity.known import Known, NotTaken

log = logging.getLogger("zhibu.identity")
MINUTES = 10  # between leaving for the service and coming back


def _oidc() -> Oidc:
    told: Oidc | None = settings.IDENTITY.oidc
    if told is None:
        raise Http404
    return told


def _cas() -> Cas:
    told: Cas | None = settings.IDENTITY.cas
    if told is None:
        raise Http404
    return told


@require_safe
def oidc_begin(request: HttpRequest) -> HttpResponse:
    """To the university's sign-in, by OIDC."""
    told = _oidc()
    try:
        begun = oidc.begin(told, back_to=_back_to(request, "web:oidc_back"))
    except (Unreachable, NotTaken) as failed:
        return _no_answer(request, failed)
    _remember(request, "oidc", state=begun.state, nonce=begun.nonce, verifier=begun.verifier)
    return HttpResponseRedirect(begun.url)


@require_safe
def oidc_back(request: HttpRequest) -> HttpResponse:
    """Back from there: only from a sign-in begun in this very browser, minutes ago."""
    told = _oidc()
    kept = _recalled(request, "oidc")
    code = request.GET.get("code", "")
    another = request.GET.get("iss", told.issuer) != told.issuer
    if kept is None or not code or another:
        return _not_ours(request)
    return _in(
        request,
        "oidc",
        kept,
        lambda: oidc.finish(
            told,
            code=code,
            nonce=kept["nonce"],
            verifier=kept["verifier"],
            back_to=_back_to(request, "web:oidc_back"),
        ),
    )


@csrf_exempt
@require_POST
def oidc_left(request: HttpRequest) -> HttpResponse:
    """Back-channel: the service says, signed, that somebody left."""
    try:
        left = oidc.logged_out(_oidc(), request.POST.get("logout_token", ""))
    except (Unreachable, NotTaken) as failed:
        log.warning("logout token not taken: %s", failed)
        return HttpResponse("invalid_request\n", status=400, content_type="text/plain")
    actions.end_marked(left.mark, token=left.token)
    return HttpResponse("ok\n", content_type="text/plain")


oidc_left.keyless = True  # type: ignore[attr-defined]  # said by a server; twice is once


@require_safe
def oidc_front(request: HttpRequest) -> HttpResponse:
    """Front-channel: the service's page has the visitor's browser call here as they leave there.

    No cookie comes along from another site's page, so the session is ended by its name; that it was
    ended before, or never was, is answered alike.
    """
    try:
        mark = oidc.left_in_front(
            _oidc(), issuer=request.GET.get("iss", ""), sid=request.GET.get("sid", "")
        )
    except NotTaken as failed:
        log.warning("front-channel logout not taken: %s", failed)
        return HttpResponse("invalid_request\n", status=400, content_type="text/plain")
    actions.end_marked(mark)
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def cas_begin(request: HttpRequest) -> HttpResponse:
    """To the university's sign-in, by CAS."""
    begun = cas.begin(_cas(), back_to=_back_to(request, "web:cas_back"))
    _remember(request, "cas", state=begun.state)
    return HttpResponseRedirect(begun.url)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def cas_back(request: HttpRequest) -> HttpResponse:
    """Back from CAS with a ticket. A POST is the server itself, saying that a session ended."""
    told = _cas()
    if request.method == "POST":
        return _cas_left(request)
    kept = _recalled(request, "cas")
    ticket = request.GET.get("ticket", "")
    if kept is None or not ticket:
        return _not_ours(request)
    back_to = _back_to(request, "web:cas_back")
    return _in(
        request,
        "cas",
        kept,
        lambda: cas.finish(told, ticket=ticket, state=kept["state"], back_to=back_to),
    )


cas_back.keyless = True  # type: ignore[attr-defined]  # said by a server; twice is once


def _cas_left(request: HttpRequest) -> HttpResponse:
    try:
        mark = cas.logged_out(request.POST.get("logoutRequest", ""))
    except NotTaken as failed:
        log.warning("logout request not taken: %s", failed)
        return HttpResponse("invalid\n", status=400, content_type="text/plain")
    actions.end_marked(mark)
    return HttpResponse("ok\n", content_type="text/plain")


def _in(
    request: HttpRequest, way: str, kept: dict[str, str], finish: Callable[[], Known]
) -> HttpResponse:
    """The account of whoever came back. None is made; one that is shut stays shut."""
    try:
        known = finish()
    except Unreachable as failed:
        return _no_answer(request, failed)
    except NotTaken as failed:
        log.warning("sign-in by %s not taken: %s", way, failed)
        sentence = (
            _("统一身份认证没有给出学号或工号，不能对应账号。请联系学校信息中心。")
            if failed.why == "no-number"
            else _("统一身份认证的答复核对不上，没有登录。请重新登录；还不行，请联系学校信息中心。")
        )
        return _turned_away(request, sentence, status=403)
    try:
        account = account_for_number(known.number)
    except ObjectDoesNotExist:
        words = {"number": known.number}
        return _turned_away(
            request,
            _("学号或工号 %(number)s 在这里还没有账号。请向所在支部要一张登录条。") % words,
            status=403,
        )
    except AccountClosed:
        return _turned_away(
            request,
            _("这个账号已经停用。请联系学校的系统运维员或安全管理员。"),
            status=403,
        )
    return arrive(request, account, way=way, marks=known.marks, target=kept["next"])


def _back_to(request: HttpRequest, name: str) -> str:
    return request.build_absolute_uri(reverse(name))


def _remember(request: HttpRequest, way: str, **kept: str) -> None:
    """What this browser has to bring back; the latest sign-in counts, earlier ones are void."""
    at = str(int(timezone.now().timestamp()))
    request.session[f"begun-{way}"] = {**kept, "next": next_page(request), "at": at}


def _recalled(request: HttpRequest, way: str) -> dict[str, str] | None:
    """What was remembered, once; None when the state that came back is not its own or too old."""
    kept: dict[str, str] | None = request.session.pop(f"begun-{way}", None)
    if kept is None:
        return None
    state = request.GET.get("state", "")
    same = secrets.compare_digest(state.encode(), kept["state"].encode())
    age = timezone.now().timestamp() - int(kept["at"])
    return kept if same and age <= MINUTES * 60 else None


def _not_ours(request: HttpRequest) -> HttpResponse:
    return _turned_away(
        request,
        _("这次登录没有完成：不是从这台设备开始的，或者已经超过十分钟。请重新登录。"),
        status=400,
    )


def _no_answer(request: HttpRequest, failed: Exception) -> HttpResponse:
    log.warning("identity service: %s", failed)
    return _turned_away(
        request, _("统一身份认证暂时没有答复。请稍后再试，或用密码登录。"), status=502
    )


def _turned_away(request: HttpRequest, sentence: str, *, status: int) -> HttpResponse:
    return render(request, "web/turned_away.html", {"sentence": sentence}, status=status)


@require_safe
def signed_out(request: HttpRequest) -> HttpResponse:
    """After signing out here: the way to sign out of the university's sign-in as well."""
    if request.actor.person_id is not None:  # type: ignore[attr-defined]  # set by WhoActs
        return redirect("web:home")
    told = settings.IDENTITY
    url = f"{told.cas.url}/logout" if told.cas else ""
    if told.oidc:
        url = url or oidc.way_out(told.oidc)
    return render(request, "web/signed_out.html", {"way_out": url})
