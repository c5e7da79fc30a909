"""Pages made of several rooms."""

from __future__ import annotations

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhibu.kit import regulations
from zhibu.kit.http import MemberRequest, member_view
from zhibu.web.assembly import CORNER


@require_safe
def clause(request: HttpRequest, regulation: str, article: str) -> HttpResponse:
    """What a clause says, in our own words, and how sure we are of it (条文)."""
    try:
        found = regulations.clause(regulation, article)
    except KeyError as unknown:
        raise Http404 from unknown
    return render(request, "web/clause.html", {"clause": found})


@require_safe
@member_view
def home(request: MemberRequest) -> HttpResponse:
    """The first page after the door."""
    return render(request, "web/home.html")


@require_safe
@member_view
def me(request: MemberRequest) -> HttpResponse:
    """My own corner: what is held about me, my password, my way out."""
    return render(request, "web/me.html", {"lines": CORNER})


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Whether pages and database answer; nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")
