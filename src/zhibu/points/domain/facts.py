"""Kinds of fact that can be credited (可以计分的事实), and those no rule may ever name.

Source: domain.md 7, 12.3-12.6; the facts of meetings come from ``meetings.events``, the others are
registered by hand until their own rooms stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhibu.kit.regulations import Cite
from zhibu.kit.sentences import noop as _


@dataclass(frozen=True, slots=True)
class Fact:
    """Something a member did (事实), whole and positive.

    key: unique and stable. source: what several facts have in common, such as one sitting; a rule
    takes each source once. minutes: time it took. count: how many, a level or a score (the kind's unit).
    """

    key: str
    kind: str
    person_id: int
    on: date
    minutes: int = 0
    count: int = 1
    source: str = ""

    @property
    def order(self) -> tuple[date, str]:
        """The one order in which facts are taken."""
        return (self.on, self.key)

    @property
    def from_one(self) -> str:
        return self.source or self.key


@dataclass(frozen=True, slots=True)
class FactKind:
    """A kind of fact. did: the words after 每; unit: of ``count``; minutes: what one usually costs.

    most: how many a year can bring, for rehearsals. usual: the count of a usual one. origin: the
    room it comes from, or ``registered`` by hand. timed: minutes of it may be counted.
    """

    code: str
    label: str
    unit: str
    minutes: int
    most: int
    origin: str
    timed: bool = True
    usual: int = 1


_ALL = (
    FactKind("general_meeting", _("参加支部党员大会"), _("次"), 60, 4, "meetings"),
    FactKind("branch_committee", _("参加支部委员会会议"), _("次"), 60, 12, "meetings"),
    FactKind("group_meeting", _("参加党小组会"), _("次"), 40, 12, "meetings"),
    FactKind("party_class", _("参加党课"), _("次"), 60, 4, "meetings"),
    FactKind("theme_day", _("参加主题党日"), _("次"), 90, 12, "meetings"),
    FactKind("life_meeting", _("参加组织生活会"), _("次"), 120, 1, "meetings"),
    FactKind("member_review", _("参加民主评议党员会议"), _("次"), 60, 1, "meetings"),
    FactKind("item_led", _("在组织生活中发言或领学"), _("次"), 90, 12, "meetings"),
    FactKind("chaired", _("主持会议"), _("次"), 45, 12, "meetings"),
    FactKind("recorded", _("做会议记录"), _("次"), 45, 12, "meetings"),
    FactKind("item_carried_out", _("办结议定事项"), _("项"), 120, 6, "meetings", timed=False),
    FactKind("service", _("志愿服务"), _("次"), 120, 24, "registered"),
    FactKind("study_done", _("完成学习任务或培训"), _("次"), 120, 12, "registered"),
    FactKind("study_hours", _("参加讲座、党校等集中学习"), _("次"), 120, 24, "registered"),
    FactKind("reflection", _("提交学习体会或思想汇报"), _("篇"), 90, 12, "registered", timed=False),
    FactKind("exchange", _("参加交流研讨并形成体会"), _("次"), 120, 6, "registered"),
    FactKind("one_to_one_help", _("一对一帮扶"), _("次"), 90, 12, "registered"),
    FactKind("public_benefit", _("公益活动、服务地方或社会实践"), _("次"), 240, 6, "registered"),
    FactKind(
        "peer_rating", _("党员互评的平均分"), _("分"), 10, 1, "registered", timed=False, usual=100
    ),
    FactKind("award", _("获得表彰奖励"), _("级"), 1200, 2, "registered", timed=False),
)
FACT_KINDS: dict[str, FactKind] = {kind.code: kind for kind in _ALL}


@dataclass(frozen=True, slots=True)
class ForbiddenKind:
    """A name no rule may use (不能计分), with the reason in one sentence and the clause."""

    code: str
    label: str
    why: str
    cite: Cite


_TRACES = _("点赞、评论、转发、投票、浏览不作为考核的依据，也不计分。")
_TIME = _("在线时长、登录、打卡不计分；学习看活动，不看停留了多久。")
_MINUS = _("不参加不扣分；缺席、请假、不提建议都没有后果。")
_VOLUNTARY = _("志愿服务自愿，没有参加不能扣分，也不能规定必须完成的时数。")
_APPS = Cite("government_apps")

FORBIDDEN_KINDS: dict[str, ForbiddenKind] = {
    kind.code: kind
    for kind in (
        ForbiddenKind("likes", _("点赞数"), _TRACES, _APPS),
        ForbiddenKind("comments", _("评论数"), _TRACES, _APPS),
        ForbiddenKind("forwards", _("转发数"), _TRACES, _APPS),
        ForbiddenKind("votes", _("得票数"), _TRACES, _APPS),
        ForbiddenKind("views", _("浏览量"), _TRACES, _APPS),
        ForbiddenKind("learning_minutes", _("学习时长（停留时间）"), _TIME, _APPS),
        ForbiddenKind("learning_score", _("学习平台积分"), _TIME, Cite("fingertip")),
        ForbiddenKind("logins", _("登录、打卡次数"), _TIME, _APPS),
        ForbiddenKind(
            "photos", _("上传照片、截图"), _("不以留照片、截图评价工作。"), Cite("burden_relief")
        ),
        ForbiddenKind("absence", _("缺席、请假、迟到"), _MINUS, _APPS),
        ForbiddenKind("no_proposal", _("没有提出建议"), _MINUS, Cite("burden_relief")),
        ForbiddenKind("no_service", _("没有参加志愿服务"), _VOLUNTARY, Cite("volunteering", "25")),
        ForbiddenKind(
            "review_grade",
            _("民主评议等次"),
            _("评议等次由党员和组织评定，不与积分来往。"),
            Cite("member_education", "18"),
        ),
    )
}
