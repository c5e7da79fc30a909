"""One row: its codes and words, its dates against each other, and what is said besides."""

from __future__ import annotations

from datetime import date

import pytest
from tests.people.roster.tables import HEAD, faults, names, parse, person, sheet, warned

from zhibu.kit.sheets import Cell, CellError
from zhibu.people.roster import codes
from zhibu.people.roster.words import (
    read_cohort,
    read_degree,
    read_education,
    read_ethnic,
    read_kind,
    read_posts,
    read_sex,
    read_standing,
)

WIDE = [
    "姓名", "学号", "人员类别", "出生日期", "入党日期", "转正日期", "性别", "民族", "身份证号", "学历", "学位",
    "党内职务", "党小组", "年级", "专业", "手机", "党籍状态", "工作岗位", "所在党支部", "所在学院",
]  # fmt: skip


def row(**cells: Cell) -> list[Cell]:
    """One person under WIDE, a probationary member unless told otherwise."""
    known: dict[str, Cell] = {"姓名": "王砚秋", "学号": "2021110401", "人员类别": "预备党员"}
    return [{**known, **cells}.get(head, "") for head in WIDE]


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("汉", "01"), ("汉族", "01"), ("01", "01"), (1.0, "01"), ("HA", "01"), ("维吾尔", "05"), ("维族", "05"),
        ("毛难", "36"), ("毛难族", "36"), ("毛南族", "36"), ("崩龙", "46"), ("崩龙族", "46"), ("德昂族", "46"),
        ("穿青人", "97"), ("其他", "97"), ("外国血统中国籍", "98"), ("基诺族", "56"), ("土家", "15"), ("  回　族 ", "03"),
    ],
)  # fmt: skip
def test_ethnic_groups(word: Cell, code: str) -> None:
    assert read_ethnic(word).value == code


def test_there_are_fifty_six_groups_and_two_more() -> None:
    assert len(codes.ETHNIC_NAMES) == 58
    assert {read_ethnic(name).value for name in codes.ETHNIC_NAMES.values()} == set(
        codes.ETHNIC_NAMES
    )


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("正式", "full"), ("正式党员", "full"), ("中共党员", "full"), ("中共正式党员", "full"), ("01", "full"),
        ("中共党员（正式）", "full"), (1.0, "full"), ("预备", "probationary"), ("中共预备党员", "probationary"),
        ("02", "probationary"), ("预备党员（延长预备期）", "probationary"), ("发展对象", "prospect"),
        ("入党积极分子", "activist"), ("积极分子", "activist"), ("入党积极份子", "activist"), ("入党申请人", "applicant"),
        ("申请入党人员", "applicant"), (" 正 式 党 员 ", "full"),
    ],
)  # fmt: skip
def test_kinds_of_people(word: Cell, kind: str) -> None:
    assert read_kind(word).value == kind


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("党员", "kind-ambiguous"),
        ("学生党员", "kind-ambiguous"),
        ("共青团员", "kind-outside"),
        ("群众", "kind-outside"),
        ("03", "kind-outside"),
        ("九三学社", "kind-outside"),
        ("班长", "kind-unknown"),
    ],
)
def test_kinds_that_say_too_little_or_something_else(word: str, code: str) -> None:
    assert read_kind(word).code == code


