"""Secret addresses for a phone's calendar: made, shown once, ended (日历订阅)."""

from __future__ import annotations

import secrets

from django.db import transaction

from zhibu.gatherings import policies, queries
from zhibu.gatherings.models import CalendarFeed
from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.verdict import require
from zhibu.people.queries import account_for
from zhibu.trail.actions import note


@transaction.atomic
def make_feed(*, actor: Actor, scope: str) -> str:
    """A new secret address, the only time it is known; the one before stops (生成订阅地址).

    Answers the token. Raises DoesNotExist (the house has no account), Refused.
    """
    require(policies.make_feed(actor, scope))
    account = account_for(actor.person_id or 0)
    _end_earlier(account.person_id, scope)
    token = secrets.token_urlsafe(24)
    feed = CalendarFeed.objects.create(
        person=account.person,
        scope=scope,
        organisation_id=queries.home_of(account.person_id),
        generation=account.generation,
        digest=queries.digest_of(token),
    )
    note(actor, "gatherings.feed.made", feed, scope=scope)
    return token


def _end_earlier(person_id: int, scope: str) -> None:
    CalendarFeed.objects.filter(person_id=person_id, scope=scope, ended_at=None).update(
        ended_at=clock.now()
    )


@transaction.atomic
def end_feed(*, actor: Actor, scope: str) -> CalendarFeed:
    """Make an address stop at once (停用订阅). Raises DoesNotExist (none), Refused."""
    feed = queries.feed_for_change(scope, person_id=actor.person_id)
    require(policies.end_feed(actor, feed))
    feed.ended_at = clock.now()
    feed.save(update_fields=["ended_at"])
    note(actor, "gatherings.feed.ended", feed, scope=scope)
    return feed
