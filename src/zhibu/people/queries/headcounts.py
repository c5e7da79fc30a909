"""How many of each kind stood where on a day (各类人数). Counts only; set-based, for statistics."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Min, Q

from zhibu.people.models import ImportRow, Membership, StatusSpan

AT = """
SELECT m.organisation_id, d.day, s.kind, count(*)
FROM unnest(%s::date[]) AS d(day)
JOIN people_membership m ON m.since <= d.day AND (m.until IS NULL OR m.until > d.day)
JOIN people_statusspan s ON s.person_id = m.person_id AND s.standing = 'normal'
  AND s.since <= d.day AND (s.until IS NULL OR s.until > d.day)
WHERE %s::bigint[] IS NULL OR m.organisation_id = ANY(%s::bigint[])
GROUP BY 1, 2, 3
"""


def headcounts(
    days: Sequence[date], organisation_ids: Collection[int] | None
) -> Iterator[tuple[int, date, str, int]]:
    """(organisation, day, kind, how many) of those in good standing. One query."""
    wanted = None if organisation_ids is None else list(organisation_ids)
    with connection.cursor() as cursor:
        cursor.execute(AT, [list(days), wanted, wanted])
        yield from cursor.fetchall()


def organisations_of(person_id: int, *, since: date) -> frozenset[int]:
    """Organisations somebody belonged to on or after a day. One query."""
    found = Membership.objects.filter(Q(until=None) | Q(until__gt=since), person_id=person_id)
    return frozenset(found.values_list("organisation_id", flat=True))


def touched_by_import(batch_id: int) -> tuple[frozenset[int], date | None]:
    """Organisations of the people a batch wrote, and their earliest day there. Two queries."""
    people = ImportRow.objects.filter(batch_id=batch_id, person_id__isnull=False)
    inside = Membership.objects.filter(person_id__in=people.values("person_id"))
    found = inside.values_list("organisation_id", flat=True).distinct()
    first = StatusSpan.objects.filter(person_id__in=people.values("person_id")).aggregate(
        day=Min("since")
    )
    return frozenset(found), first["day"]


@dataclass(frozen=True, slots=True)
class Spell:
    """A person in an organisation, or of a kind, from a day to a day; ``until`` does not count."""

    person_id: int
    what: int | str
    since: date
    until: date | None


def spells() -> tuple[list[Spell], list[Spell]]:
    """Every membership, and every status in good standing, for a recount. Two queries."""
    memberships = Membership.objects.order_by("pk")
    statuses = StatusSpan.objects.filter(standing=StatusSpan.Standing.NORMAL).order_by("pk")
    return (
        [Spell(m.person_id, m.organisation_id, m.since, m.until) for m in memberships],
        [Spell(s.person_id, s.kind, s.since, s.until) for s in statuses],
    )
