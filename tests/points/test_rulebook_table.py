"""Every invariant of the books, broken once; what was adopted stays as it was."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from tests.cast import Branch
from zhibu.points import queries
from zhibu.points.domain.rules import to_json
from zhibu.points.domain.schemes import SCHEMES
from zhibu.points.models import Rulebook, RulebookVersion
from zhibu.points.takeaway import held_about

SINCE = date(2026, 9, 1)
ADOPTED: dict[str, Any] = {
    "state": "adopted", "since": SINCE, "adopted_on": SINCE, "ground": "9 月 1 日支部党员大会",
    "adopted_by_name": "许静仪",
}  # fmt: skip


def version(branch: Branch, *, of: Rulebook | None = None, **fields: Any) -> RulebookVersion:
    """A version as it is stored; a draft of a new book unless told."""
    kept = of or Rulebook.objects.create(organisation=branch.organisation)
    values = {"number": 1, "body": to_json(SCHEMES["items"].book)} | fields
    return RulebookVersion.objects.create(book=kept, organisation=branch.organisation, **values)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("points_adopted_iff_grounded", {"ground": "决议"}),
        ("points_adopted_iff_grounded", {**ADOPTED, "ground": ""}),
        ("points_adopted_iff_grounded", {**ADOPTED, "since": None}),
        ("points_version_ends_after_it_begins", {**ADOPTED, "until": date(2026, 8, 1)}),
        ("points_retired_has_an_end", {**ADOPTED, "state": "retired"}),
    ],
)
def test_a_version_that_cannot_be_is_refused_by_the_database(
    branch: Branch,
    constraint: str,
    fields: dict[str, Any],  # Any: one value of each kind
) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        version(branch, **fields)


def test_one_number_and_one_draft_a_book(branch: Branch) -> None:
    first = version(branch)
    with pytest.raises(IntegrityError, match="points_one_draft_a_book"), transaction.atomic():
        version(branch, of=first.book, number=2)
    with pytest.raises(IntegrityError, match="points_one_version_a_number"), transaction.atomic():
        version(branch, of=first.book, **ADOPTED)


def test_one_version_in_force_a_day(branch: Branch) -> None:
    version(branch, **ADOPTED, until=date(2026, 10, 1))
    version(branch, **(ADOPTED | {"since": date(2026, 10, 1)}))
    with (
        pytest.raises(IntegrityError, match="points_one_version_in_force_a_day"),
        transaction.atomic(),
    ):
        version(branch, **(ADOPTED | {"since": date(2026, 11, 1)}))


@pytest.mark.parametrize(
    "fields", [{"body": {}}, {"number": 9}, {"since": date(2026, 8, 1)}, {"ground": "另一个"}]
)
def test_what_was_adopted_is_never_changed(branch: Branch, fields: dict[str, Any]) -> None:
    kept = version(branch, **ADOPTED)
    with pytest.raises(IntegrityError, match="fixed"), transaction.atomic():
        RulebookVersion.objects.filter(pk=kept.pk).update(**fields)


def test_what_was_adopted_is_never_deleted(branch: Branch) -> None:
    kept = version(branch, **ADOPTED)
    with pytest.raises(IntegrityError, match="fixed"), transaction.atomic():
        kept.delete()


def test_what_was_adopted_may_end(branch: Branch) -> None:
    kept = version(branch, **ADOPTED)
    RulebookVersion.objects.filter(pk=kept.pk).update(state="retired", until=date(2026, 12, 1))
    kept.refresh_from_db()
    assert (kept.state, kept.until) == ("retired", date(2026, 12, 1))


def test_a_draft_may_change_and_go(branch: Branch) -> None:
    kept = version(branch)
    RulebookVersion.objects.filter(pk=kept.pk).update(body={"title": "另一个"})
    assert kept.book.delete()[0] == 2


# ---- which one holds


def above(branch: Branch, **fields: Any) -> RulebookVersion:
    """A version of the college's own book."""
    kept = Rulebook.objects.create(organisation=branch.college)
    values = {"number": 1, "body": to_json(SCHEMES["hours"].book)} | ADOPTED | fields
    return RulebookVersion.objects.create(book=kept, organisation=branch.college, **values)


def test_the_branchs_own_book_holds_else_the_colleges(
    branch: Branch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    college = above(branch)
    own = version(branch, **(ADOPTED | {"since": date(2026, 10, 1)}), until=date(2026, 11, 1))
    version(branch)  # a draft holds nowhere
    with django_assert_num_queries(1):
        held = queries.in_force(branch.organisation, since=SINCE, until=date(2027, 1, 1))
    days = [date(2026, 8, 31), SINCE, date(2026, 10, 1), date(2026, 10, 31), date(2026, 11, 1)]
    assert [held.on(day) for day in days] == [None, college, own, own, college]
    assert queries.version_on(branch.organisation, day=SINCE) == college


def test_who_put_a_book_into_force_can_take_it_along(branch: Branch) -> None:
    version(branch, **ADOPTED, adopted_by=branch.secretary_person.pk)
    (part,) = held_about(branch.secretary_person.pk)
    assert [held.shown for held in part.records[0]] == [
        "支部积分办法（逐项计分）",
        branch.organisation.name,
        "2026年9月1日",
        "9 月 1 日支部党员大会",
    ]
    assert held_about(branch.officer_person.pk) == []
