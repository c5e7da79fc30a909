"""A rulebook taken away as a file, and what changed from version to version."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhibu.kit.http import MemberRequest, member_view, problem
from zhibu.meetings.papers import FontsMissing
from zhibu.points import papers, queries
from zhibu.points.domain.changes import Changes, Kind, changes
from zhibu.points.domain.schemes import SCHEMES
from zhibu.points.models import RulebookVersion

OFFICE = "application/vnd.openxmlformats-officedocument"
TYPES = {
    "docx": f"{OFFICE}.wordprocessingml.document",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
PRESSES = {"docx": papers.book_docx, "xlsx": papers.book_xlsx, "pdf": papers.book_pdf}


@require_safe
@member_view
def book_paper(request: MemberRequest, version_id: int, kind: str) -> HttpResponse:
    """The version as Word, PDF or Excel; nothing in it runs in a browser."""
    version = queries.version_for_reading(version_id, seen_by=request.actor)
    if kind not in PRESSES:
        raise RulebookVersion.DoesNotExist
    try:
        body = PRESSES[kind](version)
    except FontsMissing as missing:
        return problem(request, status=503, title=_("PDF 暂时做不出来"), sentence=str(missing))
    response = HttpResponse(body, content_type=TYPES[kind])
    called = content_disposition_header(
        as_attachment=True, filename=f"{papers.name_of(version)}.{kind}"
    )
    response.headers["Content-Disposition"] = called or "attachment"
    response.headers["Content-Security-Policy"] = "sandbox"
    return response


@require_safe
@member_view
def book_changes(request: MemberRequest, version_id: int) -> HttpResponse:
    """What this version changes: against the one before, or one named by ``?from=``, or the shipped
    scheme a first version was drafted from."""
    version = queries.version_for_reading(version_id, seen_by=request.actor)
    others = [
        other
        for other in queries.versions_of(version.book_id, seen_by=request.actor)
        if other.pk != version.pk
    ]
    against = _against(request.GET.get("from", ""), version, others)
    scheme = None if against else SCHEMES.get(version.book.scheme)
    before = against.rules if against else scheme.book if scheme else None
    found = changes(before, version.rules) if before else None
    return render(
        request,
        "points/changes.html",
        {
            "version": version,
            "against": against,
            "scheme": scheme,
            "others": [other for other in others if other != against],
            "found": found,
            "head": [sentence.said(_) for sentence in found.head] if found else [],
            "rules": _rows(found) if found else [],
        },
    )


def _against(
    asked: str, version: RulebookVersion, others: list[RulebookVersion]
) -> RulebookVersion | None:
    """The version named, else the nearest before."""
    for other in others:
        if str(other.pk) == asked:
            return other
    return next((other for other in others if other.number < version.number), None)


def _rows(found: Changes) -> list[tuple[str, str, str, str, str, list[str]]]:
    """(state, its words, place, before, after, pieces) of each changed rule."""
    words = {
        Kind.ADDED: ("done", _("新增")),
        Kind.DROPPED: ("na", _("删去")),
        Kind.CHANGED: ("draft", _("修改")),
    }
    return [
        (*words[one.kind], one.place, one.before, one.after, [s.said(_) for s in one.said])
        for one in found.rules
    ]
