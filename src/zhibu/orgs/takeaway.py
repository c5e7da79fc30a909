"""What the tree holds about a person (组织树里的个人信息): the switches they decided,
the features they put to rest."""

from __future__ import annotations

from django.utils.translation import gettext as _

from zhibu.kit.dates import full_day
from zhibu.kit.offers import Held, HeldPart
from zhibu.orgs.queries import features, rests_decided_by, switches_decided_by
from zhibu.orgs.switches import REGISTRY


def held_about(person_id: int) -> list[HeldPart]:
    """A part for each kind, none for who never decided anything. Two queries."""
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
    parts = [HeldPart("switches", _("我决定或结束的政策开关"), use, records)] if records else []
    return parts + _rests(person_id)


def _rests(person_id: int) -> list[HeldPart]:
    """Features this person put to rest or took up again. One query."""
    labels = {f.key: str(f.label) for f in features()}
    records = tuple(
        (
            Held("feature", _("功能"), r.feature, labels.get(r.feature, r.feature)),
            Held("announced_on", _("公告日期"), r.announced_on, full_day(r.announced_on)),
            Held("rests_on", _("停用日期"), r.rests_on, full_day(r.rests_on)),
            Held("reason", _("理由"), r.reason, r.reason),
        )
        for r in rests_decided_by(person_id)
    )
    use = _("公开功能由谁停用、恢复。管理员可以看到，长期保存。")
    return [HeldPart("rests", _("我停用或恢复的功能"), use, records)] if records else []
