"""What is read, and what it costs whatever its size."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries
from tests.cast import Branch, acting
from tests.gatherings.hall import DOOR, EARLIER, ENDS, STARTS, convened

from zhibu.gatherings import actions, queries
from zhibu.gatherings.domain import SheetEntry
from zhibu.kit import clock
from zhibu.orgs.models import Post
from zhibu.people.models import StatusSpan

SINCE, UNTIL = date(2026, 11, 1), date(2026, 12, 1)
NAMES = ("陆知夏", "沈知远", "顾怀川")


@pytest.mark.parametrize("count", [1, 3])
def test_my_gatherings_cost_one_query(
    branch: Branch, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    member = branch.join("陆知夏")
    for _ in range(count):
        convened(branch, [member], cap=2)

    with clock.pinned(EARLIER), django_assert_num_queries(1):
        rows = queries.gatherings_for(member.pk, since=SINCE, until=UNTIL)

    assert [(r.title, r.listed, r.places_left) for r in rows] == [("支部党员大会", True, 2)] * count


@pytest.mark.parametrize("count", [1, 3])
def test_hosted_gatherings_cost_one_query(
    branch: Branch, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        convened(branch)
    secretary = branch.secretary

    with django_assert_num_queries(1):
        rows = queries.gatherings_hosted(seen_by=secretary, since=SINCE, until=UNTIL)
        names = [row.organisation.name for row in rows]

    assert names == ["材料学院研究生第三党支部"] * count


@pytest.mark.parametrize("count", [1, 3])
def test_attendance_and_the_head_count_cost_one_query_each(
    branch: Branch, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    people = [branch.join(name) for name in NAMES[:count]]
    gathering = convened(branch, people)
    with clock.pinned(DOOR):
        actions.take_attendance(actor=branch.secretary, gathering_id=gathering.pk)

    with django_assert_num_queries(1):
        attendance = queries.attendance_of(gathering.pk)
    with django_assert_num_queries(1):
        heads = queries.head_count(gathering.pk)

    assert [(p.standing, p.way) for p in attendance] == [("正式党员", "list")] * count
    assert (heads.eligible, heads.present, heads.voters_present) == (count, count, count)


@pytest.mark.parametrize("count", [1, 3])
def test_the_sheet_and_its_conflicts_cost_one_query_each(
    branch: Branch, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    people = [branch.join(name) for name in NAMES[:count]]
    gathering = convened(branch, people)
    made = actions.print_code_sheet(actor=branch.secretary, gathering_id=gathering.pk)
    with clock.pinned(DOOR):
        actions.take_attendance(actor=branch.secretary, gathering_id=gathering.pk)
    with clock.pinned(ENDS):
        actions.enter_code_sheet(
            actor=branch.secretary,
            gathering_id=gathering.pk,
            entries=[SheetEntry(n, line.code) for n, line in enumerate(made, start=1)],
        )

    with django_assert_num_queries(1):
        lines = queries.paper_lines(gathering)
    with django_assert_num_queries(1):
        conflicts = [c.attendee.person.name for c in queries.conflicts_of(gathering.pk)]

    assert lines == [
        type(line)(**{f: getattr(line, f) for f in line.__slots__} | {"present_at": DOOR})
        for line in made
    ]
    assert sorted(conflicts) == sorted(NAMES[:count])


def test_the_list_is_in_the_order_of_pinyin_and_knows_the_standing_of_that_day(
    branch: Branch,
) -> None:
    branch.join("陆知夏", kind=StatusSpan.Kind.PROBATIONARY)
    branch.join("安以沫")
    later = STARTS.date() + timedelta(days=10)
    span = StatusSpan.objects.get(person__name="陆知夏")
    span.until = later
    span.save()
    StatusSpan.objects.create(person=span.person, kind=StatusSpan.Kind.FULL, since=later)
    gathering = convened(branch)

    rows = queries.attendance_of(gathering.pk)

    assert [(p.name, p.standing) for p in rows] == [
        ("安以沫", "正式党员"),
        ("陆知夏", "预备党员"),
        ("许静仪", "正式党员"),
        ("周若棠", "正式党员"),
    ]


def test_days_are_half_open_on_chinas_clock(branch: Branch) -> None:
    member = branch.join("陆知夏")
    convened(branch, [member])

    def found(since: date, until: date) -> int:
        return len(queries.gatherings_for(member.pk, since=since, until=until))

    day = date(2026, 11, 25)
    assert found(day, day + timedelta(days=1)) == 1
    assert found(day - timedelta(days=1), day) == 0
    assert found(day + timedelta(days=1), UNTIL) == 0


def test_who_sees_a_gathering(branch: Branch) -> None:
    group = branch.group()
    member = branch.join("陆知夏")
    leader = branch.appoint(branch.join("沈知远"), Post.GROUP_LEADER, at=group)
    activist = branch.join("孟晓岚", kind=StatusSpan.Kind.ACTIVIST)
    of_group = convened(branch, [leader_person := branch.members[3]], organisation=group)
    of_branch = convened(branch, [activist])
    college = branch.organiser()
    above = branch.appoint(branch.sibling().join("卢定波"), Post.SECRETARY, at=branch.college)

    def seen(actor: object) -> set[int]:
        rows = queries.seen_gatherings(seen_by=actor)  # type: ignore[arg-type]  # actors of the cast
        return set(rows.values_list("pk", flat=True))

    assert seen(branch.secretary) == {of_group.pk, of_branch.pk}
    assert seen(leader) == {of_group.pk, of_branch.pk}
    assert seen(acting(member)) == {of_branch.pk}
    assert seen(acting(activist)) == {of_branch.pk}
    assert seen(acting(leader_person)) == {of_group.pk, of_branch.pk}
    # The college looks at what was held, never at a branch's gatherings (docs/permissions.md).
    assert seen(college) == set()
    assert seen(above) == set()


def test_what_is_open_now_says_so(branch: Branch) -> None:
    member = branch.join("陆知夏")
    convened(branch, [member])

    def mine() -> queries.MyGathering:
        return queries.gatherings_for(member.pk, since=SINCE, until=UNTIL)[0]

    with clock.pinned(EARLIER):
        assert (mine().checking_in, mine().over, mine().cancelled) == (False, False, False)
    with clock.pinned(DOOR):
        assert (mine().checking_in, mine().over) == (True, False)
    with clock.pinned(ENDS):
        assert (mine().checking_in, mine().over) == (True, True)
    with clock.pinned(ENDS + timedelta(hours=2)):
        assert mine().checking_in is False
