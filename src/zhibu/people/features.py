"""What this room does for people (功能登记)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.kit.offers import Feature
from zhibu.orgs.models import Post

FEATURES: tuple[Feature, ...] = (
    Feature(
        key="people.roster",
        label=_("党员名册与个人页"),
        owner=Post.ORGANIZER,
        purpose=_("一人一行，查得到、印得出，各种表不再重填。"),
        measure=_("名册与上级核对一致。"),
        review_on=date(2027, 9, 30),
        notes=("people.",),
        menu="people:roster",
        export="people:export",
        stays=_("应到人数和范围都由名册来。"),
    ),
    Feature(
        key="people.imports",
        label=_("名册导入"),
        owner=Post.ORGANIZER,
        purpose=_("现有的表直接用，不再重新录入。"),
        measure=_("一次导入里不用手改的行数。"),
        review_on=date(2027, 9, 30),
        notes=("people.import.", "people.roster.imported"),
    ),
    Feature(
        key="people.care",
        label=_("更正与查阅留痕"),
        owner=Post.ORGANIZER,
        purpose=_("本人可以更正自己的信息，知道谁看过。"),
        measure=_("五个工作日内答复的更正申请数。"),
        review_on=date(2027, 5, 31),
        notes=("people.correction.", "people.reading."),
        export="web:take_along",
        stays=_("查阅和更正是本人的权利。"),
    ),
    Feature(
        key="people.accounts",
        label=_("账号与登录条"),
        owner=Post.OPERATOR,
        purpose=_("不装应用，拿到登录条就能登录。"),
        measure=_("一周内用掉的登录条数。"),
        review_on=date(2027, 9, 30),
        notes=(
            "people.account.",
            "people.slip",
            "people.password.",
            "people.sessions.",
            "people.administrator.",
        ),
        menu="people:accounts",
        stays=_("登录要靠它。"),
    ),
)
