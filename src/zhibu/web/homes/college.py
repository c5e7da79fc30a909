"""The branches of a college against what each must hold (各支部): kinds, days and states, no more (DC-19)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.dates import day as day_words
from zhibu.kit.offers import Duty, DutyLine
from zhibu.meetings import policies
from zhibu.meetings import queries as meetings
from zhibu.meetings.models import DutyWaiver
from zhibu.meetings.queries import Keeper
from zhibu.orgs.models import ORGANISER_POSTS, Organisation
from zhibu.orgs.queries import standing


def oversees(actor: Actor) -> bool:
    """Looks after branches: their list is this person's first page."""
    return actor.holds_anywhere(*ORGANISER_POSTS)


@dataclass(frozen=True, slots=True)
class Cell:
    """One square of the grid. look: ok, nay, gap, soon (a draft) or due (not over yet)."""

    look: str
    text: str
    words: str


@dataclass(frozen=True, slots=True)
class BranchRow:
    """One branch and its squares, one for each duty. rests: reminded, not again before this day."""

    branch: Organisation
    cells: tuple[Cell, ...]
    gaps: tuple[DutyLine, ...]
    drafts: int
    keepers: tuple[Keeper, ...]
    rests: date | None

    @property
    def worst(self) -> int:
        return max((line.late_days for line in self.gaps), default=0)

    @property
    def can_be_reminded(self) -> bool:
        return bool(self.gaps) and self.rests is None and bool(self.keepers)


@dataclass(frozen=True, slots=True)
class Lacking:
    """One gap in the list of a phone (缺项)."""

    branch: Organisation
    line: DutyLine
    keeper: Keeper | None


@dataclass(frozen=True, slots=True)
class College:
    """All branches below a body at this moment, the longest overdue first."""

    body: Organisation
    duties: tuple[Duty, ...]
    rows: tuple[BranchRow, ...]
    may_remind: bool
    may_waive: bool
    waivers: tuple[DutyWaiver, ...]
    as_of: datetime

    @property
    def gaps(self) -> list[Lacking]:
        """Every gap of every branch, the longest overdue first."""
        found = [
            Lacking(row.branch, line, row.keepers[0] if row.keepers else None)
            for row in self.rows
            for line in row.gaps
        ]
        return sorted(found, key=lambda g: -g.line.late_days)

    @property
    def drafts(self) -> int:
        return sum(row.drafts for row in self.rows)

    @property
    def to_remind(self) -> list[BranchRow]:
        return [row for row in self.rows if row.can_be_reminded] if self.may_remind else []

    @property
    def waivable(self) -> list[Duty]:
        """Duties that may be declared not applicable for all branches."""
        return [duty for duty in self.duties if duty.waivable]

    @property
    def resting(self) -> list[BranchRow]:
        """Branches with gaps that were reminded within the week."""
        return [row for row in self.rows if row.gaps and row.rests]


def body_of(actor: Actor) -> Organisation | None:
    """The body whose branches this actor looks after: the uppermost. One query."""
    paths = actor.paths_of(*ORGANISER_POSTS)
    return standing().filter(path__in=paths).first() if paths else None


def college_for(actor: Actor, *, under: int | None = None) -> College | None:
    """The branches this actor looks after; under: those of one body only.

    None when there is no such post. Raises DoesNotExist (unseen). Eleven queries, whatever the number
    of branches.
    """
    body = meetings.body_to_oversee(under, seen_by=actor) if under else body_of(actor)
    if body is None:
        return None
    today = clock.today()
    branches = meetings.branches_below(body)
    ids = [b.pk for b in branches]
    lines = meetings.lines_of_branches(ids, month=today, today=today)
    keepers = meetings.keepers_of(ids, day=today)
    resting = meetings.reminded_until(ids, day=today)
    duties = tuple(meetings.all_duties())
    rows = [
        BranchRow(
            branch=b,
            cells=tuple(
                _cell([x for x in lines[b.pk] if x.duty.key == duty.key]) for duty in duties
            ),
            gaps=tuple(x for x in lines[b.pk] if x.is_gap),
            drafts=sum(x.state == "draft" for x in lines[b.pk]),
            keepers=tuple(keepers.get(b.pk, ())),
            rests=resting.get(b.pk),
        )
        for b in branches
    ]
    rows.sort(key=lambda row: (-row.worst, -len(row.gaps), -row.drafts))
    return College(
        body=body,
        duties=duties,
        rows=tuple(rows),
        may_remind=bool(policies.remind_branches(actor, body)),
        may_waive=bool(policies.waive_duty(actor, body)),
        waivers=tuple(meetings.waivers_of(body, day=today)),
        as_of=clock.now(),
    )


def _cell(lines: Sequence[DutyLine]) -> Cell:
    """The square of one duty: its longest gap, else a draft, else what is not over yet."""
    gaps = [x for x in lines if x.is_gap]
    if gaps:
        days = max(x.late_days for x in gaps)
        words = _("缺 %(count)d 次，最久超期 %(n)d 天") % {"count": len(gaps), "n": days}
        return Cell("gap", _("%(n)d 天") % {"n": days}, words)
    for state, look in (("draft", "soon"), ("miss", "due"), ("wait", "due"), ("done", "ok")):
        found = [x for x in lines if x.state == state]
        if found:
            return _quiet(state, look, found[0])
    return Cell("nay", "—", _("不适用"))


def _quiet(state: str, look: str, line: DutyLine) -> Cell:
    if state == "draft":
        return Cell(look, _("草稿"), line.state_words)
    if state == "done":
        return Cell(look, "", line.state_words)
    if state == "wait" and line.on:
        same_month = (line.on.year, line.on.month) == (clock.today().year, clock.today().month)
        text = _("%(n)d日") % {"n": line.on.day} if same_month else day_words(line.on)
        return Cell(look, text, f"{line.state_words} {day_words(line.on)}")
    due = day_words(line.until.fromordinal(line.until.toordinal() - 1))
    return Cell(look, "", _("未到期，%(day)s前") % {"day": due})
