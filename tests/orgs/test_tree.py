"""The tree changes by dated steps, and any earlier day can be seen as it was."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests.cast import FOUNDED, HOUSE, Branch, acting

from zhibu.kit import clock
from zhibu.kit.verdict import Conflict, Invalid, Refused
from zhibu.orgs import queries
from zhibu.orgs.actions import (
    dissolve_organisation,
    form_group,
    found_organisation,
    move_organisation,
    rename_organisation,
)
from zhibu.orgs.events import OrganisationDissolved, OrganisationFounded, OrganisationMoved
from zhibu.orgs.models import Organisation
from zhibu.trail.models import AuditNote, OutboxEvent

CHANGED = date(2026, 3, 1)
BEFORE = CHANGED - timedelta(days=1)
Kind = Organisation.Kind


def told(event: type) -> int:
    return OutboxEvent.objects.filter(kind=f"orgs.{event.__name__}").count()


def found(branch: Branch, **changes: Any) -> Organisation:
    values: dict[str, Any] = {
        "actor": branch.organiser(),
        "parent": branch.college,
        "name": "本科生第一党支部",
        "kind": Kind.BRANCH,
        "founded_on": CHANGED,
    }
    return found_organisation(**(values | changes))


def test_a_founded_branch_stands_from_its_day_on(branch: Branch) -> None:
    made = found(branch, short_name="本一支部", code="CL-B1")
    names = [
        [p.organisation.code for p in queries.tree_on(day, under=branch.college.path)]
        for day in (BEFORE, CHANGED)
    ]
    assert "CL-B1" not in names[0]
    assert "CL-B1" in names[1]
    assert (made.parent, str(made)) == (branch.college, "本一支部")
    assert told(OrganisationFounded) == 4


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"kind": "club"}, "kind"),
        ({"kind": Kind.SCHOOL_COMMITTEE}, "kind"),
        ({"kind": Kind.GROUP}, "kind"),
        ({"code": "ROOT"}, "code"),
        ({"name": "材料学院研究生第三党支部"}, "name"),
    ],
)
def test_a_body_that_cannot_stand_there_is_refused_by_field(
    branch: Branch, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        found(branch, **changes)
    assert set(refused.value.errors) == {field}


def test_a_secretary_founds_no_branch_but_forms_groups(branch: Branch) -> None:
    with pytest.raises(Refused):
        found(branch, actor=branch.secretary)
    group = form_group(
        actor=branch.secretary,
        organisation_id=branch.organisation.pk,
        name="第一党小组",
        founded_on=CHANGED,
    )
    assert (group.kind, group.parent) == (Kind.GROUP, branch.organisation)
    with pytest.raises(Refused):
        form_group(
            actor=acting(branch.join("陆知夏")),
            organisation_id=branch.organisation.pk,
            name="第二党小组",
            founded_on=CHANGED,
        )


def rename(branch: Branch, **changes: Any) -> Organisation:
    values: dict[str, Any] = {
        "actor": branch.organiser(),
        "organisation_id": branch.organisation.pk,
        "name": "材料学院硕士生第三党支部",
        "on": CHANGED,
    }
    return rename_organisation(**(values | changes))


def test_a_new_name_leaves_the_old_one_to_earlier_days(branch: Branch) -> None:
    before = branch.organisation.name
    rename(branch)
    names = []
    for day in (BEFORE, CHANGED):
        place = next(p for p in queries.tree_on(day) if p.organisation_id == branch.organisation.pk)
        names.append(place.name or place.organisation.name)
    assert names == [before, "材料学院硕士生第三党支部"]
    assert AuditNote.objects.filter(action="orgs.organisation.renamed").count() == 1


def test_a_short_name_alone_needs_no_day(branch: Branch) -> None:
    renamed = rename(branch, name=branch.organisation.name, short_name="研三支部", on=None)
    assert str(renamed) == "研三支部"
    assert branch.organisation.placements.count() == 1


@pytest.mark.parametrize("on", [FOUNDED - timedelta(days=1), date(2999, 1, 1)])
def test_a_name_is_changed_neither_before_the_founding_nor_ahead(branch: Branch, on: date) -> None:
    with pytest.raises(Invalid) as refused:
        rename(branch, on=on)
    assert set(refused.value.errors) == {"on"}


def test_a_secretary_renames_nothing(branch: Branch) -> None:
    with pytest.raises(Refused):
        rename(branch, actor=branch.secretary)


def second_college(branch: Branch) -> Organisation:
    return found_organisation(
        actor=HOUSE,
        parent=branch.root,
        name="能源学院党委",
        kind=Kind.COLLEGE_COMMITTEE,
        founded_on=FOUNDED,
    )


def test_a_moved_branch_was_where_it_was(branch: Branch) -> None:
    group, target = branch.group(), second_college(branch)
    moved = move_organisation(
        actor=HOUSE,
        organisation_id=branch.organisation.pk,
        parent_id=target.pk,
        on=CHANGED,
        ground="院系调整",
    )
    places = [
        {p.organisation_id: p.path for p in queries.tree_on(day)} for day in (BEFORE, CHANGED)
    ]
    assert places[0][group.pk] == f"{branch.college.path}{branch.organisation.pk}.{group.pk}."
    assert places[1][group.pk] == f"{target.path}{branch.organisation.pk}.{group.pk}."
    assert moved.path == f"{target.path}{branch.organisation.pk}."
    assert told(OrganisationMoved) == 1


def test_nothing_moves_under_itself_and_a_college_cannot_take_from_another(
    branch: Branch,
) -> None:
    group, target = branch.group(), second_college(branch)
    with pytest.raises(Conflict):
        move_organisation(
            actor=HOUSE,
            organisation_id=branch.organisation.pk,
            parent_id=group.pk,
            on=CHANGED,
            ground="",
        )
    with pytest.raises(Organisation.DoesNotExist):
        move_organisation(
            actor=branch.organiser(),
            organisation_id=branch.organisation.pk,
            parent_id=target.pk,
            on=CHANGED,
            ground="",
        )


def test_a_dissolved_body_is_gone_from_its_day_on(branch: Branch) -> None:
    made = found(branch, founded_on=FOUNDED)
    dissolve_organisation(actor=HOUSE, organisation_id=made.pk, on=CHANGED, ground="graduation")
    stood = [
        made.pk in {p.organisation_id for p in queries.tree_on(day)} for day in (BEFORE, CHANGED)
    ]
    assert stood == [True, False]
    assert told(OrganisationDissolved) == 1


def test_a_body_with_others_below_it_is_not_dissolved(branch: Branch) -> None:
    with pytest.raises(Conflict):
        dissolve_organisation(
            actor=HOUSE, organisation_id=branch.college.pk, on=CHANGED, ground="graduation"
        )
    with pytest.raises(Refused):
        dissolve_organisation(
            actor=branch.secretary,
            organisation_id=branch.organisation.pk,
            on=CHANGED,
            ground="graduation",
        )


def test_the_first_body_is_founded_by_the_house_alone(branch: Branch) -> None:
    with pytest.raises(Refused):
        found(branch, parent=None, kind=Kind.SCHOOL_COMMITTEE)


def test_a_branch_sees_itself_its_groups_and_the_way_up(branch: Branch) -> None:
    group, sibling = branch.group(), branch.sibling()
    seen = set(queries.seen_organisations(seen_by=branch.secretary))
    assert seen == {branch.root, branch.college, branch.organisation, group}
    assert sibling.organisation not in seen
    assert clock.today() >= CHANGED
