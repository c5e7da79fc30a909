"""Folded sums and the cells that wait are what the cells add up to, whatever happens and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries, DjangoDbBlocker
from tests.cast import FOUNDED, HOUSE, Branch, university
from tests.house.test_at_once import at_once
from tests.insights.told import NOVEMBER

from zhibu.insights.actions.counting import count, move_cells
from zhibu.insights.actions.folding import fold
from zhibu.insights.jobs import fold_every_minute
from zhibu.insights.models import Cell, Folded, Share, Unfolded
from zhibu.insights.queries.cells import By, plain_numbers
from zhibu.insights.queries.numbers import numbers
from zhibu.insights.queries.recount import differences
from zhibu.kit import clock
from zhibu.kit.offers import Counted
from zhibu.orgs.actions import dissolve_organisation, found_organisation, move_organisation
from zhibu.orgs.models import Organisation, Placement

MONTHS = [date(2026, 9, 1), date(2026, 10, 1), NOVEMBER]
TODAY = date(2026, 11, 28)
SUMMED = (By.TOTAL, By.MONTH, By.CHILD)


def college(branch: Branch, name: str) -> Organisation:
    return found_organisation(
        actor=HOUSE,
        parent=branch.root,
        name=name,
        kind=Organisation.Kind.COLLEGE_COMMITTEE,
        founded_on=FOUNDED,
    )


def put(place: Organisation, *, month: date = NOVEMBER, key: str = "meetings.sittings") -> None:
    """One more of something."""
    move_cells({(place.pk, month, key): 1})


def paths() -> set[str]:
    return set(Placement.objects.values_list("path", flat=True))


def assert_pages_say_what_cells_say() -> None:
    for path in paths():
        for months in (MONTHS, MONTHS[1:2]):
            for by in SUMMED:
                for full in (True, False):
                    asked: dict[str, Any] = {
                        "under": path,
                        "months": months,
                        "by": by,
                        "full": full,
                    }
                    assert numbers(**asked) == plain_numbers(**asked), asked


def folded() -> dict[tuple[str, str], tuple[int, int]]:
    """Of November: path and metric → number, and as shown above the branch."""
    rows = Folded.objects.filter(month=NOVEMBER)
    return {(row.path, row.category): (row.value, row.shown) for row in rows}


def test_a_cell_is_in_the_sums_of_every_body_above_it(branch: Branch) -> None:
    put(branch.organisation)
    put(branch.organisation)
    assert fold() == 1
    own, above = branch.organisation.path, branch.college.path
    key = "meetings.sittings"
    assert folded() == {(p, key): (2, 2) for p in (own, above, branch.root.path)}
    assert {row.path: row.above for row in Folded.objects.all()} == {
        own: above,
        above: branch.root.path,
        branch.root.path: "",
    }


def test_nothing_is_folded_twice(branch: Branch) -> None:
    put(branch.organisation)
    fold()
    before = folded()
    assert fold() == 0
    Unfolded.objects.create(organisation=branch.organisation, month=NOVEMBER)
    assert fold() == 1
    assert folded() == before


def test_what_was_taken_back_leaves_no_sum(branch: Branch) -> None:
    put(branch.organisation)
    fold()
    move_cells({(branch.organisation.pk, NOVEMBER, "meetings.sittings"): -1})
    fold()
    assert (Cell.objects.count(), Share.objects.count(), Folded.objects.count()) == (0, 0, 0)


def test_small_numbers_are_held_but_not_shown(branch: Branch) -> None:
    other = branch.sibling().organisation
    for place, number in ((branch.organisation, 4), (other, 6)):
        for key in ("meetings.present", "meetings.should_attend"):
            move_cells({(place.pk, NOVEMBER, key): number})
    fold()
    held = folded()
    assert held[branch.organisation.path, "meetings.present"] == (4, 0)
    assert held[branch.college.path, "meetings.present"] == (10, 6)


def test_a_number_that_grows_large_enough_is_shown_with_the_next_fold(branch: Branch) -> None:
    place = branch.organisation
    for number in (4, 1):
        for key in ("meetings.present", "meetings.should_attend"):
            move_cells({(place.pk, NOVEMBER, key): number})
        fold()
    assert folded()[branch.college.path, "meetings.present"] == (5, 5)


def test_a_body_that_moves_takes_its_months_along_from_that_day(branch: Branch) -> None:
    other = college(branch, "化学学院党委")
    for month in MONTHS:
        put(branch.organisation, month=month)
    fold()
    with clock.pinned(clock.day_start(TODAY)):
        move_organisation(
            actor=HOUSE,
            organisation_id=branch.organisation.pk,
            parent_id=other.pk,
            on=date(2026, 10, 5),
            ground="学科调整",
        )
    assert_pages_say_what_cells_say()
    assert fold() == 3
    assert_pages_say_what_cells_say()
    here = {row.month for row in Folded.objects.filter(path=branch.college.path)}
    there = {row.month for row in Folded.objects.filter(path=other.path)}
    assert (here, there) == ({MONTHS[0]}, set(MONTHS[1:]))


def test_the_job_folds(branch: Branch) -> None:
    put(branch.organisation)
    fold_every_minute(0)
    assert (Unfolded.objects.count(), Share.objects.count()) == (0, 1)


@pytest.mark.parametrize("branches", [1, 3])
def test_what_is_folded_is_read_in_one_query(
    branch: Branch, branches: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    places = [branch.organisation]
    places += [branch.sibling(f"研究生第{n}支部").organisation for n in range(1, branches)]
    for place in places:
        put(place)
    for queries in (2, 1):  # while it waits, and then
        with django_assert_num_queries(queries):
            found = numbers(under=branch.root.path, months=MONTHS, by=By.CHILD, full=False)
        assert found == {branch.college.pk: {"meetings.sittings": branches}}
        fold()


STEP = st.one_of(
    st.tuples(
        st.just("count"),
        st.integers(0, 3),  # which body
        st.integers(0, 2),  # which month
        st.integers(0, 7),  # should attend
        st.integers(0, 7),  # came
    ),
    st.tuples(st.just("move"), st.integers(0, 1), st.integers(0, 1), st.integers(1, 28)),
    st.tuples(st.just("close"), st.integers(0, 1)),
    st.tuples(st.just("fold")),
)


@given(steps=st.lists(STEP, min_size=1, max_size=10))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pages_say_what_cells_say_whatever_happens(
    branch: Branch, steps: list[tuple[Any, ...]]
) -> None:
    """Facts in any order, branches moved and closed, small numbers, folds in between."""
    colleges = [branch.college, _once(branch, "化学学院党委")]
    made = Organisation.objects.count()
    branches = [_branch(colleges[n], f"第{made + n}党支部") for n in (0, 1)]
    places = [*branches, *colleges]
    with clock.pinned(clock.day_start(TODAY)):
        for number, step in enumerate(steps):
            _take(step, places, colleges, number=number)
    assert_pages_say_what_cells_say()
    fold()
    assert Unfolded.objects.count() == 0
    assert_pages_say_what_cells_say()
    assert [d for d in differences(today=TODAY) if d.where in {"shares", "sums"}] == []


def _take(
    step: tuple[Any, ...],
    places: Sequence[Organisation],
    colleges: Sequence[Organisation],
    *,
    number: int,
) -> None:
    match step:
        case ("count", place, month, should, came):
            values = {"meetings.should_attend": should, "meetings.present": came}
            told = Counted(
                "meeting", place * 10 + month, number, places[place].pk, MONTHS[month], values
            )
            count(told)
        case ("move", place, to, day) if not _is_closed(places[place]):
            last = Placement.objects.filter(organisation=places[place], until=None).get().since
            on = max(last, date(2026, 10, day))
            if Organisation.objects.get(pk=places[place].pk).parent_id != colleges[to].pk:
                move_organisation(
                    actor=HOUSE,
                    organisation_id=places[place].pk,
                    parent_id=colleges[to].pk,
                    on=on,
                    ground="学科调整",
                )
        case ("close", place) if not _is_closed(places[place]):
            dissolve_organisation(
                actor=HOUSE, organisation_id=places[place].pk, on=TODAY, ground="党员不足三人"
            )
        case ("fold",):
            fold()


def _is_closed(place: Organisation) -> bool:
    return Organisation.objects.get(pk=place.pk).dissolved_on is not None


def _once(branch: Branch, name: str) -> Organisation:
    return Organisation.objects.filter(name=name).first() or college(branch, name)


def _branch(parent: Organisation, name: str) -> Organisation:
    return found_organisation(
        actor=HOUSE, parent=parent, name=name, kind=Organisation.Kind.BRANCH, founded_on=FOUNDED
    )


def test_folding_while_others_count_loses_nothing(
    committed: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """Four count at once, really committed, while a fifth folds without a pause."""
    branch = university()
    places = [branch.organisation, branch.sibling().organisation]

    def counts(number: int) -> None:
        for turn in range(25):
            put(places[(number + turn) % 2], month=MONTHS[turn % 3])

    def folds() -> None:
        for _turn in range(25):
            fold()

    at_once(folds, *(partial(counts, number) for number in range(4)))
    assert_pages_say_what_cells_say()
    fold()
    assert_pages_say_what_cells_say()
    root = Folded.objects.filter(path=branch.root.path)
    assert sum(root.values_list("value", flat=True)) == 100


def test_two_never_fold_at_once(branch: Branch) -> None:
    put(branch.organisation)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtext('insights.fold'))")
            assert fold() == 0
            cursor.execute("SELECT pg_advisory_unlock(hashtext('insights.fold'))")
    finally:
        other.close()
    assert fold() == 1
