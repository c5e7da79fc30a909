"""What a row says of a person's past (党籍经过): the dated kinds that follow from its dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhibu.people.roster.model import RosterRow


@dataclass(frozen=True, slots=True)
class Span:
    """A kind and a standing, half-open."""

    kind: str
    standing: str
    since: date
    until: date | None = None


def first_spans(row: RosterRow, *, on: date) -> list[Span]:
    """Spans of somebody new to the house. on: the day of the import, where no date says earlier."""
    standing = row.standing or "normal"
    joined, confirmed = row.joined_on, row.confirmed_on
    if row.kind == "full" and confirmed is not None:
        full = Span("full", standing, confirmed)
        if joined is not None and joined < confirmed:
            return [Span("probationary", "normal", joined, confirmed), full]
        return [full]
    if row.kind == "probationary" and joined is not None:
        return [Span("probationary", standing, joined)]
    if row.kind == "applicant" and row.applied_on is not None:
        return [Span("applicant", standing, row.applied_on)]
    return [Span(row.kind, standing, on)]


def next_since(kind: str, row: RosterRow, *, after: date | None, on: date) -> date:
    """The first day of a kind that follows another: its own date, when that lies after the other's
    first day and not in the future; else the day of the import."""
    own = {"full": row.confirmed_on, "probationary": row.joined_on, "applicant": row.applied_on}
    day = own.get(kind)
    if day is not None and day <= on and (after is None or day > after):
        return day
    return on
