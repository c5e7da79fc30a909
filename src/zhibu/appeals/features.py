"""What this room does for people (功能登记)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.kit.offers import Feature
from zhibu.orgs.models import Post

FEATURES: tuple[Feature, ...] = (
    Feature(
        key="appeals",
        label=_("异议、意见与建议"),
        owner=Post.UNIVERSITY_ORGANISER,
        purpose=_("每一笔都能问、能改；意见有人答复、看得到进度。"),
        measure=_("期限内答复的件数。"),
        review_on=date(2027, 5, 31),
        notes=("appeals.",),
        stays=_("意见渠道是应用办法的要求。"),
        since=date(2026, 11, 28),
    ),
)
