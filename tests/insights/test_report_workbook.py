"""A school's workbook comes back filled, every format as it was (填好的还是那张表)."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.chart import BarChart, Reference
from openpyxl.formatting.rule import DataBarRule
from openpyxl.workbook.workbook import Workbook
from tests.insights.school import (
    BOX,
    LAST_ROW,
    LIST_ROW,
    TOTAL_ROW,
    bytes_of_book,
    looks_of,
    school_book,
)

from zhibu.insights.actions.reports import LOST, look_through
from zhibu.insights.domain.reports.fill import Filled, Rate, Repeated, Value, filled
from zhibu.insights.domain.reports.guess import Vocabulary, bare, guessed, time_said
from zhibu.insights.domain.reports.look import look_at, look_of, opened
from zhibu.insights.domain.reports.marks import (
    Holds,
    Mark,
    Over,
    Place,
    joined,
    letters,
    place_named,
    quarrel,
    takes,
)
from zhibu.insights.domain.reports.moved import Opened
from zhibu.kit.verdict import Invalid

WORDS = Vocabulary.of(
    [
        ("党员", "people.party"),
        ("主题党日", "meetings.theme_day"),
        ("主题党日时长", "meetings.minutes.theme_day"),
        ("党课", "meetings.party_class"),
        ("应到", "meetings.should_attend"),
        ("实到", "meetings.present"),
        ("到会率", "meetings.attendance"),
        ("出勤率", "meetings.attendance"),
    ],
    [("本科生党支部", 7)],
)
ROW: dict[int, Value] = {1: 1, 2: "研究生党支部", 3: 1204, 4: 2, 5: 26, 6: 24, 7: Rate(923)}


def returned(branches: int) -> Filled:
    """The school's workbook filled for so many branches."""
    rows: tuple[dict[int, Value], ...] = tuple({**ROW, 1: at + 1} for at in range(branches))
    return filled(
        bytes_of_book(school_book()),
        single={Place(0, 2, 2): "材料学院党委", Place(0, 10, 2): "方闻笛", Place(1, 2, 12): 4},
        repeated=[Repeated(0, LIST_ROW, rows)],
    )


def again(body: bytes) -> Workbook:
    return openpyxl.load_workbook(BytesIO(body))


def grown(row: int, more: int) -> int:
    """Where a row of the form's first sheet has gone."""
    return row + more if row > LAST_ROW else row


@pytest.mark.parametrize("branches", [1, 2, 5])
def test_every_format_of_every_cell_comes_back(branches: int) -> None:
    form, made = again(bytes_of_book(school_book())), again(returned(branches).body)
    more = max(0, branches - 2)
    assert made.sheetnames == form.sheetnames
    for at, sheet in enumerate(form.worksheets):
        other = made.worksheets[at]
        for row in sheet.iter_rows():
            for cell in row:
                number = grown(cell.row or 0, more) if at == 0 else cell.row
                twin = other.cell(number or 0, cell.column or 0)
                assert looks_of(twin) == looks_of(cell), f"{sheet.title}!{cell.coordinate}"
    first, list_row = made.worksheets[0], form.worksheets[0]
    for number in range(LIST_ROW, LIST_ROW + max(branches, 2)):
        for column in range(1, 9):
            twin = first.cell(number, column)
            assert looks_of(twin) == looks_of(list_row.cell(LIST_ROW, column)), twin.coordinate


