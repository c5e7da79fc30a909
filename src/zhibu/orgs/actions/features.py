"""Announcing that a feature will rest, taking it up again, and counting its use (功能停用、用量)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.dates import full_day
from zhibu.kit.period import add_months
from zhibu.kit.verdict import Conflict, Invalid, require
from zhibu.orgs import policies, queries
from zhibu.orgs.domain.usage import NOTICE
from zhibu.orgs.models import FeatureRest, FeatureUse
from zhibu.trail.actions import note
from zhibu.trail.queries import uses_by_month


@transaction.atomic
def rest_feature(*, actor: Actor, key: str, rests_on: date, reason: str) -> FeatureRest:
    """Announce that a feature rests from a day on, two weeks ahead at least (公告停用).

    Until that day every page of it says so; nothing that was recorded is lost.
    Raises Refused, DoesNotExist (unknown feature), Invalid, Conflict (announced already).
    """
    feature = queries.feature(key)
    require(policies.rest_feature(actor, queries.root()))
    if feature.stays:
        raise Conflict(str(feature.stays))
    if queries.open_rests().filter(feature=key).exists():
        raise Conflict(_("这项功能已经公告停用，没有改动。"))
    errors: dict[str, object] = {}
    earliest = clock.today() + NOTICE
    if rests_on < earliest:
        errors["rests_on"] = _("最早 %(day)s：公告两周之后才能停用。") % {"day": full_day(earliest)}
    if not reason.strip():
        errors["reason"] = _("请写明为什么停用。")
    if errors:
        raise Invalid(errors)
    rest = FeatureRest.objects.create(
        feature=key,
        reason=reason.strip(),
        announced_on=clock.today(),
        rests_on=rests_on,
        decided_by=actor.person_id,
        decided_by_name=actor.name,
    )
    note(actor, "orgs.feature.rested", rest, key=key, rests_on=rests_on, reason=rest.reason)
    queries.forget_rests()
    return rest


@transaction.atomic
def wake_feature(*, actor: Actor, key: str) -> None:
    """Take a feature up again, or call its announcement off (恢复功能).

    Raises Refused, DoesNotExist (unknown feature), Conflict (it does not rest).
    """
    queries.feature(key)
    require(policies.wake_feature(actor, queries.root()))
    rest = queries.open_rests().select_for_update().filter(feature=key).first()
    if rest is None:
        raise Conflict(_("这项功能没有停用，没有改动。"))
    rest.woken_at, rest.woken_by, rest.woken_by_name = clock.now(), actor.person_id, actor.name
    rest.save(update_fields=["woken_at", "woken_by", "woken_by_name"])
    note(actor, "orgs.feature.woken", rest, key=key)
    queries.forget_rests()


@transaction.atomic
def count_feature_use(*, since: date | None = None) -> int:
    """Count this month and the last anew from the audit notes, sums only; how many were kept.

    since: the first month to count, for a count from the very beginning. Idempotent.
    """
    today = clock.today()
    first = (since or add_months(today, -1)).replace(day=1)
    beginnings = [(word, f.key) for f in queries.features() for word in f.notes]
    found = uses_by_month(beginnings, since=first, until=add_months(today.replace(day=1), 1))
    rows = [
        FeatureUse(feature=u.name, month=u.month, acts=u.acts, persons=u.persons, last_on=u.last_on)
        for u in found
    ]
    FeatureUse.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["feature", "month"],
        update_fields=["acts", "persons", "last_on"],
    )
    return len(rows)
