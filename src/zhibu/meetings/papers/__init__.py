"""The papers the school asks for (会议记录、支部工作手册、签到表、台账、登录单): facts in, bytes out."""

from zhibu.meetings.papers.attendance import attendance_docx, attendance_pdf, attendance_xlsx
from zhibu.meetings.papers.fonts import FontsMissing
from zhibu.meetings.papers.handbook import handbook_docx, handbook_pdf
from zhibu.meetings.papers.ledger import ledger_docx, ledger_pdf, ledger_xlsx
from zhibu.meetings.papers.minutes import minutes_docx, minutes_pdf
from zhibu.meetings.papers.slips import slips_pdf

__all__ = [
    "FontsMissing",
    "attendance_docx",
    "attendance_pdf",
    "attendance_xlsx",
    "handbook_docx",
    "handbook_pdf",
    "ledger_docx",
    "ledger_pdf",
    "ledger_xlsx",
    "minutes_docx",
    "minutes_pdf",
    "slips_pdf",
]