@pytest.mark.parametrize("branches", [1, 2, 5])
def test_widths_heights_joined_heads_and_print_set_up_come_back(branches: int) -> None:
    form, made = again(bytes_of_book(school_book())), again(returned(branches).body)
    more = max(0, branches - 2)
    assert [setup_of(sheet) for sheet in made.worksheets[1:]] == [
        setup_of(sheet) for sheet in form.worksheets[1:]
    ]
    sheet, twin = form.worksheets[0], made.worksheets[0]
    assert setup_of(twin) | {"heights": 0, "joined": 0, "breaks": 0, "areas": 0} == setup_of(
        sheet
    ) | {"heights": 0, "joined": 0, "breaks": 0, "areas": 0}
    heights = setup_of(sheet)["heights"]
    assert setup_of(twin)["heights"] == {grown(r, more): h for r, h in heights.items()} | {
        LAST_ROW + at: 24.0 for at in range(1, more + 1)
    }
    assert setup_of(twin)["joined"] == sorted(
        ["A1:H1", "B2:C2", "F2:H2", "B3:C3", "A4:B4", "C4:D4", "E4:G4"]
        + [f"A{TOTAL_ROW + more}:B{TOTAL_ROW + more}"]
    )
    assert setup_of(twin)["breaks"] == [9 + more]
    assert setup_of(twin)["areas"] == [
        f"'月报表'!$A$1:$H${10 + more}",
        "$4:$5",
        f"A5:H{7 + more}",
    ]
    rules = {str(r.sqref): r.rules[0].formula for r in twin.conditional_formatting}
    total = TOTAL_ROW + more
    assert rules == {
        f"G6:G{7 + more}": ["0.8"],
        f"A{total}:H{total}": [f"$D${total}=0"],
    }
    allowed = twin.data_validations.dataValidation[0]
    assert (str(allowed.sqref), allowed.formula1) == (f"H6:H{7 + more}", '"已核,未核"')
    assert made.defined_names["合计次数"].attr_text == f"月报表!$D${total}"
    note = twin[f"E{10 + more}"].comment
    assert note is not None
    assert note.text == "由书记签字"


def setup_of(sheet: Any) -> dict[str, Any]:  # what the library calls a sheet
    """What a sheet is besides its cells."""
    return {
        "widths": {key: (d.width, d.hidden, d.min, d.max) for key, d in sheet.column_dimensions.items()},
        "heights": {key: d.height for key, d in sheet.row_dimensions.items() if d.height},
        "joined": sorted(str(m) for m in sheet.merged_cells.ranges),
        "freeze": sheet.freeze_panes,
        "areas": [sheet.print_area, sheet.print_title_rows, sheet.auto_filter.ref],
        "breaks": [line.id for line in sheet.row_breaks.brk],
        "page": (
            sheet.page_setup.orientation,
            sheet.page_setup.paperSize,
            sheet.page_setup.fitToHeight,
            sheet.page_margins.left,
            sheet.oddFooter.center.text,
        ),
        "view": (sheet.sheet_view.zoomScale, sheet.sheet_view.showGridLines),
        "tab": repr(sheet.sheet_properties.tabColor),
    }  # fmt: skip


def test_sums_of_the_list_take_the_new_rows_in() -> None:
    made = again(returned(5).body).worksheets
    assert [made[0][f"{c}11"].value for c in "CDEFG"] == [
        "=SUM(C6:C10)", "=SUM(D6:D10)", "=SUM(E6:E10)", "=SUM(F6:F10)", '=IFERROR(F11/E11,"")',
    ]  # fmt: skip
    assert made[2]["A2"].value == "=月报表!D11"
    assert made[1]["N2"].value == "=SUM(B2:M2)"


def test_the_page_reckons_what_the_workbook_will() -> None:
    look = look_of(returned(5).body)
    total = next(row for row in look.sheets[0].rows if row.number == 11)
    assert [cell.text for cell in total.cells] == ["合计", "6,020", "10", "130", "120", "92.3%", ""]
    other = look.cell(Place(2, 2, 1))
    assert other is not None
    assert other.text == "10"


def test_a_filled_form_may_be_longer_than_an_empty_one() -> None:
    sheet = look_at(opened(returned(600).body)).sheets[0]
    total = next(row for row in sheet.rows if row.cells[0].text == "合计")
    assert (total.number, total.cells[1].text) == (606, "722,400")


def test_each_mark_knows_where_its_numbers_stand() -> None:
    done = returned(5)
    assert done.moved[Place(0, LIST_ROW, 4)] == tuple(Place(0, 6 + at, 4) for at in range(5))
    assert done.moved[Place(0, 10, 2)] == (Place(0, 13, 2),)
    assert again(done.body).worksheets[0]["B13"].value == "方闻笛"


def test_a_rate_is_a_share_where_the_cell_shows_percents_and_a_number_elsewhere() -> None:
    done = filled(
        bytes_of_book(school_book()),
        single={Place(0, 6, 7): Rate(923), Place(0, 6, 3): Rate(923)},
        repeated=[],
    )
    sheet = again(done.body).worksheets[0]
    assert (sheet["G6"].value, sheet["C6"].value) == (0.923, 92.3)


