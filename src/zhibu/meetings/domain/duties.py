"""What a branch must hold and how it stands (规定项目), worked out from plain values.

Each kind has its period (月、季、年). What was held counts once in its period; a period that is over
without it is a gap until it is entered late or declared not applicable with a reason. Months the
holidays leave next to nothing of are not counted. Nothing is asked for from before the branch was
kept here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from zhibu.kit.period import Period, add_months, month_of
from zhibu.kit.regulations import Cite
from zhibu.kit.sentences import Sentence, say
from zhibu.kit.sentences import noop as _
from zhibu.meetings.domain import clauses
from zhibu.meetings.domain.kinds import RULES, Kind, Rhythm, not_applicable

ONE_DAY = timedelta(days=1)
LEAST_WORKING_DAYS = 5  # a month with fewer outside the holidays is not counted
LAST_YEAR_UNTIL = 6  # what last year lacks is shown until June
SEASON = 10  # yearly duties are asked for from October on


class Other(StrEnum):
    """Duties that are no sitting: only their number and day are kept."""

    HEART_TALK = "heart_talk"
    SECRETARY_REPORT = "secretary_report"


class Pairing(StrEnum):
    """Who talks with whom (谈心谈话的对象)."""

    COMMITTEE = "committee"
    COMMITTEE_MEMBER = "committee_member"
    MEMBERS = "members"
    NONE = ""


PAIRING_TERMS = {
    Pairing.COMMITTEE: _("支委之间"),
    Pairing.COMMITTEE_MEMBER: _("支委和党员之间"),
    Pairing.MEMBERS: _("党员之间"),
}


class State(StrEnum):
    """How a duty stands; as the page's shapes are called."""

    MISS = "miss"
    DRAFT = "draft"
    WAIT = "wait"
    DONE = "done"
    NA = "na"


@dataclass(frozen=True, slots=True)
class DutyRule:
    """One duty: its exact term, a short one, how often, and where it says so."""

    key: str
    term: str
    short: str
    rhythm: Rhythm
    cite: Cite | None

    @property
    def kind(self) -> Kind | None:
        """The kind of sitting it is, if it is one."""
        return Kind(self.key) if self.key in set(Kind) else None


_ORDER = (
    Kind.THEME_DAY,
    Kind.GENERAL_MEETING,
    Kind.BRANCH_COMMITTEE,
    Kind.GROUP_MEETING,
    Kind.PARTY_CLASS,
    Kind.LIFE_MEETING,
    Kind.MEMBER_REVIEW,
)
DUTIES: tuple[DutyRule, ...] = (
    *(
        DutyRule(k.value, RULES[k].term, RULES[k].short, RULES[k].rhythm, RULES[k].cite)
        for k in _ORDER
    ),
    DutyRule(Other.HEART_TALK.value, _("谈心谈话"), _("谈心谈话"), Rhythm.YEAR, clauses.HEART_TALK),
    DutyRule(Other.SECRETARY_REPORT.value, _("书记述职评议"), _("书记述职"), Rhythm.YEAR, None),
)
BY_KEY = {rule.key: rule for rule in DUTIES}


@dataclass(frozen=True, slots=True)
class Part:
    """A group of the branch and the day it was formed (党小组)."""

    id: int
    name: str
    since: date


@dataclass(frozen=True, slots=True)
class Sitting:
    """One sitting as far as duties ask: what it counts as, the month it serves, its day."""

    id: int
    kinds: frozenset[Kind]
    month: date
    on: date
    state: State
    part: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """Talks or a report as noted: how many, on what day (登记)."""

    key: str
    on: date
    pairing: Pairing = Pairing.NONE
    count: int = 1


@dataclass(frozen=True, slots=True)
class Waiver:
    """Somebody declared a duty not applicable in these days, with a reason (不适用).

    id: None where it was declared above the branch, which cannot take it back.
    """

    id: int | None
    key: str
    since: date
    until: date
    reason: str
    part: int | None = None

    def covers(self, key: str, asked: Period, part: int | None) -> bool:
        """Whether it speaks of this duty in all the days asked about."""
        return (
            self.key == key
            and self.part in {None, part}
            and self.since <= asked.since
            and self.until >= asked.until
        )


