"""Calendars on a phone: get an address, stop it, and what answers there (日历订阅)."""

from __future__ import annotations

import hashlib

from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import http_date, parse_etags
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhibu.gatherings import actions, policies, queries
from zhibu.gatherings.calendars import feed_of
from zhibu.gatherings.models import CalendarFeed, Gathering
from zhibu.kit.components import say
from zhibu.kit.http import MemberRequest, answered, member_view

Scope = CalendarFeed.Scope
ABOUT = {
    Scope.MINE: _("请我参加的、我报了名的会议和活动"),
    Scope.BRANCH: _("加上可以报名的；支委还有支部和党小组的全部"),
}


@require_safe
@member_view
def feeds(request: MemberRequest) -> HttpResponse:
    """The calendars one may subscribe to, and those one has."""
    assert request.actor.person_id is not None
    held = {line.feed.scope: line for line in queries.feeds_of(request.actor.person_id)}
    lines = [
        {"scope": scope, "about": ABOUT[scope], "line": held.get(scope)}
        for scope in Scope
        if policies.make_feed(request.actor, scope)
    ]
    return render(request, "gatherings/feeds.html", {"lines": lines})


def _scope(request: MemberRequest) -> str:
    given = request.POST.get("scope", "")
    return given if given in Scope.values else Scope.MINE


@require_POST
@member_view
def make(request: MemberRequest) -> HttpResponse:
    """A new address, shown once; the answer is never stored."""
    scope = _scope(request)
    token = actions.make_feed(actor=request.actor, scope=scope)
    address = request.build_absolute_uri(reverse("gatherings:feed", args=[token]))
    context = {
        "address": address,
        "tap": "webcal://" + address.partition("://")[2],
        "scope": Scope(scope).label,
    }
    response = render(request, "gatherings/feed_made.html", context)
    response.headers["Referrer-Policy"] = "no-referrer"
    # Read by the middleware that keeps answers: secret addresses are never stored.
    response.shown_once_then = reverse("gatherings:feeds")  # type: ignore[attr-defined]
    return response


@require_POST
@member_view
def end(request: MemberRequest) -> HttpResponse:
    """Make an address stop at once."""
    actions.end_feed(actor=request.actor, scope=_scope(request))
    say(request, _("订阅已停用，手机上的日历不再更新。"))
    return redirect("gatherings:feeds")


@require_safe
@answered
def feed(request: MemberRequest, token: str) -> HttpResponse:
    """What a calendar program reads; no session, no cookie, the address is the key."""
    held = queries.feed_by_token(token)
    found = queries.gatherings_in(held)
    name = _("支部：我的活动") if held.scope == Scope.MINE else str(held.organisation)

    def address(one: Gathering) -> str:
        return request.build_absolute_uri(reverse("gatherings:gathering", args=[one.pk]))

    body = feed_of(found, name=name, address=address)
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    changed = max([held.made_at, *(one.changed_at for one in found)])
    # Only the tag is asked: what fell off the list changes no instant, so a date alone proves nothing.
    response: HttpResponse
    if tag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
        response.headers["Content-Disposition"] = 'inline; filename="zhibu.ics"'
        response.headers["Last-Modified"] = http_date(changed.timestamp())
    response.headers["ETag"] = tag
    return response