def test_a_name_is_never_taken_for_a_formula() -> None:
    done = filled(bytes_of_book(school_book()), single={Place(0, 2, 2): "=1+1"}, repeated=[])
    cell = again(done.body).worksheets[0]["B2"]
    assert (cell.value, cell.data_type) == ("'=1+1", "s")


# ---- the words of the heads


def test_heads_are_recognised() -> None:
    found = guessed(look_of(bytes_of_book(school_book())), WORDS)
    said = {
        f"{m.place.sheet}{m.place.name}": (m.holds.value, m.metric, m.over.value, m.when)
        for m in found
    }
    months = {
        f"1{letters(at + 1)}{row}": ("figure", key, "whole", f"m{at:02}")
        for row, key in ((2, "meetings.theme_day"), (3, "meetings.party_class"))
        for at in range(1, 13)
    }
    assert said == months | {
        "0B2": ("name", "", "whole", "span"),
        "0F2": ("day", "", "whole", "span"),
        "0B3": ("span", "", "whole", "span"),
        "0A6": ("number", "", "branch", "span"),
        "0B6": ("name", "", "branch", "span"),
        "0C6": ("figure", "people.party", "branch", "span"),
        "0D6": ("figure", "meetings.theme_day", "branch", "span"),
        "0E6": ("figure", "meetings.should_attend", "branch", "span"),
        "0F6": ("figure", "meetings.present", "branch", "span"),
        "0G6": ("figure", "meetings.attendance", "branch", "span"),
        "0B10": ("writer", "", "whole", "span"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("head", "meant", "when"),
    [
        ("主题党日次数（次）", "主题党日", ""),
        ("本月召开党员大会次数", "党员大会", "span"),
        ("本年累计党课（次）", "党课", "year"),
        ("上月出勤率", "出勤率", "before"),
        ("3月", "", "m03"),
        ("十二月份", "", "m12"),
        ("发展党员数", "发展党员", ""),
        ("党员人数", "党员", ""),
    ],
)
def test_a_head_without_its_units(head: str, meant: str, when: str) -> None:
    assert (bare(head), time_said(head)) == (meant, when)


def test_two_heads_that_say_different_things_are_left_alone() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["B1"], sheet["C1"], sheet["A2"], sheet["A3"] = (
        "出勤率",
        "时长",
        "主题党日",
        "本科生党支部",
    )
    for row in (2, 3):
        for column in (2, 3):
            sheet.cell(row, column).border = BOX
    found = guessed(look_of(bytes_of_book(book)), WORDS)
    assert found == (
        Mark(Place(0, 2, 3), Holds.FIGURE, "meetings.minutes.theme_day"),
        Mark(Place(0, 3, 2), Holds.FIGURE, "meetings.attendance", Over.NAMED, 7),
    )


# ---- small rules


@pytest.mark.parametrize(
    ("text", "value", "said"),
    [
        ("", "材料学院", "材料学院"),
        ("填报单位：", "材料学院", "填报单位：材料学院"),
        ("月报表（    年  月）", "2026年11月", "月报表（2026年11月）"),
        ("统计期间：＿＿＿＿", "2026年11月", "统计期间：2026年11月"),
    ],
)
def test_a_text_goes_into_the_blank_a_cell_leaves(text: str, value: str, said: str) -> None:
    assert takes(text)
    assert joined(text, value) == said


def test_a_cell_that_is_written_takes_nothing() -> None:
    assert not takes("合计")


@given(column=st.integers(1, 700), row=st.integers(1, 9999))
def test_a_cell_is_found_by_its_name(column: int, row: int) -> None:
    place = Place(0, row, column)
    assert place_named(0, place.name) == place


def test_a_row_repeats_for_one_thing() -> None:
    branch = Mark(Place(0, 6, 2), Holds.NAME, over=Over.BRANCH)
    below = Mark(Place(0, 6, 3), Holds.FIGURE, "people.party", Over.BELOW)
    assert quarrel([branch, below]) == below.place
    assert quarrel([branch, Mark(Place(0, 7, 3), Holds.NAME, over=Over.BELOW)]) is None


@given(
    first=st.integers(1, 60), length=st.integers(0, 60), after=st.integers(1, 80),
    count=st.integers(1, 30), row=st.integers(1, 150),
)  # fmt: skip
def test_what_a_range_held_it_still_holds(
    first: int, length: int, after: int, count: int, row: int
) -> None:
    """A row lies in a range before as it does afterwards, wherever it has gone."""
    opened = Opened("表", after, count)
    last = first + length
    begins, ends = opened.rows(first, last)
    assert (begins <= opened.row(row) <= ends) == (first <= row <= last)


@pytest.mark.parametrize(
    ("formula", "moved"),
    [
        ("=SUM(C6:C7)", "=SUM(C6:C10)"),
        ("=SUM(A7:F7)", "=SUM(A7:F7)"),
        ("=C8+$C$8*2", "=C11+$C$11*2"),
        ("=别的表!C8", "=别的表!C8"),
        ("='表'!C8&\"C8\"", "='表'!C11&\"C8\""),
        ("=VLOOKUP(A8,$A$6:$F$7,2,0)", "=VLOOKUP(A11,$A$6:$F$10,2,0)"),
    ],
)
def test_references_follow_the_rows(formula: str, moved: str) -> None:
    assert Opened("表", 7, 3).formula(formula, standing_in="表") == moved


# ---- what is not taken


def lossy(kind: str) -> bytes:
    book = school_book()
    sheet = book.worksheets[0]
    if kind == "charts":
        chart = BarChart()
        chart.add_data(Reference(sheet, min_col=4, min_row=5, max_row=7))
        sheet.add_chart(chart, "J1")
    if kind == "bars":
        sheet.conditional_formatting.add(
            "D6:D7",
            DataBarRule("num", 0, "num", 10, color="FFB3141B"),  # type: ignore[no-untyped-call]  # the library's own
        )
    return bytes_of_book(book)


def refusal_of(body: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        look_through(body)
    return refused.value.errors["file"]


def test_what_would_be_lost_is_refused_by_its_name() -> None:
    assert refusal_of(lossy("charts")) == LOST["charts"]


def test_a_file_that_is_no_workbook_is_refused_in_words() -> None:
    assert (
        refusal_of("序号,党支部\n".encode())
        == "只收 .xlsx 工作簿。请用 Excel 或 WPS 另存为 .xlsx 后再上传。"
    )
    assert refusal_of(b"%PDF-1.7 ...") == (
        "这不是表格，而是PDF 文件。请用 Excel 或 WPS 另存为 .xlsx 后再传。"
    )
    assert refusal_of(b"x" * (3 << 20)) == "文件超过 2 MB。请删去用不到的工作表后再上传。"


def with_part(name: str, content: bytes) -> bytes:
    """The school's workbook with one more part."""
    out = BytesIO(bytes_of_book(school_book()))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("part", "content", "said"),
    [
        ("xl/vbaProject.bin", b"x", "文件带有宏"),
        ("xl/media/image1.png", b"x", "表里有图片"),
        ("xl/drawings/drawing9.xml", b"<a/>", "表里有图形或文本框"),
        ("xl/externalLinks/externalLink1.xml", b"<a/>", "连到别的文件"),
        ("xl/pivotTables/pivotTable1.xml", b"<a/>", "数据透视表"),
        (
            "xl/custom.xml",
            b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
            "不允许的外部引用或实体声明",
        ),
        ("xl/custom.xml", b"\0" * (41 << 20), "解开后过大"),
    ],
)
def test_what_is_unsafe_or_lost_is_refused_by_its_name(
    part: str, content: bytes, said: str
) -> None:
    assert said in refusal_of(with_part(part, content))


def test_a_form_marked_as_secret_is_refused() -> None:
    book = school_book()
    book.worksheets[0]["A1"] = "机密★三年"
    assert "涉密文件不能进入本平台" in refusal_of(bytes_of_book(book))


def test_a_sheet_too_large_for_a_form_is_refused() -> None:
    book = school_book()
    book.worksheets[0].cell(501, 1, "尾")
    assert refusal_of(bytes_of_book(book)).startswith("表太大")


def test_the_school_s_own_form_is_taken() -> None:
    look = look_through(bytes_of_book(school_book()))
    assert [sheet.name for sheet in look.sheets] == ["月报表", "各月", "填表说明"]
    assert look.sheets[0].widths == (2, 7, 3, 4, 2, 2, 3, 5)
