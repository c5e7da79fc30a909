"""A form filled: as a page whose numbers open their records, and as the school's own workbook (填表)."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from zhibu.insights import papers, policies
from zhibu.insights.domain.reports.look import LookCell
from zhibu.insights.domain.reports.marks import Place
from zhibu.insights.domain.spans import Length, Span, span_named, span_of
from zhibu.insights.queries import boards, places
from zhibu.insights.queries import reports as queries
from zhibu.insights.queries.filling import Entry, FilledForm, filled_form
from zhibu.insights.views.sheets import Drawn, DrawnRow, columns_of, sheet_at, sheet_tabs
from zhibu.insights.views.statistics import XLSX
from zhibu.kit import clock
from zhibu.kit.http import MemberRequest, member_view
from zhibu.kit.verdict import require
from zhibu.orgs.models import Organisation


def _filled(request: MemberRequest, form_id: int) -> tuple[FilledForm, list[Organisation]]:
    """The form, the body and the span the address asks for, filled."""
    held = queries.form_for_reading(form_id, seen_by=request.actor)
    require(policies.use_report_form(request.actor, held))
    offered = list(queries.places_for_filling(held, seen_by=request.actor))
    asked = request.GET.get("of", "")
    if asked.isascii() and asked.isdigit() and len(asked) < 19:
        organisation = places.place_for_statistics(int(asked), seen_by=request.actor)
        require(policies.see_statistics(request.actor, organisation))
        if not organisation.path.startswith(held.organisation.path):
            raise Organisation.DoesNotExist
    elif offered:
        organisation = offered[0]
    else:
        raise Organisation.DoesNotExist
    span = _span(request)
    return filled_form(held, organisation=organisation, span=span, actor=request.actor), offered


def _span(request: MemberRequest) -> Span:
    """The span asked for, never one that has not begun; else the month before this one."""
    today = clock.today()
    last_month = span_of(Length.MONTH, today).before
    key = request.GET.get("at", "")
    span = span_named(key, today=today) if key else last_month
    return span if span.period.since <= today else last_month


def _span_choices(span: Span) -> list[tuple[str, str]]:
    """Twelve months back, four terms, three years; what is asked for among them."""
    today = clock.today()
    found = []
    for length, count in ((Length.MONTH, 12), (Length.TERM, 4), (Length.YEAR, 3)):
        one = span_of(length, today)
        for _number in range(count):
            found.append(one)
            one = one.before
    if span not in found:
        found.insert(0, span)
    return [(one.key, boards.words_of(one)) for one in found]


@require_safe
@member_view
def fill(request: MemberRequest, form_id: int) -> HttpResponse:
    """The form filled, as a page: each number opens its records, each has its rule (填表)."""
    done, offered = _filled(request, form_id)
    at = sheet_at(request, done.look)
    query = {"of": str(done.organisation.pk), "at": done.span.key}
    base = reverse("insights:fill", args=[form_id])
    sheet = done.look.sheets[at]
    context = {
        "done": done,
        "form": done.form,
        "words": boards.words_of(done.span),
        "sheet": sheet,
        "tabs": sheet_tabs(base, done.look, at, query),
        "columns": columns_of(sheet),
        "rows": [
            DrawnRow(row.number, tuple(_shown(cell, done.entries) for cell in row.cells))
            for row in sheet.rows
        ],
        "organisations": [(body.pk, body.name) for body in offered],
        "spans": _span_choices(done.span),
        "file": f"{reverse('insights:filled', args=[form_id])}?{urlencode(query)}",
        "may_keep": policies.keep_report_form(request.actor, done.form.organisation).allowed,
        "one_body": len(offered) == 1,
    }
    return render(request, "insights/fill.html", context)


def _shown(cell: LookCell, entries: Mapping[Place, Entry]) -> Drawn:
    entry = entries.get(cell.place)
    return Drawn(cell, url=entry.url if entry else "", label=entry.label if entry else "")


@require_safe
@member_view
def filled(request: MemberRequest, form_id: int) -> HttpResponseBase:
    """The same as a workbook: the school's own, filled."""
    done, _offered = _filled(request, form_id)
    return papers.sent(done.body, name=done.file_name, media_type=XLSX)
