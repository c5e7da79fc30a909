"""From a file to lines of the calendar: terms, examination times, holidays (校历). No Django here.

A workbook has a row a line, under a head with 名称, 开始 and 结束, and 类别 where there is one; an .ics
has an event a line. What a name does not tell to be a term, an examination or a holiday is named and
left out, never guessed.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from zhibu.kit.sheets import (
    ORDINARY,
    Cell,
    CellError,
    ChildDied,
    FileRefused,
    Limits,
    Row,
    Workbook,
    read_here,
    stream,
    text_of,
)
from zhibu.kit.sheets.days import read_day

SHANGHAI = ZoneInfo("Asia/Shanghai")
ONE_DAY = timedelta(days=1)
MOST_LINES = 500
MOST_ICS_BYTES = 1 << 20
LONGEST = timedelta(days=366)
HEAD_WITHIN = 10
WORDS = (("exam", ("考试", "考查", "期末")), ("holiday", ("假",)), ("term", ("学期",)))
HEADS = {
    "name": ("名称", "事项", "内容", "项目"),
    "kind": ("类别", "类型"),
    "since": ("开始", "起", "第一天"),
    "until": ("结束", "止", "最后一天"),
}


@dataclass(frozen=True, slots=True)
class CalendarLine:
    """One line as read. at: its row or its place. until: half-open. fault: why it is left out."""

    at: int
    name: str
    kind: str = ""
    since: date | None = None
    until: date | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class CalendarRead:
    """All lines of a file, in its order."""

    lines: tuple[CalendarLine, ...]


def read_calendar(path: Path, *, limits: Limits = ORDINARY) -> CalendarRead:
    """Read a calendar somebody handed in (读取校历), in a child with limits. Raises FileRefused."""
    for careful in (False, True):
        try:
            pieces = stream(read_pieces, str(path), limits, careful, limits=limits)
            return next(pieces)  # type: ignore[no-any-return]  # the child yields one
        except ChildDied:
            continue
    raise FileRefused("reading-failed")


def read_pieces(path: str, limits: Limits, careful: bool) -> Iterator[CalendarRead]:
    """The child's side. Raises FileRefused."""
    file = Path(path)
    with file.open("rb") as opened:
        start = opened.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.upper().startswith(b"BEGIN:VCALENDAR"):
        if file.stat().st_size > MOST_ICS_BYTES:
            raise FileRefused("file-too-large", size=2, limit=1)
        lines = list(of_ics(file.read_bytes()))
    else:
        lines = list(of_workbook(read_here(file, limits=limits, careful=careful)))
    if not lines:
        raise FileRefused(
            "calendar-empty",
            "文件里没有日程。表格要有“名称、开始、结束”三列；日历文件（.ics）要有日程。",
        )
    if len(lines) > MOST_LINES:
        raise FileRefused(
            "calendar-too-long",
            f"日程超过 {MOST_LINES} 条，不像校历。请只留学期、考试周和假期再传。",
        )
    yield CalendarRead(tuple(lines))


def kind_of(text: str) -> str:
    """term, exam or holiday, as far as the words tell; empty when they do not."""
    return next((kind for kind, words in WORDS if any(word in text for word in words)), "")


def line(at: int, name: str, said: str, since: date | None, until: date | None) -> CalendarLine:
    """One line with what is wrong with it. until: half-open; said: the words of its kind."""
    name = " ".join(name.split())[:60]
    kind = kind_of(said) or kind_of(name)
    fault = ""
    if not name:
        fault = "没有名称。"
    elif since is None or until is None:
        fault = "日期看不懂，请写完整的年月日。"
    elif until <= since:
        fault = "结束早于开始。"
    elif until - since > LONGEST:
        fault = "长过一年，请核对。"
    elif not kind:
        fault = "看不出是学期、考试周还是假期，没有读入。"
    return CalendarLine(at, name, kind, since, until, fault)


# ---- .ics


def of_ics(body: bytes) -> Iterator[CalendarLine]:
    """Events in their order. A repeated one is left out: calendars of terms do not repeat."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # a guessed time zone moves hours, and only days are read
            calendar = Calendar.from_ical(body)
        events = [part for part in calendar.walk("VEVENT") if isinstance(part, Event)]
    except (ValueError, IndexError, KeyError, TypeError, AttributeError) as broken:
        raise FileRefused(
            "calendar-unreadable", "这个日历文件读不出内容。请重新导出后再传。"
        ) from broken
    for at, event in enumerate(events, start=1):
        found = line(at, str(event.get("SUMMARY", "")), "", *_days(event))
        if event.get("RRULE") and not found.fault:
            found = CalendarLine(at, found.name, fault="重复的日程不读入，请逐条写明起止。")
        yield found


def _days(event: Event) -> tuple[date | None, date | None]:
    """First day, and first day after: an all-day end is already the day after."""
    try:
        start, end = event.get("DTSTART"), event.get("DTEND")
        begin = start.dt
        finish = end.dt if end is not None else None
    except (ValueError, AttributeError, TypeError):
        return None, None
    since = _day(begin)
    if finish is None or since is None:
        return since, since + ONE_DAY if since else None
    until = _day(finish)
    if until is not None and isinstance(finish, datetime):
        until += ONE_DAY
    return since, max(until, since + ONE_DAY) if until and until >= since else until


def _day(moment: object) -> date | None:
    if isinstance(moment, datetime):
        return moment.astimezone(SHANGHAI).date() if moment.tzinfo else moment.date()
    return moment if isinstance(moment, date) else None


# ---- workbooks


def of_workbook(workbook: Workbook) -> Iterator[CalendarLine]:
    """Rows under the first head that names what is needed, sheet by sheet."""
    for sheet in workbook.sheets:
        rows = list(enumerate(sheet.rows, start=1))
        for at, row in rows[:HEAD_WITHIN]:
            columns = _columns(row)
            if columns is not None:
                yield from _rows(rows[at:], columns, workbook.from_1904)
                break


def _columns(row: Row) -> dict[str, int] | None:
    heads = [text_of(cell).strip() for cell in row]
    found: dict[str, int] = {}
    for field, words in HEADS.items():
        for place, head in enumerate(heads):
            if place not in found.values() and any(word in head for word in words):
                found[field] = place
                break
    return found if {"name", "since", "until"} <= set(found) else None


def _rows(
    rows: list[tuple[int, Row]], columns: dict[str, int], from_1904: bool
) -> Iterator[CalendarLine]:
    for at, row in rows:
        cells: dict[str, Cell] = {
            field: row[place] if place < len(row) else "" for field, place in columns.items()
        }
        if not any(text_of(cell).strip() for cell in cells.values()):
            continue
        since = _cell_day(cells["since"], from_1904)
        last = _cell_day(cells["until"], from_1904)
        said = text_of(cells.get("kind", "")).strip()
        until = last + ONE_DAY if last else None
        yield line(at, text_of(cells["name"]), said, since, until)


def _cell_day(cell: Cell, from_1904: bool) -> date | None:
    if isinstance(cell, CellError):
        return None
    day = read_day(cell, from_1904=from_1904)
    return None if day.month_only else day.value
