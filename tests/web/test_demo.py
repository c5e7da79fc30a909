"""The demo house is laid by the actions themselves."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from django.conf import LazySettings

from zhibu.meetings.models import Meeting
from zhibu.people.models import Account, Person
from zhibu.web import demo

TODAY = date(2026, 11, 25)


@pytest.mark.slow
def test_the_demo_is_one_college_of_six_branches_and_127_people(
    db: None, settings: LazySettings
) -> None:
    settings.MODE = "demo"
    demo.seed(today=TODAY)

    members = Person.objects.exclude(staff_no__in=["10001", "10002"]).count()
    parts = [p.part for p in demo.persons_to_be()]

    assert members == 127
    assert Account.objects.exclude(opened_at=None).count() == 127 - 2 * 6 + 2
    assert parts == [
        "学校组织部管理员",
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
