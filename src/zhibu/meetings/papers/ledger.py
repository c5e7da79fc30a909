"""The yearly ledger of organisational life (组织生活台账), one row a sitting."""

from __future__ import annotations

from datetime import datetime, time

from zhibu.meetings.papers import words
from zhibu.meetings.papers.blocks import Align, Grid, Note, Sheet, Title
from zhibu.meetings.papers.excel import Column, Table, xlsx_of
from zhibu.meetings.papers.model import LedgerRow, YearLedger
from zhibu.meetings.papers.pdf import pdf_of
from zhibu.meetings.papers.word import docx_of

NAME = "组织生活台账"
# head, millimetres on paper, characters in Excel, whether text runs on at the left
COLUMNS = (
    ("序号", 11, 6, False),
    ("日期", 23, 12, False),
    ("类型", 22, 16, True),
    ("主题", 27, 26, True),
    ("地点", 18, 14, True),
    ("主持人", 16, 11, False),
    ("记录人", 16, 11, False),
    ("应到", 10, 6, False),
    ("实到", 10, 6, False),
    ("议程", 27, 32, True),
    ("决议", 22, 32, True),
    ("编号", 23, 14, False),
)


def ledger_docx(ledger: YearLedger) -> bytes:
    """The ledger as a Word file, landscape (台账). Same facts, same bytes."""
    return docx_of(ledger_sheet(ledger))


def ledger_pdf(ledger: YearLedger) -> bytes:
    """The ledger as PDF, same content and layout. Raises FontsMissing."""
    return pdf_of(ledger_sheet(ledger))


def ledger_sheet(ledger: YearLedger) -> Sheet:
    """The ledger as blocks."""
    rows = tuple(
        (
            str(number),
            row.held_on.isoformat(),
            "、".join(row.kinds),
            row.title,
            row.place,
            row.chair,
            row.recorder,
            str(row.should_attend),
            str(row.present),
            _items(row),
            row.resolution,
            row.record_no,
        )
        for number, row in enumerate(ledger.rows, start=1)
    )
    grid = Grid(
        head=tuple(head for head, *_ in COLUMNS),
        rows=rows,
        widths=tuple(float(width) for _, width, *_ in COLUMNS),
        aligns=tuple(Align.LEFT if runs_on else Align.CENTRE for *_, runs_on in COLUMNS),
        small=True,
    )
    title = Title(words.title_lines(f"{ledger.label}{NAME}", width=28))
    whose = Note(f"党支部：{ledger.organisation}")
    return Sheet(
        name=f"{ledger.organisation}{ledger.label}{NAME}",
        author=ledger.organisation,
        made_at=_made_at(ledger),
        blocks=(title, whose, grid, Note(_foot(ledger))),
        landscape=True,
    )


def ledger_xlsx(ledger: YearLedger) -> bytes:
    """The ledger as an Excel file: days are days, counts are numbers, the rest is text."""
    rows = tuple(
        (
            number,
            row.held_on,
            "、".join(row.kinds),
            row.title,
            row.place,
            row.chair,
            row.recorder,
            row.should_attend,
            row.present,
            _items(row),
            row.resolution,
            row.record_no,
        )
        for number, row in enumerate(ledger.rows, start=1)
    )
    return xlsx_of(
        Table(
            name="台账",
            title=f"{ledger.label}{NAME}",
            author=ledger.organisation,
            made_at=_made_at(ledger),
            columns=tuple(Column(head, wide, runs_on) for head, _, wide, runs_on in COLUMNS),
            rows=rows,
            lines=(f"党支部：{ledger.organisation}",),
            footer=(_foot(ledger),),
            landscape=True,
        )
    )


def _items(row: LedgerRow) -> str:
    return "\n".join(f"{number}. {item}" for number, item in enumerate(row.items, start=1))


def _foot(ledger: YearLedger) -> str:
    return f"共{len(ledger.rows)}次，据已确认的会议记录生成，{words.day(ledger.printed_on)}。"


def _made_at(ledger: YearLedger) -> datetime:
    return datetime.combine(ledger.printed_on, time(), words.SHANGHAI)
