"""What a help page is made of (帮助): guides of roles, tasks, numbered steps.

A step quotes buttons and pages in “…”, exactly as the page shows them, and commands in `…`; the suite
holds every quoted word against the catalogues, in each language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext

from zhibu.kit.actor import Actor

_PARTS = re.compile(r"“([^”]+)”|`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a page, taken by ``tests/browser/help_pictures.py``. says: for who cannot see it."""

    name: str
    says: str
    width: int
    height: int

    @property
    def words(self) -> str:
        return gettext(self.says)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a step. kind: ``plain``, ``key`` (a word of the page) or ``code``."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to be done (一件事). page: URL name of where it begins; empty outside the pages."""

    key: str
    title: str
    steps: tuple[str, ...]
    page: str = ""
    picture: Picture | None = None

    @property
    def name(self) -> str:
        return gettext(self.title)

    @property
    def said(self) -> list[list[Part]]:
        return [list(parts(gettext(step))) for step in self.steps]


@dataclass(frozen=True, slots=True)
class Guide:
    """All tasks of one role (一种职务的帮助). of: whose it is."""

    key: str
    role: str
    lead: str
    of: Callable[[Actor], bool]
    tasks: tuple[Task, ...]

    @property
    def name(self) -> str:
        return gettext(self.role)

    @property
    def first(self) -> str:
        return gettext(self.lead)


def parts(step: str) -> Iterator[Part]:
    """A step taken apart."""
    at = 0
    for found in _PARTS.finditer(step):
        if found.start() > at:
            yield Part("plain", step[at : found.start()])
        yield Part("key", found[1]) if found[1] else Part("code", found[2])
        at = found.end()
    if at < len(step):
        yield Part("plain", step[at:])


def on_phone(name: str, says: str) -> Picture:
    return Picture(name, says, 360, 640)


def on_desk(name: str, says: str) -> Picture:
    return Picture(name, says, 1000, 640)
