"""What follows from the rules for this house, DC-01 to DC-20, each with the page of its test (设计约束).

Source: domain.md 12.4. A consequence whose room is not built has no test and is counted so; the tests
in ``tests/dc`` hold this list and what it names together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from zhibu.kit.offers import Words

TESTS = "tests/dc"


@dataclass(frozen=True, slots=True)
class Consequence:
    """One of them. room: what it is about entirely; parts: what of it waits for another room."""

    number: int
    words: Words
    room: str = ""
    parts: tuple[tuple[Words, str], ...] = ()

    @property
    def id(self) -> str:
        return f"DC-{self.number:02}"

    @property
    def test(self) -> str:
        """The file of its test."""
        return f"{TESTS}/test_dc_{self.number:02}.py"

    def built(self, rooms: Iterable[str]) -> bool:
        """Whether the room it is about is there."""
        return not self.room or self.room in rooms

    def missing(self, rooms: Iterable[str]) -> list[Words]:
        """Parts that wait for a room, of a consequence that is built."""
        here = set(rooms)
        return [words for words, room in self.parts if room not in here] if self.built(here) else []


CONSEQUENCES: tuple[Consequence, ...] = (
    Consequence(1, _("积分自愿、可退出，不影响党费、发展、评议、任职和使用。")),
    Consequence(
        2,
        _("默认没有排行榜；没有末位名单、缺席名单。"),
        parts=((_("竞赛的名次"), "contests"),),
    ),
    Consequence(
        3,
        _("点赞、评论、转发、投票、浏览、学习分钟的权重处处为 0。"),
        parts=((_("竞赛按开关计入"), "contests"),),
    ),
    Consequence(4, _("不记停留时间、滚动、焦点、位置；签到有人工方式。")),
    Consequence(5, _("个人缺席只有支部委员会看得到，请假不写细节。")),
    Consequence(6, _("不强制照片、心得、截图；附件自愿，最多三件。")),
    Consequence(7, _("一次填报：同样的内容不问第二遍。")),
    Consequence(8, _("党员一个月用不到十分钟；书记的用时量出来。")),
    Consequence(9, _("向上的报表里没有安装、登录、活跃率。")),
    Consequence(10, _("通知只看人数，不记阅读时间；静默时段不打扰。")),
    Consequence(11, _("每一页都有意见入口，七天内答复，看得到进度。")),
    Consequence(12, _("每一分都说得清、能提异议，由别人答复。")),
    Consequence(13, _("每项功能有人负责、有复查日期；没有人用的列出来。")),
    Consequence(
        14,
        _("志愿服务只加不减，不作门槛。"),
        parts=((_("志愿服务时长和星级"), "volunteering"),),
    ),
    Consequence(15, _("评议等次由人评定，评议页面收不到积分。")),
    Consequence(
        16,
        _("创新渠道不增加负担，不提不影响什么。"),
        room="innovation",
    ),
    Consequence(17, _("没有广告、商城、积分兑换。")),
    Consequence(18, _("无障碍；旧手机可用；首屏不超过 100 kB。")),
    Consequence(19, _("上级只看汇总，看不到党员的文字、反馈和投票。")),
    Consequence(20, _("自查页逐条有答复、有依据、可导出。")),
)


@dataclass(frozen=True, slots=True)
class Count:
    """How many are held by a test, and how many wait for their room."""

    tested: int
    not_built: int


def count(rooms: Iterable[str]) -> Count:
    here = set(rooms)
    tested = sum(c.built(here) for c in CONSEQUENCES)
    return Count(tested, len(CONSEQUENCES) - tested)
