"""The kinds of meeting (会议种类): who calls, who attends, how often, what may be one sitting.

Talks between two members (谈心谈话) are no meeting: their number and day are kept, nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import combinations

from zhibu.kit.period import Period
from zhibu.kit.regulations import Cite
from zhibu.kit.sentences import Sentence, say
from zhibu.kit.sentences import noop as _
from zhibu.meetings.domain import clauses


class Kind(StrEnum):
    """What a sitting counts as. A meeting holds a set of these; each counts once a period."""

    GENERAL_MEETING = "general_meeting"
    BRANCH_COMMITTEE = "branch_committee"
    GROUP_MEETING = "group_meeting"
    PARTY_CLASS = "party_class"
    THEME_DAY = "theme_day"
    LIFE_MEETING = "life_meeting"
    MEMBER_REVIEW = "member_review"


class Rhythm(StrEnum):
    """How often a kind is due."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Circle(StrEnum):
    """Who should attend (应到会)."""

    MEMBERS = "members"
    COMMITTEE = "committee"
    GROUP = "group"


class Standing(StrEnum):
    """Standing of a person on the day, as far as a meeting asks (人员类别)."""

    FULL = "full"
    PROBATIONARY = "probationary"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class KindRule:
    """What the regulations say of one kind.

    rhythm_is_law: False where only schools ask for it (党课 once a quarter).
    callers: post codes that call and chair; stand_ins: those who may when asked to.
    term: the exact official term; short: what fits a tab.
    """

    kind: Kind
    term: str
    short: str
    rhythm: Rhythm
    circle: Circle
    callers: tuple[str, ...]
    stand_ins: tuple[str, ...]
    cite: Cite
    rhythm_is_law: bool = True


_BRANCH_STAND_INS = ("deputy_secretary", "organisation", "publicity", "discipline")

RULES: dict[Kind, KindRule] = {
    rule.kind: rule
    for rule in (
        KindRule(
            Kind.GENERAL_MEETING,
            _("支部党员大会"),
            _("党员大会"),
            Rhythm.QUARTER,
            Circle.MEMBERS,
            ("secretary",),
            _BRANCH_STAND_INS,
            clauses.GENERAL_MEETING,
        ),
        KindRule(
            Kind.BRANCH_COMMITTEE,
            _("支部委员会会议"),
            _("支委会"),
            Rhythm.MONTH,
            Circle.COMMITTEE,
            ("secretary",),
            _BRANCH_STAND_INS,
            clauses.COMMITTEE_MEETING,
        ),
        KindRule(
            Kind.GROUP_MEETING,
            _("党小组会"),
            _("党小组会"),
            Rhythm.MONTH,
            Circle.GROUP,
            ("group_leader",),
            (),
            clauses.GROUP_MEETING,
        ),
        KindRule(
            Kind.PARTY_CLASS,
            _("党课"),
            _("党课"),
            Rhythm.QUARTER,
            Circle.MEMBERS,
            ("secretary", "publicity"),
            _BRANCH_STAND_INS,
            clauses.PARTY_CLASS,
            rhythm_is_law=False,
        ),
        KindRule(
            Kind.THEME_DAY,
            _("主题党日"),
            _("主题党日"),
            Rhythm.MONTH,
            Circle.MEMBERS,
            ("secretary", "publicity"),
            _BRANCH_STAND_INS,
            clauses.THEME_DAY,
        ),
        KindRule(
            Kind.LIFE_MEETING,
            _("组织生活会"),
            _("组织生活会"),
            Rhythm.YEAR,
            Circle.MEMBERS,
            ("secretary",),
            _BRANCH_STAND_INS,
            clauses.LIFE_MEETING,
        ),
        KindRule(
            Kind.MEMBER_REVIEW,
            _("民主评议党员"),
            _("民主评议"),
            Rhythm.YEAR,
            Circle.MEMBERS,
            ("secretary",),
            _BRANCH_STAND_INS,
            clauses.MEMBER_REVIEW,
        ),
    )
}

