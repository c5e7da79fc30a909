"""One reader for each field of a roster (逐栏读法): a cell in, a ``Read`` out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from zhibu.kit.sheets.cells import Cell, Typed, text_of
from zhibu.kit.sheets.days import read_day
from zhibu.people.roster import checks, words
from zhibu.people.roster.names import read_name
from zhibu.people.roster.numbers import read_id, read_number, read_phone
from zhibu.people.roster.reading import NOTHING, Read, refused

DATES = ("birth_date", "applied_on", "joined_on", "confirmed_on")
_WHERE = {
    "birth_date": "请核对。",
    "applied_on": "请核对入党申请书上的日期。",
    "joined_on": "请核对入党志愿书上支部党员大会的日期。",
    "confirmed_on": "请核对支部党员大会讨论转正的日期。",
}
_FUTURE = _WHERE | {"confirmed_on": "还没有转正的，这一格请留空。"}
Reader = Callable[[Cell], Read]


def readers_for(*, today: date, from_1904: bool, loose: bool) -> dict[str, Reader]:
    free = {"branch": 120, "college": 120, "group": 60, "occupation": 40, "major": 60}
    readers: dict[str, Reader] = {
        "name": lambda cell: read_name(text_of(cell)),
        "sex": words.read_sex,
        "ethnic": words.read_ethnic,
        "education": words.read_education,
        "degree": words.read_degree,
        "kind": words.read_kind,
        "standing": words.read_standing,
        "posts": words.read_posts,
        "cohort": words.read_cohort,
        "phone": read_phone,
        "id_no": lambda cell: read_id(cell, today=today),
        "staff_no": read_number,
    }
    for name, limit in free.items():
        readers[name] = _free_reader(limit)
    for name in DATES:
        readers[name] = date_reader(name, today=today, from_1904=from_1904, loose=loose)
    return readers


def date_reader(name: str, *, today: date, from_1904: bool, loose: bool) -> Reader:
    def read(cell: Cell) -> Read:
        if name == "confirmed_on" and words.is_unset(cell):
            return NOTHING
        doubted = loose and not isinstance(cell, Typed)
        day = read_day(cell, from_1904=from_1904, loose=doubted)
        if day.code:
            shown = words.as_text(cell)
            return refused(day.code, what=day.what, where=_WHERE[name], value=shown, year=shown[:4])
        if day.value is None:
            return NOTHING
        if day.value > today:
            shown = checks.chinese(day.value)
            return refused("date-in-future", day=shown, future=_FUTURE[name])
        return Read(
            day.value,
            tidied="date-style" if day.restyled else "",
            month_only=day.month_only,
            warning="date-month-only" if day.month_only else "",
        )

    return read


def _free_reader(limit: int) -> Reader:
    return lambda cell: words.read_free(cell, limit=limit)
