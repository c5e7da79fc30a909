"""Changes of the tree tried first (演算): what would happen to bodies and people, and what forbids it.

Nothing is written here. The actions of ``people.reshape`` carry out what was tried.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.dates import full_day
from zhibu.kit.regulations import Clause, clause
from zhibu.kit.sentences import noop, say
from zhibu.kit.verdict import require
from zhibu.orgs import policies
from zhibu.orgs.domain import graduation, reshape
from zhibu.orgs.domain.kinds import Kind, Reason, Remark
from zhibu.orgs.domain.tree import (
    AssignGroup,
    Body,
    Count,
    Depart,
    EndPosts,
    FoundBody,
    MoveBody,
    MovePeople,
    Plan,
    Ref,
    Tree,
    carried_out,
    count_of,
    effect_sentence,
    refused,
)
from zhibu.orgs.models import Organisation
from zhibu.orgs.queries import organisation_for_reading
from zhibu.people import queries


@dataclass(frozen=True, slots=True)
class EffectLine:
    """One thing the plan does, and the people it does it to, by name."""

    sentence: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RemarkLine:
    """A warning or a refusal in words, with its clause."""

    sentence: str
    clause: Clause | None


@dataclass(frozen=True, slots=True)
class SizeLine:
    """A body before and after."""

    name: str
    before: Count
    after: Count


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A change tried on the tree of today (演算结果). on: the day it would take effect."""

    tree: Tree
    plan: Plan
    on: date
    names: Mapping[int, str]

    @property
    def may_be_done(self) -> bool:
        return self.plan.may_be_done

    @property
    def stamp(self) -> str:
        """Tells whether the plan confirmed is still the plan that was shown."""
        return hashlib.sha256(repr((self.plan.effects, self.on)).encode()).hexdigest()[:24]

    @property
    def effects(self) -> list[EffectLine]:
        made: dict[Ref, str] = {
            e.key: e.name for e in self.plan.effects if isinstance(e, FoundBody)
        }
        lines = []
        for effect in self.plan.effects:
            people: tuple[int, ...] = ()
            if isinstance(effect, MovePeople | AssignGroup | Depart | EndPosts):
                people = effect.people
            said = effect_sentence(effect, self.tree, names=made).said(_)
            lines.append(EffectLine(said, tuple(self.names[p] for p in people)))
        return lines

    @property
    def warnings(self) -> list[RemarkLine]:
        return [self._line(remark) for remark in self.plan.warnings]

    @property
    def refusals(self) -> list[RemarkLine]:
        return [self._line(remark) for remark in self.plan.refusals]

    def _line(self, remark: Remark) -> RemarkLine:
        """In words; with the name of the body it is about where the sentence has none."""
        said = remark.sentence.said(_)
        made = {e.key: e.name for e in self.plan.effects if isinstance(e, FoundBody)}
        known = {ref: body.name for ref, body in self.tree.bodies.items()} | made
        name = known.get(remark.body, "") if remark.body is not None else ""
        words = f"{name}：{said}" if name and name not in said else said
        return RemarkLine(words, clause(*remark.cite) if remark.cite else None)

    @property
    def sizes(self) -> list[SizeLine]:
        """Every body whose people change; one that is set up had nobody, one that goes has nobody."""
        after = carried_out(self.tree, self.plan.effects)
        lines = []
        for body in _bodies(self.tree, after):
            was = count_of(self.tree.of(body.id))
            now = count_of(after.of(body.id))
            if was != now:
                lines.append(SizeLine(body.name, was, now))
        return lines


def _bodies(before: Tree, after: Tree) -> list[Body]:
    """Branches of either tree, each once, groups left out."""
    every = dict(before.bodies) | dict(after.bodies)
    return [body for body in every.values() if body.kind is not Kind.GROUP]


def common_path(paths: Iterable[str]) -> str:
    """The path of the lowest body above or at all of these."""
    listed = [path.rstrip(".").split(".") for path in paths]
    shared = []
    for steps in zip(*listed, strict=False):
        if len(set(steps)) > 1:
            break
        shared.append(steps[0])
    return "".join(f"{step}." for step in shared)


def _opened(actor: Actor, ids: Iterable[int]) -> list[Organisation]:
    """The bodies a trial touches, each of which this actor may try. Raises DoesNotExist, Refused."""
    bodies = [organisation_for_reading(one, seen_by=actor) for one in ids]
    for body in bodies:
        require(policies.rehearse_reshape(actor, body))
    return bodies


