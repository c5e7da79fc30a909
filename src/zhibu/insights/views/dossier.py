"""A body's goals, shown by facts, and the same as a paper in one click (目标、七个有力材料)."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhibu.insights import papers, policies
from zhibu.insights.domain.spans import Length, Span, span_named, span_of
from zhibu.insights.dossier_paper import dossier_paper
from zhibu.insights.queries import boards, places
from zhibu.insights.queries.dossier import dossier_of
from zhibu.kit import clock
from zhibu.kit.components import Tab
from zhibu.kit.http import MemberRequest, member_view, problem
from zhibu.kit.verdict import require
from zhibu.meetings.papers import FontsMissing
from zhibu.orgs.models import Organisation

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


def _asked(request: MemberRequest, organisation_id: int) -> tuple[Organisation, Span, bool]:
    """The body, the span (this year unless another is asked for), and whether small numbers show."""
    organisation = places.place_for_statistics(organisation_id, seen_by=request.actor)
    require(policies.see_statistics(request.actor, organisation))
    today = clock.today()
    key = request.GET.get("at", "")
    span = span_named(key, today=today) if key else span_of(Length.YEAR, today)
    return organisation, span, policies.see_small_numbers(request.actor, organisation)


@require_safe
@member_view
def goals(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """The three goals and the seven parts, each line with its number and its facts (目标)."""
    organisation, span, full = _asked(request, organisation_id)
    base = reverse("insights:goals", args=[organisation_id])
    today = clock.today()
    spans = (span_of(Length.TERM, today), span_of(Length.YEAR, today))
    context = {
        "dossier": dossier_of(organisation, span=span, full=full),
        "words": boards.words_of(span),
        "spans": [
            Tab(boards.words_of(one), f"{base}?at={one.key}", current=one.key == span.key)
            for one in (*spans, spans[1].before)
        ],
        "file": reverse("insights:dossier", args=[organisation_id, "docx"]) + f"?at={span.key}",
        "preview": reverse("insights:dossier", args=[organisation_id, "pdf"]) + f"?at={span.key}",
    }
    return render(request, "insights/goals.html", context)


@require_safe
@member_view
def dossier(request: MemberRequest, organisation_id: int, kind: str) -> HttpResponseBase:
    """The same facts as an official paper."""
    organisation, span, full = _asked(request, organisation_id)
    if kind not in TYPES:
        raise Organisation.DoesNotExist
    try:
        name, body = dossier_paper(
            organisation, span=span, full=full, author=request.actor, kind=kind
        )
    except FontsMissing:
        sentence = _("服务器没有中文字体，暂时不能生成 PDF。请下载 Word 文件。")
        return problem(request, status=409, title=_("PDF 暂时不能生成"), sentence=sentence)
    return papers.sent(body, name=f"{name}.{kind}", media_type=TYPES[kind])
