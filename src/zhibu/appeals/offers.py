"""What this room offers to the pages above it."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from zhibu.appeals import policies
from zhibu.appeals.queries.complaints import answered_under
from zhibu.kit.offers import CornerLine, Deed, Evidence, MenuEntry, Strength

MENU: tuple[MenuEntry, ...] = (
    MenuEntry(
        label=_("异议与意见"),
        url_name="appeals:desk",
        icon="shield",
        section=("appeals:desk", "appeals:appeal", "appeals:complaint", "appeals:outcomes"),
        order=60,
        shown_to=lambda actor: bool(policies.see_desk(actor)),
        on_phone=False,
    ),
)

# Of everybody's own corner.
MINE = ("appeals:",)
CORNER: tuple[CornerLine, ...] = (
    CornerLine(
        label=_("我的异议和意见"),
        fact=_("由别人答复，看得到日期和进展"),
        url_name="appeals:mine",
    ),
)


def _answered(path: str, since: date, until: date) -> list[Deed]:
    return [
        Deed(on, _("意见建议已答复"), f"{on:%Y%m%d}-S{pk}")
        for pk, on in answered_under(path, since=since, until=until)
    ]


# What 七个有力 is shown by.
EVIDENCE: tuple[Evidence, ...] = (
    Evidence(
        Strength.UNITE,
        _("意见建议已答复"),
        found=_answered,
        unit=_("件"),
        rule=_("这段时间里答复了的意见建议，只有件数和日期，不列内容和提出人。"),
        source=_("意见建议"),
    ),
)
