"""What others may know of appeals (异议的事实): no person stands in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhibu.appeals.models import Appeal
from zhibu.kit import clock


@dataclass(frozen=True, slots=True)
class AppealRaised:
    """Something was contested (提出了异议)."""

    appeal_id: int
    kind: str
    subject_id: int
    organisation_id: int
    raised_on: date
    due_on: date

    @classmethod
    def of(cls, appeal: Appeal) -> AppealRaised:
        return cls(
            appeal_id=appeal.pk,
            kind=appeal.kind,
            subject_id=appeal.subject_id,
            organisation_id=appeal.organisation_id,
            raised_on=clock.local(appeal.raised_at).date(),
            due_on=appeal.due_on,
        )


@dataclass(frozen=True, slots=True)
class AppealAnswered:
    """An appeal came to its end (异议已答复). outcome: upheld or explained."""

    appeal_id: int
    kind: str
    subject_id: int
    organisation_id: int
    outcome: str
    answered_on: date

    @classmethod
    def of(cls, appeal: Appeal) -> AppealAnswered:
        assert appeal.answered_at is not None
        return cls(
            appeal_id=appeal.pk,
            kind=appeal.kind,
            subject_id=appeal.subject_id,
            organisation_id=appeal.organisation_id,
            outcome=appeal.state,
            answered_on=clock.local(appeal.answered_at).date(),
        )
