"""Who attends, who votes, what may be one sitting, what counts."""

from __future__ import annotations

from datetime import date
from itertools import chain, combinations

from hypothesis import given
from hypothesis import strategies as st

from zhibu.kit.period import Period, month
from zhibu.kit.regulations import clause
from zhibu.meetings.domain.kinds import (
    BODIES,
    JOINS,
    RULES,
    Circle,
    Held,
    Kind,
    Member,
    Standing,
    circle_of,
    is_late_entry,
    is_met,
    joinable,
    may_sit_together,
    not_applicable,
    required_kinds,
    should_attend,
    times_met,
    voters,
)

BRANCH = (
    Member(1, Standing.FULL, on_committee=True, group=1),
    Member(2, Standing.FULL, group=1),
    Member(3, Standing.PROBATIONARY, group=2),
    Member(4, Standing.FULL, vote_suspended=True, group=2),
    Member(5, Standing.OTHER),
    Member(6, Standing.FULL, group=2, frail=True),
)


def ids(members: tuple[Member, ...]) -> list[int]:
    return [member.person_id for member in members]


def test_every_kind_has_its_rule_and_clause() -> None:
    assert set(RULES) == set(Kind)
    assert [clause(*rule.cite).cited_short for rule in RULES.values()] == [
        "支部条例第十一条",
        "支部条例第十二条",
        "支部条例第十三条",
        "支部条例第十六条",
        "教管条例第十六条",
        "教管条例第十七条",
        "教管条例第十八条",
    ]


def test_all_members_attend_a_general_meeting_and_full_ones_vote() -> None:
    attending = should_attend(BRANCH, kinds={Kind.GENERAL_MEETING})
    assert ids(attending) == [1, 2, 3, 4, 6]
    assert ids(voters(attending)) == [1, 2, 6]


def test_a_committee_meeting_is_for_its_members_and_falls_to_all_without_one() -> None:
    assert ids(should_attend(BRANCH, kinds={Kind.BRANCH_COMMITTEE})) == [1]
    without = should_attend(BRANCH, kinds={Kind.BRANCH_COMMITTEE}, has_committee=False)
    assert ids(without) == [1, 2, 3, 4, 6]


def test_a_group_meeting_is_for_one_group_or_for_all() -> None:
    assert ids(should_attend(BRANCH, kinds={Kind.GROUP_MEETING}, group=2)) == [3, 4, 6]
    assert ids(should_attend(BRANCH, kinds={Kind.GROUP_MEETING})) == [1, 2, 3, 4, 6]


def test_a_life_meeting_takes_the_circle_of_its_form() -> None:
    circles = [
        circle_of({Kind.LIFE_MEETING} | form)
        for form in ({Kind.GENERAL_MEETING}, {Kind.BRANCH_COMMITTEE}, {Kind.GROUP_MEETING})
    ]
    assert circles == [Circle.MEMBERS, Circle.COMMITTEE, Circle.GROUP]


def test_review_sits_with_the_life_meeting_and_class_with_the_theme_day() -> None:
    assert may_sit_together({Kind.LIFE_MEETING, Kind.MEMBER_REVIEW})
    assert may_sit_together({Kind.THEME_DAY, Kind.PARTY_CLASS})
    assert may_sit_together({Kind.THEME_DAY, Kind.PARTY_CLASS, Kind.GENERAL_MEETING})
    refused = may_sit_together({Kind.PARTY_CLASS, Kind.BRANCH_COMMITTEE})
    assert not refused
    assert str(refused.because[0]) == "没有规定允许党课与支部委员会会议合并召开，请分别安排。"


def test_two_bodies_are_two_sittings() -> None:
    refused = may_sit_together({Kind.GENERAL_MEETING, Kind.BRANCH_COMMITTEE})
    assert str(refused.because[0]) == (
        "支部党员大会与支部委员会会议参加范围不同，不能合并召开，请分别安排。"
    )


def test_every_set_of_kinds_is_judged_as_a_chain_of_joins_round_one_body() -> None:
    """All 127 sets against the same rule said by removing kinds one at a time."""
    sets = chain.from_iterable(combinations(Kind, size) for size in range(1, len(Kind) + 1))
    for kinds in map(frozenset, sets):
        tied, grew = {min(kinds)}, True
        while grew:
            more = {k for pair in JOINS for k in pair if pair <= kinds and pair & tied}
            grew = not more <= tied
            tied |= more
        assert bool(may_sit_together(kinds)) == (tied == kinds and len(kinds & BODIES) <= 1)


@given(st.sets(st.sampled_from(Kind), min_size=1))
def test_what_is_offered_may_be_added(chosen: set[Kind]) -> None:
    for kind in joinable(chosen):
        assert may_sit_together(chosen | {kind})


def test_a_kind_counts_once_a_month_however_often_it_was_held() -> None:
    held = [
        Held(date(2026, 10, 8), frozenset({Kind.THEME_DAY, Kind.PARTY_CLASS})),
        Held(date(2026, 10, 31), frozenset({Kind.THEME_DAY})),
        Held(date(2026, 11, 1), frozenset({Kind.GROUP_MEETING})),
    ]
    months = [month(2026, 10), month(2026, 11)]
    assert times_met(Kind.THEME_DAY, periods=months, held=held) == 1
    assert is_met(Kind.PARTY_CLASS, within=Period(date(2026, 10, 1), date(2027, 1, 1)), held=held)
    assert not is_met(Kind.THEME_DAY, within=month(2026, 11), held=held)


def test_a_branch_without_committee_or_groups_is_asked_for_neither() -> None:
    assert required_kinds(has_committee=False, has_groups=False) == (
        Kind.GENERAL_MEETING,
        Kind.PARTY_CLASS,
        Kind.THEME_DAY,
        Kind.LIFE_MEETING,
        Kind.MEMBER_REVIEW,
    )
    for kind in Kind:
        needed = kind in required_kinds(has_committee=False, has_groups=False)
        assert (not_applicable(kind, has_committee=False, has_groups=False) is None) == needed


def test_a_record_is_late_from_the_eighth_day() -> None:
    held = date(2026, 11, 25)
    assert not is_late_entry(held_on=held, entered_on=date(2026, 12, 2))
    assert is_late_entry(held_on=held, entered_on=date(2026, 12, 3))
