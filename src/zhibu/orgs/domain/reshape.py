"""Found, move, merge, split, dissolve (组织调整), each as a plan that can be looked at first.

Source: 《中国共产党支部工作条例（试行）》第二章、第六条、第七条
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from zhibu.kit.sentences import noop as _
from zhibu.kit.sentences import say
from zhibu.orgs.domain import clauses
from zhibu.orgs.domain.kinds import (
    BRANCHES,
    KIND_TERMS,
    LEAST_FULL_MEMBERS,
    STANDING_BRANCHES,
    Kind,
    Reason,
    Remark,
    committee_rule,
    placement_fault,
    size_remarks,
)
from zhibu.orgs.domain.tree import (
    AssignGroup,
    DissolveBody,
    Effect,
    EndPosts,
    FoundBody,
    MoveBody,
    MovePeople,
    Plan,
    Ref,
    Succeed,
    Tree,
    carried_out,
    refused,
)

NEW = "new"


@dataclass(frozen=True, slots=True)
class Part:
    """One body a branch is split into (分设): its name, and who goes there."""

    name: str
    people: tuple[int, ...]
    kind: Kind = Kind.BRANCH


def found(tree: Tree, *, name: str, kind: Kind, parent: Ref | None) -> Plan:
    """Set up a new body under another (成立). The roster follows later, so size only warns."""
    if parent is None or parent not in tree.bodies:
        fault = placement_fault(kind, None)
        return refused(fault) if fault else refused(_no_such_body(parent))
    faults = [placement_fault(kind, tree.bodies[parent].kind), _name_taken(tree, name, parent)]
    if refusals := tuple(fault for fault in faults if fault):
        return refused(*refusals)
    return _planned(tree, (FoundBody(NEW, name, kind, parent),))


def move(tree: Tree, *, body: Ref, parent: Ref) -> Plan:
    """Place a body with all below it under another (调整隶属)."""
    if missing := [ref for ref in (body, parent) if ref not in tree.bodies]:
        return refused(_no_such_body(missing[0]))
    moved, above = tree.bodies[body], tree.bodies[parent]
    if tree.is_below(parent, body):
        sentence = say(_("“%(name)s”不能调整到自己或自己的下级之下。"), name=moved.name)
        return refused(Remark("under-itself", sentence, body=body))
    if moved.parent == parent:
        sentence = say(
            _("“%(name)s”已经隶属%(parent)s，无需调整。"), name=moved.name, parent=above.name
        )
        return refused(Remark("already-there", sentence, body=body))
    faults = [placement_fault(moved.kind, above.kind), _name_taken(tree, moved.name, parent)]
    if refusals := tuple(fault for fault in faults if fault):
        return refused(*refusals)
    return _planned(tree, (MoveBody(body, parent),))


def dissolve(tree: Tree, *, body: Ref, reason: Reason, target: Ref | None = None) -> Plan:
    """Dissolve a body (撤销). target: the branch its people go to; needed when it has any."""
    if body not in tree.bodies:
        return refused(_no_such_body(body))
    gone = tree.bodies[body]
    if gone.kind is Kind.GROUP:
        return _planned(tree, (*_leave_group(tree, body), DissolveBody(body, reason)))
    lower = [child for child in tree.children(body) if child.kind is not Kind.GROUP]
    if lower:
        text = _("“%(name)s”之下还有 %(count)d 个党组织，请先调整或撤销它们。")
        sentence = say(text, name=gone.name, count=len(lower))
        return refused(Remark("has-bodies", sentence, clauses.CHANGING, body))
    people = tree.of(body)
    if people and target is None:
        text = _("“%(name)s”还有 %(count)d 人，请选择他们转入的党支部。")
        sentence = say(text, name=gone.name, count=len(people))
        return refused(Remark("has-people", sentence, clauses.CHANGING, body))
    effects: tuple[Effect, ...] = ()
    if people and target is not None:
        if fault := _cannot_take(tree, target, source=body):
            return refused(fault)
        effects = _empty_into(tree, body, target)
    return _planned(tree, (*effects, *_dissolve_with_groups(tree, body, reason)))


def merge(
    tree: Tree,
    *,
    sources: Sequence[Ref],
    reason: Reason,
    target: Ref | None = None,
    name: str = "",
    kind: Kind = Kind.BRANCH,
) -> Plan:
    """Merge branches (合并) into one that stands (``target``), or into a new one (``name``).

    The new one stands under the parent of the first. Posts of the merged branches end; a committee
    is elected anew.
    """
    giving = tuple(ref for ref in dict.fromkeys(sources) if ref != target)
    faults = [_cannot_give(tree, ref) for ref in giving]
    if target is not None:
        faults.append(_cannot_take(tree, target))
    if len(giving) < (2 if target is None else 1):
        faults.append(Remark("too-few", say(_("合并至少要有两个党支部。"))))
    if refusals := tuple(fault for fault in faults if fault):
        return refused(*refusals)
    effects: list[Effect] = []
    into: Ref = target if target is not None else NEW
    if target is None:
        parent = tree.bodies[giving[0]].parent
        above = tree.bodies[parent].kind if parent is not None else None
        new_faults = [placement_fault(kind, above), _name_taken(tree, name, parent, freed=giving)]
        if refusals := tuple(fault for fault in new_faults if fault):
            return refused(*refusals)
        assert parent is not None  # placement_fault refuses a branch without one
        effects.append(FoundBody(NEW, name, kind, parent))
    for ref in giving:
        effects += _empty_into(tree, ref, into)
        effects += [Succeed(ref, into, merged=True), *_dissolve_with_groups(tree, ref, reason)]
    return _planned(tree, effects)


def split(
    tree: Tree, *, source: Ref, parts: Sequence[Part], reason: Reason = Reason.OVER_SIZE
) -> Plan:
    """Split people off a branch into new ones beside it (分设). Who is in no part stays.

    When nobody stays the branch is dissolved.
    """
    if fault := _cannot_give(tree, source):
        return refused(fault)
    branch = tree.bodies[source]
    if refusals := _part_faults(tree, source, parts):
        return refused(*refusals)
    assert branch.parent is not None  # _part_faults asked for its place
    effects: list[Effect] = []
    for number, part in enumerate(parts, 1):
        key = f"{NEW}{number}"
        effects.append(FoundBody(key, part.name, part.kind, branch.parent))
        effects += _end_posts(tree, part.people, source)
        effects += [MovePeople(part.people, source, key), Succeed(source, key, merged=False)]
    gone = {one for part in parts for one in part.people}
    if all(person.id in gone for person in tree.of(source)):
        effects += _dissolve_with_groups(tree, source, reason)
    return _planned(tree, effects)


def _part_faults(tree: Tree, source: Ref, parts: Sequence[Part]) -> tuple[Remark, ...]:
    """Parts that cannot be: strangers, doubles, too few full members, a name or place not free."""
    here = {person.id: person for person in tree.of(source)}
    placed = [one for part in parts for one in part.people]
    faults: list[Remark | None] = []
    if not parts:
        faults.append(Remark("no-parts", say(_("请至少分出一个党支部。"))))
    if strangers := [one for one in placed if one not in here]:
        text = _("有 %(count)d 人不在这个党支部，请重新选择。")
        faults.append(Remark("strangers", say(text, count=len(strangers)), body=source))
    if doubles := len(placed) - len(set(placed)):
        text = _("有 %(count)d 人被分到两处，请重新选择。")
        faults.append(Remark("doubles", say(text, count=doubles), body=source))
    if len({part.name for part in parts}) < len(parts):
        faults.append(Remark("same-name", say(_("分出的党支部名称不能相同。"))))
    parent = tree.bodies[source].parent
    above = tree.bodies[parent].kind if parent is not None else None
    for part in parts:
        faults += [placement_fault(part.kind, above), _name_taken(tree, part.name, parent)]
        full = sum(here[one].full for one in set(part.people) if one in here)
        if part.kind in STANDING_BRANCHES and full < LEAST_FULL_MEMBERS:
            text = _("“%(name)s”只有正式党员 %(full)d 人，不足 3 人，不能单独成立党支部。")
            sentence = say(text, name=part.name, full=full)
            faults.append(Remark("members_below_3", sentence, clauses.BRANCH_SIZE, part.name))
    return tuple(fault for fault in faults if fault)


def _planned(tree: Tree, effects: Iterable[Effect]) -> Plan:
    """The plan with what it leaves behind counted and remarked on."""
    listed = tuple(effects)
    later = carried_out(tree, listed)
    touched = [ref for ref in _touched(listed) if ref in later.bodies]
    warnings = [remark for ref in touched for remark in remarks_on(later, ref)]
    return Plan(
        effects=listed,
        warnings=tuple(warnings),
        after=tuple((ref, later.count(ref)) for ref in touched),
    )


def _touched(effects: Iterable[Effect]) -> list[Ref]:
    """Bodies whose people change, or that are new, in the order they come up."""
    found_refs: dict[Ref, None] = {}
    for effect in effects:
        match effect:
            case FoundBody(key=ref) | MoveBody(body=ref):
                found_refs[ref] = None
            case MovePeople(source=source, target=target):
                found_refs |= {source: None, target: None}
            case AssignGroup(group=group) if group is not None:
                found_refs[group] = None
            case _:
                pass
    return list(found_refs)


def remarks_on(tree: Tree, ref: Ref) -> tuple[Remark, ...]:
    """What the size of one body, and its committee, ask for now (人数提示)."""
    body, count = tree.bodies[ref], tree.count(ref)
    if body.kind not in BRANCHES and body.kind is not Kind.GROUP:
        return ()
    said = [
        Remark(one.code, one.sentence, one.cite, ref)
        for one in size_remarks(body.kind, full=count.full, probationary=count.probationary)
    ]
    officers = sum(bool(person.posts) for person in tree.of(ref))
    rule = committee_rule(count.full)
    if body.kind in STANDING_BRANCHES and rule.required and officers < rule.least:
        text = _("“%(name)s”将有正式党员 %(full)d 人，应选举产生支部委员会。")
        sentence = say(text, name=body.name, full=count.full)
        said.append(Remark("committee_missing", sentence, rule.cite, ref))
    loose = sum(p.group is None and (p.full or p.probationary) for p in tree.of(ref))
    if tree.groups(ref) and loose:
        text = _("“%(name)s”有 %(count)d 名党员还没有编入党小组。")
        said.append(
            Remark("ungrouped", say(text, name=body.name, count=loose), clauses.GROUPS, ref)
        )
    return tuple(said)


def _empty_into(tree: Tree, source: Ref, target: Ref) -> tuple[Effect, ...]:
    """All people of one branch into another, their posts there ended."""
    people = tuple(person.id for person in tree.of(source))
    if not people:
        return ()
    return (*_end_posts(tree, people, source), MovePeople(people, source, target))


def _end_posts(tree: Tree, people: Iterable[int], body: Ref) -> tuple[Effect, ...]:
    holders = tuple(one for one in people if tree.people[one].posts)
    return (EndPosts(holders, body),) if holders else ()


def _leave_group(tree: Tree, group: Ref) -> tuple[Effect, ...]:
    people = tuple(person.id for person in tree.of(group))
    return (AssignGroup(people, None),) if people else ()


def _dissolve_with_groups(tree: Tree, body: Ref, reason: Reason) -> tuple[Effect, ...]:
    """The groups of a branch go with it."""
    groups = tuple(DissolveBody(group.id, reason) for group in tree.groups(body))
    return (*groups, DissolveBody(body, reason))


def _no_such_body(ref: Ref | None) -> Remark:
    return Remark(
        "no-such-body", say(_("找不到所选的党组织，可能已经撤销，请刷新后重选。")), body=ref
    )


def _name_taken(
    tree: Tree, name: str, parent: Ref | None, *, freed: Iterable[Ref] = ()
) -> Remark | None:
    """A sibling has this name already. freed: bodies that go in the same plan."""
    if not name.strip():
        return Remark("name-missing", say(_("请填写党组织全称，与公章一致。")))
    if parent is None:
        return None
    leaving = set(freed)
    if any(one.name == name and one.id not in leaving for one in tree.children(parent)):
        return Remark("name-taken", say(_("同一上级之下已有“%(name)s”，请换一个名称。"), name=name))
    return None


def _cannot_give(tree: Tree, ref: Ref) -> Remark | None:
    """Why people cannot be taken from this body by a merger or a split."""
    if ref not in tree.bodies:
        return _no_such_body(ref)
    body = tree.bodies[ref]
    if body.kind is Kind.TEMPORARY_BRANCH:
        sentence = say(
            _("“%(name)s”是临时党支部，不转组织关系，任务结束后撤销即可。"), name=body.name
        )
        return Remark("temporary", sentence, clauses.TEMPORARY, ref)
    if body.kind not in STANDING_BRANCHES:
        text = _("“%(name)s”是%(kind)s，合并和分设只用于党支部。")
        sentence = say(text, name=body.name, kind=KIND_TERMS[body.kind])
        return Remark("not-a-branch", sentence, clauses.CHANGING, ref)
    return None


def _cannot_take(tree: Tree, ref: Ref, *, source: Ref | None = None) -> Remark | None:
    """Why people cannot go into this body."""
    if ref == source:
        return Remark("same-body", say(_("转入的党支部不能是被撤销的党支部。")), body=ref)
    return _cannot_give(tree, ref)
