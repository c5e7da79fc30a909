"""Words as people type them into cells, made alike (文字统一): widths, spaces, dots, dashes."""

from __future__ import annotations

import re
import unicodedata

INVISIBLE = dict.fromkeys(
    [
        *range(0x00, 0x09),
        *range(0x0E, 0x20),
        0x7F,
        0xAD,
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        0xFEFF,
        *range(0xFE00, 0xFE10),
        *range(0xE0100, 0xE01F0),
    ]
)
_NOTHING = frozenset(
    {
        "", "无", "暂无", "没有", "空", "略", "空缺", "未填", "待定", "待补", "待补充", "未知", "不详", "没",
        "/", "//", "\\", "n/a", "na", "n.a.", "null", "none", "nil", "nan", "#", "*", "?", "？",
        ".", "。", "、", "×", "✕", "○", "〇", "无。", "(无)", "(空)", "…", "...", "......",
        "空白", "无数据", "~", "_", "__", "___", "'", "`", "无填写", "不填", "undefined", "<空>",
    }
)  # fmt: skip
_SPACES = re.compile(r"\s+")


def tidy(text: str) -> str:
    """Widths made alike, invisible marks gone, runs of space one space, ends trimmed."""
    if text.isascii() and text.isalnum():
        return text
    whole = unicodedata.normalize("NFKC", text).translate(INVISIBLE)
    return _SPACES.sub(" ", whole).strip()


def squeeze(text: str) -> str:
    """``tidy`` without any space left: for heads, codes and words that are looked up."""
    return tidy(text).replace(" ", "")


def is_nothing(text: str) -> bool:
    """Whether a tidied text says that there is nothing to say: 无, —, /, N/A."""
    lowered = text.lower()
    return lowered in _NOTHING or not lowered.strip("-‐‑‒–—―−ー=_ ")


_DIGITS = {"〇": 0, "○": 0, "零": 0, "０": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5,
           "六": 6, "七": 7, "八": 8, "九": 9, "元": 1, "正": 1}  # fmt: skip
_PLAIN = "〇一二三四五六七八九"


def chinese_number(words: str) -> int | None:
    """A whole number below 100 in Chinese numerals (汉字数字), or a year digit by digit."""
    if not words:
        return None
    if "十" in words:
        tens, _, ones = words.partition("十")
        if len(tens) > 1 or len(ones) > 1:
            return None
        high = _PLAIN.find(tens) if tens else 1
        low = _PLAIN.find(ones) if ones else 0
        return high * 10 + low if high > 0 and low >= 0 else None
    total = 0
    for word in words:
        digit = _DIGITS.get(word)
        if digit is None:
            return None
        total = total * 10 + digit
    return total


def ordinal_key(text: str) -> str:
    """第三党支部, 第3支部 and 三支部 alike: Chinese numerals after 第 or before 支部/小组 as digits."""
    return _ORDINAL.sub(_as_digits, text)


_ORDINAL = re.compile(
    r"第?([〇零一二三四五六七八九十]{1,3}|\d{1,3})(?=(?:党?支部|党?小组|班|组|党?总支|$))"
)


def _as_digits(match: re.Match[str]) -> str:
    words = match[1]
    if words.isdigit():
        return str(int(words))
    number = chinese_number(words)
    return match[0] if number is None else str(number)
