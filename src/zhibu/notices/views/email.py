"""One's own address for notices: give, prove, choose, remove, stop (邮件通知)."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from zhibu.kit import clock
from zhibu.kit.components import say
from zhibu.kit.forms import taken
from zhibu.kit.http import MemberRequest, answered, member_view
from zhibu.notices import actions, queries
from zhibu.notices.domain import is_quiet
from zhibu.notices.forms import EmailForm, MailForm
from zhibu.notices.letters import read_off, read_proof
from zhibu.notices.models import EmailAddress

SHOWN = 10
READ_WRITE = ["GET", "HEAD", "POST"]


def _page(
    request: MemberRequest,
    *,
    form: EmailForm | None = None,
    chosen: MailForm | None = None,
    status: int = 200,
) -> HttpResponse:
    me = request.actor.person_id or 0
    address = queries.address_of(me)
    kept = {"kinds": address.kinds, "digest_hour": address.digest_hour} if address else None
    context = {
        "on": settings.MAIL_IS_ON,
        "address": address,
        "form": form or EmailForm(),
        "chosen": chosen or MailForm(initial=kept),
        "mails": queries.mails_of(me, limit=SHOWN) if address else [],
        "quiet": is_quiet(clock.now()),
    }
    return render(request, "notices/email.html", context, status=status)


@require_http_methods(READ_WRITE)
@member_view
def email(request: MemberRequest) -> HttpResponse:
    """What comes by mail, and whether anything does."""
    if request.method != "POST":
        return _page(request)
    form = EmailForm(request.POST)
    if taken(
        form,
        lambda values: actions.set_own_email(actor=request.actor, email=values["email"]),
    ):
        quiet = is_quiet(clock.now())
        say(request, _("验证邮件早上 7 点后发出。") if quiet else _("验证邮件已在路上。"))
        return redirect("notices:email")
    return _page(request, form=form, status=422)


@require_POST
@member_view
def choose(request: MemberRequest) -> HttpResponse:
    """Which kinds, and whether together once a day."""
    form = MailForm(request.POST)
    if taken(form, lambda values: actions.choose_own_mail(actor=request.actor, **values)):
        say(request, _("已保存。"))
        return redirect("notices:email")
    return _page(request, chosen=form, status=422)


@require_POST
@member_view
def remove(request: MemberRequest) -> HttpResponse:
    """Remove one's address."""
    actions.remove_own_email(actor=request.actor)
    say(request, _("邮箱已删除，不再发邮件。"))
    return redirect("notices:email")


@require_http_methods(READ_WRITE)
@member_view
def prove(request: MemberRequest, token: str) -> HttpResponse:
    """The link of proof: one button, so that a program that looks at links proves nothing."""
    if request.method == "POST":
        actions.prove_own_email(actor=request.actor, token=token)
        say(request, _("邮箱已验证，通知会另发一份到这里。"))
        return redirect("notices:email")
    held = read_proof(token)
    address = queries.address_of(request.actor.person_id)
    if held is None or address is None or held[0] != address.person_id:
        raise Http404
    return render(request, "notices/prove.html", {"address": address})


@csrf_exempt  # a mail program posts here by itself (RFC 8058); the signed link is the proof
@require_http_methods(READ_WRITE)
@answered
def off(request: MemberRequest, token: str) -> HttpResponse:
    """Stop all mail, signed in or not; stopping twice is stopping once."""
    if queries.address_of(read_off(token)) is None:
        raise EmailAddress.DoesNotExist
    done = request.method == "POST"
    if done:
        actions.stop_own_mail(actor=request.actor, token=token)
    return render(request, "notices/off.html", {"done": done})


off.keyless = True  # type: ignore[attr-defined]  # a mail program sends no key; twice is once
