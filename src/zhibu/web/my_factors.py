"""Setting up one's own second proof: authenticator, recovery codes, passkeys (第二道验证)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.kit.components import say
from zhibu.kit.http import MemberRequest, member_view
from zhibu.kit.verdict import Invalid
from zhibu.people import actions
from zhibu.people.policies import asks_twice
from zhibu.people.queries import account_for, factors_of
from zhibu.web import passkeys, sessions
from zhibu.web.forms import CodeForm, PasskeyForm
from zhibu.web.second import freshly_proved


@require_safe
@member_view
def factors(request: MemberRequest) -> HttpResponse:
    """What I prove myself by, and whether my post asks for it."""
    account = account_for(request.actor.person_id or 0)
    factors, asked = factors_of(account.pk), asks_twice(sessions.true_actor(request))
    context = {
        "factors": factors,
        "asked": asked,
        "only": asked and factors.count == 1,
        "offered": passkeys.offered(request),
        "form": PasskeyForm(),
    }
    return render(request, "web/factors.html", context)


@require_POST
@member_view
@freshly_proved
def begin_codes(request: MemberRequest) -> HttpResponse:
    """A fresh secret, shown on the next page."""
    actions.begin_code_generator(actor=request.actor)
    return redirect("web:codes")


@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
@member_view
@freshly_proved
def codes(request: MemberRequest) -> HttpResponse:
    """The square for the authenticator, and the first code back; then the recovery codes, once."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            fresh = actions.prove_code_generator(
                actor=request.actor, code=form.cleaned_data["code"]
            )
        except Invalid as invalid:
            for field, sentence in invalid.errors.items():
                form.add_error(field or None, sentence)
        else:
            sessions.mark_proved(request, strong=True)
            return _shown_once(request, fresh)
    seed = actions.seed_of(person_id=request.actor.person_id or 0)
    context = {"form": form, "seed": seed, "spelled": _in_fours(seed.secret)}
    return render(request, "web/codes.html", context, status=422 if form.errors else 200)


@require_POST
@member_view
@freshly_proved
def remove_codes(request: MemberRequest) -> HttpResponse:
    """Take the authenticator and its recovery codes away."""
    actions.remove_code_generator(actor=request.actor)
    say(request, _("验证器已移除，恢复码一并作废。"))
    return redirect("web:factors")


@require_POST
@member_view
@freshly_proved
def renew_recovery(request: MemberRequest) -> HttpResponse:
    """Ten fresh recovery codes."""
    return _shown_once(request, actions.renew_recovery_codes(actor=request.actor))


def _shown_once(request: MemberRequest, fresh: list[str]) -> HttpResponse:
    """The only page on which these codes ever stand; it is kept nowhere."""
    answer = render(request, "web/recovery_codes.html", {"codes": fresh})
    answer.shown_once_then = reverse("web:factors")  # type: ignore[attr-defined]  # read by PostOnce
    return answer


def _in_fours(text: str) -> str:
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


@require_safe
@member_view
@freshly_proved
def new_passkey_options(request: MemberRequest) -> HttpResponse:
    """What the browser asks the device to make."""
    account = account_for(request.actor.person_id or 0)
    return HttpResponse(passkeys.options_for_new(request, account), content_type="application/json")


@require_POST
@member_view
@freshly_proved
def add_passkey(request: MemberRequest) -> HttpResponse:
    """The passkey the device made."""
    form = PasskeyForm(request.POST)
    form.full_clean()
    try:
        new = passkeys.made(request, form.cleaned_data.get("credential", ""))
    except passkeys.NotTaken as nothing:
        raise Invalid({"": _("没有添加成功：设备没有给出通行密钥。请再试一次。")}) from nothing
    actions.add_passkey(
        actor=request.actor,
        credential=new.credential,
        public_key=new.public_key,
        counter=new.counter,
        name=form.cleaned_data.get("name", ""),
    )
    sessions.mark_proved(request, strong=True)
    say(request, _("通行密钥已添加，下次登录可以直接用。"))
    return redirect("web:factors")


@require_POST
@member_view
def rename_passkey(request: MemberRequest, passkey_id: int) -> HttpResponse:
    """Call one by another name."""
    made = actions.rename_passkey(
        actor=request.actor, passkey_id=passkey_id, name=request.POST.get("name", "")
    )
    say(request, _("已改名为“%(name)s”。") % {"name": made.name})
    return redirect("web:factors")


@require_POST
@member_view
@freshly_proved
def remove_passkey(request: MemberRequest, passkey_id: int) -> HttpResponse:
    """Take one away."""
    actions.remove_passkey(actor=request.actor, passkey_id=passkey_id)
    say(request, _("已移除。设备上的那一份也请删掉。"))
    return redirect("web:factors")
