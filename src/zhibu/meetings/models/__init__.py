"""Organisational life (组织生活、主题党日): data and its invariants. Source: domain.md 2.2, 3, 9."""

from zhibu.meetings.models.duty import DutyEntry, DutyReminder, DutyWaiver, TermReminder
from zhibu.meetings.models.feedback import FeedbackGiven, FeedbackSlip
from zhibu.meetings.models.meeting import (
    BALLOTS,
    KINDS,
    MANNERS,
    MATTERS,
    AgendaItem,
    AgreedItem,
    ItemCase,
    ItemTally,
    Meeting,
    ReviewCounts,
    Speech,
)
from zhibu.meetings.models.record import Record
from zhibu.meetings.models.theme import (
    MENU,
    REQUIRED,
    SUITS,
    CardRest,
    MonthTheme,
    RequiredItem,
    ThemeCard,
    ThemePreference,
    ThemeProposal,
)

__all__ = [
    "BALLOTS",
    "KINDS",
    "MANNERS",
    "MATTERS",
    "MENU",
    "REQUIRED",
    "SUITS",
    "AgendaItem",
    "AgreedItem",
    "CardRest",
    "DutyEntry",
    "DutyReminder",
    "DutyWaiver",
    "FeedbackGiven",
    "FeedbackSlip",
    "ItemCase",
    "ItemTally",
    "Meeting",
    "MonthTheme",
    "Record",
    "RequiredItem",
    "ReviewCounts",
    "Speech",
    "TermReminder",
    "ThemeCard",
    "ThemePreference",
    "ThemeProposal",
]
