"""Reading a school's calendar from .ics or a workbook (读取校历), in a child process with limits."""

from zhibu.orgs.calendarfile.read import CalendarLine, CalendarRead, read_calendar

__all__ = ["CalendarLine", "CalendarRead", "read_calendar"]
