"""Days by which answers are due, tracking codes, and what may be told in numbers (期限、查询码、公开的数字)."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from zhibu.orgs.domain.workdays import Calendar, Due, after_working_days

APPEAL_DAYS = 5  # working days
LONGEST = timedelta(days=30)
COMPLAINT_DAYS = timedelta(days=7)
TOLD_FROM = 5  # fewer cases than this would show persons


def appeal_due(raised_on: date, *, calendar: Calendar) -> Due:
    """The last day to answer an appeal: the fifth working day after, never over 30 days."""
    due = after_working_days(raised_on, APPEAL_DAYS, calendar=calendar)
    latest = raised_on + LONGEST
    return due if due.day <= latest else Due(latest, due.provisional)


def complaint_due(given_on: date) -> date:
    """The last day to answer a complaint or suggestion: the seventh day after."""
    return given_on + COMPLAINT_DAYS


# ---- tracking codes

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # nothing that reads like something else
CODE_LENGTH, GROUP = 12, 4


def new_code() -> str:
    """A code for one complaint nobody signed, ``ABCD-EFGH-JKMN``; kept only by who gave it."""
    drawn = "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
    return "-".join(drawn[at : at + GROUP] for at in range(0, CODE_LENGTH, GROUP))


def code_digest(code: str) -> str:
    """What is stored of a code, however it was typed: small letters, spaces, dashes."""
    plain = re.sub(r"[^0-9A-Z]", "", code.upper())
    return hashlib.sha256(plain.encode()).hexdigest()


def shape_of(route: str) -> str:
    """The shape of an address without anything that stands in it: ``m/<int:meeting_id>/`` → ``/m/…/``."""
    return "/" + re.sub(r"<[^>]+>", "…", route)


# ---- numbers


@dataclass(frozen=True, slots=True)
class Outcomes:
    """How appeals of a body ended (异议办理情况). days: working days of each answer."""

    raised: int
    upheld: int
    explained: int
    waiting: int
    days: tuple[int, ...] = ()

    @property
    def shown(self) -> bool:
        """Whether there are enough that no person shows."""
        return self.raised >= TOLD_FROM

    @property
    def median_days(self) -> float | None:
        """Half were answered within this many working days; None when nothing was answered."""
        return middle(self.days)


def middle(days: Sequence[int]) -> float | None:
    """The median, None of nothing."""
    return float(median(days)) if days else None
