"""What this room does for people (功能登记)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.kit.offers import Feature
from zhibu.orgs.models import Post

FEATURES: tuple[Feature, ...] = (
    Feature(
        key="insights",
        label=_("统计与报表"),
        owner=Post.UNIVERSITY_ORGANISER,
        purpose=_("数字从记录来，学校的表由平台填，不再要下级报。"),
        measure=_("启用和另起的报表版数。"),
        review_on=date(2027, 5, 31),
        notes=("insights.",),
        since=date(2026, 11, 28),
        reads=_("看统计不留痕，用量看不出来；到复查日期由负责人问学院和支部，再定留不留。"),
    ),
)
