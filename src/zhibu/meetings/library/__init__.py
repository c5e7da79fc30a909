"""The theme library that comes with the house (主题库): cards as data, and twelve months.

Every text here was written for this house; laws and articles are named, never copied. A branch adds
its own cards beside these; a card laid to rest stays readable.
"""

from __future__ import annotations

from types import MappingProxyType

from zhibu.meetings.domain.themes import Card, MonthTheme
from zhibu.meetings.library import autumn, spring, summer, winter
from zhibu.meetings.library.months import MONTHS as MONTHS

CARDS: tuple[Card, ...] = (*spring.CARDS, *summer.CARDS, *autumn.CARDS, *winter.CARDS)
BY_ID: MappingProxyType[str, Card] = MappingProxyType({card.id: card for card in CARDS})


def month_theme(month: int) -> MonthTheme:
    """What this month suggests (月主题建议); month 1 to 12."""
    return MONTHS[month - 1]
