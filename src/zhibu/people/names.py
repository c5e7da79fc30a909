"""Sort keys of names (姓名排序): by pinyin with the readings of surnames, and by strokes."""

from __future__ import annotations

from dataclasses import dataclass

from pypinyin import Style, lazy_pinyin
from strokes.strokes import data as stroke_counts

# Characters that are read otherwise when they are surnames.
SURNAMES = {
    "单": "shan4", "曾": "zeng1", "仇": "qiu2", "解": "xie4", "查": "zha1", "区": "ou1",
    "朴": "piao2", "盖": "ge3", "任": "ren2", "华": "hua4", "燕": "yan1", "翟": "zhai2",
    "缪": "miao4", "召": "shao4", "乐": "yue4", "员": "yun4", "种": "chong2", "黑": "he4",
    "折": "she2", "秘": "bi4", "繁": "po2", "那": "na1", "尉": "wei4", "隗": "kui2",
    "逄": "pang2", "郇": "xun2", "郗": "xi1", "晟": "cheng2", "宓": "mi4", "祭": "zhai4",
    "过": "guo1", "哈": "ha3", "令": "ling2", "洗": "xian3", "冼": "xian3", "於": "yu1",
    "要": "yao1", "应": "ying1", "占": "zhan1", "卜": "bu3", "重": "chong2", "柏": "bai3",
    "尹": "yin3", "宁": "ning4", "万": "wan4", "车": "che1", "贾": "jia3", "石": "shi2",
    "洪": "hong2", "沈": "shen3", "谌": "chen2", "褚": "chu3", "适": "shi4", "长孙": "zhang3 sun1",
    "尉迟": "yu4 chi2", "万俟": "mo4 qi2", "澹台": "tan2 tai2", "单于": "chan2 yu2",
}  # fmt: skip
_COMPOUND = tuple(s for s in SURNAMES if len(s) == 2)


@dataclass(frozen=True, slots=True)
class NameKeys:
    """Sort keys of one name: pinyin with tones, strokes per character, initials."""

    pinyin: str
    strokes: str
    initials: str


def _reading(name: str) -> list[str]:
    head = next((s for s in _COMPOUND if name.startswith(s)), name[:1])
    rest = lazy_pinyin(name[len(head) :], style=Style.TONE3, neutral_tone_with_five=True)
    first = SURNAMES.get(head)
    if first is None:
        whole = lazy_pinyin(name, style=Style.TONE3, neutral_tone_with_five=True)
        return [str(s) for s in whole]
    return [*first.split(), *map(str, rest)]


def keys_of(name: str) -> NameKeys:
    """Keys of a name as written; characters without a known reading sort by themselves."""
    syllables = _reading(name)
    strokes = "".join(f"{min(stroke_counts.get(c, 99), 99):02d}{c}" for c in name)
    return NameKeys(
        pinyin=" ".join(syllables)[:200],
        strokes=strokes[:300],
        initials="".join(s[0] for s in syllables if s[:1].isalpha()).lower()[:40],
    )
