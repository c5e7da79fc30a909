"""What this room does for people (功能登记)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.kit.offers import Feature
from zhibu.orgs.models import Post

FEATURES: tuple[Feature, ...] = (
    Feature(
        key="orgs.tree",
        label=_("组织树、届次与组织调整"),
        owner=Post.UNIVERSITY_ORGANISER,
        purpose=_("组织设置和届满日期一处查清，换届和调整先演算再办理。"),
        measure=_("届满前六个月已登记下一届安排的支部数。"),
        review_on=date(2027, 9, 30),
        notes=("orgs.", "people.branch", "people.organisation.", "people.officer", "people.appo"),
        menu="orgs:tree",
        stays=_("其他各项都依它确定范围。"),
    ),
    Feature(
        key="orgs.calendar",
        label=_("校历与放假安排"),
        owner=Post.UNIVERSITY_ORGANISER,
        purpose=_("会议提醒避开考试周和假期，工作日算得准。"),
        measure=_("已录入当年放假安排和本学期校历。"),
        review_on=date(2027, 5, 31),
        notes=("orgs.period.", "orgs.calendar."),
    ),
    Feature(
        key="orgs.switches",
        label=_("政策开关"),
        owner=Post.UNIVERSITY_ORGANISER,
        purpose=_("需要决议才能用的功能，写明依据和截止日期。"),
        measure=_("每个打开的开关都有依据和截止日期。"),
        review_on=date(2027, 5, 31),
        notes=("orgs.switch.",),
        stays=_("开着什么、凭什么，任何时候都要查得到。"),
    ),
    Feature(
        key="orgs.features",
        label=_("功能登记与自查"),
        owner=Post.UNIVERSITY_ORGANISER,
        purpose=_("没有人用的功能有人停，减负规定逐条能自查。"),
        measure=_("每年自查一次；60 天没有人用的功能有处理意见。"),
        review_on=date(2027, 5, 31),
        notes=("orgs.feature.",),
        stays=_("停用别的功能要靠它。"),
    ),
)