BODIES = frozenset({Kind.GENERAL_MEETING, Kind.BRANCH_COMMITTEE, Kind.GROUP_MEETING})

# Two kinds that may be one sitting, and the article that says so.
JOINS: dict[frozenset[Kind], Cite] = {
    frozenset({Kind.MEMBER_REVIEW, Kind.LIFE_MEETING}): clauses.MEMBER_REVIEW,
    frozenset({Kind.MEMBER_REVIEW, Kind.GENERAL_MEETING}): clauses.MEMBER_REVIEW,
    frozenset({Kind.LIFE_MEETING, Kind.GENERAL_MEETING}): clauses.LIFE_MEETING,
    frozenset({Kind.LIFE_MEETING, Kind.BRANCH_COMMITTEE}): clauses.LIFE_MEETING,
    frozenset({Kind.LIFE_MEETING, Kind.GROUP_MEETING}): clauses.LIFE_MEETING,
    frozenset({Kind.THEME_DAY, Kind.PARTY_CLASS}): clauses.THEME_DAY,
    frozenset({Kind.THEME_DAY, Kind.GENERAL_MEETING}): clauses.THEME_DAY,
    frozenset({Kind.THEME_DAY, Kind.GROUP_MEETING}): clauses.THEME_DAY,
}


@dataclass(frozen=True, slots=True)
class Together:
    """Whether kinds may be one sitting (合并召开), why not, and where it says so."""

    allowed: bool
    because: tuple[Sentence, ...] = ()
    cites: tuple[Cite, ...] = ()

    def __bool__(self) -> bool:
        return self.allowed


def may_sit_together(kinds: Iterable[Kind]) -> Together:
    """Whether these kinds may be held in one sitting (合并召开).

    One sitting has one body at most, and every kind is joined to another by an article.
    Source: 《中国共产党党员教育管理工作条例》第十六条、第十七条、第十八条
    """
    wanted = sorted(set(kinds), key=list(Kind).index)
    if not wanted:
        return Together(False, (say(_("请至少选一种会议。")),))
    bodies = [kind for kind in wanted if kind in BODIES]
    if len(bodies) > 1:
        sentence = say(
            _("%(one)s与%(other)s参加范围不同，不能合并召开，请分别安排。"),
            one=RULES[bodies[0]].term,
            other=RULES[bodies[1]].term,
        )
        return Together(False, (sentence,), (RULES[bodies[0]].cite, RULES[bodies[1]].cite))
    alone = _left_over(wanted)
    if alone:
        sentence = say(
            _("没有规定允许%(one)s与%(others)s合并召开，请分别安排。"),
            one=RULES[alone[0]].term,
            others="、".join(RULES[kind].term for kind in wanted if kind not in alone),
        )
        return Together(False, (sentence,), (RULES[alone[0]].cite,))
    pairs = (frozenset(pair) for pair in combinations(wanted, 2))
    return Together(True, (), tuple(sorted({JOINS[pair] for pair in pairs if pair in JOINS})))


def _left_over(wanted: list[Kind]) -> list[Kind]:
    """Kinds that no chain of joins ties to the first one."""
    reached = {wanted[0]}
    while more := {
        kind
        for kind in wanted
        if kind not in reached and any(frozenset({kind, near}) in JOINS for near in reached)
    }:
        reached |= more
    return [kind for kind in wanted if kind not in reached]


