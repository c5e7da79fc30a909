"""Sessions: their beginning, their use, their end (登录会话)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from zhibu.kit import clock
from zhibu.kit.actor import Actor, house
from zhibu.kit.verdict import require
from zhibu.people import policies, queries
from zhibu.people.accounts import digest
from zhibu.people.models import Account, HeardToken, Sitting, SittingMark
from zhibu.trail.actions import note

HEARD = timedelta(days=1)  # longer than any message of leaving holds


@transaction.atomic
def begin_sitting(
    account: Account, *, session_key: str, way: str, device: str, marks: Iterable[str] = ()
) -> Sitting:
    """Keep that a session of this account began. marks: by which the university's sign-in names it."""
    Sitting.objects.filter(session_key=session_key).delete()
    sitting = Sitting.objects.create(
        account=account, session_key=session_key, way=way, device=device
    )
    SittingMark.objects.bulk_create(
        SittingMark(sitting=sitting, digest=digest(mark)) for mark in marks
    )
    return sitting


def use_sitting(session_key: str) -> None:
    """A session was used today: its day is kept, not its hour."""
    Sitting.objects.filter(session_key=session_key).update(last_on=clock.today())


def move_sitting(before: str, after: str) -> None:
    """The session goes on under another key."""
    Sitting.objects.filter(session_key=before).update(session_key=after)


def leave_sitting(session_key: str) -> None:
    """A session ended by its own door."""
    Sitting.objects.filter(session_key=session_key).delete()


@transaction.atomic
def end_sitting(*, actor: Actor, sitting_id: int) -> None:
    """End one of one's own sessions on another device (结束一处登录). Raises DoesNotExist."""
    sitting = queries.live_sittings(person_id=actor.person_id or 0).get(pk=sitting_id)
    require(policies.end_sitting(actor, sitting.account.person_id))
    _end([sitting])
    note(actor, "people.sitting.ended", sitting.account, way=sitting.way)


@transaction.atomic
def end_other_sittings(*, actor: Actor, session_key: str) -> int:
    """End one's own sessions everywhere but here (结束其他登录); how many there were."""
    require(policies.end_other_sittings(actor, actor.person_id or 0))
    others = list(
        queries.live_sittings(person_id=actor.person_id or 0).exclude(session_key=session_key)
    )
    _end(others)
    if others:
        note(actor, "people.sittings.ended", others[0].account, count=len(others))
    return len(others)


def _end(sittings: list[Sitting]) -> None:
    """The session itself goes: whoever still holds its cookie is nobody."""
    Session.objects.filter(session_key__in=[s.session_key for s in sittings]).delete()
    Sitting.objects.filter(pk__in=[s.pk for s in sittings]).delete()


def end_marked(mark: str, *, token: str = "") -> int:
    """The university's sign-in said that somebody left (单点登出); how many sessions ended.

    token: what makes the message one of its kind; heard a second time it is not obeyed again.
    """
    with transaction.atomic():
        if token:
            try:
                with transaction.atomic():
                    HeardToken.objects.create(digest=digest(token))
            except IntegrityError:
                return 0
        gone = list(
            Sitting.objects.select_for_update(of=("self",))
            .select_related("account")
            .filter(marks__digest=digest(mark))
        )
        _end(gone)
        for sitting in gone:
            note(house("single log-out", way="job"), "people.sitting.left", sitting.account)
    return len(gone)


def tidy_sittings() -> int:
    """Forget sessions that are over, and messages of leaving too old to come again; how many."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    HeardToken.objects.filter(at__lt=clock.now() - HEARD).delete()
    running = Session.objects.filter(session_key=OuterRef("session_key"))
    _rows, by_kind = Sitting.objects.filter(~Exists(running)).delete()
    return by_kind.get("people.Sitting", 0)
