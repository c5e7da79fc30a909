"""Every read of the tree. Unseen and absent are the same: ``DoesNotExist``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import cast

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from zhibu.kit.actor import Actor
from zhibu.kit.offers import Feature
from zhibu.kit.period import Period
from zhibu.orgs.calendarfile import CalendarLine
from zhibu.orgs.domain.usage import MonthOfUse
from zhibu.orgs.domain.workdays import Calendar
from zhibu.orgs.models import (
    ONE_DAY,
    CalendarDay,
    CalendarSpan,
    CapabilityGrant,
    FeatureRest,
    FeatureUse,
    Organisation,
    Placement,
    Succession,
    Switch,
    Term,
)
from zhibu.orgs.rights import parent_path
from zhibu.orgs.switches import REGISTRY, Value


def on_day(day: date, prefix: str = "") -> Q:
    """Spans that hold on this day: ``since`` counts, ``until`` does not."""
    return Q(**{f"{prefix}since__lte": day}) & (
        Q(**{f"{prefix}until": None}) | Q(**{f"{prefix}until__gt": day})
    )


def standing(*, under: str = "") -> QuerySet[Organisation]:
    """Organisations that stand today, at a path or below it, from the root downwards."""
    return Organisation.objects.filter(dissolved_on=None, path__startswith=under).order_by("path")


def standing_names(paths: Sequence[str]) -> list[tuple[int, str]]:
    """Number and name of the bodies at these paths and below, groups left out. One query."""
    reach = reduce(or_, (Q(path__startswith=path) for path in paths))
    found = standing().filter(reach).exclude(kind=Organisation.Kind.GROUP)
    return list(found.values_list("pk", "name"))


def seen_organisations(*, seen_by: Actor) -> QuerySet[Organisation]:
    """What this actor may open: own bodies and their groups, one's subtree, and the way up."""
    if seen_by.is_house:
        return Organisation.objects.all()
    own = {g.path for g in seen_by.grants} | set(seen_by.branches)
    above = {p for path in own for p in ancestors(path)}
    if not own:
        return Organisation.objects.none()
    wide = [g.path for g in seen_by.grants if g.post in WIDE]
    inside = [Q(path__in=own | above), Q(parent__path__in=own, kind=Organisation.Kind.GROUP)]
    return Organisation.objects.filter(
        reduce(or_, [*inside, *(Q(path__startswith=p) for p in wide)])
    )


WIDE = frozenset(
    {"organizer", "college_organiser", "university_organiser", "operator", "security", "audit"}
)


def ancestors(path: str) -> list[str]:
    """Paths above this one, nearest first."""
    found = []
    while path := parent_path(path):
        found.append(path)
    return found


def organisation_for_reading(organisation_id: int, *, seen_by: Actor) -> Organisation:
    """One organisation. Raises DoesNotExist (unseen). One query."""
    return seen_organisations(seen_by=seen_by).get(pk=organisation_id)


def organisation_for_change(organisation_id: int, *, seen_by: Actor) -> Organisation:
    """One organisation, locked. Raises DoesNotExist (unseen). One query."""
    return (
        seen_organisations(seen_by=seen_by)
        .select_for_update(of=("self",))
        .get(pk=organisation_id, dissolved_on=None)
    )


def tree_on(day: date, *, under: str = "") -> list[Placement]:
    """The tree as it stood on a day, from the root downwards. One query."""
    return list(
        Placement.objects.filter(on_day(day), path__startswith=under)
        .select_related("organisation")
        .order_by("path")
    )


def may_approve_probationary(organisation_id: int, *, day: date) -> bool:
    """Whether this body holds the power to approve members on a day. One query."""
    return CapabilityGrant.objects.filter(
        on_day(day),
        organisation_id=organisation_id,
        capability=CapabilityGrant.Capability.APPROVE_PROBATIONARY,
    ).exists()


def grants_between(
    organisation_id: int, *, since: date, until: date | None
) -> QuerySet[CapabilityGrant]:
    """Grants of the power to approve that hold on any day of a span; until None = open."""
    found = CapabilityGrant.objects.filter(
        Q(until=None) | Q(until__gt=since),
        organisation_id=organisation_id,
        capability=CapabilityGrant.Capability.APPROVE_PROBATIONARY,
    )
    return found.filter(since__lt=until) if until else found


