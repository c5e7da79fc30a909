"""A place in the branch and in the bodies above it: exact, equals share one, nobody's name is read."""

from __future__ import annotations

from pytest_django import DjangoAssertNumQueries

from tests.points.team import TERM, Team
from zhibu.points.models import Balance, ScoreCount
from zhibu.points.queries import ranks_of
from zhibu.points.queries.team import Rank


def laid(team: Team) -> tuple[int, int]:
    """Three in the branch, seven in the college; the branch and the college."""
    branch, college = team.branch.organisation.pk, team.branch.college.pk
    Balance.objects.bulk_create(
        Balance(
            person=person, branch_id=branch, period=TERM, amount=amount, credits=1, counted=counted
        )
        for person, amount, counted in zip(
            team.members, (500, 300, 300, 900), (True, True, True, False), strict=False
        )
    )
    ScoreCount.objects.bulk_create(
        ScoreCount(level_id=college, period=TERM, score=score, persons=persons)
        for score, persons in ((900, 0), (500, 1), (300, 2), (100, 4))
    )
    return branch, college


def test_those_with_more_stand_above_and_equals_share_a_place(
    team: Team, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    branch, college = laid(team)
    nowhere = branch + college  # no body has a distribution there
    with django_assert_num_queries(1):
        found = ranks_of(branch, (college, nowhere), period=TERM, amount=300)
    assert found == [Rank(branch, 2, 3, 500), Rank(college, 2, 7, 500), Rank(nowhere, 1, 0, None)]


def test_nothing_is_above_the_first(team: Team) -> None:
    branch, college = laid(team)
    assert ranks_of(branch, (college,), period=TERM, amount=500) == [
        Rank(branch, 1, 3, None),
        Rank(college, 1, 7, None),
    ]
