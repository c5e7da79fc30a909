"""The statistics of an organisation, the records behind each number, and the same as a file."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from io import StringIO

from django.core.paginator import Page, Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhibu.insights import papers, policies
from zhibu.insights.catalogue import groups
from zhibu.insights.domain.figures import Figure
from zhibu.insights.domain.spans import Length, Span, span_named, span_of
from zhibu.insights.domain.tables import csv_rows
from zhibu.insights.queries import boards, numbers, places, records
from zhibu.insights.queries.boards import Board
from zhibu.kit import clock
from zhibu.kit.components import Tab
from zhibu.kit.dates import stamp
from zhibu.kit.http import MemberRequest, member_view
from zhibu.kit.offers import Fold, Metric, MetricGroup
from zhibu.kit.verdict import require
from zhibu.orgs.models import Organisation

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: whose numbers, which group, which span."""

    organisation: Organisation
    group: MetricGroup
    span: Span
    full: bool


def _asked(request: MemberRequest, organisation_id: int) -> Asked:
    organisation = places.place_for_statistics(organisation_id, seen_by=request.actor)
    require(policies.see_statistics(request.actor, organisation))
    offered = groups()
    group = offered.get(request.GET.get("t", "")) or next(iter(offered.values()))
    span = span_named(request.GET.get("at", ""), today=clock.today())
    full = policies.see_small_numbers(request.actor, organisation)
    return Asked(organisation, group, span, full)


def _board(request: MemberRequest, asked: Asked) -> Board:
    below = policies.see_below(request.actor, asked.organisation)
    return boards.board_of(
        asked.organisation, group=asked.group, span=asked.span, full=asked.full, linked=below
    )


@require_safe
@member_view
def start(request: MemberRequest) -> HttpResponseBase:
    """To the statistics of one's own place; home for those who have none."""
    place = places.own_place(request.actor)
    return redirect("insights:statistics", place.pk) if place else redirect("web:home")