def grant_for_change(grant_id: int, *, seen_by: Actor) -> CapabilityGrant:
    """One grant, locked. Raises DoesNotExist (unseen). One query."""
    return (
        CapabilityGrant.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .get(pk=grant_id, organisation__in=seen_organisations(seen_by=seen_by))
    )


def grants_of(organisation_id: int) -> list[CapabilityGrant]:
    """Powers given to a body, the latest first. One query."""
    return list(CapabilityGrant.objects.filter(organisation_id=organisation_id).order_by("-since"))


def groups_of(organisation_id: int) -> list[Organisation]:
    """The 党小组 of a branch that stand today, the oldest first. One query."""
    return list(
        Organisation.objects.filter(
            parent_id=organisation_id, kind=Organisation.Kind.GROUP, dissolved_on=None
        ).order_by("founded_on", "pk")
    )


def bodies_below(organisation_id: int, *, seen_by: Actor) -> list[Organisation]:
    """The bodies right below one that stand today, groups left out. One query."""
    return list(
        seen_organisations(seen_by=seen_by)
        .filter(parent_id=organisation_id, dissolved_on=None)
        .exclude(kind=Organisation.Kind.GROUP)
        .order_by("code", "pk")
    )


def seen_places(day: date, *, seen_by: Actor) -> list[Placement]:
    """The tree as it stood on a day, as far as this actor sees it. One query."""
    seen = Q(organisation__in=seen_organisations(seen_by=seen_by))
    wide = [Q(path__startswith=g.path) for g in seen_by.grants if g.post in WIDE]
    return list(
        Placement.objects.filter(on_day(day))
        .filter(reduce(or_, [seen, *wide]))
        .select_related("organisation")
        .order_by("path")
    )


def history_of(organisation: Organisation) -> tuple[list[Placement], list[Succession]]:
    """Places a body has had, and what it came from and became. Two queries."""
    places = Placement.objects.filter(organisation=organisation).select_related("parent")
    passed = Succession.objects.filter(Q(source=organisation) | Q(target=organisation))
    return (
        list(places.order_by("since")),
        list(passed.select_related("source", "target").order_by("on", "pk")),
    )


def terms_of(organisation_id: int) -> list[Term]:
    """Terms of office, the latest first. One query."""
    return list(Term.objects.filter(organisation_id=organisation_id).order_by("-since"))


def with_last_terms(
    organisation_ids: Sequence[int],
) -> list[tuple[Organisation, Period | None]]:
    """These bodies, from the root downwards, each with its latest term of office. One query."""
    terms = Term.objects.filter(organisation=OuterRef("pk")).order_by("-since")
    rows = (
        Organisation.objects.filter(pk__in=organisation_ids)
        .annotate(
            begun=Subquery(terms.values("since")[:1]), over=Subquery(terms.values("until")[:1])
        )
        .order_by("path")
    )
    return [(row, Period(row.begun, row.over) if row.begun else None) for row in rows]


def term_on(organisation_id: int, *, day: date) -> Term | None:
    """The term of office that holds on a day. One query."""
    return Term.objects.filter(
        organisation_id=organisation_id, since__lte=day, until__gt=day
    ).first()


def calendar_spans(paths: list[str], *, since: date) -> list[CalendarSpan]:
    """Periods not over before a day, of the bodies at these paths, earliest first. One query."""
    return list(
        CalendarSpan.objects.filter(organisation__path__in=paths, until__gt=since)
        .select_related("organisation")
        .order_by("since", "pk")
    )


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """A line of a file beside what is there. outcome: new, same or refused; why: of the last."""

    line: CalendarLine
    outcome: str
    why: str = ""


def compared(organisation: Organisation, lines: Sequence[CalendarLine]) -> list[ComparedLine]:
    """Each line of a file against the calendar of this body and the lines before it. One query."""
    there = [
        (s.kind, s.name, s.since, s.until)
        for s in CalendarSpan.objects.filter(organisation=organisation)
    ]
    found = []
    for line in lines:
        if line.fault or line.since is None or line.until is None:
            found.append(ComparedLine(line, "refused", line.fault))
            continue
        wanted = (line.kind, line.name, line.since, line.until)
        other = next((t for t in there if _overlap(t, wanted)), None)
        if wanted in there:
            found.append(ComparedLine(line, "same"))
        elif other is not None:
            why = _("与“%(name)s”重叠，请核对。") % {"name": other[1]}
            found.append(ComparedLine(line, "refused", why))
        else:
            there.append(wanted)
            found.append(ComparedLine(line, "new"))
    return found


