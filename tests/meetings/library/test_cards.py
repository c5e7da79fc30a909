"""The library: whole, lawful, close to the people it is for, and cited from the book."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhibu.kit.clock import SHANGHAI
from zhibu.kit.regulations import clause
from zhibu.meetings.domain.drafts import draft_record, quoted
from zhibu.meetings.domain.kinds import Kind
from zhibu.meetings.domain.matters import Matter
from zhibu.meetings.domain.records import Attendance, Manner, Plan
from zhibu.meetings.domain.themes import (
    CHECKLIST,
    FLEXIBLE_MANNERS,
    MENU_TERMS,
    SUITS_TERMS,
    Card,
    Menu,
    Required,
    Suits,
    agenda,
    ranked,
)
from zhibu.meetings.library import BY_ID, CARDS, MONTHS, month_theme

SLOGANS = ("凝心聚力", "铸魂", "赋能", "踔厉", "砥砺", "蓄力", "擦亮", "谱写", "打卡", "红色旅游")
BURDENS = ("心得体会", "截图", "必须参加", "上传照片", "集赞", "转发")

each_card = pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)


def words(card: Card) -> str:
    """Everything a card says."""
    parts = [card.title, card.purpose, card.place, *card.prepare, *card.questions, *card.follow_ups]
    parts += [fit.title for fit in card.required] + [step.text for step in card.steps]
    parts += [f"{role.name}{role.task}" for role in card.roles]
    return "\n".join(parts)


def test_there_are_at_least_two_dozen_and_none_twice() -> None:
    assert len(CARDS) >= 24
    assert len(BY_ID) == len(CARDS)
    assert max(Counter(card.title for card in CARDS).values()) == 1


@each_card
def test_a_card_is_whole(card: Card) -> None:
    assert re.fullmatch(r"[a-z0-9-]+", card.id)
    assert len(card.title) <= 20
    assert card.purpose.endswith("。")
    assert card.months <= set(range(1, 13))
    assert card.months
    assert card.suits
    assert 3 <= len(card.steps) <= 5
    assert 45 <= card.minutes <= 120
    assert all(step.minutes >= 5 and step.text.endswith("。") for step in card.steps)
    assert len(card.prepare) >= 2
    assert card.materials
    assert all(question.endswith("？") for question in card.questions)
    assert len(set(card.questions)) == 3
    assert len(card.roles) >= 2
    assert len(card.follow_ups) >= 2


@each_card
def test_a_card_meets_two_required_items_and_each_once(card: Card) -> None:
    codes = [fit.code for fit in card.required]
    assert Required.STUDY in codes
    assert len(codes) == len(set(codes)) >= 2


@each_card
def test_a_card_has_no_slogan_and_asks_for_no_essay_photo_or_forwarding(card: Card) -> None:
    said = words(card).replace("不布置心得体会", "")
    assert [phrase for phrase in SLOGANS + BURDENS if phrase in said] == []


@each_card
def test_service_is_always_voluntary(card: Card) -> None:
    if Required.SERVICE in {fit.code for fit in card.required}:
        assert "自愿" in words(card)


@each_card
def test_a_material_of_the_book_names_the_same_text_and_article(card: Card) -> None:
    for material in card.materials:
        if material.cite is not None:
            found = clause(*material.cite)
            assert material.name == found.full_name
            assert found.place in material.place


def test_articles_named_in_words_are_in_the_material_or_the_book() -> None:
    """A law with a number in a required item is one whose article the card or the book can show."""
    for card in CARDS:
        cited = {clause(*m.cite).place for m in card.materials if m.cite is not None}
        loose = {
            place
            for m in card.materials
            for place in re.findall(r"第[一二三四五六七八九十]+条", m.place)
        }
        for fit in card.required:
            for place in re.findall(r"第[一二三四五六七八九十]+条", fit.title):
                assert place in cited | loose, f"{card.id}: {place}"


def test_every_form_of_the_menu_and_every_kind_of_branch_is_served() -> None:
    assert {card.menu for card in CARDS} == set(Menu) == set(MENU_TERMS) == set(FLEXIBLE_MANNERS)
    assert {suit for card in CARDS for suit in card.suits} == set(Suits) == set(SUITS_TERMS)


def test_every_month_has_a_theme_of_its_own_and_cards_that_suit_it() -> None:
    assert [theme.month for theme in MONTHS] == list(range(1, 13))
    for theme in MONTHS:
        assert month_theme(theme.month) is theme
        assert len(theme.cards) >= 2
        for card_id in theme.cards:
            assert theme.month in BY_ID[card_id].months, f"{theme.month}: {card_id}"
    assert len({theme.theme for theme in MONTHS}) == 12


def test_the_default_checklist_is_the_articles_four() -> None:
    assert [item.term for item in CHECKLIST] == ["集中学习", "组织生活", "民主议事", "志愿服务"]
    assert {clause(*item.cite).cited_short for item in CHECKLIST} == {"教管条例第十六条"}


@each_card
def test_a_card_lays_an_agenda_in_the_checklists_order(card: Card) -> None:
    items = agenda(card, leader="党支部书记许静仪")
    required = [item for item in items if item.required]
    order = [fit.title for code in Required for fit in card.required if fit.code is code]
    assert [item.title for item in required] == order
    assert items[-1].title == card.title
    assert not items[-1].required
    assert {item.matter for item in items} == {Matter.REPORT}
    assert all(item.reporter == "党支部书记许静仪" for item in items)
    assert items[0].manner is Manner.STUDY


@given(st.integers(1, 12), st.none() | st.sampled_from(Suits))
def test_cards_of_the_month_come_first(month: int, suits: Suits | None) -> None:
    order = ranked(CARDS, month=month, suits=suits)
    fitting = [month in card.months for card in order]
    assert sorted(order, key=lambda card: card.id) == sorted(CARDS, key=lambda card: card.id)
    assert fitting == sorted(fitting, reverse=True)


def test_what_people_would_do_again_comes_before_what_they_would_not() -> None:
    june = [card.id for card in CARDS if 6 in card.months and Suits.UNDERGRADUATE in card.suits]
    loved, disliked = june[-1], june[0]
    order = [
        card.id
        for card in ranked(
            CARDS, month=6, suits=Suits.UNDERGRADUATE, again={loved: 0.9, disliked: 0.2}
        )
    ]
    assert order[0] == loved
    assert order.index(disliked) == len(june) - 1
    assert ranked(CARDS, month=6, held=[loved])[-1].id == loved


@each_card
def test_an_agenda_laid_by_a_card_leaves_the_recorder_nothing_to_type(card: Card) -> None:
    plan = Plan(
        organisation="材料学院研究生第三党支部",
        kinds=frozenset({Kind.THEME_DAY}),
        starts_at=datetime(2026, 11, 14, 15, 0, tzinfo=SHANGHAI),
        ends_at=datetime(2026, 11, 14, 17, 0, tzinfo=SHANGHAI),
        place=card.place,
        chair="许静仪",
        recorder="周若棠",
        theme=card.title,
        items=agenda(card, leader="党支部书记许静仪"),
    )
    draft = draft_record(plan, Attendance(should_attend=31, came=28, eligible=26, present=24))
    assert draft.may_be_confirmed
    assert draft.blanks == ()
    for item in draft.items:
        assert quoted(item.title) in item.report.text
