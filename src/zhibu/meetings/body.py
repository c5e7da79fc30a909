"""What a record says (记录正文), as one frozen value: drawn from rows while a draft, kept as JSON after.

Page and papers read the same value, so a confirmed record looks for ever as it was confirmed.
Instants are aware; days are days. No Django here.
"""

from __future__ import annotations

import hashlib
import json
import types
from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Who:
    """A person by id and by the name of that day; no id for guests typed in."""

    name: str
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Came:
    """Somebody who was there (到会). way: code, qr, list or sheet; standing: 正式党员 and so on."""

    id: int
    name: str
    standing: str
    with_vote: bool
    late: bool
    way: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Absent:
    """Somebody who should have been there (缺席). ground: excused, standing or missing; no detail."""

    id: int
    name: str
    standing: str
    with_vote: bool
    ground: str


@dataclass(frozen=True, slots=True)
class Counts:
    """Both denominators and what they rest on (应到、实到).

    should_attend, came: all who are counted. eligible, present: those with a vote (of a committee:
    its members). frozen: eligible when the plan was published; reason: why it was corrected.
    """

    should_attend: int
    came: int
    eligible: int
    present: int
    frozen: int
    excused: int = 0
    standing: int = 0
    missing: int = 0
    by_code: int = 0
    by_list: int = 0
    by_sheet: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One verdict (核验): lawful, or not yet and why, with clauses and the quorum as drawn.

    rejected: lawfully voted and not carried. needed, over: the limit and whether it must be passed;
    no bar when needed is None. codes: of the faults, for programs.
    """

    lawful: bool
    sentences: tuple[str, ...]
    cites: tuple[tuple[str, str], ...] = ()
    rejected: bool = False
    codes: tuple[str, ...] = ()
    present: int = 0
    eligible: int = 0
    needed: int | None = None
    over: bool = False


@dataclass(frozen=True, slots=True)
class Votes:
    """A tally (计票); written opinions are inside."""

    yes: int
    no: int
    abstain: int
    written: int
    secret: bool


@dataclass(frozen=True, slots=True)
class Points:
    """Main points of one speaker (发言要点)."""

    speaker: Who
    points: str


@dataclass(frozen=True, slots=True)
class Item:
    """One item as it stands in the record.

    key: the row it was drawn from. outcome: carried, not_carried, not_voted, or empty where
    nothing was to be voted or the vote is not yet lawful. phrased: report is a set phrase, not typed.
    """

    key: int
    number: int
    title: str
    required: bool
    matter: str
    manner: str
    minutes: int | None
    reporter: Who | None
    about: Who | None
    introducers: str
    report: str
    phrased: bool
    discussion: str
    speeches: tuple[Points, ...]
    resolution: str
    votes: Votes | None
    outcome: str
    check: Check | None


@dataclass(frozen=True, slots=True)
class Agreed:
    """Something agreed (议定事项)."""

    matter: str
    owner: Who | None
    due_on: date


@dataclass(frozen=True, slots=True)
class Review:
    """Counts per grade of the member review (民主评议), and what is said of them."""

    excellent: int
    qualified: int
    basically_qualified: int
    not_qualified: int
    sentence: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordBody:
    """The whole record (记录正文). kinds: codes; title: the heading on page and paper.

    opening, closing: set sentences. sitting: whether the body could sit at all, None where no
    rule asks. blanks: what people still have to type; empty in every confirmed record.
    """

    organisation_id: int
    organisation: str
    group_id: int | None
    group: str
    kinds: tuple[str, ...]
    title: str
    theme: str
    card: str
    starts_at: datetime
    ended_at: datetime | None
    place: str
    chair: Who | None
    chair_post: str
    recorder: Who | None
    counts: Counts
    opening: str
    closing: str
    attended: tuple[Came, ...] = ()
    absent: tuple[Absent, ...] = ()
    observers: tuple[Who, ...] = ()
    items: tuple[Item, ...] = ()
    agreed: tuple[Agreed, ...] = ()
    review: Review | None = None
    sitting: Check | None = None
    late_entry: bool = False
    late_reason: str = ""
    blanks: tuple[str, ...] = ()
    format: int = FORMAT

    @property
    def minutes(self) -> int:
        """Whole minutes from start to end; 0 while the end is open."""
        return int((self.ended_at - self.starts_at).total_seconds() // 60) if self.ended_at else 0

    @property
    def not_yet(self) -> tuple[Item, ...]:
        """Matters that keep the record from being confirmed."""
        return tuple(
            item
            for item in self.items
            if item.check and not item.check.lawful and not item.check.rejected and not item.outcome
        )

    @property
    def checks(self) -> tuple[Item, ...]:
        """Items with a verdict, in order."""
        return tuple(item for item in self.items if item.check)

    @property
    def lawful(self) -> bool:
        """Nothing stands in the way of confirming."""
        sits = self.sitting is None or self.sitting.lawful
        return sits and not self.not_yet

    @property
    def may_be_confirmed(self) -> bool:
        return self.lawful and not self.blanks

    def without_names(self) -> RecordBody:
        """The text without who was there and who was not (DC-05)."""
        return replace(self, attended=(), absent=(), observers=())


# ---- JSON both ways


def to_json(value: object) -> Any:  # Any: JSON
    """A frozen value as JSON."""
    if is_dataclass(value):
        return {f.name: to_json(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple):
        return [to_json(part) for part in value]
    if isinstance(value, date):  # an instant is a date, too
        return value.isoformat()
    return value


def from_json(raw: Any) -> RecordBody:  # Any: JSON
    """The record kept as JSON. Fields added later take their defaults."""
    return cast(RecordBody, _value(RecordBody, raw))


@cache
def _hints(kind: type) -> dict[str, Any]:  # Any: whatever a field is typed as
    return get_type_hints(kind)


def _value(kind: Any, raw: Any) -> Any:  # Any: the type decides
    if raw is None:
        return None
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _value(next(part for part in inner if part is not types.NoneType), raw)
    if origin is tuple:
        parts = cast(Iterable[Any], raw)
        if len(inner) == 2 and inner[1] is Ellipsis:
            return tuple(_value(inner[0], part) for part in parts)
        return tuple(_value(k, part) for k, part in zip(inner, parts, strict=True))
    if is_dataclass(kind):
        hints = _hints(cast(type, kind))
        known = {k: _value(hints[k], v) for k, v in raw.items() if k in hints}
        return cast(Any, kind)(**known)
    if kind is datetime:
        return datetime.fromisoformat(raw)
    if kind is date:
        return date.fromisoformat(raw)
    return raw


def digest_of(body: RecordBody) -> str:
    """A short mark of what was looked at, so that nobody confirms something else."""
    text = json.dumps(to_json(body), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
