"""What a rehearsal over a past period reads (演算所读): facts of who takes part, never written anywhere."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db.models import QuerySet, Sum

from zhibu.kit.period import Period
from zhibu.orgs.models import Organisation
from zhibu.people.models import Person
from zhibu.points.domain import past
from zhibu.points.domain.facts import Fact
from zhibu.points.domain.ledger import facts_in
from zhibu.points.domain.rules import Span, period_of
from zhibu.points.models import Credit, Participation, Source
from zhibu.points.queries.posting import set_aside_of, told_in

MOST_PERIODS = 4


def periods_told(branch: Organisation, *, span: Span, today: date) -> list[Period]:
    """Periods of a book's span in which the branch's facts lie, the latest first. One query."""
    days = Source.objects.filter(branch=branch, on__lte=today, ended=False)
    found = {period_of(span, day) for day in days.values_list("on", flat=True).distinct()}
    return sorted(found, key=lambda period: period.since, reverse=True)[:MOST_PERIODS]


def people_in(branch: Organisation, period: Period) -> dict[int, past.Person]:
    """Everybody who takes part, by name, with the facts of a period and what was given. Four queries.

    Facts that an objection set aside are left out.
    """
    parts = Participation.objects.filter(branch=branch, left_at=None).order_by(
        "person__pinyin_key", "person_id"
    )
    agreed = dict(parts.values_list("person_id", "agreed"))
    aside = set_aside_of(branch.pk, list(agreed))
    facts: dict[int, list[Fact]] = defaultdict(list)
    for told in told_in(branch.pk, since=period.since, until=period.until):
        for person_id, found in facts_in(told).items():
            facts[person_id] += [f for f in found if (person_id, told.thing, f.kind) not in aside]
    given = dict(
        Credit.objects.filter(
            branch=branch,
            month__gte=period.since,
            month__lt=period.until,
            person_id__in=list(agreed),
        )
        .values_list("person_id")
        .annotate(amount=Sum("amount"))
    )
    return {
        number: past.Person(facts[number], codes, given.get(number, 0))
        for number, codes in agreed.items()
    }


def named(person_ids: list[int]) -> QuerySet[Person]:
    """These persons, by name. One query."""
    return Person.objects.filter(pk__in=person_ids).order_by("pinyin_key", "pk")
