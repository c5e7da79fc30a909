"""A picture of the tree and its people on one day (组织树快照), and what a change does to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from zhibu.kit.sentences import Sentence, say
from zhibu.kit.sentences import noop as _
from zhibu.orgs.domain.kinds import KIND_TERMS, REASON_TERMS, Kind, Reason, Remark

Ref = int | str
"""A body: its id, or the key of one a plan sets up."""


@dataclass(frozen=True, slots=True)
class Body:
    """One Party body as it stands (党组织)."""

    id: Ref
    name: str
    kind: Kind
    parent: Ref | None


@dataclass(frozen=True, slots=True)
class Person:
    """One person of a branch: where, as what, and which posts they hold there.

    body: the branch. group: the Party group, or None. cohort: the year of leaving school or the
    like, by which a graduation season picks; empty for staff.
    """

    id: int
    body: Ref
    full: bool = False
    probationary: bool = False
    group: Ref | None = None
    cohort: str = ""
    posts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """Members of one body: formal, probationary, others (积极分子 and so on)."""

    full: int = 0
    probationary: int = 0
    others: int = 0

    @property
    def members(self) -> int:
        return self.full + self.probationary


@dataclass(frozen=True, slots=True)
class Tree:
    """Bodies by id, people by id. Built with ``tree_of``."""

    bodies: Mapping[Ref, Body]
    people: Mapping[int, Person]
    below: Mapping[Ref, tuple[Ref, ...]] = field(default_factory=dict)
    members: Mapping[Ref, tuple[Person, ...]] = field(default_factory=dict)

    def children(self, ref: Ref) -> tuple[Body, ...]:
        return tuple(self.bodies[child] for child in self.below.get(ref, ()))

    def groups(self, ref: Ref) -> tuple[Body, ...]:
        return tuple(body for body in self.children(ref) if body.kind is Kind.GROUP)

    def is_below(self, ref: Ref, above: Ref) -> bool:
        """This body itself, or one below ``above``."""
        here: Ref | None = ref
        while here is not None:
            if here == above:
                return True
            here = self.bodies[here].parent
        return False

    def within(self, ref: Ref) -> Iterator[Body]:
        """This body and all below it, from the top down."""
        yield self.bodies[ref]
        for child in self.children(ref):
            yield from self.within(child.id)

    def of(self, ref: Ref) -> tuple[Person, ...]:
        """People of one branch, or of one group."""
        return self.members.get(ref, ())

    def count(self, ref: Ref) -> Count:
        return count_of(self.of(ref))


def tree_of(bodies: Iterable[Body], people: Iterable[Person] = ()) -> Tree:
    """The picture, with children and members listed. ValueError when a parent is not in it."""
    by_id = {body.id: body for body in bodies}
    below: dict[Ref, tuple[Ref, ...]] = {}
    for body in by_id.values():
        if body.parent is None:
            continue
        if body.parent not in by_id:
            raise ValueError(f"{body.id} stands under {body.parent}, which is not in the tree")
        below[body.parent] = (*below.get(body.parent, ()), body.id)
    listed = {person.id: person for person in people}
    members: dict[Ref, list[Person]] = {}
    for person in listed.values():
        members.setdefault(person.body, []).append(person)
        if person.group is not None:
            members.setdefault(person.group, []).append(person)
    return Tree(
        MappingProxyType(by_id),
        MappingProxyType(listed),
        MappingProxyType(below),
        MappingProxyType({ref: tuple(inside) for ref, inside in members.items()}),
    )


def count_of(people: Iterable[Person]) -> Count:
    """How many of them are full members, probationary, neither."""
    listed = tuple(people)
    full = sum(person.full for person in listed)
    probationary = sum(person.probationary for person in listed)
    return Count(full, probationary, len(listed) - full - probationary)


@dataclass(frozen=True, slots=True)
class FoundBody:
    """Set up a body (成立). key: how later effects of the plan name it."""

    key: str
    name: str
    kind: Kind
    parent: Ref


@dataclass(frozen=True, slots=True)
class MoveBody:
    """Place a body, with all below it, under another (调整隶属)."""

    body: Ref
    parent: Ref


@dataclass(frozen=True, slots=True)
class MovePeople:
    """People go from one branch to another, into a group of it or into none (转入)."""

    people: tuple[int, ...]
    source: Ref
    target: Ref
    group: Ref | None = None


@dataclass(frozen=True, slots=True)
class AssignGroup:
    """People of one branch go into a group, or out of any (编组)."""

    people: tuple[int, ...]
    group: Ref | None


@dataclass(frozen=True, slots=True)
class Depart:
    """People who leave school (毕业离校): the branch stays responsible until they are accepted."""

    people: tuple[int, ...]
    source: Ref


@dataclass(frozen=True, slots=True)
class EndPosts:
    """Posts these people hold in the body end (任职终止)."""

    people: tuple[int, ...]
    body: Ref


@dataclass(frozen=True, slots=True)
class Succeed:
    """One body goes on in another (沿革): merged into it, or split off."""

    source: Ref
    target: Ref
    merged: bool


@dataclass(frozen=True, slots=True)
class DissolveBody:
    """Dissolve a body (撤销)."""

    body: Ref
    reason: Reason


Effect = (
    FoundBody | MoveBody | MovePeople | AssignGroup | Depart | EndPosts | Succeed | DissolveBody
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A merger worth considering (合并建议); taken up only when somebody chooses it."""

    source: Ref
    target: Ref
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Plan:
    """A change tried first (演算): what it would do, what is unusual, what forbids it.

    after: how many each touched body would have. Refused plans have no effects.
    """

    effects: tuple[Effect, ...] = ()
    warnings: tuple[Remark, ...] = ()
    refusals: tuple[Remark, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    after: tuple[tuple[Ref, Count], ...] = ()

    @property
    def may_be_done(self) -> bool:
        return not self.refusals


def refused(*remarks: Remark) -> Plan:
    """A plan that only says why not."""
    return Plan(refusals=remarks)


def carried_out(tree: Tree, effects: Iterable[Effect]) -> Tree:
    """The tree as it would stand afterwards (演算结果). Nothing is written anywhere."""
    bodies, people = dict(tree.bodies), dict(tree.people)
    for effect in effects:
        _apply(effect, bodies, people)
    return tree_of(bodies.values(), people.values())


def _apply(effect: Effect, bodies: dict[Ref, Body], people: dict[int, Person]) -> None:
    match effect:
        case FoundBody(key, name, kind, parent):
            bodies[key] = Body(key, name, kind, parent)
        case MoveBody(body, parent):
            bodies[body] = replace(bodies[body], parent=parent)
        case MovePeople(moved, _source, target, group):
            for one in moved:
                people[one] = replace(people[one], body=target, group=group, posts=())
        case AssignGroup(moved, group):
            for one in moved:
                people[one] = replace(people[one], group=group)
        case Depart(leaving, _source):
            for one in leaving:
                del people[one]
        case EndPosts(holders, _body):
            for one in holders:
                people[one] = replace(people[one], posts=())
        case DissolveBody(body, _reason):
            del bodies[body]
        case Succeed():
            pass


def effect_sentence(
    effect: Effect, tree: Tree, *, names: Mapping[Ref, str] | None = None
) -> Sentence:
    """What an effect does, in one sentence for the dry run (演算说明).

    names: of bodies the plan sets up, by key; those of the tree are known.
    """
    known = {ref: body.name for ref, body in tree.bodies.items()} | dict(names or {})
    match effect:
        case FoundBody(_key, name, kind, parent):
            text = _("成立%(kind)s“%(name)s”，隶属%(parent)s。")
            return say(text, kind=KIND_TERMS[kind], name=name, parent=known[parent])
        case MoveBody(body, parent):
            return say(_("“%(body)s”改为隶属%(parent)s。"), body=known[body], parent=known[parent])
        case MovePeople(people, source, target, _group):
            text = _("%(count)d 人由“%(source)s”转入“%(target)s”。")
            return say(text, count=len(people), source=known[source], target=known[target])
        case AssignGroup(people, None):
            return say(_("%(count)d 人不再编入党小组。"), count=len(people))
        case AssignGroup(people, group):
            return say(
                _("%(count)d 人编入“%(group)s”。"), count=len(people), group=known[group or ""]
            )
        case Depart(people, source):
            text = _("“%(source)s”%(count)d 人毕业离校，组织关系接收之前仍由本支部负责。")
            return say(text, source=known[source], count=len(people))
        case EndPosts(people, body):
            return say(_("“%(body)s”%(count)d 人的任职终止。"), body=known[body], count=len(people))
        case Succeed(source, target, True):
            return say(
                _("“%(source)s”并入“%(target)s”。"), source=known[source], target=known[target]
            )
        case Succeed(source, target, _merged):
            text = _("“%(target)s”由“%(source)s”分设。")
            return say(text, source=known[source], target=known[target])
        case DissolveBody(body, reason):
            return say(_("撤销“%(body)s”（%(why)s）。"), body=known[body], why=REASON_TERMS[reason])
