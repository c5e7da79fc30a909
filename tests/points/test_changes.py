"""What changed between two versions: every rule of both is accounted for, in plain sentences."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given

from tests.points.books import book, books
from zhibu.points.domain.changes import Kind, changes
from zhibu.points.domain.rules import Part, Rule, Rulebook, Span, in_order

OLD = in_order(
    Rulebook(
        "支部积分办法",
        Span.TERM,
        (Part("学习", 2000), Part("服务", 1000)),
        (
            Rule("4.1", ("party_class",), 200, cap=800, part="学习"),
            Rule("4.2", ("reflection",), 300, cap=900, part="学习"),
            Rule("5.1", ("service",), 300, cap=1200, part="服务"),
        ),
        ("由组织委员登记。",),
    )
)


@given(books(), books())
def test_every_rule_of_both_is_accounted_for(old: Rulebook, new: Rulebook) -> None:
    found = changes(old, new)
    kinds = [one.kind for one in found.rules]
    kept = found.same + kinds.count(Kind.CHANGED)
    assert kept + kinds.count(Kind.DROPPED) == len(old.rules)
    assert kept + kinds.count(Kind.ADDED) == len(new.rules)


@given(books())
def test_nothing_differs_from_itself(one: Rulebook) -> None:
    found = changes(one, one)
    assert found.nothing
    assert found.same == len(one.rules)


def test_a_changed_rule_says_piece_by_piece_what_is_different() -> None:
    second = Rule("4.2", ("reflection", "exchange"), 200, cap=600, part="学习", opt_in=True)
    new = replace(OLD, rules=(OLD.rules[0], second, OLD.rules[2]))
    (one,) = changes(OLD, new).rules
    assert (one.kind, one.place) == (Kind.CHANGED, "第四条（二）")
    assert [str(said) for said in one.said] == [
        "加上：参加交流研讨并形成体会。",
        "计法：由“每篇计 3 分”改为“每次计 2 分”。",
        "上限：由“每学期最多 9 分”改为“每学期最多 6 分”。",
        "改为由本人选择是否参加。",
    ]


def test_a_rule_left_out_is_gone_and_those_after_it_only_move_up() -> None:
    new = in_order(replace(OLD, rules=(OLD.rules[1], OLD.rules[2])))
    found = changes(OLD, new)
    assert [(one.kind, one.before) for one in found.rules] == [
        (Kind.DROPPED, "参加党课，每次计 2 分，每学期最多 8 分。")
    ]
    assert (found.same, found.moved) == (2, (("第四条（二）", "第四条（一）"),))


def test_what_stands_above_the_rules_is_compared_too() -> None:
    new = replace(
        OLD,
        title="积分办法",
        period=Span.YEAR,
        parts=(Part("学习", 1500), Part("服务", 1000), Part("交流")),
        notes=("由宣传委员登记。",),
    )
    assert [str(said) for said in changes(OLD, new).head] == [
        "名称：由“支部积分办法”改为“积分办法”。",
        "周期：由“每学期”改为“每年”。",
        "学习：由“最多 20 分”改为“最多 15 分”。",
        "新设部分“交流”，不另设上限。",
        "附则加上：由宣传委员登记。",
        "附则删去：由组织委员登记。",
    ]
    assert str(changes(new, book(period=Span.YEAR)).head[-1]) == "附则删去：由宣传委员登记。"