def _overlap(one: tuple[str, str, date, date], other: tuple[str, str, date, date]) -> bool:
    return one[0] == other[0] and one[2] < other[3] and other[2] < one[3]


def span_for_change(span_id: int, *, seen_by: Actor) -> CalendarSpan:
    """One line of the calendar, locked. Raises DoesNotExist (unseen). One query."""
    return (
        CalendarSpan.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .get(pk=span_id, organisation__in=seen_organisations(seen_by=seen_by))
    )


def switches_between(
    organisation_id: int, *, key: str, subject: str, since: date, until: date
) -> QuerySet[Switch]:
    """What is set for one switch on any day of a span."""
    return Switch.objects.filter(
        organisation_id=organisation_id,
        key=key,
        subject=subject,
        since__lt=until,
        until__gt=since,
    )


def switch_for_change(switch_id: int, *, seen_by: Actor) -> Switch:
    """One setting, locked. Raises DoesNotExist (unseen). One query."""
    return (
        Switch.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .get(pk=switch_id, organisation__in=seen_organisations(seen_by=seen_by))
    )


def switch_for_reading(switch_id: int, *, seen_by: Actor) -> Switch:
    """One setting. Raises DoesNotExist (unseen). One query."""
    return Switch.objects.select_related("organisation").get(
        pk=switch_id, organisation__in=seen_organisations(seen_by=seen_by)
    )


def switches_leaning_on(switch: Switch, *, day: date) -> QuerySet[Switch]:
    """Switches of the same body, not over on a day, that need this one to be on."""
    keys = [spec.key for spec in REGISTRY.values() if spec.needs == switch.key]
    return Switch.objects.filter(
        organisation_id=switch.organisation_id, key__in=keys, until__gt=day
    ).order_by("pk")


def switches_needing(switch: Switch, *, day: date) -> list[Switch]:
    """The same, locked for a change. One query."""
    found = switches_leaning_on(switch, day=day).select_related("organisation")
    return list(found.select_for_update(of=("self",)))


def switches_of(organisation_id: int) -> list[Switch]:
    """Everything ever set in one body, the latest first. One query."""
    found = Switch.objects.filter(organisation_id=organisation_id)
    return list(found.order_by("-since", "-pk"))


def switches_below(path: str, *, day: date) -> QuerySet[Switch]:
    """What is set on a day at a path and below it, by body and switch."""
    found = Switch.objects.filter(
        organisation__path__startswith=path, since__lte=day, until__gt=day
    )
    return found.select_related("organisation").order_by("organisation__path", "key", "pk")


def switched_on_below(path: str, *, day: date) -> dict[str, int]:
    """In how many bodies each switch is on by setting, at a path and below it. One query."""
    found = Switch.objects.filter(
        organisation__path__startswith=path, since__lte=day, until__gt=day
    ).exclude(value=False)
    rows = found.values("key").annotate(bodies=Count("organisation_id", distinct=True))
    return {row["key"]: row["bodies"] for row in rows.order_by("key")}


def last_switch_ends(*, day: date) -> date | None:
    """The last day any switch that is on today is still on; None when none is. One query."""
    found = Switch.objects.filter(since__lte=day, until__gt=day).aggregate(last=Max("until"))
    last: date | None = found["last"]
    return last - ONE_DAY if last else None


def switches_decided_by(person_id: int) -> list[Switch]:
    """Switches this person decided or ended, the latest first. One query."""
    found = Switch.objects.filter(Q(decided_by=person_id) | Q(ended_by=person_id))
    found = found.select_related("organisation")
    return list(found.order_by("-since", "-pk"))


