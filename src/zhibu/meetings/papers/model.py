"""The facts of each paper (会议记录、工作手册、签到表、台账、登录单), as plain frozen values.

Nothing here knows a database or a page: a room fills these values from its records, the functions of
this package set them. Papers are official and therefore always in Chinese, whatever the reader's
language; that is why the words stand here and not in a translation file.
Instants are aware; they are printed on a clock in China. Days are DATE.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Ground(StrEnum):
    """Why somebody who should attend did not: never more detail than this (缺席情形)."""

    EXCUSED = "请假"
    MISSING = "未到"


@dataclass(frozen=True, slots=True)
class Absence:
    """One person who should have attended and did not (缺席)."""

    name: str
    ground: Ground


@dataclass(frozen=True, slots=True)
class Tally:
    """One vote, counted (表决结果). Tallies only: never who voted how.

    eligible, present: persons with a vote who should be, and are, present.
    written: written opinions that reached the branch before the meeting, already inside yes, no
    and abstain. ballot: how it was taken, such as 无记名投票 or 举手表决.
    """

    yes: int
    no: int
    abstain: int
    written: int = 0
    eligible: int | None = None
    present: int | None = None
    ballot: str = ""
    passed: bool | None = None


@dataclass(frozen=True, slots=True)
class PersonVote:
    """The vote on one of several persons, taken one by one (逐人表决)."""

    name: str
    matter: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class Speech:
    """The main points of one speaker (发言要点)."""

    speaker: str
    points: str


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the agenda as it went (议程).

    required: of the theme day's checklist or flexible; None where a sitting has no such parts.
    reporter: leads the report as 某某报告：; empty where the report names its speaker itself.
    """

    title: str
    required: bool | None = True
    reporter: str = ""
    report: str = ""
    speeches: tuple[Speech, ...] = ()
    discussion: str = ""
    resolution: str = ""
    tally: Tally | None = None
    votes: tuple[PersonVote, ...] = ()

    @property
    def part(self) -> str:
        """规定动作 or 灵活项目; empty outside a theme day."""
        return {True: "规定动作", False: "灵活项目", None: ""}[self.required]


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """Whether one matter was lawful, in a sentence, with its clause (合规核对)."""

    matter: str
    lawful: bool
    sentence: str
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Followup:
    """Something agreed that somebody does by a day (议定事项)."""

    matter: str
    owner: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class LateEntry:
    """The record was entered after the day (补录)."""

    reason: str
    entered_by: str
    entered_at: datetime


@dataclass(frozen=True, slots=True)
class Correction:
    """This version replaces an earlier one (更正)."""

    reason: str
    corrected_by: str
    corrected_at: datetime


@dataclass(frozen=True, slots=True)
class MinutesPaper:
    """The minutes of one sitting (会议记录).

    organisation: full name. kinds: official terms, such as 支部党员大会 and 主题党日.
    should_attend: everybody expected, with or without a vote; present_names the ones who came.
    eligible_with_vote, present_with_vote: the two denominators.
    opening, closing: sentences before and after the items.
    version: 1 for the first; a higher one carries its correction. sources: laws referred to.
    """

    organisation: str
    kinds: tuple[str, ...]
    title: str
    starts_at: datetime
    ends_at: datetime | None
    place: str
    chair: str
    recorder: str
    should_attend: int
    present_names: tuple[str, ...]
    eligible_with_vote: int
    present_with_vote: int
    absences: tuple[Absence, ...] = ()
    observers: tuple[str, ...] = ()
    opening: str = ""
    items: tuple[Item, ...] = ()
    closing: str = ""
    verdicts: tuple[VerdictLine, ...] = ()
    followups: tuple[Followup, ...] = ()
    sources: tuple[str, ...] = ()
    record_no: str = ""
    version: int = 1
    late_entry: LateEntry | None = None
    correction: Correction | None = None
    confirmed_by: str = ""
    confirmed_at: datetime | None = None

    @property
    def present(self) -> int:
        return len(self.present_names)

    def absent_names(self, ground: Ground) -> tuple[str, ...]:
        """Those absent on this ground, in the order given."""
        return tuple(a.name for a in self.absences if a.ground == ground)


@dataclass(frozen=True, slots=True)
class KindCount:
    """How often one kind was held in a period (开展次数). required: None where none is set."""

    kind: str
    held: int
    required: int | None = None


@dataclass(frozen=True, slots=True)
class HandbookRow:
    """One sitting in a summary of the handbook."""

    held_on: date
    kinds: tuple[str, ...]
    title: str
    should_attend: int
    present: int


@dataclass(frozen=True, slots=True)
class HandbookSummary:
    """A month or a year on one sheet (月度、年度小结)."""

    label: str
    counts: tuple[KindCount, ...] = ()
    rows: tuple[HandbookRow, ...] = ()


@dataclass(frozen=True, slots=True)
class HandbookPage:
    """支部工作手册: one page a sitting, a summary before them, or either alone.

    printed_on: the day the sheet was made; it dates the file.
    """

    organisation: str
    printed_on: date
    meetings: tuple[MinutesPaper, ...] = ()
    summary: HandbookSummary | None = None


@dataclass(frozen=True, slots=True)
class Attendee:
    """One line of an attendance sheet (签到).

    standing: 正式党员, 预备党员 and so on. state: 已签到, 迟到, 请假, 未到; empty when not yet known.
    way: how the check-in was made. code: one-time code, printed only on a sheet with codes.
    """

    name: str
    standing: str = ""
    with_vote: bool = False
    state: str = ""
    way: str = ""
    checked_in_at: datetime | None = None
    code: str = ""


class AttendanceUse(StrEnum):
    """What the sheet is for."""

    FILLED = "签到情况表"
    BLANK = "签到表"
    CODES = "签到表（一次性签到码）"


@dataclass(frozen=True, slots=True)
class AttendanceSheet:
    """Who should attend and who came (签到表): filled, or blank to print beforehand.

    spare_rows: empty lines at the end, for observers and guests.
    """

    organisation: str
    title: str
    kinds: tuple[str, ...]
    starts_at: datetime
    place: str
    use: AttendanceUse
    attendees: tuple[Attendee, ...] = ()
    observers: tuple[str, ...] = ()
    spare_rows: int = 0
    printed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One sitting of the yearly ledger (台账)."""

    held_on: date
    kinds: tuple[str, ...]
    title: str
    place: str
    chair: str
    recorder: str
    should_attend: int
    present: int
    items: tuple[str, ...]
    resolution: str
    record_no: str


@dataclass(frozen=True, slots=True)
class YearLedger:
    """The year's organisational life, one row a sitting (组织生活台账).

    label: such as 2026年度 or 2026—2027学年.
    """

    organisation: str
    label: str
    printed_on: date
    rows: tuple[LedgerRow, ...] = ()


@dataclass(frozen=True, slots=True)
class LoginSlip:
    """One person's first way in (登录单). link: short, opened by camera or typed. code: optional."""

    name: str
    number: str
    link: str
    valid_until: datetime
    code: str = ""


@dataclass(frozen=True, slots=True)
class SlipSheet:
    """Slips to cut apart and hand over one by one (登录单). help_line: where to ask."""

    organisation: str
    printed_at: datetime
    slips: tuple[LoginSlip, ...] = ()
    title: str = "首次登录单"
    how: str = "用手机扫码，或在浏览器里输入下面的地址："
    help_line: str = "过期或遗失，请向支部书记另要一张。"
