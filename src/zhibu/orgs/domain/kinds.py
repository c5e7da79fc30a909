"""Kinds of Party body (党组织类别): where each may stand, its size, its term, what it may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from zhibu.kit.period import add_months
from zhibu.kit.regulations import Cite
from zhibu.kit.sentences import Sentence, say
from zhibu.kit.sentences import noop as _
from zhibu.orgs.domain import clauses


class Kind(StrEnum):
    """Levels and kinds of the tree; the values are those stored."""

    SCHOOL_COMMITTEE = "school_committee"
    COLLEGE_COMMITTEE = "college_committee"
    GENERAL_BRANCH = "general_branch"
    DIRECT_BRANCH = "direct_branch"
    BRANCH = "branch"
    JOINT_BRANCH = "joint_branch"
    TEMPORARY_BRANCH = "temporary_branch"
    GROUP = "group"


KIND_TERMS: dict[Kind, str] = {
    Kind.SCHOOL_COMMITTEE: _("学校党委"),
    Kind.COLLEGE_COMMITTEE: _("院系党委"),
    Kind.GENERAL_BRANCH: _("党总支"),
    Kind.DIRECT_BRANCH: _("直属党支部"),
    Kind.BRANCH: _("党支部"),
    Kind.JOINT_BRANCH: _("联合党支部"),
    Kind.TEMPORARY_BRANCH: _("临时党支部"),
    Kind.GROUP: _("党小组"),
}

BRANCHES = frozenset({Kind.DIRECT_BRANCH, Kind.BRANCH, Kind.JOINT_BRANCH, Kind.TEMPORARY_BRANCH})
STANDING_BRANCHES = BRANCHES - {Kind.TEMPORARY_BRANCH}
COMMITTEES = frozenset({Kind.SCHOOL_COMMITTEE, Kind.COLLEGE_COMMITTEE})

# Which kinds each may stand under. The root stands under nothing.
PARENTS: dict[Kind, frozenset[Kind]] = {
    Kind.SCHOOL_COMMITTEE: frozenset(),
    Kind.COLLEGE_COMMITTEE: frozenset({Kind.SCHOOL_COMMITTEE}),
    Kind.GENERAL_BRANCH: COMMITTEES,
    Kind.DIRECT_BRANCH: frozenset({Kind.SCHOOL_COMMITTEE}),
    Kind.BRANCH: frozenset({Kind.COLLEGE_COMMITTEE, Kind.GENERAL_BRANCH}),
    Kind.JOINT_BRANCH: COMMITTEES | {Kind.GENERAL_BRANCH},
    Kind.TEMPORARY_BRANCH: COMMITTEES | {Kind.GENERAL_BRANCH},
    Kind.GROUP: BRANCHES,
}


class Reason(StrEnum):
    """Grounds for changing or dissolving a body (变更、撤销事由)."""

    MEMBERS_BELOW_3 = "members_below_3"
    UNIT_REORGANISED = "unit_reorganised"
    GRADUATION = "graduation"
    OVER_SIZE = "over_size"


REASON_TERMS: dict[Reason, str] = {
    Reason.MEMBERS_BELOW_3: _("正式党员不足 3 人"),
    Reason.UNIT_REORGANISED: _("所在单位调整"),
    Reason.GRADUATION: _("党员毕业离校"),
    Reason.OVER_SIZE: _("党员人数过多"),
}


@dataclass(frozen=True, slots=True)
class Remark:
    """A refusal or a warning: a code, a sentence with what to do, and the clause if there is one.

    body: whom it is about: an id of the tree, or the key of a body the plan sets up.
    """

    code: str
    sentence: Sentence
    cite: Cite | None = None
    body: int | str | None = None


def placement_fault(kind: Kind, parent: Kind | None) -> Remark | None:
    """Why this kind may not stand under that one, or None when it may (隶属关系)."""
    if parent is None:
        if kind is Kind.SCHOOL_COMMITTEE:
            return None
        return Remark("parent-missing", say(_("请选择上级党组织；只有学校党委没有上级。")))
    if parent in PARENTS[kind]:
        return None
    if kind is Kind.BRANCH and parent is Kind.SCHOOL_COMMITTEE:
        sentence = say(
            _("直接隶属学校党委的党支部请选“直属党支部”；其他党支部请选所在院系党委或党总支。")
        )
    elif kind is Kind.SCHOOL_COMMITTEE:
        sentence = say(_("学校党委没有上级，请不要填写上级党组织。"))
    else:
        sentence = say(
            _("%(kind)s不能设在%(parent)s之下，上级应是：%(allowed)s。"),
            kind=KIND_TERMS[kind],
            parent=KIND_TERMS[parent],
            allowed="、".join(KIND_TERMS[k] for k in Kind if k in PARENTS[kind]),
        )
    return Remark("parent-kind", sentence)


LEAST_FULL_MEMBERS = 3
MOST_IN_A_BRANCH = 50
MOST_UNITS_JOINED = 5
LEAST_IN_GENERAL_BRANCH, LEAST_IN_COLLEGE = 50, 100


def size_remarks(
    kind: Kind, *, full: int, probationary: int = 0, units: int = 1
) -> tuple[Remark, ...]:
    """What the numbers of a body ask for (人数要求). All are warnings: the superior decides.

    full, probationary: members of this body and, for committees and general branches, below it.
    units: how many units a joint branch covers.
    Source: 《中国共产党支部工作条例（试行）》第二章
    """
    said = []
    everyone = full + probationary
    if kind in STANDING_BRANCHES and full < LEAST_FULL_MEMBERS:
        text = _("正式党员 %(full)d 人，不足 3 人；可与邻近单位成立联合党支部，或并入其他党支部。")
        said.append(Remark("members_below_3", say(text, full=full), clauses.BRANCH_SIZE))
    if kind in BRANCHES and everyone > MOST_IN_A_BRANCH:
        text = _("党员 %(count)d 人，一般不超过 50 人；可分设党支部。")
        said.append(Remark("over_size", say(text, count=everyone), clauses.BRANCH_SIZE))
    if kind is Kind.JOINT_BRANCH and units > MOST_UNITS_JOINED:
        text = _("覆盖单位 %(units)d 个，一般不超过 5 个。")
        said.append(Remark("too_many_units", say(text, units=units), clauses.BRANCH_SIZE))
    if kind is Kind.GENERAL_BRANCH and not LEAST_IN_GENERAL_BRANCH <= everyone < LEAST_IN_COLLEGE:
        text = _(
            "党员 %(count)d 人；党总支一般为 50 人以上、不足 100 人，工作需要的由学校党委决定。"
        )
        said.append(Remark("general_branch_size", say(text, count=everyone), clauses.UNIVERSITY))
    if kind is Kind.COLLEGE_COMMITTEE and everyone < LEAST_IN_COLLEGE:
        text = _("党员 %(count)d 人；院系党委一般为 100 人以上，工作需要的由学校党委决定。")
        said.append(Remark("college_size", say(text, count=everyone), clauses.UNIVERSITY))
    if kind is Kind.GROUP and (everyone < LEAST_FULL_MEMBERS or full < 1):
        text = _(
            "党小组 %(count)d 人，其中正式党员 %(full)d 人；一般不少于 3 人、至少 1 名正式党员。"
        )
        said.append(Remark("group_size", say(text, count=everyone, full=full), clauses.GROUPS))
    return tuple(said)


@dataclass(frozen=True, slots=True)
class CommitteeRule:
    """What committee a branch of this size has (支部委员会). Counts include the secretary.

    deputies: at most; a deputy only where needed.
    """

    required: bool
    least: int
    usual: int
    most: int
    deputies: int = 1
    cite: Cite = clauses.COMMITTEE


FULL_MEMBERS_FOR_A_COMMITTEE = 7


def committee_rule(full_members: int) -> CommitteeRule:
    """The committee by the number of full members; probationary members do not count.

    Source: 《中国共产党支部工作条例（试行）》第六章
    """
    if full_members >= FULL_MEMBERS_FOR_A_COMMITTEE:
        return CommitteeRule(required=True, least=3, usual=5, most=7)
    return CommitteeRule(required=False, least=1, usual=1, most=2)


def committee_remarks(*, full_members: int, committee: int) -> tuple[Remark, ...]:
    """How the committee there is differs from the rule; committee: its members, 0 for none."""
    rule = committee_rule(full_members)
    if rule.required and committee < rule.least:
        text = _("正式党员 %(full)d 人，应设支部委员会，由 3 至 5 人组成；现有委员 %(have)d 人。")
        remark = Remark(
            "committee_missing", say(text, full=full_members, have=committee), rule.cite
        )
        return (remark,)
    if not rule.required and committee > rule.most:
        text = _(
            "正式党员 %(full)d 人，不设支部委员会，设书记 1 名，必要时设副书记 1 名；现任职 %(have)d 人。"
        )
        remark = Remark(
            "committee_not_due", say(text, full=full_members, have=committee), rule.cite
        )
        return (remark,)
    if rule.required and committee > rule.most:
        text = _("支部委员会一般不超过 7 人，现有 %(have)d 人。")
        return (Remark("committee_large", say(text, have=committee), rule.cite),)
    return ()


TERM_YEARS: dict[Kind, int] = {
    Kind.SCHOOL_COMMITTEE: 5,
    Kind.COLLEGE_COMMITTEE: 5,
    Kind.GENERAL_BRANCH: 3,
    Kind.DIRECT_BRANCH: 3,
    Kind.BRANCH: 3,
    Kind.JOINT_BRANCH: 3,
}
REMIND_MONTHS = 6


def term_ends(kind: Kind, since: date) -> date | None:
    """First day after a term that began that day; None where no term is fixed (任期届满).

    Source: 《关于党的基层组织任期的意见》
    """
    years = TERM_YEARS.get(kind)
    return add_months(since, 12 * years) if years else None


def remind_from(ends: date) -> date:
    """The day from which the superior reminds of the coming election: six months before."""
    return add_months(ends, -REMIND_MONTHS)


class Capability(StrEnum):
    """What a body may or may not do (职权)."""

    ADMIT = "admit"
    APPROVE = "approve"
    DISCIPLINE = "discipline"
    DUES = "dues"
    ELECT = "elect"
    EDUCATE = "educate"


class Power(StrEnum):
    """How far a capability goes."""

    NONE = "none"
    VOTES = "votes"
    PROPOSES = "proposes"
    REVIEWS = "reviews"
    PASSES_ON = "passes_on"
    YES = "yes"


_TEMPORARY = {Capability.EDUCATE: Power.YES}
_BRANCH = {
    Capability.ADMIT: Power.VOTES,
    Capability.DISCIPLINE: Power.PROPOSES,
    Capability.DUES: Power.YES,
    Capability.ELECT: Power.YES,
    Capability.EDUCATE: Power.YES,
}
_GENERAL_BRANCH = {
    Capability.ADMIT: Power.REVIEWS,
    Capability.DISCIPLINE: Power.PROPOSES,
    Capability.DUES: Power.PASSES_ON,
    Capability.ELECT: Power.YES,
    Capability.EDUCATE: Power.YES,
}
_COMMITTEE = dict.fromkeys(Capability, Power.YES)


def power(kind: Kind, capability: Capability, *, granted: bool = False) -> Power:
    """How far a body of this kind may go (职权).

    granted: approving probationary members needs a dated grant, never the kind alone.
    Source: 《中国共产党发展党员工作细则》第二十二条
    """
    if capability is Capability.APPROVE and not (granted and kind in COMMITTEES):
        return Power.NONE
    if kind is Kind.TEMPORARY_BRANCH:
        return _TEMPORARY.get(capability, Power.NONE)
    if kind in STANDING_BRANCHES:
        return _BRANCH.get(capability, Power.NONE)
    if kind is Kind.GENERAL_BRANCH:
        return _GENERAL_BRANCH.get(capability, Power.NONE)
    if kind is Kind.GROUP:
        return Power.YES if capability is Capability.EDUCATE else Power.NONE
    return _COMMITTEE[capability]
