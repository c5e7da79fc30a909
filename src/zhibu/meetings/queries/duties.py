"""How the duties of many branches stand at once (规定项目), for home pages, reminders and lists.

Five queries for one branch and for five hundred: rows are read by the set and sorted in memory.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import BigIntegerField, Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.offers import Duties, Duty, DutyLine
from zhibu.kit.period import Period, month_of
from zhibu.meetings.domain import duties as d
from zhibu.meetings.domain.kinds import Kind, Rhythm
from zhibu.meetings.models import DutyEntry, DutyReminder, DutyWaiver, Meeting
from zhibu.meetings.queries.gates import PARTY, overseen
from zhibu.meetings.queries.rosters import COMMITTEE_FROM, COMMITTEE_LEAST
from zhibu.orgs.models import (
    COMMITTEE_POSTS,
    ORGANISER_POSTS,
    CalendarSpan,
    Organisation,
    Post,
    Term,
)
from zhibu.orgs.queries import ancestors, on_day, working_calendar
from zhibu.people.models import Appointment, Membership, StatusSpan

T = TypeVar("T")
RHYTHMS = {
    Rhythm.MONTH: gettext_lazy("每月一次"),
    Rhythm.QUARTER: gettext_lazy("每季度一次"),
    Rhythm.YEAR: gettext_lazy("每年一次"),
}
STATE_OF = {
    Meeting.State.PUBLISHED: d.State.WAIT,
    Meeting.State.HELD: d.State.DRAFT,
    Meeting.State.CONFIRMED: d.State.DONE,
}


def duty_kinds() -> tuple[Duty, ...]:
    """The duties of this room, in the order of columns. No query."""
    return tuple(_duty(rule, order) for order, rule in enumerate(d.DUTIES))


def _duty(rule: d.DutyRule, order: int) -> Duty:
    return Duty(
        key=rule.key,
        term=_(rule.term),
        short=_(rule.short),
        order=order,
        rhythm=str(RHYTHMS[rule.rhythm]),
        todo="meetings:plan" if rule.kind else "meetings:note_duty",
        record="meetings:meeting" if rule.kind else "",
        cite=rule.cite,
    )


def duty_lines(branch_ids: Sequence[int], month: date, today: date) -> list[DutyLine]:
    """Every duty of these branches in the month's periods, and what is still open from before.

    Gaps first within a branch. Five queries.
    """
    kinds = {duty.key: duty for duty in duty_kinds()}
    lines: list[DutyLine] = []
    for facts in _facts(branch_ids, month=month, today=today):
        found = d.standings(facts, month=month, today=today)
        found += d.still_open(facts, month=month, today=today)
        lines += [_line(facts.id, standing, kinds) for standing in found]
    return lines


def _line(branch_id: int, standing: d.Standing, kinds: Mapping[str, Duty]) -> DutyLine:
    words = {
        d.State.MISS: _("缺"),
        d.State.DRAFT: _("草稿待确认"),
        d.State.WAIT: _("已安排"),
        d.State.DONE: _("已完成"),
        d.State.NA: _("不适用"),
    }
    return DutyLine(
        organisation_id=branch_id,
        duty=kinds[standing.rule.key],
        state=standing.state.value,
        state_words=words[standing.state],
        since=standing.period.since,
        until=standing.period.until,
        on=standing.on,
        why=standing.why.said(_).rstrip("。") if standing.why else "",
        part_id=standing.part.id if standing.part else None,
        part=standing.part.name if standing.part else "",
        record_id=standing.record,
        waived=standing.waived,
        late_days=standing.late_days if standing.state is d.State.MISS else 0,
    )


# ---- read by the set


def _facts(branch_ids: Sequence[int], *, month: date, today: date) -> list[d.BranchFacts]:
    branches, parts = _bodies(branch_ids)
    since = d.needed_from(month)
    until = date(month.year + 1, 1, 1)
    day = min(max(today, month.replace(day=1)), month_of(month).last_day)
    with_committee = _with_committee(branch_ids, day)
    sittings = _sittings(branch_ids, since, until)
    above = {b.path: [b.path, *ancestors(b.path)] for b in branches}
    noted = _noted(above, since, until)
    working = working_calendar(since=since, until=until)
    away = cache(
        lambda spans, span: d.holiday_away(span, holidays=spans, working=working.is_working)
    )
    return [
        d.BranchFacts(
            id=b.pk,
            has_committee=b.pk in with_committee,
            parts=tuple(parts[b.pk]),
            kept_from=max(b.founded_on, b.recorded_since),
            sittings=tuple(sittings[b.pk]),
            entries=tuple(noted.entries[b.path]),
            waivers=tuple(
                w if path == b.path else replace(w, id=None)  # only those above take theirs back
                for path in above[b.path]
                for w in noted.waivers[path]
            ),
            away=partial(away, tuple(h for path in above[b.path] for h in noted.holidays[path])),
        )
        for b in branches
    ]


def _with_committee(branch_ids: Sequence[int], day: date) -> set[int]:
    """Branches that have, or must have, a committee on a day. One query. Source: 支部条例 ch. 6"""
    members = Membership.objects.filter(on_day(day), organisation_id__in=branch_ids)
    spans = StatusSpan.objects.filter(
        on_day(day), person_id=OuterRef("person_id"), standing=StatusSpan.Standing.NORMAL
    )
    full = members.filter(Exists(spans.filter(kind=StatusSpan.Kind.FULL)))
    officers = Appointment.objects.filter(
        on_day(day),
        Exists(spans.filter(kind__in=PARTY)),
        Exists(
            members.filter(
                person_id=OuterRef("person_id"), organisation_id=OuterRef("organisation_id")
            )
        ),
        organisation_id__in=branch_ids,
        post__in=COMMITTEE_POSTS,
    )
    grown, led = _at_least(full, COMMITTEE_FROM), _at_least(officers, COMMITTEE_LEAST)
    return {pk for (pk,) in grown.union(led)}


def _at_least(
    rows: QuerySet[Membership] | QuerySet[Appointment], least: int
) -> QuerySet[Any, tuple[int]]:
    counted = rows.values("organisation_id").annotate(n=Count("person_id", distinct=True))
    return counted.filter(n__gte=least).values_list("organisation_id")


def _bodies(branch_ids: Sequence[int]) -> tuple[list[Organisation], dict[int, list[d.Part]]]:
    """These branches, from the root downwards, and the standing groups of each. One query."""
    group = Q(parent_id__in=branch_ids, kind=Organisation.Kind.GROUP, dissolved_on=None)
    rows = Organisation.objects.filter(Q(pk__in=branch_ids) | group).order_by("path")
    asked = set(branch_ids)
    branches = [row for row in rows if row.pk in asked]
    groups = sorted((row for row in rows if row.pk not in asked), key=lambda row: row.pk)
    return branches, _by(
        groups, lambda g: g.parent_id or 0, lambda g: d.Part(g.pk, g.name, g.founded_on)
    )


def _sittings(branch_ids: Sequence[int], since: date, until: date) -> dict[int, list[d.Sitting]]:
    rows = (
        Meeting.objects.filter(
            organisation_id__in=branch_ids, month__gte=since, month__lt=until, state__in=STATE_OF
        )
        .order_by("gathering__starts_at", "pk")
        .values_list(
            "organisation_id", "pk", "kinds", "month", "gathering__starts_at", "state", "group_id"
        )
    )
    found: dict[int, list[d.Sitting]] = defaultdict(list)
    for branch, pk, kinds, month, starts_at, state, group in rows:
        found[branch].append(
            d.Sitting(
                id=pk,
                kinds=frozenset(Kind(k) for k in kinds),
                month=month,
                on=clock.local(starts_at).date(),
                state=STATE_OF[Meeting.State(state)],
                part=group,
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Noted:
    """What was noted for bodies, by path: talks and reports, what does not apply, holidays."""

    entries: Mapping[str, list[d.Entry]]
    waivers: Mapping[str, list[d.Waiver]]
    holidays: Mapping[str, list[tuple[str, Period]]]


def _noted(above: Mapping[str, list[str]], since: date, until: date) -> Noted:
    """Of the branches themselves, and for the last two of the bodies above them too. One query."""
    paths = {path for chain in above.values() for path in chain}
    entries = DutyEntry.objects.filter(
        organisation__path__in=list(above), on__gte=since, on__lt=until
    ).values_list(
        Value("entry"), "organisation__path", "pk", "key", "on", "on", "pairing",
        Cast("count", BigIntegerField()),
    )  # fmt: skip
    waivers = DutyWaiver.objects.filter(
        organisation__path__in=paths, until__gt=since
    ).values_list(
        Value("waiver"), "organisation__path", "pk", "key", "since", "until", "reason", "group_id"
    )  # fmt: skip
    holidays = CalendarSpan.objects.filter(
        organisation__path__in=paths, kind=CalendarSpan.Kind.HOLIDAY, until__gt=since
    ).values_list(
        Value("holiday"), "organisation__path", "pk", "name", "since", "until", Value(""),
        Value(None, BigIntegerField()),
    )  # fmt: skip
    found = Noted(defaultdict(list), defaultdict(list), defaultdict(list))
    for what, path, pk, name, first, end, words, number in entries.union(
        waivers, holidays, all=True
    ):
        if what == "entry":
            found.entries[path].append(d.Entry(name, first, d.Pairing(words), number))
        elif what == "waiver":
            found.waivers[path].append(d.Waiver(pk, name, first, end, words, number))
        else:
            found.holidays[path].append((name, Period(first, end)))
    return found


R = TypeVar("R")
K = TypeVar("K")


def _by(rows: Iterable[R], key: Callable[[R], K], value: Callable[[R], T]) -> dict[K, list[T]]:
    found: dict[K, list[T]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(value(row))
    return found


# ---- all rooms together


def all_duties() -> list[Duty]:
    """The duties of every room, in the order of columns. No query."""
    return sorted((duty for room in _offered() for duty in room.duties()), key=lambda x: x.order)


def lines_of_branches(
    branch_ids: Sequence[int], *, month: date, today: date
) -> dict[int, list[DutyLine]]:
    """What every room says of these branches, gaps first. Six queries, whatever their number."""
    found: dict[int, list[DutyLine]] = {pk: [] for pk in branch_ids}
    for room in _offered():
        for line in room.lines(branch_ids, month, today):
            found[line.organisation_id].append(line)
    for lines in found.values():
        lines.sort(key=lambda line: (line.rank, -line.late_days, line.duty.order, line.since))
    return found


def _offered() -> tuple[Duties, ...]:
    offered: tuple[Duties, ...] = import_string(settings.ZHIBU_DUTIES)
    return offered


# ---- who is to be told, who was


@dataclass(frozen=True, slots=True)
class Keeper:
    """Who keeps a branch and can put a gap right (可处理的人)."""

    person_id: int
    name: str
    post: str


def keepers_of(branch_ids: Sequence[int], *, day: date) -> dict[int, list[Keeper]]:
    """Secretary and deputy of each branch, else whoever is on its committee. One query."""
    rows = (
        Appointment.objects.filter(
            on_day(day), organisation_id__in=branch_ids, post__in=COMMITTEE_POSTS
        )
        .select_related("person")
        .order_by("pk")
    )
    held = _by(
        rows,
        lambda a: a.organisation_id,
        lambda a: (a.post, Keeper(a.person_id, a.person.name, str(Post(a.post).label))),
    )
    leads = (Post.SECRETARY, Post.DEPUTY_SECRETARY)
    order = {post: at for at, post in enumerate(COMMITTEE_POSTS)}
    found = {}
    for branch, pairs in held.items():
        pairs.sort(key=lambda pair: order[pair[0]])
        first = [keeper for post, keeper in pairs if post in leads]
        found[branch] = first or [keeper for _post, keeper in pairs]
    return found


def reminded_until(branch_ids: Sequence[int], *, day: date) -> dict[int, date]:
    """Branches that were reminded less than a week before a day, and until when they rest. One query."""
    rows = DutyReminder.objects.filter(organisation_id__in=branch_ids, on__lte=day, until__gt=day)
    return dict(rows.values_list("organisation_id", "until"))


# ---- single rows


def waiver_for_change(waiver_id: int, *, seen_by: Actor) -> DutyWaiver:
    """What was declared not applicable, locked. Raises DoesNotExist (unseen). One query."""
    bodies = overseen(seen_by=seen_by)
    return (
        DutyWaiver.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .get(pk=waiver_id, organisation__in=bodies)
    )


def waivers_made_by(person_id: int) -> list[DutyWaiver]:
    """What this person declared not applicable, the latest first. One query."""
    return list(
        DutyWaiver.objects.filter(made_by=person_id)
        .select_related("organisation")
        .order_by("-made_at", "-pk")
    )


def waivers_of(body: Organisation, *, day: date) -> list[DutyWaiver]:
    """What a body declared not applicable and is not over yet, the latest first. One query."""
    return list(DutyWaiver.objects.filter(organisation=body, until__gt=day).order_by("-pk"))


def duty_entry_for_change(entry_id: int, *, seen_by: Actor) -> DutyEntry:
    """One line of talks or reports, locked. Raises DoesNotExist (unseen). One query."""
    return (
        DutyEntry.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .get(
            pk=entry_id,
            organisation__in=overseen(seen_by=seen_by).filter(
                path__in=seen_by.paths_of(*COMMITTEE_POSTS)
            ),
        )
    )


def duty_entries_of(organisation: Organisation, *, year: int) -> list[DutyEntry]:
    """Talks and reports noted in a year, the latest first. One query."""
    rows = DutyEntry.objects.filter(organisation=organisation, on__year=year)
    return list(rows.order_by("-on", "-pk"))


def terms_ending(*, until: date) -> list[Term]:
    """Latest terms of standing bodies that end before a day, in the order of their end. One query."""
    later = Term.objects.filter(
        organisation_id=OuterRef("organisation_id"), since__gt=OuterRef("since")
    )
    return list(
        Term.objects.filter(~Exists(later), until__lte=until, organisation__dissolved_on=None)
        .exclude(organisation__kind=Organisation.Kind.TEMPORARY_BRANCH)
        .select_related("organisation")
        .order_by("until", "pk")
    )


def to_tell_of_term(term: Term, *, day: date) -> list[int]:
    """Secretary and deputy of the body, and the organisers right above it. One query."""
    leads = Q(organisation=term.organisation, post__in=(Post.SECRETARY, Post.DEPUTY_SECRETARY))
    above = Q(organisation_id=term.organisation.parent_id, post__in=ORGANISER_POSTS)
    rows = Appointment.objects.filter(on_day(day)).filter(leads | above)
    return sorted(set(rows.values_list("person_id", flat=True)))


def talks_under(path: str, *, since: date, until: date) -> list[DutyEntry]:
    """Talks noted by a body and those below in a span (谈心谈话), the latest first. One query."""
    return list(
        DutyEntry.objects.filter(
            organisation__path__startswith=path,
            key=d.Other.HEART_TALK,
            on__gte=since,
            on__lt=until,
        ).order_by("-on", "-pk")
    )
