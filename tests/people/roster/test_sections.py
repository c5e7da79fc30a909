"""Where people stand in a sheet: heads, titles, branch lines, foot lines, rows that are nobody."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.people.roster.tables import HEAD, faults, names, parse, person, sheet, warned

from zhibu.kit.sheets import FileRefused, Merge
from zhibu.people.roster.titles import branch_in, kind_in


def test_group_heads_may_stand_above_a_name_in_the_lower_row() -> None:
    parsed = parse(
        sheet(
            [
                ["党员花名册"],
                ["序号", "基本情况", None, None, "党内情况", None, None],
                [None, "姓名", "学号", "性别", "类别", "入党", "转正"],
                person(),
            ],
            merges=(
                Merge(1, 0, 1, 6),
                Merge(2, 0, 3, 0),
                Merge(2, 1, 2, 3),
                Merge(2, 4, 2, 6),
            ),
        )
    )
    assert names(parsed) == ["王砚秋"]
    assert parsed.rows[0].joined_on is not None


def test_two_row_heads_are_found_without_merges_as_csv_leaves_them() -> None:
    parsed = parse(
        sheet(
            [
                ["姓名", "工号", "人员类别", "入党情况", "", "联系方式"],
                ["", "", "", "入党时间", "转正时间", ""],
                ["李一舟", "10234", "正式", "2010.07.01", "2011.07.01", "13800000001"],
            ]
        ),
        loose=True,
    )
    assert [(r.name, str(r.joined_on), str(r.confirmed_on), r.phone) for r in parsed.rows] == [
        ("李一舟", "2010-07-01", "2011-07-01", "13800000001")
    ]


def test_heads_split_by_one_word_over_another_are_read_together() -> None:
    parsed = parse(
        sheet(
            [
                ["姓名", "学号", "人员类别", "入党", "转正", "出生"],
                ["", "", "", "时间", "时间", "年月"],
                ["李一舟", "2021110402", "正式", "2020.07.01", "2021.07.01", "2000.01.02"],
            ]
        )
    )
    row = parsed.rows[0]
    assert (str(row.joined_on), str(row.confirmed_on), str(row.birth_date)) == (
        "2020-07-01",
        "2021-07-01",
        "2000-01-02",
    )


def test_a_date_may_be_spread_over_columns_for_year_month_and_day() -> None:
    parsed = parse(
        sheet(
            [
                ["姓名", "学号", "人员类别", "入党时间", None, None],
                [None, None, None, "年", "月", "日"],
                ["李一舟", "2021110402", "预备", 2026, 5, 20],
                ["赵知远", "2021110403", "预备", 2026, 6, None],
                ["钱清和", "2021110404", "预备", 2026, 13, 1],
            ],
            merges=(
                Merge(1, 3, 1, 5),
                Merge(1, 0, 2, 0),
                Merge(1, 1, 2, 1),
                Merge(1, 2, 2, 2),
            ),
        )
    )
    assert [str(row.joined_on) for row in parsed.rows] == ["2026-05-20", "2026-06-01"]
    assert [(row, code) for row, _, code in faults(parsed)] == [(5, "date-impossible")]


def test_a_name_under_another_persons_head_is_not_the_members_name() -> None:
    parsed = parse(
        sheet(
            [
                ["姓名", "学号", "人员类别", "入党介绍人", None, "紧急联系人", None],
                [None, None, None, "姓名", "电话", "姓名", "电话"],
                ["李一舟", "2021110402", "预备", "张三丰", "13900000001", "李母亲", "13900000002"],
            ],
            merges=(
                Merge(1, 0, 2, 0),
                Merge(1, 1, 2, 1),
                Merge(1, 2, 2, 2),
                Merge(1, 3, 1, 4),
                Merge(1, 5, 1, 6),
            ),
        )
    )
    assert names(parsed) == ["李一舟"]
    assert parsed.rows[0].phone is None


def test_heads_written_with_spaces_newlines_stars_and_hints_are_known() -> None:
    parsed = parse(
        sheet(
            [
                [
                    "姓  名*",
                    "学\n号（必填）",
                    "人员类别\n（正式/预备）",
                    "加入党组织日期：",
                    "联系电话（手机）",
                ],
                ["李一舟", "2021110402", "预备", "2026年5月20日", "13800000001"],
            ]
        )
    )
    row = parsed.rows[0]
    assert (row.staff_no, row.kind, str(row.joined_on), row.phone) == (
        "2021110402",
        "probationary",
        "2026-05-20",
        "13800000001",
    )


def test_the_head_repeated_on_every_printed_page_is_nobody() -> None:
    parsed = parse(
        sheet(
            [
                HEAD,
                person(),
                HEAD,
                person("李一舟", "2021110402"),
                [],
                HEAD,
                person("赵以安", "2021110403"),
            ]
        )
    )
    assert names(parsed) == ["王砚秋", "李一舟", "赵以安"]
    assert faults(parsed) == []


def test_branches_stacked_under_one_head_give_their_lines_to_the_people_below() -> None:
    parsed = parse(
        sheet(
            [
                HEAD,
                ["一、本科生第一党支部（2人）"],
                person(),
                person("李一舟", "2021110402"),
                ["二、教工党支部"],
                person("赵以安", "10235"),
                ["第一党小组"],
                person("钱清和", "10236"),
            ]
        )
    )
    assert [(r.name, r.branch, r.branch_from, r.group) for r in parsed.rows] == [
        ("王砚秋", "本科生第一党支部", "title", None),
        ("李一舟", "本科生第一党支部", "title", None),
        ("赵以安", "教工党支部", "title", None),
        ("钱清和", "教工党支部", "title", "第一党小组"),
    ]


def test_blocks_with_heads_of_their_own_may_have_other_columns() -> None:
    parsed = parse(
        sheet(
            [
                ["学生第一党支部党员名册"],
                HEAD,
                person(),
                ["合计：1人"],
                [],
                ["党支部名称：教工党支部", "", "书记：张三", "", "填表时间：2026.9"],
                ["工号", "姓名", "类别", "加入中国共产党时间"],
                ["10235", "赵以安", "预备", "2026-05-01"],
                ["填表人：李四", "", "审核人：王五"],
            ]
        )
    )
    assert [(r.name, r.staff_no, r.branch) for r in parsed.rows] == [
        ("王砚秋", "2021110401", "学生第一党支部"),
        ("赵以安", "10235", "教工党支部"),
    ]
    assert faults(parsed) == []


def test_a_branch_column_merged_downwards_counts_for_every_row() -> None:
    rows: list[list[str | None]] = [
        ["所在党支部", "姓名", "学号", "人员类别"],
        ["第一党支部", "王砚秋", "2021110401", "预备"],
        [None, "李一舟", "2021110402", "预备"],
        ["第二党支部", "赵以安", "2021110403", "预备"],
        [None, "钱清和", "2021110404", "预备"],
    ]
    merged = parse(sheet(rows, merges=(Merge(2, 0, 3, 0), Merge(4, 0, 5, 0))))
    unmerged = parse(sheet(rows))
    expected = ["第一党支部", "第一党支部", "第二党支部", "第二党支部"]
    assert [r.branch for r in merged.rows] == expected
    assert [r.branch for r in unmerged.rows] == expected
    assert "branch-filled-down" in warned(unmerged)


def test_one_empty_branch_among_many_is_not_filled_from_above() -> None:
    rows = [["姓名", "学号", "人员类别", "支部"]]
    rows += [
        [f"王知{word}", f"202111040{at}", "预备", "第一党支部"]
        for at, word in enumerate("甲乙丙丁")
    ]
    rows += [["王知戊", "2021110409", "预备", ""]]
    assert [r.branch for r in parse(sheet(rows)).rows] == ["第一党支部"] * 4 + [None]


def test_a_title_names_the_kind_where_there_is_no_column_for_it() -> None:
    parsed = parse(
        sheet(
            [
                ["材料学院2026年入党积极分子名册"],
                ["序号", "姓名", "学号", "递交入党申请书时间"],
                [1, "王砚秋", "2024110401", "2025-10-01"],
            ]
        ),
        sheet([["姓名", "学号"], ["李一舟", "2024110402"]], name="发展对象"),
    )
    assert [(r.name, r.kind) for r in parsed.rows] == [
        ("王砚秋", "activist"),
        ("李一舟", "prospect"),
    ]
    assert str(parsed.rows[0].applied_on) == "2025-10-01"
    assert "kind-from-title" in warned(parsed)


def test_lines_of_kind_stand_over_the_people_below_them() -> None:
    parsed = parse(
        sheet(
            [
                ["姓名", "学号", "入党时间"],
                ["一、正式党员（1人）"],
                ["王砚秋", "2021110401", "2022-06-01"],
                ["二、预备党员"],
                ["李一舟", "2021110402", "2026-06-01"],
            ]
        )
    )
    assert [r.kind for r in parsed.rows] == ["full", "probationary"]


def test_political_status_gives_way_to_a_title_that_says_more() -> None:
    parsed = parse(
        sheet(
            [
                ["入党积极分子花名册"],
                ["姓名", "学号", "政治面貌"],
                ["王砚秋", "2024110401", "共青团员"],
            ]
        )
    )
    assert [r.kind for r in parsed.rows] == ["activist"]


def test_without_a_kind_column_a_confirmation_date_makes_a_full_member() -> None:
    parsed = parse(
        sheet(
            [
                ["姓名", "学号", "入党时间", "转正时间"],
                ["王砚秋", "2021110401", "2022-06-01", "2023-06-01"],
                ["李一舟", "2021110402", "2026-06-01", ""],
                ["赵以安", "2021110403", "2024-06-01", ""],
            ]
        )
    )
    assert [(r.name, r.kind) for r in parsed.rows] == [
        ("王砚秋", "full"),
        ("李一舟", "probationary"),
    ]
    assert faults(parsed) == [(4, "人员类别", "kind-missing")]
    assert "kind-from-dates" in warned(parsed)


def test_rows_that_are_nobody_are_passed_over() -> None:
    parsed = parse(
        sheet(
            [
                ["澜州大学党员花名册"],
                ["单位（盖章）：材料学院", "", "", "", "填报日期：2026年9月1日"],
                HEAD,
                [1, 2, 3, 4, 5, 6, 7],
                ["", "必填", "必填，文本", "选填", "必填", "日期格式", "日期格式"],
                ["例", "张三", "2020110001", "男", "正式党员", "2021-06-01", "2022-06-01"],
                person(),
                [2, None, None, None, None, None, None],
                [3, None, None, None, "正式党员", None, None],
                ["合计", "", "1人"],
                ["总计：", "正式党员1人，预备党员0人"],
                ["", "制表人：王小明", "", "审核：李大海"],
                ["说明：1.姓名与身份证一致；2.日期写到日。"],
                ["党支部书记（签字）：", "", "", "", "2026年9月1日"],
                ["第 1 页  共 1 页"],
            ]
        )
    )
    assert names(parsed) == ["王砚秋"]
    assert faults(parsed) == []
    assert "example-row-skipped" in warned(parsed)


def test_a_person_after_the_foot_is_still_a_person() -> None:
    parsed = parse(sheet([HEAD, person(), ["小计", "1人"], person("李一舟", "2021110402")]))
    assert names(parsed) == ["王砚秋", "李一舟"]


def test_a_row_with_facts_and_no_name_is_refused_not_lost() -> None:
    parsed = parse(
        sheet([HEAD, person(), person("", "2021110402"), person("赵以安", ""), person("", "")])
    )
    assert faults(parsed) == [
        (3, "姓名", "name-missing"),
        (4, "学号", "number-missing"),
        (5, "姓名", "name-missing"),
        (5, "学号", "number-missing"),
    ]
    assert parsed.refused_rows == 3


def test_students_and_teachers_may_have_their_numbers_in_two_columns() -> None:
    parsed = parse(
        sheet(
            [
                ["姓名", "学号", "工号", "人员类别"],
                ["王砚秋", "2021110401", "", "预备"],
                ["李一舟", "", "10234", "预备"],
            ]
        )
    )
    assert [r.staff_no for r in parsed.rows] == ["2021110401", "10234"]
    assert "columns-joined" in warned(parsed)


def test_of_two_columns_for_one_field_the_surer_is_taken() -> None:
    parsed = parse(
        sheet(
            [
                ["姓名", "学号", "政治面貌", "人员类别", "职务", "党内职务"],
                ["王砚秋", "2021110401", "中共党员", "预备党员", "班长", "宣传委员"],
            ]
        )
    )
    assert (parsed.rows[0].kind, parsed.rows[0].posts) == ("probationary", ("publicity",))
    assert "column-twice" in warned(parsed)


def test_hidden_columns_and_rows_are_read_and_named() -> None:
    parsed = parse(
        sheet(
            [HEAD, person(), person("李一舟", "2021110402")],
            hidden_columns=frozenset({3}),
            hidden_rows=frozenset({3}),
        )
    )
    assert names(parsed) == ["王砚秋", "李一舟"]
    assert parsed.rows[0].sex == "2"
    assert {"hidden-columns-read", "hidden-rows-read"} <= warned(parsed)


def test_hidden_sheets_and_sheets_of_something_else_are_left_and_named() -> None:
    parsed = parse(
        sheet([HEAD, person()]),
        sheet([HEAD, person("李一舟", "2021110402")], name="旧表", hidden=True),
        sheet([["民族", "代码"], ["汉族", "01"]], name="字典"),
        sheet([["姓名", "联系电话"], ["赵以安", "13800000001"]], name="通讯录"),
        sheet([["姓名", "学号", "电话"], ["赵以安", "2021110403", "13800000001"]], name="电话"),
        sheet([], name="空"),
    )
    assert names(parsed) == ["王砚秋"]
    assert {
        "hidden-sheet-skipped",
        "sheet-skipped",
        "sheet-without-number",
        "sheet-without-kind",
    } <= warned(parsed)


def test_the_name_of_a_sheet_can_be_the_branch() -> None:
    parsed = parse(
        sheet([HEAD, person()], name="本科生第一党支部"),
        sheet([HEAD, person("李一舟", "2021110402")], name="教工党支部"),
    )
    assert [(r.branch, r.branch_from) for r in parsed.rows] == [
        ("本科生第一党支部", "sheet"),
        ("教工党支部", "sheet"),
    ]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([["说明"], ["这里什么都没有"]], "head-not-found"),
        ([["姓名", "备注"], ["王砚秋", "无"]], "head-not-found"),
        ([["姓名", "性别", "人员类别"], ["王砚秋", "女", "正式"]], "number-column-missing"),
        ([["姓名", "学号", "性别"], ["王砚秋", "2021110401", "女"]], "kind-column-missing"),
        ([HEAD], "no-people"),
        ([HEAD, [1], [2], ["合计", "0人"]], "no-people"),
    ],
)
def test_a_file_without_a_roster_is_refused_by_code(rows: list[list[str]], code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        parse(sheet(rows))
    assert refused.value.code == code
    assert refused.value.message.endswith("。")


@pytest.mark.parametrize(
    ("line", "branch"),
    [
        ("澜州大学材料学院本科生第一党支部党员花名册", "澜州大学材料学院本科生第一党支部"),
        ("中共澜州大学材料学院研究生第二支部委员会党员名单", "中共澜州大学材料学院研究生第二支部"),
        ("2026年 材料学院教工党支部 党员信息表", "材料学院教工党支部"),
        ("党支部名称：本科生第一党支部    支部书记：张三", "本科生第一党支部"),
        ("所在党支部：机关第三党支部", "机关第三党支部"),
        ("支部：离退休党支部 填表时间：2026.9", "离退休党支部"),
        ("三、博士生党支部（共12人）", "博士生党支部"),
        ("填报单位（盖章）：材料学院本科生第一党支部", "材料学院本科生第一党支部"),
        ("各党支部党员名册", ""),
        ("党员花名册（各支部汇总）", ""),
        ("党支部书记：张三", ""),
        ("支部大会通过", ""),
        ("澜州大学党员花名册", ""),
    ],
)
def test_the_branch_a_line_speaks_of(line: str, branch: str) -> None:
    assert branch_in(line) == branch


def test_a_title_of_two_kinds_says_neither() -> None:
    assert kind_in("正式党员、预备党员花名册") == ""
    assert kind_in("2026年预备党员名册") == "probationary"


def test_cells_beyond_the_last_column_that_is_read_are_counted() -> None:
    wide = replace(sheet([HEAD, person()]), beyond=3)
    assert "cells-beyond" in warned(parse(wide))


def test_columns_that_are_not_taken_are_named() -> None:
    parsed = parse(sheet([[*HEAD, "家庭住址", "籍贯"], [*person(), "澜州", "澜州"]]))
    left = [w.message for w in parsed.warnings if w.code == "columns-not-taken"]
    assert left == ["没有读取的列：家庭住址、籍贯。"]


def test_a_column_called_kind_that_holds_something_else_gives_way() -> None:
    head = ["姓名", "学号", "人员类别", "政治面貌"]
    parsed = parse(
        sheet(
            [
                head,
                ["王砚秋", "2021110401", "本科生", "中共党员"],
                ["李一舟", "2021110402", "研究生", "中共预备党员"],
            ]
        )
    )
    assert [r.kind for r in parsed.rows] == ["full", "probationary"]


def test_an_unsure_column_whose_values_do_not_fit_is_not_taken() -> None:
    head = ["姓名", "学号", "人员类别", "职务", "类型"]
    parsed = parse(
        sheet(
            [
                head,
                ["王砚秋", "2021110401", "正式", "班长", "甲"],
                ["李一舟", "2021110402", "正式", "学委", "乙"],
            ]
        )
    )
    assert names(parsed) == ["王砚秋", "李一舟"]
    assert any("职务、类型" in w.message for w in parsed.warnings)


def test_another_table_below_the_roster_is_not_taken_for_people() -> None:
    parsed = parse(
        sheet(
            [
                HEAD,
                person(),
                [],
                ["附：党费收缴"],
                ["序号", "姓名", "金额"],
                [1, "李一舟", "0.2"],
                [2, "赵以安", "20211104"],
            ]
        )
    )
    assert names(parsed) == ["王砚秋"]
    assert faults(parsed) == []


def test_a_person_over_two_merged_lines_is_one() -> None:
    second = [None, None, None, None, None, "2023-06-02", "补记"]
    parsed = parse(sheet([HEAD, person(), second], merges=(Merge(2, 1, 3, 1), Merge(2, 2, 3, 2))))
    assert names(parsed) == ["王砚秋"]
    assert faults(parsed) == []


def test_people_set_in_two_columns_are_all_read() -> None:
    head = ["序号", "姓名", "学号", "类别"]
    parsed = parse(
        sheet(
            [
                [*head, None, *head],
                [1, "王砚秋", "2021110401", "正式", None, 3, "赵以安", "2021110403", "预备"],
                [2, "李一舟", "2021110402", "正式", None, 4, "钱清和", "2021110404", "党员"],
                [None, None, None, None, None, 5, "孙若棠", "2021110405", "预备"],
                ["合计", "5人"],
            ]
        )
    )
    assert sorted(names(parsed)) == ["孙若棠", "李一舟", "王砚秋", "赵以安"]
    assert faults(parsed) == [(3, "类别", "kind-ambiguous")]
