"""What one contested and said goes along; what nobody signed is held about nobody."""

from __future__ import annotations

from tests.appeals.desk import REASON, contested, said
from tests.cast import Branch, acting

from zhibu.appeals import takeaway


def test_everything_contested_and_said_under_ones_name_is_held_and_shown(branch: Branch) -> None:
    member = branch.join("陆知夏")
    contested(branch, member)
    said(acting(member))
    said(acting(member), naming="none", text="不署名的一条")

    appeals, complaints = takeaway.held_about(member.pk)

    assert [[(h.label, h.shown) for h in row] for row in appeals.records] == [
        [
            ("对象", "支部党员大会，11月25日 周三 19:00"),
            ("提出时的情况", "没有到会登记"),
            ("理由", REASON),
            ("提出", "2026年11月25日 22:00"),
            ("状态", "待答复"),
            ("答复", ""),
            ("结果", ""),
            ("答复时间", ""),
        ]
    ]
    assert [[(h.label, h.shown) for h in row] for row in complaints.records] == [
        [
            ("类别", "建议"),
            ("送交", "支部"),
            ("署名", "署名"),
            ("内容", "提前一周定日子"),
            ("提出", "2026年11月25日"),
            ("状态", "待答复"),
            ("答复", ""),
        ]
    ]


def test_somebody_who_never_objected_has_empty_parts(branch: Branch) -> None:
    assert [part.records for part in takeaway.held_about(branch.officer_person.pk)] == [(), ()]
