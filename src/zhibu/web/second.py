"""The second step at the door, and proving oneself again before one's own keys are changed (第二道验证)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.kit.http import MemberRequest, member_view
from zhibu.people import accounts, actions
from zhibu.people.models import Account, Sitting
from zhibu.people.queries import account_for, account_of_session, factors_of
from zhibu.web import passkeys, sessions
from zhibu.web.door import network_of, next_page
from zhibu.web.forms import CodeForm, ProofForm

P = ParamSpec("P")


def _too_fast(seconds: int) -> str:
    return _("试得太快，请 %(n)d 秒后再试。账号没有被锁。") % {"n": seconds}


def _half_in(half: sessions.HalfWay) -> Account | None:
    try:
        return account_of_session(half.account_id, half.generation)
    except ObjectDoesNotExist:
        return None


@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def second(request: HttpRequest) -> HttpResponse:
    """After the password or the university's sign-in: the six digits, or a recovery code."""
    half = sessions.half_way(request)
    account = _half_in(half) if half else None
    if half is None or account is None:
        sessions.forget_half(request)
        sentence = _("第一步已经失效：超过了十分钟，或账号有了变动。请重新登录。")
        return render(request, "web/turned_away.html", {"sentence": sentence}, status=403)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        network = network_of(request)
        if seconds := actions.wait_for_code(account, network):
            form.add_error(None, _too_fast(seconds))
        elif actions.take_code(account, form.cleaned_data["code"], network):
            sessions.let_in(request, account, way=half.way, marks=half.marks, strong=True)
            return redirect(half.target)
        else:
            form.add_error("code", _("不对，或已经用过。请填正在显示的 6 位数字。"))
    factors = factors_of(account.pk)
    return render(
        request,
        "web/second.html",
        {"form": form, "factors": factors, "passkeys": passkeys.offered(request)},
        status=422 if form.errors else 200,
    )


second.keyless = True  # type: ignore[attr-defined]  # a failed try must be kept, not rolled back


@require_safe
def passkey_options(request: HttpRequest) -> HttpResponse:
    """What the browser asks the device, for signing in or proving oneself again."""
    return HttpResponse(passkeys.options_for_door(request), content_type="application/json")


@require_POST
def passkey_sign_in(request: HttpRequest) -> HttpResponse:
    """A passkey alone opens the door: the device is one proof, unlocking it the other."""
    try:
        passkey = passkeys.shown(request, request.POST.get("credential", ""))
    except passkeys.NotTaken:
        sentence = _("这把通行密钥在这里没有用。请用密码登录，再到“我的”里添加。")
        return render(request, "web/turned_away.html", {"sentence": sentence}, status=403)
    half = sessions.half_way(request)
    same = half is not None and half.account_id == passkey.account_id
    target = half.target if half and same else next_page(request)
    sessions.let_in(
        request,
        passkey.account,
        way=half.way if half and same else Sitting.Way.PASSKEY,
        marks=half.marks if half and same else (),
        strong=True,
    )
    return redirect(target)


passkey_sign_in.keyless = True  # type: ignore[attr-defined]  # a session begins; a challenge is good once


# ---- once more, before what opens the door is changed


def freshly_proved(
    view: Callable[Concatenate[MemberRequest, P], HttpResponseBase],
) -> Callable[Concatenate[MemberRequest, P], HttpResponseBase]:
    """Only within minutes of having proved oneself; else first there, then back to the page."""

    @wraps(view)
    def inner(request: MemberRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if sessions.proved_lately(request):
            return view(request, *args, **kwargs)
        back = reverse("web:factors") if request.method == "POST" else request.get_full_path()
        return redirect(f"{reverse('web:prove')}?{urlencode({'next': back})}")

    return inner


@sensitive_post_parameters("proof")
@require_http_methods(["GET", "POST"])
@member_view
def prove(request: MemberRequest) -> HttpResponse:
    """Once more the code, or the password where there is no authenticator."""
    account = account_for(request.actor.person_id or 0)
    factors = factors_of(account.pk)
    form = ProofForm(request.POST or None, by_code=factors.any)
    if request.method == "POST" and form.is_valid():
        said = _prove(account, form.cleaned_data["proof"], network_of(request), factors.any)
        if not said:
            sessions.mark_proved(request)
            return redirect(next_page(request))
        form.add_error("proof", said)
    context = {
        "form": form,
        "next": next_page(request),
        "factors": factors,
        "passkeys": passkeys.offered(request) and bool(factors.passkeys),
        "has_password": account.has_usable_password(),
    }
    return render(request, "web/prove.html", context, status=422 if form.errors else 200)


prove.keyless = True  # type: ignore[attr-defined]  # a failed try must be kept, not rolled back


def _prove(account: Account, proof: str, network: str, by_code: bool) -> str:
    """What is wrong with the proof; empty when it holds."""
    if by_code:
        if seconds := actions.wait_for_code(account, network):
            return _too_fast(seconds)
        right = actions.take_code(account, proof, network)
        return "" if right else _("不对，或已经用过。请填正在显示的 6 位数字。")
    if seconds := accounts.wait_for(account.number, network):
        return _too_fast(seconds)
    return "" if accounts.verified_account(account.number, proof, network) else _("密码不对。")
