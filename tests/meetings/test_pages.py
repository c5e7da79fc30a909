"""Every page of the room, as officer, member and stranger."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.cast import opened
from tests.meetings.life import BEFORE, Life, at

from zhibu.people.models import Person


def entered(person: Person) -> Client:
    """A browser in which this person has signed in."""
    client = Client()
    account = opened(person)
    client.force_login(account)
    session = client.session
    session["generation"] = account.generation
    session.save()
    return client


@pytest.mark.parametrize(
    "kind", ["theme_day", "general_meeting", "branch_committee", "party_class", "life_meeting"]
)
def test_the_plan_page_arrives_filled_in(life: Life, kind: str) -> None:
    with at(BEFORE):
        answer = entered(life.full[0]).get(f"/m/plan/{life.organisation.pk}?kind={kind}")
    assert answer.status_code == 200
