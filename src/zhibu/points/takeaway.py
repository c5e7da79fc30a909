"""Everything points hold about a person (积分里的个人信息), to be looked at and taken along."""

from __future__ import annotations

from django.utils.translation import gettext as _

from zhibu.kit.dates import full_day
from zhibu.kit.offers import Held, HeldPart
from zhibu.points import queries


def held_about(person_id: int) -> list[HeldPart]:
    """The books one put into force; no part for who never did. One query."""
    records = tuple(
        (
            Held("title", _("积分办法"), v.title, v.title),
            Held("organisation", _("党组织"), v.organisation.name, v.organisation.name),
            Held(
                "adopted_on",
                _("通过日期"),
                v.adopted_on,
                full_day(v.adopted_on) if v.adopted_on else "",
            ),
            Held("ground", _("依据的决议"), v.ground, v.ground),
        )
        for v in queries.versions_adopted_by(person_id)
    )
    use = _("公开办法由谁通过。本组织成员和上级可以看到，长期保存。")
    return [HeldPart("rulebooks", _("我办理通过的积分办法"), use, records)] if records else []
