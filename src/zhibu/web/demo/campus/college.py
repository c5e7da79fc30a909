"""One generated college from its founding to today (演示大学的一个学院)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.period import add_months
from zhibu.meetings.actions import waive_duty
from zhibu.meetings.domain.kinds import Kind as Meeting
from zhibu.orgs.actions import found_organisation, open_term
from zhibu.orgs.models import Organisation, Post
from zhibu.people.actions import appoint_officer
from zhibu.web.demo.campus.history import lay_history
from zhibu.web.demo.campus.lives import Lived, evening
from zhibu.web.demo.campus.people import OFFICERS, cast_of
from zhibu.web.demo.campus.plans import BranchPlan, CollegePlan, Life, Season
from zhibu.web.demo.campus.rosters import bring_in, let_go, move_on, open_doors
from zhibu.web.demo.campus.standing import lay_standing
from zhibu.web.demo.names import names
from zhibu.web.demo.queries import people_by_number

POSTS = (Post.SECRETARY, Post.ORGANISATION, Post.PUBLICITY, Post.DISCIPLINE)
FOUNDED = 6  # weeks ago: the branch that has just been set up


def lay_college(
    plan: CollegePlan,
    college: Organisation,
    *,
    by: Actor,
    when: Season,
    told: Callable[[str], None],
) -> list[Lived]:
    """A college that stands already, with its organiser: its branches, their people and history."""
    told(f"{plan.name}：{len(plan.branches)} 个支部")
    rng = Random(plan.digit)  # noqa: S311  invented people, not secrets
    drawn = names(rng)
    branches = [
        _branch(plan, one, number, college, by=by, when=when, rng=rng, drawn=drawn)
        for number, one in enumerate(plan.branches, start=1)
    ]
    old = [b for b in branches if b.plan.life is not Life.FOUNDED]
    new = [b for b in branches if b.plan.life is Life.FOUNDED]
    told(f"{plan.name}：名册")
    with clock.pinned(evening(when.start, 9)):
        bring_in(college, [(b, b.cast.first) for b in old], by=by)
    for branch in new:
        with clock.pinned(evening(branch.since, 9)):
            bring_in(college, [(branch, branch.cast.first)], by=by)
    fresh = [(b, b.cast.coming) for b in old if b.cast.coming]
    if fresh and when.start < when.coming:
        with clock.pinned(evening(when.coming, 9)):
            bring_in(college, fresh, by=by)
    for branch in branches:
        _settle(branch, by=by, when=when)
    for at, branch in enumerate(branches, start=1):
        told(f"{plan.name}：{at}/{len(branches)} {branch.plan.name}")
        lay_history(branch, when=when)
    if when.today.month in {10, 11}:
        with clock.pinned(evening(when.today.replace(day=1), 10)):
            for key in (Meeting.LIFE_MEETING, Meeting.MEMBER_REVIEW):
                waive_duty(
                    actor=by,
                    organisation_id=college.pk,
                    key=key,
                    day=when.today,
                    reason="学校统一安排在 12 月",
                    whole=False,
                )
    for branch in branches:  # last: points hold rows of the whole university until the end
        lay_standing(branch, when=when)
    return branches


def _branch(
    college: CollegePlan,
    plan: BranchPlan,
    number: int,
    above: Organisation,
    *,
    by: Actor,
    when: Season,
    rng: Random,
    drawn: Iterator[tuple[str, str]],
) -> Lived:
    """The body itself with its groups and its term; nobody in it yet."""
    new = plan.life is Life.FOUNDED
    since = when.today - timedelta(weeks=FOUNDED) if new else when.start
    with clock.pinned(evening(since, 8)):
        organisation = found_organisation(
            actor=by,
            parent=above,
            name=f"澜州大学{plan.name}",
            short_name=plan.name,
            kind=Organisation.Kind.BRANCH,
            founded_on=since if new else date(2012 + number % 8, 3, 12),
        )
        elected = since if new else add_months(since, -(number % 12))
        open_term(
            actor=by,
            organisation_id=organisation.pk,
            since=elected,
            until=add_months(elected, 36),
            elected_on=elected,
        )
        groups = [
            found_organisation(
                actor=by,
                parent=organisation,
                name=f"第{'一二三'[at]}党小组",
                kind=Organisation.Kind.GROUP,
                founded_on=since,
            )
            for at in range(plan.groups)
        ]
    own = Season(since, when.today)
    cast = cast_of(college, plan, number=number, when=own, rng=rng, drawn=drawn)
    return Lived(plan, number, organisation, cast, since, groups=groups)


def _settle(branch: Lived, *, by: Actor, when: Season) -> None:
    """Who they are by number, what they hold, their accounts; who left, who was admitted."""
    first, coming = branch.cast.first, branch.cast.coming
    branch.known = people_by_number([one.number for one in (*first, *coming)])
    branch.people = [branch.known[one.number] for one in first]
    fresh = [branch.known[one.number] for one in coming]
    with clock.pinned(evening(branch.since, 10)):
        for person, post in zip(branch.people, POSTS, strict=False):
            appoint_officer(
                actor=by,
                person_id=person.pk,
                organisation_id=branch.organisation.pk,
                post=post,
                since=branch.since,
                ground="支部党员大会选举",
            )
        for at, group in enumerate(branch.groups):
            appoint_officer(
                actor=branch.actor(0),
                person_id=branch.people[OFFICERS + at].pk,
                organisation_id=group.pk,
                post=Post.GROUP_LEADER,
                since=branch.since,
                ground="支部指定",
            )
    open_doors(branch, branch.people, on=branch.since, officers=True)
    open_doors(branch, fresh, on=when.coming, officers=False)
    let_go(branch, branch.cast.leaving, when=when, by=by)
    move_on(branch, (*first, *coming), when=when)
    gone = {one.number for one in branch.cast.leaving}
    branch.people = [branch.known[one.number] for one in first if one.number not in gone] + fresh