@pytest.mark.parametrize(
    ("reader", "word", "value"),
    [
        (read_sex, "男", "1"), (read_sex, "女性", "2"), (read_sex, 1.0, "1"), (read_sex, "F", "2"),
        (read_sex, "未说明", "9"), (read_education, "本科", "20"), (read_education, "大学本科", "20"),
        (read_education, "本科毕业", "21"), (read_education, "硕士研究生", "14"), (read_education, "博士", "11"),
        (read_education, "博士在读", "10"), (read_education, "大专", "30"), (read_education, "高中", "60"),
        (read_education, "本科/学士", "20"), (read_education, "21", "21"), (read_degree, "工学学士", "408"),
        (read_degree, "学士", "4"), (read_degree, "法律硕士", "3"), (read_degree, "教育博士", "2"),
        (read_standing, "正常", "normal"), (read_standing, "停止党籍", "suspended"), (read_standing, "已转出", "left"),
        (read_posts, "书记", ("secretary",)), (read_posts, "党支部书记", ("secretary",)),
        (read_posts, "副书记兼组织委员", ("deputy_secretary", "organisation")),
        (read_posts, "组织委员、宣传委员", ("organisation", "publicity")), (read_posts, "纪律检查委员", ("discipline",)),
        (read_posts, "本科生第一党支部书记", ("secretary",)), (read_posts, "党员", None), (read_posts, "无", None),
        (read_cohort, 2023.0, "2023级"), (read_cohort, "2023级", "2023级"), (read_cohort, "研二", "研二"),
    ],
)  # fmt: skip
def test_codes_and_words(reader: object, word: Cell, value: object) -> None:
    read = reader(word)  # type: ignore[operator]  # the readers of the table
    assert (read.value, read.code, read.warning) == (value, "", "")


def test_an_unknown_degree_of_schooling_is_left_out_and_said() -> None:
    parsed = parse(sheet([WIDE, row(学历="大四", 学位="荣誉", 党内职务="书记、班长")]))
    found = parsed.rows[0]
    assert (found.education, found.degree, found.posts) == (None, None, ("secretary",))
    assert {"education-unknown", "degree-unknown", "post-unknown"} <= warned(parsed)
    assert any("班长" in warning.message for warning in parsed.warnings)


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"性别": "中"}, "性别", "sex-unknown"),
        ({"民族": "汗族"}, "民族", "ethnic-unknown"),
        ({"党籍状态": "未知状态"}, "党籍状态", "standing-unknown"),
        ({"人员类别": "班长"}, "人员类别", "kind-unknown"),
        ({"人员类别": "群众"}, "人员类别", "kind-outside"),
        ({"人员类别": ""}, "人员类别", "kind-missing"),
        ({"出生日期": "2008-06-01", "入党日期": "2025-05-20"}, "出生日期", "joined-under-18"),
        ({"出生日期": "2026-01-01", "入党日期": "2025-05-20"}, "出生日期", "joined-before-birth"),
        (
            {"人员类别": "正式", "入党日期": "2025-05-20", "转正日期": "2024-05-20"},
            "转正日期",
            "confirmed-before-joined",
        ),
        ({"转正日期": "2025-05-20"}, "人员类别", "kind-against-date"),
        ({"人员类别": "入党积极分子", "入党日期": "2025-05-20"}, "人员类别", "kind-against-date"),
        ({"入党日期": "2026-11-24"}, "入党日期", "date-in-future"),
        ({"出生日期": "98.6"}, "出生日期", "date-two-digit-year"),
        ({"出生日期": "1998"}, "出生日期", "date-year-only"),
        ({"出生日期": 1998.1}, "出生日期", "date-month-unclear"),
        ({"出生日期": "某年"}, "出生日期", "date-unreadable"),
        ({"手机": "123"}, "手机", "phone-not"),
        ({"手机": "13800"}, "手机", "phone-not"),
        ({"手机": "138000000123"}, "手机", "phone-wrong"),
        ({"手机": "1.38E+10"}, "手机", "phone-lost-digits"),
        ({"专业": "长" * 61}, "专业", "text-too-long"),
        ({"年级": "长" * 21}, "年级", "text-too-long"),
        ({"姓名": CellError("#REF!")}, "姓名", "cell-error"),
        ({"入党日期": CellError("#N/A")}, "入党日期", "cell-error"),
        ({"学号": CellError("#VALUE!")}, "学号", "cell-error"),
        ({"学号": CellError("=?")}, "学号", "formula-without-result"),
        ({"身份证号": 110105194912310000.0}, "身份证号", "id-is-number"),
        ({"身份证号": "11010519491231002"}, "身份证号", "id-wrong-length"),
        ({"身份证号": "丢失"}, "身份证号", "id-unreadable"),
    ],
)
def test_one_faulty_cell_refuses_its_row_with_one_entry(
    cells: dict[str, Cell], column: str, code: str
) -> None:
    good = row(姓名="李一舟", 学号="2021110402")
    parsed = parse(sheet([WIDE, row(**cells), good]))
    if code == "phone-not":
        assert "phone-not-mobile" in warned(parsed)
        return
    assert faults(parsed) == [(2, column, code)]
    assert names(parsed) == ["李一舟"]
    assert parsed.refused[0].message.endswith("。")


