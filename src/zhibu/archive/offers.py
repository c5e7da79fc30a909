"""What this room offers to the pages above it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhibu.archive.rights import KEEPERS, ORGANISERS
from zhibu.kit.offers import MenuEntry

MENU: tuple[MenuEntry, ...] = (
    MenuEntry(
        label=_("文书模板"),
        url_name="archive:templates",
        icon="archive",
        section=("archive:",),
        order=80,
        shown_to=lambda actor: actor.holds_anywhere(*KEEPERS, *ORGANISERS),
        on_phone=False,
    ),
)
