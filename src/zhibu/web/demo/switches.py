"""Policy switches of the demo, set by the branches' own secretaries (演示的政策开关)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Protocol

from zhibu.kit.actor import Actor
from zhibu.kit.dates import full_day
from zhibu.kit.period import add_months
from zhibu.orgs.actions import end_switch, set_switch
from zhibu.orgs.actions.switches import last_day_of_switch
from zhibu.orgs.models import Organisation
from zhibu.orgs.queries import switches_between

POINTS = "points.enabled"
ON = (0, 2)  # the branches whose points are on
TRIED = 3  # the one that tried them and stopped


class Kept(Protocol):
    """What this page needs of a seeded branch."""

    organisation: Organisation

    def actor(self, at: int) -> Actor: ...


def lay_switches(branch: Kept, *, number: int, today: date) -> None:
    """Two branches with their points on until their terms end, one that ended them after a month."""
    if number not in (*ON, TRIED):
        return
    since = add_months(today.replace(day=1), -2)
    end = last_day_of_switch(branch.organisation, since)
    body = branch.organisation.pk
    if switches_between(body, key=POINTS, subject="", since=since, until=end).exists():
        return
    meeting = full_day(since - timedelta(days=7))
    made = set_switch(
        actor=branch.actor(0),
        organisation_id=body,
        key=POINTS,
        value=True,
        since=since,
        until=end,
        ground=f"{meeting}支部党员大会决议",
    )
    if number == TRIED:
        end_switch(actor=branch.actor(0), switch_id=made.pk, on=add_months(since, 1))
