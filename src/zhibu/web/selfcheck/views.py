"""The page of the self-check and its files (减负自查)."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhibu.kit.http import MemberRequest, member_view, problem
from zhibu.kit.verdict import require
from zhibu.meetings.papers import FontsMissing
from zhibu.orgs import policies
from zhibu.web.selfcheck.facts import gather
from zhibu.web.selfcheck.files import PRESSES
from zhibu.web.selfcheck.page import self_check

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


@require_safe
@member_view
def page(request: MemberRequest) -> HttpResponse:
    """Every clause with its answer and evidence; the open ones first."""
    require(policies.see_self_check(request.actor))
    check = self_check(gather())
    open_lines = [line for line in check.lines if line.state in {"miss", "wait", "draft"}]
    return render(request, "web/self_check.html", {"check": check, "open_lines": open_lines})


@require_safe
@member_view
def file(request: MemberRequest, kind: str) -> HttpResponse:
    """The same as a Word, PDF or Excel file."""
    require(policies.see_self_check(request.actor))
    if kind not in PRESSES:
        raise Http404
    check = self_check(gather())
    try:
        body = PRESSES[kind](check)
    except FontsMissing as missing:
        return problem(request, status=503, title=_("PDF 暂时做不出来"), sentence=str(missing))
    response = HttpResponse(body, content_type=TYPES[kind])
    called = content_disposition_header(as_attachment=True, filename=f"{check.title}.{kind}")
    response.headers["Content-Disposition"] = called or "attachment"
    response.headers["Content-Security-Policy"] = "sandbox"
    return response
