"""h 集中签到: thousands come in at once by the code on the screen, beside a bare burst of INSERTs."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from random import Random
from uuid import uuid4

import psycopg
from django.conf import settings

from bench import browsing
from bench.frame import Row, Section, number, per_second, turns
from bench.house import copy_of_house, owner, served
from zhibu.gatherings import domain
from zhibu.gatherings.actions import open_gathering, publish_gathering
from zhibu.gatherings.models import Attendee, Gathering
from zhibu.kit import clock
from zhibu.kit.actor import house
from zhibu.orgs.models import Organisation
from zhibu.people.models import Account

SIZES = {"toy": 40, "university": 10_000, "large": 10_000}
AGAIN = 0.2  # of those who come press twice
CONNECTIONS = 4
MINUTE = 60.0


def measured(size: str, *, times: int) -> Section:
    """The whole job. Its own turns are few: each is twelve thousand requests."""
    people = SIZES[size]
    with copy_of_house() as url:
        accounts = list(
            Account.objects.filter(person__memberships__isnull=False).order_by("pk")[:people]
        )
        sessions = [browsing.session_of(account) for account in accounts]
        with owner() as link:
            link.execute(
                "CREATE TABLE bench_in (gathering bigint, person bigint, at timestamptz,"
                " PRIMARY KEY (gathering, person)); GRANT ALL ON bench_in TO PUBLIC"
            )
        lost: list[int] = []
        spread: list[float] = []

        def come_in() -> float:
            gathering = lecture(accounts)
            makes = _presses(gathering, sessions)
            with served(url) as port:
                began = time.perf_counter()
                answers = browsing.asked(port, makes, connections=CONNECTIONS)
                spent = time.perf_counter() - began
            bad = [answer.status for answer in answers if answer.status != 302]
            there = Attendee.objects.filter(gathering=gathering, present_at__isnull=False).count()
            if bad:
                raise RuntimeError(f"{len(bad)} refused, the first with {bad[0]}")
            lost.append(len(accounts) - there)
            spread.append(browsing.at_most(answers, 0.95))
            return spent

        def insert() -> float:
            return _inserted([a.person_id for a in accounts])

        whole, bare = turns(come_in, insert, times=times)
    requests = len(accounts) + int(len(accounts) * AGAIN)
    return Section(
        job="h",
        title="h 集中签到",
        how=f"{len(accounts):,} 人用屏幕上的码签到，其中两成按两次，共 {requests:,} 次请求，{CONNECTIONS} 条连接，真的页面服务；极限是同样多次 INSERT 加提交。".replace(",", " "),
        rows=[
            Row(
                "全部签完（秒）", f"{number(whole)} s，{per_second(requests, whole)}",
                f"{number(bare)} s", whole * 10_000 / len(accounts), MINUTE, unit=" s 每万人",
                cause="每次签到要核会话、幂等键、行锁、留痕和现场动态，约十六条语句；发请求的程序和服务占同样的两个核",
            ),
            Row("漏签或重签", str(max(lost, key=abs)), "0", float(max(map(abs, lost))), 0.0),
            Row("95% 的人等待不超过", f"{number(max(spread) * 1000)} ms"),
            Row("比裸 INSERT", "", "", whole / bare, unit="×"),
        ],
    )  # fmt: skip


def lecture(accounts: list[Account]) -> Gathering:
    """A lecture of the whole school, its door open."""
    now, root = clock.now(), Organisation.objects.get(parent=None)
    made = open_gathering(
        actor=house("测速"),
        organisation=root,
        title="全校党员大会",
        starts_at=now + timedelta(minutes=5),
        ends_at=now + timedelta(hours=2),
        place="体育馆",
        attendees=[domain.Invite(account.person_id) for account in accounts],
    )
    return publish_gathering(actor=house("测速"), gathering_id=made.pk)


def _presses(gathering: Gathering, sessions: list[str]) -> list[Callable[[], bytes]]:
    """Who presses, in the order in which they come; the same key when pressed twice."""
    rng = Random(5)
    keys = [uuid4().hex for _session in sessions]
    order = list(range(len(sessions)))
    order += rng.sample(order, int(len(order) * AGAIN))
    rng.shuffle(order)
    path = f"/g/{gathering.pk}/in"

    def press(at: int) -> bytes:
        return browsing.post(path, sessions[at], keys[at], code=codes[at]())

    # A repeat must say the same: the code is read off the screen once.
    codes = [_read_once(gathering.secret) for _session in sessions]
    return [partial(press, at) for at in order]


def _read_once(secret: str) -> Callable[[], str]:
    read: list[str] = []

    def code() -> str:
        if not read:
            read.append(domain.live_code(secret, domain.step_of(clock.now())))
        return read[0]

    return code


def _inserted(person_ids: list[int]) -> float:
    """Seconds for as many INSERTs, each its own commit, repeats included."""
    with psycopg.connect(settings.APP_URL, autocommit=True) as link:
        link.execute("DELETE FROM bench_in")
    again = person_ids[: int(len(person_ids) * AGAIN)]
    parts = [(person_ids + again)[at::CONNECTIONS] for at in range(CONNECTIONS)]

    def write(part: list[int]) -> None:
        with psycopg.connect(settings.APP_URL, autocommit=True, prepare_threshold=0) as link:
            for person in part:
                link.execute(
                    "INSERT INTO bench_in VALUES (1, %s, now()) ON CONFLICT DO NOTHING", [person]
                )

    began = time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(write, parts))
    return time.perf_counter() - began
