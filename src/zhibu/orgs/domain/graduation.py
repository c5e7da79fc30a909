"""The graduation season (毕业季调整): one plan over many branches at once.

Leaving members go out, groups too small are joined, branches below three full members are flagged,
and a neighbour to merge with is proposed. Nothing is merged that nobody chose.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from zhibu.kit.sentences import noop as _
from zhibu.kit.sentences import say
from zhibu.orgs.domain import clauses
from zhibu.orgs.domain.kinds import (
    LEAST_FULL_MEMBERS,
    MOST_IN_A_BRANCH,
    STANDING_BRANCHES,
    Kind,
    Reason,
    Remark,
)
from zhibu.orgs.domain.reshape import merge, remarks_on
from zhibu.orgs.domain.tree import (
    AssignGroup,
    Body,
    Depart,
    DissolveBody,
    Effect,
    EndPosts,
    Plan,
    Proposal,
    Ref,
    Tree,
    carried_out,
    refused,
)

LEAST_IN_A_GROUP = 3


def leaving_cohort(tree: Tree, *, within: Ref, cohorts: Iterable[str]) -> frozenset[int]:
    """Whom a season takes out by default: everybody below here whose cohort is named."""
    picked = frozenset(cohorts)
    bodies = {body.id for body in tree.within(within)}
    return frozenset(
        person.id
        for person in tree.people.values()
        if person.body in bodies and person.cohort in picked
    )


def reshuffle(
    tree: Tree,
    *,
    within: Ref,
    leaving: frozenset[int],
    merges: Mapping[Ref, Ref] | None = None,
    most: int = MOST_IN_A_BRANCH,
) -> Plan:
    """The whole season below one body as one plan (毕业季批量调整).

    leaving: ids of people who go. merges: branch → branch it is merged into, as chosen from the
    proposals. most: members a merged branch may have at most, for the proposals only.
    """
    if within not in tree.bodies:
        return refused(
            Remark("no-such-body", say(_("找不到所选的党组织，请刷新后重选。")), body=within)
        )
    branches = [body for body in tree.within(within) if body.kind in STANDING_BRANCHES]
    chosen = dict(merges or {})
    if fault := _merge_fault(branches, chosen):
        return refused(fault)
    effects: list[Effect] = []
    for branch in branches:
        effects += _departures(tree, branch, leaving)
    later = carried_out(tree, effects)
    for source, target in chosen.items():
        plan = merge(later, sources=(source,), target=target, reason=Reason.GRADUATION)
        if not plan.may_be_done:
            return refused(*plan.refusals)
        effects += plan.effects
        later = carried_out(later, plan.effects)
    standing = [branch for branch in branches if branch.id in later.bodies]
    joined = [effect for branch in standing for effect in regrouped(later, branch.id)]
    effects += joined
    later = carried_out(later, joined)
    return _with_remarks(tree, later, standing, tuple(effects), most)


def _merge_fault(branches: list[Body], chosen: Mapping[Ref, Ref]) -> Remark | None:
    """A merger into itself, into one that goes as well, or outside the scope."""
    scope = {branch.id for branch in branches}
    for source, target in chosen.items():
        if source == target or target in chosen or not {source, target} <= scope:
            sentence = say(
                _("合并的双方应是本范围内两个不同的党支部，且被并入的一方不再并入别处。")
            )
            return Remark("merge-chain", sentence, clauses.CHANGING, source)
    return None


def _departures(tree: Tree, branch: Body, leaving: frozenset[int]) -> list[Effect]:
    going = tuple(person for person in tree.of(branch.id) if person.id in leaving)
    if not going:
        return []
    holders = tuple(person.id for person in going if person.posts)
    ended: list[Effect] = [EndPosts(holders, branch.id)] if holders else []
    return [*ended, Depart(tuple(person.id for person in going), branch.id)]


def regrouped(tree: Tree, branch: Ref) -> tuple[Effect, ...]:
    """Join groups too small to stand to the smallest that stands (党小组调整).

    Too small: under three people, or no full member. When none can stand, all are dissolved.
    """
    effects: list[Effect] = []
    sizes = {group.id: _size(tree, group.id) for group in tree.groups(branch)}
    strong = [ref for ref in sizes if _can_stand(tree, ref)]
    for group in sorted((ref for ref in sizes if ref not in strong), key=str):
        people = tuple(person.id for person in tree.of(group))
        home = min(strong, key=lambda ref: (sizes[ref], str(ref)), default=None)
        if people:
            effects.append(AssignGroup(people, home))
        if home is not None:
            sizes[home] += sizes[group]
        effects.append(DissolveBody(group, Reason.GRADUATION))
    return tuple(effects)


def _can_stand(tree: Tree, group: Ref) -> bool:
    count = tree.count(group)
    return count.members >= LEAST_IN_A_GROUP and count.full >= 1


def _size(tree: Tree, ref: Ref) -> int:
    return tree.count(ref).members


def _with_remarks(
    before: Tree, later: Tree, standing: list[Body], effects: tuple[Effect, ...], most: int
) -> Plan:
    changed = [branch for branch in standing if before.count(branch.id) != later.count(branch.id)]
    warnings = [remark for branch in changed for remark in remarks_on(later, branch.id)]
    warnings += [
        _no_officers(later, branch) for branch in changed if _lost_officers(before, later, branch)
    ]
    return Plan(
        effects=effects,
        warnings=tuple(warnings),
        proposals=tuple(proposals(later, standing, most=most)),
        after=tuple((branch.id, later.count(branch.id)) for branch in changed),
    )


def _lost_officers(before: Tree, later: Tree, branch: Body) -> bool:
    """The secretary goes with the season."""
    had = any("secretary" in person.posts for person in before.of(branch.id))
    return had and not any("secretary" in person.posts for person in later.of(branch.id))


def _no_officers(tree: Tree, branch: Body) -> Remark:
    text = _("“%(name)s”的书记离校，应及时补选，上级也可以指派。")
    return Remark("secretary_leaves", say(text, name=branch.name), clauses.COMMITTEE, branch.id)


def proposals(tree: Tree, branches: Iterable[Body], *, most: int) -> list[Proposal]:
    """For each branch left with fewer than three full members, a neighbour to join (合并建议).

    The neighbour stands under the same parent, is not itself too small where another is not, and
    the two together hold at most ``most`` members; the smallest such is proposed.
    """
    said: list[Proposal] = []
    joining: dict[Ref, int] = {}
    listed = [branch for branch in branches if branch.kind is not Kind.TEMPORARY_BRANCH]
    for branch in sorted(listed, key=lambda one: (_size(tree, one.id), str(one.id))):
        count = tree.count(branch.id)
        if count.full >= LEAST_FULL_MEMBERS or branch.id in joining:
            continue
        fitting = [
            one
            for one in listed
            if one.parent == branch.parent
            and one.id != branch.id
            and one.id not in {proposal.source for proposal in said}
            and _size(tree, one.id) + joining.get(one.id, 0) + count.members <= most
        ]
        home = min(fitting, key=lambda one: _closeness(tree, one), default=None)
        if home is None:
            continue
        joining[home.id] = joining.get(home.id, 0) + count.members
        together = tree.count(home.id)
        text = _(
            "“%(source)s”并入“%(target)s”，合并后正式党员 %(full)d 人，预备党员 %(probationary)d 人。"
        )
        sentence = say(
            text,
            source=branch.name,
            target=home.name,
            full=together.full + count.full,
            probationary=together.probationary + count.probationary,
        )
        said.append(Proposal(branch.id, home.id, sentence))
    return said


def _closeness(tree: Tree, body: Body) -> tuple[bool, int, str]:
    count = tree.count(body.id)
    return (count.full < LEAST_FULL_MEMBERS, count.members, str(body.id))


def accepted(plan: Plan) -> dict[Ref, Ref]:
    """All mergers proposed, as ``merges`` for a second run (全部采纳)."""
    return {proposal.source: proposal.target for proposal in plan.proposals}
