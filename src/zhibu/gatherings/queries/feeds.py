"""What a calendar reads by its secret address, and whether that address still lives (日历订阅)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q

from zhibu.gatherings.models import Attendee, CalendarFeed, Gathering
from zhibu.gatherings.queries.gates import OUT, hosted_by, seen_gatherings
from zhibu.kit import clock
from zhibu.orgs.queries import on_day
from zhibu.people.models import Account, Membership
from zhibu.people.queries import actor_for_account

BACK, AHEAD = timedelta(days=200), timedelta(days=400)
MOST = 1000  # events of one feed; a branch holds some fifty a year


def digest_of(token: str) -> str:
    """SHA-256 in hex: the address itself is known to its owner only."""
    return hashlib.sha256(token.encode()).hexdigest()


def home_of(person_id: int) -> int | None:
    """The body somebody belongs to today. One query."""
    return (
        Membership.objects.filter(on_day(clock.today()), person_id=person_id)
        .values_list("organisation_id", flat=True)
        .first()
    )


@dataclass(frozen=True, slots=True)
class FeedLine:
    """One of one's feeds as its page shows it. alive: the address still answers."""

    feed: CalendarFeed
    alive: bool


def _lives(feed: CalendarFeed, account: Account, home: int | None) -> bool:
    return (
        feed.ended_at is None
        and account.is_active
        and account.opened_at is not None
        and account.generation == feed.generation
        and home == feed.organisation_id
    )


def feeds_of(person_id: int) -> list[FeedLine]:
    """One's feeds that were not ended by hand, and whether they still answer. Three queries."""
    account = Account.objects.get(person_id=person_id)
    home = home_of(person_id)
    rows = CalendarFeed.objects.filter(person_id=person_id, ended_at=None).order_by("scope")
    return [FeedLine(row, _lives(row, account, home)) for row in rows]


def all_feeds_of(person_id: int) -> list[CalendarFeed]:
    """Every feed one ever had, newest first. One query."""
    return list(CalendarFeed.objects.filter(person_id=person_id).order_by("-made_at", "-pk"))


def feed_for_change(scope: str, *, person_id: int | None) -> CalendarFeed:
    """One's feed of this kind, locked. Raises DoesNotExist. One query."""
    return CalendarFeed.objects.select_for_update().get(
        person_id=person_id or 0, scope=scope, ended_at=None
    )


def feed_by_token(token: str) -> CalendarFeed:
    """The living feed behind an address. Raises DoesNotExist: unknown and ended are the same.

    Three queries.
    """
    feed = CalendarFeed.objects.select_related("organisation", "person").get(
        digest=digest_of(token), ended_at=None
    )
    account = Account.objects.get(person_id=feed.person_id)
    if not _lives(feed, account, home_of(feed.person_id)):
        raise CalendarFeed.DoesNotExist
    return feed


def gatherings_in(feed: CalendarFeed) -> list[Gathering]:
    """What stands in a feed today, soonest first: published or called off, never only planned.

    One's own: where one is expected, sits in, or has a place. The branch's: of what its pages show this
    person, all that one is invited to or may sign up for; for its hosts everything. One query, four
    for a branch's.
    """
    now = clock.now()
    near = Q(starts_at__gt=now - BACK, starts_at__lt=now + AHEAD)
    if feed.scope == CalendarFeed.Scope.MINE:
        mine = Attendee.objects.filter(
            Q(eligible=True) | Q(observer=True) | Q(sign_up=Attendee.SignUp.SIGNED),
            person_id=feed.person_id,
        ).exclude(sign_up=Attendee.SignUp.WITHDRAWN)
        found = Gathering.objects.exclude(OUT).filter(pk__in=mine.values("gathering_id"))
    else:
        assert feed.organisation is not None
        account = Account.objects.select_related("person").get(person_id=feed.person_id)
        actor = actor_for_account(account)
        invited = Attendee.objects.filter(person_id=feed.person_id).values("gathering_id")
        found = (
            seen_gatherings(seen_by=actor)
            .exclude(OUT)
            .filter(organisation__path__startswith=feed.organisation.path)
            .filter(hosted_by(actor) | Q(takes_sign_up=True) | Q(pk__in=invited))
        )
    rows = found.filter(near).select_related("organisation")
    return list(rows.order_by("starts_at", "pk")[:MOST])
