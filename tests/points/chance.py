"""Whatever can happen to a branch's points, in any order (随意的操作): for the state machine and long runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

from tests.cast import HOUSE, Branch, acting
from tests.points.team import BOOK, Team, adopted, at, team_of
from zhibu.appeals.models import Appeal
from zhibu.kit import clock
from zhibu.kit.verdict import Conflict, Invalid, Refused
from zhibu.meetings.events import RecordConfirmed
from zhibu.orgs.actions import end_switch, set_switch
from zhibu.orgs.models import Switch
from zhibu.people.models import Person
from zhibu.points import actions, queries
from zhibu.points.actions import Deed
from zhibu.points.events import RulebookAdopted
from zhibu.points.models import Claim, Contribution, Credit
from zhibu.trail.models import OutboxEvent
from zhibu.trail.outbox import deliver
from zhibu.web.assembly import POINTS

BEGIN = datetime(2026, 9, 2, 8, 0, tzinfo=clock.SHANGHAI)
KINDS = (("theme_day",), ("theme_day", "party_class"), ("group_meeting",))
HAND = ("service", "reflection", "peer_rating", "study_done")


class Chance:
    """A branch of seven to whom things happen; each operation takes what it needs from one source
    of chance, does one thing at one instant, and lets its facts arrive."""

    def __init__(
        self, branch: Branch, rng: Random, *, pace: timedelta = timedelta(hours=7)
    ) -> None:
        self.team: Team = team_of(branch, members=7)
        self.rng, self.now, self.pace = rng, BEGIN, pace
        self.told: list[RecordConfirmed] = []
        self.book = self.team.version
        self.operations: dict[str, Callable[[], object]] = {
            "confirm": self.confirm,
            "correct": self.correct,
            "join": self.join,
            "leave": self.leave,
            "enter": self.enter,
            "withdraw": self.withdraw,
            "object": self.object_to_one,
            "claim": self.claim,
            "turn": self.turn,
            "choose": self.choose,
            "carry_out": self.carry_out,
            "adopt": self.adopt,
        }

    def step(self, name: str) -> None:
        """One operation, a while after the one before; what is refused changes nothing."""
        self.now += self.pace * (0.5 + self.rng.random())
        try:
            with at(self.now):
                self.operations[name]()
        except (Refused, Conflict, Invalid):
            pass
        with at(self.now):
            self.hand_on()

    def hand_on(self) -> None:
        """All facts waiting reach their handlers."""
        waiting = OutboxEvent.objects.filter(delivered_at=None, kind__in=list(POINTS))
        for pk in list(waiting.order_by("id").values_list("pk", flat=True)):
            deliver(pk, POINTS)

    # ---- what it draws from

    @property
    def today(self) -> date:
        return self.now.date()

    def somebody(self) -> Person:
        return self.rng.choice(self.team.members)

    def some(self) -> list[Person]:
        return [person for person in self.team.members if self.rng.random() < 0.5]

    def a_day(self) -> date:
        return self.today - timedelta(days=self.rng.choice((0, 0, 1, 3, 20, 45)))

    # ---- operations

    def confirm(self) -> None:
        people = self.some()
        event = self.team.sitting(
            people,
            on=self.a_day(),
            told_on=self.now,
            kinds=self.rng.choice(KINDS),
            chair=self.rng.choice(people) if people else None,
            minutes=self.rng.randrange(30, 150),
        )
        self.told.append(event)

    def correct(self) -> None:
        if self.told:
            number = self.rng.randrange(len(self.told))
            present = tuple(person.pk for person in self.some())
            self.told[number] = self.team.correct(self.told[number], on=self.now, present=present)

    def join(self) -> None:
        actions.join_points(
            actor=acting(self.somebody()),
            organisation_id=self.team.pk,
            takes_in_term=self.rng.random() < 0.5,
        )

    def leave(self) -> None:
        somebody = self.somebody()
        if self.rng.random() < 0.4 and self._takes_part(somebody):
            actions.leave_points(actor=acting(somebody), organisation_id=self.team.pk)

    def _takes_part(self, somebody: Person) -> bool:
        return queries.takes_part(somebody.pk, self.team.pk) is not None

    def _deed(self) -> Deed:
        return Deed(
            self.rng.choice(HAND),
            self.a_day(),
            "旧书修补",
            minutes=self.rng.randrange(0, 300),
            count=self.rng.choice((1, 1, 2, 90)),
        )

    def enter(self) -> None:
        actions.register_contribution(
            actor=self.team.branch.officer,
            organisation_id=self.team.pk,
            person_id=self.somebody().pk,
            deed=self._deed(),
            evidence="签到表",
        )

    def withdraw(self) -> None:
        standing = Contribution.objects.filter(withdrawn_at=None).order_by("?").first()
        if standing is not None:
            actions.withdraw_contribution(
                actor=self.team.branch.secretary, contribution_id=standing.pk, reason="登记错人"
            )

    def object_to_one(self) -> None:
        credits_ = list(Credit.objects.filter(reverses=None).order_by("-id")[:40])
        if credits_:
            credit = self.rng.choice(credits_)
            officers = (self.team.branch.secretary, self.team.branch.officer)
            actions.set_aside_credit(
                actor=self.rng.choice(officers), credit_id=credit.id, reason="没有到会"
            )

    def claim(self) -> None:
        somebody = self.somebody()
        if self._takes_part(somebody):
            appeal: Appeal = actions.claim_missing(
                actor=acting(somebody),
                organisation_id=self.team.pk,
                deed=self._deed(),
                reason="有签到表",
            )
            if self.rng.random() < 0.7:
                claim = Claim.objects.get(pk=appeal.subject_id)
                actions.credit_claim(
                    actor=self.team.branch.secretary, claim_id=claim.pk, reason="属实"
                )

    def turn(self) -> None:
        held = Switch.objects.filter(
            organisation_id=self.team.pk,
            key="points.enabled",
            since__lte=self.today,
            until__gt=self.today,
        ).first()
        if held is None:
            set_switch(
                actor=HOUSE,
                organisation_id=self.team.pk,
                key="points.enabled",
                value=True,
                until=self.today + timedelta(days=300),
                ground="决议",
            )
        elif self.rng.random() < 0.25:
            end_switch(actor=HOUSE, switch_id=held.pk)

    def choose(self) -> None:
        somebody = self.somebody()
        if self._takes_part(somebody):
            actions.choose_rules(
                actor=acting(somebody),
                organisation_id=self.team.pk,
                codes=["6.1"] if self.rng.random() < 0.5 else [],
            )

    def carry_out(self) -> None:
        self.team.carried_out(self.somebody(), on=self.today, told_on=self.now)

    def adopt(self) -> None:
        """Another version from today on, its theme days worth a little more or less."""
        since = self.book.since
        if since is None or self.rng.random() > 0.1 or self.today <= since:
            return
        self.book.until, self.book.state = self.today, "retired"
        self.book.save(update_fields=["until", "state"])
        first, *rest = BOOK.rules
        rules = (replace(first, hundredths=self.rng.choice((100, 150, 250))), *rest)
        self.book = adopted(
            self.team.branch, replace(BOOK, rules=rules), since=self.today, number=1
        )
        self.team.tell(RulebookAdopted.of(self.book), on=self.now)


NAMES = (
    "confirm", "correct", "join", "leave", "enter", "withdraw", "object", "claim", "turn",
    "choose", "carry_out", "adopt",
)  # fmt: skip
# In long runs: records and entries make up the most, as in life.
WEIGHTS = (30, 8, 8, 4, 20, 4, 5, 5, 3, 4, 8, 3)
