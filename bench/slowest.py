"""s 改过的慢路: what the benchmark found slow, as it was and as it is, in the same run.

The earlier form of each stands here as it stood in the product; a comparison of the two is all it is for.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable

from django.db import connection, transaction
from django.db.models import Count, OuterRef, Subquery

from bench import ledger
from bench.frame import Row, Section, milliseconds, turns
from bench.house import copy_of_house
from zhibu.kit import clock
from zhibu.orgs.models import Organisation
from zhibu.orgs.queries import on_day
from zhibu.people.models import Membership, StatusSpan
from zhibu.people.queries.roster import BESIDE, PER_PAGE, kinds_under, roster_page
from zhibu.points.actions import writing

SIZES = {"toy": 50, "university": 20_000, "large": 50_000}


def measured(size: str, *, times: int) -> Section:
    """The whole job."""
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
            ("记分：写出一批行", *_writing(SIZES[size])),
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
    return Row(name, milliseconds(fast), milliseconds(slow), fast / slow, 1.0, unit="×", cause="")


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


def _writing(number: int) -> tuple[Callable[[], object], Callable[[], object]]:
    """A batch put in and taken back: as it is, and with the month worked out and each value typed."""
    people, version = ledger.members(), ledger.version_id()
    ledger.make_keyed()
    batch = ledger.entries(people, number, version=version)
    columns = writing._COLUMNS

    def write(rows: list[tuple[object, ...]], *, typed: bool) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            with cursor.copy(f"COPY {ledger.KEYED} ({columns}) FROM STDIN") as copy:
                if typed:
                    copy.set_types(writing._TYPES)
                for row in rows:
                    copy.write_row(row)
            transaction.set_rollback(True)

    def now() -> None:
        write(writing._rows(batch, list(range(number)), clock.now()), typed=False)

    def before() -> None:
        rows = writing._rows(batch, list(range(number)), clock.now())
        write(
            [(*row[:-1], json.dumps(e.receipt)) for row, e in zip(rows, batch, strict=True)],
            typed=True,
        )

    return now, before
