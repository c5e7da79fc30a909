"""What this room does for people (功能登记)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.kit.offers import Feature
from zhibu.orgs.models import Post

FEATURES: tuple[Feature, ...] = (
    Feature(
        key="meetings.records",
        label=_("会议策划与记录"),
        owner=Post.SECRETARY,
        purpose=_("散会就有草稿，确认一次，文书和台账都从它生成。"),
        measure=_("书记一个月用在记录上的分钟数。"),
        review_on=date(2027, 9, 30),
        notes=("meetings.",),
        menu="meetings:list",
        export="meetings:list",
        stays=_("组织生活要有记录。"),
    ),
    Feature(
        key="meetings.themes",
        label=_("主题与主题卡"),
        owner=Post.PUBLICITY,
        purpose=_("一月一主题，做过、好用的做法能再用。"),
        measure=_("用主题卡开的主题党日中“愿意再来”的比例。"),
        review_on=date(2027, 5, 31),
        notes=("meetings.theme.", "meetings.card.", "meetings.proposal."),
        export="meetings:themes",
    ),
    Feature(
        key="meetings.feedback",
        label=_("三问反馈"),
        owner=Post.SECRETARY,
        purpose=_("不记名的三个问题，帮下一次办得更好。"),
        measure=_("满五份反馈的活动数。"),
        review_on=date(2027, 5, 31),
        notes=("meetings.feedback.",),
    ),
    Feature(
        key="meetings.agreed",
        label=_("议定事项"),
        owner=Post.SECRETARY,
        purpose=_("定下的事有人办，到期问一次。"),
        measure=_("到期前办结的议定事项数。"),
        review_on=date(2027, 5, 31),
        notes=("meetings.item.",),
        export="meetings:agreed",
    ),
)
