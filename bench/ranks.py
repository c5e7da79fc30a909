"""b 位次: my place in the branch and in three bodies above it, beside Redis sorted sets, pipelined."""

from __future__ import annotations

import time
from datetime import date
from random import Random

from bench.frame import Row, Section, milliseconds, turns
from bench.house import copy_of_house, owner
from bench.redis import Redis, Word, redis
from zhibu.points.queries.team import ranks_of

SIZES = {"toy": (400,), "university": (10_000, 1_000_000), "large": (10_000, 1_000_000)}
PERIOD = date(2026, 8, 1)
BRANCH_OF, COLLEGES = 30, 20  # people a branch; colleges of the school
STEP = 25  # hundredths: points move by quarters
ASKED = 300
LEVELS = (900_000_001, 900_000_002)  # the school and all; colleges come below these


def measured(size: str, *, times: int) -> Section:
    """The whole job."""
    rows: list[Row] = []
    missing = False
    ours: list[float] = []
    for people in SIZES[size]:
        with copy_of_house(), redis() as peer:
            _fill(people)
            if peer is not None:
                _fill_peer(peer, people)
            missing = peer is None
            mine, theirs = _both(people, peer, times=times)
        ours.append(mine)
        rows.append(
            Row(
                f"{people:,} 个余额，四个位次".replace(",", " "),
                milliseconds(mine),
                milliseconds(theirs) if theirs else "没有 Redis",
                mine / theirs if theirs else None,
                3.0,
                unit="×",
                cause="一条语句一趟回来，分布按分值逐行加，每次重新规划；Redis 四个整数一趟回来",
            )
        )
    if len(ours) > 1:
        rows.append(
            Row(
                "余额多到最后一行，慢了几倍", "", "", ours[-1] / ours[0], 1.5, unit="×",
                cause="分布的行数随分值种类增加，到顶为止",
            )
        )  # fmt: skip
    return Section(
        job="b",
        title="b 位次",
        how="支部、学院、学校、全部四个位次（并列同位，精确，就在账的库里）：`ranks_of`，一条语句；同类是 Redis 有序集合，四个 ZCOUNT 一次发出。",
        rows=rows,
        notes=["没有 redis-server，也不能用 apt 装：没有对照。"] if missing else [],
    )


def _college(person: int) -> int:
    return LEVELS[-1] + 1 + person // BRANCH_OF % COLLEGES


def _fill(people: int) -> None:
    """Balances and the distributions that follow from them, laid by the administrator without keys."""
    with owner() as link, link.transaction():
        link.execute("SET LOCAL session_replication_role = replica")
        link.execute("TRUNCATE points_balance, points_scorecount")
        link.execute(
            "INSERT INTO points_balance (person_id, branch_id, period, amount, credits, counted)"
            " SELECT n, n / %s, %s, (hashint4(n::int) & 1023) * %s, 9, true"
            " FROM generate_series(0, %s) AS n",
            [BRANCH_OF, PERIOD, STEP, people - 1],
        )
        link.execute(
            "INSERT INTO points_scorecount (level_id, period, score, persons)"
            " SELECT level, period, amount, count(*) FROM (SELECT period, amount, unnest(ARRAY[%s, %s,"
            " %s + 1 + person_id / %s %% %s]) AS level FROM points_balance) AS b GROUP BY 1, 2, 3",
            [*LEVELS, LEVELS[-1], BRANCH_OF, COLLEGES],
        )
    with owner() as link:
        link.execute("VACUUM ANALYZE points_balance, points_scorecount")


def _scores() -> dict[int, int]:
    with owner() as link:
        rows = link.execute("SELECT person_id, amount FROM points_balance").fetchall()
    return {int(person): int(amount) for person, amount in rows}


def _fill_peer(peer: Redis, people: int) -> None:
    peer.pipelined([["FLUSHALL"]])
    scores = list(_scores().items())
    for at in range(0, people, 5000):
        commands: list[list[Word]] = [
            ["ZADD", key, amount, person]
            for person, amount in scores[at : at + 5000]
            for key in (person // BRANCH_OF, _college(person), *LEVELS)
        ]
        peer.pipelined(commands)


def _both(people: int, peer: Redis | None, *, times: int) -> tuple[float, float]:
    """Seconds for the four places of one person: ours, theirs. Both must say the same."""
    scores = _scores()
    some = Random(3).sample(range(people), min(ASKED, people))

    def place(person: int) -> list[int]:
        amount = scores[person]
        levels = (_college(person), *LEVELS)
        places = ranks_of(person // BRANCH_OF, levels, period=PERIOD, amount=amount)
        return [one.rank for one in places]

    def place_there(person: int, there: Redis) -> list[int]:
        keys = (person // BRANCH_OF, _college(person), *LEVELS)
        counts = there.pipelined([["ZCOUNT", key, f"({scores[person]}", "+inf"] for key in keys])
        return [1 + int(str(count)) for count in counts]

    def mine() -> float:
        began = time.perf_counter()
        for person in some:
            place(person)
        return (time.perf_counter() - began) / len(some)

    if peer is None:
        return turns(mine, times=times)[0], 0.0
    if any(place(person) != place_there(person, peer) for person in some[:50]):
        raise RuntimeError("the two do not say the same places")

    def theirs() -> float:
        began = time.perf_counter()
        for person in some:
            place_there(person, peer)
        return (time.perf_counter() - began) / len(some)

    ours, other = turns(mine, theirs, times=times)
    return ours, other
