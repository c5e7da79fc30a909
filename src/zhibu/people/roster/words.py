"""Coded and free words of a roster (代码与文字): each reader takes a cell and gives a ``Read``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from zhibu.kit.sheets.cells import Cell, CellError, Shown, number_text
from zhibu.kit.sheets.words import is_nothing, squeeze, tidy
from zhibu.people.roster import codes
from zhibu.people.roster.reading import NOTHING, Read, refused

_POST_MARKS = re.compile(r"[、,，/;；兼和及与+]")
_UNSET = frozenset(
    {"未转正", "尚未转正", "待转正", "未到期", "预备", "预备期", "预备党员", "未到转正时间", "未满"}
)


def as_text(cell: Cell) -> str:
    """A cell as tidied text; numbers without their ``.0``."""
    if type(cell) is str:
        return tidy(cell)
    if isinstance(cell, Shown):
        return tidy(cell.text)
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, (int, float)):
        return number_text(cell)
    if isinstance(cell, CellError):
        return cell.text
    if isinstance(cell, date):
        return f"{cell:%Y-%m-%d}"
    return tidy(str(cell))


def _coded(
    cell: Cell, table: Mapping[str, str], *, code: str = "", warning: str = "", words: str = ""
) -> Read:
    text = words or squeeze(as_text(cell))
    found = table.get(text) or table.get(text.lower())
    if found is not None:
        return Read(found)
    if is_nothing(text):
        return NOTHING
    bare = re.sub(r"[()（）\[\]]", "", text)
    found = table.get(bare) or table.get(bare.lower())
    if found is not None:
        return Read(found)
    return refused(code) if code else Read(warning=warning, params={"word": text})


def read_sex(cell: Cell) -> Read:
    """性别, GB/T 2261.1."""
    return _coded(cell, codes.SEX, code="sex-unknown")


def read_ethnic(cell: Cell) -> Read:
    """民族, GB/T 3304; old names and codes too."""
    return _coded(cell, codes.ETHNIC, code="ethnic-unknown")


def read_education(cell: Cell) -> Read:
    """学历, GB/T 4658; "本科/学士" gives the first word known. Unknown words are left out."""
    text = squeeze(as_text(cell))
    for part in (text, *re.split(r"[/、,;，；]", text)):
        if part in codes.EDUCATION:
            return Read(codes.EDUCATION[part])
    return _coded(cell, codes.EDUCATION, warning="education-unknown", words=text)


def read_degree(cell: Cell) -> Read:
    """学位, GB/T 6864. Unknown words are left out."""
    text = squeeze(as_text(cell)).lower()
    for part in (text, *re.split(r"[/、,;，；]", text)):
        if part in codes.DEGREE:
            return Read(codes.DEGREE[part])
    for word, level in (("博士", "2"), ("硕士", "3"), ("学士", "4")):
        if text.endswith((word, word + "学位")):
            return Read(level)
    return _coded(cell, codes.DEGREE, warning="degree-unknown", words=text)


def read_kind(cell: Cell) -> Read:
    """人员类别; 中共党员 is a full member (GB/T 4762 01), bare 党员 is refused as ambiguous."""
    text = squeeze(as_text(cell))
    for word in (text, re.sub(r"[()（）\[\]、,，/\-—:：]", "", text)):
        if word in codes.KIND:
            return Read(codes.KIND[word])
        if word.lower() in codes.KIND:
            return Read(codes.KIND[word.lower()])
        if word in codes.KIND_AMBIGUOUS:
            return refused("kind-ambiguous")
        if word in codes.KIND_OUTSIDE:
            return refused("kind-outside")
    return NOTHING if is_nothing(text) else refused("kind-unknown")


def read_standing(cell: Cell) -> Read:
    """党籍状态."""
    return _coded(cell, codes.STANDING, code="standing-unknown")


def read_posts(cell: Cell) -> Read:
    """党内职务: several parted by 、 or 兼; words that name no post are left out with a warning."""
    text = squeeze(as_text(cell))
    if is_nothing(text) or text in codes.NO_POST:
        return NOTHING
    if text in codes.POST:
        return Read((codes.POST[text],))
    found: list[str] = []
    unknown: list[str] = []
    for part in filter(None, _POST_MARKS.split(text)):
        post = codes.POST.get(part) or codes.POST.get(_last_words(part))
        if post is None:
            if part not in codes.NO_POST and not is_nothing(part):
                unknown.append(part)
        elif post not in found:
            found.append(post)
    warning = "post-unknown" if unknown else ""
    return Read(tuple(found) or None, warning=warning, params={"word": "、".join(unknown)})


def _last_words(part: str) -> str:
    """The post at the end of a longer title: 本科生第一党支部书记 → 书记."""
    match = re.search(
        r"(?:党?支部|党小组|小组|党支委|支委)(副书记|书记|组织委员|宣传委员|纪检委员|纪律检查委员|组长)$",
        part,
    )
    return match[1] if match else part


def is_unset(cell: Cell) -> bool:
    """Whether a 转正日期 says that there is none yet."""
    return isinstance(cell, str) and squeeze(cell) in _UNSET


def read_free(cell: Cell, *, limit: int) -> Read:
    """Free text of at most ``limit`` characters."""
    text = as_text(cell)
    if is_nothing(text):
        return NOTHING
    if len(text) > limit:
        return refused("text-too-long", limit=limit)
    return Read(text)


def read_cohort(cell: Cell) -> Read:
    """年级: 2023 and 2023级 alike."""
    text = squeeze(as_text(cell))
    if is_nothing(text):
        return NOTHING
    bare = text.removesuffix("级").removesuffix("年")
    if bare.isdigit() and len(bare) == 4:
        return Read(bare + "级")
    if len(text) > 20:
        return refused("text-too-long", limit=20)
    return Read(text)