def test_every_faulty_cell_of_a_row_has_its_own_entry() -> None:
    parsed = parse(sheet([WIDE, row(学号="2.02E+09", 人员类别="党员", 入党日期="2024.13")]))
    assert [code for _, _, code in faults(parsed)] == [
        "number-lost-digits",
        "kind-ambiguous",
        "date-impossible",
    ]
    assert parsed.refused_rows == 1
    assert {fault.label for fault in parsed.refused} == {"王砚秋"}


def test_months_give_the_benefit_of_the_doubt() -> None:
    parsed = parse(
        sheet(
            [
                WIDE,
                row(出生日期="2006.05", 入党日期="2024-05-20"),
                row(姓名="李一舟", 学号="2021110402", 出生日期="2006-05-20", 入党日期="2024.05"),
                row(
                    姓名="赵以安",
                    学号="2021110403",
                    人员类别="正式",
                    入党日期="2023-05-20",
                    转正日期="2023.05",
                ),
                row(
                    姓名="钱清和",
                    学号="2021110404",
                    人员类别="正式",
                    入党日期="2023-05-20",
                    转正日期="2023-12-20",
                ),
            ]
        )
    )
    assert faults(parsed) == []
    assert {"date-month-only", "probation-short"} <= warned(parsed)


def test_members_without_dates_are_taken_and_counted() -> None:
    parsed = parse(
        sheet(
            [
                WIDE,
                row(),
                row(姓名="李一舟", 学号="2021110402", 人员类别="正式", 入党日期="2020-01-01"),
            ]
        )
    )
    assert len(parsed.rows) == 2
    assert {"joined-missing", "confirmed-missing"} <= warned(parsed)


def test_not_yet_confirmed_is_no_date() -> None:
    parsed = parse(
        sheet(
            [WIDE, row(转正日期="未转正"), row(姓名="李一舟", 学号="2021110402", 转正日期="预备期")]
        )
    )
    assert [r.confirmed_on for r in parsed.rows] == [None, None]


def test_an_id_number_is_compared_and_never_kept() -> None:
    parsed = parse(
        sheet([WIDE, row(身份证号="11010519491231002X", 出生日期="1949-12-30", 性别="男")])
    )
    assert "11010519491231002X" not in repr(parsed)
    assert {"id-not-kept", "id-against-birth", "id-against-sex"} <= warned(parsed)


def test_address_native_place_and_family_are_never_taken() -> None:
    head = ["姓名", "学号", "人员类别", "家庭住址", "籍贯", "家庭成员", "备注"]
    parsed = parse(
        sheet([head, ["王砚秋", "2021110401", "预备", "澜州市某路 1 号", "澜州", "王某", "无"]])
    )
    assert "澜州市" not in repr(parsed.rows)
    assert any("家庭住址、籍贯、家庭成员、备注" in w.message for w in parsed.warnings)


def test_everything_a_row_can_hold() -> None:
    cells: dict[str, Cell] = {
        "人员类别": "正式党员", "出生日期": "1990.1.2", "入党日期": "2012年6月30日", "转正日期": 41455.0, "性别": "女",
        "民族": "壮", "学历": "博士研究生", "学位": "理学博士", "党内职务": "组织委员", "党小组": "第一党小组", "年级": "2010",
        "专业": "材料学", "手机": "13800000001", "党籍状态": "正常", "工作岗位": "专任教师", "所在党支部": "教工党支部",
        "所在学院": "材料学院",
    }  # fmt: skip
    parsed = parse(sheet([WIDE, row(**cells)]))
    found = parsed.rows[0]
    assert (found.birth_date, found.joined_on, found.confirmed_on) == (
        date(1990, 1, 2),
        date(2012, 6, 30),
        date(2013, 6, 30),
    )
    assert (found.sex, found.ethnic, found.education, found.degree) == ("2", "08", "11", "207")
    assert (found.posts, found.group, found.cohort, found.major) == (
        ("organisation",),
        "第一党小组",
        "2010级",
        "材料学",
    )
    assert (found.phone, found.standing, found.occupation) == ("13800000001", "normal", "专任教师")
    assert (found.branch, found.branch_from, found.college) == ("教工党支部", "column", "材料学院")


