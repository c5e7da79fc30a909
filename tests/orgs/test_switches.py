"""A policy switch is never on without an end, and never past the term."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.cast import Branch, acting

from zhibu.kit.verdict import Conflict, Invalid, Refused
from zhibu.orgs.actions import end_switch, open_term, set_switch
from zhibu.orgs.models import Switch
from zhibu.orgs.queries import switch_value
from zhibu.orgs.switches import REGISTRY, specs_of
from zhibu.trail.models import AuditNote

SINCE, UNTIL = date(2026, 11, 1), date(2027, 11, 1)


def switch_on(branch: Branch, **changes: Any) -> Switch:
    values: dict[str, Any] = {
        "actor": branch.secretary,
        "organisation_id": branch.organisation.pk,
        "key": "points.enabled",
        "value": True,
        "since": SINCE,
        "until": UNTIL,
        "ground": "2026年10月28日支部党员大会决议",
    }
    return set_switch(**(values | changes))


def said(branch: Branch, day: date, key: str = "points.enabled", subject: str = "") -> object:
    return switch_value(key, organisation_id=branch.organisation.pk, day=day, subject=subject)


def test_a_switch_runs_to_its_end_and_falls_back(branch: Branch) -> None:
    switch_on(branch)
    assert [said(branch, d) for d in (date(2026, 10, 31), SINCE, date(2027, 10, 31), UNTIL)] == [
        False,
        True,
        True,
        False,
    ]
    assert AuditNote.objects.filter(action="orgs.switch.set").count() == 1


def test_a_switch_for_one_contest_says_nothing_about_another(branch: Branch) -> None:
    switch_on(branch, key="contest.weight.likes", value=20, subject="contest:12")
    assert said(branch, SINCE, "contest.weight.likes", "contest:12") == 20
    assert said(branch, SINCE, "contest.weight.likes", "contest:13") == 0


def test_no_switch_outlives_the_term(branch: Branch) -> None:
    open_term(
        actor=branch.secretary,
        organisation_id=branch.organisation.pk,
        since=date(2025, 6, 1),
        until=date(2028, 6, 1),
    )
    assert switch_on(branch, until=date(2028, 6, 1)).until == date(2028, 6, 1)
    with pytest.raises(Invalid) as refused:
        switch_on(branch, key="points.board", until=date(2028, 6, 2))
    assert refused.value.errors == {"until": "最晚到 2028年6月1日，不能超过本届任期。"}


def test_without_a_recorded_term_three_years_are_the_most(branch: Branch) -> None:
    with pytest.raises(Invalid):
        switch_on(branch, until=date(2029, 11, 2))
    assert switch_on(branch, until=date(2029, 11, 1)).until == date(2029, 11, 1)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"key": "points.secret"}, "key"),
        ({"value": False}, "value"),
        ({"value": 7}, "value"),
        ({"ground": " "}, "ground"),
        ({"until": SINCE}, "until"),
        ({"since": date(2027, 1, 1)}, "since"),
        ({"key": "contest.weight.likes", "value": True}, "value"),
        ({"key": "contest.weight.likes", "value": 101}, "value"),
        ({"key": "contest.weight.learning_score", "value": 10}, "value"),
    ],
)
def test_what_cannot_be_set_is_refused_by_field(
    branch: Branch, changes: dict[str, Any], field: str
) -> None:
    switch_on(branch)
    with pytest.raises(Invalid) as refused:
        switch_on(branch, **changes)
    assert set(refused.value.errors) == {field}
    assert Switch.objects.count() == 1


def test_a_switch_is_ended_at_once_and_only_once(branch: Branch) -> None:
    switch = switch_on(branch)
    end_switch(actor=branch.secretary, switch_id=switch.pk, on=date(2027, 1, 1))
    assert (said(branch, date(2026, 12, 31)), said(branch, date(2027, 1, 1))) == (True, False)
    with pytest.raises(Conflict):
        end_switch(actor=branch.secretary, switch_id=switch.pk, on=date(2027, 2, 1))


def test_a_switch_that_never_ran_leaves_only_its_notes(branch: Branch) -> None:
    switch = switch_on(branch)
    end_switch(actor=branch.secretary, switch_id=switch.pk, on=SINCE)
    assert Switch.objects.count() == 0
    assert AuditNote.objects.filter(action="orgs.switch.ended").count() == 1


def test_members_turn_no_switch(branch: Branch) -> None:
    member = acting(branch.join("陆知夏"))
    switch = switch_on(branch)
    with pytest.raises(Refused):
        switch_on(branch, actor=member, key="points.board")
    with pytest.raises(Refused):
        end_switch(actor=member, switch_id=switch.pk)


def test_no_page_shows_a_switch_of_a_room_that_is_not_there() -> None:
    assert specs_of(frozenset({"orgs", "people", "meetings"})) == []
    assert [s.key for s in specs_of(frozenset({"points"}))] == [
        "points.enabled",
        "points.board",
        "points.team_goal",
    ]
    assert all(not spec.default or spec.default == 10 for spec in REGISTRY.values())


# ---- what a switch needs and what follows it


def test_a_board_waits_for_the_points_and_ends_no_later(branch: Branch) -> None:
    with pytest.raises(Invalid) as first:
        switch_on(branch, key="points.board")
    assert first.value.errors == {"since": "请先打开“支部积分”。"}

    switch_on(branch, until=date(2027, 6, 1))
    with pytest.raises(Invalid) as second:
        switch_on(branch, key="points.board")
    assert second.value.errors == {"until": "最晚到 2027年6月1日：那时“支部积分”也结束。"}
    assert switch_on(branch, key="points.board", until=date(2027, 6, 1)).key == "points.board"


def test_ending_the_points_ends_what_needs_them(branch: Branch) -> None:
    points = switch_on(branch)
    switch_on(branch, key="points.board")
    end_switch(
        actor=branch.appoint(branch.officer_person, "deputy_secretary"),
        switch_id=points.pk,
        on=date(2027, 1, 1),
    )
    assert [(s.key, s.until, s.ended_by_name) for s in Switch.objects.order_by("key")] == [
        ("points.board", date(2027, 1, 1), "周若棠"),
        ("points.enabled", date(2027, 1, 1), "周若棠"),
    ]
    assert AuditNote.objects.filter(action="orgs.switch.ended").count() == 2


def test_the_team_goal_is_on_with_the_points_unless_set_otherwise(branch: Branch) -> None:
    assert said(branch, SINCE, "points.team_goal") is False
    switch_on(branch)
    assert said(branch, SINCE, "points.team_goal") is True
    switch_on(branch, key="points.team_goal", value=False, until=date(2027, 1, 1))
    assert [said(branch, d, "points.team_goal") for d in (SINCE, date(2027, 1, 1))] == [False, True]


def test_a_switch_of_branches_is_set_for_no_other_body(branch: Branch) -> None:
    with pytest.raises(Invalid) as refused:
        switch_on(branch, actor=branch.organiser(), organisation_id=branch.college.pk)
    assert refused.value.errors == {"key": "这个开关按支部设定。"}
