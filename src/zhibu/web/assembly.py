"""All the wiring of the house on one page: who hears which fact, what stands in the menu."""

from __future__ import annotations

from zhibu.archive.offers import MENU as ARCHIVE_MENU
from zhibu.kit.actor import Actor
from zhibu.kit.offers import CornerLine, MenuEntry
from zhibu.orgs.models import COMMITTEE_POSTS
from zhibu.trail.outbox import Handlers

HANDLERS: Handlers = {}


def _keeps_a_branch(actor: Actor) -> bool:
    return actor.holds_anywhere(*COMMITTEE_POSTS)


def _belongs(actor: Actor) -> bool:
    return bool(actor.branches)


def _everybody(_actor: Actor) -> bool:
    return True


MENU: tuple[MenuEntry, ...] = (
    MenuEntry("本月", "web:month", "week", ("web:home", "web:month"), 10, _keeps_a_branch),
    MenuEntry("本周", "web:week", "flag", ("web:home", "web:week"), 15, _belongs),
    MenuEntry("会议与记录", "meetings:list", "doc", ("meetings:",), 20, _belongs),
    MenuEntry("活动", "gatherings:list", "clock", ("gatherings:",), 40, _everybody),
    MenuEntry("通知", "notices:list", "bell", ("notices:",), 50, _everybody),
    *ARCHIVE_MENU,
    MenuEntry("我的", "web:me", "me", ("web:me", "web:password"), 90, _everybody),
)

CORNER: tuple[CornerLine, ...] = ()
