"""Branches merge, split and go, on one day and in one transaction; the day before stays as it was."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests.cast import FOUNDED, Branch, acting

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.verdict import Conflict, Invalid, Refused
from zhibu.orgs.actions import open_term
from zhibu.orgs.domain.kinds import Reason
from zhibu.orgs.domain.reshape import Part
from zhibu.orgs.events import OrganisationDissolved, OrganisationFounded
from zhibu.orgs.models import Organisation, Post
from zhibu.orgs.queries import tree_on
from zhibu.people import queries, rehearsals
from zhibu.people.actions import assign_group
from zhibu.people.events import MembershipBegan, MembershipEnded
from zhibu.people.models import Appointment, Membership, Person
from zhibu.people.reshape import (
    dissolve_organisation,
    merge_organisations,
    reshuffle_branches,
    split_organisation,
)
from zhibu.trail.models import AuditNote, OutboxEvent

ON = date(2026, 9, 1)
BEFORE = ON - timedelta(days=1)
PAPER = "材料学院党委〔2026〕12号"


def told(event: type) -> int:
    room = event.__module__.split(".")[1]
    return OutboxEvent.objects.filter(kind=f"{room}.{event.__name__}").count()


def at(organisation: Organisation, day: date) -> set[str]:
    """Names on the roster of a branch on a day."""
    return {
        m.name
        for m in queries.members_of(under="", day=day)
        if m.organisation_id == organisation.pk
    }


def standing(day: date) -> set[int]:
    return {p.organisation_id for p in tree_on(day)}


def grouped(branch: Branch, people: list[Person]) -> Organisation:
    group = branch.group()
    assign_group(
        actor=branch.officer,
        organisation_id=branch.organisation.pk,
        places={p.pk: group.pk for p in people},
        on=FOUNDED,
    )
    branch.appoint(people[0], Post.GROUP_LEADER, at=group)
    return group


def merge(branch: Branch, other: Branch, actor: Actor, **changes: Any) -> Organisation:
    values: dict[str, Any] = {
        "actor": actor,
        "source_ids": [other.organisation.pk],
        "target_id": branch.organisation.pk,
        "on": ON,
        "reason": Reason.MEMBERS_BELOW_3,
        "ground": PAPER,
    }
    return merge_organisations(**(values | changes))


def test_a_branch_goes_into_another_with_people_groups_and_posts(branch: Branch) -> None:
    other = branch.sibling()
    moving = [other.join("陆知夏"), other.join("何屿")]
    group = grouped(other, moving)
    open_term(
        actor=other.secretary,
        organisation_id=other.organisation.pk,
        since=FOUNDED,
        until=date(2027, 1, 1),
    )
    stayed = at(branch.organisation, BEFORE)

    merge(branch, other, branch.organiser())

    came = {"许静仪", "周若棠", "陆知夏", "何屿"}
    assert at(other.organisation, BEFORE) == came
    assert at(branch.organisation, BEFORE) == stayed
    assert (at(other.organisation, ON), at(branch.organisation, ON)) == (set(), stayed | came)
    assert {other.organisation.pk, group.pk} <= standing(BEFORE)
    assert not {other.organisation.pk, group.pk} & standing(ON)
    ended = Appointment.objects.filter(organisation__in=[other.organisation, group])
    assert {a.until for a in ended} == {ON}
    assert ended.count() == 3
    other.organisation.refresh_from_db()
    assert (other.organisation.dissolved_on, other.organisation.dissolve_ground) == (
        ON,
        "members_below_3",
    )
    assert other.organisation.terms.get().until == ON
    assert [s.target for s in other.organisation.became.all()] == [branch.organisation]
    assert (told(MembershipEnded), told(MembershipBegan)) == (4, 4)
    assert told(OrganisationDissolved) == 2
    assert AuditNote.objects.filter(action="people.branches.merged").count() == 1
    assert acting(moving[0]).branches == (branch.organisation.path,)


def test_two_branches_become_a_new_one_with_a_name_of_theirs(branch: Branch) -> None:
    other = branch.sibling()
    made = merge(
        branch,
        other,
        branch.organiser(),
        source_ids=[branch.organisation.pk, other.organisation.pk],
        target_id=None,
        name=other.organisation.name,
    )
    assert (made.founded_on, made.parent) == (ON, branch.college)
    assert len(at(made, ON)) == 2
    assert at(made, BEFORE) == set()
    assert told(OrganisationFounded) == 5


def test_what_the_rehearsal_refuses_is_not_done(branch: Branch) -> None:
    other, organiser = branch.sibling(), branch.organiser()
    with pytest.raises(Invalid):
        merge(branch, other, organiser, source_ids=[], target_id=branch.organisation.pk)
    with pytest.raises(Invalid):
        merge(branch, other, organiser, ground=" ")
    with pytest.raises(Invalid) as early:
        merge(branch, other, organiser, on=FOUNDED)
    assert "日期要晚于" in early.value.errors[""]
    with pytest.raises(Invalid) as late:
        merge(branch, other, organiser, on=clock.today() + timedelta(days=1))
    assert "还没有到" in late.value.errors[""]
    assert at(other.organisation, ON) == {"许静仪", "周若棠"}


def test_a_branch_only_rehearses_and_others_do_not_see_it(branch: Branch) -> None:
    other = branch.sibling()
    member = branch.join("陆知夏")
    with pytest.raises(Refused):
        merge(branch, branch, branch.secretary, source_ids=[branch.organisation.pk])
    with pytest.raises(Organisation.DoesNotExist):
        merge(branch, other, branch.secretary)
    with pytest.raises(Refused):
        split(branch, [member], actor=branch.secretary)
    with pytest.raises(Refused):
        dissolve_organisation(
            actor=branch.secretary,
            organisation_id=branch.organisation.pk,
            target_id=None,
            on=ON,
            reason=Reason.GRADUATION,
            ground=PAPER,
        )
    trial = rehearsals.division(
        actor=branch.secretary,
        source_id=branch.organisation.pk,
        parts=[],
        reason=Reason.OVER_SIZE,
        on=ON,
    )
    assert [line.sentence for line in trial.refusals] == ["请至少分出一个党支部。"]


def test_a_confirmed_plan_is_the_plan_that_was_shown(branch: Branch) -> None:
    other, organiser = branch.sibling(), branch.organiser()
    shown = rehearsals.merger(
        actor=organiser,
        source_ids=[other.organisation.pk],
        target_id=branch.organisation.pk,
        name="",
        reason=Reason.MEMBERS_BELOW_3,
        on=ON,
    )
    other.join("陆知夏")
    with pytest.raises(Conflict):
        merge(branch, other, organiser, stamp=shown.stamp)
    assert standing(ON) >= {other.organisation.pk}


def test_a_rehearsal_says_what_changes_for_whom(branch: Branch) -> None:
    other, organiser = branch.sibling(), branch.organiser()
    trial = rehearsals.merger(
        actor=organiser,
        source_ids=[other.organisation.pk],
        target_id=branch.organisation.pk,
        name="",
        reason=Reason.MEMBERS_BELOW_3,
        on=ON,
    )
    assert [line.sentence.split("“")[0] for line in trial.effects] == ["", "2 人由", "", "撤销"]
    assert set(trial.effects[1].names) == {"许静仪", "周若棠"}
    assert [(s.before.full, s.after.full) for s in trial.sizes] == [(2, 4), (2, 0)]


def split(branch: Branch, people: list[Person], **changes: Any) -> list[Organisation]:
    values: dict[str, Any] = {
        "actor": branch.organiser(),
        "source_id": branch.organisation.pk,
        "parts": [Part("材料学院本科生第二党支部", tuple(p.pk for p in people))],
        "on": ON,
        "ground": PAPER,
    }
    return split_organisation(**(values | changes))


def test_people_split_off_begin_a_branch_of_their_own(branch: Branch) -> None:
    going = [branch.join(name) for name in ("陆知夏", "何屿", "邱明舒")]
    branch.appoint(going[0], Post.PUBLICITY)
    (made,) = split(branch, going)
    assert at(made, ON) == {"陆知夏", "何屿", "邱明舒"}
    assert at(branch.organisation, BEFORE) == at(made, ON) | {"许静仪", "周若棠"}
    assert at(branch.organisation, ON) == {"许静仪", "周若棠"}
    assert [s.source for s in made.came_from.all()] == [branch.organisation]
    assert Appointment.objects.get(person=going[0]).until == ON


def test_too_few_full_members_begin_no_branch(branch: Branch) -> None:
    with pytest.raises(Invalid) as refused:
        split(branch, [branch.join("陆知夏")])
    assert "不足 3 人" in refused.value.errors[""]
    assert Organisation.objects.filter(kind="branch").count() == 1


def test_a_dissolved_branch_leaves_nobody_behind(branch: Branch) -> None:
    other, organiser = branch.sibling(), branch.organiser()

    def dissolve(target: int | None) -> None:
        dissolve_organisation(
            actor=organiser,
            organisation_id=other.organisation.pk,
            target_id=target,
            on=ON,
            reason=Reason.UNIT_REORGANISED,
            ground=PAPER,
        )

    with pytest.raises(Invalid):
        dissolve(None)
    dissolve(branch.organisation.pk)
    assert (at(other.organisation, ON), len(at(branch.organisation, ON))) == (set(), 2)
    assert not Membership.objects.filter(organisation=other.organisation, until=None).exists()


def leavers(branch: Branch, names: list[str], cohort: str) -> list[Person]:
    people = [branch.join(name) for name in names]
    Person.objects.filter(pk__in=[p.pk for p in people]).update(cohort=cohort)
    return people


def reshuffle(branch: Branch, actor: Actor, **changes: Any) -> Organisation:
    values: dict[str, Any] = {
        "actor": actor,
        "within_id": branch.college.pk,
        "cohorts": ["2022级"],
        "staying": [],
        "merges": {},
        "on": ON,
        "ground": PAPER,
    }
    return reshuffle_branches(**(values | changes))


def test_the_graduation_season_is_one_change_over_all_branches(branch: Branch) -> None:
    other = branch.sibling()
    going = leavers(branch, ["陆知夏", "何屿"], "2022级")
    kept = leavers(branch, ["邱明舒"], "2022级")
    leavers(other, ["沈知远"], "2022级")
    leavers(branch, ["梁以安"], "2024级")
    organiser = branch.organiser()

    reshuffle(
        branch,
        organiser,
        staying=[kept[0].pk],
        merges={other.organisation.pk: branch.organisation.pk},
    )

    assert at(branch.organisation, ON) == {"许静仪", "周若棠", "邱明舒", "梁以安"}
    assert len(at(branch.organisation, BEFORE)) == 6
    assert other.organisation.pk not in standing(ON)
    assert Membership.objects.get(person=going[0]).until == ON
    facts = AuditNote.objects.get(action="people.branches.reshuffled").facts
    assert (facts["left"], facts["cohorts"]) == (3, ["2022级"])


def test_a_season_without_any_change_or_by_a_secretary_is_refused(branch: Branch) -> None:
    with pytest.raises(Invalid):
        reshuffle(branch, branch.organiser(), cohorts=["1999级"])
    with pytest.raises(Refused):
        reshuffle(branch, branch.secretary, within_id=branch.organisation.pk)


def test_the_picture_costs_the_same_whatever_its_size(
    branch: Branch, django_assert_num_queries: Any
) -> None:
    for size in (1, 3):
        for _ in range(size):
            branch.join("陆知夏")
        with django_assert_num_queries(4):
            tree = queries.picture_of(under=branch.college.path)
        assert tree.count(branch.organisation.pk).full == len(branch.members)


def test_the_common_superior_is_found_by_path() -> None:
    assert rehearsals.common_path(["1.4.9.", "1.4.10.", "1.4.9.2."]) == "1.4."
    assert rehearsals.common_path(["1.4.9."]) == "1.4.9."
    assert rehearsals.common_path(["1.", "2."]) == ""