def switch_value(key: str, *, organisation_id: int, day: date, subject: str = "") -> Value:
    """What a policy switch says on a day: what was set, else the lawful default. One query, two for
    a switch that follows another.

    Raises KeyError for a switch that is not in the registry.
    """
    spec = REGISTRY[key]
    held = Switch.objects.filter(
        organisation_id=organisation_id,
        key=key,
        subject=subject,
        since__lte=day,
        until__gt=day,
    ).first()
    if held is not None:
        return cast(Value, held.value)
    if spec.follows:
        return switch_value(spec.follows, organisation_id=organisation_id, day=day)
    return spec.default


def working_calendar(*, since: date, until: date) -> Calendar:
    """Days off and make-up days of the years of a span; years not loaded stay unknown. One query."""
    rows = CalendarDay.objects.filter(day__year__range=(since.year, until.year + 1)).values_list(
        "day", "kind", "source"
    )
    return Calendar(
        off=frozenset(day for day, kind, _source in rows if kind == CalendarDay.Kind.OFF),
        work=frozenset(day for day, kind, _source in rows if kind == CalendarDay.Kind.WORK),
        years=frozenset(int(source.partition("：")[0]) for _day, _kind, source in rows),
    )


def loaded_years() -> list[tuple[int, int, str]]:
    """(year, days, source) of every notice that was loaded, newest first. One query."""
    rows = CalendarDay.objects.values("source").annotate(days=Count("day")).order_by("-source")
    return [(int(r["source"].partition("：")[0]), r["days"], r["source"]) for r in rows]


def calendar_days(*, year: int) -> dict[date, str]:
    """Days off and make-up days of a year; empty when its notice is not loaded. One query."""
    rows = CalendarDay.objects.filter(day__year=year).values_list("day", "kind")
    return dict(rows)


def root() -> Organisation:
    """The school committee. Raises DoesNotExist on an empty house."""
    return Organisation.objects.get(parent=None, dissolved_on=None)


def own_branch(actor: Actor) -> Organisation | None:
    """The branch this actor works in first: where a committee post is held, else where one belongs."""
    paths = [g.path for g in actor.grants] + list(actor.branches)
    order = {path: at for at, path in reversed(list(enumerate(paths)))}
    found = Organisation.objects.filter(path__in=paths, dissolved_on=None)
    ranked = sorted(found, key=lambda o: (not o.is_branch, order[o.path]))
    return ranked[0] if ranked else None


# ---- features


def features() -> tuple[Feature, ...]:
    """The register of features, as the wiring page names it. No query."""
    found: tuple[Feature, ...] = import_string(settings.ZHIBU_FEATURES)
    return found


def feature(key: str) -> Feature:
    """One feature of the register. Raises DoesNotExist. No query."""
    for one in features():
        if one.key == key:
            return one
    raise FeatureRest.DoesNotExist(key)


def open_rests() -> QuerySet[FeatureRest]:
    """Features announced to rest or resting."""
    return FeatureRest.objects.filter(woken_at=None)


RESTS_KEPT_AS = "orgs.rests"
_RESTS_SECONDS = 60  # seconds another process may still show what was put to rest


def rests_now() -> dict[str, FeatureRest]:
    """By feature: what is announced to rest or rests. A query a minute for each process."""
    kept: dict[str, FeatureRest] | None = cache.get(RESTS_KEPT_AS)
    if kept is None:
        kept = {rest.feature: rest for rest in open_rests().order_by("pk")}
        cache.set(RESTS_KEPT_AS, kept, _RESTS_SECONDS)
    return kept


def forget_rests() -> None:
    """Look afresh next time, here at once."""
    cache.delete(RESTS_KEPT_AS)


def rests_of(key: str) -> list[FeatureRest]:
    """Every announcement about one feature, the latest first. One query."""
    return list(FeatureRest.objects.filter(feature=key).order_by("-announced_on", "-pk"))


def rests_decided_by(person_id: int) -> list[FeatureRest]:
    """Rests this person announced or ended, the latest first. One query."""
    found = FeatureRest.objects.filter(Q(decided_by=person_id) | Q(woken_by=person_id))
    return list(found.order_by("-announced_on", "-pk"))


def months_of_use() -> dict[str, list[MonthOfUse]]:
    """By feature: its months, the latest first. One query."""
    found: dict[str, list[MonthOfUse]] = {}
    for row in FeatureUse.objects.order_by("feature", "-month"):
        month = MonthOfUse(row.month, row.acts, row.persons, row.last_on)
        found.setdefault(row.feature, []).append(month)
    return found
