"""Where I am signed in, and ending it (登录的设备)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhibu.kit.components import say
from zhibu.kit.http import MemberRequest, member_view
from zhibu.people import actions
from zhibu.people.queries import live_sittings
from zhibu.web.identity.devices import in_words


@dataclass(frozen=True, slots=True)
class SittingLine:
    """One device as its owner sees it. here: the one this page is read on."""

    sitting_id: int
    device: str
    way: str
    last_on: date
    here: bool


@require_safe
@member_view
def sessions(request: MemberRequest) -> HttpResponse:
    """My sessions: kind of device, way, the day of last use; no place, no hour."""
    key = request.session.session_key
    lines = [
        SittingLine(
            sitting_id=s.pk,
            device=in_words(s.device),
            way=str(s.get_way_display()),
            last_on=s.last_on,
            here=s.session_key == key,
        )
        for s in live_sittings(person_id=request.actor.person_id or 0)
    ]
    lines.sort(key=lambda line: not line.here)
    others = any(not line.here for line in lines)
    return render(request, "web/sessions.html", {"lines": lines, "others": others})


@require_POST
@member_view
def end_one(request: MemberRequest, sitting_id: int) -> HttpResponse:
    """End one of them; ending this very one is signing out."""
    actions.end_sitting(actor=request.actor, sitting_id=sitting_id)
    say(request, _("那台设备已退出。"))
    return redirect("web:sessions")


@require_POST
@member_view
def end_others(request: MemberRequest) -> HttpResponse:
    """End all but this one."""
    count = actions.end_other_sittings(
        actor=request.actor, session_key=request.session.session_key or ""
    )
    say(request, _("已退出 %(n)d 处。") % {"n": count} if count else _("没有别处的登录。"))
    return redirect("web:sessions")
