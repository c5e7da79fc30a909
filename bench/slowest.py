"""s 改过的慢路: what the benchmark found slow, as it was and as it is, in the same run.

The earlier form of each stands here as it stood in the product; a comparison of the two is all it is for.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from django.db import connection
from django.db.models import Count, OuterRef, Subquery

from bench.frame import Row, Section, milliseconds, turns
from bench.house import copy_of_house
from zhibu.kit import clock
from zhibu.orgs.models import Organisation
from zhibu.orgs.queries import on_day
from zhibu.people.models import Membership, StatusSpan
from zhibu.people.queries.roster import BESIDE, PER_PAGE, kinds_under, roster_page


def measured(_size: str, *, times: int) -> Section:
    """The whole job, on the house as it was laid."""
    with copy_of_house():
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE people_membership, people_statusspan, people_person")
        under = Organisation.objects.get(parent=None).path
        last = max(1, Membership.objects.count() // PER_PAGE)
        pairs: list[tuple[str, Callable[[], object], Callable[[], object]]] = [
            ("名册：各类人数", lambda: kinds_under(under=under), lambda: _kinds_as_before(under)),
            (
                "名册：最后一页的行",
                lambda: roster_page(under=under, number=last),
                lambda: _page_as_before(under, last),
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
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


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
