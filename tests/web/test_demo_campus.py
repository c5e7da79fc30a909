"""The generated part of the demo in small: four branches, three months, every promised character."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from django.conf import LazySettings
from django.db.models import Count, Q

from zhibu.appeals.models import Appeal, Complaint
from zhibu.kit import clock
from zhibu.meetings.models import Meeting
from zhibu.orgs.models import Organisation, Switch
from zhibu.people.models import Appointment, Membership, Person
from zhibu.people.queries import actor_for_person
from zhibu.points.models import Participation
from zhibu.points.recount.compare import recount
from zhibu.web import demo
from zhibu.web.demo import campus
from zhibu.web.demo.campus.plans import BranchPlan, Life, Points, Season, Sort

TODAY = date(2026, 9, 24)
WHEN: Season = campus.season(TODAY, months=3)
EXEMPLARY = BranchPlan(
    "计算机学院教师第一党支部",
    Sort.TEACHERS,
    16,
    life=Life.EXEMPLARY,
    points=Points.BOARD,
    groups=2,
    homonyms="李思远",
)
LATE = BranchPlan(
    "计算机学院硕士生第一党支部", Sort.MASTERS, 18, points=Points.ON, late=True, appeal=True
)
NEGLECTED = BranchPlan("计算机学院本科生第一党支部", Sort.UNDERGRADUATES, 18, life=Life.NEGLECTED)
NEW = BranchPlan("计算机学院博士生党支部", Sort.DOCTORS, 7, life=Life.FOUNDED)
PLANS = (EXEMPLARY, LATE, NEGLECTED, NEW)


@pytest.fixture
def laid(db: None, settings: LazySettings) -> dict[str, Organisation]:
    """The four branches, laid by their college."""
    settings.MODE = "demo"
    with clock.pinned(clock.day_start(TODAY)):
        demo.lay_grounds(today=TODAY)
        plan = replace(campus.COLLEGES[0], branches=PLANS)
        organiser = Person.objects.get(staff_no=plan.organiser[1])
        branches = campus.lay_college(
            plan,
            Organisation.objects.get(code=plan.code),
            by=actor_for_person(organiser.pk, name=organiser.name),
            when=WHEN,
            told=demo.quiet,
        )
    return {branch.plan.name: branch.organisation for branch in branches}


def here(branch: Organisation, day: date) -> int:
    """How many belong to a branch on a day."""
    inside = Q(until=None) | Q(until__gt=day)
    return Membership.objects.filter(inside, organisation=branch, since__lte=day).count()


def states(branch: Organisation) -> Counter[str]:
    return Counter(Meeting.objects.filter(organisation=branch).values_list("state", flat=True))


@pytest.mark.slow
def test_every_promised_character_lives_in_the_generated_part(
    laid: dict[str, Organisation],
) -> None:
    people_come_and_go(laid)
    branches_differ(laid)
    points_and_appeals_are_as_resolved(laid)


def people_come_and_go(laid: dict[str, Organisation]) -> None:
    sizes = {plan.name: here(laid[plan.name], TODAY) for plan in PLANS}
    named = Person.objects.filter(memberships__organisation=laid[EXEMPLARY.name])
    twice = named.values("name").annotate(n=Count("pk")).filter(n__gt=1)
    june, july = date(2026, 6, 25), date(2026, 6, 26)
    before, after = date(2026, 9, 7), date(2026, 9, 8)
    students = (laid[LATE.name], laid[NEGLECTED.name])

    assert sizes == {plan.name: plan.size for plan in PLANS}
    assert list(twice.values_list("name", "n")) == [("李思远", 2)]
    assert [(here(b, june), here(b, july)) for b in students] == [(18, 14), (18, 14)]
    assert [(here(b, before), here(b, after)) for b in students] == [(14, 18), (14, 18)]


def branches_differ(laid: dict[str, Organisation]) -> None:
    late = Meeting.objects.filter(late_entry=True)
    new = laid[NEW.name]

    assert {name: dict(states(branch)) for name, branch in laid.items()} == {
        EXEMPLARY.name: {"confirmed": 16, "published": 1},
        LATE.name: {"confirmed": 8, "published": 1},
        NEGLECTED.name: {"confirmed": 6},
        NEW.name: {"confirmed": 2},
    }
    assert [meeting.organisation_id for meeting in late] == [laid[LATE.name].pk]
    assert (new.founded_on, new.recorded_since) == (date(2026, 8, 13), date(2026, 8, 13))
    assert Appointment.objects.filter(organisation=new).count() == 4


def points_and_appeals_are_as_resolved(laid: dict[str, Organisation]) -> None:
    names = {branch.pk: name for name, branch in laid.items()}
    switched = Switch.objects.values_list("organisation_id", "key").order_by("pk")
    taking = Participation.objects.values_list("branch_id").annotate(n=Count("pk"))
    contested = Appeal.objects.values_list("kind", "state")
    complaint = Complaint.objects.get()

    assert {(names[pk], key) for pk, key in switched} == {
        (EXEMPLARY.name, "points.enabled"),
        (EXEMPLARY.name, "points.board"),
        (LATE.name, "points.enabled"),
    }
    assert {names[pk]: n for pk, n in taking} == {EXEMPLARY.name: 12, LATE.name: 10}
    assert list(contested) == [("meetings.record", "open")]
    assert (complaint.state, complaint.naming) == ("waiting", "none")
    assert recount().faults == []


def test_a_part_that_stands_already_is_not_laid_again(db: None) -> None:
    demo.lay_grounds(today=TODAY)
    demo.lay_grounds(today=TODAY)
    college = Organisation.objects.get(code=campus.COLLEGES[0].code)
    campus_branch = Organisation(
        pk=college.pk + 1000,
        code="Z1",
        name="支部",
        kind=Organisation.Kind.BRANCH,
        parent=college,
        path=f"{college.path}{college.pk + 1000}.",
        founded_on=TODAY,
    )
    campus_branch.save(force_insert=True)
    assert demo.lay_part(college.code, today=TODAY) is False
    assert Organisation.objects.filter(kind=Organisation.Kind.COLLEGE_COMMITTEE).count() == 3


def test_the_university_has_forty_branches_and_twelve_hundred_people() -> None:
    plans = [plan for college in campus.COLLEGES for plan in college.branches]
    assert (len(plans) + 6, sum(plan.size for plan in plans) + 127) == (40, 1200)
    assert Counter(plan.life for plan in plans if plan.life is not Life.STEADY) == {
        Life.EXEMPLARY: 1,
        Life.NEGLECTED: 1,
        Life.FOUNDED: 1,
        Life.DRAFTS: 2,
        Life.PATCHY: 3,
    }
    assert Counter(plan.points for plan in plans) == {
        Points.OFF: 30,
        Points.ON: 1,
        Points.BOARD: 2,
        Points.TRIED: 1,
    }
    assert (sum(plan.late for plan in plans), sum(plan.appeal for plan in plans)) == (2, 1)
