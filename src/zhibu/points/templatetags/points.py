"""Hundredths as points on a page (分值)."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext

from zhibu.kit.period import Period
from zhibu.kit.sentences import Sentence

register = template.Library()


@register.filter
def points(hundredths: int) -> str:
    """1450 → 14.50."""
    sign = "−" if hundredths < 0 else ""
    return f"{sign}{abs(hundredths) // 100}.{abs(hundredths) % 100:02d}"


@register.filter
def signed(hundredths: int) -> str:
    """200 → +2.00."""
    return points(hundredths) if hundredths < 0 else f"+{points(hundredths)}"


@register.filter
def is_autumn(term: Period) -> bool:
    """Terms run from August and from February."""
    return term.since.month == 8


@register.filter
def rule_anchor(code: str) -> str:
    """Where a rule stands on its book's page: 4.2 → rule-4-2."""
    return f"rule-{code.replace('.', '-')}"


@register.filter
def said(sentence: Sentence) -> str:
    """A sentence of the domain in the reader's language."""
    return sentence.said(gettext)
