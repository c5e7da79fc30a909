"""What this room does for people (功能登记)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.kit.offers import Feature
from zhibu.orgs.models import Post

FEATURES: tuple[Feature, ...] = (
    Feature(
        key="archive.scans",
        label=_("佐证材料"),
        owner=Post.SECRETARY,
        purpose=_("纸质签到表、决议的扫描件和记录放在一起，自愿。"),
        measure=_("附有扫描件的记录数；多了要问为什么。"),
        review_on=date(2027, 5, 31),
        notes=("archive.scan.",),
        export="meetings:list",
    ),
    Feature(
        key="archive.templates",
        label=_("学校自己的模板"),
        owner=Post.COLLEGE_ORGANISER,
        purpose=_("学校要的格式由平台填好，不再手抄。"),
        measure=_("按学校模板生成的记录数。"),
        review_on=date(2027, 5, 31),
        notes=("archive.template.",),
        menu="archive:templates",
        export="archive:templates",
    ),
)