def test_the_same_person_twice_is_one() -> None:
    parsed = parse(
        sheet([HEAD, person(), person()]),
        sheet(
            [["姓名", "学号", "人员类别", "手机"], ["王砚秋", "2021110401", "正式", "13800000001"]],
            name="二",
        ),
    )
    assert [(r.name, r.phone) for r in parsed.rows] == [("王砚秋", "13800000001")]
    assert parsed.doubles == 2
    assert faults(parsed) == []
    assert "duplicate-person" in warned(parsed)


def test_one_number_for_two_names_refuses_both() -> None:
    parsed = parse(sheet([HEAD, person(), person("李一舟"), person("赵以安", "2021110403")]))
    assert faults(parsed) == [(2, "学号", "number-twice"), (3, "学号", "number-twice")]
    assert names(parsed) == ["赵以安"]
    assert "李一舟、王砚秋" in parsed.refused[0].message


def test_one_person_with_contradicting_rows_is_refused_whole() -> None:
    parsed = parse(sheet([HEAD, person(), person(joined_on="2022-06-01")]))
    assert [code for _, _, code in faults(parsed)] == ["number-twice", "number-twice"]
    assert "入党日期不同" in parsed.refused[0].message


def test_people_of_one_name_and_different_numbers_are_two() -> None:
    parsed = parse(sheet([HEAD, person(), person(staff_no="2021110402")]))
    assert [r.staff_no for r in parsed.rows] == ["2021110401", "2021110402"]


def test_a_remembered_head_is_read_as_it_was_confirmed() -> None:
    rows = [
        ["姓名", "校内编码", "人员类别", "手机"],
        ["王砚秋", "2021110401", "预备", "13800000001"],
    ]
    parsed = parse(sheet(rows), mapping={"校内编码": "staff_no", "手机": "-"})
    assert [(r.staff_no, r.phone) for r in parsed.rows] == [("2021110401", None)]


def test_an_edited_cell_is_checked_again() -> None:
    rows: list[list[Cell]] = [
        list(HEAD),
        person(joined_on="2024.13"),
        person("李一舟", "2021110402", kind="党员"),
    ]
    mended = {("名册", 2, 5): "2023-06-02", ("名册", 3, 4): "预备党员", ("名册", 3, 6): ""}
    still = {("名册", 2, 5): "2024.14", ("名册", 3, 4): "正式党员"}
    assert faults(parse(sheet(rows), edits=mended)) == []
    assert faults(parse(sheet(rows), edits=still)) == [(2, "入党时间", "date-impossible")]


def test_tidied_writings_are_counted() -> None:
    parsed = parse(
        sheet(
            [
                HEAD,
                person("阿依努尔•买买提", 20211104.0, joined_on="2023.6.1"),
                person("张　三", "２０２１１１０５"),
            ]
        )
    )
    assert parsed.tidied == {
        "name-dot": 1,
        "name-space": 1,
        "date-style": 1,
        "number-as-text": 1,
        "full-width": 1,
    }


def test_a_confirmation_yet_to_come_is_the_end_of_the_probation() -> None:
    rows = [
        row(转正日期="2027-05-01"),
        row(姓名="李一舟", 学号="2021110402", 人员类别="正式", 转正日期="2027-05-01"),
    ]
    parsed = parse(sheet([WIDE, *rows]))
    assert [r.confirmed_on for r in parsed.rows] == [None]
    assert faults(parsed) == [(3, "转正日期", "date-in-future")]
    assert "confirmed-not-yet" in warned(parsed)
