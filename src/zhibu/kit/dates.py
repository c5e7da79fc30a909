"""Days and instants as pages write them (日期与时刻). Instants are shown on China's clock.

English pages write 25 November 2026; papers are composed ``on_record`` and stay Chinese.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zhibu.kit import clock
from zhibu.kit.language import in_english

Moment = date | datetime
_WEEK = (
    gettext_noop("周一"),
    gettext_noop("周二"),
    gettext_noop("周三"),
    gettext_noop("周四"),
    gettext_noop("周五"),
    gettext_noop("周六"),
    gettext_noop("周日"),
)
_DIGITS = "〇一二三四五六七八九"
_ENGLISH_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def on_clock(moment: Moment) -> Moment:
    """The day itself, or the instant on a clock in China; a naive instant is taken as such."""
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        return clock.local(moment)
    return moment


def day(moment: Moment) -> str:
    """11月25日; 25 November."""
    here = on_clock(moment)
    if in_english():
        return f"{here.day} {_ENGLISH_MONTHS[here.month - 1]}"
    return _("%(month)d月%(day)d日") % {"month": here.month, "day": here.day}


def full_day(moment: Moment) -> str:
    """2026年11月25日; 25 November 2026."""
    here = on_clock(moment)
    if in_english():
        return f"{day(here)} {here.year}"
    return _("%(year)d年%(month)d月%(day)d日") % {
        "year": here.year,
        "month": here.month,
        "day": here.day,
    }


def weekday(moment: Moment) -> str:
    """周三."""
    return _(_WEEK[on_clock(moment).weekday()])


def week_day(moment: Moment) -> str:
    """11月25日 周三; Wed 25 November."""
    if in_english():
        return f"{weekday(moment)} {day(moment)}"
    return f"{day(moment)} {weekday(moment)}"


def hour(moment: datetime) -> str:
    """19:00."""
    return f"{on_clock(moment):%H:%M}"


def day_hour(moment: datetime) -> str:
    """11月25日 周三 19:00; Wed 25 November, 19:00."""
    if in_english():
        return f"{week_day(moment)}, {hour(moment)}"
    return f"{week_day(moment)} {hour(moment)}"


def stamp(moment: datetime) -> str:
    """2026年11月25日 19:00; 25 November 2026, 19:00: for records and traces."""
    if in_english():
        return f"{full_day(moment)}, {hour(moment)}"
    return f"{full_day(moment)} {hour(moment)}"


def span(since: datetime, until: datetime) -> str:
    """2026年11月25日 19:00 至 20:24; with the second day when it is another."""
    first, last = on_clock(since), on_clock(until)
    same = (first.year, first.month, first.day) == (last.year, last.month, last.day)
    end = hour(until) if same else stamp(until)
    return _("%(start)s 至 %(end)s") % {"start": stamp(since), "end": end}


def days_between(since: Moment, until: Moment) -> str:
    """11月23日至29日; 11月30日至12月6日. Both days count."""
    first, last = on_clock(since), on_clock(until)
    if in_english():
        same = (first.year, first.month) == (last.year, last.month)
        return f"{first.day if same else day(since)} to {day(until)}"
    if (first.year, first.month) == (last.year, last.month):
        return _("%(start)s至%(day)d日") % {"start": day(since), "day": last.day}
    return _("%(start)s至%(end)s") % {"start": day(since), "end": day(until)}


def _small(number: int) -> str:
    """1 to 31 in Chinese: 十一, 二十, 三十一."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("" if tens == 1 else _DIGITS[tens]) + "十"
    return head + (_DIGITS[ones] if ones else "")


def month(of: int | Moment) -> str:
    """11月, November: a month of any year, by its number or by a day in it."""
    number = of if isinstance(of, int) else on_clock(of).month
    return _ENGLISH_MONTHS[number - 1] if in_english() else _("%(n)d月") % {"n": number}


def short_month(moment: Moment) -> str:
    """11月, Nov: under the number of a day."""
    return month(moment)[:3]


def chinese_month(moment: Moment) -> str:
    """二〇二六年十一月, November 2026: the title of a month."""
    here = on_clock(moment)
    if in_english():
        return f"{_ENGLISH_MONTHS[here.month - 1]} {here.year}"
    year = "".join(_DIGITS[int(digit)] for digit in str(here.year))
    return f"{year}年{_small(here.month)}月"


def plain_month(moment: Moment) -> str:
    """2026年11月, November 2026: a month among figures."""
    here = on_clock(moment)
    return chinese_month(moment) if in_english() else f"{here.year}年{here.month}月"


def chinese_day(moment: Moment) -> str:
    """二〇二六年十一月二十五日: the closing line of an official paper; 25 November 2026."""
    if in_english():
        return full_day(moment)
    return f"{chinese_month(moment)}{_small(on_clock(moment).day)}日"


def named(moment: Moment, today: date | None = None) -> str:
    """今天, 明天, 昨天, or the weekday: what stands under the day's number in a week."""
    here = on_clock(moment)
    plain = here.date() if isinstance(here, datetime) else here
    apart = (plain - (today or clock.today())).days
    near = {0: _("今天"), 1: _("明天"), -1: _("昨天")}
    return near.get(apart, weekday(moment))
