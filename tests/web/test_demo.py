"""The demo house is laid by the actions themselves."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from django.conf import LazySettings
from django.db.models import Count

from zhibu.appeals.models import Appeal
from zhibu.meetings.models import Meeting
from zhibu.people.models import Account, Person
from zhibu.points.models import Credit, Participation
from zhibu.points.recount.compare import recount
from zhibu.web import demo
from zhibu.web.demo import guards

TODAY = date(2026, 11, 25)


@pytest.mark.slow
def test_the_demo_is_one_college_of_six_branches_and_127_people(
    db: None, settings: LazySettings
) -> None:
    settings.MODE = "demo"
    demo.seed(today=TODAY)

    offices = ["10001", "10002", *(number for _name, number, _post in guards.GUARDS)]
    members = Person.objects.exclude(staff_no__in=offices).count()
    offered = demo.persons_to_be()
    parts = [p.part for p in offered]

    assert members == 127
    assert len({p.person_id for p in offered}) == len(offered)
    assert all(p.where.endswith("支部") for p in offered[parts.index("书记") :])
    assert Account.objects.exclude(opened_at=None).count() == 127 - 2 * 6 + len(offices)
    assert parts == [
        "学校组织部管理员",
        "系统运维员",
        "安全管理员",
        "审计员",
        "院系组织管理员",
        "书记",
        "组织委员",
        "宣传委员",
        "纪检委员",
        "正式党员",
        "预备党员",
        "入党积极分子",
    ]
    assert not demo.is_empty()
    assert Counter(Meeting.objects.values_list("state", flat=True)) == {
        "confirmed": 46,
        "held": 1,
        "published": 1,
    }
    points_stand_as_their_facts_ask_for()


def points_stand_as_their_facts_ask_for() -> None:
    """Two branches take part; one record corrected, objections open and upheld, nothing adrift."""
    taking = Participation.objects.values_list("branch_id").annotate(n=Count("pk"))
    about = Appeal.objects.filter(kind__startswith="points.")
    taken_back = Credit.objects.exclude(reverses=None).values_list("reason", flat=True)

    assert sorted(n for _branch, n in taking) == [7, 18]
    assert Counter(about.values_list("kind", "state")) == {
        ("points.credit", "upheld"): 1,
        ("points.credit", "open"): 1,
        ("points.missing", "open"): 1,
        ("points.missing", "upheld"): 1,
    }
    assert {reason.partition("：")[0] for reason in taken_back} == {
        "记录已更正为第 2 版",
        "异议成立",
        "同一周期里补记或更正了别的事实，按上限重算。",
    }
    assert recount().faults == []
