"""Traditional Chinese from the source (繁體): OpenCC's characters, then what we decided by reading.

The characters follow ``s2hk``: official terms stay as the regulations have them (``s2twp`` would turn
发展对象 into 發展物件). CHARACTERS and WORDS are ours; a word applies after the characters.
"""

from __future__ import annotations

from functools import cache

from opencc import OpenCC

# Forms of s2hk that readers of either shore find odd, in the form both know.
CHARACTERS = {
    "裏": "裡",
    "羣": "群",
    "户": "戶",
    "衞": "衛",
    "啓": "啟",
    "綫": "線",
    "兑": "兌",
    "牀": "床",
    "脱": "脫",
    "説": "說",
    "税": "稅",
    "鋭": "銳",
    "悦": "悅",
    "温": "溫",
}

# Converted by OpenCC one way, meant another: found by reading the pages.
WORDS = {
    "複核": "覆核",
    "複查": "覆查",
    "賬號": "帳號",
    "台賬": "台帳",
    "週歲": "周歲",
    "天后": "天後",
    "沒有采用": "沒有採用",
}

_table = str.maketrans(CHARACTERS)


@cache
def _opencc() -> OpenCC:
    return OpenCC("s2hk")


def traditional(text: str) -> str:
    """The same text in traditional characters."""
    said = str(_opencc().convert(text)).translate(_table)
    for ours, meant in WORDS.items():
        said = said.replace(ours, meant)
    return said
