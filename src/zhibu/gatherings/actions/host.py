"""What the host does: the list of names, leave, somebody who came without being on the list."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.gatherings import policies, queries
from zhibu.gatherings.actions.places import enter, enter_all, refuse_unpublished, topic_of
from zhibu.gatherings.models import Attendee, Gathering
from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.dates import day_hour
from zhibu.kit.live import announce
from zhibu.kit.verdict import Conflict, Invalid, require
from zhibu.orgs.models import Organisation
from zhibu.orgs.rights import parent_path
from zhibu.people.queries import under_path
from zhibu.trail.actions import note

DECISIONS = frozenset(Attendee.Leave.values) - {Attendee.Leave.ASKED}


def _refuse_before_the_door_opens(gathering: Gathering) -> None:
    refuse_unpublished(gathering)
    if clock.now() < gathering.check_in_opens_at:
        raise Conflict(
            _("%(at)s 开始签到，现在还不能登记到会。")
            % {"at": day_hour(gathering.check_in_opens_at)}
        )


@transaction.atomic
def take_attendance(
    *,
    actor: Actor,
    gathering_id: int,
    person_ids: Iterable[int] | None = None,
    late: bool = False,
) -> list[int]:
    """Tick those who are here on the host's list (主持人勾选); who was newly ticked.

    person_ids: None means everyone who should attend and has not asked for leave (全部已到). Those
    already in keep their first entry. late: as the host saw it, never by the clock.
    Raises DoesNotExist, Refused, Conflict, Invalid (somebody not on the list).
    """
    gathering = queries.gathering_for_change(gathering_id, seen_by=actor)
    require(policies.take_attendance(actor, gathering))
    _refuse_before_the_door_opens(gathering)
    if person_ids is None:
        rows = [
            row
            for row in queries.all_attendees_for_change(gathering_id)
            if row.eligible and row.leave in {Attendee.Leave.NONE, Attendee.Leave.REFUSED}
        ]
    else:
        rows = _listed(gathering_id, person_ids)
    fresh = [row for row in rows if row.present_at is None]
    enter_all(fresh, way=Attendee.Way.LIST, late=late, by=actor)
    ticked = [row.person_id for row in fresh]
    if ticked:
        note(actor, "gatherings.attendance.taken", gathering, people=ticked, late=late)
        announce(topic_of(gathering_id))
    return ticked


def _listed(gathering_id: int, person_ids: Iterable[int]) -> list[Attendee]:
    wanted = set(person_ids)
    rows = queries.attendees_for_change(gathering_id, person_ids=wanted)
    if len(rows) != len(wanted):
        raise Invalid({"person": _("有人不在名单上，没有登记。请刷新名单再试。")})
    return rows


@transaction.atomic
def undo_attendance(*, actor: Actor, gathering_id: int, person_ids: Iterable[int]) -> list[int]:
    """Take entries back, whichever way they came (改为未到); who it was.

    Raises DoesNotExist, Refused, Conflict, Invalid (somebody not on the list).
    """
    gathering = queries.gathering_for_change(gathering_id, seen_by=actor)
    require(policies.undo_attendance(actor, gathering))
    refuse_unpublished(gathering)
    rows = [row for row in _listed(gathering_id, person_ids) if row.present_at is not None]
    before = {row.person_id: row.way for row in rows}
    if before:
        Attendee.objects.filter(pk__in=[row.pk for row in rows]).update(
            present_at=None, way="", late=False, entered_by=None
        )
        note(actor, "gatherings.attendance.undone", gathering, before=before)
        announce(topic_of(gathering_id))
    return sorted(before)


@transaction.atomic
def excuse(*, actor: Actor, gathering_id: int, person_id: int, leave: str) -> Attendee:
    """Decide about somebody's leave, asked for here or told by phone (准假、长期免到).

    leave: excused, standing, refused, or none to take a decision back. A standing leave holds for
    later gatherings of this body too, until it is taken back. Raises DoesNotExist, Refused, Conflict.
    """
    gathering = queries.gathering_for_change(gathering_id, seen_by=actor)
    require(policies.excuse(actor, gathering, person_id))
    refuse_unpublished(gathering)
    row = queries.attendee_for_change(gathering_id, person_id=person_id)
    if row is None:
        raise Attendee.DoesNotExist
    if leave not in DECISIONS:
        raise Invalid({"leave": _("请选择准假、长期免到或未准假。")})
    if row.present_at is not None:
        raise Conflict(_("这位成员已到会，不用请假。"))
    before, row.leave = row.leave, leave
    if before != leave:
        row.save(update_fields=["leave"])
        note(
            actor, "gatherings.leave.decided", row, gathering=gathering, before=before, leave=leave
        )
        announce(topic_of(gathering_id))
    return row


@transaction.atomic
def add_observer(*, actor: Actor, gathering_id: int, person_id: int) -> Attendee:
    """Write down somebody who came without being on the list, as an observer (补登列席).

    Never changes who should attend. Raises DoesNotExist (unseen, or nobody of this branch), Refused,
    Conflict.
    """
    gathering = queries.gathering_for_change(gathering_id, seen_by=actor)
    require(policies.add_observer(actor, gathering))
    _refuse_before_the_door_opens(gathering)
    row = queries.attendee_for_change(gathering_id, person_id=person_id)
    if row is None:
        found = under_path(home_path(gathering.organisation)).get(pk=person_id)
        row = Attendee(gathering=gathering, person=found, eligible=False, observer=True)
        row.save()
    if row.present_at is None:
        enter(row, way=Attendee.Way.LIST, by=actor)
        note(actor, "gatherings.observer.added", row, gathering=gathering)
        announce(topic_of(gathering_id))
    return row


def home_path(organisation: Organisation) -> str:
    """Whose people may be written down: the branch's, for a 党小组 too."""
    if organisation.kind == Organisation.Kind.GROUP:
        return parent_path(organisation.path)
    return organisation.path
