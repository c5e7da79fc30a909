"""What a room offers to the pages above it. Nothing registers itself: web/assembly.py lists all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from zhibu.kit import dates
from zhibu.kit.actor import Actor
from zhibu.kit.language import aside
from zhibu.kit.regulations import Cite

Words = str | Promise


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One line of the one navigation: bottom tab on phones, rail on desks.

    section: URL name prefixes (``meetings:``) under which this line is the current place.
    shown_to: whether this actor has the line at all.
    on_phone: also a tab of the bottom bar (at most five are).
    """

    label: Words
    url_name: str
    icon: str
    section: tuple[str, ...]
    order: int
    shown_to: Callable[[Actor], bool]
    on_phone: bool = True


@dataclass(frozen=True, slots=True)
class CornerLine:
    """One line of 我的: a page about oneself, and the fact under its name."""

    label: Words
    fact: Words
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
class FileWish:
    """Which rows of persons somebody wants as a file (要导出什么): of a body or of one of its records.

    columns: in the wanted order, where the file has any to choose. form: ``xlsx``, ``docx``, ``pdf``.
    """

    organisation_id: int
    form: str
    subject_id: int | None = None
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileSubject:
    """What a file would hold (文件的内容), as its asker may have it now.

    held: the fields in words. guarded: always needs a second person, however few the persons.
    back: the page it was asked on.
    """

    title: str
    persons: int
    held: str
    back: str
    guarded: bool = False


@dataclass(frozen=True, slots=True)
class FileMade:
    """A file as made (成品). person_ids: everybody whose row is in it."""

    body: bytes
    name: str
    person_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PersonalFile:
    """A file with rows of persons (含个人信息的文件), offered by the room that makes it.

    subject: raises DoesNotExist or Refused for who may not have it. made: with the watermark, one
    line, outside the cells that hold data. The door is ``people.extracts``.
    """

    kind: str
    label: Words
    subject: Callable[[Actor, FileWish], FileSubject]
    made: Callable[[Actor, FileWish, str], FileMade]


@dataclass(frozen=True, slots=True)
class Erasure:
    """Something taken away for good (删除), known by the audit word it leaves; done again after a restore.

    again: gets the note's subject and what it said; idempotent; whether there was something to do.
    """

    action: str
    again: Callable[[str, Mapping[str, Any]], bool]


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
    label: Words
    seen: Callable[[Actor, int], AppealSubject | None]
    uphold: Callable[[Actor, int, str], str]
    correction: Callable[[Actor, int], PageAbove | None] = _at_once


class Fold(StrEnum):
    """How a number of several months is made of theirs: added up, the last one, or one over another."""

    SUM = "sum"
    LAST = "last"
    RATE = "rate"


