"""All the wiring of the house on one page: who hears which fact, what stands in the menu."""

from __future__ import annotations

from zhibu.kit.offers import CornerLine, MenuEntry
from zhibu.trail.outbox import Handlers

HANDLERS: Handlers = {}

MENU: tuple[MenuEntry, ...] = ()

CORNER: tuple[CornerLine, ...] = ()
