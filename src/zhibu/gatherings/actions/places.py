"""What several acts share: the states they look at, writing an entry, places that become free."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from zhibu.gatherings import queries
from zhibu.gatherings.models import Attendee, Gathering
from zhibu.kit import clock
from zhibu.kit.actor import Actor, house
from zhibu.kit.dates import day_hour
from zhibu.kit.language import on_record
from zhibu.kit.verdict import Conflict
from zhibu.notices.actions import send_notice
from zhibu.notices.models import Notice
from zhibu.trail.actions import note


def topic_of(gathering_id: int) -> str:
    """What pages about a gathering listen to."""
    return f"gathering:{gathering_id}"


def refuse_settled(gathering: Gathering) -> None:
    """Raise Conflict once a gathering is closed or cancelled."""
    if gathering.state == Gathering.State.CLOSED:
        raise Conflict(_("这次活动已结束，名单和安排不再改动。"))
    if gathering.state == Gathering.State.CANCELLED:
        raise Conflict(_("这次活动已取消：%(why)s。") % {"why": gathering.cancel_reason})


def refuse_unpublished(gathering: Gathering) -> None:
    """Raise Conflict unless a gathering is published and not yet settled."""
    refuse_settled(gathering)
    if gathering.state == Gathering.State.PLANNED:
        raise Conflict(_("这次活动还没有发布。"))


def enter(row: Attendee, *, way: str, late: bool = False, by: Actor | None = None) -> None:
    """Write one entry, now. The row must be locked. by: the host, when it was not the person."""
    enter_all([row], way=way, late=late, by=by)


def enter_all(
    rows: Sequence[Attendee], *, way: str, late: bool = False, by: Actor | None = None
) -> None:
    """Write these entries, all now, in one statement. The rows must be locked."""
    if not rows:
        return
    at, host = clock.now(), by.person_id if by else None
    for row in rows:
        row.present_at, row.way, row.late, row.entered_by = at, way, late, host
    Attendee.objects.filter(pk__in=[row.pk for row in rows]).update(
        present_at=at, way=way, late=late, entered_by=host
    )


@on_record()
def move_up(gathering: Gathering) -> list[int]:
    """Give free places to those who wait, oldest first, and tell them; their person ids.

    The gathering's row must be locked: sign-up, withdrawal and change all hold it.
    """
    free = None if gathering.cap is None else gathering.cap - queries.signed_count(gathering.pk)
    moved = queries.waiting_for_change(gathering.pk, places=free)
    for row in moved:
        row.sign_up = Attendee.SignUp.SIGNED
        row.save(update_fields=["sign_up"])
    people = [row.person_id for row in moved]
    if people:
        keeper = house(_("平台"), way="job")
        note(keeper, "gatherings.waiting.moved_up", gathering, people=people)
        send_notice(
            actor=keeper,
            organisation=gathering.organisation,
            kind=Notice.Kind.CHANGE,
            title=_("候补转为已报名：%(title)s") % {"title": gathering.title},
            body=_("有名额空出，您已报上名。%(when)s，%(place)s。来不了可以随时取消。")
            % {"when": day_hour(gathering.starts_at), "place": gathering.place},
            person_ids=people,
            subject_kind="gatherings.gathering",
            subject_id=gathering.pk,
        )
    return people
