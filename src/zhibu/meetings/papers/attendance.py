"""Attendance sheets (签到表): filled in, or blank to print beforehand, with or without codes."""

from __future__ import annotations

from collections.abc import Iterator

from zhibu.meetings.papers import words
from zhibu.meetings.papers.blocks import Align, Grid, Note, Sheet, Title
from zhibu.meetings.papers.excel import Column, Table, Value, xlsx_of
from zhibu.meetings.papers.model import AttendanceSheet, AttendanceUse, Attendee
from zhibu.meetings.papers.pdf import pdf_of
from zhibu.meetings.papers.word import docx_of

STATES = ("已签到", "迟到", "请假", "未到")
CODES_NOTE = "到会后请在本人一行签名。会后由主持人按签名录入签到码，每个码只能用一次。"


def attendance_docx(sheet: AttendanceSheet) -> bytes:
    """The attendance sheet as a Word file (签到表). Same facts, same bytes."""
    return docx_of(attendance_layout(sheet))


def attendance_pdf(sheet: AttendanceSheet) -> bytes:
    """The attendance sheet as PDF, same content and layout. Raises FontsMissing."""
    return pdf_of(attendance_layout(sheet))


def attendance_layout(sheet: AttendanceSheet) -> Sheet:
    """The sheet as blocks."""
    kinds = "、".join(sheet.kinds) or "会议"
    title = words.title_lines(f"{kinds}{_name(sheet)}")
    facts = Note("\n".join(_facts(sheet)))
    return Sheet(
        name=f"{sheet.organisation}{kinds}{_name(sheet)}",
        author=sheet.organisation,
        made_at=sheet.printed_at or sheet.starts_at,
        blocks=(Title(title), facts, _table(sheet), *_notes(sheet)),
    )


def attendance_xlsx(sheet: AttendanceSheet) -> bytes:
    """The attendance sheet as an Excel file, one person a row."""
    kinds = "、".join(sheet.kinds) or "会议"
    columns, rows = _excel_rows(sheet)
    return xlsx_of(
        Table(
            name="签到表",
            title=f"{kinds}{_name(sheet)}",
            author=sheet.organisation,
            made_at=sheet.printed_at or sheet.starts_at,
            columns=columns,
            rows=rows,
            lines=_facts(sheet),
            footer=tuple(note.text for note in _notes(sheet)),
        )
    )


def _facts(sheet: AttendanceSheet) -> tuple[str, ...]:
    when = words.span(sheet.starts_at, None)
    return (
        f"党支部：{sheet.organisation}",
        f"会议主题：{sheet.title or '—'}",
        f"时间：{when}　　地点：{sheet.place or '—'}",
    )


def _name(sheet: AttendanceSheet) -> str:
    return "签到表" if sheet.use == AttendanceUse.CODES else sheet.use.value


def _table(sheet: AttendanceSheet) -> Grid:
    if sheet.use == AttendanceUse.FILLED:
        rows = [_filled(number, a) for number, a in enumerate(sheet.attendees, start=1)]
        rows += [("", name, "列席", "—", "—", "—", "—") for name in sheet.observers]
        head = ("序号", "姓名", "类别", "表决权", "签到情况", "签到时间", "方式")
        return Grid(head, tuple(rows), (12, 34, 24, 16, 20, 22, 28), row_height=8)
    coded = sheet.use == AttendanceUse.CODES
    one = ("序号", "姓名", "签到码", "签名") if coded else ("序号", "姓名", "签名")
    widths = (12.0, 24.0, 19.0, 23.0) if coded else (12.0, 28.0, 38.0)
    lines: list[tuple[str, ...]] = [
        (str(number), a.name, a.code, "") if coded else (str(number), a.name, "")
        for number, a in enumerate(sheet.attendees, start=1)
    ]
    empty = ("",) * len(one)
    lines += [("", name, *empty[2:]) for name in sheet.observers]
    lines += [empty] * sheet.spare_rows
    if len(lines) % 2:
        lines.append(empty)
    pairs = tuple((*lines[i], *lines[i + 1]) for i in range(0, len(lines), 2))
    return Grid((*one, *one), pairs, (*widths, *widths), row_height=10.5)


def _filled(number: int, attendee: Attendee) -> tuple[str, ...]:
    at = attendee.checked_in_at
    return (
        str(number),
        attendee.name,
        attendee.standing or "—",
        "有" if attendee.with_vote else "无",
        attendee.state or "—",
        f"{words.local(at):%H:%M}" if at else "—",
        attendee.way or "—",
    )


def _notes(sheet: AttendanceSheet) -> Iterator[Note]:
    if sheet.use == AttendanceUse.FILLED:
        counts = [(state, sum(a.state == state for a in sheet.attendees)) for state in STATES]
        parts = [f"应到{len(sheet.attendees)}人"]
        parts += [f"{state}{count}人" for state, count in counts if count]
        parts += [f"列席{len(sheet.observers)}人"] if sheet.observers else []
        yield Note("，".join(parts) + "。")
    else:
        yield Note(f"应到{len(sheet.attendees)}人。空行供列席人员签名。")
    if sheet.use == AttendanceUse.CODES:
        yield Note(CODES_NOTE)
    if sheet.printed_at is not None:
        yield Note(f"打印时间：{words.moment(sheet.printed_at)}", Align.RIGHT)


def _excel_rows(
    sheet: AttendanceSheet,
) -> tuple[tuple[Column, ...], tuple[tuple[Value, ...], ...]]:
    rows: list[tuple[Value, ...]]
    heads: tuple[tuple[str, int], ...] = (("序号", 7), ("姓名", 30), ("签名", 44))
    if sheet.use == AttendanceUse.FILLED:
        rows = [(n, *_filled(n, a)[1:]) for n, a in enumerate(sheet.attendees, start=1)]
        rows += [(None, name, "列席", "—", "—", "—", "—") for name in sheet.observers]
        heads = (
            *(("序号", 7), ("姓名", 22), ("类别", 14), ("表决权", 9), ("签到情况", 12)),
            *(("签到时间", 12), ("方式", 16)),
        )
    elif sheet.use == AttendanceUse.CODES:
        rows = [(n, a.name, a.code, None) for n, a in enumerate(sheet.attendees, start=1)]
        rows += [(None, name, None, None) for name in sheet.observers]
        heads = (("序号", 7), ("姓名", 26), ("签到码", 14), ("签名", 34))
    else:
        rows = [(n, a.name, None) for n, a in enumerate(sheet.attendees, start=1)]
        rows += [(None, name, None) for name in sheet.observers]
    rows += [(None,) * len(heads)] * (0 if sheet.use == AttendanceUse.FILLED else sheet.spare_rows)
    return tuple(Column(head, width) for head, width in heads), tuple(rows)
