"""Columns and types of an organisation-tree file, in Chinese and English (栏目与类型)."""

from __future__ import annotations

import re
from functools import lru_cache

from zhibu.kit.sheets.heads import Claim
from zhibu.kit.sheets.words import squeeze
from zhibu.orgs.domain.kinds import KIND_TERMS, Kind

LABELS = {
    "name": "名称",
    "kind": "类型",
    "parent": "上级",
    "code": "代码",
    "founded_on": "成立日期",
    "short_name": "简称",
}
LIMITS = {"name": 120, "short_name": 60, "code": 40, "parent": 120}

_HEADS: dict[str, tuple[str, ...]] = {
    "name": (
        "名称", "组织名称", "党组织名称", "党组织", "党组织全称", "全称", "组织全称", "支部名称", "党支部名称", "机构名称",
        "单位名称", "组织", "name", "organisation", "organization", "organisationname",
        "organizationname", "fullname", "orgname", "unit", "unitname",
    ),
    "kind": (
        "类型", "类别", "组织类型", "组织类别", "党组织类型", "党组织类别", "级别", "层级", "性质", "组织性质", "机构类型",
        "type", "kind", "organisationtype", "organizationtype", "category", "level", "orgtype",
    ),
    "parent": (
        "上级", "上级组织", "上级党组织", "上级名称", "上级党组织名称", "上级组织名称", "隶属", "隶属关系", "所属上级", "上级代码",
        "上级编码", "上级组织代码", "上级党组织代码", "上级单位", "所属党组织", "隶属党组织", "父级", "父组织", "父级代码", "上级机构",
        "上级组织编码", "所属党委", "直属上级", "parent", "parentcode", "parentname", "superior", "parentorganisation",
        "parentorganization", "belongsto", "parentid", "under", "upper",
    ),
    "code": (
        "代码", "编码", "组织代码", "组织编码", "党组织代码", "党组织编码", "编号", "组织编号", "党组织编号", "机构代码", "机构编码",
        "code", "id", "organisationcode", "organizationcode", "orgcode", "orgid",
    ),
    "founded_on": (
        "成立日期", "成立时间", "建立日期", "建立时间", "设立日期", "设立时间", "成立年月", "批准成立日期", "批准日期", "组建日期",
        "组建时间", "党组织建立日期", "党组织成立日期", "批准成立时间", "foundedon", "founded", "foundingdate",
        "establishedon", "established", "since", "startdate", "datefounded", "foundationdate", "setupon",
    ),
    "short_name": ("简称", "组织简称", "党组织简称", "shortname", "abbreviation", "short"),
}  # fmt: skip
_TABLE = {word: field for field, words in _HEADS.items() for word in words}
_MARKS = re.compile(r"[\s*:：/\\|·.\-—_#()（）\[\]【】]+")
_BRACKETS = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")

_KINDS: dict[Kind, tuple[str, ...]] = {
    Kind.SCHOOL_COMMITTEE: ("学校党委", "校党委", "学校党的委员会", "大学党委", "学校委员会", "school"),
    Kind.COLLEGE_COMMITTEE: (
        "院系党委", "学院党委", "二级党委", "二级学院党委", "分党委", "院党委", "系党委", "基层党委", "部门党委", "院级党委",
        "机关党委", "院系党的委员会", "college", "committee",
    ),
    Kind.GENERAL_BRANCH: ("党总支", "总支", "党总支部", "总支部", "院系党总支", "党总支委员会", "直属党总支"),
    Kind.DIRECT_BRANCH: ("直属党支部", "直属支部", "学校直属党支部"),
    Kind.BRANCH: (
        "党支部", "支部", "学生党支部", "教工党支部", "教师党支部", "学生支部", "教工支部", "教师支部", "本科生党支部",
        "研究生党支部", "离退休党支部", "行政党支部", "机关党支部", "基层党支部", "普通党支部", "党的支部", "党支部委员会",
        "师生联合支部", "博士生党支部", "硕士生党支部", "partybranch",
    ),
    Kind.JOINT_BRANCH: ("联合党支部", "联合支部", "师生联合党支部"),
    Kind.TEMPORARY_BRANCH: ("临时党支部", "临时支部", "功能型党支部", "功能型支部", "临时党组织"),
    Kind.GROUP: ("党小组", "小组", "partygroup"),
}  # fmt: skip


def _kind_table() -> dict[str, Kind]:
    table: dict[str, Kind] = {}
    for kind, words in _KINDS.items():
        spoken = kind.value.replace("_", "")
        for word in (KIND_TERMS[kind], kind.value, spoken, *words):
            table[word] = kind
    return table


_KIND_TABLE = _kind_table()
COMMITTEE_WORDS = frozenset({"党委", "党的委员会", "委员会", "党委会"})


@lru_cache(maxsize=4_000)
def claim(text: str, above: str = "") -> Claim | None:
    """What a head means; the bracket after it is left out when the whole is not known."""
    lowered = squeeze(text).lower()
    for rank, word in enumerate(
        (_MARKS.sub("", lowered), _MARKS.sub("", _BRACKETS.sub("", lowered)))
    ):
        found = _TABLE.get(word)
        if found is not None:
            return Claim(found, rank)
    return None


def kind_of(text: str, *, at_the_top: bool) -> Kind | None:
    """A type by its name or code. Bare 党委 is the school's at the top, a college's below."""
    word = squeeze(text)
    if word in COMMITTEE_WORDS:
        return Kind.SCHOOL_COMMITTEE if at_the_top else Kind.COLLEGE_COMMITTEE
    bare = _BRACKETS.sub("", word)
    for candidate in (word, bare, word.lower().replace("-", "").replace("_", ""), word.lower()):
        found = _KIND_TABLE.get(candidate)
        if found is not None:
            return found
    return None
