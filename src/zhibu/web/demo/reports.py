"""A school's own monthly form, kept by the college (学校的报表)."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO

import openpyxl
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from zhibu.insights.actions.reports import keep_report_form, upload_report_form
from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.orgs.models import Organisation

NAME = "基层党组织组织生活情况月报表"
HEADS = (
    ("序号", 6), ("党支部", 34), ("党员数", 9), ("党员大会", 9), ("支委会", 9), ("党小组会", 9),
    ("党课", 9), ("主题党日次数", 11), ("应到人次", 9), ("实到人次", 9), ("出勤率", 10), ("备注", 14),
)  # fmt: skip
LIST, BLANKS = 6, 3
TOTAL = LIST + BLANKS
LAST = "L"
EDGE = Side("thin", "FF575046")
BOX = Border(left=EDGE, right=EDGE, top=EDGE, bottom=EDGE)


def lay_report(college: Organisation, *, organiser: Actor, today: date) -> None:
    """Uploaded with the start of the month, its heads recognised, put into use."""
    at = datetime(today.year, today.month, 1, 9, 30, tzinfo=clock.SHANGHAI)
    with clock.pinned(at):
        form = upload_report_form(
            actor=organiser,
            organisation_id=college.pk,
            name="组织生活情况月报表",
            file_name=f"{NAME}（空表）.xlsx",
            body=empty_form(),
        )
        keep_report_form(actor=organiser, form_id=form.pk)


def empty_form() -> bytes:
    """The sheet as the school sends it: merged heads, a short list, sums, ready to be printed."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "月报表"
    _heads(sheet)
    _list(sheet)
    sheet["A11"], sheet["H11"] = "填表人：", "党委负责人（签字）："
    sheet.freeze_panes = "C6"
    sheet.print_area = f"A1:{LAST}11"
    sheet.print_title_rows = "4:5"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    notes = book.create_sheet("填表说明")
    notes.column_dimensions["A"].width = 60
    notes["A1"] = "一、每月 5 日前报送上月情况。"
    notes["A2"] = "二、出勤率 = 实到人次 ÷ 应到人次。"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _heads(sheet: Worksheet) -> None:
    sheet.merge_cells(f"A1:{LAST}1")
    sheet["A1"] = f"{NAME}（    年  月）"
    sheet["A1"].font = Font(name="方正小标宋简体", size=20)
    sheet["A1"].alignment = Alignment(horizontal="center", vertical="center")
    sheet.row_dimensions[1].height = 38
    sheet.merge_cells("A2:B2")
    sheet["A2"], sheet["J2"] = "填报单位：", "填报日期："
    sheet.merge_cells(f"K2:{LAST}2")
    for joint, text in (("A4:B4", "党支部"), ("D4:H4", "组织生活（次）"), ("I4:K4", "到会情况")):
        sheet.merge_cells(joint)
        sheet[joint.partition(":")[0]] = text
    for at, (text, width) in enumerate(HEADS, start=1):
        sheet.cell(5, at, text)
        sheet.column_dimensions[get_column_letter(at)].width = width
        for row in (4, 5):
            cell = sheet.cell(row, at)
            cell.font = Font(name="黑体", size=11)
            cell.fill = PatternFill("solid", fgColor="FFF1EDE3")
            cell.border = BOX
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)


def _list(sheet: Worksheet) -> None:
    for row in range(LIST, TOTAL + 1):
        for at in range(1, len(HEADS) + 1):
            cell = sheet.cell(row, at)
            cell.border = BOX
            cell.font = Font(name="仿宋", size=12, bold=row == TOTAL)
            cell.alignment = Alignment(horizontal="left" if at == 2 else "center")
            cell.number_format = "0.0%" if at == 11 else "#,##0" if at > 2 else "General"
    sheet.merge_cells(f"A{TOTAL}:B{TOTAL}")
    sheet.cell(TOTAL, 1, "合计")
    for letter in "CDEFGHIJ":
        sheet[f"{letter}{TOTAL}"] = f"=SUM({letter}{LIST}:{letter}{TOTAL - 1})"
    sheet[f"K{TOTAL}"] = f'=IFERROR(J{TOTAL}/I{TOTAL},"")'
