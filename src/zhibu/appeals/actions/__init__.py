"""Contesting, answering, complaining: each one function, one transaction, one note."""

from zhibu.appeals.actions.complaints import (
    NAMELESS,
    Given,
    answer_complaint,
    close_complaint,
    give_complaint,
    pass_on,
)
from zhibu.appeals.actions.contested import (
    answer_appeal,
    due_today,
    raise_appeal,
    settle_appeals,
    take_over,
    withdraw_appeal,
)
from zhibu.appeals.actions.rising import let_rise

__all__ = [
    "NAMELESS",
    "Given",
    "answer_appeal",
    "answer_complaint",
    "close_complaint",
    "due_today",
    "give_complaint",
    "let_rise",
    "pass_on",
    "raise_appeal",
    "settle_appeals",
    "take_over",
    "withdraw_appeal",
]
