"""Bringing a branch's ledger to what its facts ask for (记分): the difference and nothing else.

Everything that changes what should stand — a record confirmed or corrected, somebody joining, a
contribution entered, an objection upheld, points turned on or off, another book — ends here. Late and
corrected facts need no road of their own.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zhibu.kit.actor import Actor
from zhibu.kit.period import Period
from zhibu.orgs.models import Organisation
from zhibu.points.actions.writing import Entry, post_batch
from zhibu.points.domain.ledger import Book, Difference, Line, Part, Wanted, difference, wanted
from zhibu.points.domain.scoring import receipt
from zhibu.points.queries import posting as read


@dataclass(frozen=True, slots=True)
class Cause:
    """Why lines are taken back, and by whom: shown on each reversal."""

    reason: str
    by_id: int | None
    by_name: str

    @classmethod
    def of(cls, actor: Actor, reason: str) -> Cause:
        return cls(reason, actor.person_id, actor.name)


@dataclass(frozen=True, slots=True)
class Posted:
    """What was written: credits, and reversals of credits that no longer held."""

    credited: int = 0
    reversed: int = 0


def post_branch(
    branch_id: int,
    *,
    days: Collection[date],
    cause: Cause,
    person_ids: Collection[int] | None = None,
) -> Posted:
    """Post for everybody who takes part in a branch, or for these persons, around these days.

    Within the caller's transaction; the branch is held until its end. A fixed number of statements.
    """
    branch = read.branches_locked([branch_id])[branch_id]
    entries, taking = _entries(branch, days=days, cause=cause, person_ids=person_ids)
    written = post_batch(entries, levels=read.levels_of([branch]), taking=taking)
    undone = sum(1 for entry in entries if entry.reverses)
    return Posted(credited=written - undone, reversed=undone)


def post_under(organisation_id: int, *, since: date, cause: Cause) -> Posted:
    """Post anew for all branches of a body in which somebody takes part, from a day on, so many
    branches a batch: a book of a college was put into force."""
    credited = undone = 0
    for branch_ids in read.in_batches(read.branches_taking_part(organisation_id)):
        branches = read.branches_locked(branch_ids)
        entries: list[Entry] = []
        taking: set[tuple[int, int]] = set()
        for branch in branches.values():
            days = read.days_told(branch.pk, since=since)
            more, there = _entries(branch, days=days, cause=cause, person_ids=None)
            entries += more
            taking |= there
        written = post_batch(entries, levels=read.levels_of(branches.values()), taking=taking)
        back = sum(1 for entry in entries if entry.reverses)
        credited, undone = credited + written - back, undone + back
    return Posted(credited=credited, reversed=undone)


def _entries(
    branch: Organisation,
    *,
    days: Collection[date],
    cause: Cause,
    person_ids: Collection[int] | None,
) -> tuple[list[Entry], set[tuple[int, int]]]:
    """The lines to write for one branch, and who takes part in it now."""
    parts = read.parts_of(branch.pk, person_ids)
    taking = {
        (person, branch.pk)
        for person, stretches in parts.items()
        if any(stretch.left_at is None for stretch in stretches)
    }
    if not parts or not days:
        return [], taking
    books = read.books_of(branch, days)
    scopes = sorted(
        {
            (book.scope(day), at)
            for at, book in enumerate(books)
            for day in days
            if day in book.decides
        }
    )
    spans = [span for span, _at in scopes]
    lines = _wanted(branch, [(span, books[at]) for span, at in scopes], parts)
    ledger = read.ledger_lines(branch.pk, person_ids=list(parts), spans=spans)
    return _written(branch, difference(lines, ledger), cause=cause, lines=lines), taking


def _wanted(
    branch: Organisation, scopes: list[tuple[Period, Book]], parts: dict[int, list[Part]]
) -> list[Wanted]:
    told = read.told_in(
        branch.pk,
        since=min(span.since for span, _book in scopes),
        until=max(span.until for span, _book in scopes),
    )
    on_days = read.days_on(branch.pk)
    set_aside = read.set_aside_of(branch.pk, list(parts))
    return [
        line
        for span, book in scopes
        for line in wanted(
            told=[one for one in told if one.on in span],
            book=book,
            parts=parts,
            on_days=on_days,
            set_aside=set_aside,
        )
    ]


def _written(
    branch: Organisation, found: Difference, *, cause: Cause, lines: list[Wanted]
) -> list[Entry]:
    still = {line.key for line in lines}
    back = [_reversal(branch, line, cause, moved=line.key in still) for line in found.reverse]
    return back + [_credit(branch, line, revision) for line, revision in found.write]


def _reversal(branch: Organisation, line: Line, cause: Cause, *, moved: bool) -> Entry:
    """moved: the fact still counts by the same rule, for another amount or for none."""
    shifted = _("同一周期里补记或更正了别的事实，按上限重算。")
    return Entry(
        person_id=line.key.person_id,
        branch_id=branch.pk,
        version_id=line.key.version_id,
        rule=line.key.rule,
        event=line.key.event,
        fact=line.key.fact,
        revision=line.revision,
        amount=-line.amount,
        on=line.on,
        giver_id=cause.by_id,
        giver_name=cause.by_name,
        reverses=line.id,
        reason=shifted if moved else cause.reason,
    )


def _credit(branch: Organisation, line: Wanted, revision: int) -> Entry:
    return Entry(
        person_id=line.key.person_id,
        branch_id=branch.pk,
        version_id=line.key.version_id,
        rule=line.key.rule,
        event=line.key.event,
        fact=line.key.fact,
        revision=revision,
        amount=line.amount,
        on=line.told.on,
        giver_id=line.told.giver_id,
        giver_name=line.told.giver_name,
        receipt=receipt_of(line),
    )


def receipt_of(line: Wanted) -> dict[str, Any]:
    """The plain parts of the explanation: what, by which book, computed how."""
    return {
        "title": line.told.title,
        "thing": line.told.thing,
        "book": line.book.title,
        "number": line.book.number,
        "said": [
            [sentence.text, dict(sentence.values)]
            for sentence in receipt(line.book.rules, line.award)
        ],
    }
