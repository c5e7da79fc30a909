"""DC-03: likes, comments, forwards, votes, views and study minutes weigh nothing in the ledger."""

from __future__ import annotations

import pytest

from tests.points.books import book
from zhibu.orgs.switches import REGISTRY
from zhibu.points.domain import linter
from zhibu.points.domain.facts import FACT_KINDS
from zhibu.points.domain.rules import Rule

NEVER = ("likes", "comments", "forwards", "votes", "views", "learning_minutes", "learning_score")


def taken() -> list[str]:
    """Kinds of this list for which a rule with a weight would be adopted."""
    return [
        kind
        for kind in NEVER
        if not linter.errors(book(Rule(code="1.1", kinds=(kind,), hundredths=100, cap=1000)))
    ]


def test_dc_03_a_rule_with_a_weight_on_likes_or_minutes_is_refused() -> None:
    assert taken() == []
    assert sorted(set(NEVER) & set(FACT_KINDS)) == []


def test_dc_03_outside_a_switch_a_contest_gives_them_nothing() -> None:
    weights = {key: spec.default for key, spec in REGISTRY.items() if ".weight." in key}
    assert weights == {
        "contest.weight.comments": 0,
        "contest.weight.likes": 0,
        "contest.weight.learning_score": 10,
    }


def test_dc_03_a_linter_that_lets_likes_through_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linter, "_of_kinds", lambda _rule: iter(()))
    assert taken() == list(NEVER)
