"""What came back after a sitting (反馈): counts only, and only from five answers on."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from zhibu.gatherings.models import Attendee
from zhibu.meetings.domain import review
from zhibu.meetings.domain.matters import NotYet
from zhibu.meetings.entries import Grades
from zhibu.meetings.models import (
    AgreedItem,
    FeedbackGiven,
    FeedbackSlip,
    Meeting,
    ThemePreference,
    ThemeProposal,
)
from zhibu.meetings.queries.themes import SHOWN_FROM


@dataclass(frozen=True, slots=True)
class Question:
    """One question's answers: how many gave 1, 2, 3, 4, 5."""

    name: str
    counts: tuple[int, int, int, int, int]

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def mean(self) -> str:
        """To one place, half up: 4.2."""
        points = sum(n * score for score, n in enumerate(self.counts, start=1))
        tenths = (points * 20 + self.total) // (2 * self.total) if self.total else 0
        return f"{tenths // 10}.{tenths % 10}"


@dataclass(frozen=True, slots=True)
class FeedbackResult:
    """Answers to the three questions; none shown below five."""

    answers: int
    questions: tuple[Question, ...]

    @property
    def shown(self) -> bool:
        return self.answers >= SHOWN_FROM

    @property
    def missing(self) -> int:
        return max(0, SHOWN_FROM - self.answers)


def feedback_of(meeting: Meeting) -> FeedbackResult:
    """The result of one sitting's feedback. Four queries, one when too few have answered."""
    slips = FeedbackSlip.objects.filter(meeting=meeting)
    answers = slips.count()
    if answers < SHOWN_FROM:
        return FeedbackResult(answers, ())
    names = ("useful", "near", "again")
    return FeedbackResult(answers, tuple(_question(meeting, name) for name in names))


def _question(meeting: Meeting, name: str) -> Question:
    rows = FeedbackSlip.objects.filter(meeting=meeting).values_list(name).annotate(n=Count("pk"))
    found = dict(rows.order_by(name))
    first, second, third, fourth, fifth = (found.get(score, 0) for score in range(1, 6))
    return Question(name, (first, second, third, fourth, fifth))


def was_there(meeting: Meeting, *, person_id: int | None) -> bool:
    """Whether this person was at the sitting. One query."""
    return Attendee.objects.filter(
        gathering_id=meeting.gathering_id, person_id=person_id or 0, present_at__isnull=False
    ).exists()


def has_answered(meeting: Meeting, *, person_id: int | None) -> bool:
    """Whether this person has given feedback; not what. One query."""
    return FeedbackGiven.objects.filter(meeting=meeting, person_id=person_id or 0).exists()


def review_refusal(grades: Grades, *, full_members: int) -> str:
    """Why these counts cannot stand, or nothing. No query."""
    answer = review.review_verdict(
        review.Grades(
            grades.excellent,
            grades.qualified,
            grades.basically_qualified,
            grades.not_qualified,
        ),
        full_members=full_members,
    )
    if isinstance(answer, NotYet):
        return "".join(sentence.said(_) for sentence in answer.because)
    return ""


def own_traces(
    person_id: int,
) -> tuple[list[AgreedItem], list[ThemeProposal], list[ThemePreference], int]:
    """What somebody is in charge of, proposed and prefers, and how often they answered. Four queries."""
    return (
        list(AgreedItem.objects.filter(owner_id=person_id).order_by("-due_on", "-pk")),
        list(ThemeProposal.objects.filter(proposed_by_id=person_id).order_by("-pk")),
        list(ThemePreference.objects.filter(person_id=person_id).select_related("proposal")),
        FeedbackGiven.objects.filter(person_id=person_id).count(),
    )
