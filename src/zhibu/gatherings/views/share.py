"""A published gathering told elsewhere: in a chat group, on a wall (发到群里、海报)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhibu.gatherings import policies, queries
from zhibu.gatherings.models import Gathering
from zhibu.kit import clock
from zhibu.kit.dates import day_hour, span
from zhibu.kit.group_text import group_text
from zhibu.kit.http import MemberRequest, member_view
from zhibu.kit.verdict import Conflict, require


def _published(request: MemberRequest, gathering_id: int) -> Gathering:
    """The gathering, as one of its hosts; what is not published is not told."""
    here = queries.gathering_for_reading(gathering_id, seen_by=request.actor)
    require(policies.copy_gathering(request.actor, here))
    if here.state == Gathering.State.PLANNED:
        raise Conflict(_("还没有发布，先发布再发到群里。"))
    return here


def facts_of(here: Gathering) -> list[str]:
    """When, where, and until when one signs up."""
    when = _("时间：%(when)s") % {"when": span(here.starts_at, here.ends_at)}
    where = _("地点：%(where)s") % {"where": here.place}
    until = here.sign_up_until or here.starts_at
    sign_up = _("报名：%(until)s 之前") % {"until": day_hour(until)} if here.takes_sign_up else ""
    return [when, where, sign_up]


def _link(request: MemberRequest, here: Gathering) -> str:
    return request.build_absolute_uri(reverse("gatherings:gathering", args=[here.pk]))


@require_safe
@member_view
def copy(request: MemberRequest, gathering_id: int) -> HttpResponse:
    """Five lines and a link for a chat group."""
    here = _published(request, gathering_id)
    cancelled = here.state == Gathering.State.CANCELLED
    text = group_text(
        head=f"【{_('取消') if cancelled else _('活动')}】{here.title}",
        facts=facts_of(here),
        foot=_("%(body)s。报名、请假、存到日历，先登录：") % {"body": here.organisation},
        link=_link(request, here),
    )
    poster_url = reverse("gatherings:poster", args=[here.pk])
    context = {"gathering": here, "text": text, "poster": poster_url}
    return render(request, "gatherings/copy.html", context)


@require_safe
@member_view
def poster(request: MemberRequest, gathering_id: int) -> HttpResponse:
    """A4 for the wall."""
    here = _published(request, gathering_id)
    context = {
        "title": here.title,
        "where": here.organisation.name,
        "lines": [fact for fact in facts_of(here) if fact],
        "link": _link(request, here),
        "back": reverse("gatherings:copy", args=[here.pk]),
        "printed_at": clock.now(),
    }
    return render(request, "kit/poster.html", context)
