"""Which branch a row belongs to, by what its file calls it."""

from __future__ import annotations

import pytest

from zhibu.people.roster.model import RosterRow
from zhibu.people.roster.placing import Place, Placing, Tree, place_rows

SCHOOL = Place(1, "1.", "中共澜州大学委员会", "校党委", "LZ")
MATERIALS = Place(2, "1.2.", "材料学院党委", "材料学院", "CL")
PHYSICS = Place(3, "1.3.", "物理学院党总支", "物理学院", "WL")
FIRST = Place(4, "1.2.4.", "材料学院本科生第一党支部", "本科一支部", "CL-01", is_branch=True)
SECOND = Place(5, "1.2.5.", "本科生第二党支部", "", "CL-02", is_branch=True)
STAFF = Place(6, "1.2.6.", "教工党支部", "", "CL-03", is_branch=True)
OTHER_STAFF = Place(7, "1.3.7.", "教工党支部", "", "WL-01", is_branch=True)
GROUP = Place(8, "1.2.4.8.", "第一党小组", "", "", is_group=True)
TREE = Tree([SCHOOL, MATERIALS, PHYSICS, FIRST, SECOND, STAFF, OTHER_STAFF, GROUP])


def place(
    branch: str | None = None,
    *,
    given: Place | None = None,
    came: str = "column",
    college: str | None = None,
    group: str | None = None,
) -> Placing:
    row = RosterRow(
        sheet="名册",
        row=2,
        name="王砚秋",
        staff_no="2021110401",
        kind="full",
        branch=branch,
        branch_from=came if branch else "",
        college=college,
        group=group,
    )
    return place_rows([row], TREE, given=given)


def found(placing: Placing) -> int:
    assert placing.refused == []
    return placing.placed[0].branch


@pytest.mark.parametrize(
    ("text", "branch"),
    [
        ("材料学院本科生第一党支部", FIRST),
        ("本科一支部", FIRST),
        ("CL-01", FIRST),
        ("材料学院本科生第1党支部", FIRST),
        ("材料学院本科生第一支部", FIRST),
        ("本科生第一党支部", FIRST),
        ("中共澜州大学材料学院本科生第一支部委员会", FIRST),
        ("澜州大学材料学院本科生第一党支部", FIRST),
        ("材料学院党委本科生第二党支部", SECOND),
        ("材料学院 本科生第二党支部", SECOND),
        ("材料学院教工党支部", STAFF),
        ("物理学院教工支部", OTHER_STAFF),
    ],
)
def test_the_spellings_of_a_branch_meet(text: str, branch: Place) -> None:
    assert found(place(text)) == branch.id


def test_a_name_two_colleges_share_needs_the_college() -> None:
    assert [f.code for f in place("教工党支部").refused] == ["branch-ambiguous"]
    assert found(place("教工党支部", college="物理学院")) == OTHER_STAFF.id
    assert found(place("教工党支部", given=MATERIALS)) == STAFF.id


def test_a_branch_outside_the_place_imported_to_is_refused() -> None:
    refused = place("教工党支部", given=FIRST).refused
    assert [f.code for f in refused] == ["branch-elsewhere"]
    assert refused[0].message.endswith("。")


def test_an_unknown_branch_is_refused_with_near_names() -> None:
    refused = place("本科生第三党支部", given=MATERIALS).refused
    assert [f.code for f in refused] == ["branch-unknown"]
    assert "本科生第二党支部" in refused[0].message
    assert "请核对" in place("全然不同", given=MATERIALS).refused[0].message


def test_a_row_without_a_branch_belongs_to_the_branch_imported_to() -> None:
    assert found(place(given=FIRST)) == FIRST.id
    assert found(place(given=PHYSICS)) == OTHER_STAFF.id
    assert [f.code for f in place(given=MATERIALS).refused] == ["branch-missing"]
    assert [f.code for f in place().refused] == ["branch-missing"]


def test_a_title_nobody_knows_gives_way_to_the_place_chosen() -> None:
    assert found(place("某某支部", given=FIRST, came="title")) == FIRST.id
    unknown = place("某某支部", given=FIRST)
    assert found(unknown) == FIRST.id
    assert [w.code for w in unknown.warnings] == ["branch-as-given"]


def test_the_house_itself_may_put_people_into_a_branch_the_file_names_elsewhere() -> None:
    row = RosterRow(
        "名册", 2, "王砚秋", "1", "full", branch="物理学院教工党支部", branch_from="column"
    )
    assert found(place_rows([row], TREE, given=FIRST, reach="")) == OTHER_STAFF.id


@pytest.mark.parametrize("text", ["第一党小组", "第1党小组", "第一小组", "一组", "1"])
def test_the_spellings_of_a_group_meet(text: str) -> None:
    assert place("CL-01", group=text).placed[0].group == GROUP.id


def test_a_group_the_branch_does_not_have_is_left_out_and_said() -> None:
    placing = place("CL-01", group="第九党小组")
    assert placing.placed[0].group is None
    assert [w.code for w in placing.warnings] == ["group-unknown"]