def _scope(bodies: Sequence[Organisation]) -> str:
    """The path under which the picture is drawn: the common superior, with all siblings."""
    return common_path(body.parent.path if body.parent else body.path for body in bodies)


def _tried(tree: Tree, plan: Plan, on: date) -> Rehearsal:
    """The plan with what the days forbid, and the names of the people it touches."""
    touched = _touched(plan)
    if faults := _day_faults(plan, touched, on):
        plan = replace(refused(*plan.refusals, *faults), warnings=plan.warnings)
    return Rehearsal(tree, plan, on, queries.names_of(touched))


def _touched(plan: Plan) -> set[int]:
    found: set[int] = set()
    for effect in plan.effects:
        if isinstance(effect, MovePeople | AssignGroup | Depart | EndPosts):
            found |= set(effect.people)
    return found


def _day_faults(plan: Plan, people: set[int], on: date) -> list[Remark]:
    """Nobody is moved before the day they came, nothing changes in the future."""
    faults = []
    if on > clock.today():
        text = noop("%(day)s 还没有到：可以先演算，到那一天再办理。")
        faults.append(Remark("not-yet", say(text, day=full_day(on))))
    bodies = {e.body for e in plan.effects if isinstance(e, MoveBody)}
    late = queries.latest_change(people=people, bodies={b for b in bodies if isinstance(b, int)})
    if late is not None and late >= on:
        text = noop("日期要晚于这些人和组织最近一次变更的日期 %(day)s。")
        faults.append(Remark("too-early", say(text, day=full_day(late))))
    return faults


def merger(
    *,
    actor: Actor,
    source_ids: Sequence[int],
    target_id: int | None,
    name: str,
    reason: Reason,
    on: date,
    kind: Kind = Kind.BRANCH,
) -> Rehearsal:
    """Branches into one that stands, or into a new one (合并). Raises DoesNotExist, Refused."""
    ids = [*source_ids, *([target_id] if target_id else [])]
    bodies = _opened(actor, ids)
    tree = queries.picture_of(under=_scope(bodies))
    plan = reshape.merge(
        tree, sources=source_ids, target=target_id, name=name.strip(), reason=reason, kind=kind
    )
    return _tried(tree, plan, on)


def division(
    *, actor: Actor, source_id: int, parts: Sequence[reshape.Part], reason: Reason, on: date
) -> Rehearsal:
    """One branch into several (分设). Raises DoesNotExist, Refused."""
    bodies = _opened(actor, [source_id])
    tree = queries.picture_of(under=_scope(bodies))
    return _tried(tree, reshape.split(tree, source=source_id, parts=parts, reason=reason), on)


def removal(*, actor: Actor, body_id: int, parent_id: int, on: date) -> Rehearsal:
    """A body under another parent (调整隶属). Raises DoesNotExist, Refused."""
    body, parent = _opened(actor, [body_id, parent_id])
    tree = queries.picture_of(under=common_path([body.path, parent.path]))
    return _tried(tree, reshape.move(tree, body=body_id, parent=parent_id), on)


def dissolution(
    *, actor: Actor, body_id: int, target_id: int | None, reason: Reason, on: date
) -> Rehearsal:
    """A body dissolved, its people into another (撤销). Raises DoesNotExist, Refused."""
    bodies = _opened(actor, [body_id, *([target_id] if target_id else [])])
    tree = queries.picture_of(under=_scope(bodies))
    plan = reshape.dissolve(tree, body=body_id, reason=reason, target=target_id)
    return _tried(tree, plan, on)


def season(
    *,
    actor: Actor,
    within_id: int,
    cohorts: Iterable[str],
    staying: Iterable[int],
    merges: Mapping[int, int],
    on: date,
) -> Rehearsal:
    """The graduation season below one body (毕业季调整). Raises DoesNotExist, Refused.

    cohorts: whose members leave; staying: those among them who do not.
    """
    (within,) = _opened(actor, [within_id])
    tree = queries.picture_of(under=within.path)
    leaving = graduation.leaving_cohort(tree, within=within_id, cohorts=cohorts)
    chosen: dict[Ref, Ref] = dict(merges.items())
    plan = graduation.reshuffle(
        tree, within=within_id, leaving=leaving - frozenset(staying), merges=chosen
    )
    return _tried(tree, plan, on)
