"""What this room offers to the pages above it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhibu.appeals import policies
from zhibu.kit.offers import CornerLine, MenuEntry

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
