"""A gathering of the cast, in field words: one Wednesday evening at 19:00."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.urls import reverse
from tests.cast import Branch

from zhibu.gatherings import actions
from zhibu.gatherings.domain import Invite, live_code, step_of
from zhibu.gatherings.models import Attendee, Gathering
from zhibu.kit import clock
from zhibu.people.models import Person

STARTS = datetime(2026, 11, 25, 11, 0, tzinfo=UTC)  # 19:00 in China
ENDS = STARTS + timedelta(minutes=90)
EARLIER = STARTS - timedelta(days=3)
DOOR = STARTS - timedelta(minutes=8)  # 18:52


def planned(branch: Branch, people: Iterable[Person] | None = None, **wishes: Any) -> Gathering:
    """A gathering with the branch's people, or these, on its list; not yet published."""
    listed = branch.members if people is None else list(people)
    given: dict[str, Any] = {
        "organisation": branch.organisation,
        "title": "支部党员大会",
        "starts_at": STARTS,
        "ends_at": ENDS,
        "place": "理科楼 A312",
        "attendees": [Invite(p.pk, with_vote=True) for p in listed],
    }
    with clock.pinned(EARLIER):
        return actions.open_gathering(actor=branch.secretary, **(given | wishes))


def convened(branch: Branch, people: Iterable[Person] | None = None, **wishes: Any) -> Gathering:
    """The same, published."""
    gathering = planned(branch, people, **wishes)
    return actions.publish_gathering(actor=branch.secretary, gathering_id=gathering.pk)


def row_of(gathering: Gathering, person: Person) -> Attendee:
    return Attendee.objects.get(gathering=gathering, person=person)


def code_at(gathering: Gathering, moment: datetime) -> str:
    """The six digits on the screen at this moment."""
    return live_code(gathering.secret, step_of(moment))


def page_of(gathering: Gathering, name: str = "gathering") -> str:
    return reverse(f"gatherings:{name}", args=[gathering.pk])
