"""DC-14: service may bring thanks, never a minus, never a gate."""

from __future__ import annotations

import pytest

from tests.points.books import book
from zhibu.points.domain import linter
from zhibu.points.domain.rules import Rule

SERVICES = ("service", "public_benefit", "one_to_one_help", "no_service")


def taken() -> list[str]:
    """Kinds of service for which a rule with a minus would be adopted."""
    return [
        kind
        for kind in SERVICES
        if not linter.errors(book(Rule(code="1.1", kinds=(kind,), hundredths=-100, cap=1000)))
    ]


def test_dc_14_a_rule_that_takes_points_for_not_serving_is_refused() -> None:
    assert taken() == []


def test_dc_14_a_required_number_of_hours_is_refused() -> None:
    rule = Rule(
        code="1.1",
        kinds=("service",),
        hundredths=100,
        cap=1000,
        note="每人每学期必须完成 20 小时志愿服务",
    )
    assert linter.errors(book(rule)) != []


def test_dc_14_a_linter_that_looks_at_no_amount_and_no_kind_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(linter, "_of_amounts", lambda _rule: iter(()))
    assert taken() == ["service", "public_benefit", "one_to_one_help"]
