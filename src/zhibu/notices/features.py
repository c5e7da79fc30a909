"""What this room does for people (功能登记)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.kit.offers import Feature
from zhibu.orgs.models import Post

FEATURES: tuple[Feature, ...] = (
    Feature(
        key="notices",
        label=_("通知"),
        owner=Post.UNIVERSITY_ORGANISER,
        purpose=_("通知送到最后一个人；没有渠道的，知道给谁打电话。"),
        measure=_("没有送到的人里已打电话的人数。"),
        review_on=date(2027, 5, 31),
        notes=("notices.",),
        menu="notices:list",
        stays=_("会议的时间地点变更要送到人。"),
    ),
)
