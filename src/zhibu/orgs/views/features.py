"""The register of features: who answers, what for, how much used; rest and wake (功能登记)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhibu.kit import clock
from zhibu.kit.components import say
from zhibu.kit.dates import full_day
from zhibu.kit.forms import taken
from zhibu.kit.http import MemberRequest, member_view
from zhibu.kit.offers import Feature
from zhibu.kit.verdict import require
from zhibu.orgs import actions, policies, queries
from zhibu.orgs.domain.usage import NOTICE, MonthOfUse, Standing, standing_of
from zhibu.orgs.forms import RestForm
from zhibu.orgs.models import FeatureRest, Post
from zhibu.trail.queries import used_since

GET_POST = ["GET", "POST"]
MONTHS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class FeatureLine:
    """One feature as the register shows it. months: the latest first."""

    feature: Feature
    months: list[MonthOfUse]
    standing: Standing
    rest: FeatureRest | None
    today: date

    @property
    def owner(self) -> str:
        return str(Post(self.feature.owner).label)

    @property
    def last(self) -> date | None:
        """The last day it was used at all."""
        return max((m.last_on for m in self.months), default=None)

    @property
    def this_month(self) -> MonthOfUse | None:
        first = self.today.replace(day=1)
        return next((m for m in self.months if m.month == first), None)

    @property
    def due(self) -> bool:
        """Whether its owner should have looked again by now."""
        return self.feature.review_on <= self.today

    @property
    def resting(self) -> bool:
        return self.rest is not None and self.rest.rests_on <= self.today

    @property
    def export_url(self) -> str:
        return reverse(self.feature.export) if self.feature.export else ""


def register() -> list[FeatureLine]:
    """Every feature with its use; of this very moment but for the counts of the night. Three queries."""
    today, since = clock.today(), used_since()
    months, rests = queries.months_of_use(), queries.rests_now()
    return [
        FeatureLine(
            f,
            months.get(f.key, []),
            standing_of(
                months.get(f.key, []), since=f.began(since), today=today, reads=bool(f.reads)
            ),
            rests.get(f.key),
            today,
        )
        for f in queries.features()
    ]


@require_safe
@member_view
def features(request: MemberRequest) -> HttpResponse:
    """What is not used first, then what is announced to rest, then everything."""
    require(policies.see_features(request.actor))
    lines = register()
    idle = {Standing.UNUSED: 0, Standing.LITTLE: 1}
    context = {
        "lines": lines,
        "idle": sorted(
            (
                line
                for line in lines
                if line.standing in idle and not line.rest and not line.feature.stays
            ),
            key=lambda line: idle[line.standing],
        ),
        "rests": [line for line in lines if line.rest],
        "read": [line for line in lines if line.feature.reads and not line.rest],
        "young": any(line.standing is Standing.YOUNG for line in lines),
        "due": sum(line.due for line in lines),
    }
    return render(request, "orgs/features.html", context)


@require_http_methods(GET_POST)
@member_view
def feature(request: MemberRequest, key: str) -> HttpResponse:
    """One feature: its months, its rests; announcing a rest is a post here."""
    require(policies.see_features(request.actor))
    queries.feature(key)
    may = policies.rest_feature(request.actor, queries.root())
    form = RestForm(request.POST or None, initial={"rests_on": clock.today() + NOTICE})
    if request.method == "POST" and taken(
        form, lambda values: actions.rest_feature(actor=request.actor, key=key, **values)
    ):
        words = {"day": full_day(form.cleaned_data["rests_on"])}
        say(
            request,
            _("已公告，%(day)s停用；在此之前可以撤回。") % words,
            undo_url=reverse("orgs:wake_feature", args=[key]),
        )
        return redirect("orgs:feature", key=key)
    line = next(one for one in register() if one.feature.key == key)
    context = {
        "line": line,
        "months": line.months[:MONTHS_SHOWN],
        "past": queries.rests_of(key),
        "may": may,
        "form": form,
    }
    return render(request, "orgs/feature.html", context, status=422 if form.errors else 200)


@require_POST
@member_view
def wake_feature(request: MemberRequest, key: str) -> HttpResponse:
    """Take it up again, or call the announcement off (恢复)."""
    actions.wake_feature(actor=request.actor, key=key)
    say(request, _("已恢复。"))
    return redirect("orgs:feature", key=key)
