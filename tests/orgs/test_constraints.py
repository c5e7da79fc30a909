"""The database itself refuses what must never stand in the tree."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DataError, IntegrityError, transaction
from tests.cast import FOUNDED, Branch

from zhibu.orgs.models import (
    CalendarDay,
    CalendarSpan,
    CapabilityGrant,
    Organisation,
    Placement,
    Succession,
    Switch,
    Term,
)

LATER = date(2027, 1, 1)
Breaks = Callable[[Branch], Any]


def body(branch: Branch, **fields: Any) -> Organisation:
    values: dict[str, Any] = {
        "code": "X1",
        "name": "新支部",
        "kind": "branch",
        "parent": branch.college,
        "path": "99.",
        "founded_on": FOUNDED,
    }
    return Organisation.objects.create(**(values | fields))


def span_of(model: type[Any], branch: Branch, **fields: Any) -> Any:
    values: dict[str, Any] = {"organisation": branch.organisation, "since": FOUNDED}
    return model.objects.create(**(values | {"until": LATER} | fields))


def twice(make: Breaks) -> Breaks:
    def both(branch: Branch) -> None:
        make(branch)
        make(branch)

    return both


def term(branch: Branch, **fields: Any) -> Any:
    return span_of(Term, branch, **fields)


def grant(branch: Branch, **fields: Any) -> Any:
    return span_of(CapabilityGrant, branch, capability="approve_probationary", ground="x", **fields)


def calendar(branch: Branch, **fields: Any) -> Any:
    return span_of(CalendarSpan, branch, kind="exam", name="考试周", **fields)


def switch(branch: Branch, **fields: Any) -> Any:
    return span_of(Switch, branch, key="points.enabled", value=True, ground="x", **fields)


def succession(branch: Branch, **fields: Any) -> Any:
    values = {"source": branch.organisation, "target": branch.college}
    return Succession.objects.create(kind="merged", on=LATER, ground="x", **(values | fields))


BROKEN: dict[str, Breaks] = {
    "orgs_path_is_ids_and_dots": lambda b: body(b, path="1/2"),
    "orgs_dissolved_after_founded": lambda b: body(b, dissolved_on=date(2019, 1, 1)),
    "orgs_one_name_under_a_parent": lambda b: body(b, name=b.organisation.name),
    "orgs_one_root": lambda b: body(b, parent=None),
    "orgs_one_place_a_day": lambda b: span_of(
        Placement, b, parent=b.root, path="1.2.", since=LATER, until=None
    ),
    "orgs_placement_ends_after_it_begins": lambda b: span_of(
        Placement, b, parent=b.root, path="1.2.", since=date(2001, 1, 2), until=date(2001, 1, 1)
    ),
    "orgs_one_succession_a_day": twice(succession),
    "orgs_nothing_succeeds_itself": lambda b: succession(b, target=b.organisation),
    "orgs_one_term_a_day": twice(term),
    "orgs_term_ends_after_it_begins": lambda b: term(b, until=date(2001, 1, 1)),
    "orgs_a_capability_is_granted_once_a_day": twice(grant),
    "orgs_spans_of_a_kind_do_not_overlap": twice(calendar),
    "orgs_span_ends_after_it_begins": lambda b: calendar(b, until=FOUNDED),
    "orgs_a_switch_has_one_state_a_day": twice(switch),
    "orgs_a_switch_has_an_end": lambda b: switch(b, until=FOUNDED),
    "orgs_a_day_names_its_notice": lambda _: CalendarDay.objects.create(
        day=LATER, kind="off", name="元旦", source="国务院办公厅"
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_constraint_refuses(branch: Branch, name: str) -> None:
    with pytest.raises((IntegrityError, DataError)) as refused, transaction.atomic():
        BROKEN[name](branch)
    said = str(refused.value)
    # A range whose end lies before its begin is refused by the range itself, before its check.
    assert name in said or "range lower bound" in said


def test_every_constraint_of_the_tree_has_its_test() -> None:
    models = (
        Organisation,
        Placement,
        Succession,
        Term,
        CapabilityGrant,
        CalendarDay,
        CalendarSpan,
        Switch,
    )
    named = {c.name for m in models for c in m._meta.constraints}
    assert named == set(BROKEN)
