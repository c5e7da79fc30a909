"""What the tree holds about a person (组织树里的个人信息): the switches they decided."""

from __future__ import annotations

from django.utils.translation import gettext as _

from zhibu.kit.dates import full_day
from zhibu.kit.offers import Held, HeldPart
from zhibu.orgs.queries import switches_decided_by
from zhibu.orgs.switches import REGISTRY


def held_about(person_id: int) -> list[HeldPart]:
    """One part, empty for who never decided a switch. One query."""
    records = tuple(
        (
            Held(
                "key", _("开关"), s.key, str(REGISTRY[s.key].label if s.key in REGISTRY else s.key)
            ),
            Held("organisation", _("党组织"), s.organisation.name, s.organisation.name),
            Held("since", _("起"), s.since, full_day(s.since)),
            Held("until", _("止"), s.until, full_day(s.until)),
            Held("ground", _("依据"), s.ground, s.ground),
        )
        for s in switches_decided_by(person_id)
    )
    use = _("公开开关由谁决定。本组织成员和上级可以看到，长期保存。")
    return [HeldPart("switches", _("我决定的政策开关"), use, records)] if records else []
