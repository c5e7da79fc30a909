"""What one does about one's own part: put one's name down, withdraw, ask for leave, come in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.gatherings import domain, policies, queries
from zhibu.gatherings.actions.paper import digests_of
from zhibu.gatherings.actions.places import (
    enter,
    move_up,
    refuse_settled,
    refuse_unpublished,
    topic_of,
)
from zhibu.gatherings.models import Attendee, Gathering, WrongCode
from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.dates import hour
from zhibu.kit.live import announce
from zhibu.kit.verdict import Conflict, require
from zhibu.trail.actions import note

WRONG_A_MINUTE = 10
MINUTE = timedelta(minutes=1)
LISTED = {Attendee.SignUp.SIGNED, Attendee.SignUp.WAITING}


@transaction.atomic
def sign_up(*, actor: Actor, gathering_id: int) -> Attendee:
    """Put one's own name down; when all places are taken one waits (报名、候补).

    Doing it twice changes nothing. Raises DoesNotExist, Refused, Conflict.
    """
    gathering = queries.gathering_for_change(gathering_id, seen_by=actor)
    row = queries.attendee_for_change(gathering_id, person_id=actor.person_id)
    require(policies.sign_up(actor, gathering, attending=row is not None))
    refuse_unpublished(gathering)
    if not gathering.takes_sign_up:
        raise Conflict(_("这次活动不用报名，到时签到即可。"))
    if (gathering.sign_up_until or gathering.starts_at) <= clock.now():
        raise Conflict(_("报名已截止。要参加请告诉主持人。"))
    if row is not None and row.sign_up in LISTED:
        return row
    full = gathering.cap is not None and queries.signed_count(gathering_id) >= gathering.cap
    if row is None:
        assert actor.person_id is not None
        row = Attendee(gathering=gathering, person_id=actor.person_id, eligible=False)
    row.sign_up = Attendee.SignUp.WAITING if full else Attendee.SignUp.SIGNED
    row.signed_up_at = clock.now()
    row.save()
    note(actor, "gatherings.sign_up.made", row, gathering=gathering, waiting=full)
    announce(topic_of(gathering_id))
    return row


@transaction.atomic
def withdraw_sign_up(*, actor: Actor, gathering_id: int) -> Attendee:
    """Take one's name back, no reason asked; the first who waits moves up (取消报名).

    Raises DoesNotExist, Refused, Conflict (begun, or already in).
    """
    gathering = queries.gathering_for_change(gathering_id, seen_by=actor)
    row = queries.attendee_for_change(gathering_id, person_id=actor.person_id)
    require(policies.withdraw_sign_up(actor, gathering, attending=row is not None))
    assert row is not None
    refuse_settled(gathering)
    if row.present_at is not None:
        raise Conflict(_("您已签到，报名不能再取消。"))
    if row.sign_up not in LISTED:
        return row
    row.sign_up = Attendee.SignUp.WITHDRAWN
    row.save(update_fields=["sign_up"])
    note(actor, "gatherings.sign_up.withdrawn", row, gathering=gathering)
    if gathering.starts_at > clock.now():
        move_up(gathering)
    announce(topic_of(gathering_id))
    return row


@transaction.atomic
def ask_leave(*, actor: Actor, gathering_id: int) -> Attendee:
    """Say that one cannot come; no ground is asked for (请假). Source: DC-05.

    Raises DoesNotExist, Refused, Conflict (already in, already asked and answered).
    """
    row, gathering = _own_row(actor, gathering_id)
    require(policies.ask_leave(actor, gathering, attending=row is not None))
    assert row is not None
    refuse_unpublished(gathering)
    if row.present_at is not None:
        raise Conflict(_("您已签到，不用请假。"))
    if row.leave != Attendee.Leave.NONE:
        return row
    row.leave = Attendee.Leave.ASKED
    row.save(update_fields=["leave"])
    note(actor, "gatherings.leave.asked", row, gathering=gathering)
    announce(topic_of(gathering_id))
    return row


@transaction.atomic
def withdraw_leave(*, actor: Actor, gathering_id: int) -> Attendee:
    """Take one's leave back: one can come after all (撤回请假). Raises DoesNotExist, Refused, Conflict."""
    row, gathering = _own_row(actor, gathering_id)
    require(policies.withdraw_leave(actor, gathering, attending=row is not None))
    assert row is not None
    refuse_unpublished(gathering)
    before, row.leave = row.leave, Attendee.Leave.NONE
    if before != Attendee.Leave.NONE:
        row.save(update_fields=["leave"])
        note(actor, "gatherings.leave.withdrawn", row, gathering=gathering, before=before)
        announce(topic_of(gathering_id))
    return row


