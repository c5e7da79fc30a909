"""What this room does for people (功能登记)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.kit.offers import Feature
from zhibu.orgs.models import Post

FEATURES: tuple[Feature, ...] = (
    Feature(
        key="points",
        label=_("积分"),
        owner=Post.SECRETARY,
        purpose=_("自愿参加；每一分都写明凭什么，可以提异议。"),
        measure=_("参加者占党员的比例，以及异议成立的件数。"),
        review_on=date(2027, 2, 28),
        notes=("points.",),
        export="web:take_along",
        since=date(2026, 11, 28),
    ),
)
