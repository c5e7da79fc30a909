"""What a room offers to the pages above it. Nothing registers itself: web/assembly.py lists all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

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


@dataclass(frozen=True, slots=True)
class Held:
    """One thing held about a person (一项个人信息).

    name, value: as the file for programs has it; label, shown: as people read it; source: where it
    came from; ask: the name under which a correction is asked for, empty where none can be.
    """

    name: str
    label: str
    value: str | int | bool | date | datetime | None
    shown: str
    source: str = ""
    ask: str = ""


@dataclass(frozen=True, slots=True)
class HeldPart:
    """What one room holds of one kind (一类个人信息). use: what for, who reads it, how long.

    records: one for a person's own fields, many for a history; each a row of ``Held``.
    only_in_file: too long and too plain for a page, which then only says how many there are.
    """

    key: str
    title: str
    use: str
    records: tuple[tuple[Held, ...], ...]
    only_in_file: bool = False


@dataclass(frozen=True, slots=True)
class PersonalExport:
    """What a room gives a person who looks at, or takes along, everything held about them (带走我的信息)."""

    room: str
    gather: Callable[[int], Sequence[HeldPart]]


@dataclass(frozen=True, slots=True)
class PageAbove:
    """Where something of a lower room belongs in an upper one (上层页面), as the wiring page knows."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class AppealSubject:
    """What an appeal is about (异议的对象), as the room that keeps it shows it to this person.

    maker_id: who made the entry; that person may never answer (DC-12). concerns: whom it is about;
    None where the whole branch may contest it. path: of the branch that answers. facts: what stands
    there now; other facts later mean that it was put right meanwhile. remedy: what upholding does,
    said beforehand.
    """

    kind: str
    subject_id: int
    organisation_id: int
    path: str
    title: str
    facts: str
    url: str
    maker_id: int | None
    concerns: int | None
    remedy: str = ""


def _at_once(_actor: Actor, _subject_id: int) -> PageAbove | None:
    return None


@dataclass(frozen=True, slots=True)
class AppealKind:
    """A kind of thing that can be contested (可以提出异议的一类事), offered by the room that keeps it.

    seen: the subject as this actor may contest it or answer for it; None where there is none.
    uphold: sets it right, in the transaction of the answer; says in one sentence what was done.
    correction: None where upholding sets it right at once; else the page of the room's own correction,
    its address empty for who may not open it. The appeal then waits for that correction, and the
    room that makes it says so by ``settle_appeals``.
    """

    kind: str
    label: str
    seen: Callable[[Actor, int], AppealSubject | None]
    uphold: Callable[[Actor, int, str], str]
    correction: Callable[[Actor, int], PageAbove | None] = _at_once
