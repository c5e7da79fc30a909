"""One generated branch as it stands while its history is laid."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.orgs.models import Organisation
from zhibu.people.models import Person
from zhibu.people.queries import actor_for_person
from zhibu.web.demo.campus.people import Cast
from zhibu.web.demo.campus.plans import BranchPlan


@dataclass(slots=True)
class Lived:
    """A branch, its people by number, and its officers as they act.

    An officer's rights do not change over the history, so that each is asked for once.
    """

    plan: BranchPlan
    number: int
    organisation: Organisation
    cast: Cast
    since: date
    people: list[Person] = field(default_factory=list)
    known: dict[str, Person] = field(default_factory=dict)
    groups: list[Organisation] = field(default_factory=list)
    actors: dict[int, Actor] = field(default_factory=dict)

    def actor(self, at: int) -> Actor:
        """Who acts from this place of the roster: 0 secretary, 1 organisation, 2 publicity."""
        if at not in self.actors:
            person = self.people[at]
            self.actors[at] = actor_for_person(person.pk, name=person.name)
        return self.actors[at]


def evening(day: date, hour: int = 20, minute: int = 0) -> datetime:
    """An hour of a day in China."""
    return datetime.combine(day, time(hour, minute), tzinfo=clock.SHANGHAI)
