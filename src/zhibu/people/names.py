"""Sort keys of names (姓名排序): by pinyin with the readings of surnames, and by strokes.

A person may correct the reading of their own name; it is then taken as given. Where a surname
has two readings in use (覃 Qín, Tán) the more frequent one stands here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pypinyin import Style, lazy_pinyin
from pypinyin.constants import PHRASES_DICT
from pypinyin.contrib.tone_convert import to_tone3
from strokes.strokes import data as stroke_counts

from zhibu.people.stroke_shapes import SHAPES, UNKNOWN

# Characters that are read otherwise when they are surnames. Source: 《现代汉语词典》, entries 姓.
SURNAMES = {
    "单": "shan4", "曾": "zeng1", "仇": "qiu2", "解": "xie4", "查": "zha1", "区": "ou1",
    "朴": "piao2", "盖": "ge3", "任": "ren2", "华": "hua4", "燕": "yan1", "翟": "zhai2",
    "缪": "miao4", "召": "shao4", "乐": "yue4", "员": "yun4", "种": "chong2", "折": "she2",
    "秘": "bi4", "繁": "po2", "那": "na1", "尉": "wei4", "隗": "kui2", "逄": "pang2",
    "郇": "xun2", "晟": "cheng2", "宓": "mi4", "祭": "zhai4", "过": "guo1", "哈": "ha3",
    "洗": "xian3", "冼": "xian3", "於": "yu1", "要": "yao1", "应": "ying1", "占": "zhan1",
    "卜": "bu3", "重": "chong2", "宁": "ning2", "甯": "ning4", "葛": "ge3", "覃": "qin2",
    "阚": "kan4", "句": "gou1", "佴": "nai4", "撒": "sa3", "都": "du1", "乜": "nie4",
    "薄": "bo2", "贲": "ben1", "观": "guan4", "干": "gan1", "能": "nai4", "相": "xiang4",
    "幺": "yao1", "么": "yao1", "少": "shao4", "曲": "qu1", "盛": "sheng4", "石": "shi2",
    "沈": "shen3", "贾": "jia3", "车": "che1", "万": "wan4", "谌": "chen2", "费": "fei4",
    "长孙": "zhang3 sun1", "尉迟": "yu4 chi2", "万俟": "mo4 qi2", "澹台": "tan2 tai2",
    "单于": "chan2 yu2", "单父": "shan4 fu3", "令狐": "ling2 hu2", "乐正": "yue4 zheng4",
    "宰父": "zai3 fu3", "亓官": "qi2 guan1", "鲜于": "xian1 yu2", "濮阳": "pu2 yang2",
    "诸葛": "zhu1 ge3", "拓跋": "tuo4 ba2", "呼延": "hu1 yan2",
}  # fmt: skip
_COMPOUND = tuple(s for s in SURNAMES if len(s) == 2)
_HAN = re.compile(r"[㐀-鿿豈-﫿𠀀-𳎯〇]")
_ALL_HAN = re.compile(r"[一-鿿]+")  # what every dictionary of readings covers
_SYLLABLE = re.compile(r"[a-z]{1,6}[1-5]?")


@dataclass(frozen=True, slots=True)
class NameKeys:
    """Sort keys of one name: pinyin with tones; strokes per character, the surname's by its first
    shapes too; initials."""

    pinyin: str
    strokes: str
    initials: str


class UnfitReading(ValueError):
    """A reading that does not fit the name: not pinyin, or not one syllable for each character."""


def _syllables(text: str) -> list[str]:
    """Pinyin of running text; other scripts word by word, marks between them left out.

    A text in which no known phrase stands is read sign by sign: names mostly are, and a roster has
    a hundred thousand of them.
    """
    signs = range(len(text) + 1)
    if _ALL_HAN.fullmatch(text) and not any(
        text[since:until] in PHRASES_DICT for since in signs for until in signs[since + 2 :]
    ):
        return [_sign(sign) for sign in text]
    return _spelled(text)


@lru_cache(maxsize=30_000)
def _sign(sign: str) -> str:
    """One sign by itself."""
    return _spelled(sign)[0]


def _spelled(text: str) -> list[str]:
    found = lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True)
    return [word.lower() for piece in found for word in re.findall(r"\w+", str(piece))]


def _reading(name: str) -> list[str]:
    head = next((s for s in _COMPOUND if name.startswith(s)), name[:1])
    first = SURNAMES.get(head)
    # A name of another people, such as 单增·次仁, has no surname in front.
    if first is None or "·" in name:
        return _syllables(name)
    return [*first.split(), *_syllables(name[len(head) :])]


def reading_of(name: str, reading: str) -> str:
    """A reading as typed (``Ōu Míng``, ``ou1 ming2``, ``ou ming``) in the form we store.

    Empty stays empty. Raises UnfitReading.
    """
    words = [to_tone3(w).replace("ü", "v") for w in reading.lower().split()]
    if not words:
        return ""
    if len(words) != len(_HAN.findall(name)) or not all(_SYLLABLE.fullmatch(w) for w in words):
        raise UnfitReading(name)
    return " ".join(words)


def _strokes(name: str) -> str:
    """Each sign's number of strokes; the first sign's first shapes after its number."""
    written = SHAPES.get(name[:1], "")
    keys = [f"{min(stroke_counts.get(sign, 99), 99):02d}{sign}" for sign in name]
    if written:
        keys[0] = f"{len(written):02d}{written[:6].ljust(6, '0')}{name[0]}"
    elif name:
        keys[0] = f"{keys[0][:2]}{UNKNOWN * 6}{name[0]}"
    return "".join(keys)


def keys_of(name: str, *, reading: str = "") -> NameKeys:
    """Keys of a name as written; characters without a known reading sort by themselves.

    reading: one syllable for each character, as ``reading_of`` gives it, instead of the guess.
    """
    syllables = reading.split() or _reading(name)
    return NameKeys(
        pinyin=" ".join(syllables)[:200],
        strokes=_strokes(name)[:300],
        initials="".join(s[0] for s in syllables if s[:1].isalpha()).lower()[:40],
    )
