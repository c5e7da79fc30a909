"""The official terms: each has its clause or says that it has none, and is found by name or pinyin."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils.translation import override

from zhibu.kit.regulations import clause, regulations
from zhibu.kit.terms import TERMS, Term, in_order, matching

SOURCE = Path(__file__).resolve().parents[2] / "src" / "zhibu"
STATE_LAWS = {
    "volunteering",
    "constitution",
    "education",
    "higher_education",
    "degrees",
    "network_data",
    "personal_information",
    "patriotic_education",
    "heroes_and_martyrs",
    "accessibility",
}


@pytest.mark.parametrize("term", TERMS.values(), ids=lambda term: term.key)
def test_a_term_says_one_thing_and_its_clauses_are_in_the_book(term: Term) -> None:
    assert term.says.count("。") == 1
    assert term.says.endswith("。")
    assert [clause(*cite) for cite in term.cites] == term.clauses
    assert re.fullmatch(r"[a-z' ]+", term.pinyin)


def test_only_these_rest_on_no_clause() -> None:
    assert {t.key for t in TERMS.values() if not t.cites} == {"dual_leader", "appeal", "ledger"}


def test_only_state_laws_are_given_word_for_word() -> None:
    quoted = {c.regulation for r in regulations().values() for c in r.clauses.values() if c.text}
    assert quoted == STATE_LAWS
    assert clause("volunteering", 25).text == (
        "任何组织和个人不得强行指派志愿者、志愿服务组织提供服务，不得以志愿服务名义进行营利性活动。"
    )


def named_in(template: str) -> set[str]:
    """The keys of the terms a template names."""
    keys = set(re.findall(r'{% term "(\w+)"', template))
    return keys.union(*(k.split() for k in re.findall(r'{% terms_here "([\w ]+)"', template)))


def test_every_term_a_page_names_is_one() -> None:
    named = {
        key for page in SOURCE.rglob("templates/**/*.html") for key in named_in(page.read_text())
    }
    assert named - TERMS.keys() == set()
    assert named > {"eligible", "present", "vote_right", "probationary"}


def test_a_planted_term_is_found() -> None:
    assert named_in('{% term "nonsense" %}{% terms_here "full party" %}') == {
        "nonsense",
        "full",
        "party",
    }
    with pytest.raises(KeyError, match="nonsense"):
        drawn('{% term "nonsense" %}')


def test_chinese_pages_order_by_pinyin_english_ones_by_name() -> None:
    three = [TERMS[key] for key in ("theme_day", "activist", "points")]
    assert [t.key for t in in_order(three)] == ["points", "activist", "theme_day"]
    with override("en"):
        assert [t.key for t in in_order(three)] == ["activist", "points", "theme_day"]


@pytest.mark.parametrize("asked", ["主题党日", "zhuti", "ZHUTI DANGRI", " 相对固定 "])
def test_a_term_is_found_by_name_pinyin_or_text(asked: str) -> None:
    assert [t.key for t in matching(asked.strip())] == ["theme_day"]


def test_an_english_reader_finds_it_by_the_english_and_by_the_chinese() -> None:
    with override("en"):
        assert [t.key for t in matching("activist")][0] == "activist"
        assert [t.key for t in matching("三会一课")] == ["three_meetings_one_class"]


def test_nothing_is_found_by_nonsense_and_all_by_nothing() -> None:
    assert matching("没有这个词") == []
    assert len(matching("")) == len(TERMS)


def drawn(source: str, **values: object) -> str:
    return str(Template("{% load kit %}" + source).render(Context(values)))


def test_a_term_leads_to_the_glossary_and_opens_in_place() -> None:
    assert drawn('{% term "theme_day" %}') == (
        '<a class="term" href="/terms#theme_day" data-opens-term="/terms/theme_day">主题党日</a>'
    )


def test_a_term_may_stand_in_other_words() -> None:
    assert drawn('{% term "term" words %}', words="<届次>").endswith(">&lt;届次&gt;</a>")


def test_what_is_no_term_stays_plain_words() -> None:
    assert drawn("{% term_of key words %}", key="nothing", words="<换届>") == "&lt;换届&gt;"
    assert drawn("{% term_of key words %}", key="group_meeting", words="党小组会（一组）").endswith(
        ">党小组会（一组）</a>"
    )


def test_a_term_speaks_the_language_of_the_page() -> None:
    assert ">主题党日<" in drawn('{% term "theme_day" %}')
    with override("en"):
        assert ">Theme day<" in drawn('{% term "theme_day" %}')
    with override("zh-hant"):
        assert ">主題黨日<" in drawn('{% term "theme_day" %}')
