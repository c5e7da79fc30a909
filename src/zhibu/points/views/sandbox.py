"""Trying a book before it is adopted (演算): on an invented period, or on one the branch has had."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhibu.kit import clock
from zhibu.kit.components import Tab
from zhibu.kit.dates import full_day
from zhibu.kit.http import MemberRequest, member_view
from zhibu.kit.period import Period
from zhibu.kit.verdict import require
from zhibu.points import policies, queries
from zhibu.points.domain import linter
from zhibu.points.domain.past import FEWEST, Turn, hidden_counts, turns, without_small
from zhibu.points.domain.rules import period_of
from zhibu.points.domain.sandbox import PROFILES, Rehearsal, invented, rehearse, way_said
from zhibu.points.models import RulebookVersion


@require_safe
@member_view
def sandbox(request: MemberRequest, version_id: int) -> HttpResponse:
    """Run the book: how much for how many, who cannot reach anything, the cheapest way up.

    ``?over=`` a day of a past period takes the facts of the branch's own; else an invented branch.
    """
    version = queries.version_for_reading(version_id, seen_by=request.actor)
    require(policies.rehearse_rulebook(request.actor, version.organisation))
    today = clock.today()
    context: dict[str, Any] = {
        "version": version,
        "period": period_of(version.rules.period, today),
        "blocked": linter.errors(version.rules),
        "profiles": [(_(p.name), p.people) for p in PROFILES],
    }
    if not context["blocked"]:
        periods = _periods(version, today)
        over = next((p for p in periods if request.GET.get("over") == p.since.isoformat()), None)
        context["tabs"] = _tabs(version, periods, over)
        context |= _of_past(request, version, over) if over else _of_nobody(version, today)
    return render(request, "points/sandbox.html", context)


def _periods(version: RulebookVersion, today: date) -> list[Period]:
    """Periods the branch has facts of; a college's book is tried on the invented branch alone."""
    here = version.organisation
    if not here.is_branch:
        return []
    return queries.periods_told(here, span=version.rules.period, today=today)


def _tabs(version: RulebookVersion, periods: list[Period], over: Period | None) -> list[Tab]:
    address = reverse("points:sandbox", args=[version.pk])
    found = [Tab(_("设想的支部"), address, current=over is None)]
    for period in periods:
        label = _("%(day)s起的事实") % {"day": full_day(period.since)}
        found.append(
            Tab(label, f"{address}?over={period.since.isoformat()}", current=period == over)
        )
    return found if periods else []


def _of_nobody(version: RulebookVersion, today: date) -> dict[str, Any]:
    """The invented branch."""
    tried = rehearse(version.rules, invented(version.rules, today), today)
    return {
        "tried": tried,
        "counts": [(count.label.said(_), count.people) for count in tried.counts],
        **_said(tried),
    }


def _said(tried: Rehearsal) -> dict[str, Any]:
    return {
        "shares": [(_(s.label), s.percent) for s in tried.shares],
        "reaches": [(r.sentence.said(_), r.hundredths == 0) for r in tried.reaches],
        "way": [s.said(_) for s in way_said(tried.way, tried.top)] if tried.way else [],
        "why_not": tried.why_not.said(_) if tried.why_not else "",
    }


def _of_past(request: MemberRequest, version: RulebookVersion, over: Period) -> dict[str, Any]:
    """The branch's own facts of a period: names for those who verify entries, else counts."""
    here = version.organisation
    people = queries.people_in(here, over)
    found: dict[str, Any] = {"over": over, "taking": len(people), "few": len(people) < FEWEST}
    if found["few"]:
        return found
    tried = rehearse(version.rules, {pk: one.facts for pk, one in people.items()}, over.since)
    directions = turns(version.rules, people)
    sees = bool(policies.see_contributions(request.actor, here))
    shown = without_small([len(directions[turn]) for turn in Turn])
    return found | {
        "period": over,
        "tried": tried,
        "sees": sees,
        "counts": [
            (count.label.said(_), count.people if sees else number)
            for count, number in hidden_counts(tried.counts)
        ],
        "turns": [
            (
                TURN_WORDS[turn](),
                len(directions[turn]) if sees else number,
                list(queries.named(directions[turn])) if sees and turn is not Turn.SAME else [],
            )
            for turn, number in zip(Turn, shown, strict=True)
        ],
        **_said(tried),
    }


TURN_WORDS = {
    Turn.MORE: lambda: _("会多"),
    Turn.SAME: lambda: _("不变"),
    Turn.LESS: lambda: _("会少"),
}
