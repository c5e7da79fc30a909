"""One's own points (我的积分): each line with what became of it. Nobody else's is read here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from zhibu.appeals.models import Appeal
from zhibu.appeals.queries import appeals_of
from zhibu.kit.actor import Actor
from zhibu.kit.period import Period
from zhibu.orgs.models import Organisation
from zhibu.orgs.queries import own_branch
from zhibu.points.domain.rules import Span, kind_label, period_of, place
from zhibu.points.models import (
    Balance,
    Claim,
    Contribution,
    Credit,
    Participation,
    SetAside,
    TeamGoal,
)


@dataclass(frozen=True, slots=True)
class Undone:
    """The reversal of a line: why, when, by whom."""

    reason: str
    at: datetime
    by_name: str


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One credit as its owner reads it. said: how it was computed, sentence by sentence."""

    id: int
    title: str
    thing: str
    on: date
    amount: int
    said: tuple[str, ...]
    book: str
    number: int
    version_id: int
    rule: str
    fact: str
    giver_id: int | None
    giver_name: str
    at: datetime
    revision: int
    undone: Undone | None

    @property
    def clause(self) -> str:
        return place(self.rule)

    @property
    def did(self) -> str:
        """What of it counted: taking part, speaking, keeping the record."""
        return _(kind_label(self.fact))

    @property
    def thing_id(self) -> int:
        return int(self.thing.partition(":")[2] or 0)

    @property
    def of_meeting(self) -> bool:
        return self.thing.startswith("meeting:")


@dataclass(frozen=True, slots=True)
class OwnTerm:
    """One's own points of one term in one branch."""

    branch: Organisation
    term: Period
    amount: int
    credits: int
    lines: tuple[OwnLine, ...]
    terms: tuple[Balance, ...]

    @property
    def latest(self) -> tuple[OwnLine, ...]:
        """The last two that stand, for the page of the week."""
        return tuple(line for line in self.lines if line.undone is None)[:2]


def branch_of(actor: Actor) -> Organisation | None:
    """The branch whose points are this actor's own: where one belongs. One query."""
    branch = own_branch(actor)
    if branch is not None and branch.is_branch and branch.path in actor.branches:
        return branch
    return (
        Organisation.objects.filter(path__in=actor.branches, dissolved_on=None)
        .exclude(kind=Organisation.Kind.GROUP)
        .first()
    )


def term_containing(day: date) -> Period:
    return period_of(Span.TERM, day)


def own_term(person_id: int, branch: Organisation, *, day: date) -> OwnTerm:
    """One's lines of the term a day lies in, the latest first. Two queries."""
    term = term_containing(day)
    rows = list(
        Credit.objects.filter(
            person_id=person_id, branch=branch, month__gte=term.since, month__lt=term.until
        )
        .select_related("version")
        .order_by("-on", "-id")
    )
    undone = {
        row.reverses: Undone(row.reason, row.at, row.giver_name) for row in rows if row.reverses
    }
    balances = Balance.objects.filter(person_id=person_id, branch=branch).order_by("-period")
    terms = tuple(balances)
    here = next((b for b in terms if b.period == term.since), None)
    return OwnTerm(
        branch=branch,
        term=term,
        amount=here.amount if here else 0,
        credits=here.credits if here else 0,
        lines=tuple(_line(row, undone.get(row.id)) for row in rows if row.reverses is None),
        terms=terms,
    )


def _line(row: Credit, undone: Undone | None) -> OwnLine:
    receipt = row.receipt
    return OwnLine(
        id=row.id,
        title=receipt.get("title", ""),
        thing=receipt.get("thing", ""),
        on=row.on,
        amount=row.amount,
        said=tuple(said(text, values) for text, values in receipt.get("said", [])),
        book=row.version.title,
        number=row.version.number,
        version_id=row.version_id,
        rule=row.rule,
        fact=row.fact,
        giver_id=row.giver_id,
        giver_name=row.giver_name,
        at=row.at,
        revision=row.revision,
        undone=undone,
    )


def said(text: str, values: dict[str, str | int]) -> str:
    """A kept sentence in the reader's language."""
    return _(text) % values if values else _(text)


def participations_of(person_id: int) -> list[Participation]:
    """All the stretches in which somebody took part, the latest first. One query."""
    rows = Participation.objects.filter(person_id=person_id).select_related("branch")
    return list(rows.order_by("-joined_at"))


def credits_of(person_id: int) -> list[Credit]:
    """Every line about somebody, reversals too, the latest first. One query."""
    rows = Credit.objects.filter(person_id=person_id).select_related("branch", "version")
    return list(rows.order_by("-on", "-id"))


def entries_about(person_id: int) -> tuple[list[Contribution], list[Claim], list[SetAside]]:
    """What was entered for or by somebody, claimed, set aside. Three queries."""
    entered = Contribution.objects.filter(Q(person_id=person_id) | Q(giver_id=person_id))
    return (
        list(entered.select_related("branch", "person").order_by("-given_at")),
        list(Claim.objects.filter(person_id=person_id).order_by("-made_at")),
        list(SetAside.objects.filter(person_id=person_id).order_by("-at")),
    )


def goals_set_by(person_id: int) -> list[TeamGoal]:
    """Goals this person set, the latest first. One query."""
    return list(TeamGoal.objects.filter(set_by=person_id).order_by("-set_at"))


def appeals_about(person_id: int) -> dict[tuple[str, int], Appeal]:
    """One's own objections to credits and claims, the latest of each thing. One query."""
    rows = reversed(appeals_of(person_id))
    return {(row.kind, row.subject_id): row for row in rows if row.kind.startswith("points.")}
