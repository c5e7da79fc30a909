"""Every read of notices. Unseen and absent are the same: ``DoesNotExist``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Count, Q, QuerySet

from zhibu.kit.actor import Actor
from zhibu.notices.models import Notice, Recipient
from zhibu.notices.policies import OWN, SUBTREE
from zhibu.orgs.models import Organisation
from zhibu.people.models import Account

_STANDING = Q(notice__withdrawn_at=None)


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
        Recipient.objects.filter(_STANDING, person_id=person_id, acknowledged=False)
        .select_related("notice__organisation")
        .order_by("-notice__sent_at", "-pk")
    )
    return list(rows[:limit] if limit else rows)


def unacknowledged_count(person_id: int) -> int:
    """How many of one's notices have no tap yet. One query."""
    return Recipient.objects.filter(_STANDING, person_id=person_id, acknowledged=False).count()


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


# ---- the sender's side


def sent_notices(*, seen_by: Actor) -> QuerySet[Notice]:
    """Notices whose delivery this actor may look at, newest first. Permission row ``see_delivery``."""
    rows = Notice.objects.select_related("organisation").order_by("-sent_at", "-pk")
    if seen_by.is_house:
        return rows
    group = Organisation.Kind.GROUP
    own = Q(organisation__path__in=seen_by.paths_of(*OWN)) | Q(
        organisation__kind=group, organisation__parent__path__in=seen_by.paths_of(*OWN)
    )
    wide = (Q(organisation__path__startswith=path) for path in seen_by.paths_of(*SUBTREE))
    return rows.filter(reduce(or_, wide, own))


def sent_notice(notice_id: int, *, seen_by: Actor) -> Notice:
    """One notice from the sender's side. Raises DoesNotExist (unseen). One query."""
    return sent_notices(seen_by=seen_by).get(pk=notice_id)


def sent_notice_for_change(notice_id: int, *, seen_by: Actor) -> Notice:
    """The same, locked. One query."""
    return sent_notices(seen_by=seen_by).select_for_update(of=("self",)).get(pk=notice_id)


@dataclass(frozen=True, slots=True)
class Delivery:
    """How far a notice got (送达情况): counts only. unreached: no open account to read it with."""

    recipients: int
    acknowledged: int
    unreached: int
    phoned: int

    @property
    def reached(self) -> int:
        return self.recipients - self.unreached

    @property
    def to_phone(self) -> int:
        """Not reached and not yet told by phone."""
        return self.unreached - self.phoned


def delivery_of(notice_id: int) -> Delivery:
    """The counts of one notice. One query."""
    cut_off = Q(unreached=True) & ~_has_a_way_in()
    groups = {
        "n_recipients": Q(),
        "n_acknowledged": Q(acknowledged=True),
        "n_unreached": cut_off,
        "n_phoned": cut_off & Q(phoned=True),
    }
    counts = Recipient.objects.filter(notice_id=notice_id).aggregate(
        **{name: Count("pk", filter=group) for name, group in groups.items()}
    )
    return Delivery(**{name.removeprefix("n_"): count for name, count in counts.items()})


def unreached_of(notice_id: int) -> list[Recipient]:
    """Persons somebody has to phone: no way in when it was sent, nor since. One query."""
    return list(
        Recipient.objects.filter(~_has_a_way_in(), notice_id=notice_id, unreached=True)
        .select_related("person")
        .order_by("person__pinyin_key", "person_id")
    )


def _has_a_way_in() -> Q:
    return Q(person__account__opened_at__isnull=False, person__account__is_active=True)


def with_a_way_in(person_ids: set[int]) -> set[int]:
    """Which of these persons have an open account. One query."""
    return set(
        Account.objects.filter(
            person_id__in=person_ids, is_active=True, opened_at__isnull=False
        ).values_list("person_id", flat=True)
    )
