"""The first page of the university's organisation department (学校组织部): five sentences, then charts."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhibu.insights import papers, policies
from zhibu.insights.domain.spans import Length, span_named
from zhibu.insights.queries import boards
from zhibu.insights.queries.sentences import Sentences, sentences_of
from zhibu.insights.views.statistics import XLSX
from zhibu.kit import clock
from zhibu.kit.dates import stamp
from zhibu.kit.http import MemberRequest, member_view
from zhibu.kit.verdict import require
from zhibu.orgs.queries import root


def _month(request: MemberRequest) -> date:
    """The month asked for; never one that has not begun."""
    today = clock.today()
    span = span_named(request.GET.get("at", ""), today=today)
    asked = span.period.since if span.length is Length.MONTH else today
    return min(asked, today).replace(day=1)


def _shown(request: MemberRequest) -> Sentences:
    require(policies.see_university(request.actor))
    return sentences_of(root(), month=_month(request))


@require_safe
@member_view
def university(request: MemberRequest) -> HttpResponse:
    """Five sentences whose numbers open their lists, and twelve months drawn (全校)."""
    shown = _shown(request)
    base = reverse("insights:university")
    after = shown.span.after
    context = {
        "shown": shown,
        "words": boards.words_of(shown.span),
        "before": f"{base}?at={shown.span.before.key}",
        "after": f"{base}?at={after.key}" if after.period.since <= clock.today() else "",
        "file": reverse("insights:university_file") + f"?at={shown.span.key}",
    }
    return render(request, "insights/university.html", context)


@require_safe
@member_view
def university_file(request: MemberRequest) -> HttpResponseBase:
    """The page as a workbook: the same sentences, the same table."""
    shown = _shown(request)
    title = _("%(name)s%(span)s统计") % {
        "name": shown.organisation.name,
        "span": boards.words_of(shown.span),
    }
    lines = [title, _("截至 %(at)s") % {"at": stamp(shown.as_of)}, *shown.lines]
    body = papers.xlsx_of((shown.table,), lines=lines, author=request.actor.name)
    return papers.sent(body, name=f"{title}.xlsx", media_type=XLSX)
