"""What a vote is made of (事项、表决、计票): matters, counts and the two kinds of half.

半数以上 includes the half, 超过半数 does not. Tallies only: nobody's vote is known.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from zhibu.kit.regulations import Cite
from zhibu.kit.sentences import Sentence
from zhibu.kit.sentences import noop as _


class Matter(StrEnum):
    """What an item of the agenda asks of the meeting (事项)."""

    REPORT = "report"
    RESOLUTION = "resolution"
    ACCEPT_PROBATIONARY = "accept_probationary"
    CONFIRM = "confirm"
    EXTEND_PROBATION = "extend_probation"
    CANCEL_PROBATION = "cancel_probation"
    COMMITTEE_DECISION = "committee_decision"


MATTER_TERMS: dict[Matter, str] = {
    Matter.REPORT: _("通报、学习、讨论"),
    Matter.RESOLUTION: _("一般决议"),
    Matter.ACCEPT_PROBATIONARY: _("接收预备党员"),
    Matter.CONFIRM: _("预备党员转正"),
    Matter.EXTEND_PROBATION: _("延长预备期"),
    Matter.CANCEL_PROBATION: _("取消预备党员资格"),
    Matter.COMMITTEE_DECISION: _("支部委员会决定"),
}

DEVELOPMENT = frozenset(
    {
        Matter.ACCEPT_PROBATIONARY,
        Matter.CONFIRM,
        Matter.EXTEND_PROBATION,
        Matter.CANCEL_PROBATION,
    }
)


class Body(StrEnum):
    """Which body sits: it decides what may be voted and by whose count."""

    GENERAL = "general"
    COMMITTEE = "committee"
    GROUP = "group"


class Ballot(StrEnum):
    """How votes were given (表决方式)."""

    SECRET = "secret"  # noqa: S105 - a ballot, not a password
    SHOW_OF_HANDS = "show_of_hands"


@dataclass(frozen=True, slots=True)
class Tally:
    """Votes counted on paper in the room (计票), written opinions included."""

    yes: int
    no: int = 0
    abstain: int = 0

    @property
    def ballots(self) -> int:
        return self.yes + self.no + self.abstain


@dataclass(frozen=True, slots=True)
class Case:
    """Dates of the person a development matter is about, as far as known (个案日期).

    pre_check_on: the superior's 预审 passed. probation_ends_on: last day of probation.
    extension_months: the extension proposed. extended_before: probation was extended already.
    """

    pre_check_on: date | None = None
    probation_ends_on: date | None = None
    extension_months: int | None = None
    extended_before: bool = False


class FaultCode(StrEnum):
    """Why not yet, for programs."""

    COUNT = "count"
    QUORUM = "quorum"
    MAJORITY = "majority"
    BALLOT = "ballot"
    WRITTEN = "written"
    ONE_BY_ONE = "one_by_one"
    BODY = "body"
    CAPABILITY = "capability"
    DATE = "date"
    NO_TALLY = "no_tally"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that stands in the way: a sentence with its numbers, and the clause."""

    code: FaultCode
    sentence: Sentence
    cite: Cite | None = None


@dataclass(frozen=True, slots=True)
class Lawful:
    """The matter may be recorded as decided (合规)."""

    because: tuple[Sentence, ...]
    cites: tuple[Cite, ...] = ()


@dataclass(frozen=True, slots=True)
class NotYet:
    """Not yet (尚不可): what is missing, and what would make it lawful."""

    faults: tuple[Fault, ...]

    @property
    def because(self) -> tuple[Sentence, ...]:
        return tuple(fault.sentence for fault in self.faults)

    @property
    def cites(self) -> tuple[Cite, ...]:
        return tuple(dict.fromkeys(fault.cite for fault in self.faults if fault.cite))

    @property
    def is_rejection(self) -> bool:
        """Lawfully voted and not carried: the record may be confirmed, saying 未通过."""
        return all(fault.code is FaultCode.MAJORITY for fault in self.faults)


Answer = Lawful | NotYet


def more_than_half(count: int, *, of: int) -> bool:
    """超过半数: the half itself is not enough. 13 of 26 no, 14 yes; 13 of 25 yes."""
    return 2 * count > of


def half_or_more(count: int, *, of: int) -> bool:
    """半数以上: the half itself is enough. 13 of 26 yes; 12 of 25 no."""
    return 2 * count >= of


def least_over_half(of: int) -> int:
    """The smallest number that is more than half."""
    return of // 2 + 1


def least_half(of: int) -> int:
    """The smallest number that is half or more."""
    return (of + 1) // 2


@dataclass(frozen=True, slots=True)
class Sitting:
    """The sitting a matter comes up in (到会情况).

    eligible, present: persons with a vote who should be, and are, there. For the committee: its
    members. has_committee False: the general meeting does what a committee would do.
    temporary: a temporary branch, which cannot admit members.
    """

    on: date
    eligible: int
    present: int
    body: Body = Body.GENERAL
    has_committee: bool = True
    temporary: bool = False


@dataclass(frozen=True, slots=True)
class Vote:
    """One vote on one matter (表决).

    tally: None until counted. written_opinions: of absent members with a vote, in the branch's
    hands before the meeting, already inside the tally. persons: how many this one vote is about.
    """

    tally: Tally | None = None
    written_opinions: int = 0
    ballot: Ballot = Ballot.SECRET
    persons: int = 1
    case: Case = field(default_factory=Case)
