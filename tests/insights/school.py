"""A school's own workbook, made here (学校的表): merged heads, colours, formats, formulas, print set-up."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import Any

import openpyxl
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

THIN, DOUBLE = Side(style="thin", color="FF333333"), Side(style="double", color="FFB3141B")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
HEADS = ("序号", "党支部", "党员数", "主题党日次数", "应到", "实到", "出勤率", "备注")
WIDTHS = (6, 30, 9.5, 12, 8, 8, 10, 16)
LIST_ROW, LAST_ROW, TOTAL_ROW = 6, 7, 8


def school_book() -> Workbook:
    """组织生活情况月报表 with a list of branches, a table of months, and a sheet of notes."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "月报表"
    _head(sheet)
    _list(sheet)
    _rules(book, sheet)
    _months(book.create_sheet("各月"))
    notes = book.create_sheet("填表说明")
    notes["A1"] = "一、本表每月 5 日前报送。"
    notes["A1"].font = Font(name="楷体", size=12, italic=True, color="FF1D4F91")
    notes["A2"] = "=月报表!D8"
    notes.sheet_properties.tabColor = "FF8A6100"
    return book


def _head(sheet: Worksheet) -> None:
    sheet.merge_cells("A1:H1")
    sheet["A1"] = "基层党组织组织生活情况月报表"
    sheet["A1"].font = Font(name="方正小标宋简体", size=20, bold=True)
    sheet["A1"].alignment = Alignment(horizontal="center", vertical="center")
    sheet.row_dimensions[1].height = 36
    sheet["A2"], sheet["E2"] = "填报单位：", "填报日期："
    sheet.merge_cells("B2:C2")
    sheet.merge_cells("F2:H2")
    sheet["A3"] = "统计期间："
    sheet.merge_cells("B3:C3")
    sheet.merge_cells("A4:B4")
    sheet.merge_cells("C4:D4")
    sheet.merge_cells("E4:G4")
    for name, text in (
        ("A4", "党支部情况"),
        ("C4", "组织生活"),
        ("E4", "到会情况"),
        ("H4", "其他"),
    ):
        sheet[name].value = text
    for at, text in enumerate(HEADS, start=1):
        sheet.cell(5, at, text)
        sheet.column_dimensions[chr(64 + at)].width = WIDTHS[at - 1]
    for row in (4, 5):
        for column in range(1, 9):
            cell = sheet.cell(row, column)
            cell.font = Font(name="黑体", size=11, bold=True, color="FFFFFFFF")
            cell.fill = PatternFill("solid", fgColor="FFB3141B")
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
            cell.border = BOX


def _list(sheet: Worksheet) -> None:
    for row in (LIST_ROW, LAST_ROW, TOTAL_ROW):
        sheet.row_dimensions[row].height = 24
        for column in range(1, 9):
            cell = sheet.cell(row, column)
            cell.border = BOX
            cell.font = Font(name="仿宋_GB2312", size=12)
            cell.number_format = "0.0%" if column == 7 else "#,##0" if column > 2 else "General"
            cell.alignment = Alignment(horizontal="center" if column != 2 else "left", indent=0)
            cell.protection = Protection(locked=column == 2)
    sheet.merge_cells(start_row=TOTAL_ROW, end_row=TOTAL_ROW, start_column=1, end_column=2)
    sheet.cell(TOTAL_ROW, 1, "合计").font = Font(name="黑体", size=12, bold=True)
    for letter in "CDEF":
        sheet[f"{letter}{TOTAL_ROW}"] = f"=SUM({letter}{LIST_ROW}:{letter}{LAST_ROW})"
    sheet[f"G{TOTAL_ROW}"] = f'=IFERROR(F{TOTAL_ROW}/E{TOTAL_ROW},"")'
    for column in range(1, 9):
        sheet.cell(TOTAL_ROW, column).border = Border(
            left=THIN, right=THIN, top=THIN, bottom=DOUBLE
        )
        sheet.cell(TOTAL_ROW, column).fill = PatternFill("solid", fgColor="FFF7EED8")
    sheet["A10"] = "填表人："
    sheet["E10"] = "负责人："
    sheet["E10"].comment = Comment("由书记签字", "组织部")


def _rules(book: Workbook, sheet: Worksheet) -> None:
    sheet.freeze_panes = "C6"
    sheet.print_area = "A1:H10"
    sheet.print_title_rows = "4:5"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = 0.4
    footer = sheet.oddFooter
    assert footer is not None
    assert footer.center is not None
    footer.center.text = "第 &P 页"
    sheet.auto_filter.ref = "A5:H7"
    sheet.row_breaks.append(Break(id=9))
    sheet.sheet_view.zoomScale = 90
    sheet.sheet_view.showGridLines = False
    red = DifferentialStyle(fill=PatternFill("solid", bgColor="FFFAECEA"))
    sheet.conditional_formatting.add(
        "G6:G7", Rule("cellIs", dxf=red, operator="lessThan", formula=["0.8"])
    )
    sheet.conditional_formatting.add("A8:H8", Rule("expression", dxf=red, formula=["$D$8=0"]))
    allowed = DataValidation(type="list", formula1='"已核,未核"', allow_blank=True)
    allowed.add("H6:H7")
    sheet.add_data_validation(allowed)
    book.defined_names["合计次数"] = DefinedName("合计次数", attr_text="月报表!$D$8")


def _months(sheet: Worksheet) -> None:
    sheet["A1"] = "项目"
    for at in range(1, 13):
        sheet.cell(1, at + 1, f"{at}月")
    for row, name in ((2, "主题党日"), (3, "党课")):
        sheet.cell(row, 1, name)
        for column in range(2, 14):
            sheet.cell(row, column).border = BOX
            sheet.cell(row, column).number_format = '0"次"'
        sheet.cell(row, 14, f"=SUM(B{row}:M{row})")
    sheet.column_dimensions.group("B", "M", hidden=False)


def bytes_of_book(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def looks_of(cell: Any) -> tuple[Any, ...]:  # a cell or one under a joined one
    """Everything about a cell but its value."""
    return (
        repr(cell.font),
        repr(cell.fill),
        repr(cell.border),
        repr(cell.alignment),
        repr(cell.protection),
        cell.number_format,
    )


@cache
def small_form() -> bytes:
    """One head and one cell to be filled."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"] = "党员数"
    sheet["B1"].border = BOX
    return bytes_of_book(book)
