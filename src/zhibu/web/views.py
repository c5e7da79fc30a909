"""Pages made of several rooms."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhibu.kit.http import MemberRequest, member_view


@require_safe
@member_view
def home(request: MemberRequest) -> HttpResponse:
    """The first page after the door."""
    return render(request, "web/home.html")


@require_safe
@member_view
def me(request: MemberRequest) -> HttpResponse:
    """My own corner: what is held about me, my password, my way out."""
    return render(request, "web/me.html")


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Whether pages and database answer; nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")
