"""What facts earn: by hand, and for every book and every set of facts."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.points.books import DAY, ME, book, books, fact, facts
from zhibu.kit.period import Period
from zhibu.points.domain.facts import FACT_KINDS, FORBIDDEN_KINDS, Fact
from zhibu.points.domain.rules import (
    Band,
    Measure,
    Over,
    Rule,
    Rulebook,
    Span,
    from_json,
    period_of,
    place,
    sentence_of,
    shown,
    to_json,
)
from zhibu.points.domain.schemes import SCHEMES
from zhibu.points.domain.scoring import awards, lines, receipt, total

ITEMS = SCHEMES["items"].book
HOURS = SCHEMES["hours"].book
PARTS = SCHEMES["parts"].book


# ---- by hand


def test_three_theme_days_and_a_reflection_under_the_scheme_of_items() -> None:
    found = awards(
        ITEMS,
        [
            fact("theme_day", date(2026, 9, 10)),
            fact("theme_day", date(2026, 10, 10)),
            fact("theme_day", date(2026, 11, 10)),
            fact("reflection", date(2026, 11, 12)),
        ],
    )
    assert [(a.rule, a.on, a.hundredths) for a in found] == [
        ("5.3", date(2026, 9, 10), 200),
        ("5.3", date(2026, 10, 10), 200),
        ("5.3", date(2026, 11, 10), 200),
        ("4.2", date(2026, 11, 12), 300),
    ]


def test_hours_are_whole_hours_of_the_sum_not_of_each() -> None:
    served = [
        fact("service", date(2026, 9, 5), minutes=90),
        fact("service", date(2026, 9, 6), minutes=45),
        fact("service", date(2026, 9, 7), minutes=45),
    ]
    assert [(a.on.day, a.hundredths) for a in awards(HOURS, served)] == [
        (5, 200),
        (6, 200),
        (7, 200),
    ]


def test_a_level_of_an_award_gives_the_highest_band_reached() -> None:
    found = awards(PARTS, [fact("award", count=3)])
    assert [a.hundredths for a in found] == [800]


def test_the_ninth_theme_day_of_a_year_is_cut_to_nothing_and_the_receipt_says_so() -> None:
    held = [fact("theme_day", date(2026, month, 10)) for month in range(1, 11)]
    last = lines(PARTS, held)[-1]
    assert (last.hundredths, last.earned, last.over_cap) == (0, 300, 300)
    assert [str(s) for s in receipt(PARTS, last)] == [
        "参加主题党日，计入 1 次。",
        "按第四条（二）：每次计 3 分，应计 3 分。",
        "本条每年最多 24 分，超出的 3 分不计。",
        "实计 0 分。",
    ]


def test_a_part_has_its_own_ceiling() -> None:
    two = book(
        Rule("4.1", ("theme_day",), 300, cap=900, part="学习"),
        Rule("4.2", ("reflection",), 300, cap=900, part="学习"),
        学习=500,
    )
    last = awards(two, [fact("theme_day"), fact("reflection", date(2026, 9, 2))])[-1]
    assert (last.hundredths, last.over_part) == (200, 100)
    assert [str(s) for s in receipt(two, last)][-2:] == [
        "“学习”每学期最多 5 分，超出的 1 分不计。",
        "实计 2 分。",
    ]


def test_one_sitting_of_two_kinds_is_taken_once_by_a_rule_of_both() -> None:
    rule = Rule("4.1", ("general_meeting", "party_class"), 200, cap=900)
    found = awards(
        book(rule),
        [
            fact("general_meeting", source="meetings:12"),
            fact("party_class", source="meetings:12"),
            fact("party_class", key="another", source="meetings:13"),
        ],
    )
    assert sum(a.hundredths for a in found) == 400


def test_a_rule_one_has_to_choose_gives_only_to_who_chose_it() -> None:
    rated = [fact("peer_rating", count=86)]
    assert total(PARTS, rated) == 0
    assert total(PARTS, rated, agreed={"6.1"}) == 860


def test_a_new_term_begins_a_new_cap() -> None:
    one = book(Rule("4.1", ("theme_day",), 200, cap=200))
    held = [fact("theme_day", date(2027, month, 10)) for month in (1, 2)]
    assert total(one, held) == 400


@pytest.mark.parametrize(
    ("day", "since", "until"),
    [
        (date(2026, 9, 1), date(2026, 8, 1), date(2027, 2, 1)),
        (date(2027, 1, 31), date(2026, 8, 1), date(2027, 2, 1)),
        (date(2027, 2, 1), date(2027, 2, 1), date(2027, 8, 1)),
        (date(2027, 7, 31), date(2027, 2, 1), date(2027, 8, 1)),
    ],
)
def test_terms_run_from_february_and_from_august(day: date, since: date, until: date) -> None:
    assert (period_of(Span.TERM, day).since, period_of(Span.TERM, day).until) == (since, until)


def test_facts_of_two_persons_or_one_key_twice_are_refused() -> None:
    with pytest.raises(ValueError, match="more than one person"):
        awards(ITEMS, [fact("service"), Fact("x", "service", ME + 1, DAY)])
    with pytest.raises(ValueError, match="one key"):
        awards(ITEMS, [fact("service", key="x"), fact("theme_day", key="x")])


def test_a_minus_never_gives_a_minus() -> None:
    assert total(book(Rule("4.1", ("service",), -200, cap=900)), [fact("service")]) == 0


# ---- how it reads


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (Rule("4.1", ("theme_day",), 250, cap=1000), "参加主题党日，每次计 2.5 分，每学期最多 10 分。"),
        (
            Rule("4.1", ("service",), 200, Measure.MINUTES, 60, Over.PERIOD, cap=4000, cap_period=Span.YEAR),
            "志愿服务，累计每满 60 分钟计 2 分，每年最多 40 分。",
        ),
        (
            Rule("4.1", ("service",), 200, Measure.MINUTES, 30, cap=600, cap_period=Span.MONTH),
            "志愿服务，每次每满 30 分钟计 2 分，每月最多 6 分。",
        ),
        (
            Rule("4.1", ("reflection",), 300, per=2, over=Over.PERIOD, cap=600),
            "提交学习体会或思想汇报，累计每满 2 篇计 3 分，每学期最多 6 分。",
        ),
        (Rule("4.1", ("reflection",), 300, per=2, cap=600), "提交学习体会或思想汇报，每 2 篇计 3 分，每学期最多 6 分。"),
        (
            Rule("4.1", ("award",), bands=(Band(1, 600), Band(4, 1500)), cap=1500),
            "获得表彰奖励，1级以上计 6 分、4级以上计 15 分，取最高一档，每学期最多 15 分。",
        ),
        (
            Rule("4.1", ("peer_rating",), 10, cap=1000, opt_in=True),
            "党员互评的平均分，每分计 0.1 分，每学期最多 10 分；另由本人选择是否参加。",
        ),
        (Rule("4.1", ("likes", "一种新的"), 5), "点赞数、一种新的，每次计 0.05 分，没有上限。"),
        (Rule("4.1", (), 5, cap=5), "（未选事实），每次计 0.05 分，每学期最多 0.05 分。"),
    ],
)  # fmt: skip
def test_a_rule_reads_as_a_sentence(rule: Rule, sentence: str) -> None:
    assert sentence_of(rule) == sentence


def test_places_and_amounts_as_people_write_them() -> None:
    assert [place(code) for code in ("4.2", "12", "附")] == ["第四条（二）", "第十二条", "附"]
    assert [shown(amount) for amount in (200, 250, 5, -150)] == ["2", "2.5", "0.05", "-1.5"]


def test_forbidden_names_are_no_kinds_of_fact() -> None:
    assert set(FORBIDDEN_KINDS) & set(FACT_KINDS) == set()


# ---- for every book and every set of facts


@given(books())
def test_a_book_comes_back_from_its_json(one: Rulebook) -> None:
    assert from_json(json.loads(json.dumps(to_json(one)))) == one


@pytest.mark.parametrize("code", SCHEMES)
def test_a_shipped_book_comes_back_from_its_json(code: str) -> None:
    assert from_json(json.loads(json.dumps(to_json(SCHEMES[code].book)))) == SCHEMES[code].book


@given(books(), facts(), st.randoms())
def test_the_order_of_the_facts_does_not_matter(
    one: Rulebook, found: list[Fact], chance: Random
) -> None:
    mixed = list(found)
    chance.shuffle(mixed)
    assert awards(one, mixed) == awards(one, found + found)


@given(books(), facts())
def test_caps_and_ceilings_are_never_passed(one: Rulebook, found: list[Fact]) -> None:
    given_out: dict[tuple[str, int | None, Period], int] = defaultdict(int)
    for award in awards(one, found):
        rule = one.rule(award.rule)
        assert rule is not None
        part = one.part(rule.part)
        assert part is not None
        in_rule = (rule.code, rule.cap, period_of(rule.cap_period, award.on))
        in_part = (part.name, part.ceiling, period_of(one.period, award.on))
        given_out[in_rule] += award.hundredths
        given_out[in_part] += award.hundredths
    for (_what, limit, _when), amount in given_out.items():
        assert limit is None or amount <= limit


@given(books(), facts())
def test_a_further_fact_never_lowers_a_total(one: Rulebook, found: list[Fact]) -> None:
    for left_out in range(len(found)):
        fewer = found[:left_out] + found[left_out + 1 :]
        assert total(one, fewer) <= total(one, found)


@given(books(), facts())
def test_amounts_are_whole_positive_and_add_up(one: Rulebook, found: list[Fact]) -> None:
    for line in lines(one, found):
        assert type(line.hundredths) is int
        assert line.hundredths == line.earned - line.over_cap - line.over_part
        assert min(line.hundredths, line.over_cap, line.over_part) >= 0
        assert receipt(one, line)
    assert all(award.hundredths > 0 for award in awards(one, found))


@given(books(), facts())
def test_one_fact_is_paid_once_by_a_rule(one: Rulebook, found: list[Fact]) -> None:
    paid = [(award.fact_key, award.rule) for award in awards(one, found)]
    assert len(paid) == len(set(paid))
