"""c 汇总: month × body × kind off the leaf cells, beside GROUP BY on the same facts and DuckDB."""

from __future__ import annotations

import importlib
import tempfile
import time
from collections.abc import Callable
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.db import connection

from bench.frame import Row, Section, milliseconds, turns
from bench.house import copy_of_house, owner
from zhibu.insights.actions.folding import fold
from zhibu.insights.catalogue import metrics
from zhibu.insights.queries.numbers import By, numbers
from zhibu.kit import clock
from zhibu.kit.period import add_months
from zhibu.orgs.models import Organisation

SIZES = {"toy": 2_000, "university": 2_000_000, "large": 20_000_000}
KINDS, MONTHS = 8, 12
ONE_QUERY = (
    "SELECT p.college, f.month, f.category, sum(f.value) FROM bench_fact f"
    " JOIN bench_place p USING (branch_id) GROUP BY 1, 2, 3"
)


def measured(size: str, *, times: int) -> Section:
    """The whole job."""
    facts = SIZES[size]
    with copy_of_house(), tempfile.TemporaryDirectory(prefix="zhibu-bench-") as folder:
        months = lay(facts)
        fold()
        with owner() as link:
            link.execute("VACUUM ANALYZE insights_folded, insights_unfolded, insights_share")
        root = Organisation.objects.get(parent=None)

        def cells() -> float:
            began = time.perf_counter()
            numbers(under=root.path, months=months, by=By.CHILD, full=True)
            numbers(under=root.path, months=months, by=By.MONTH, full=True)
            return time.perf_counter() - began

        def grouped() -> float:
            began = time.perf_counter()
            with connection.cursor() as cursor:
                cursor.execute(ONE_QUERY)
                cursor.fetchall()
            return time.perf_counter() - began

        scan = _duck(Path(folder))
        cells()
        found = turns(cells, grouped, *([scan] if scan else []), times=times)
    ours, bare = found[0], found[1]
    duck = found[2] if scan else 0.0
    said = f"{facts:,}".replace(",", " ")
    cause = "页面读折好的和，行数不随事实增加；时间大半在一来一回和 Python，事实越多省得越多，要看 large"
    return Section(
        job="c",
        title="c 汇总",
        how=f"{said} 件事实，{MONTHS} 个月 × {KINDS} 项 × 全部学院：统计页取格子的两条语句（按下级、按月）；对照是同样的事实直接 GROUP BY，和 DuckDB 扫同样的列。",
        rows=[
            Row("比 GROUP BY", milliseconds(ours), milliseconds(bare), ours / bare, 1 / 300, unit="×", cause=cause),
            Row(
                "比 DuckDB", milliseconds(ours), milliseconds(duck) if duck else "没有装",
                ours / duck if duck else None, 1 / 25, unit="×", cause=cause,
            ),
        ],
    )  # fmt: skip


def lay(facts: int) -> list[date]:
    """Facts over branches, months and kinds by turns, and the cells that follow from them."""
    first = add_months(clock.today().replace(day=1), 1 - MONTHS)
    months = [add_months(first, number) for number in range(MONTHS)]
    keys = list(metrics())[:KINDS]
    with owner() as link:
        link.execute(
            "CREATE TABLE bench_place AS SELECT row_number() OVER (ORDER BY id) - 1 AS number,"
            " id AS branch_id, parent_id AS college FROM orgs_organisation WHERE kind = 'branch'"
        )
        link.execute(
            "CREATE TABLE bench_fact (branch_id bigint, month date, category text, value int,"
            " person_id bigint, event uuid)"
        )
        link.execute(
            "INSERT INTO bench_fact SELECT p.branch_id, (%s::date[])[1 + abs(hashint4(n)) %% %s],"
            " (%s::text[])[1 + abs(hashint4(n + 1)) %% %s], 1 + n %% 5, n %% 10000, md5(n::text)::uuid"
            " FROM generate_series(1, %s) AS n"
            " JOIN bench_place p ON p.number = n %% (SELECT count(*) FROM bench_place)",
            [months, MONTHS, keys, len(keys), facts],
        )
        link.execute(
            "INSERT INTO insights_cell (organisation_id, month, category, value)"
            " SELECT branch_id, month, category, sum(value) FROM bench_fact GROUP BY 1, 2, 3"
            " ON CONFLICT DO NOTHING"
        )
        link.execute("GRANT SELECT ON bench_fact, bench_place TO PUBLIC")
        link.execute("VACUUM ANALYZE bench_fact, bench_place, insights_cell")
    return months


def _duck(folder: Path) -> Callable[[], float] | None:
    """The same rows in a file of DuckDB's own; a scan of them. None where it is not installed."""
    if find_spec("duckdb") is None:
        return None
    duckdb: Any = importlib.import_module("duckdb")  # Any: a peer without types
    link = duckdb.connect(str(folder / "facts.duckdb"))
    for table in ("bench_place", "bench_fact"):
        rows = folder / f"{table}.csv"
        with (
            rows.open("wb") as out,
            owner() as source,
            source.cursor().copy(f"COPY {table} TO STDOUT (FORMAT csv, HEADER)") as copy,
        ):
            for piece in copy:
                out.write(bytes(piece))
        link.execute(f"CREATE TABLE {table} AS SELECT * FROM read_csv_auto('{rows}')")
        rows.unlink()

    def scan() -> float:
        began = time.perf_counter()
        link.execute(ONE_QUERY).fetchall()
        return time.perf_counter() - began

    return scan
