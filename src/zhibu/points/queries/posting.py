"""What posting reads before it writes (记分所读): all of a branch at once, never one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, Subquery

from zhibu.kit import clock
from zhibu.kit.period import Period, month_of
from zhibu.orgs.models import Organisation
from zhibu.orgs.queries import switches_between
from zhibu.points.domain.ledger import (
    CARRIED_OUT,
    GIVEN,
    RECORD,
    Book,
    Key,
    Line,
    Part,
    Told,
)
from zhibu.points.domain.rules import Rulebook, Span
from zhibu.points.models import Credit, Participation, SetAside, Source
from zhibu.points.queries.rulebooks import in_force
from zhibu.trail.models import OutboxEvent

NO_BOOK = Rulebook("", Span.TERM)  # days on which no rules are in force give nothing
ENABLED = "points.enabled"
LATEST = date(2200, 1, 1)


def branches_locked(branch_ids: Collection[int]) -> dict[int, Organisation]:
    """These branches, their ledgers held until the transaction ends: one poster a branch. One query."""
    found = Organisation.objects.filter(pk__in=branch_ids).order_by("pk")
    return {one.pk: one for one in found.select_for_update(no_key=True)}


def books_of(branch: Organisation, days: Collection[date]) -> list[Book]:
    """Versions and the stretches on which they decide, around these days, without a gap. One query."""
    first = date(min(days).year - 1, 1, 1)
    last = date(max(days).year + 2, 1, 1)
    held = in_force(branch, since=first, until=last)
    edges = {first, last}
    for version in held.versions:
        edges |= {d for d in (version.since, version.until) if d is not None and first < d < last}
    found: list[Book] = []
    for since, until in zip(sorted(edges), sorted(edges)[1:], strict=False):
        decides, days_of_it = held.on(since), Period(since, until)
        book = (
            Book(decides.pk, decides.title, decides.number, decides.rules, days_of_it)
            if decides
            else Book(0, "", 0, NO_BOOK, days_of_it)
        )
        if found and found[-1].version_id == book.version_id:
            book = replace(book, decides=Period(found.pop().decides.since, until))
        found.append(book)
    return found


def days_on(branch_id: int) -> list[Period]:
    """When points were or are on in a branch. One query."""
    held = switches_between(branch_id, key=ENABLED, subject="", since=date.min, until=LATEST)
    return [Period(row.since, row.until) for row in held.order_by("since")]


def parts_of(branch_id: int, person_ids: Collection[int] | None = None) -> dict[int, list[Part]]:
    """Stretches of taking part, by person; of these persons only, when told. One query."""
    rows = Participation.objects.filter(branch_id=branch_id).order_by("joined_at")
    if person_ids is not None:
        rows = rows.filter(person_id__in=person_ids)
    found: dict[int, list[Part]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append(Part(row.counts_from, row.left_at, tuple(row.agreed)))
    return dict(found)


def told_in(branch_id: int, *, since: date, until: date) -> list[Told]:
    """What was told of a branch with a day in a span and still holds, the oldest first. One query."""
    of_thing = Source.objects.filter(thing=OuterRef("thing"))
    rows = (
        Source.objects.filter(branch_id=branch_id, on__gte=since, on__lt=until, ended=False)
        .filter(~Exists(of_thing.filter(version__gt=OuterRef("version"))))
        .annotate(
            first_told=Subquery(
                of_thing.order_by("event__occurred_at").values("event__occurred_at")[:1]
            )
        )
        .select_related("event")
        .order_by("on", "event_id")
    )
    return [told_of(row.event, row.thing, row.on, row.first_told) for row in rows]


def told_of(event: OutboxEvent, thing: str, on: date, told_at: datetime) -> Told:
    """One fact of the outbox as posting reads it."""
    body = event.payload
    match event.kind:
        case "meetings.RecordConfirmed":
            kind, title = RECORD, body["title"]
            giver = (body["confirmed_by"], body["confirmed_by_name"])
            read = {
                "present": body["present"],
                "kinds": body["kinds"],
                "minutes": body["minutes"],
                "chair_id": body["chair_id"],
                "recorder_id": body["recorder_id"],
                "led_by": [i["reporter_id"] for i in body["items"] if i["reporter_id"]],
            }
        case "meetings.ItemCarriedOut":
            kind, title, read = CARRIED_OUT, body["matter"], body
            giver = (body["reported_by"], body["reported_by_name"])
        case _:
            kind, title, read = GIVEN, body["title"], body
            giver = (body["giver_id"], body["giver_name"])
    return Told(
        event=event.pk,
        kind=kind,
        thing=thing,
        on=on,
        told_at=told_at,
        told_on=clock.local(told_at).date(),
        title=title,
        body=read,
        giver_id=giver[0],
        giver_name=giver[1],
    )


def versions_of(thing: str) -> list[Source]:
    """Everything heard of one thing, with its facts, the oldest first. One query."""
    return list(Source.objects.filter(thing=thing).select_related("event").order_by("version"))


def ledger_lines(
    branch_id: int, *, person_ids: Collection[int], spans: Sequence[Period]
) -> list[Line]:
    """Credits, reversed ones too, of these persons on the days of these stretches. One query."""
    reach = Q()
    for span in spans:
        reach |= Q(
            month__gte=month_of(span.since).since, month__lt=span.until,
            on__gte=span.since, on__lt=span.until,
        )  # fmt: skip
    undone = Credit.objects.filter(month=OuterRef("month"), reverses=OuterRef("id"))
    rows = (
        Credit.objects.filter(reach, branch_id=branch_id, person_id__in=person_ids)
        .filter(reverses=None)
        .annotate(undone=Exists(undone))
        .values_list(
            "id", "person_id", "version_id", "rule", "event", "fact", "revision", "amount", "on",
            "undone",
        )
    )  # fmt: skip
    return [
        Line(id_, Key(person, version, rule, event, fact), revision, amount, on, not undone_)
        for id_, person, version, rule, event, fact, revision, amount, on, undone_ in rows
    ]


def set_aside_of(branch_id: int, person_ids: Collection[int]) -> set[tuple[int, str, str]]:
    """(person, thing, kind of fact) that no longer counts. One query."""
    rows = SetAside.objects.filter(branch_id=branch_id, person_id__in=person_ids)
    return set(rows.values_list("person_id", "thing", "fact"))


def levels_of(branches: Collection[Organisation]) -> dict[int, tuple[int, ...]]:
    """Ids of the bodies above each branch, read off its path. No query."""
    return {b.pk: tuple(int(i) for i in b.path.rstrip(".").split(".")[:-1]) for b in branches}


def days_told(branch_id: int, *, since: date) -> list[date]:
    """Days of what a branch's facts tell of, if of that day or told then or later. One query."""
    rows = Source.objects.filter(branch_id=branch_id).filter(
        Q(on__gte=since) | Q(event__occurred_at__gte=clock.day_start(since))
    )
    return sorted(set(rows.values_list("on", flat=True)))


def branches_taking_part(organisation_id: int) -> list[int]:
    """Branches at or below a body in which anybody ever took part. Two queries."""
    path = Organisation.objects.values_list("path", flat=True).get(pk=organisation_id)
    rows = Participation.objects.filter(branch__path__startswith=path).values_list("branch_id")
    return sorted({pk for (pk,) in rows.distinct()})


def in_batches(ids: Sequence[int], size: int = 200) -> Iterator[Sequence[int]]:
    """So many at a time."""
    return (ids[at : at + size] for at in range(0, len(ids), size))
