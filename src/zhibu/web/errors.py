"""Designed answers for what Django itself refuses (404、403、500)."""

from __future__ import annotations

import sys

import psycopg
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhibu.kit import disk
from zhibu.kit.http import problem

# The driver's own as well: rows that are copied in do not pass through Django.
AWAY = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from a stale or foreign page."""
    return problem(
        request,
        status=403,
        title=_("这次提交没有采用"),
        sentence=_("页面已过期，或浏览器没有接受 Cookie。请刷新页面后再提交；没有任何改动。"),
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Unseen and absent are the same."""
    return problem(
        request,
        status=404,
        title=_("没有找到这一页"),
        sentence=_("地址可能不完整，或者这项内容不在您的权限范围内。"),
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem(
        request, status=403, title=_("没有这项权限"), sentence=_("请联系本支部书记或组织委员。")
    )


def broken(request: HttpRequest) -> HttpResponse:
    """Our own fault: a page that needs nothing but its template. A full disk is said as such (507):
    somebody has to make room. So is a database that is just coming back (503): nothing is lost, the
    same page will do in a moment."""
    error = sys.exc_info()[1]
    away = any(isinstance(one, AWAY) for one in disk.line_of(error))
    if disk.is_full(error) or (away and disk.has_no_room(settings.DATA)):
        return render(request, "web/full.html", status=507)
    if away:
        again = request.get_full_path() if request.method == "GET" else "/"
        answer = render(request, "web/moment.html", {"again": again}, status=503)
        answer["Retry-After"] = "3"
        return answer
    return render(request, "500.html", status=500)
