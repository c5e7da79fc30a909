"""What people type in about a meeting (录入), as frozen values: forms make them, actions take them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from zhibu.meetings.domain.kinds import Kind
from zhibu.meetings.domain.matters import Ballot, Matter
from zhibu.meetings.domain.records import Manner


@dataclass(frozen=True, slots=True)
class CaseEntry:
    """The person a development matter is about, and its dates (个案)."""

    about_id: int
    introducers: str = ""
    pre_check_on: date | None = None
    probation_ends_on: date | None = None
    extension_months: int | None = None
    extended_before: bool = False


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """One item of a plan (议程项). key: of the row it replaces; None for a new one.

    reporter: a name as typed, or empty for the chair.
    """

    title: str
    required: bool = False
    matter: Matter = Matter.REPORT
    manner: Manner = Manner.REPORT
    minutes: int | None = None
    reporter: str = ""
    case: CaseEntry | None = None
    key: int | None = None


@dataclass(frozen=True, slots=True)
class PlanEntry:
    """A plan as typed on its one page (方案). Instants are aware."""

    kinds: frozenset[Kind]
    starts_at: datetime
    ends_at: datetime
    place: str
    items: tuple[PlannedItem, ...] = ()
    theme: str = ""
    card: str = ""
    group_id: int | None = None
    chair_id: int | None = None
    recorder_id: int | None = None
    with_activists: bool = False


@dataclass(frozen=True, slots=True)
class SpeechEntry:
    """Main points of one speaker (发言要点)."""

    speaker: str
    points: str


@dataclass(frozen=True, slots=True)
class ItemText:
    """What was written down about one item (一项的记录). held: False takes it off the agenda."""

    key: int
    reporter: str = ""
    report: str = ""
    resolution: str = ""
    conduct: str = ""
    speeches: tuple[SpeechEntry, ...] = ()
    held: bool = True


@dataclass(frozen=True, slots=True)
class AddedItem:
    """An item that came up in the sitting (临时议程)."""

    title: str
    reporter: str = ""
    report: str = ""


@dataclass(frozen=True, slots=True)
class RecordEntry:
    """The record as typed on its one page (记录). None: leave as it is."""

    ended_at: datetime | None = None
    chair_id: int | None = None
    recorder_id: int | None = None
    items: tuple[ItemText, ...] = ()
    added: tuple[AddedItem, ...] = ()


@dataclass(frozen=True, slots=True)
class TallyEntry:
    """Votes as counted in the room (计票). written is inside the three."""

    yes: int
    no: int = 0
    abstain: int = 0
    written: int = 0
    ballot: Ballot = Ballot.SECRET


@dataclass(frozen=True, slots=True)
class Correction:
    """All a correction may touch (更正): texts, tallies by item, who was there."""

    record: RecordEntry
    tallies: dict[int, TallyEntry | None] = field(default_factory=dict)
    present: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Grades:
    """Counts per grade of the member review (评议等次人数)."""

    excellent: int = 0
    qualified: int = 0
    basically_qualified: int = 0
    not_qualified: int = 0
