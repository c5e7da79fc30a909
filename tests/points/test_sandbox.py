"""Trying a book: the cheapest way equals brute force; counts and shares, never names."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.points.books import DAY, KINDS, ME, book, books
from zhibu.points.domain import cheapest as solving
from zhibu.points.domain.cheapest import Deed, TooMany, cheapest, possible
from zhibu.points.domain.facts import Fact
from zhibu.points.domain.rules import Rule, Rulebook, Span, period_of
from zhibu.points.domain.sandbox import PROFILES, invented, rehearse, way_said
from zhibu.points.domain.schemes import SCHEMES
from zhibu.points.domain.scoring import total

NOVEMBER = date(2026, 11, 25)


@st.composite
def deeds(draw: st.DrawFn) -> list[Deed]:
    """Up to eight things that could be done over eight months."""
    return [
        Deed(
            Fact(
                f"f{number}",
                draw(st.sampled_from(KINDS)),
                ME,
                DAY + timedelta(days=draw(st.integers(0, 240))),
                draw(st.sampled_from([0, 30, 60, 90, 200])),
                draw(st.integers(1, 3)),
            ),
            draw(st.integers(0, 120)),
        )
        for number in range(draw(st.integers(0, 8)))
    ]


def by_force(one: Rulebook, found: list[Deed], target: int) -> int | None:
    """The fewest minutes among all choices."""
    reached = [
        sum(deed.minutes for deed in chosen)
        for many in range(len(found) + 1)
        for chosen in combinations(found, many)
        if total(one, [deed.fact for deed in chosen]) >= target
    ]
    return min(reached, default=None)


@settings(max_examples=150)
@given(books(most=3), deeds(), st.integers(1, 100))
def test_the_cheapest_way_is_the_cheapest_of_all(
    one: Rulebook, found: list[Deed], percent: int
) -> None:
    most = total(one, [deed.fact for deed in found])
    target = max(1, most * percent // 100)
    way = cheapest(one, found, target)
    assert (way.minutes if way else None) == by_force(one, found, target)
    if way:
        assert way.minutes == sum(deed.minutes for deed in way.deeds)
        assert total(one, [deed.fact for deed in way.deeds]) >= target


def test_what_cannot_be_reached_has_no_way() -> None:
    one = book(Rule("4.1", ("theme_day",), 200, cap=400))
    assert cheapest(one, possible(period_of(Span.TERM, DAY), one), 401) is None


def test_too_many_combinations_are_owned_up_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solving, "MOST_STATES", 5)
    with pytest.raises(TooMany):
        cheapest(
            SCHEMES["items"].book, possible(period_of(Span.TERM, DAY), SCHEMES["items"].book), 3000
        )
    found = rehearse(SCHEMES["items"].book, invented(SCHEMES["items"].book, NOVEMBER), NOVEMBER)
    assert str(found.why_not) == "可能的组合太多，没有算完；把条款写得简单些再试。"


def test_the_cheapest_way_through_the_scheme_of_items() -> None:
    one = SCHEMES["items"].book
    found = rehearse(one, invented(one, NOVEMBER), NOVEMBER)
    assert found.way is not None
    assert [str(s) for s in way_said(found.way, found.top)] == [
        "要得到最高的 49 分，最少要 22 小时 0 分钟：",
        "一对一帮扶 3 次，每次 90 分钟",
        "提交学习体会或思想汇报 3 次，每次 90 分钟",
        "参加交流研讨并形成体会 2 次，每次 120 分钟",
        "参加党小组会 6 次，每次 40 分钟",
        "在组织生活中发言或领学 2 次，每次 90 分钟",
        "完成学习任务或培训 1 次，每次 120 分钟",
    ]


@pytest.mark.parametrize("code", SCHEMES)
def test_an_invented_branch_under_a_shipped_book(code: str) -> None:
    one = SCHEMES[code].book
    found = rehearse(one, invented(one, NOVEMBER), NOVEMBER)
    assert found.people == sum(p.people for p in PROFILES) == sum(c.people for c in found.counts)
    assert sum(share.hundredths for share in found.shares) > 0
    assert found.way is not None
    assert (
        total(one, [deed.fact for deed in found.way.deeds], agreed=[r.code for r in one.rules])
        >= found.top
    )


def test_who_cannot_reach_anything_is_named_by_kind_not_by_name() -> None:
    one = book(Rule("4.1", ("branch_committee",), 200, cap=1200))
    found = rehearse(one, invented(one, NOVEMBER), NOVEMBER)
    assert [str(r.sentence) for r in found.reaches if r.hundredths == 0] == [
        "普通党员一分也得不到：想一想加哪一条。",
        "实习、外出的流动党员一分也得不到：想一想加哪一条。",
        "年老体弱的党员一分也得不到：想一想加哪一条。",
        "入党积极分子一分也得不到：想一想加哪一条。",
    ]


def test_counts_by_thirds_of_the_highest() -> None:
    one = book(Rule("4.1", ("service",), 200, cap=1200))
    people = {
        number: [Fact(f"{number}:{at}", "service", number, DAY) for at in range(many)]
        for number, many in enumerate([0, 1, 2, 3, 6])
    }
    found = rehearse(one, people, DAY)
    assert [(str(c.label), c.people) for c in found.counts] == [
        ("8 分以上，最高 12 分", 1),
        ("4 分以上，不到 8 分", 2),
        ("有得分，不到 4 分", 1),
        ("没有得分", 1),
    ]


def test_a_book_that_gave_nobody_anything_says_so() -> None:
    one = book(Rule("4.1", ("award",), 200, cap=1200))
    found = rehearse(one, {1: []}, DAY)
    assert (found.top, str(found.why_not)) == (0, "没有人得分，谈不上最省时间的走法。")
