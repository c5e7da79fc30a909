"""Handbook, attendance sheet, ledger and slips: whole, in every format they are asked in."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO

import openpyxl
import pypdf
import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.meetings.papers.examples import (
    BARE,
    BRANCH,
    HANDBOOK,
    LEDGER,
    LONG_NAME,
    MINUTES,
    NAMES,
    SLIPS,
    attendance,
)
from tests.meetings.papers.reading import (
    Golden,
    cell_lines,
    cells,
    document_xml,
    pages,
    pages_read,
    pdf_words,
    word_lines,
)

from zhibu.meetings.papers import (
    attendance_docx,
    attendance_pdf,
    attendance_xlsx,
    handbook_docx,
    handbook_pdf,
    ledger_docx,
    ledger_pdf,
    ledger_xlsx,
    slips_pdf,
)
from zhibu.meetings.papers.model import (
    AttendanceSheet,
    AttendanceUse,
    Attendee,
    HandbookPage,
    LedgerRow,
    SlipSheet,
    YearLedger,
)

USES = list(AttendanceUse)


def test_handbook_ledger_and_sheets_are_as_kept_in_word(golden: Golden) -> None:
    golden("handbook.docx.xml", document_xml(handbook_docx(HANDBOOK)))
    golden("ledger.docx.txt", "\n".join(word_lines(ledger_docx(LEDGER))) + "\n")
    for use in USES:
        made = "\n".join(word_lines(attendance_docx(attendance(use)))) + "\n"
        golden(f"attendance-{use.name.lower()}.docx.txt", made)


def test_handbook_ledger_sheets_and_slips_are_as_kept_in_pdf(golden: Golden) -> None:
    made = {
        "handbook": handbook_pdf(HANDBOOK),
        "ledger": ledger_pdf(LEDGER),
        "slips": slips_pdf(SLIPS),
        **{f"attendance-{u.name.lower()}": attendance_pdf(attendance(u)) for u in USES},
    }
    for name, pdf in made.items():
        golden(f"{name}.pdf.txt", pages_read(pdf))


def test_ledger_and_sheets_are_as_kept_in_excel(golden: Golden) -> None:
    golden("ledger.xlsx.txt", cell_lines(ledger_xlsx(LEDGER)))
    for use in USES:
        made = cell_lines(attendance_xlsx(attendance(use)))
        golden(f"attendance-{use.name.lower()}.xlsx.txt", made)


def test_the_same_facts_give_the_same_bytes() -> None:
    sheet = attendance(AttendanceUse.FILLED)
    assert attendance_docx(sheet) == attendance_docx(sheet)
    assert attendance_pdf(sheet) == attendance_pdf(sheet)
    assert attendance_xlsx(sheet) == attendance_xlsx(sheet)
    assert ledger_docx(LEDGER) == ledger_docx(LEDGER)
    assert ledger_xlsx(LEDGER) == ledger_xlsx(LEDGER)
    assert handbook_docx(HANDBOOK) == handbook_docx(HANDBOOK)
    assert slips_pdf(SLIPS) == slips_pdf(SLIPS)


def test_the_handbook_has_each_field_beside_its_name() -> None:
    lines = word_lines(handbook_docx(replace(HANDBOOK, summary=None)))
    assert lines[:9] == [
        "党支部工作手册",
        f"党支部：{BRANCH}",
        "会议类型|支部党员大会、主题党日",
        f"会议主题|{MINUTES.title}",
        "时间|2026年11月12日（星期四）14:30—16:10",
        "地点|信息楼B302党员活动室|编号|2026-11-003",
        "主持人|周若溪|记录人|孙砚秋",
        "出席人数|应到29人，实到26人|有表决权|应到24人，实到22人",
        "出席人员|" + "、".join(NAMES),
    ]
    assert "缺席人员\n及原因|请假2人：曹植之、严寒；未到1人：华一鸣" in lines


def test_a_summary_says_what_is_still_to_hold() -> None:
    lines = word_lines(handbook_docx(replace(HANDBOOK, meetings=())))
    assert lines[3:7] == [
        "项目|应开展|已开展|情况",
        "支部党员大会|1次|1次|已完成",
        "主题党日|1次|0次|还差1次",
        "党课|—|1次|—",
    ]


def test_each_sitting_of_a_handbook_starts_a_page() -> None:
    page = HandbookPage(BRANCH, date(2026, 11, 30), (BARE, BARE, BARE))
    assert len(pages(handbook_pdf(page))) == 3
    body = Document(BytesIO(handbook_docx(page))).element
    assert len(body.findall(".//" + qn("w:pageBreakBefore"))) == 2


def test_an_empty_handbook_says_so() -> None:
    made = word_lines(handbook_docx(HandbookPage(BRANCH, date(2026, 11, 30))))
    assert made == ["党支部工作手册", f"{BRANCH}本期没有记录。"]


def test_a_blank_sheet_has_a_place_to_sign_beside_every_name_and_a_repeated_head() -> None:
    docx = attendance_docx(attendance(AttendanceUse.BLANK))
    lines = word_lines(docx)
    assert lines[2:4] == ["序号|姓名|签名|序号|姓名|签名", "1|周若溪||2|欧阳景行|"]
    table = Document(BytesIO(docx)).tables[0]._tbl
    assert len(table.findall(".//" + qn("w:tblHeader"))) == 1
    # 26 people and one observer, three spare lines: fifteen rows of two
    assert len(table.findall(qn("w:tr"))) == 1 + 15


def test_codes_are_printed_only_on_the_sheet_with_codes() -> None:
    code = attendance(AttendanceUse.CODES).attendees[3].code
    for use in USES:
        sheet = attendance(use)
        told = [
            code in pdf_words(attendance_pdf(sheet)),
            code in str(cells(attendance_xlsx(sheet))),
        ]
        assert told == [use == AttendanceUse.CODES] * 2


def test_a_filled_sheet_counts_what_its_lines_say() -> None:
    lines = word_lines(attendance_docx(attendance(AttendanceUse.FILLED)))
    assert lines[2] == "序号|姓名|类别|表决权|签到情况|签到时间|方式"
    assert lines[4] == "2|欧阳景行|正式党员|有|已签到|14:21|签到码"
    assert lines[-2] == "应到26人，已签到22人，迟到2人，请假1人，未到1人，列席1人。"


def test_heads_repeat_on_printed_excel_pages_of_a4() -> None:
    for xlsx, landscape in (
        (ledger_xlsx(LEDGER), "landscape"),
        (attendance_xlsx(attendance(AttendanceUse.FILLED)), "portrait"),
    ):
        (sheet,) = openpyxl.load_workbook(BytesIO(xlsx)).worksheets
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, landscape)
        assert sheet.print_title_rows is not None


def test_text_stays_text_in_excel_and_days_are_days() -> None:
    rows = cells(ledger_xlsx(LEDGER))
    march = rows[5]
    assert march[0] == 3
    assert march[1] == datetime(2026, 3, 12)  # noqa: DTZ001 - Excel knows no zones
    assert (march[7], march[8], march[10]) == (29, 27, "=1+1，同意。")
    with zipfile.ZipFile(BytesIO(ledger_xlsx(LEDGER))) as package:
        assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")


def test_ten_slips_fill_a_page_each_with_its_own_link() -> None:
    made = pages(slips_pdf(SLIPS))
    assert len(made) == 3
    squeezed = ["".join(page.split()) for page in made]
    for number, slip in enumerate(SLIPS.slips):
        page = squeezed[number // 10]
        assert slip.name in page
        assert slip.number in page
        assert slip.link in page
    assert squeezed[0].count("有效期至2026年11月19日23:59") == 10


def test_no_slips_make_a_page_that_says_so() -> None:
    assert pages(slips_pdf(replace(SLIPS, slips=()))) == ["没有需要打印的登录单。"]


def test_a_long_number_stays_inside_its_column() -> None:
    row = replace(LEDGER.rows[0], record_no="2026-11-003-" * 6, title="https://example.edu/" * 4)
    made = pypdf.PdfReader(BytesIO(ledger_pdf(replace(LEDGER, rows=(row,)))))
    places = []
    made.pages[0].extract_text(
        visitor_text=lambda text, _cm, tm, _font, size: places.append((tm[4], text))
    )
    right_edge = (297 - 35) / 25.4 * 72
    assert max(x for x, text in places if text.strip()) < right_edge


NAME = st.text(st.sampled_from("张王李赵𠮷䶮·欧阳艾力"), min_size=1, max_size=14)
PERSON = st.builds(
    Attendee, NAME, state=st.sampled_from(["", "已签到", "请假"]), code=st.just("012345")
)


@settings(max_examples=25)
@given(st.lists(PERSON, max_size=300).map(tuple), st.sampled_from(USES), st.integers(0, 12))
def test_any_number_of_people_stands_on_the_sheet_in_order(
    people: tuple[Attendee, ...], use: AttendanceUse, spare: int
) -> None:
    sheet = replace(attendance(use), attendees=people, spare_rows=spare, observers=())
    rows = [line.split("|") for line in word_lines(attendance_docx(sheet)) if "|" in line][1:]
    step = 7 if use == AttendanceUse.FILLED else len(rows[0]) // 2 if rows else 1
    found = [row[at + 1] for row in rows for at in range(0, len(row), step)]
    assert [name for name in found if name] == [person.name for person in people]
    listed = [row[1] for row in cells(attendance_xlsx(sheet))[5:] if isinstance(row[0], int)]
    assert listed == [person.name for person in people]


@settings(max_examples=5)
@given(st.integers(0, 80), st.text(max_size=200))
def test_ledgers_of_any_length_are_printed(rows: int, text: str) -> None:
    row = LedgerRow(date(2026, 1, 5), ("党课",), text, text, LONG_NAME, "", 0, 0, (text,), text, "")
    ledger = YearLedger(BRANCH, "2026年度", date(2026, 12, 31), (row,) * rows)
    assert len(pages(ledger_pdf(ledger))) >= 1
    assert len(cells(ledger_xlsx(ledger))) == rows + 4


def test_slips_for_a_whole_college_are_cut_from_as_many_pages_as_needed() -> None:
    slips = SLIPS.slips * 5
    assert len(pages(slips_pdf(SlipSheet(BRANCH, SLIPS.printed_at, slips)))) == 13


@pytest.mark.parametrize("use", USES)
def test_nobody_expected_is_a_sheet_too(use: AttendanceUse) -> None:
    sheet = AttendanceSheet(BRANCH, "", (), attendance(use).starts_at, "", use)
    assert "应到0人" in pdf_words(attendance_pdf(sheet))
    assert any("应到0人" in line for line in word_lines(attendance_docx(sheet)))
