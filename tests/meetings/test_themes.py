"""Themes, cards, ideas and the checklist."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ObjectDoesNotExist
from tests.cast import acting
from tests.meetings.life import Life, at

from zhibu.kit.verdict import Conflict, Invalid, Refused
from zhibu.meetings import actions, queries
from zhibu.meetings.actions import ChecklistLine
from zhibu.meetings.domain.themes import CHECKLIST, Card, Fit, Menu, Required, Step, Suits
from zhibu.meetings.library import CARDS
from zhibu.meetings.models import ThemeCard, ThemePreference

NOVEMBER = date(2026, 11, 1)
CARD = Card(
    id="",
    title="实验楼里的一小时",
    purpose="知道深夜的实验楼需要什么。",
    months=frozenset({11}),
    menu=Menu.VISIT,
    suits=frozenset({Suits.GRADUATE}),
    place="实验楼",
    required=(Fit(Required.STUDY, "实验室安全条例"),),
    steps=(Step(20, "分头走访。"), Step(20, "汇总。")),
    prepare=("清单",),
    materials=(),
    questions=("看到了什么？", "缺什么？", "谁来办？"),
    roles=(),
    follow_ups=("缺的东西办了没有",),
)


def propose(life: Life, title: str = "聊聊就业") -> int:
    made = actions.propose_theme(
        actor=life.member, organisation_id=life.organisation.pk, title=title, why="毕业班多"
    )
    return made.pk


def test_a_month_has_one_theme_and_it_may_be_changed(life: Life) -> None:
    for theme in ("一张清单", "一小时"):
        actions.set_month_theme(
            actor=life.publicity,
            organisation_id=life.organisation.pk,
            month=date(2026, 11, 20),
            theme=theme,
        )
    settled = queries.month_theme(life.organisation, month=NOVEMBER)
    assert settled is not None
    assert settled.theme == "一小时"
    with pytest.raises(Refused, match="宣传委员"):
        actions.set_month_theme(
            actor=life.officer,
            organisation_id=life.organisation.pk,
            month=NOVEMBER,
            theme="别的",
        )
    with pytest.raises(Invalid):
        actions.set_month_theme(
            actor=life.publicity, organisation_id=life.organisation.pk, month=NOVEMBER, theme=" "
        )


def test_members_propose_prefer_and_one_idea_is_taken(life: Life) -> None:
    jobs, films = propose(life), propose(life, "看一部纪录片")
    for person in life.full[2:5]:
        actions.prefer_theme(actor=acting(person), proposal_id=films)
    for person in life.full[2:4]:
        actions.prefer_theme(actor=acting(person), proposal_id=jobs)
    actions.prefer_theme(actor=acting(life.full[2]), proposal_id=jobs, prefer=False)

    ideas = queries.ideas_of(life.organisation, seen_by=acting(life.full[3]))
    assert [(i.proposal.title, i.voices, i.preferred, i.mine) for i in ideas] == [
        ("聊聊就业", 1, True, False),
        ("看一部纪录片", 1, False, False),
    ]

    with pytest.raises(Refused, match="宣传委员"):
        actions.take_proposal(actor=life.member, proposal_id=jobs, month=NOVEMBER)
    theme = actions.take_proposal(actor=life.publicity, proposal_id=jobs, month=NOVEMBER)
    assert theme.theme == "聊聊就业"
    assert list(ThemePreference.objects.values_list("proposal_id", flat=True)) == [films]
    with pytest.raises(Conflict, match="已采纳"):
        actions.prefer_theme(actor=acting(life.full[2]), proposal_id=jobs)


def test_only_ones_own_idea_is_withdrawn(life: Life) -> None:
    idea = propose(life)
    with pytest.raises(Refused, match="自己提的"):
        actions.withdraw_proposal(actor=life.secretary, proposal_id=idea)
    actions.withdraw_proposal(actor=life.member, proposal_id=idea)
    assert queries.ideas_of(life.organisation, seen_by=life.member) == []


def test_an_activist_and_another_branch_have_no_voice(life: Life) -> None:
    idea = propose(life)
    stranger = life.branch.sibling().secretary
    for actor in (acting(life.activist), stranger):
        with pytest.raises(ObjectDoesNotExist):
            actions.prefer_theme(actor=actor, proposal_id=idea)
        with pytest.raises(ObjectDoesNotExist):
            actions.propose_theme(
                actor=actor, organisation_id=life.organisation.pk, title="别的支部"
            )


def test_a_card_of_ones_own_stands_beside_the_library(life: Life) -> None:
    row = actions.add_card(actor=life.publicity, organisation_id=life.organisation.pk, card=CARD)
    found = queries.card_by_code(row.code, organisation=life.organisation)
    assert found == replace(CARD, id=row.code)
    with pytest.raises(Invalid, match="同名"):
        actions.add_card(actor=life.publicity, organisation_id=life.organisation.pk, card=CARD)
    with pytest.raises(Refused, match="宣传委员"):
        actions.add_card(actor=life.officer, organisation_id=life.organisation.pk, card=CARD)
    with pytest.raises(Invalid, match="步骤"):
        actions.add_card(
            actor=life.publicity,
            organisation_id=life.organisation.pk,
            card=replace(CARD, title="另一张", steps=()),
        )
    assert ThemeCard.objects.count() == 1


def test_a_college_card_reaches_its_branches_and_no_others(life: Life) -> None:
    row = actions.add_card(
        actor=life.branch.organiser(), organisation_id=life.branch.college.pk, card=CARD
    )
    assert queries.card_by_code(row.code, organisation=life.organisation) is not None
    assert queries.card_by_code(row.code, organisation=life.branch.root) is None


def test_a_resting_card_is_not_offered_and_may_still_be_read(life: Life) -> None:
    code = CARDS[0].id

    def rest(**more: object) -> bool:
        return actions.rest_card(
            actor=life.publicity,
            organisation_id=life.organisation.pk,
            code=code,
            **more,  # type: ignore[arg-type]  # spelled out below
        )

    with pytest.raises(Invalid, match="停用的原因"):
        rest(reason="")
    rest(reason="三次低于本支部的标准")
    with pytest.raises(Refused):
        actions.rest_card(
            actor=life.officer, organisation_id=life.organisation.pk, code=code, reason="x"
        )
    shelf = queries.shelf_for(life.organisation, month=NOVEMBER)
    assert code not in {card.id for card in shelf.cards}
    assert [card.id for card in shelf.rested] == [code]
    assert queries.card_by_code(code, organisation=life.organisation) == CARDS[0]
    rest(resting=False)
    assert queries.shelf_for(life.organisation, month=NOVEMBER).rested == ()


def test_the_checklist_of_the_nearest_body_above_holds_from_its_day(life: Life) -> None:
    organiser = life.branch.organiser()
    actions.set_checklist(
        actor=organiser,
        organisation_id=life.branch.college.pk,
        lines=[ChecklistLine(Required.STUDY, "诵读党章"), ChecklistLine(Required.SERVICE, "服务")],
        since=date(2026, 11, 10),
    )
    before = queries.checklist_for(life.organisation, day=date(2026, 11, 9))
    after = queries.checklist_for(life.organisation, day=date(2026, 11, 10))
    assert before == CHECKLIST
    assert [line.term for line in after] == ["诵读党章", "服务"]

    actions.set_checklist(
        actor=organiser,
        organisation_id=life.branch.college.pk,
        lines=[],
        since=date(2026, 12, 1),
    )
    assert queries.checklist_for(life.organisation, day=date(2026, 12, 1)) == CHECKLIST
    with pytest.raises(Refused, match="组织管理员"):
        actions.set_checklist(
            actor=life.secretary,
            organisation_id=life.organisation.pk,
            lines=[],
            since=date(2026, 12, 1),
        )
    with pytest.raises(Invalid):
        actions.set_checklist(
            actor=organiser,
            organisation_id=life.branch.college.pk,
            lines=[ChecklistLine(Required.STUDY, " ")],
            since=date(2026, 12, 1),
        )


@pytest.mark.parametrize("held", [0, 1])
def test_a_card_held_lately_is_offered_last(life: Life, held: int) -> None:
    november = [card for card in CARDS if 11 in card.months]
    first = queries.shelf_for(life.organisation, month=NOVEMBER).cards[0]
    assert first in november
    if held:
        with at(date(2026, 11, 26)):
            life.confirm(card=first.id)
    offered = queries.shelf_for(life.organisation, month=NOVEMBER).cards
    assert (offered[-1] == first) is bool(held)
