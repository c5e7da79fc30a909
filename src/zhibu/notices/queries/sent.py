"""The sender's side: what was sent, how far it got (发出的通知、送达情况)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Count, Q, QuerySet

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.notices.models import Notice, Recipient, Reminder
from zhibu.notices.policies import OWN, SUBTREE
from zhibu.orgs.models import Organisation, Post
from zhibu.orgs.queries import on_day
from zhibu.people.models import Account, Appointment, Membership


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
    """How far a notice got (送达情况): counts only. unreached: no open account to read it with.

    silent: reached, and neither acknowledged nor 没看明白.
    """

    recipients: int
    acknowledged: int
    not_clear: int
    silent: int
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
        "n_not_clear": Q(not_clear=True),
        "n_silent": Q(acknowledged=False, not_clear=False) & ~cut_off,
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


def silent_of(notice_id: int) -> QuerySet[Recipient]:
    """Copies of those who can read it and have said nothing; for counting and reminding only."""
    waiting = Recipient.objects.filter(notice_id=notice_id, acknowledged=False, not_clear=False)
    cut_off = Q(unreached=True) & ~_has_a_way_in()
    return Recipient.objects.filter(pk__in=waiting.exclude(cut_off).values("pk"))


def questions_about(notice_id: int) -> list[str]:
    """What those asked for whom it is not clear yet, without their names. One query."""
    return list(
        Recipient.objects.filter(notice_id=notice_id, not_clear=True)
        .exclude(question="")
        .order_by("question")
        .values_list("question", flat=True)
    )


def reminder_resting(notice: Notice, *, now: datetime) -> Reminder | None:
    """The reminder of the last 24 hours, if there was one. One query."""
    return Reminder.objects.filter(notice=notice, until__gt=now).first()


def _has_a_way_in() -> Q:
    return Q(person__account__opened_at__isnull=False, person__account__is_active=True)


def with_a_way_in(person_ids: set[int]) -> set[int]:
    """Which of these persons have an open account. One query."""
    return set(
        Account.objects.filter(
            person_id__in=person_ids, is_active=True, opened_at__isnull=False
        ).values_list("person_id", flat=True)
    )


@dataclass(frozen=True, slots=True)
class Calls:
    """Whom one caller rings up (电话告知): by the 党小组 where there is one, else by the branch."""

    place: str
    caller: str
    names: tuple[str, ...]


def calls_of(notice: Notice) -> list[Calls]:
    """Those still to phone, divided among callers nearest to them; names only (DC-10). Three queries."""
    waiting = {
        copy.person_id: copy.person.name for copy in unreached_of(notice.pk) if not copy.phoned
    }
    places: dict[Organisation | None, list[str]] = {}
    homes = {
        row.person_id: row.group or row.organisation
        for row in Membership.objects.filter(
            on_day(clock.today()), person_id__in=waiting
        ).select_related("organisation", "group")
    }
    for person_id, name in waiting.items():
        places.setdefault(homes.get(person_id), []).append(name)
    callers = _callers([place.pk for place in places if place])
    return [
        Calls(
            str(place or notice.organisation),
            callers.get(place.pk if place else 0, ""),
            tuple(names),
        )
        for place, names in sorted(places.items(), key=lambda pair: pair[0].path if pair[0] else "")
    ]


def _callers(bodies: list[int]) -> dict[int, str]:
    """Leader of each group, secretary of each branch, by name. One query."""
    rows = Appointment.objects.filter(
        on_day(clock.today()),
        organisation_id__in=bodies,
        post__in=(Post.GROUP_LEADER, Post.SECRETARY),
    ).order_by("since", "pk")
    return dict(rows.values_list("organisation_id", "person__name"))