@dataclass(frozen=True, slots=True)
class BranchFacts:
    """All that is asked of one branch.

    kept_from: the first day anything is asked for. away: the name of the holiday that leaves next
    to nothing of a month, or nothing.
    """

    id: int
    has_committee: bool
    parts: tuple[Part, ...]
    kept_from: date
    sittings: tuple[Sitting, ...] = ()
    entries: tuple[Entry, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    away: Callable[[Period], Sentence | None] = lambda _month: None


@dataclass(frozen=True, slots=True)
class Standing:
    """How one duty stands in one period."""

    rule: DutyRule
    state: State
    period: Period
    part: Part | None = None
    on: date | None = None
    record: int | None = None
    why: Sentence | None = None
    waived: int | None = None
    late_days: int = 0


def period_of(rhythm: Rhythm, day: date) -> Period:
    """The month, quarter or year a day lies in."""
    month = month_of(day)
    if rhythm is Rhythm.MONTH:
        return month
    if rhythm is Rhythm.YEAR:
        return Period(date(day.year, 1, 1), date(day.year + 1, 1, 1))
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return Period(first, add_months(first, 3))


def looked_back(day: date) -> date:
    """From when on what is still open is shown: the first day of the quarter before this one."""
    return add_months(period_of(Rhythm.QUARTER, day).since, -3)


def needed_from(day: date) -> date:
    """From when on sittings are needed: until June last year's yearly duties are looked at, too."""
    return date(day.year if day.month > LAST_YEAR_UNTIL else day.year - 1, 1, 1)


def standings(facts: BranchFacts, *, month: date, today: date) -> tuple[Standing, ...]:
    """Every duty in the periods this month lies in (本月规定项目)."""
    asked = month_of(month)
    return tuple(
        _standing(facts, rule, period_of(rule.rhythm, month), part, asked, today)
        for rule in DUTIES
        for part in _parts(facts, rule)
    )


def still_open(facts: BranchFacts, *, month: date, today: date) -> tuple[Standing, ...]:
    """What is missing or still a draft of periods over before this month, oldest first (以前的缺项)."""
    found = []
    for rule in DUTIES:
        for period in _before(rule.rhythm, month):
            if period.until > today:
                continue
            for part in _parts(facts, rule):
                since = part.since if part else facts.kept_from
                if period.since < max(facts.kept_from, since):
                    continue
                line = _standing(facts, rule, period, part, period, today)
                if line.state in {State.MISS, State.DRAFT}:
                    found.append(line)
    return tuple(sorted(found, key=lambda line: (line.period.until, line.period.since)))


def _before(rhythm: Rhythm, month: date) -> Iterable[Period]:
    """Periods of a rhythm that end in the time looked back on and before this month's begins."""
    period = period_of(rhythm, month)
    first = needed_from(month) if rhythm is Rhythm.YEAR else looked_back(month)
    while (period := period_of(rhythm, add_months(period.since, -1))).until > first:
        yield period


def _parts(facts: BranchFacts, rule: DutyRule) -> Sequence[Part | None]:
    if rule.kind is Kind.GROUP_MEETING and facts.parts:
        return facts.parts
    return (None,)


def _standing(
    facts: BranchFacts,
    rule: DutyRule,
    period: Period,
    part: Part | None,
    asked: Period,
    today: date,
) -> Standing:
    """asked: the month looked at, or, once it is over, the whole period."""
    late = max(0, (today - period.last_day).days)
    met = _noted(facts, rule, period) if rule.kind is None else _met(facts, rule, period, part)
    if met is not None and not (met.state is State.WAIT and late):
        return met
    waiver = next(
        (w for w in facts.waivers if w.covers(rule.key, asked, part.id if part else None)), None
    )
    if waiver is not None:
        return Standing(rule, State.NA, period, part, why=say(waiver.reason), waived=waiver.id)
    why = _not_asked(facts, rule, period, asked)
    if why is not None:
        return Standing(rule, State.NA, period, part, why=why)
    if met is not None and met.on is not None:
        planned = say(_("原定%(month)d月%(day)d日，没有记录"), month=met.on.month, day=met.on.day)
        return Standing(rule, State.MISS, period, part, met.on, met.record, planned, late_days=late)
    said = None if late else _still(facts, rule, period, (period.last_day - today).days)
    return Standing(rule, State.MISS, period, part, why=said, late_days=late)


def _met(facts: BranchFacts, rule: DutyRule, period: Period, part: Part | None) -> Standing | None:
    """The latest sitting of the furthest state: confirmed, then drafted, then arranged."""
    here = [
        s
        for s in facts.sittings
        if rule.kind in s.kinds
        and s.month in period
        and (part is None or s.part in {None, part.id})
    ]
    for state in (State.DONE, State.DRAFT, State.WAIT):
        last = max((s for s in here if s.state is state), key=lambda s: s.on, default=None)
        if last is not None:
            return Standing(rule, state, period, part, last.on, last.id)
    return None


def _noted(facts: BranchFacts, rule: DutyRule, period: Period) -> Standing | None:
    """Talks are done when each pairing has talked; a report when there was one."""
    here = [e for e in facts.entries if e.key == rule.key and e.on in period]
    if not here or (rule.key == Other.HEART_TALK and _pairings_left(facts, period)):
        return None
    count = sum(e.count for e in here)
    why = say(_("共 %(n)d 次"), n=count) if rule.key == Other.HEART_TALK else None
    return Standing(rule, State.DONE, period, on=max(e.on for e in here), why=why)


def _pairings_left(facts: BranchFacts, period: Period) -> tuple[Pairing, ...]:
    """Pairings of this branch that have not talked yet."""
    seen = {e.pairing for e in facts.entries if e.key == Other.HEART_TALK and e.on in period}
    asked = list(PAIRING_TERMS) if facts.has_committee else [Pairing.MEMBERS]
    return tuple(pairing for pairing in asked if pairing not in seen)


def _not_asked(
    facts: BranchFacts, rule: DutyRule, period: Period, asked: Period
) -> Sentence | None:
    """Why a duty is not asked for in this period, or None (不适用的理由)."""
    if rule.kind is not None:
        shape = not_applicable(
            rule.kind, has_committee=facts.has_committee, has_groups=bool(facts.parts)
        )
        if shape is not None:
            return shape
    away = facts.away(period) if rule.rhythm is Rhythm.MONTH else None
    if away is not None:
        return away
    if rule.rhythm is Rhythm.YEAR and asked.last_day.month < SEASON:
        return say(_("一般在第四季度"))
    if period.until <= facts.kept_from:
        return say(
            _("%(year)d年%(month)d月起在本平台记录"),
            year=facts.kept_from.year,
            month=facts.kept_from.month,
        )
    return None


_LEFT = {
    Rhythm.MONTH: _("本月还有 %(n)d 天"),
    Rhythm.QUARTER: _("本季度还有 %(n)d 天"),
    Rhythm.YEAR: _("今年还有 %(n)d 天"),
}


def _still(facts: BranchFacts, rule: DutyRule, period: Period, days: int) -> Sentence:
    """How long there is yet; of talks, which pairings are still open."""
    left = _pairings_left(facts, period) if rule.key == Other.HEART_TALK else ()
    if left and len(left) < len(PAIRING_TERMS):
        return say(_("还没有登记：%(who)s"), who="、".join(PAIRING_TERMS[p] for p in left))
    return say(_LEFT[rule.rhythm], n=days)


def holiday_away(
    month: Period, *, holidays: Iterable[tuple[str, Period]], working: Callable[[date], bool]
) -> Sentence | None:
    """Why a month is not counted: holidays leave fewer than five working days of it (不计月份)."""
    inside = [
        (name, span)
        for name, span in holidays
        if span.since < month.until and month.since < span.until
    ]
    if not inside:
        return None
    days = (month.since + ONE_DAY * n for n in range((month.until - month.since).days))
    left = sum(working(d) and not any(d in span for _name, span in inside) for d in days)
    if left >= LEAST_WORKING_DAYS:
        return None
    name = max(inside, key=lambda pair: pair[1].until - pair[1].since)[0]
    if left == 0:
        return say(_("%(name)s，不计月份"), name=name)
    return say(_("%(name)s，本月只剩 %(n)d 个工作日，不计月份"), name=name, n=left)
