"""What organisational life does on hearing of the tree."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries
from tests.meetings.life import STARTS, Life

from zhibu.gatherings.models import Gathering
from zhibu.kit import clock
from zhibu.meetings import handlers, queries
from zhibu.meetings.models import Meeting
from zhibu.notices.models import Notice
from zhibu.orgs.events import OrganisationDissolved
from zhibu.trail.actions import publish
from zhibu.trail.models import OutboxEvent
from zhibu.web.assembly import HANDLERS


def dissolved(life: Life, *, days: int) -> OutboxEvent:
    """The fact that the branch was dissolved so many days after its sitting (or before it)."""
    on = clock.local(STARTS).date() + timedelta(days=days)
    organisation = life.branch.organisation
    event = OrganisationDissolved(organisation.pk, organisation.path, on)
    return OutboxEvent.objects.get(pk=publish(event))


def test_the_wiring_page_names_who_hears_it() -> None:
    assert handlers.cancel_of_dissolved in HANDLERS["orgs.OrganisationDissolved"]


def test_sittings_ahead_of_a_dissolved_branch_are_called_off_and_told(life: Life) -> None:
    meeting = life.publish()

    handlers.cancel_of_dissolved(dissolved(life, days=0))

    meeting.refresh_from_db()
    meeting.gathering.refresh_from_db()
    assert meeting.state == Meeting.State.CANCELLED
    assert meeting.gathering.state == Gathering.State.CANCELLED
    assert Notice.objects.filter(kind=Notice.Kind.CANCELLATION).count() == 1


def test_a_sitting_before_that_day_stays(life: Life) -> None:
    meeting = life.publish()

    handlers.cancel_of_dissolved(dissolved(life, days=1))

    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.PUBLISHED


@pytest.mark.parametrize("meetings", [1, 3])
def test_sittings_ahead_cost_one_query(
    life: Life, meetings: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(meetings):
        life.plan()
    with django_assert_num_queries(1):
        found = queries.ahead_of(life.branch.organisation.pk, since=STARTS)
    assert len(found) == meetings
