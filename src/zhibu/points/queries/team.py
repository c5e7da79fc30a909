"""A branch's points (支部积分): totals without names, and the board of those who entered it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery, Sum

from zhibu.orgs.models import Organisation, Switch
from zhibu.orgs.queries import switch_value, switches_between
from zhibu.orgs.switches import REGISTRY, SwitchSpec
from zhibu.people.models import Person
from zhibu.points.models import Balance, Contribution, Leaf, Participation, TeamGoal

ENOUGH = 5  # below so many a total would tell what a single person has


@dataclass(frozen=True, slots=True)
class Team:
    """What everybody of the branch may read: sums of a term. shown: enough take part to show them.

    kinds: (kind of fact, credits, hundredths), the largest first; kinds of few credits are one, named
    "", since each would tell whose they are.
    """

    members: int
    amount: int
    kinds: tuple[tuple[str, int, int], ...]
    goal: TeamGoal | None

    @property
    def shown(self) -> bool:
        return self.members >= ENOUGH


def team_of(branch_id: int, *, since: date, until: date) -> Team:
    """Sums of a branch over the months of a term. Three queries."""
    cells = (
        Leaf.objects.filter(branch_id=branch_id, month__gte=since, month__lt=until)
        .values("category")
        .annotate(total=Sum("amount"), number=Sum("credits"))
        .order_by("-total", "category")
    )
    kinds = [(c["category"], c["number"], c["total"]) for c in cells if c["number"]]
    few = [(number, total) for _kind, number, total in kinds if number < ENOUGH]
    rest = ("", sum(n for n, _total in few), sum(total for _n, total in few))
    return Team(
        members=Participation.objects.filter(branch_id=branch_id, left_at=None).count(),
        amount=sum(total for _kind, _number, total in kinds),
        kinds=(*(kind for kind in kinds if kind[1] >= ENOUGH), *([rest] if few else [])),
        goal=TeamGoal.objects.filter(branch_id=branch_id, period=since).first(),
    )


@dataclass(frozen=True, slots=True)
class Place:
    """One line of the board (榜上一行)."""

    rank: int
    person_id: int
    name: str
    amount: int


@dataclass(frozen=True, slots=True)
class Board:
    """The board: how many entered it, and the top third of them, never more (DC-02)."""

    entrants: int
    places: tuple[Place, ...]


def board_of(branch_id: int, *, period: date, today: date) -> Board:
    """The top third of those who entered the board, by their total of a term. One query.

    Those equal to one who would fall outside the third are left out as well: nobody can read who
    comes after.
    """
    rows = (
        Participation.objects.filter(branch_id=branch_id, left_at=None, board_until__gt=today)
        .select_related("person")
        .annotate(
            amount=Subquery(
                Balance.objects.filter(
                    branch_id=branch_id, period=period, person_id=OuterRef("person_id")
                ).values("amount")[:1]
            )
        )
    )
    scores = sorted(((row.amount or 0, row.person.name, row.person_id) for row in rows), key=_order)
    room = len(scores) // 3
    amounts = [amount for amount, _name, _pk in scores]
    places = tuple(
        Place(1 + sum(other > amount for other in amounts), pk, name, amount)
        for amount, name, pk in scores
        if amount > 0 and sum(other >= amount for other in amounts) <= room
    )
    return Board(len(scores), places)


def _order(row: tuple[int, str, int]) -> tuple[int, str, int]:
    return (-row[0], row[1], row[2])


def taking_part(branch_id: int) -> QuerySet[Person]:
    """Members who take part, for the officer who enters contributions, by name. One query."""
    people = Participation.objects.filter(branch_id=branch_id, left_at=None).values("person_id")
    return Person.objects.filter(pk__in=people).order_by("pinyin_key", "pk")


def contributions_of(branch: Organisation) -> QuerySet[Contribution]:
    """What was entered by hand, the latest first."""
    return (
        Contribution.objects.filter(branch=branch)
        .select_related("person", "giver")
        .order_by("-given_at", "-pk")
    )


# ---- places above the branch


@dataclass(frozen=True, slots=True)
class Rank:
    """A place in one body (位次): exact, of how many, and how much the next place up has."""

    level_id: int
    rank: int
    of: int
    next_up: int | None


# Written out: asked on every evening of a contest, and Django's own making of the sentence took longer
# than the answer.
_PLACES = """
SELECT 0 AS level_id, count(*) FILTER (WHERE amount > %(amount)s), count(*),
       min(amount) FILTER (WHERE amount > %(amount)s)
FROM points_balance WHERE branch_id = %(branch)s AND period = %(period)s AND counted
UNION ALL
SELECT level_id, sum(persons) FILTER (WHERE score > %(amount)s), sum(persons),
       min(score) FILTER (WHERE score > %(amount)s)
FROM points_scorecount
WHERE level_id = ANY(%(levels)s) AND period = %(period)s AND persons > 0 GROUP BY level_id
"""


def ranks_of(
    branch_id: int, level_ids: tuple[int, ...], *, period: date, amount: int
) -> list[Rank]:
    """Places with so many points, in the branch first, then in the bodies above it. One query.

    In the branch counted among those who take part, above it off the distribution of scores: 1 + those
    with more, and equals share a place.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _PLACES,
            {"branch": branch_id, "levels": list(level_ids), "period": period, "amount": amount},
        )
        found = {level: (above, of, next_up) for level, above, of, next_up in cursor.fetchall()}
    ranks = []
    for body, level in ((branch_id, 0), *((level, level) for level in level_ids)):
        above, of, next_up = found.get(level, (0, 0, None))
        ranks.append(Rank(body, 1 + int(above or 0), int(of), next_up))
    return ranks


@dataclass(frozen=True, slots=True)
class Turned:
    """One switch of points as it stands (开关). held: what turned it on, None while it is off."""

    spec: SwitchSpec
    on: bool
    held: Switch | None


def switches_now(branch_id: int, *, day: date) -> list[Turned]:
    """The three switches of points in a branch on a day. One query each, two for one that follows."""
    found = []
    for spec in REGISTRY.values():
        if spec.room != "points":
            continue
        held = switches_between(
            branch_id, key=spec.key, subject="", since=day, until=day + timedelta(days=1)
        ).first()
        on = bool(switch_value(spec.key, organisation_id=branch_id, day=day))
        found.append(Turned(spec, on, held))
    return found
