"""One's own notices (收到的通知)."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from zhibu.notices.models import Addendum, Recipient

_WAITING = Q(notice__withdrawn_at=None, acknowledged=False, not_clear=False)


def notices_for(person_id: int) -> QuerySet[Recipient]:
    """One's own copies with their notices, newest first; withdrawn ones too. One query."""
    return (
        Recipient.objects.filter(person_id=person_id)
        .select_related("notice__organisation")
        .order_by("-notice__sent_at", "-pk")
    )


def unacknowledged_for(person_id: int, *, limit: int | None = None) -> list[Recipient]:
    """One's own copies still waiting for a tap, newest first. One query."""
    rows = (
        Recipient.objects.filter(_WAITING, person_id=person_id)
        .select_related("notice__organisation")
        .order_by("-notice__sent_at", "-pk")
    )
    return list(rows[:limit] if limit else rows)


def unacknowledged_count(person_id: int) -> int:
    """How many of one's notices have no tap yet. One query."""
    return Recipient.objects.filter(_WAITING, person_id=person_id).count()


def addenda_of(notice_id: int) -> list[Addendum]:
    """What was added later, the first first. One query."""
    return list(Addendum.objects.filter(notice_id=notice_id).order_by("added_at", "pk"))


def own_copy(notice_id: int, *, person_id: int | None) -> Recipient:
    """One's own copy of a notice. Raises DoesNotExist (not for this person). One query."""
    return Recipient.objects.select_related("notice__organisation").get(
        notice_id=notice_id, person_id=person_id or 0
    )


def own_copy_for_change(notice_id: int, *, person_id: int | None) -> Recipient:
    """The same, locked. One query."""
    return (
        Recipient.objects.select_for_update(of=("self",))
        .select_related("notice")
        .get(notice_id=notice_id, person_id=person_id or 0)
    )
