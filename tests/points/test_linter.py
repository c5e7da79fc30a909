"""What a book may not hold: each in one sentence, with its clause."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from tests.points.books import book, books
from zhibu.kit.regulations import clause
from zhibu.points.domain.facts import FORBIDDEN_KINDS
from zhibu.points.domain.linter import Level, errors, findings
from zhibu.points.domain.rules import Band, Measure, Over, Rule, Rulebook, Span
from zhibu.points.domain.schemes import SCHEMES

SOUND = Rule("4.1", ("theme_day",), 200, cap=1200)


def said(one: Rulebook) -> list[tuple[str, str, str]]:
    """Level, sentence and clause of everything found."""
    return [
        (f.level.value, str(f.sentence), clause(*f.cite).cited_short if f.cite else "")
        for f in findings(one)
    ]


def test_a_sound_book_has_nothing_to_say() -> None:
    assert said(book(SOUND)) == []


@pytest.mark.parametrize("code", SCHEMES)
def test_a_shipped_book_can_be_adopted_as_it_is(code: str) -> None:
    assert errors(SCHEMES[code].book) == []


@pytest.mark.parametrize("code", SCHEMES)
def test_every_omission_names_a_clause_that_is_in_the_book_of_regulations(code: str) -> None:
    for omission in SCHEMES[code].omissions:
        assert clause(*omission.cite).sentence


@pytest.mark.parametrize("kind", FORBIDDEN_KINDS)
def test_no_rule_counts_what_is_forbidden(kind: str) -> None:
    (found,) = errors(book(replace(SOUND, kinds=(kind,))))
    assert (found.code, found.rule) == ("forbidden", "4.1")
    assert found.cite == FORBIDDEN_KINDS[kind].cite


@pytest.mark.parametrize(
    ("rule", "sentence", "cited"),
    [
        (
            Rule("4.1", ("likes",), 10, cap=100),
            "“点赞数”不能计分。点赞、评论、转发、投票、浏览不作为考核的依据，也不计分。",
            "应用办法",
        ),
        (
            Rule("4.1", ("no_service",), -200, cap=100),
            "“没有参加志愿服务”不能计分。志愿服务自愿，没有参加不能扣分，也不能规定必须完成的时数。",
            "志愿服务条例第二十五条",
        ),
        (
            Rule("4.1", ("service",), -200, cap=1200),
            "志愿服务自愿，不因没有参加或参加得少扣分；服务只能加分。",
            "志愿服务条例第二十五条",
        ),
        (
            Rule("4.1", ("theme_day",), -100, cap=1200),
            "积分只加不减：不参加没有后果，违纪按党纪程序处理，不用扣分。",
            "应用办法",
        ),
        (Rule("4.1", ("theme_day",), 200), "每一条都要有上限，不然就成了比次数。", "减负规定"),
        (Rule("4.1", (), 100, cap=100), "请选择计什么事实。", ""),
        (Rule("4.1", ("看书",), 200, cap=200), "系统里没有“看书”这类事实。", ""),
        (Rule("4.1", ("theme_day",), 10001, cap=20000), "一次最多计 100 分。", ""),
        (Rule("4.1", ("theme_day",), 200, cap=0), "上限应在 0.01 至 1000 分之间。", ""),
        (Rule("4.1", ("theme_day",), 200, per=0, cap=200), "“每满多少”至少是 1。", ""),
        (
            Rule("4.1", ("theme_day",), 200, cap=200, cap_period=Span.YEAR),
            "本办法每学期结算，上限的周期不能比它长，也不能跨着它。",
            "",
        ),
        (
            Rule("4.1", ("award",), bands=(Band(2, 300), Band(1, 500)), cap=900),
            "各档要从低到高写，做得多的一档分不能更少。",
            "",
        ),
        (Rule("4.1", ("theme_day",), 0, cap=200), "这一条是 0 分，不起作用：写上分数或删去。", ""),
        (
            Rule("4.1", ("reflection",), 200, Measure.MINUTES, 30, cap=200),
            "所选的事实没有时长，按分钟永远计不到分：改为按次。",
            "",
        ),
        (
            Rule("4.1", ("service",), 200, Measure.MINUTES, 721, cap=200),
            "一天最多 720 分钟，“每次每满”永远达不到：改小，或改为累计。",
            "",
        ),
        (
            Rule("4.1", ("life_meeting",), 200, per=2, over=Over.PERIOD, cap=200),
            "一年里发生的次数达不到这个数，这一条永远不计分：改小，或改为累计。",
            "",
        ),
        (
            replace(SOUND, note="列入发展对象的先看积分"),
            "“发展对象”：接收和转正由党组织培养考察、讨论表决，积分不作为条件。",
            "发展细则第十三条",
        ),
        (
            replace(SOUND, note="每月排名一次"),
            "“排名”：办法里不排名次，不列末位。",
            "应用办法",
        ),
        (
            replace(SOUND, note="达到 80 分评为优秀党员"),
            "“优秀党员”：评议等次由党员和组织评定，积分不划等次、不作为依据。",
            "教管条例第十八条",
        ),
        (
            replace(SOUND, note="按积分减免党费"),
            "“党费”：积分不与党费、任职和个人待遇挂钩。",
            "应用办法",
        ),
        (
            replace(SOUND, note="缺席一次扣分"),
            "“扣分”：积分只加不减，不参加没有后果。",
            "应用办法",
        ),
        (
            replace(SOUND, note="每人每年至少参加志愿服务 20 小时"),
            "“至少参加志愿”：志愿服务自愿，不规定必须完成的时数。",
            "志愿服务条例第三条",
        ),
        (
            replace(SOUND, note="到场后打卡"),
            "“打卡”：痕迹和时长不作为依据，也不计分。",
            "应用办法",
        ),
    ],
)  # fmt: skip
def test_an_error_of_a_rule(rule: Rule, sentence: str, cited: str) -> None:
    assert said(book(rule)) == [("error", sentence, cited)]


def test_words_that_deny_a_thing_do_not_ask_for_it() -> None:
    assert said(book(replace(SOUND, note="积分不作为发展党员和评优的依据；不设排名"))) == []


@pytest.mark.parametrize(
    ("one", "sentence"),
    [
        (replace(book(SOUND), title=" "), "办法要有名称。"),
        (replace(book(SOUND), title="长" * 61), "名称不超过 60 个字。"),
        (book(), "还没有条款，先加一条。"),
        (book(SOUND, SOUND), "第四条（一）写了两次。"),
        (book(SOUND, 学习=None), "“学习”没有条款，谁也得不到分：加一条或删去。"),
        (
            replace(book(replace(SOUND, part="学习"), 学习=0)),
            "“学习”的上限应在 0.01 至 1000 分之间。",
        ),
        (replace(book(SOUND), title="按月排名办法"), "“排名”：办法里不排名次，不列末位。"),
    ],
)
def test_an_error_of_the_book(one: Rulebook, sentence: str) -> None:
    assert sentence in [str(f.sentence) for f in errors(one)]


def test_a_rule_stands_in_a_part_of_the_book() -> None:
    strays = book(replace(SOUND, part="别处"), replace(SOUND, code="4.2", part="学习"), 学习=None)
    assert [str(f.sentence) for f in errors(strays)] == ["请选择这一条属于哪个部分。"]


@pytest.mark.parametrize(
    ("one", "sentence"),
    [
        (
            book(replace(SOUND, part="学习"), 学习=5000),
            "“学习”每学期上限 50 分，各条加起来最多 12 分，够不到。",
        ),
        (
            book(SOUND, replace(SOUND, code="4.2")),
            "“参加主题党日”在第四条（一）已经计分，这里又计一次；是有意的就保留。",
        ),
        (
            book(replace(SOUND, hundredths=500, cap=300)),
            "一次可得 5 分，上限却只有 3 分，得不满一次。",
        ),
        (
            book(replace(SOUND, kinds=("chaired", "recorded"))),
            "这一条一般只有支委能得，其他党员得不到。",
        ),
        (
            book(replace(SOUND, kinds=("peer_rating",), hundredths=10)),
            "由别人打分的一条，建议“另由本人选择是否参加”。",
        ),
    ],
)
def test_a_warning_explains_and_does_not_block(one: Rulebook, sentence: str) -> None:
    assert [(f.level, str(f.sentence)) for f in findings(one)] == [(Level.WARNING, sentence)]


@given(books())
def test_every_book_can_be_checked(one: Rulebook) -> None:
    for found in findings(one):
        assert str(found.sentence)
        assert found.rule == "" or one.rule(found.rule)
