"""Days, times and counts as official papers write them (日期、时间、数量的写法)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEEKDAYS = "一二三四五六日"
DIGITS = "零一二三四五六七八九"
TITLE_WIDTH = 20  # characters of 2号 in a line of 156 mm
# A title may turn its line behind these words, so that no word is torn (词意完整).
TURNS = re.compile(
    r"(?<=大学|学院|学校|中心|公司|医院|党委|年度|学年)(?!党委|委员会)|(?<=[、：，；》）])(?![、：，；》）])"
)
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """The text without signs no paper can hold; line ends as ``\\n``."""
    return UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a longer text, without empty ones and without outer blanks."""
    lines = (line.strip(" \t\u3000\xa0") for line in clean(text).split("\n"))
    return [line for line in lines if line]


def day(value: date) -> str:
    """2026年11月5日."""
    return f"{value.year}年{value.month}月{value.day}日"


def day_with_weekday(value: date) -> str:
    """2026年11月5日（星期四）."""
    return f"{day(value)}（星期{WEEKDAYS[value.weekday()]}）"


def local(moment: datetime) -> datetime:
    """The instant on a clock in China; a naive one would be a guess."""
    if moment.tzinfo is None:
        raise ValueError("an instant on a paper is aware")
    return moment.astimezone(SHANGHAI)


def moment(value: datetime) -> str:
    """2026年11月5日14:30."""
    there = local(value)
    return f"{day(there.date())}{there:%H:%M}"


def span(starts_at: datetime, ends_at: datetime | None) -> str:
    """2026年11月5日（星期四）14:30—16:10; over midnight both days are named."""
    begin = local(starts_at)
    text = f"{day_with_weekday(begin.date())}{begin:%H:%M}"
    if ends_at is None:
        return text
    end = local(ends_at)
    if end.date() == begin.date():
        return f"{text}—{end:%H:%M}"
    return f"{text}—{day(end.date())}{end:%H:%M}"


def numeral(number: int) -> str:
    """1 to 99 in Chinese: 一, 十, 十二, 二十; larger ones in figures."""
    if not 1 <= number <= 99:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else f"{DIGITS[tens]}十")
    return head + (DIGITS[ones] if ones else "")


def names(people: Iterable[str], *, none: str = "无") -> str:
    """Names joined by 、, or 无."""
    return "、".join(clean(name) for name in people) or none


def title_lines(text: str, *, width: int = TITLE_WIDTH) -> tuple[str, ...]:
    """A title in as few lines as fit, turned behind whole words and as even as can be."""
    text = clean(text).replace("\n", "")
    if len(text) <= width:
        return (text,)
    turns = [m.start() for m in TURNS.finditer(text) if 0 < m.start() < len(text)]
    halves = [(text[:at], text[at:]) for at in turns]
    fitting = [pair for pair in halves if max(map(len, pair)) <= width]
    if fitting:
        return min(fitting, key=lambda pair: (max(map(len, pair)), -len(pair[0])))
    within = [at for at in turns if at <= width]
    at = max(within, default=width)
    return (text[:at], *title_lines(text[at:], width=width))
