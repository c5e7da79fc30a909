"""The organisation-tree file: heads in two languages, parents by code or name, faults by cell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast

import pytest

from zhibu.kit.sheets import Cell, CellError, FileRefused, Merge, Sheet, Workbook
from zhibu.orgs.domain.kinds import Kind
from zhibu.orgs.treefile import KnownOrganisation, TreeParsed, parse_tree

TODAY = date(2026, 11, 23)
HEAD = ["名称", "类型", "上级", "代码", "成立日期"]
ROOT = ["澜州大学党委", "学校党委", "", "LZ", "1952-09-01"]
COLLEGE = ["材料学院党委", "院系党委", "LZ", "LZ-CL", "2001.9"]
BRANCH = ["本科生第一党支部", "党支部", "材料学院党委", "LZ-CL-01", "2018年3月1日"]
HOUSE = KnownOrganisation(1, "ROOT", "澜州大学党委", Kind.SCHOOL_COMMITTEE, None, date(2000, 1, 1))


def parse(
    *rows: Sequence[object],
    known: Sequence[KnownOrganisation] = (),
    merges: tuple[Merge, ...] = (),
) -> TreeParsed:
    cells = [[cast(Cell, float(c) if type(c) is int else c) for c in row] for row in rows]
    sheet = Sheet("组织", cells, range(1, len(cells) + 1), merges=merges)
    return parse_tree(Workbook("xlsx", (sheet,)), today=TODAY, known=known)


def faults(parsed: TreeParsed) -> list[tuple[int, str, str]]:
    return [(fault.row, fault.column, fault.code) for fault in parsed.refused]


def test_a_tree_is_read_with_parents_before_children() -> None:
    parsed = parse(HEAD, BRANCH, COLLEGE, ROOT)
    assert [(row.name, row.kind, row.parent, row.founded_on) for row in parsed.rows] == [
        ("澜州大学党委", Kind.SCHOOL_COMMITTEE, None, date(1952, 9, 1)),
        ("材料学院党委", Kind.COLLEGE_COMMITTEE, ("组织", 4), date(2001, 9, 1)),
        ("本科生第一党支部", Kind.BRANCH, ("组织", 3), date(2018, 3, 1)),
    ]
    assert [warning.code for warning in parsed.warnings] == ["tree-date-month-only"]


def test_heads_and_types_may_be_english() -> None:
    parsed = parse(
        ["Name", "Type", "Parent code", "Code", "Founded on", "Short name"],
        ["Lanzhou University", "school_committee", "", "LZ", "1952-09-01", ""],
        ["Materials", "college committee", "LZ", "CL", 37135, "材料"],
        ["First branch", "branch", "CL", "CL1", "", ""],
        ["Group", "group", "CL1", "", "", ""],
    )
    assert [row.kind.value for row in parsed.rows] == [
        "school_committee",
        "college_committee",
        "branch",
        "group",
    ]
    assert (parsed.rows[1].founded_on, parsed.rows[1].short_name) == (date(2001, 9, 1), "材料")
    assert {w.code for w in parsed.warnings} == {"tree-date-missing", "tree-code-missing"}


def test_titles_serials_blank_rows_and_foot_lines_are_no_organisations() -> None:
    parsed = parse(
        ["澜州大学党组织一览表"],
        ["序号", "组织名称", "组织类别", "上级党组织", "组织代码", "备注"],
        [1, "澜州大学党委", "党委", "", "LZ", ""],
        [2, "材料学院党委", "党委", "澜州大学党委", "LZ-CL", ""],
        [],
        [3, "", "", "", "", ""],
        ["合计", "2个"],
        ["填表人：", "张三"],
    )
    assert [(row.name, row.kind) for row in parsed.rows] == [
        ("澜州大学党委", Kind.SCHOOL_COMMITTEE),
        ("材料学院党委", Kind.COLLEGE_COMMITTEE),
    ]
    assert "tree-columns-not-taken" in {w.code for w in parsed.warnings}


def test_rows_find_their_place_under_what_the_house_has() -> None:
    college = KnownOrganisation(
        2, "CL", "材料学院党委", Kind.COLLEGE_COMMITTEE, 1, date(2001, 1, 1)
    )
    parsed = parse(
        HEAD,
        ["材料学院党委", "院系党委", "澜州大学党委", "", ""],
        ["教工党支部", "党支部", "CL", "CL-2", ""],
        ["研究生党支部", "党支部", "材料学院党委", "CL-3", ""],
        known=[HOUSE, college],
    )
    assert [(row.name, row.parent_id, row.parent, row.matches) for row in parsed.rows] == [
        ("材料学院党委", 1, None, 2),
        ("教工党支部", 2, None, None),
        ("研究生党支部", None, ("组织", 2), None),
    ]


def test_the_root_of_the_file_is_the_root_of_the_house_whatever_its_name() -> None:
    parsed = parse(HEAD, ["中共澜州大学委员会", "党委", "", "LZ", ""], known=[HOUSE])
    assert [row.matches for row in parsed.rows] == [1]


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (["", "党支部", "LZ-CL", "X", ""], "名称", "tree-name-missing"),
        (["长" * 121, "党支部", "LZ-CL", "X", ""], "名称", "tree-text-too-long"),
        (["甲", "", "LZ-CL", "X", ""], "类型", "tree-type-missing"),
        (["甲", "俱乐部", "LZ-CL", "X", ""], "类型", "tree-type-unknown"),
        (["甲", "党支部", "", "X", ""], "上级", "tree-parent-missing"),
        (["甲", "党支部", "不在此处", "X", ""], "上级", "tree-parent-unknown"),
        (["甲", "党支部", "LZ", "X", ""], "上级", "tree-parent-kind"),
        (["甲", "党小组", "LZ-CL", "X", ""], "上级", "tree-parent-kind"),
        (["甲", "党支部", "X", "X", ""], "上级", "tree-cycle"),
        (["甲", "学校党委", "LZ", "X", ""], "上级", "tree-root-with-parent"),
        (["甲", "党支部", "LZ-CL", 1.2e17, ""], "代码", "tree-code-unreadable"),
        (["甲", "党支部", "LZ-CL", "1.2E+17", ""], "代码", "tree-code-unreadable"),
        (["甲", "党支部", "LZ-CL", "X", "2024.13"], "成立日期", "tree-date"),
        (["甲", "党支部", "LZ-CL", "X", "2027-01-01"], "成立日期", "tree-date-in-future"),
        (["甲", "党支部", CellError("#REF!"), "X", ""], "上级", "tree-cell-error"),
    ],
)
def test_one_faulty_cell_refuses_its_row(row: list[object], column: str, code: str) -> None:
    parsed = parse(HEAD, ROOT, COLLEGE, row)
    assert (4, column, code) in faults(parsed)
    assert {fault.row for fault in parsed.refused} - {4} <= {2}
    assert all(fault.message.endswith("。") for fault in parsed.refused)


def test_a_circle_is_named_and_everything_below_it_is_refused() -> None:
    parsed = parse(
        HEAD,
        ROOT,
        ["甲", "党总支", "乙", "A", ""],
        ["乙", "院系党委", "甲", "B", ""],
        ["丙", "党支部", "A", "C", ""],
    )
    assert faults(parsed) == [
        (3, "上级", "tree-cycle"),
        (4, "上级", "tree-cycle"),
        (5, "上级", "tree-parent-refused"),
    ]
    assert "甲 → 乙 → 甲" in parsed.refused[0].message
    assert parsed.refused_rows == 3


def test_a_code_twice_and_a_name_twice_refuse_both_rows() -> None:
    parsed = parse(
        HEAD,
        ROOT,
        COLLEGE,
        ["甲", "党支部", "LZ-CL", "A", ""],
        ["乙", "党支部", "LZ-CL", "A", ""],
        ["丙", "党支部", "LZ-CL", "C", ""],
        ["丙", "党支部", "LZ-CL", "D", ""],
    )
    assert faults(parsed) == [
        (4, "代码", "tree-code-twice"),
        (5, "代码", "tree-code-twice"),
        (6, "名称", "tree-name-twice"),
        (7, "名称", "tree-name-twice"),
    ]


def test_a_parent_named_twice_must_be_given_by_code() -> None:
    parsed = parse(
        HEAD,
        ROOT,
        ["甲总支", "党总支", "LZ", "A", ""],
        ["甲学院", "院系党委", "LZ", "B", ""],
        ["甲总支", "党总支", "B", "C", ""],
        ["丁支部", "党支部", "甲总支", "D", ""],
    )
    assert faults(parsed) == [(6, "上级", "tree-parent-ambiguous")]


def test_there_is_one_root_and_a_kind_is_not_changed_by_a_file() -> None:
    twice = parse(HEAD, ROOT, ["另一个党委", "学校党委", "", "L2", ""])
    assert faults(twice) == [(2, "类型", "tree-root-twice"), (3, "类型", "tree-root-twice")]
    known = KnownOrganisation(2, "LZ-CL", "材料学院党委", Kind.GENERAL_BRANCH, 1, date(2001, 1, 1))
    other = parse(HEAD, ROOT, COLLEGE, known=[HOUSE, known])
    assert faults(other) == [(3, "类型", "tree-kind-differs")]


def test_a_missing_parent_is_answered_with_names_that_are_near() -> None:
    parsed = parse(HEAD, ROOT, COLLEGE, ["甲", "党支部", "材料学院党组", "X", ""])
    assert "材料学院党委" in parsed.refused[0].message


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([["说明"], ["没有表"]], "tree-head-not-found"),
        ([["名称", "上级", "代码"], ["甲", "", "A"]], "tree-type-column-missing"),
        ([["名称", "类型", "代码"], ["甲", "党支部", "A"]], "tree-parent-column-missing"),
        ([HEAD, []], "tree-empty"),
    ],
)
def test_a_file_without_a_tree_is_refused_by_code(rows: list[list[str]], code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        parse(*rows)
    assert refused.value.code == code
    assert refused.value.message.endswith("。")


def test_a_sheet_of_something_else_is_left_and_named() -> None:
    tree = Sheet("组织", [list(HEAD), list(ROOT)], range(1, 3))
    other = Sheet("说明", [["填写说明"]], range(1, 2))
    parsed = parse_tree(Workbook("xlsx", (tree, other)), today=TODAY)
    assert "tree-sheet-skipped" in {w.code for w in parsed.warnings}
