"""From planned to closed: the gathering itself and the list of those concerned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.gatherings import policies, queries
from zhibu.gatherings.actions.places import (
    move_up,
    refuse_settled,
    refuse_unpublished,
    topic_of,
)
from zhibu.gatherings.domain import Invite
from zhibu.gatherings.events import (
    GatheringCancelled,
    GatheringChanged,
    GatheringClosed,
    GatheringPublished,
)
from zhibu.gatherings.models import Attendee, Gathering
from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.live import announce
from zhibu.kit.verdict import Conflict, Invalid, require
from zhibu.orgs.models import Organisation
from zhibu.trail.actions import note, publish

OPENS_BEFORE = timedelta(minutes=30)


class Change(TypedDict, total=False):
    """What may be changed about a gathering, each only if given."""

    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    takes_sign_up: bool
    cap: int | None
    sign_up_until: datetime | None
    check_in_opens_at: datetime
    late_after_minutes: int


@transaction.atomic
def open_gathering(
    *,
    actor: Actor,
    organisation: Organisation,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    attendees: Sequence[Invite],
    takes_sign_up: bool | None = None,
    cap: int | None = None,
    sign_up_until: datetime | None = None,
    check_in_opens_at: datetime | None = None,
) -> Gathering:
    """Set down a gathering, not yet published (开设场次).

    takes_sign_up: by itself when a cap or a deadline is given. check_in_opens_at: half an hour
    before the start unless told. A time gone by is allowed: late entry is the upper room's matter.
    Raises Refused, Invalid.
    """
    require(policies.open_gathering(actor, organisation))
    gathering = Gathering(
        organisation=organisation,
        title=title.strip(),
        starts_at=starts_at,
        ends_at=ends_at,
        place=place.strip(),
        takes_sign_up=(
            cap is not None or sign_up_until is not None if takes_sign_up is None else takes_sign_up
        ),
        cap=cap,
        sign_up_until=sign_up_until,
        check_in_opens_at=check_in_opens_at or starts_at - OPENS_BEFORE,
    )
    _check(gathering)
    gathering.save()
    _add(gathering, attendees)
    note(actor, "gatherings.gathering.opened", gathering, title=title, starts_at=starts_at)
    return gathering


def _check(gathering: Gathering) -> None:
    """Raise Invalid with a sentence per field when times, place or cap cannot stand."""
    errors: dict[str, object] = {}
    if not gathering.title:
        errors["title"] = _("请填写名称。")
    if not gathering.place:
        errors["place"] = _("请填写地点。")
    if gathering.ends_at <= gathering.starts_at:
        errors["ends_at"] = _("结束时间要晚于开始时间。")
    if gathering.check_in_opens_at > gathering.starts_at:
        errors["check_in_opens_at"] = _("签到最迟在开始时开放。")
    if gathering.cap is not None and gathering.cap < 1:
        errors["cap"] = _("名额至少 1 人；不限名额请留空。")
    if gathering.sign_up_until is not None and gathering.sign_up_until > gathering.starts_at:
        errors["sign_up_until"] = _("报名截止不能晚于开始时间。")
    if not gathering.takes_sign_up and (gathering.cap or gathering.sign_up_until):
        errors["takes_sign_up"] = _("设名额或报名截止，就要开放报名。")
    if errors:
        raise Invalid(errors)


def _add(gathering: Gathering, invites: Iterable[Invite]) -> None:
    standing = queries.standing_leave(gathering.organisation_id)
    Attendee.objects.bulk_create(
        Attendee(
            gathering=gathering,
            person_id=invite.person_id,
            eligible=invite.eligible and not invite.observer,
            with_vote=invite.with_vote,
            observer=invite.observer,
            leave=Attendee.Leave.STANDING if invite.person_id in standing else Attendee.Leave.NONE,
        )
        for invite in {i.person_id: i for i in invites}.values()
    )


@transaction.atomic
def set_attendees(
    *, actor: Actor, gathering_id: int, attendees: Sequence[Invite]
) -> list[Attendee]:
    """Put this list in the place of the one before (定应到名单). Marks of those who stay are kept.

    Raises DoesNotExist, Refused, Conflict (closed, cancelled), Invalid (somebody with a check-in,
    a leave or a sign-up would fall off, by name).
    """
    gathering = queries.gathering_for_change(gathering_id, seen_by=actor)
    require(policies.set_attendees(actor, gathering))
    refuse_settled(gathering)
    wanted = {invite.person_id: invite for invite in attendees}
    rows = queries.all_attendees_for_change(gathering_id)
    off = [row for row in rows if row.person_id not in wanted]
    _refuse_marked(off)
    if off:
        Attendee.objects.filter(pk__in=[row.pk for row in off]).delete()
    kept = [row for row in rows if row.person_id in wanted]
    _put_right(kept, wanted)
    known = {row.person_id for row in kept}
    if fresh := [invite for invite in wanted.values() if invite.person_id not in known]:
        _add(gathering, fresh)
    note(
        actor,
        "gatherings.attendees.set",
        gathering,
        people=sorted(i.person_id for i in attendees),
    )
    announce(topic_of(gathering_id))
    return queries.all_attendees_for_change(gathering_id)


def _put_right(rows: Iterable[Attendee], wanted: Mapping[int, Invite]) -> None:
    """Rows that stay, as they are wanted now; those that differ in one statement."""
    changed = []
    for row in rows:
        invite = wanted[row.person_id]
        asked = (invite.eligible and not invite.observer, invite.with_vote, invite.observer)
        if (row.eligible, row.with_vote, row.observer) != asked:
            row.eligible, row.with_vote, row.observer = asked
            changed.append(row)
    if changed:
        Attendee.objects.bulk_update(changed, ["eligible", "with_vote", "observer"])


def _refuse_marked(off: Iterable[Attendee]) -> None:
    unmarked = {Attendee.Leave.NONE, Attendee.Leave.STANDING}
    kept = [
        row.person.name
        for row in off
        if row.present_at
        or row.leave not in unmarked
        or row.sign_up in {Attendee.SignUp.SIGNED, Attendee.SignUp.WAITING}
    ]
    if kept:
        names = "、".join(kept)
        raise Invalid(
            {
                "attendees": _("%(names)s 已有签到、报名或请假，不能移出名单；名单没有改动。")
                % {"names": names}
            }
        )


@transaction.atomic
def publish_gathering(*, actor: Actor, gathering_id: int) -> Gathering:
    """Make it known to those on the list (发布场次). Notices are sent by whoever opened it.

    Raises DoesNotExist, Refused, Conflict (not planned). Publishes GatheringPublished.
    """
    gathering = queries.gathering_for_change(gathering_id, seen_by=actor)
    require(policies.publish_gathering(actor, gathering))
    if gathering.state != Gathering.State.PLANNED:
        raise Conflict(
            _("这次活动%(state)s，不必再发布。") % {"state": gathering.get_state_display()}
        )
    gathering.state, gathering.changed_at = Gathering.State.OPEN, clock.now()
    gathering.save(update_fields=["state", "changed_at"])
    note(actor, "gatherings.gathering.published", gathering)
    publish(GatheringPublished.of(gathering))
    return gathering


@transaction.atomic
def change_gathering(*, actor: Actor, gathering_id: int, **changes: Unpack[Change]) -> Gathering:
    """Change time, place, cap and the like (变更场次). Only what differs counts as a change.

    The opening of check-in moves with the start unless given. More places move the waiting up.
    Raises DoesNotExist, Refused, Conflict, Invalid. Publishes GatheringChanged once published.
    """
    gathering = queries.gathering_for_change(gathering_id, seen_by=actor)
    require(policies.change_gathering(actor, gathering))
    refuse_settled(gathering)
    before = {name: getattr(gathering, name) for name in changes}
    if "starts_at" in changes and "check_in_opens_at" not in changes:
        moved = changes["starts_at"] - gathering.starts_at
        gathering.check_in_opens_at += moved
    for name, value in changes.items():
        setattr(gathering, name, value.strip() if isinstance(value, str) else value)
    changed = [name for name, value in before.items() if getattr(gathering, name) != value]
    if not changed:
        return gathering
    _check(gathering)
    _check_cap(gathering)
    gathering.sequence += 1
    gathering.changed_at = clock.now()
    gathering.save()
    move_up(gathering)
    note(
        actor,
        "gatherings.gathering.changed",
        gathering,
        before={name: before[name] for name in changed},
        after={name: getattr(gathering, name) for name in changed},
    )
    if gathering.state == Gathering.State.OPEN:
        publish(GatheringChanged.of(gathering, fields=changed))
    announce(topic_of(gathering_id))
    return gathering


def _check_cap(gathering: Gathering) -> None:
    if gathering.cap is None:
        return
    signed = queries.signed_count(gathering.pk)
    if signed > gathering.cap:
        raise Invalid({"cap": _("已有 %(n)d 人报名，名额不能少于 %(n)d。") % {"n": signed}})


@transaction.atomic
def cancel_gathering(*, actor: Actor, gathering_id: int, reason: str) -> Gathering:
    """Call it off, with a reason; nothing is deleted (取消场次).

    Raises DoesNotExist, Refused, Conflict, Invalid (no reason). Publishes GatheringCancelled.
    """
    gathering = queries.gathering_for_change(gathering_id, seen_by=actor)
    require(policies.cancel_gathering(actor, gathering))
    refuse_settled(gathering)
    if not reason.strip():
        raise Invalid({"reason": _("请写明取消的原因。")})
    gathering.state, gathering.cancel_reason = Gathering.State.CANCELLED, reason.strip()
    gathering.sequence += 1
    gathering.changed_at = clock.now()
    gathering.save(update_fields=["state", "cancel_reason", "sequence", "changed_at"])
    note(actor, "gatherings.gathering.cancelled", gathering, reason=gathering.cancel_reason)
    publish(GatheringCancelled.of(gathering))
    announce(topic_of(gathering_id))
    return gathering


@transaction.atomic
def close_gathering(*, actor: Actor, gathering_id: int) -> Gathering:
    """Settle who came; from now on nobody is checked in or out (结束场次).

    Rows are locked first, so that a check-in under way is either counted or refused.
    Raises DoesNotExist, Refused, Conflict. Publishes GatheringClosed.
    """
    gathering = queries.gathering_for_change(gathering_id, seen_by=actor)
    require(policies.close_gathering(actor, gathering))
    refuse_unpublished(gathering)
    present = [
        row.person_id
        for row in queries.all_attendees_for_change(gathering_id)
        if row.present_at is not None
    ]
    gathering.state = Gathering.State.CLOSED
    gathering.save(update_fields=["state"])
    note(actor, "gatherings.gathering.closed", gathering, present=len(present))
    publish(GatheringClosed.of(gathering, present=present))
    announce(topic_of(gathering_id))
    return gathering
