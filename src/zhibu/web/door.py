"""Sign-in, slips, sign-out (登录、登录条、退出)."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from zhibu.kit.http import MemberRequest, answered, member_view
from zhibu.kit.verdict import Invalid
from zhibu.people import accounts, actions
from zhibu.people.models import Account, Sitting
from zhibu.people.queries import account_for, factors_of
from zhibu.web import demo, passkeys
from zhibu.web.forms import ChangePasswordForm, NewPasswordForm, SignInForm
from zhibu.web.sessions import let_in, remember_half

Way = Sitting.Way


def network_of(request: HttpRequest) -> str:
    """The asking network: /32 or /64, as the page server sees it."""
    address = request.META.get("REMOTE_ADDR", "") or "local"
    return ":".join(address.split(":")[:4]) if ":" in address else address


def next_page(request: HttpRequest) -> str:
    """Where to go after signing in: only inside this site."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, settings.HTTPS)
    return target if safe else "/"


def arrive(
    request: HttpRequest, account: Account, *, way: str, target: str, marks: Iterable[str] = ()
) -> HttpResponse:
    """Somebody whose number is proved comes in, or first proves a second time where they can."""
    if factors_of(account.pk).any:
        remember_half(request, account, way=way, marks=marks, target=target)
        return redirect("web:second")
    let_in(request, account, way=way, marks=marks)
    return redirect(target)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The door. Failures delay; they never lock, and say the same for every number."""
    form = SignInForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            number, network = form.cleaned_data["number"].strip(), network_of(request)
            if seconds := accounts.wait_for(number, network):
                form.add_error(
                    None, _("试得太快，请 %(n)d 秒后再试。账号没有被锁。") % {"n": seconds}
                )
            elif account := accounts.verified_account(
                number, form.cleaned_data["password"], network
            ):
                return arrive(request, account, way=Way.PASSWORD, target=next_page(request))
            else:
                form.add_error(
                    None,
                    _(
                        "学号、工号或密码不对。第一次登录请用支部发的登录条；忘记密码请向支部要一张新的。"
                    ),
                )
    return render(
        request,
        "web/sign_in.html",
        {
            "form": form,
            "next": next_page(request),
            "persons": demo.persons_to_be(),
            "identity": settings.IDENTITY,
            "passkeys": passkeys.offered(request),
        },
        status=status,
    )


sign_in.keyless = True  # type: ignore[attr-defined]  # a failed try must be kept, not rolled back


@require_POST
def be(request: HttpRequest) -> HttpResponse:
    """Demo only: enter as one of the persons offered on the door."""
    if settings.MODE != "demo":
        raise Http404
    person = next(
        (p for p in demo.persons_to_be() if str(p.person_id) == request.POST.get("person")), None
    )
    if person is None:
        raise Http404
    let_in(request, account_for(person.person_id), way=Way.DEMO)
    return redirect(next_page(request))


be.keyless = True  # type: ignore[attr-defined]  # a session begins; nothing is written


@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
@answered
def slip(request: MemberRequest, token: str) -> HttpResponse:
    """A slip's link: set the first password, or a new one, and come in."""
    try:
        held = accounts.slip_for(token)
    except ObjectDoesNotExist:
        return render(request, "web/slip_gone.html", status=410)
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = accounts.redeem_slip(token=token, **form.cleaned_data)
        except Invalid as invalid:
            for field, sentence in invalid.errors.items():
                form.add_error(field or None, sentence)
        else:
            messages.success(request, _("密码已设好。"))
            return arrive(request, account, way=Way.SLIP, target=reverse("web:home"))
    status = 422 if form.errors else 200
    return render(
        request, "web/slip.html", {"form": form, "person": held.account.person}, status=status
    )


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session; who came by the university's sign-in is shown the way out of that too."""
    outside = request.session.get("way") in {Way.OIDC, Way.CAS}
    actions.leave_sitting(request.session.session_key or "")
    logout(request)
    return redirect("web:signed_out" if outside else "web:sign_in")


sign_out.keyless = True  # type: ignore[attr-defined]  # ending twice is ending once


@sensitive_post_parameters("old", "password", "again")
@require_http_methods(["GET", "POST"])
@member_view
def password(request: MemberRequest) -> HttpResponse:
    """Change one's own password; other sessions end."""
    form = ChangePasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = accounts.change_password(actor=request.actor, **form.cleaned_data)
        except Invalid as invalid:
            for field, sentence in invalid.errors.items():
                form.add_error(field or None, sentence)
        else:
            strong = bool(request.session.get("strong"))
            let_in(request, account, way=Way.PASSWORD, strong=strong)
            messages.success(request, _("密码已改，其他设备已退出。"))
            return redirect("web:me")
    status = 422 if form.errors else 200
    return render(request, "web/password.html", {"form": form}, status=status)
