"""Every policy switch there is (政策开关): its lawful default, who may turn it, what never bends.

Source: domain.md 12.6. A switch of a room that is not built yet stands here, and on no page.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
Value = bool | int


@dataclass(frozen=True, slots=True)
class SwitchSpec:
    """One switch. room: shown on pages once this room exists.

    per: what it is set for, ``branch`` or ``contest``; default: the lawful value when nothing is
    set; most: the highest value of a number; always: what holds whatever the switch says.
    needs: another switch that has to be on all the while. follows: a switch whose value this one
    has until it is set itself.
    """

    key: str
    room: str
    per: str
    label: Words
    default: Value
    always: Words
    most: int = 100
    needs: str = ""
    follows: str = ""

    @property
    def is_number(self) -> bool:
        """A weight and the like, not on or off."""
        return not isinstance(self.default, bool)

    def takes(self, value: object) -> bool:
        """Whether this is a value of the switch, and another than its default."""
        if isinstance(self.default, bool):
            return isinstance(value, bool) and (bool(self.follows) or value != self.default)
        whole = isinstance(value, int) and not isinstance(value, bool)
        return whole and self.default < int(str(value)) <= self.most


REGISTRY: dict[str, SwitchSpec] = {
    spec.key: spec
    for spec in (
        SwitchSpec(
            "contest.ranking",
            "contests",
            "contest",
            _("竞赛名次"),
            False,
            _("参赛者自愿加入、随时可退；只列前三分之一，不列末位。"),
        ),
        SwitchSpec(
            "contest.weight.comments",
            "contests",
            "contest",
            _("原创作品的评论数权重"),
            0,
            _("计数注明来源和时间，结果只在本次竞赛内使用。"),
        ),
        SwitchSpec(
            "contest.weight.likes",
            "contests",
            "contest",
            _("原创作品的点赞数权重"),
            0,
            _("计数注明来源和时间，结果只在本次竞赛内使用。"),
        ),
        SwitchSpec(
            "contest.weight.learning_score",
            "contests",
            "contest",
            _("学习平台积分的权重"),
            10,
            _("本人逐次同意，只取一段时间的总数，不按日要求。"),
        ),
        SwitchSpec(
            "points.enabled",
            "points",
            "branch",
            _("支部积分"),
            False,
            _("党员可以不参加，也可以随时退出；不用于发展、评议、党费、任职。"),
        ),
        SwitchSpec(
            "points.board",
            "points",
            "branch",
            _("自愿参加者的积分榜"),
            False,
            _("只列自愿公开者的前三分之一，不列末位，随届次结束。"),
            needs="points.enabled",
        ),
        SwitchSpec(
            "points.team_goal",
            "points",
            "branch",
            _("集体目标"),
            False,
            _("只有集体的合计。"),
            needs="points.enabled",
            follows="points.enabled",
        ),
    )
}


def specs_of(rooms: frozenset[str]) -> list[SwitchSpec]:
    """The switches of the rooms there are, in their order; none for a room not built yet."""
    return [spec for spec in REGISTRY.values() if spec.room in rooms]


def rooms_here() -> frozenset[str]:
    """Rooms of this installation, by their short name."""
    return frozenset(a.label for a in apps.get_app_configs() if a.name.startswith("zhibu."))


# What never bends and so has no switch (没有开关的规定). Source: domain.md 12.6.
NEVER_BENDS: tuple[Words, ...] = (
    _("积分和竞赛结果不用于发展党员、民主评议、党费和任职。"),
    _("不计在线时长和学习分钟数。"),
    _("不列缺席的人，不列排在末位的人。"),
    _("不参加的，不减分。"),
)
