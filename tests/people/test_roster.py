"""The roster of any day: found by name, sound or number, ordered as lists of names are."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from tests.browsing import signed_in
from tests.cast import HOUSE, Branch, acting
from tests.people.test_pages import url, words

from zhibu.orgs.models import Post
from zhibu.people import queries
from zhibu.people.actions import appoint_first_administrator, assign_group, depart
from zhibu.people.models import Person, StatusSpan
from zhibu.people.queries import roster
from zhibu.people.steps import first_steps

Counting = Callable[[int], AbstractContextManager[Any]]
NAMES = ("魏然", "王一", "阿依努尔·买买提", "吕布", "丁一", "陆知夏")


def found(branch: Branch, find: str = "", **how: Any) -> list[str]:
    listed = queries.members_of(under=branch.organisation.path, find=find, **how)
    return [m.name for m in listed if m.name not in {"许静仪", "周若棠"}]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("知夏", ["陆知夏"]),
        ("lzx", ["陆知夏"]),
        ("LuZhi", ["陆知夏"]),
        ("lu zhi", ["陆知夏"]),
        ("lv", ["吕布"]),
        ("lü", ["吕布"]),
        ("l", ["陆知夏", "吕布"]),
        ("aynemmt", ["阿依努尔·买买提"]),
        ("买买提", ["阿依努尔·买买提"]),
        ("zzz", []),
        ("%", []),
        (" ", ["阿依努尔·买买提", "丁一", "陆知夏", "吕布", "王一", "魏然"]),
    ],
)
def test_people_are_found_as_they_are_called(branch: Branch, typed: str, names: list[str]) -> None:
    for name in NAMES:
        branch.join(name)
    assert found(branch, typed) == names


def test_a_number_is_found_by_who_may_see_numbers_and_guessed_by_nobody(branch: Branch) -> None:
    member = branch.join("陆知夏")
    assert found(branch, member.staff_no[:9], by_number=True).count("陆知夏") == 1
    assert [found(branch, member.staff_no[:length]) for length in (3, 9, 10)] == [[], [], []]


def test_only_the_committee_finds_by_number_on_the_page(branch: Branch) -> None:
    member, other = branch.join("陆知夏"), branch.join("何屿")
    address = url("people:roster", find=member.staff_no)
    pages = [words(signed_in(p).get(address)) for p in (branch.secretary_person, other)]
    assert [page.partition("<main")[2].count(">陆知夏<") > 0 for page in pages] == [True, False]


def test_strokes_and_numbers_order_too(branch: Branch) -> None:
    for name in NAMES:
        branch.join(name)
    assert found(branch, order="strokes") == [
        "丁一",
        "王一",
        "吕布",
        "陆知夏",
        "阿依努尔·买买提",
        "魏然",
    ]
    assert found(branch, by_number=True, order="number") == list(NAMES)


def test_another_day_has_its_own_roster(branch: Branch) -> None:
    member = branch.join("陆知夏", since=date(2026, 3, 1))
    depart(member, on=date(2026, 9, 1), ground="毕业离校")
    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 8, 31), date(2026, 9, 1)]
    assert ["陆知夏" in found(branch, day=d) for d in days] == [False, True, True, False]


def test_a_group_has_a_roster_of_its_own(branch: Branch) -> None:
    group, member = branch.group(), branch.join("陆知夏")
    branch.join("王一")
    assign_group(
        actor=branch.officer,
        organisation_id=branch.organisation.pk,
        places={member.pk: group.pk},
    )
    assert [m.name for m in queries.members_of(under=group.path)] == ["陆知夏"]


def test_kinds_are_counted_for_the_tabs(branch: Branch) -> None:
    branch.join("陆知夏", kind=StatusSpan.Kind.ACTIVIST)
    branch.join("王一", kind=StatusSpan.Kind.PROBATIONARY)
    somebody = branch.join("丁一")
    somebody.statuses.all().delete()
    counts = queries.kinds_under(under=branch.organisation.path)
    assert counts == {"full": 2, "probationary": 1, "activist": 1, "": 1}
    assert found(branch, kind="activist") == ["陆知夏"]


def test_a_long_roster_has_pages(branch: Branch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roster, "PER_PAGE", 3)
    for name in NAMES:
        branch.join(name)
    pages = [
        queries.roster_page(under=branch.organisation.path, number=number) for number in (1, 3, 99)
    ]
    assert [(len(p.lines), p.page.number) for p in pages] == [(3, 1), (2, 3), (2, 3)]
    assert pages[0].count == 8


@pytest.mark.parametrize("members", [1, 3])
def test_reads_cost_the_same_whatever_their_size(
    branch: Branch, members: int, django_assert_num_queries: Counting
) -> None:
    path = branch.organisation.path
    for name in NAMES[:members]:
        branch.appoint(branch.join(name), Post.PUBLICITY)
    for count, read in (
        (3, lambda: queries.members_of(under=path)),
        (4, lambda: queries.roster_page(under=path)),
        (1, lambda: queries.kinds_under(under=path)),
        (1, lambda: queries.sizes_on(date(2026, 11, 1), under=path)),
        (1, lambda: queries.officers_of(branch.organisation)),
        (4, lambda: queries.person_for_reading(branch.officer_person.pk, seen_by=HOUSE)),
        (1, lambda: acting(branch.officer_person)),
        (4, lambda: queries.setting_up(under=path)),
        (1, lambda: list(queries.open_corrections(seen_by=HOUSE))),
        (1, lambda: queries.cohorts_under(path)),
    ):
        with django_assert_num_queries(count):
            read()


def test_sizes_count_each_body_and_its_groups(branch: Branch) -> None:
    group, member = branch.group(), branch.join("陆知夏", kind=StatusSpan.Kind.PROBATIONARY)
    assign_group(
        actor=branch.officer, organisation_id=branch.organisation.pk, places={member.pk: group.pk}
    )
    sizes = queries.sizes_on(date.max.replace(year=2100), under=branch.root.path)
    own, part = sizes[branch.organisation.pk], sizes[group.pk]
    assert (own.full, own.probationary, own.everybody) == (2, 1, 3)
    assert (part.full, part.probationary) == (0, 1)


def test_the_first_steps_follow_each_other(db: None) -> None:
    first = appoint_first_administrator(
        actor=HOUSE, name="秦致远", staff_no="10001", university="中国共产党澜州大学委员会"
    )
    steps = first_steps(acting(first))
    assert [(s.done, s.is_next) for s in steps] == [
        (False, True),
        (False, False),
        (False, False),
        (False, False),
    ]
    assert steps[0].other_url.endswith(str(first.appointments.first().organisation_id))  # type: ignore[union-attr]  # just appointed


def test_the_last_step_is_the_secretarys_slip(branch: Branch) -> None:
    administrator = appoint_first_administrator(
        actor=HOUSE, name="秦致远", staff_no="10001", university="x"
    )
    steps = first_steps(acting(administrator))
    assert [s.done for s in steps] == [True, True, True, False]
    assert steps[3].url.endswith(f"/{branch.secretary_person.pk}/slip")
    assert first_steps(branch.secretary) == []


def test_a_person_is_seen_by_the_keepers_of_the_branch_alone(branch: Branch) -> None:
    member = branch.join("陆知夏")
    for actor in (branch.organiser(), acting(branch.join("王一")), branch.sibling().secretary):
        with pytest.raises(Person.DoesNotExist):
            queries.person_for_reading(member.pk, seen_by=actor)
    assert queries.person_for_reading(member.pk, seen_by=branch.officer) == member
    assert queries.person_for_reading(member.pk, seen_by=acting(member)) == member
