"""What a room offers to the pages above it. Nothing registers itself: web/assembly.py lists all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from zhibu.kit.actor import Actor


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One line of the one navigation: bottom tab on phones, rail on desks.

    section: URL name prefixes (``meetings:``) under which this line is the current place.
    shown_to: whether this actor has the line at all.
    on_phone: also a tab of the bottom bar (at most five are).
    """

    label: str
    url_name: str
    icon: str
    section: tuple[str, ...]
    order: int
    shown_to: Callable[[Actor], bool]
    on_phone: bool = True


@dataclass(frozen=True, slots=True)
class CornerLine:
    """One line of 我的: a page about oneself, and the fact under its name."""

    label: str
    fact: str
    url_name: str
