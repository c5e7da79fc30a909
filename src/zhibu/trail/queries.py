"""What the audit notes say in sums (留痕的合计); never who did what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Case, Count, Max, Min, Value, When
from django.db.models.functions import TruncMonth

from zhibu.kit import clock
from zhibu.trail.models import AuditNote


@dataclass(frozen=True, slots=True)
class UseInMonth:
    """How often words of one name were left in a month, by how many persons, last on which day."""

    name: str
    month: date
    acts: int
    persons: int
    last_on: date


def uses_by_month(
    beginnings: Sequence[tuple[str, str]], *, since: date, until: date
) -> list[UseInMonth]:
    """Acts of persons by name and month. One query.

    beginnings: (beginning of an audit word, name it counts for); the longest beginning wins.
    """
    by_length = sorted(beginnings, key=lambda pair: -len(pair[0]))
    name = Case(
        *(When(action__startswith=word, then=Value(name)) for word, name in by_length),
        default=Value(""),
    )
    rows = (
        AuditNote.objects.filter(
            at__gte=clock.day_start(since), at__lt=clock.day_start(until), person_id__isnull=False
        )
        .annotate(name=name, month=TruncMonth("at", tzinfo=clock.SHANGHAI))
        .exclude(name="")
        .values("name", "month")
        .annotate(acts=Count("pk"), persons=Count("person_id", distinct=True), last=Max("at"))
        .order_by("name", "month")
    )
    return [
        UseInMonth(
            r["name"],
            clock.local(r["month"]).date(),
            r["acts"],
            r["persons"],
            clock.local(r["last"]).date(),
        )
        for r in rows
    ]


def used_since() -> date | None:
    """The day a person first changed anything here; None on a fresh installation. One query."""
    first = AuditNote.objects.filter(person_id__isnull=False).aggregate(at=Min("at"))["at"]
    return clock.local(first).date() if first else None


def last_used_on() -> date | None:
    """The day a person last changed anything here; None on a fresh installation. One query."""
    last = AuditNote.objects.filter(person_id__isnull=False).aggregate(at=Max("at"))["at"]
    return clock.local(last).date() if last else None


def jobs_given_up_and_waiting() -> tuple[int, int]:
    """How many jobs were given up, and how many wait for more than ten minutes. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE status = 'failed'),"
            " count(*) FILTER (WHERE status = 'todo' AND scheduled_at < now() - interval '10 min')"
            " FROM procrastinate_jobs"
        )
        failed, waiting = cursor.fetchone()
    return failed, waiting
