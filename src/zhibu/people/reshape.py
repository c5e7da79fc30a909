"""Changes of the tree that carry people (合并、分设、撤销、毕业季调整), as they were tried.

Each is one transaction: bodies, memberships, groups and posts change on one day, and how it stood
the day before stays to be seen. Source: 《中国共产党支部工作条例（试行）》第六条、第七条
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.kit.actor import Actor
from zhibu.kit.verdict import Conflict, Invalid, require
from zhibu.orgs import policies
from zhibu.orgs.actions import close, found_organisation, place
from zhibu.orgs.domain import reshape
from zhibu.orgs.domain.kinds import Kind, Reason
from zhibu.orgs.domain.tree import (
    AssignGroup,
    Depart,
    DissolveBody,
    Effect,
    EndPosts,
    FoundBody,
    MoveBody,
    MovePeople,
    Ref,
    Succeed,
)
from zhibu.orgs.events import OrganisationDissolved, OrganisationMoved
from zhibu.orgs.models import Organisation, Succession
from zhibu.orgs.queries import organisation_for_change
from zhibu.people import queries, rehearsals
from zhibu.people.actions import depart, end, end_posts, regroup, relocate
from zhibu.people.models import Membership, Person
from zhibu.people.rehearsals import Rehearsal
from zhibu.trail.actions import note, publish


@transaction.atomic
def merge_organisations(
    *,
    actor: Actor,
    source_ids: Sequence[int],
    target_id: int | None,
    on: date,
    reason: Reason,
    ground: str,
    name: str = "",
    kind: Kind = Kind.BRANCH,
    stamp: str = "",
) -> Organisation:
    """Merge branches into one that stands, or into a new one (合并党支部); the one they became.

    ground: the superior's paper. stamp: of the rehearsal shown. Raises DoesNotExist, Refused,
    Invalid (what the rehearsal refuses), Conflict (no longer what was shown). Publishes
    OrganisationFounded, MembershipEnded, MembershipBegan, OrganisationDissolved.
    """
    for one in (*source_ids, *([target_id] if target_id else [])):
        body = organisation_for_change(one, seen_by=actor)
        require(policies.merge_organisations(actor, body))
    trial = rehearsals.merger(
        actor=actor,
        source_ids=source_ids,
        target_id=target_id,
        name=name,
        reason=reason,
        on=on,
        kind=kind,
    )
    made = _carried_out(actor, trial, ground=ground, stamp=stamp)
    became = made[target_id if target_id else reshape.NEW]
    note(
        actor,
        "people.branches.merged",
        became,
        sources=list(source_ids),
        on=on,
        reason=reason.value,
        ground=ground,
    )
    return became


@transaction.atomic
def split_organisation(
    *,
    actor: Actor,
    source_id: int,
    parts: Sequence[reshape.Part],
    on: date,
    ground: str,
    reason: Reason = Reason.OVER_SIZE,
    stamp: str = "",
) -> list[Organisation]:
    """Split people off a branch into new ones beside it (分设党支部); the new ones.

    Raises DoesNotExist, Refused, Invalid, Conflict. Publishes OrganisationFounded, MembershipEnded,
    MembershipBegan, and OrganisationDissolved when nobody stays.
    """
    source = organisation_for_change(source_id, seen_by=actor)
    require(policies.split_organisation(actor, source))
    trial = rehearsals.division(actor=actor, source_id=source_id, parts=parts, reason=reason, on=on)
    made = _carried_out(actor, trial, ground=ground, stamp=stamp)
    became = [body for key, body in made.items() if isinstance(key, str)]
    note(
        actor,
        "people.branch.split",
        source,
        into=[b.pk for b in became],
        on=on,
        reason=reason.value,
        ground=ground,
    )
    return became


@transaction.atomic
def dissolve_organisation(
    *,
    actor: Actor,
    organisation_id: int,
    target_id: int | None,
    on: date,
    reason: Reason,
    ground: str,
    stamp: str = "",
) -> Organisation:
    """Dissolve a body, its people going to another branch (撤销党组织).

    Raises DoesNotExist, Refused, Invalid, Conflict. Publishes MembershipEnded, MembershipBegan,
    OrganisationDissolved.
    """
    body = organisation_for_change(organisation_id, seen_by=actor)
    require(policies.dissolve_organisation(actor, body))
    if target_id is not None:
        target = organisation_for_change(target_id, seen_by=actor)
        require(policies.dissolve_organisation(actor, target))
    trial = rehearsals.dissolution(
        actor=actor, body_id=organisation_id, target_id=target_id, reason=reason, on=on
    )
    _carried_out(actor, trial, ground=ground, stamp=stamp)
    note(
        actor,
        "people.organisation.dissolved",
        body,
        target=target_id,
        on=on,
        reason=reason.value,
        ground=ground,
    )
    return body


@transaction.atomic
def reshuffle_branches(
    *,
    actor: Actor,
    within_id: int,
    cohorts: Iterable[str],
    staying: Iterable[int],
    merges: Mapping[int, int],
    on: date,
    ground: str,
    stamp: str = "",
) -> Organisation:
    """The graduation season below one body (毕业季调整): departures, mergers, groups joined.

    Raises DoesNotExist, Refused, Invalid, Conflict. Publishes MembershipEnded, MembershipBegan,
    OrganisationDissolved.
    """
    within = organisation_for_change(within_id, seen_by=actor)
    require(policies.reshuffle_branches(actor, within))
    trial = rehearsals.season(
        actor=actor,
        within_id=within_id,
        cohorts=cohorts,
        staying=staying,
        merges=merges,
        on=on,
    )
    if not trial.plan.effects and trial.may_be_done:
        raise Invalid({"": _("按现在的选择没有任何变动。")})
    _carried_out(actor, trial, ground=ground, stamp=stamp)
    note(
        actor,
        "people.branches.reshuffled",
        within,
        cohorts=sorted(cohorts),
        left=sum(len(e.people) for e in trial.plan.effects if isinstance(e, Depart)),
        merges=dict(merges),
        on=on,
        ground=ground,
    )
    return within


def _carried_out(
    actor: Actor, trial: Rehearsal, *, ground: str, stamp: str
) -> dict[Ref, Organisation]:
    """Every effect of the plan in its order; bodies by id, and by key those it set up."""
    if not trial.may_be_done:
        raise Invalid({"": "".join(line.sentence for line in trial.refusals)})
    if not ground.strip():
        raise Invalid({"ground": _("请写明批准的文件或会议。")})
    if stamp and stamp != trial.stamp:
        raise Conflict(_("名单或组织在演算之后有了变化；没有任何改动，请重新查看演算结果。"))
    ids = [ref for ref in trial.tree.bodies if isinstance(ref, int)]
    bodies: dict[Ref, Organisation] = dict(Organisation.objects.in_bulk(ids))
    # What goes is closed first, so that a new body may bear its name.
    for effect in sorted(trial.plan.effects, key=lambda e: not isinstance(e, DissolveBody)):
        _apply(actor, effect, bodies, on=trial.on, ground=ground.strip())
    return bodies


def _apply(
    actor: Actor, effect: Effect, bodies: dict[Ref, Organisation], *, on: date, ground: str
) -> None:
    match effect:
        case FoundBody(key, name, kind, parent):
            bodies[key] = found_organisation(
                actor=actor, parent=bodies[parent], name=name, kind=kind.value, founded_on=on
            )
        case MoveBody(body, parent):
            before = place(bodies[body], parent=bodies[parent], on=on)
            publish(OrganisationMoved.of(bodies[body], before=before, on=on))
        case MovePeople(people, _source, target, group):
            group_id = bodies[group].pk if group is not None else None
            for person in Person.objects.filter(pk__in=people).order_by("pk"):
                membership = relocate(person, target=bodies[target], since=on, ground=ground)
                if group_id is not None:
                    regroup(membership, group_id=group_id, on=on)
        case AssignGroup(people, group):
            group_id = bodies[group].pk if group is not None else None
            for membership in Membership.objects.filter(until=None, person_id__in=people):
                regroup(membership, group_id=group_id, on=on)
        case Depart(people, _source):
            for person in Person.objects.filter(pk__in=people).order_by("pk"):
                depart(person, on=on, ground=ground)
        case EndPosts(people, body):
            for person_id in people:
                end_posts(person_id, within=bodies[body], on=on)
        case Succeed(source, target, merged):
            kind_of_change = Succession.Kind.MERGED if merged else Succession.Kind.SPLIT
            Succession.objects.create(
                kind=kind_of_change,
                source=bodies[source],
                target=bodies[target],
                on=on,
                ground=ground,
            )
        case DissolveBody(body, reason):
            _close(bodies[body], on=on, reason=reason)


def _close(body: Organisation, *, on: date, reason: Reason) -> None:
    """The end of a body, and of what is still held in it."""
    for appointment in queries.posts_in(body, after=on):
        end(appointment, on=on)
    close(body, on=on, ground=reason.value)
    publish(OrganisationDissolved.of(body))
