"""The columns of a roster (花名册栏目): what we hold, what each is called, what is never taken.

Source: domain.md 10.1, 10.2.
"""

from __future__ import annotations

import re
from functools import lru_cache

from zhibu.kit.sheets.heads import Claim
from zhibu.kit.sheets.words import squeeze
from zhibu.people.roster.heads import EXACT

LABELS: dict[str, str] = {
    "name": "姓名",
    "staff_no": "学号/工号",
    "sex": "性别",
    "ethnic": "民族",
    "birth_date": "出生日期",
    "education": "学历",
    "degree": "学位",
    "kind": "人员类别",
    "standing": "党籍状态",
    "applied_on": "递交入党申请书日期",
    "joined_on": "入党日期",
    "confirmed_on": "转正日期",
    "branch": "所在党支部",
    "college": "上级党组织",
    "group": "党小组",
    "posts": "党内职务",
    "occupation": "工作岗位",
    "cohort": "年级",
    "major": "专业",
    "phone": "手机",
    "id_no": "公民身份号码",
}

PARTS = ("年", "月", "日")  # a date may be spread over three columns under one group head
CHECKED_ONLY = frozenset({"id_no"})
IGNORED = "-"  # a remembered head that is not to be read

_FOREIGN = re.compile(
    "介绍人|联系人|家庭|家属|父|母亲|配偶|紧急|家长|导师|辅导员|班主任|谈话人|监护|亲属|社会关系|子女|填表|审核|"
    "负责人|培养人|指导教师|推荐人|经办|书记姓名"
)
_NEVER = re.compile(
    "住址|地址|籍贯|户籍|户口|出生地|家庭|配偶|父亲|母亲|子女|邮箱|email|e-mail|qq|微信|照片|签名|签字|备注|说明|"
    "年龄|党龄|团龄|工龄|成绩|排名|银行|宗教|婚姻|健康|血型|身高|体重"
)
_DUE = re.compile("应|拟|预计|预期|计划|到期|届满|延期|延长|可")
_RULES: tuple[tuple[re.Pattern[str], re.Pattern[str], str, int], ...] = (
    (re.compile("身份证|身份号码"), re.compile("类型|类别|有效|地址|复印"), "id_no", 2),
    (re.compile("学号|工号|职工号|教工号"), re.compile("是否|介绍人|联系人|导师|原学号"), "staff_no", 1),
    (re.compile("出生(日期|年月|时间)|出生$|生日"), re.compile("地"), "birth_date", 1),
    (re.compile("转正|转为正式党员|成为正式党员"), re.compile("申请|是否|公示|谈话|材料|情况|介绍|应|拟|预计|计划"), "confirmed_on", 1),
    (
        re.compile("入党|加入(中国共产党|党组织|中共)|预备党员"),
        re.compile("申请|积极|介绍|发展对象|地点|志愿书|编号|是否|转正|培训|宣誓|动机|誓词|公示|批准|审批|推优|情况|所在|支部|谈话|材料|满"),
        "joined_on",
        1,
    ),
    (re.compile("申请书|申请入党|入党申请"), re.compile("是否|份|谈话|审批"), "applied_on", 1),
    (re.compile("手机|联系电话|联系方式|移动电话"), re.compile("紧急|家长|家庭|办公|宿舍|父|母|导师|辅导员|介绍人|联系人(?!手机)|负责人|是否|书记|品牌"), "phone", 2),
    (re.compile("民族"), re.compile("是否|成分"), "ethnic", 2),
    (re.compile("性别"), re.compile("是否"), "sex", 2),
    (re.compile("人员类别|党员类别|党员类型"), re.compile("是否|原"), "kind", 1),
    (re.compile("党小组"), re.compile("组长|联系|会|情况"), "group", 2),
    (re.compile("党内职务|支部职务|党务职务"), re.compile("任职时间|原"), "posts", 2),
    (re.compile("所在.{0,4}党支部|所属.{0,4}党支部|党支部(名称|全称)"), re.compile("书记|电话|编码|代码|时间|原"), "branch", 2),
    (re.compile("姓名"), re.compile("曾用名|拼音|介绍|联系人|导师|父|母|书记|负责人|英文|家|班主任|辅导员"), "name", 2),
)  # fmt: skip
_TIME_WORDS = re.compile("时间|日期|年月|日$|何时")
_BRACKETS = re.compile(r"[(\[<【《「{][^)\]>】》」}]*[)\]>】》」}]")
_MARKS = re.compile(
    r"[\s*:：;；,，.。、/\\|·・\-—–_#()\[\]<>【】《》「」{}+&“”\"'’‘!！?？①②③④⑤⑥⑦⑧⑨⑩★☆※^]+"
)


def _table() -> dict[str, Claim]:
    table: dict[str, Claim] = {}
    for field, ranks in EXACT.items():
        for rank, words in enumerate(ranks):
            for word in words:
                table.setdefault(word, Claim(field, rank))
    return table


_TABLE = _table()


def head_key(text: str) -> str:
    """A head as remembered and looked up: widths alike, no spaces, marks or case."""
    return _MARKS.sub("", squeeze(text)).lower()


def _keys(text: str) -> tuple[str, ...]:
    whole = squeeze(text).lower()
    bare = _MARKS.sub("", _BRACKETS.sub("", whole))
    full = _MARKS.sub("", whole)
    return (full,) if bare == full else (full, bare)


@lru_cache(maxsize=20_000)
def claim(text: str, above: str = "") -> Claim | None:
    """What a head means (栏目识别), under the group head ``above``; None for a column not taken."""
    if not text or len(text) > 40:
        return None
    if text in PARTS:
        return None
    if text[-1] in PARTS and text[:-1].endswith(("时间", "日期")):
        whole = claim(text[:-1], above)
        return None if whole is None else Claim(f"{whole.field}.{text[-1]}", whole.rank)
    if above and _FOREIGN.search(above) and not _FOREIGN.search("".join(_keys(text)[-1:])):
        return None
    keys = [key.strip("0123456789") or key for key in _keys(text)]
    for key in keys:
        found = _TABLE.get(key)
        if found is not None:
            return found
    return next((found for found in map(_by_rule, keys) if found is not None), None)


def _by_rule(key: str) -> Claim | None:
    """Heads nobody listed, by the words in them and the words that must not be."""
    if len(key) > 24 or _NEVER.search(key):
        return None
    for words, barred, field, rank in _RULES:
        if not words.search(key) or barred.search(key):
            continue
        if field in ("joined_on", "applied_on", "confirmed_on") and not _TIME_WORDS.search(key):
            continue
        if field == "confirmed_on" and _DUE.search(key):
            continue
        if field == "name" and _FOREIGN.search(key):
            continue
        return Claim(field, rank + 1)
    return None
