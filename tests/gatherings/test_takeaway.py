"""Everything held about a person goes along with them."""

from __future__ import annotations

from tests.cast import Branch, acting
from tests.gatherings.hall import DOOR, code_at, convened

from zhibu.gatherings import actions, takeaway
from zhibu.kit import clock


def test_ones_part_in_every_gathering_is_held_and_shown(branch: Branch) -> None:
    member = branch.join("陆知夏")
    gathering = convened(branch)
    with clock.pinned(DOOR):
        actions.check_in(
            actor=acting(member), gathering_id=gathering.pk, code=code_at(gathering, DOOR)
        )

    part, _feeds = takeaway.held_about(member.pk)
    (record,) = part.records

    assert [(h.label, h.shown, h.source) for h in record] == [
        ("名称", "支部党员大会", ""),
        ("时间", "2026年11月25日 19:00", ""),
        ("应到", "是", ""),
        ("报名", "未报名", ""),
        ("请假", "无", ""),
        ("到会登记", "2026年11月25日 18:52", "签到码"),
        ("迟到", "否", ""),
    ]


def test_somebody_without_gatherings_has_an_empty_part(branch: Branch) -> None:
    parts = takeaway.held_about(branch.secretary_person.pk)

    assert [part.records for part in parts] == [(), ()]
