"""Reading the yearly notice of days off and make-up days (节假日安排) from its JSON form."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from zhibu.orgs.models import CalendarDay


class BadNotice(ValueError):
    """The text is no such notice; the message is a sentence for the reader."""


@dataclass(frozen=True, slots=True)
class ListedDay:
    """One day of a notice."""

    day: date
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Notice:
    """One year's notice; paper: where it was published."""

    year: int
    paper: str
    days: tuple[ListedDay, ...]


def read_notice(text: str) -> Notice:
    """The notice in the text. Raises BadNotice, naming the faulty line."""
    try:
        held = json.loads(text)
    except ValueError as error:
        raise BadNotice(_("这不是 JSON 文件，没有读入。")) from error
    if not isinstance(held, dict) or not isinstance(held.get("year"), int):
        raise BadNotice(_("文件里没有年份（year），没有读入。"))
    if not isinstance(held.get("days"), list):
        raise BadNotice(_("文件里没有日期（days），没有读入。"))
    year = held["year"]
    listed = tuple(_listed(line, number, year) for number, line in enumerate(held["days"], start=1))
    if len({d.day for d in listed}) != len(listed):
        raise BadNotice(_("同一天出现两次，没有读入。"))
    papers = held.get("papers")
    paper = str(papers[0]) if isinstance(papers, list) and papers else _("未注明")
    return Notice(year, paper[:180], listed)


def _listed(line: object, number: int, year: int) -> ListedDay:
    try:
        if not isinstance(line, dict):
            raise TypeError
        day = date.fromisoformat(line["date"])
        is_off = line["isOffDay"]
        if not isinstance(is_off, bool):
            raise TypeError
    except (KeyError, TypeError, ValueError) as error:
        sentence = _("第 %(number)d 项看不懂，没有读入。") % {"number": number}
        raise BadNotice(sentence) from error
    if abs(day.year - year) > 1:
        sentence = _("第 %(number)d 项的日期 %(day)s 不在 %(year)d 年前后，没有读入。")
        raise BadNotice(sentence % {"number": number, "day": day, "year": year})
    kind = CalendarDay.Kind.OFF if is_off else CalendarDay.Kind.WORK
    return ListedDay(day, kind, str(line.get("name", ""))[:40])