@require_safe
@member_view
def statistics(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """Numbers of a month, a term or a year, by place and by month (统计)."""
    asked = _asked(request, organisation_id)
    board = _board(request, asked)
    base = reverse("insights:statistics", args=[organisation_id])
    context = {
        "board": board,
        "words": boards.words_of(asked.span),
        "group_tabs": [
            Tab(
                str(group.label),
                f"{base}?at={asked.span.key}&t={key}",
                current=group.key == asked.group.key,
            )
            for key, group in groups().items()
        ],
        "lengths": _lengths(base, asked),
        "turn": _turn(base, asked),
        "above": _above(request, asked.organisation),
        "files": [
            (label, reverse("insights:export", args=[organisation_id, kind]) + _query(asked))
            for kind, label in (("xlsx", "Excel"), ("csv", "CSV"))
        ],
    }
    return render(request, "insights/statistics.html", context)


def _query(asked: Asked) -> str:
    return f"?at={asked.span.key}&t={asked.group.key}"


def _lengths(base: str, asked: Asked) -> list[Tab]:
    """The same days as a month, a term, a year."""
    last = min(asked.span.period.last_day, clock.today())
    names = {Length.MONTH: _("按月"), Length.TERM: _("按学期"), Length.YEAR: _("按年")}
    return [
        Tab(
            name,
            f"{base}?at={span_of(length, last).key}&t={asked.group.key}",
            current=length is asked.span.length,
        )
        for length, name in names.items()
    ]


def _turn(base: str, asked: Asked) -> dict[str, str]:
    """The span before, and the one after where it has begun."""
    after = asked.span.after
    found = {"before": f"{base}?at={asked.span.before.key}&t={asked.group.key}", "after": ""}
    if after.period.since <= clock.today():
        found["after"] = f"{base}?at={after.key}&t={asked.group.key}"
    return found


def _above(request: MemberRequest, organisation: Organisation) -> Organisation | None:
    """The nearest body above whose statistics this reader has."""
    up = [
        body
        for body in places.way_up(organisation)
        if policies.see_statistics(request.actor, body).allowed
    ]
    return up[-1] if up else None


@require_safe
@member_view
def export(request: MemberRequest, organisation_id: int, kind: str) -> HttpResponseBase:
    """What the screen shows, as a file: the same tables, the same gaps."""
    asked = _asked(request, organisation_id)
    if kind not in {"xlsx", "csv"}:
        raise Organisation.DoesNotExist
    board = _board(request, asked)
    title = f"{asked.organisation.name}{boards.words_of(asked.span)}{asked.group.label}"
    lines = [title, _("截至 %(at)s") % {"at": stamp(board.as_of)}]
    if board.left_out:
        lines.append(_small_words(board.left_out))
    if kind == "xlsx":
        body = papers.xlsx_of(board.tables, lines=lines, author=request.actor.name)
        return papers.sent(body, name=f"{title}.xlsx", media_type=XLSX)
    text = StringIO()
    csv.writer(text).writerows(csv_rows(board.tables, lines=lines))
    body = ("\ufeff" + text.getvalue()).encode()
    return papers.sent(body, name=f"{title}.csv", media_type="text/csv; charset=utf-8")


def _small_words(count: int) -> str:
    return _("有 %(count)d 个支部当月应到不足 5 人，没有显示，也没有计入合计。") % {"count": count}


# ---- the records behind a number


def _metric(key: str) -> Metric:
    found = boards.metric_named(key)
    if found is None:
        raise Organisation.DoesNotExist
    return found


@require_safe
@member_view
def behind(request: MemberRequest, organisation_id: int, key: str) -> HttpResponse:
    """One number, how it is counted, and the records it is made of (依据)."""
    asked = _asked(request, organisation_id)
    metric = _metric(key)
    months = asked.span.months_by(clock.today())
    under = asked.organisation.path
    shown = boards.figure(
        metric, numbers.total(under=under, months=months, full=asked.full), full=asked.full
    )
    context = {
        "organisation": asked.organisation,
        "metric": metric,
        "figure": shown,
        "words": boards.words_of(asked.span),
        "span": asked.span,
        "as_of": numbers.counted_until(),
        "branch": asked.organisation.is_branch,
        "summed_only": not asked.full and bool(records.guard_of(metric)),
        "back": reverse("insights:statistics", args=[organisation_id]) + f"?at={asked.span.key}",
    }
    if metric.fold is Fold.LAST:
        context["stand"] = _stand(request, asked, metric)
        return render(request, "insights/behind.html", context)
    number = _page_number(request)
    lines, count = records.records_behind(
        metric,
        under=under,
        months=months,
        until=asked.span.period.until,
        full=asked.full,
        seen_by=request.actor,
        page=number,
    )
    context |= {"lines": lines, "count": count, "page": _page(count, number)}
    if not asked.organisation.is_branch and asked.span.length is Length.MONTH and metric.of is None:
        context["without"] = _without(request, asked, metric)
    return render(request, "insights/behind.html", context)


def _page_number(request: MemberRequest) -> int:
    asked = request.GET.get("page", "1")
    return min(max(int(asked), 1), 10_000) if asked.isascii() and asked.isdigit() else 1


def _page(count: int, number: int) -> Page[int]:
    return Paginator(range(count), records.PER_PAGE).get_page(number)


@dataclass(frozen=True, slots=True)
class Place:
    """A branch with its number, and where to read on."""

    organisation: Organisation
    figure: Figure | None
    url: str


def _stand(request: MemberRequest, asked: Asked, metric: Metric) -> list[Place]:
    """Who has how many at the end of the last month: one line a branch, with its roster."""
    months = asked.span.months_by(clock.today())[-1:]
    by_branch = numbers.numbers(
        under=asked.organisation.path, months=months, by=numbers.By.BRANCH, full=asked.full
    )
    counts = {int(str(pk)): n[metric.key] for pk, n in by_branch.items() if n.get(metric.key)}
    bodies = numbers.named(counts)
    rosters = boards.rosters_of(request.actor, counts, key=metric.key)
    return [
        Place(bodies[pk], Figure(value), rosters.get(pk, ""))
        for pk, value in sorted(counts.items(), key=lambda kv: bodies[kv[0]].path)
    ]


def _without(request: MemberRequest, asked: Asked, metric: Metric) -> list[Place]:
    """Branches that stood in this month and have nothing counted under this metric."""
    months, under = asked.span.months, asked.organisation.path
    month = months[0]
    stood = numbers.branches_in(under=under, months=months)[month]
    have = numbers.branches_with(under=under, months=months, key=metric.key)[month]
    bodies = numbers.named(stood - have)
    linked = policies.see_below(request.actor, asked.organisation)
    return [
        Place(
            body,
            None,
            reverse("insights:statistics", args=[body.pk]) + f"?at={asked.span.key}"
            if linked
            else "",
        )
        for body in sorted(bodies.values(), key=lambda b: b.path)
    ]
