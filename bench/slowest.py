"""s 改过的慢路: what the benchmark found slow, as it was and as it is, in the same run.

The earlier form of each stands here as it stood in the product; a comparison of the two is all it is for.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import date

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Subquery
from django.template import Context, Template

from bench.frame import Row, Section, milliseconds, turns
from bench.house import copy_of_house
from bench.rollups import lay
from zhibu.insights.queries.numbers import By, numbers
from zhibu.kit import clock
from zhibu.orgs.models import Organisation
from zhibu.orgs.queries import on_day
from zhibu.people.models import Account, Appointment, Membership, Person, StatusSpan
from zhibu.people.queries import actor_for_account, standing_of
from zhibu.people.queries.access import PARTY
from zhibu.people.queries.roster import BESIDE, PER_PAGE, kinds_under, roster_page

AGAIN = 4
FACTS = 200_000  # enough for every cell of the school to hold something


def measured(_size: str, *, times: int) -> Section:
    """The whole job, on the house as it was laid."""
    with copy_of_house():
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE people_membership, people_statusspan, people_person")
        root = Organisation.objects.get(parent=None)
        under = root.path
        account = Account.objects.filter(person__memberships__isnull=False).order_by("pk")[0]
        months = lay(FACTS)
        bodies = [(o.pk, o.name) for o in Organisation.objects.order_by("path")]
        last = max(1, Membership.objects.count() // PER_PAGE)
        pairs: list[tuple[str, Callable[[], object], Callable[[], object]]] = [
            ("名册：各类人数", lambda: kinds_under(under=under), lambda: _kinds_as_before(under)),
            (
                "名册：最后一页的行",
                lambda: roster_page(under=under, number=last),
                lambda: _page_as_before(under, last),
            ),
            (
                "统计：各下级之和",
                lambda: numbers(under=under, months=months, by=By.CHILD, full=True),
                lambda: _numbers_as_before(under, months),
            ),
            (
                "每一页：谁在看、有什么权限、在哪里",
                lambda: standing_of(actor_for_account(account)),
                lambda: _rights_as_before(account),
            ),
            (
                f"名册：{len(bodies)} 个党组织的选择框",
                lambda: _drawn(NOW, bodies),
                lambda: _drawn(BEFORE, bodies),
            ),
        ]
        rows = [_row(*pair, times=times) for pair in pairs]
    return Section(
        job="s",
        title="改过的慢路",
        how="测速时发现慢的几处，改之前和改之后在同一次运行里轮流跑；“极限或同类”一栏是改之前。",
        rows=rows,
    )


def _row(name: str, now: Callable[[], object], before: Callable[[], object], *, times: int) -> Row:
    fast, slow = turns(lambda: _timed(now), lambda: _timed(before), times=times)
    return Row(
        name,
        milliseconds(fast),
        milliseconds(slow),
        fast / slow,
        1.0,
        unit="×",
        cause="改后反而慢了",
    )


def _timed(act: Callable[[], object]) -> float:
    act()  # warm
    began = time.perf_counter()
    for _again in range(AGAIN):
        act()
    return (time.perf_counter() - began) / AGAIN


def _numbers_as_before(under: str, months: Sequence[date]) -> list[tuple[object, ...]]:
    """The path was asked of a sub-select, of which the planner guessed ten rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH place AS (
              SELECT DISTINCT ON (p.organisation_id, m.month) p.organisation_id, m.month, p.path
              FROM unnest(%(months)s::date[]) AS m(month)
              JOIN orgs_placement p ON p.since < m.month + interval '1 month'
                AND (p.until IS NULL OR p.until > m.month)
              ORDER BY p.organisation_id, m.month, p.since DESC
            )
            SELECT split_part(substr(place.path, length(%(under)s) + 1), '.', 1), c.category, sum(c.value)
            FROM insights_cell c
            JOIN place ON place.organisation_id = c.organisation_id AND place.month = c.month
            WHERE c.month = ANY(%(months)s) AND starts_with(place.path, %(under)s)
            GROUP BY 1, 2
            """,
            {"months": list(months), "under": under},
        )
        return list(cursor.fetchall())


def _rights_as_before(account: Account) -> tuple[object, ...]:
    """The name, the posts, the memberships and the place were four statements."""
    day, person_id = clock.today(), account.person_id
    name = Person.objects.get(pk=person_id).name
    posts = list(
        Appointment.objects.filter(
            on_day(day), person_id=person_id, organisation__dissolved_on=None
        ).values_list("post", "organisation__path")
    )
    party = StatusSpan.objects.filter(
        on_day(day), person_id=person_id, kind__in=PARTY, standing=StatusSpan.Standing.NORMAL
    )
    member = list(
        Membership.objects.filter(on_day(day), person_id=person_id)
        .annotate(party=Exists(party))
        .values_list("organisation__path", "group__path", "party")
    )
    place = dict(Organisation.objects.filter(path=member[0][0]).values_list("path", "name"))
    return name, posts, member, place


def _drawn(source: str, bodies: Sequence[tuple[int, str]]) -> str:
    """BEFORE: five hundred lines drawn node by node; NOW: joined by the component."""
    return Template(source).render(Context({"bodies": bodies, "chosen": bodies[0][0]}))


BEFORE = (
    '{% for value, words in bodies %}<option value="{{ value }}"'
    "{% if value == chosen %} selected{% endif %}>{{ words }}</option>{% endfor %}"
)
NOW = "{% load kit %}{% options bodies chosen %}"


def _kinds_as_before(under: str) -> dict[str, int]:
    """The status of each line was asked for by itself."""
    today = clock.today()
    now = StatusSpan.objects.filter(on_day(today), person=OuterRef("person")).values("kind")[:1]
    rows = Membership.objects.filter(on_day(today), organisation__path__startswith=under)
    counted = rows.order_by().annotate(now=Subquery(now)).values_list("now").annotate(Count("pk"))
    return {str(kind or ""): int(count) for kind, count in counted}


def _page_as_before(under: str, number: int) -> list[Membership]:
    """Whole rows were sorted, then all but a hundred left out."""
    rows = Membership.objects.filter(on_day(clock.today()), organisation__path__startswith=under)
    wide = rows.select_related(*BESIDE).order_by("person__pinyin_key", "person_id")
    return list(wide[(number - 1) * PER_PAGE : number * PER_PAGE])
