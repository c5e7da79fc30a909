"""A draft tried on what the branch really did: names for those who verify entries, else counts."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils.html import strip_tags
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from tests.browsing import signed_in
from tests.cast import Branch
from tests.points.books import ME, book, fact
from tests.points.team import BOOK, NOW, TERM, TODAY, Team, at, team_of
from zhibu.kit import clock
from zhibu.kit.period import Period
from zhibu.people.models import Person as Member
from zhibu.points import actions, queries
from zhibu.points.domain.past import FEWEST, Person, Turn, turns, without_small
from zhibu.points.domain.rules import Rule, Span, period_of
from zhibu.points.models import Credit, RulebookVersion

AUTUMN = Period(TERM, date(2027, 2, 1))
SAID = "和已记的比"


@given(st.lists(st.integers(0, 40), min_size=1, max_size=6))
def test_no_small_count_is_shown_nor_follows_from_the_others(numbers: list[int]) -> None:
    shown = without_small(numbers)
    hidden = [number for number, seen in zip(numbers, shown, strict=True) if seen is None]
    assert [seen for seen in shown if seen is not None and 0 < seen < FEWEST] == []
    if hidden and any(seen for seen in shown):
        assert len(hidden) >= 2
        assert sum(hidden) >= FEWEST


def test_a_lower_book_gives_less_to_who_had_more() -> None:
    lower = book(Rule("4.1", ("theme_day",), 100, cap=400))
    facts = [fact("theme_day")]
    people = {ME: Person(facts, (), 200), 8: Person(facts, (), 100), 9: Person([], (), 0)}
    assert turns(lower, people) == {Turn.MORE: [], Turn.SAME: [8, 9], Turn.LESS: [ME]}


@pytest.fixture
def tried(branch: Branch) -> tuple[Team, RulebookVersion]:
    """Six take part, four came to a theme day; a draft doubles it."""
    team = team_of(branch, members=6)
    for person in team.members:
        team.join(person)
    team.sitting(team.members[:4], on=date(2026, 10, 21))
    with at(TODAY):
        draft = actions.draft_version(actor=branch.secretary, version_id=team.version.pk)
        actions.drop_rule(actor=branch.secretary, version_id=draft.pk, code="6.1")
        double = Rule("", ("theme_day",), 400, cap=800, part=BOOK.parts[0].name)
        actions.put_rule(actor=branch.secretary, version_id=draft.pk, rule=double, code="4.1")
    return team, draft


def page(somebody: Member, draft: RulebookVersion, **query: str) -> str:
    with clock.pinned(NOW):
        answer = signed_in(somebody).get(reverse("points:sandbox", args=[draft.pk]), query)
    assert answer.status_code == 200
    return " ".join(strip_tags(answer.content.decode().replace("<", " <")).split())


def test_who_verifies_entries_sees_who_would_have_more(
    tried: tuple[Team, RulebookVersion],
) -> None:
    team, draft = tried
    before = Credit.objects.count()
    said = page(team.branch.officer_person, draft, over="2026-08-01")
    assert SAID in said
    assert "参加积分的 6 人的事实" in said
    names = [m.name for m in Member.objects.filter(pk__in=[m.pk for m in team.members[:4]]).order_by("pinyin_key")]  # fmt: skip
    assert f"会多 {'、'.join(names)} 4 人" in said
    assert Credit.objects.count() == before


def test_others_of_the_committee_see_counts_and_no_small_one(
    tried: tuple[Team, RulebookVersion],
) -> None:
    """Four would have more, two the same: both are small, so neither is shown."""
    team, draft = tried
    reader = team.branch.join("方可")
    team.branch.appoint(reader, "publicity")
    said = page(reader, draft, over="2026-08-01")
    assert "会多 人少，不显示" in said
    assert "不变 人少，不显示" in said
    assert [m.name for m in team.members if m.name in said] == []


def test_beside_it_the_invented_branch_stays(tried: tuple[Team, RulebookVersion]) -> None:
    team, draft = tried
    said = page(team.branch.officer_person, draft)
    assert SAID not in said
    assert "设想的支部 2026年8月1日起的事实" in said
    assert page(team.branch.officer_person, draft, over="1999-01-01") == said


def test_of_few_nothing_is_shown(tried: tuple[Team, RulebookVersion]) -> None:
    team, draft = tried
    for person in team.members[:2]:
        team.leave(person)
    said = page(team.branch.officer_person, draft, over="2026-08-01")
    assert "4 人参加积分。满 5 人才用支部自己的事实演算" in said
    assert SAID not in said


@pytest.mark.parametrize("sittings", [1, 3])
def test_reading_a_period_costs_four_queries(
    branch: Branch, sittings: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    team = team_of(branch)
    team.join(team.me)
    for number in range(sittings):
        team.sitting([team.me], on=date(2026, 10, 1 + number))
    with django_assert_num_queries(4):
        people = queries.people_in(branch.organisation, AUTUMN)
    assert len(people[team.me.pk].facts) == sittings
    assert people[team.me.pk].given == min(500, 200 * sittings)


def test_periods_are_those_with_facts_the_latest_first(team: Team) -> None:
    team.sitting([team.me], on=date(2026, 10, 21))
    team.sitting([team.me], on=date(2026, 6, 10), told_on=date(2026, 10, 21))
    found = queries.periods_told(team.branch.organisation, span=Span.TERM, today=TODAY)
    assert found == [AUTUMN, period_of(Span.TERM, date(2026, 6, 1))]
