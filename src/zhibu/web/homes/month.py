"""The month of a branch as its secretary sees it (本月)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.components import Mark
from zhibu.kit.offers import DutyLine
from zhibu.kit.period import Period, month_of
from zhibu.meetings import queries as meetings
from zhibu.meetings.queries import DraftInFull, HeldLine
from zhibu.orgs.models import BRANCH_KINDS, COMMITTEE_POSTS, Organisation
from zhibu.orgs.queries import own_branch


def keeps_a_branch(actor: Actor) -> bool:
    """On the committee of some branch: the month is this person's first page."""
    return actor.holds_anywhere(*COMMITTEE_POSTS)


@dataclass(frozen=True, slots=True)
class Month:
    """A branch's month as its secretary sees it (本月).

    items: the required items of the month's periods; before: what is still open from earlier ones.
    """

    branch: Organisation
    period: Period
    items: list[DutyLine]
    before: list[DutyLine]
    marks: list[Mark]
    drafts: list[DraftInFull]
    ahead: list[HeldLine]
    as_of: datetime

    @property
    def counts(self) -> dict[str, int]:
        """How many required items stand in each state."""
        return {
            s: sum(i.state == s for i in self.items)
            for s in ("miss", "draft", "wait", "done", "na")
        }

    @property
    def ready(self) -> list[DraftInFull]:
        """Drafts that nothing keeps from being confirmed."""
        return [draft for draft in self.drafts if not draft.hindered]

    @property
    def minutes(self) -> int:
        """About how long looking through the drafts takes: two minutes each."""
        return 2 * len(self.drafts)


def month_for(actor: Actor, *, day: date | None = None) -> Month | None:
    """The month of the branch this actor keeps; None when there is none. Nine queries, eight more with drafts."""
    branch = own_branch(actor)
    if branch is None or branch.kind not in BRANCH_KINDS:
        return None
    today = clock.today()
    day = day or today
    period = month_of(day)
    lines = meetings.lines_of_branches([branch.pk], month=day, today=today)[branch.pk]
    items = [line for line in lines if _belongs_to(line, period)]
    held, ahead = meetings.month_and_ahead(branch, month=day, seen_by=actor)
    marks = [Mark(h.on, h.short, h.state, h.state_words) for h in held if h.state != "na"]
    return Month(
        branch=branch,
        period=period,
        items=items,
        before=[line for line in lines if line.until <= period.since and line.state == "miss"],
        marks=sorted(marks, key=lambda m: m.day),
        drafts=meetings.drafts_in_full(actor),
        ahead=ahead,
        as_of=clock.now(),
    )


def _belongs_to(line: DutyLine, month: Period) -> bool:
    """In a period this month lies in; a term of office only when its end is near."""
    if line.duty.key == "term" and line.state not in {"miss", "wait"}:
        return False
    return line.since < month.until and line.until > month.since