def _own_row(actor: Actor, gathering_id: int) -> tuple[Attendee | None, Gathering]:
    """One's own row, locked, then the gathering as it is once the lock is held (see close_gathering)."""
    row = queries.attendee_for_change(gathering_id, person_id=actor.person_id)
    if row is None:
        return None, queries.gathering_for_reading(gathering_id, seen_by=actor)
    return row, queries.gathering_of(row)


# ---- check-in


class Outcome(StrEnum):
    """What became of a try to check in."""

    IN = "in"
    ALREADY = "already"
    WRONG = "wrong"
    EXPIRED = "expired"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class CheckIn:
    """The answer to one try (签到结果). seconds: how long to wait, after too many wrong codes."""

    outcome: Outcome
    gathering: Gathering
    attendee: Attendee
    seconds: int = 0

    @property
    def done(self) -> bool:
        return self.outcome in {Outcome.IN, Outcome.ALREADY}


@transaction.atomic
def check_in(*, actor: Actor, gathering_id: int, code: str = "", scanned: str = "") -> CheckIn:
    """Come in by one's own hand (签到): a code typed from screen or paper, or the pass of a scan.

    Never twice: a repeat answers with the first entry. A wrong code is answered, not raised, so that
    its count is kept; ten in a minute make one wait, nobody is locked out.
    Raises DoesNotExist, Refused (not on the list), Conflict (not open).
    """
    row, gathering = _own_row(actor, gathering_id)
    require(policies.check_in(actor, gathering, attending=row is not None))
    assert row is not None
    if row.present_at is not None:
        return CheckIn(Outcome.ALREADY, gathering, row)
    _refuse_closed_door(gathering)
    if scanned:
        if not domain.pass_holds(scanned, gathering.secret, clock.now()):
            return CheckIn(Outcome.EXPIRED, gathering, row)
        way: str | None = Attendee.Way.QR
    else:
        if seconds := _seconds_to_wait(row.person_id):
            return CheckIn(Outcome.WAIT, gathering, row, seconds)
        way = _way_of(code, gathering, row)
    if way is None:
        WrongCode.objects.create(person_id=row.person_id)
        note(actor, "gatherings.check_in.wrong_code", gathering)
        return CheckIn(Outcome.WRONG, gathering, row)
    enter(row, way=way, late=_is_late(gathering, way))
    note(actor, "gatherings.check_in.made", row, gathering=gathering, way=way, late=row.late)
    announce(topic_of(gathering_id))
    return CheckIn(Outcome.IN, gathering, row)


def _is_late(gathering: Gathering, way: str) -> bool:
    """By the clock; a code on paper says nothing about the hour."""
    after = clock.now() - gathering.starts_at
    return way != Attendee.Way.SHEET and after > timedelta(minutes=gathering.late_after_minutes)


def _refuse_closed_door(gathering: Gathering) -> None:
    refuse_unpublished(gathering)
    now = clock.now()
    if now < gathering.check_in_opens_at:
        raise Conflict(_("%(at)s 开始签到。") % {"at": hour(gathering.check_in_opens_at)})
    if now >= gathering.ends_at + queries.CODE_OUTLASTS:
        raise Conflict(_("签到时间已过。确实到会的，请主持人补登。"))


def _seconds_to_wait(person_id: int) -> int:
    """Seconds until the tenth last wrong code is a minute old; 0 when there were fewer."""
    wrong: list[datetime] = queries.wrong_codes_since(person_id, since=clock.now() - MINUTE)
    if len(wrong) < WRONG_A_MINUTE:
        return 0
    return max(1, int((wrong[-WRONG_A_MINUTE] + MINUTE - clock.now()).total_seconds()))


def _way_of(code: str, gathering: Gathering, row: Attendee) -> str | None:
    """Which of the ways this code opens; None when it opens none."""
    plain = domain.typed(code)
    if len(plain) == domain.DIGITS and plain.isascii() and plain.isdigit():
        good = domain.is_live(plain, gathering.secret, clock.now())
        return Attendee.Way.CODE if good else None
    paper = queries.paper_code_for_change(gathering.pk, digests=digests_of(gathering.pk, plain))
    if paper is None or paper.attendee_id != row.pk:
        return None
    paper.used_at = clock.now()
    paper.save(update_fields=["used_at"])
    return Attendee.Way.SHEET


def forget_wrong_codes() -> int:
    """Drop wrong codes older than a day; how many. They only slow the next one down."""
    return WrongCode.objects.filter(at__lt=clock.now() - timedelta(days=1)).delete()[0]