@dataclass(frozen=True, slots=True)
class Metric:
    """One number that statistics show (统计项), declared by the room that knows the records.

    rule: what is counted, in one sentence; source: which records it comes from. fold: how months
    become a term or a year. of: for a rate, the keys above and below the line. guard: the key whose
    number of persons, below five in one branch and month, keeps this one out of every upper number.
    also: what heads of schools' own forms call it besides its label.
    """

    key: str
    label: Words
    unit: Words
    rule: Words
    source: Words
    cite: Cite | None = None
    fold: Fold = Fold.SUM
    of: tuple[str, str] | None = None
    guard: str = ""
    also: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class MetricGroup:
    """Numbers read together (一组统计项), one table each. drawn: those drawn month by month."""

    key: str
    label: Words
    metrics: tuple[Metric, ...]
    drawn: tuple[Metric, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """What one thing counts for, as of one of its facts (一件事算几).

    source, source_id: the thing, such as a meeting. A later ``revision`` replaces an earlier one;
    no ``values`` takes back what was counted. on: the day whose month it falls in.
    """

    source: str
    source_id: int
    revision: int
    organisation_id: int = 0
    on: date | None = None
    values: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class CountedFact:
    """How a fact of the outbox is counted (事实怎样计数). kind: such as ``meetings.RecordConfirmed``.

    read: the fact's payload and the moment it was told; None where it counts for nothing.
    """

    kind: str
    read: Callable[[Mapping[str, Any], datetime], Counted | None]


@dataclass(frozen=True, slots=True)
class Touched:
    """Whose numbers at the ends of months a fact changes, from which day on (受影响的月末数)."""

    organisation_ids: frozenset[int]
    since: date


@dataclass(frozen=True, slots=True)
class Stock:
    """Numbers as they stand at the end of a month (月末存量), asked of the room that keeps them.

    keys: the metrics. facts: which facts change them, and where. at: for days, (organisation, day,
    key, number), numbers that are nought left out; organisations None means all. found: where an
    organisation's persons are listed, for those this actor may see.
    """

    keys: tuple[str, ...]
    facts: Mapping[str, Callable[[Mapping[str, Any]], Touched | None]]
    at: Callable[[Sequence[date], Collection[int] | None], Iterable[tuple[int, date, str, int]]]
    found: Callable[[Actor, Collection[int]], Mapping[int, str]]


@dataclass(frozen=True, slots=True)
class RecordPages:
    """Where the things behind a number are read (记录所在的页), by this actor, many at once.

    found: id → address, only for those this actor may open. names: metrics that say what it is.
    numbered: the record's own number, out of its day and id.
    """

    source: str
    label: Words
    names: tuple[str, ...]
    found: Callable[[Actor, Collection[int]], Mapping[int, str]]
    numbered: Callable[[date, int], str]


class Strength(StrEnum):
    """What a model branch is asked to do well (七个有力). Source: 《关于高校党组织“对标争先”建设计划的实施意见》."""

    EDUCATE = "educate"
    MANAGE = "manage"
    SUPERVISE = "supervise"
    ORGANISE = "organise"
    PUBLICISE = "publicise"
    UNITE = "unite"
    SERVE = "serve"


@dataclass(frozen=True, slots=True)
class Deed:
    """One fact of a dossier (一件事实): its day, what it is, its record's number; no text, no name."""

    on: date
    what: Words
    number: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one of the seven is shown by (七个有力的依据): a number of statistics, or facts of a room.

    metric: its key. found: by path of a body and a span, half-open, the latest first. Neither: the
    room that would know is not built, and the page says so.
    """

    strength: Strength
    label: Words
    metric: str = ""
    found: Callable[[str, date, date], Sequence[Deed]] | None = None
    unit: Words = ""
    rule: Words = ""
    source: Words = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing every branch does again and again (规定项目), offered by the room that keeps it.

    key: stands in addresses; term: the exact term, short: what heads a column; order: of columns.
    todo: URL name of the page that puts a gap right, by the branch's id, ``?kind=key`` behind it;
    record: of the page of what was done, by ``record_id``. rhythm: 每月一次. cite: None where only
    schools ask for it.
    """

    key: str
    term: str
    short: str
    order: int
    rhythm: str
    todo: str
    record: str = ""
    cite: Cite | None = None
    waivable: bool = True


@dataclass(frozen=True, slots=True)
class DutyLine:
    """How one duty stands with one branch in one period (规定项目的状态). Counts and days, no names.

    state: miss, draft, wait (arranged), done or na. since, until: the period, half-open.
    on: the day it was or will be held. part_id, part: the group it is for. record_id: what was
    done. waived: id of what somebody declared not applicable. late_days: since the period ended.
    """

    organisation_id: int
    duty: Duty
    state: str
    state_words: str
    since: date
    until: date
    on: date | None = None
    why: str = ""
    part_id: int | None = None
    part: str = ""
    record_id: int | None = None
    waived: int | None = None
    late_days: int = 0

    @property
    def name(self) -> str:
        """党小组会（第二党小组）."""
        return aside(self.duty.term, self.part) if self.part else self.duty.term

    @property
    def rank(self) -> int:
        """Gaps first."""
        return ("miss", "draft", "wait", "done", "na").index(self.state)

    @property
    def period_name(self) -> str:
        """10 月, 第三季度, 2026 年."""
        days = (self.until - self.since).days
        if days <= 31:
            return dates.month(self.since)
        if days <= 92:
            quarters = (_("第一季度"), _("第二季度"), _("第三季度"), _("第四季度"))
            return quarters[self.since.month // 3]
        if days <= 366:
            return _("%(n)d 年") % {"n": self.since.year}
        return _("本届")

    @property
    def is_gap(self) -> bool:
        """The period is over and nothing was held; a draft is no gap."""
        return self.state == "miss" and self.late_days > 0


@dataclass(frozen=True, slots=True)
class Duties:
    """What one room knows of the duties of branches (规定项目的来源).

    lines: by ids of branches, ``month`` (any day of it) and ``today``: every duty in the periods
    this month lies in, and what is still open of periods that ended before it. The number of
    queries does not grow with the branches.
    """

    room: str
    duties: Callable[[], Sequence[Duty]]
    lines: Callable[[Sequence[int], date, date], Sequence[DutyLine]]


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing the house does for people, with who answers for it (一项功能). Source: domain.md DC-13.

    owner: code of the post that answers. notes: beginnings of the audit words that count as its use,
    the longest wins. review_on: when the owner looks whether it is still wanted.
    menu: URL name of its line in the navigation, hidden while it rests; export: URL name where its
    data is taken along. stays: why it can never rest; empty where it can. since: the day it came;
    None for what has been here from the beginning. reads: how its use is judged where most of it is
    reading, which leaves no note and is not counted; empty where notes say it.
    """

    key: str
    label: Words
    owner: str
    purpose: Words
    measure: Words
    review_on: date
    notes: tuple[str, ...]
    menu: str = ""
    export: str = ""
    stays: Words = ""
    since: date | None = None
    reads: Words = ""

    def began(self, house_since: date | None) -> date | None:
        """The day from which its use can be judged: the house's first, or its own where later."""
        if house_since is None or self.since is None:
            return house_since
        return max(house_since, self.since)