def joinable(chosen: Iterable[Kind]) -> tuple[Kind, ...]:
    """Kinds that may still be added to those chosen, in the order of Kind (可合并的种类)."""
    have = set(chosen)
    return tuple(kind for kind in Kind if kind not in have and may_sit_together(have | {kind}))


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the branch on the day of the meeting, as far as a meeting asks.

    vote_suspended: under 留党察看, or rights suspended on other grounds.
    group: the Party group's id, None for none.
    frail: ill, old or disabled; attendance is not pressed for, the denominators do not change.
    """

    person_id: int
    standing: Standing
    vote_suspended: bool = False
    on_committee: bool = False
    group: int | None = None
    frail: bool = False

    @property
    def is_member(self) -> bool:
        return self.standing in {Standing.FULL, Standing.PROBATIONARY}

    @property
    def has_vote(self) -> bool:
        """Full members only, and only while their rights stand (表决权).

        Source: 《中国共产党章程》第七条
        """
        return self.standing is Standing.FULL and not self.vote_suspended


def circle_of(kinds: Iterable[Kind], *, has_committee: bool = True) -> Circle:
    """Who should attend a sitting of these kinds (参加范围).

    Without a committee, what falls to it falls to the general meeting.
    Source: 《中国共产党发展党员工作细则》第八条
    """
    chosen = set(kinds)
    if Kind.GROUP_MEETING in chosen:
        return Circle.GROUP
    if Kind.BRANCH_COMMITTEE in chosen and has_committee:
        return Circle.COMMITTEE
    return Circle.MEMBERS


def should_attend(
    members: Iterable[Member],
    *,
    kinds: Iterable[Kind],
    has_committee: bool = True,
    group: int | None = None,
) -> tuple[Member, ...]:
    """Who should attend (应到会), in the order given. Probationary members attend, without a vote.

    group: for a group meeting; None means every group of the branch together.
    """
    circle = circle_of(kinds, has_committee=has_committee)
    party = [member for member in members if member.is_member]
    if circle is Circle.COMMITTEE:
        return tuple(member for member in party if member.on_committee)
    if circle is Circle.GROUP and group is not None:
        return tuple(member for member in party if member.group == group)
    return tuple(party)


def voters(attending: Iterable[Member]) -> tuple[Member, ...]:
    """Those among them who have a vote (有表决权的党员)."""
    return tuple(member for member in attending if member.has_vote)


def required_kinds(*, has_committee: bool, has_groups: bool) -> tuple[Kind, ...]:
    """The kinds a branch of this shape holds (应开展的会议). Others are 不适用."""
    return tuple(
        kind
        for kind in Kind
        if (kind is not Kind.BRANCH_COMMITTEE or has_committee)
        and (kind is not Kind.GROUP_MEETING or has_groups)
    )


def not_applicable(kind: Kind, *, has_committee: bool, has_groups: bool) -> Sentence | None:
    """Why a branch need not hold this kind, or None when it does (不适用的理由)."""
    if kind is Kind.BRANCH_COMMITTEE and not has_committee:
        return say(
            _("本支部正式党员不足 7 人，不设支部委员会；应由支委会讨论的，由支部党员大会讨论。")
        )
    if kind is Kind.GROUP_MEETING and not has_groups:
        return say(_("本支部没有划分党小组。"))
    return None


@dataclass(frozen=True, slots=True)
class Held:
    """One confirmed sitting: its day and what it counts as."""

    on: date
    kinds: frozenset[Kind]


def is_met(kind: Kind, *, within: Period, held: Iterable[Held]) -> bool:
    """Whether this kind was held in the period (已开展). Two sittings count like one."""
    return any(kind in sitting.kinds and sitting.on in within for sitting in held)


def times_met(kind: Kind, *, periods: Iterable[Period], held: Iterable[Held]) -> int:
    """In how many of these periods the kind was held: each period counts at most once."""
    sittings = tuple(held)
    return sum(is_met(kind, within=period, held=sittings) for period in periods)


LATE_AFTER_DAYS = 7


def is_late_entry(*, held_on: date, entered_on: date, allowed_days: int = LATE_AFTER_DAYS) -> bool:
    """Whether a record typed in on that day is a late entry, marked and with its reason (补录)."""
    return entered_on > held_on + timedelta(days=allowed_days)
