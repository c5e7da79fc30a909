"""What the cells of one row must hold together (逐行校验): ages, orders, kind against dates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from zhibu.people.roster.codes import KIND_NAMES
from zhibu.people.roster.reading import Params

ADULT_YEARS = 18  # 细则2026 Art. 5
_PROBATION_SINCE = date(1978, 1, 1)


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of one row; the names of those known only to the month."""

    birth: date | None
    joined: date | None
    confirmed: date | None
    months: frozenset[str] = frozenset()


def chinese(day: date) -> str:
    """2025年5月20日."""
    return f"{day.year}年{day.month}月{day.day}日"


def date_faults(dates: Dates) -> Iterator[tuple[str, str, Params]]:
    """(field, code, params) for dates that cannot stand together.

    A date known to the month is given the benefit of the doubt.
    """
    birth, joined, confirmed = dates.birth, dates.joined, dates.confirmed
    if birth is not None and joined is not None and joined.year - birth.year <= ADULT_YEARS:
        latest = joined.replace(day=28) if "joined_on" in dates.months else joined
        day = 31 if "joined_on" in dates.months else joined.day
        if latest <= birth:
            yield "birth_date", "joined-before-birth", {"joined": chinese(joined)}
        elif (birth.year + ADULT_YEARS, birth.month, birth.day) > (joined.year, joined.month, day):
            yield "birth_date", "joined-under-18", {"joined": chinese(joined)}
    if joined is not None and confirmed is not None and confirmed < joined:
        same_month = (joined.year, joined.month) == (confirmed.year, confirmed.month)
        if not (dates.months & {"joined_on", "confirmed_on"} and same_month):
            yield "confirmed_on", "confirmed-before-joined", {"joined": chinese(joined)}


def kind_fault(kind: str, dates: Dates) -> tuple[str, str, Params] | None:
    """A kind that the dates of the same row contradict."""
    if kind == "full":
        return None
    if dates.confirmed is not None:
        label, day = "转正日期", dates.confirmed
    elif dates.joined is not None and kind != "probationary":
        label, day = "入党日期", dates.joined
    else:
        return None
    params: Params = {"kind": KIND_NAMES[kind], "date_label": label, "day": chinese(day)}
    return "kind", "kind-against-date", params


def is_short_probation(dates: Dates) -> bool:
    """Less than twelve months from joining to confirmation, since there is a probation again."""
    joined, confirmed = dates.joined, dates.confirmed
    if joined is None or confirmed is None or joined < _PROBATION_SINCE or confirmed < joined:
        return False
    return (confirmed.year - joined.year) * 12 + confirmed.month - joined.month < 12
