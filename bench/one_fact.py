"""a1 单笔记分 (job a' of the plan): one fact at a time, beside INSERT and commit of the same row."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from itertools import count

import psycopg
from django.conf import settings
from django.db import connection

from bench import house, ledger
from bench.frame import Row, Section, milliseconds, turns
from zhibu.kit import clock
from zhibu.orgs.models import Post
from zhibu.people.models import Appointment
from zhibu.people.queries import actor_for_person
from zhibu.points.actions import Deed, register_contribution
from zhibu.points.actions.writing import post_batch

SIZES = {"toy": 5, "university": 300, "large": 1000}


def measured(size: str, *, times: int) -> Section:
    """The whole job."""
    number = SIZES[size]
    with house.copy_of_house():
        ledger.make_keyed()
        people, version = ledger.members(), ledger.version_id()
        levels = ledger.levels(branch for _person, branch in people)
        taking = set(people)
        give = _giving(number)

        def post() -> float:
            lines = ledger.entries(people, number, version=version)
            began = time.perf_counter()
            for line in lines:
                post_batch([line], levels=levels, taking=taking)
            return (time.perf_counter() - began) / number

        def bare() -> float:
            return _inserted(number)

        posted, inserted, whole = turns(post, bare, give, times=times)
    limit = milliseconds(inserted)
    return Section(
        job="a1",
        title="a′ 单笔记分",
        how="一笔一提交：`post_batch` 一行；“登记贡献”整个动作（权限、锁、留痕、事实、推算、凭证）；极限是同一行 INSERT 加提交（预备语句）。",
        rows=[
            Row(
                "记一笔（分录和全部合计）", milliseconds(posted), limit, inserted / posted, 0.33,
                most=False, cause="一笔要 4 条语句（取号、分录、余额与分布、末级单元），极限只有 1 条",
            ),
            Row(
                "登记贡献，整个动作", milliseconds(whole), limit, inserted / whole, 0.33,
                most=False,
                cause="一个动作二十多条语句，又从事实重新推算本人这一学期；时间大半在 Django 组句子，不在数据库",
            ),
        ],
    )  # fmt: skip


def _giving(number: int) -> Callable[[], float]:
    """The whole action, one contribution after another, for members of one branch by its officer."""
    officer = Appointment.objects.filter(post=Post.ORGANISATION).order_by("pk")[0]
    actor = actor_for_person(officer.person_id, name="组织委员")
    branch = officer.organisation_id
    people = [
        person for person, of in ledger.members() if of == branch and person != officer.person_id
    ]
    day, numbers = clock.today() - timedelta(days=1), count(1)

    def give() -> float:
        began = time.perf_counter()
        for _turn in range(number):
            at = next(numbers)
            register_contribution(
                actor=actor,
                organisation_id=branch,
                person_id=people[at % len(people)],
                deed=Deed("service", day, f"图书馆修书第 {at} 班", minutes=60),
                evidence="主办方的签到表",
            )
        return (time.perf_counter() - began) / number

    return give


def _inserted(number: int) -> float:
    """Seconds for one INSERT and its commit, prepared, on a connection of its own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM points_credit ORDER BY id DESC LIMIT 1")
        found = cursor.fetchone()
    if found is None:
        raise RuntimeError("post first")
    row = list(found)
    holes = ", ".join(["%s"] * len(row))
    with psycopg.connect(settings.APP_URL, autocommit=True, prepare_threshold=0) as link:
        lines = ledger.entries(ledger.members(), number, version=1)
        began = time.perf_counter()
        for line in lines:
            row[6] = line.event
            row[2] = line.person_id
            row[1] += 1
            link.execute(f"INSERT INTO {ledger.KEYED} VALUES ({holes})", row)
        return (time.perf_counter() - began) / number
