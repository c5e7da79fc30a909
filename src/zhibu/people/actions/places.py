"""Where somebody belongs and what they are to the Party, from a day on (编组、调整、人员类别)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.dates import full_day
from zhibu.kit.verdict import Conflict, Invalid, require
from zhibu.orgs.models import Organisation
from zhibu.orgs.queries import on_day, organisation_for_change, organisation_for_reading
from zhibu.people import policies, queries
from zhibu.people.actions.posts import end
from zhibu.people.events import MembershipBegan, MembershipEnded, StatusChanged
from zhibu.people.models import Appointment, Membership, Person, StatusSpan
from zhibu.trail.actions import note, publish


@transaction.atomic
def move_member(
    *, actor: Actor, person_id: int, organisation_id: int, since: date, ground: str
) -> Membership:
    """Move somebody to another branch of one's own subtree from a day on (支部间调整).

    Posts held in the branch they leave end that day. Raises DoesNotExist, Refused, Conflict
    (already there), Invalid (before they came, not a branch). Publishes MembershipEnded, MembershipBegan.
    """
    person = queries.person_for_change(person_id, seen_by=actor)
    target = organisation_for_reading(organisation_id, seen_by=actor)
    now = queries.primary_membership(person_id)
    require(policies.move_member(actor, person_id, now.organisation))
    require(policies.move_member(actor, person_id, target))
    if now.organisation_id == target.pk:
        raise Conflict(_("已在这个支部，没有改动。"))
    if target.kind == Organisation.Kind.GROUP or target.dissolved_on is not None:
        raise Invalid({"organisation_id": _("请选择一个党支部；党小组在支部里编定。")})
    if since <= now.since:
        sentence = _("日期要晚于编入现支部的日期 %(day)s。")
        raise Invalid({"since": sentence % {"day": full_day(now.since)}})
    end_posts(person.pk, within=now.organisation, on=since)
    membership = relocate(person, target=target, since=since, ground=ground)
    note(actor, "people.member.moved", person, target=target, since=since, ground=ground)
    return membership


def end_posts(person_id: int, *, within: Organisation, on: date) -> int:
    """End what somebody holds in a body and in its groups; how many posts. Leaves no note."""
    held = Appointment.objects.select_for_update(of=("self",)).filter(
        Q(until=None) | Q(until__gt=on),
        Q(organisation=within) | Q(organisation__parent=within, organisation__kind="group"),
        person_id=person_id,
    )
    listed = list(held)
    for appointment in listed:
        end(appointment, on=on)
    return len(listed)


def relocate(person: Person, *, target: Organisation, since: date, ground: str) -> Membership:
    """End the open membership and begin one at ``target``; tells both facts, leaves no note."""
    depart(person, on=since, ground=ground)
    membership = Membership.objects.create(
        person=person, organisation=target, since=since, ground=ground
    )
    publish(MembershipBegan.of(membership))
    return membership


def depart(person: Person, *, on: date, ground: str) -> None:
    """End the open membership; one that had not begun by then is taken away. Tells MembershipEnded."""
    for open_one in Membership.objects.select_for_update().filter(person=person, until=None):
        if open_one.since >= on:
            open_one.delete()
        else:
            open_one.until, open_one.ground = on, ground
            open_one.save(update_fields=["until", "ground"])
            publish(MembershipEnded.of(open_one))


@transaction.atomic
def release_members(
    *, actor: Actor, organisation_id: int, person_ids: Collection[int], on: date, ground: str
) -> int:
    """Record that people of a branch left for a Party body outside the house (转出组织关系); how many.

    on: first day without them. What they hold in the branch ends that day. Raises DoesNotExist (the
    branch, or a person that is not of it that day), Refused, Invalid (nobody, no ground, or somebody
    came that very day). Publishes MembershipEnded for each.
    """
    branch = organisation_for_change(organisation_id, seen_by=actor)
    require(policies.release_members(actor, branch, person_ids=person_ids))
    if not person_ids or not ground.strip():
        raise Invalid({"ground": _("请选择转出的人，并写明转往何处。")})
    leaving = list(
        Membership.objects.select_for_update().filter(
            on_day(on), until=None, organisation=branch, person_id__in=person_ids
        )
    )
    if {membership.person_id for membership in leaving} != set(person_ids):
        raise Membership.DoesNotExist
    if any(membership.since >= on for membership in leaving):
        raise Invalid({"on": _("日期要晚于编入本支部的日期。")})
    for person_id in sorted(person_ids):
        end_posts(person_id, within=branch, on=on)
    Membership.objects.filter(pk__in=[membership.pk for membership in leaving]).update(
        until=on, ground=ground.strip()
    )
    for membership in leaving:
        membership.until = on
        publish(MembershipEnded.of(membership))
    note(
        actor,
        "people.members.released",
        branch,
        people=sorted(person_ids),
        on=on,
        ground=ground.strip(),
    )
    return len(leaving)


@transaction.atomic
def assign_group(
    *,
    actor: Actor,
    organisation_id: int,
    places: Mapping[int, int | None],
    on: date | None = None,
) -> int:
    """Put people of a branch into its 党小组, or take them out of one (编入党小组); how many changed.

    places: person → group, or None for none. on: first day of it, today unless given. Raises DoesNotExist (branch, or a person or group that
    is not of it), Refused.
    """
    branch = organisation_for_change(organisation_id, seen_by=actor)
    require(policies.assign_group(actor, branch))
    on = on or clock.today()
    wanted = {group for group in places.values() if group is not None}
    groups = Organisation.objects.filter(
        pk__in=wanted, parent=branch, kind=Organisation.Kind.GROUP, dissolved_on=None
    )
    held = Membership.objects.select_for_update().filter(
        on_day(on), organisation=branch, person_id__in=list(places)
    )
    memberships = list(held)
    if len(memberships) != len(places) or groups.count() != len(wanted):
        raise Membership.DoesNotExist
    changed = {
        m.person_id: places[m.person_id] for m in memberships if m.group_id != places[m.person_id]
    }
    for membership in memberships:
        if membership.person_id in changed:
            regroup(membership, group_id=changed[membership.person_id], on=on)
    note(actor, "people.members.grouped", branch, places=changed, on=on)
    return len(changed)


def regroup(membership: Membership, *, group_id: int | None, on: date) -> None:
    """Another 党小组 of the same branch from a day on; the branch stays, so no fact is told."""
    if membership.since >= on:
        membership.group_id = group_id
        membership.save(update_fields=["group"])
        return
    until, membership.until = membership.until, on
    membership.save(update_fields=["until"])
    Membership.objects.create(
        person_id=membership.person_id,
        organisation_id=membership.organisation_id,
        group_id=group_id,
        since=on,
        until=until,
        ground=membership.ground,
    )


@transaction.atomic
def change_status(
    *,
    actor: Actor,
    person_id: int,
    kind: str,
    since: date,
    ground: str,
    standing: str = StatusSpan.Standing.NORMAL,
) -> StatusSpan:
    """Record what somebody is to the Party from a day on, by an organisation's decision (登记人员类别).

    Raises DoesNotExist, Refused, Conflict (same), Invalid (before the present status began).
    Publishes StatusChanged.
    """
    person = queries.person_for_change(person_id, seen_by=actor)
    require(policies.change_status(actor, person_id, queries.home_organisation(person_id)))
    now = _open_status(person)
    if now and (now.kind, now.standing) == (kind, standing):
        raise Conflict(_("已是这一类别，没有改动。"))
    span = _next_status(person, now, kind=kind, standing=standing, since=since, ground=ground)
    note(actor, "people.status.changed", person, kind=kind, standing=standing, since=since)
    publish(StatusChanged.of(span))
    return span


@transaction.atomic
def suspend_vote(
    *, actor: Actor, person_id: int, suspended: bool, since: date, ground: str
) -> StatusSpan:
    """Record that the right to vote rests, or is given back, from a day on (表决权状态).

    ground: the number of the paper only, never the matter. Raises DoesNotExist, Refused, Conflict
    (so already), Invalid.
    """
    person = queries.person_for_change(person_id, seen_by=actor)
    require(policies.suspend_vote(actor, person_id, queries.home_organisation(person_id)))
    now = _open_status(person)
    if now is None or now.vote_suspended == suspended:
        raise Conflict(_("表决权已是这个状态，没有改动。"))
    span = _next_status(
        person,
        now,
        kind=now.kind,
        standing=now.standing,
        since=since,
        ground=ground,
        vote_suspended=suspended,
    )
    note(actor, "people.vote.suspended", person, suspended=suspended, since=since)
    publish(StatusChanged.of(span))
    return span


def _open_status(person: Person) -> StatusSpan | None:
    return StatusSpan.objects.select_for_update().filter(person=person, until=None).first()


def _next_status(
    person: Person,
    now: StatusSpan | None,
    *,
    kind: str,
    standing: str,
    since: date,
    ground: str,
    vote_suspended: bool | None = None,
) -> StatusSpan:
    """End the present status and begin the next; a rest of the vote goes on unless said otherwise."""
    if kind not in StatusSpan.Kind.values or standing not in StatusSpan.Standing.values:
        raise Invalid({"kind": _("请选择人员类别。")})
    if now and since <= now.since:
        sentence = _("日期要晚于现类别的起始日期 %(day)s。")
        raise Invalid({"since": sentence % {"day": full_day(now.since)}})
    if now:
        now.until = since
        now.save(update_fields=["until"])
        if vote_suspended is None:
            vote_suspended = now.vote_suspended
    return StatusSpan.objects.create(
        person=person,
        kind=kind,
        standing=standing,
        since=since,
        ground=ground,
        vote_suspended=bool(vote_suspended),
    )
