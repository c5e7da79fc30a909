"""What this room does for people (功能登记)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.kit.offers import Feature
from zhibu.orgs.models import Post

FEATURES: tuple[Feature, ...] = (
    Feature(
        key="gatherings",
        label=_("活动、报名与请假"),
        owner=Post.SECRETARY,
        purpose=_("时间地点一处看，报名、请假一步。"),
        measure=_("不用另外接龙就收齐报名的活动数。"),
        review_on=date(2027, 5, 31),
        notes=("gatherings.",),
        menu="gatherings:list",
        stays=_("会议的应到名单由它来。"),
    ),
    Feature(
        key="gatherings.attendance",
        label=_("到会登记"),
        owner=Post.SECRETARY,
        purpose=_("按法定人数核对到会；主持人勾选、纸码、屏幕码都行。"),
        measure=_("散会时到会人数已核对的会议数。"),
        review_on=date(2027, 5, 31),
        notes=(
            "gatherings.attendance.",
            "gatherings.check_in.",
            "gatherings.code_sheet.",
            "gatherings.observer.",
        ),
        stays=_("表决是否有效要看到会人数。"),
    ),
)
