"""How sending goes, for the operator: numbers, what was set aside, try again or give up (发信)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from zhibu.kit.components import Fact, say
from zhibu.kit.http import MemberRequest, member_view
from zhibu.kit.verdict import require
from zhibu.notices import actions, policies, queries
from zhibu.notices.jobs import send_mails
from zhibu.notices.models import Mail


@require_safe
@member_view
def office(request: MemberRequest) -> HttpResponse:
    """Counts by state, and what could not be sent."""
    require(policies.see_post_office(request.actor))
    counts = queries.mails_by_state()
    context = {
        "on": settings.MAIL_IS_ON,
        "facts": [Fact(str(one.label), str(counts.get(one, 0)), _("封")) for one in Mail.State],
        "groups": queries.mails_set_aside(),
    }
    return render(request, "notices/office.html", context)


@require_POST
@member_view
def retry(request: MemberRequest) -> HttpResponse:
    """Send a group again (重发)."""
    count = actions.retry_mails(actor=request.actor, **_group(request))
    send_mails.defer()
    say(request, ngettext("已重新排队 %(n)d 封。", "已重新排队 %(n)d 封。", count) % {"n": count})
    return redirect("notices:office")


@require_POST
@member_view
def drop(request: MemberRequest) -> HttpResponse:
    """Give a group up (放弃)."""
    count = actions.drop_mails(actor=request.actor, **_group(request))
    say(request, ngettext("已放弃 %(n)d 封。", "已放弃 %(n)d 封。", count) % {"n": count})
    return redirect("notices:office")


def _group(request: MemberRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "")[:20] for name in ("kind", "trouble")}
