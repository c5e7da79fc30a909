"""Each feature has an owner and a review day; what nobody uses is listed, announced, put to rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries
from tests.browsing import signed_in
from tests.cast import Branch, acting, opened, person
from tests.people.test_pages import post, url, words

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.verdict import Conflict, Invalid, Refused
from zhibu.orgs import queries
from zhibu.orgs.actions import count_feature_use, rest_feature, wake_feature
from zhibu.orgs.domain.usage import MonthOfUse, Standing, feature_of, standing_of
from zhibu.orgs.models import FeatureRest, FeatureUse, Post
from zhibu.people.models import Person
from zhibu.trail.actions import note
from zhibu.trail.models import AuditNote

TODAY = date(2026, 11, 20)
BEGAN = date(2026, 3, 2)
IN_TWO_WEEKS = TODAY + timedelta(days=14)
WHY = "两个月没有人用"
SOURCE = Path(__file__).parents[2] / "src" / "zhibu"


@pytest.fixture(autouse=True)
def _today(db: None) -> Iterator[None]:
    with clock.pinned(clock.day_start(TODAY) + timedelta(hours=9)):
        yield


@pytest.fixture
def organiser_person(branch: Branch) -> Person:
    held = person("秦致远")
    branch.appoint(held, Post.UNIVERSITY_ORGANISER, at=branch.root)
    return held


def used(branch: Branch, word: str, *, by: int, on: date, times: int = 1) -> None:
    """A word of the trail left by so many persons on a day."""
    with clock.pinned(clock.day_start(on) + timedelta(hours=10)):
        for number in range(by):
            for _time in range(times):
                note(Actor(person_id=number + 1, name="甲"), word, branch.organisation)


# ---- the register


def test_every_feature_has_an_owner_a_purpose_a_measure_and_a_review_day() -> None:
    found = queries.features()
    assert len({f.key for f in found}) == len(found) >= 15
    said = [f.key for f in found if f.owner not in set(Post) or not f.notes]
    assert (said, [f.key for f in found if not (str(f.purpose) and str(f.measure))]) == ([], [])


def words_left_in(source: Path) -> set[str]:
    """Every audit word of the rooms, as the code writes it."""
    shape = re.compile(r'"((?:[a-z]+)\.[a-z_]+\.[a-z_]+)"')
    return {
        word
        for file in source.rglob("*.py")
        if "note(" in (text := file.read_text())
        for word in shape.findall(text)
        if (source / word.split(".")[0]).is_dir()
    }


def test_every_change_counts_for_one_feature() -> None:
    """A new room or a new word cannot stand outside the register."""
    beginnings = {word: f.key for f in queries.features() for word in f.notes}
    left = words_left_in(SOURCE)
    assert len(left) > 60
    assert sorted(word for word in left if not feature_of(word, beginnings)) == []
    assert feature_of("contests.work.judged", beginnings) == ""


# ---- the rule


def month(number: int, persons: int, last: int = 20) -> MonthOfUse:
    return MonthOfUse(date(2026, number, 1), persons * 2, persons, date(2026, number, last))


@pytest.mark.parametrize(
    ("months", "since", "standing"),
    [
        ([], None, Standing.YOUNG),
        ([], TODAY - timedelta(days=59), Standing.YOUNG),
        ([], TODAY - timedelta(days=60), Standing.UNUSED),
        ([month(9, 30, 21)], BEGAN, Standing.UNUSED),
        ([month(9, 30, 22)], BEGAN, Standing.USED),
        ([month(8, 4), month(9, 4), month(10, 4)], BEGAN, Standing.LITTLE),
        ([month(8, 4), month(9, 5), month(10, 4)], BEGAN, Standing.USED),
        ([month(10, 2)], date(2026, 9, 1), Standing.USED),
    ],
)
def test_sixty_days_without_use_or_three_thin_months(
    months: list[MonthOfUse], since: date | None, standing: Standing
) -> None:
    assert standing_of(months, since=since, today=TODAY) == standing


@pytest.mark.parametrize(
    ("months", "standing"),
    [([], Standing.READ), ([month(8, 4), month(9, 4), month(10, 4)], Standing.READ)]
    + [([month(9, 30, 22)], Standing.USED)],
)
def test_what_is_mostly_read_is_not_called_unused_for_want_of_notes(
    months: list[MonthOfUse], standing: Standing
) -> None:
    assert standing_of(months, since=BEGAN, today=TODAY, reads=True) == standing


@given(st.integers(0, 400), st.integers(0, 400))
def test_a_feature_is_unused_exactly_from_the_sixtieth_day(age: int, ago: int) -> None:
    last = TODAY - timedelta(days=ago)
    months = [MonthOfUse(last.replace(day=1), 9, 9, last)]
    found = standing_of(months, since=TODAY - timedelta(days=age), today=TODAY)
    expected = Standing.YOUNG if age < 60 else Standing.UNUSED if ago >= 60 else found
    assert found == expected


# ---- counting


def test_the_night_counts_sums_and_keeps_no_person(branch: Branch) -> None:
    used(branch, "meetings.feedback.given", by=6, on=date(2026, 10, 30), times=2)
    used(branch, "meetings.record.confirmed", by=1, on=date(2026, 11, 3))
    assert count_feature_use() == count_feature_use() == 2  # counted anew, not added
    assert list(FeatureUse.objects.order_by("feature").values_list("feature", "month", "acts", "persons", "last_on")) == [
        ("meetings.feedback", date(2026, 10, 1), 12, 6, date(2026, 10, 30)),
        ("meetings.records", date(2026, 11, 1), 1, 1, date(2026, 11, 3)),
    ]  # fmt: skip
    assert {f.name for f in FeatureUse._meta.fields} == {
        "id", "feature", "month", "acts", "persons", "last_on",
    }  # fmt: skip


def test_what_the_house_does_itself_is_no_use(branch: Branch) -> None:
    AuditNote.objects.create(
        person_id=None,
        way="job",
        action="meetings.feedback.given",
        subject_kind="x",
        subject_id="1",
    )
    assert count_feature_use() == 0


# ---- to rest and back


def test_a_rest_is_announced_two_weeks_ahead_and_hides_the_menu_line(
    branch: Branch, organiser_person: Person
) -> None:
    organiser = acting(organiser_person)
    rest_feature(actor=organiser, key="archive.templates", rests_on=IN_TWO_WEEKS, reason=WHY)
    client = signed_in(organiser_person)
    announced = words(client.get(url("archive:templates")))
    assert ("将于2026年12月4日停用：两个月没有人用" in announced, "文书模板</a>" in announced) == (
        True,
        True,
    )
    with clock.pinned(clock.day_start(IN_TWO_WEEKS)):
        later = words(client.get(url("archive:templates")))
        assert ("自2026年12月4日起停用" in later, "文书模板</a>" in later) == (True, False)
        wake_feature(actor=organiser, key="archive.templates")
        back = words(client.get(url("archive:templates")))
        assert ("停用" in back, "文书模板</a>" in back) == (False, True)
    kept = AuditNote.objects.filter(action__startswith="orgs.feature.").order_by("pk")
    assert [n.action for n in kept] == ["orgs.feature.rested", "orgs.feature.woken"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"rests_on": IN_TWO_WEEKS - timedelta(days=1)}, "rests_on"),
        ({"reason": " "}, "reason"),
    ],
)
def test_without_notice_or_reason_nothing_rests(
    branch: Branch, organiser_person: Person, changes: dict[str, object], field: str
) -> None:
    values: dict[str, object] = {"rests_on": IN_TWO_WEEKS, "reason": WHY}
    with pytest.raises(Invalid) as refused:
        rest_feature(
            actor=acting(organiser_person),
            key="archive.templates",
            **(values | changes),  # type: ignore[arg-type]  # one of the two changed
        )
    assert set(refused.value.errors) == {field}


def test_what_others_rest_on_cannot_rest(branch: Branch, organiser_person: Person) -> None:
    organiser = acting(organiser_person)
    with pytest.raises(Conflict):
        rest_feature(actor=organiser, key="notices", rests_on=IN_TWO_WEEKS, reason=WHY)
    with pytest.raises(FeatureRest.DoesNotExist):
        rest_feature(actor=organiser, key="shop", rests_on=IN_TWO_WEEKS, reason=WHY)
    with pytest.raises(Conflict):
        wake_feature(actor=organiser, key="archive.templates")


def test_a_feature_rests_once_at_a_time(branch: Branch, organiser_person: Person) -> None:
    organiser = acting(organiser_person)
    made = rest_feature(actor=organiser, key="archive.templates", rests_on=IN_TWO_WEEKS, reason=WHY)
    with pytest.raises(Conflict):
        rest_feature(actor=organiser, key="archive.templates", rests_on=IN_TWO_WEEKS, reason=WHY)
    made.pk = None
    with (
        pytest.raises(IntegrityError, match="orgs_a_feature_rests_once_at_a_time"),
        transaction.atomic(),
    ):
        made.save(force_insert=True)


def test_the_database_refuses_a_double_count_and_a_rest_without_notice(branch: Branch) -> None:
    values = {"feature": "x", "month": TODAY, "acts": 1, "persons": 1, "last_on": TODAY}
    FeatureUse.objects.create(**values)
    with (
        pytest.raises(IntegrityError, match="orgs_a_feature_is_counted_once_a_month"),
        transaction.atomic(),
    ):
        FeatureUse.objects.create(**values)
    with (
        pytest.raises(IntegrityError, match="orgs_a_rest_is_announced_before"),
        transaction.atomic(),
    ):
        FeatureRest.objects.create(feature="x", reason=WHY, announced_on=TODAY, rests_on=TODAY)


def test_only_the_organisation_department_puts_to_rest(branch: Branch) -> None:
    for actor in (branch.secretary, branch.organiser()):
        with pytest.raises(Refused):
            rest_feature(actor=actor, key="archive.templates", rests_on=IN_TWO_WEEKS, reason=WHY)
        with pytest.raises(Refused):
            wake_feature(actor=actor, key="archive.templates")


# ---- the pages


def test_the_page_lists_what_nobody_used_first(branch: Branch, organiser_person: Person) -> None:
    used(branch, "meetings.feedback.given", by=6, on=date(2026, 8, 1))
    used(branch, "meetings.record.confirmed", by=6, on=date(2026, 11, 3))
    count_feature_use(since=BEGAN)
    text = words(signed_in(organiser_person).get(url("orgs:features")))
    idle, everything = text.split("全部功能")
    assert "会议策划与记录" not in idle  # little used, but it can never rest
    assert "最近一次 2026年8月1日" in idle
    assert "6 次，6 人" in everything


def test_counts_of_fewer_than_five_persons_are_not_shown(
    branch: Branch, organiser_person: Person
) -> None:
    used(branch, "meetings.feedback.given", by=4, on=TODAY, times=7)
    count_feature_use()
    text = words(signed_in(organiser_person).get(url("orgs:feature", "meetings.feedback")))
    assert ("不足 5 人" in text, "28" in text.partition("用得怎样")[2].partition("停用")[0]) == (
        True,
        False,
    )


def test_the_organiser_announces_on_the_page_and_may_call_it_off(
    branch: Branch, organiser_person: Person
) -> None:
    client = signed_in(organiser_person)
    page = url("orgs:feature", "archive.templates")
    assert post(client, page, rests_on="2026-11-25", reason=WHY).status_code == 422
    assert post(client, page, rests_on="2026-12-04", reason=WHY).status_code == 302
    assert "撤回公告" in words(client.get(page))
    assert post(client, url("orgs:wake_feature", "archive.templates")).status_code == 302
    assert FeatureRest.objects.get().woken_by_name == "秦致远"


def test_a_member_has_no_register(branch: Branch) -> None:
    member = branch.join("陆知夏")
    opened(member)
    assert signed_in(member).get(url("orgs:features")).status_code == 403


@pytest.mark.parametrize("features", [1, 3])
def test_the_months_cost_one_query_whatever_their_number(
    branch: Branch, features: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for key in range(features):
        FeatureUse.objects.create(feature=f"f{key}", month=TODAY.replace(day=1), acts=1, persons=1, last_on=TODAY)  # fmt: skip
    with django_assert_num_queries(1):
        assert len(queries.months_of_use()) == features


def test_who_put_a_feature_to_rest_takes_it_along(branch: Branch, organiser_person: Person) -> None:
    rest_feature(
        actor=acting(organiser_person), key="archive.templates", rests_on=IN_TWO_WEEKS, reason=WHY
    )
    assert len(queries.rests_decided_by(organiser_person.pk)) == 1
