"""What a record is drafted from and drafted into (方案、到会、记录草稿), as plain frozen values."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from zhibu.kit.sentences import noop as _
from zhibu.meetings.domain.kinds import Kind
from zhibu.meetings.domain.matters import Answer, Body, Matter, NotYet, Tally, Vote

_BLANK = re.compile(r"〔请填写：([^〕]*)〕")


def blank(what: str) -> str:
    """A visible gap only people can fill."""
    return f"〔请填写：{what}〕"


def open_blanks(text: str) -> tuple[str, ...]:
    """What is still to be typed in this text (待填)."""
    return tuple(_BLANK.findall(text))


class Source(StrEnum):
    """Where a line of the draft comes from (来源)."""

    PLAN = "plan"
    ATTENDANCE = "attendance"
    TALLY = "tally"
    TEMPLATE = "template"
    TYPED = "typed"


class Manner(StrEnum):
    """How an item without a vote went (形式); it picks the words of the draft."""

    REPORT = "report"
    STUDY = "study"
    LIFE = "life"
    DISCUSSION = "discussion"
    SERVICE = "service"
    PRACTICE = "practice"


MANNER_TERMS: dict[Manner, str] = {
    Manner.REPORT: _("通报"),
    Manner.STUDY: _("学习"),
    Manner.LIFE: _("组织生活"),
    Manner.DISCUSSION: _("讨论"),
    Manner.SERVICE: _("志愿服务"),
    Manner.PRACTICE: _("实践"),
}


@dataclass(frozen=True, slots=True)
class Agreed:
    """Something agreed, by whom and until when (议定事项)."""

    matter: str
    owner: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Speech:
    """Main points of one speaker, as typed by the recorder (发言要点)."""

    speaker: str
    points: str


@dataclass(frozen=True, slots=True)
class PlanItem:
    """One item of the agenda (议程).

    reporter: who reports, leads the study or is in charge, with the post before the name where
    there is one (组织委员周若棠). manner: only for items without a vote.
    about: the person a development matter is about. introducers: that person's 入党介绍人.
    report, speeches, discussion, resolution: typed words, empty when nobody typed any.
    required: of the school's checklist (规定); otherwise 灵活.
    """

    title: str
    matter: Matter = Matter.REPORT
    manner: Manner = Manner.REPORT
    reporter: str = ""
    about: str = ""
    introducers: tuple[str, ...] = ()
    required: bool = True
    report: str = ""
    speeches: tuple[Speech, ...] = ()
    resolution: str = ""
    agreed: tuple[Agreed, ...] = ()
    vote: Vote = field(default_factory=Vote)


@dataclass(frozen=True, slots=True)
class Plan:
    """What was planned (方案). Instants are on a clock in China.

    chair, recorder: names; chair_post: such as 支部书记. theme: the month's theme, or empty.
    """

    organisation: str
    kinds: frozenset[Kind]
    starts_at: datetime
    place: str
    chair: str
    recorder: str
    items: tuple[PlanItem, ...] = ()
    chair_post: str = ""
    theme: str = ""
    ends_at: datetime | None = None
    body: Body = Body.GENERAL
    has_committee: bool = True
    temporary: bool = False


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who came (到会情况). eligible, present: those with a vote; for a committee, its members.

    by_code, by_list, by_sheet: how many of those present came in each way.
    excused, missing: names; observers: 列席.
    """

    should_attend: int
    came: int
    eligible: int
    present: int
    excused: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    late: tuple[str, ...] = ()
    observers: tuple[str, ...] = ()
    by_code: int = 0
    by_list: int = 0
    by_sheet: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence or more of the draft, and where it comes from."""

    text: str
    source: Source

    @property
    def blanks(self) -> tuple[str, ...]:
        return open_blanks(self.text)


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of the head (时间、地点、主持人……), with its source."""

    label: str
    value: str
    source: Source


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """One item as it will stand in the record.

    report: what was reported; discussion: that it was discussed; resolution: what was resolved,
    with the tally. answer: lawful, or not yet and why; None where nothing is voted.
    """

    number: int
    title: str
    required: bool
    matter: Matter
    report: Line
    speeches: tuple[Speech, ...]
    discussion: Line | None
    resolution: Line | None
    tally: Tally | None
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class RecordDraft:
    """The whole draft (记录草稿), ready to be looked through and confirmed.

    sitting: whether the body could sit at all; only a committee meeting can fail here.
    """

    title: str
    sitting: Answer
    facts: tuple[Fact, ...]
    opening: Line
    attendance: Line
    items: tuple[ItemDraft, ...]
    agreed: tuple[Agreed, ...]
    closing: Line

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every line in reading order."""
        inner = [
            line
            for item in self.items
            for line in (item.report, item.discussion, item.resolution)
            if line is not None
        ]
        return (self.opening, self.attendance, *inner, self.closing)

    @property
    def blanks(self) -> tuple[str, ...]:
        """What people still have to type, in reading order."""
        return tuple(blank for line in self.lines for blank in line.blanks)

    @property
    def not_yet(self) -> tuple[ItemDraft, ...]:
        """Items that keep the record from being confirmed; a lawful rejection does not."""
        return tuple(
            item
            for item in self.items
            if isinstance(item.answer, NotYet) and not item.answer.is_rejection
        )

    @property
    def may_be_confirmed(self) -> bool:
        return not isinstance(self.sitting, NotYet) and not self.not_yet and not self.blanks
