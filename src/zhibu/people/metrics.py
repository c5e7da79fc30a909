"""What statistics count of persons (人员的统计项): how many of each kind at the end of a month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhibu.kit.actor import Actor
from zhibu.kit.offers import (
    Deed,
    Evidence,
    Fold,
    Metric,
    MetricGroup,
    Stock,
    Strength,
    Touched,
)
from zhibu.kit.regulations import Cite
from zhibu.orgs.models import Post
from zhibu.orgs.queries import seen_organisations
from zhibu.people.models import StatusSpan
from zhibu.people.policies import see_roster
from zhibu.people.queries.access import committee_under
from zhibu.people.queries.headcounts import headcounts, organisations_of, touched_by_import

ROSTER = _("党员名册")
PARTY = Metric(
    "people.party",
    _("党员"),
    _("人"),
    _("月末在册的正式党员和预备党员；党籍状态正常的。"),
    ROSTER,
    Cite("charter", "7"),
    fold=Fold.LAST,
    also=(_("党员人数"), _("党员总数"), _("在册党员")),
)
KINDS = tuple(
    Metric(
        f"people.{kind.value}",
        kind.label,
        _("人"),
        _("月末在册、党籍状态正常的人；本月截至今天。"),
        ROSTER,
        fold=Fold.LAST,
        also=(_("积极分子"),) if kind == StatusSpan.Kind.ACTIVIST else (),
    )
    for kind in reversed(StatusSpan.Kind)
)
METRICS: tuple[Metric, ...] = (PARTY, *KINDS)
GROUPS: tuple[MetricGroup, ...] = (MetricGroup("people", _("人员"), METRICS, (PARTY, KINDS[1])),)
IN_THE_PARTY = {StatusSpan.Kind.FULL.value, StatusSpan.Kind.PROBATIONARY.value}


def at(
    days: Sequence[date], organisation_ids: Collection[int] | None
) -> Iterator[tuple[int, date, str, int]]:
    """Numbers of each kind, and of the Party, on these days. One query."""
    party: Counter[tuple[int, date]] = Counter()
    for organisation_id, day, kind, number in headcounts(days, organisation_ids):
        yield organisation_id, day, f"people.{kind}", number
        if kind in IN_THE_PARTY:
            party[organisation_id, day] += number
    for (organisation_id, day), number in party.items():
        yield organisation_id, day, PARTY.key, number


def _of_membership(payload: Mapping[str, Any]) -> Touched:
    day = payload["since"] if "since" in payload else payload["until"]
    return Touched(frozenset({payload["organisation_id"]}), date.fromisoformat(day))


def _of_status(payload: Mapping[str, Any]) -> Touched:
    since = date.fromisoformat(payload["since"])
    return Touched(organisations_of(payload["person_id"], since=since), since)


def _of_import(payload: Mapping[str, Any]) -> Touched | None:
    organisations, first = touched_by_import(payload["batch_id"])
    return Touched(organisations, first) if first else None


def _of_undoing(payload: Mapping[str, Any]) -> Touched | None:
    if payload["since"] is None:
        return None
    return Touched(frozenset(payload["organisation_ids"]), date.fromisoformat(payload["since"]))


def _rosters_of(actor: Actor, ids: Collection[int]) -> dict[int, str]:
    """The rosters of these organisations this actor may see. One query."""
    bodies = seen_organisations(seen_by=actor).filter(pk__in=ids)
    return {
        body.pk: f"{reverse('people:roster')}?org={body.pk}"
        for body in bodies
        if see_roster(actor, body)
    }


STOCKS: tuple[Stock, ...] = (
    Stock(
        keys=tuple(metric.key for metric in METRICS),
        facts={
            "people.MembershipBegan": _of_membership,
            "people.MembershipEnded": _of_membership,
            "people.StatusChanged": _of_status,
            "people.RosterImported": _of_import,
            "people.RosterImportUndone": _of_undoing,
        },
        at=at,
        found=_rosters_of,
    ),
)


def _posts(path: str, since: date, until: date) -> list[Deed]:
    return [
        Deed(held.since, Post(held.post).label, f"{held.since:%Y%m%d}-R{held.pk}")
        for held in committee_under(path, day=until - timedelta(days=1))
    ]


# What 七个有力 is shown by.
EVIDENCE: tuple[Evidence, ...] = (
    Evidence(Strength.MANAGE, PARTY.label, PARTY.key),
    Evidence(
        Strength.ORGANISE,
        _("支委任职"),
        found=_posts,
        unit=_("人"),
        rule=_("期末在任的书记、副书记和委员，只列职务和任职日期。"),
        source=_("任职记录"),
    ),
)
