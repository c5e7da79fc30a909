"""What lines around the people say (标题、支部行、页脚), told by their words."""

from __future__ import annotations

import re

from zhibu.kit.sheets.words import is_nothing, tidy

FOOT = re.compile(
    r"^[\s*※·\d.、(（【\[]*"
    r"(合计|总计|共计|小计|总人数|党员总数|人数合计|填表人|填报人|制表人?|审核人?|复核人?|经办人?|负责人|联系人"
    r"|联系电话[:：]|填表(日期|时间|单位|说明)|填报(日期|时间|单位|说明)|制表(日期|时间)|报送|上报|打印(日期|时间)"
    r"|统计(日期|时间|人|截止)|截止|截至|日期[:：]|时间[:：]|注[:：\d]|注意|备注[:：]|说明[:：\d]?|填写说明|填表须知|要求[:：]"
    r"|以上|本表|此表|单位(盖章|公章|负责人)|\(?(盖章|公章|签字|签名|签章)|党支部(盖章|书记签|公章)|支部书记(签|[:：(])|书记(签|[:：])"
    r"|党委(盖章|意见|公章)|党总支(盖章|意见)|支部意见|第\s*\d+\s*页|共\s*\d+\s*(页|人|名|条)|其中[:：,，]?|—+$|-{3,}"
    r"|\d{4}\s*年\s*\d{1,2}\s*月(\s*\d{1,2}\s*日)?\s*$|全支部共|本支部共|支部共有|应到|实到|正式党员\d+|预备党员\d+"
    r"|以下(空白|无正文)|空白$|完$|end$)"
)
SIGNED = re.compile(
    r"(填表人|制表人?|审核人?|复核人|填报人|经办人|负责人|支部书记|书记)(签字|签名|签章)?[)）]?\s*[:：]|盖章|公章"
)
EXAMPLE = re.compile(
    r"^[(（【\[<]?(示例|样例|例子|范例|填写示例|填表示例|举例|例如|例)\d*[)）】\]>]?[:：]?"
)
HINTS = frozenset(
    {
        "必填", "选填", "非必填", "文本", "文本格式", "日期格式", "数字", "下拉选择", "请选择", "格式", "填写说明",
        "说明", "必填项", "选填项", "varchar", "字符", "字符型", "填写要求", "要求", "*必填", "手动填写", "按身份证填写",
    }
)  # fmt: skip
NOT_SERIAL = "例示样填举范(（【[<《*"
ENUMERATION = re.compile(
    r"^\s*(?:[(（]?[一二三四五六七八九十]{1,3}[)）]?[、.．:：]|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[、.．](?!\d))\s*"
)
COUNT = re.compile(r"[(（\[]?\s*(?:共|计|共计|合计)?\s*\d+\s*(?:人|名)(?:党员)?\s*[)）\]]?\s*$")
_NAMED_BRANCH = re.compile(
    r"(?:所在|所属)?(?:党支部|支部|党组织)(?:名称|全称)?\s*(?:[(（]?(?:盖章|公章)[)）]?)?\s*[:：]\s*"
    r"([^\s:：,，;；]{2,60}?)(?=\s|$|[,，;；]|书记|填表|填报|联系|时间|日期)"
)
_NAMED_UNIT = re.compile(
    r"(?:填报|报送|填表)?单位(?:名称)?\s*(?:[(（]?(?:盖章|公章)[)）]?)?\s*[:：]\s*(\S{2,60})"
)
_ROSTER_WORDS = re.compile(
    r"(?:全体|在册|现有|正式|预备|学生|教师|教工|离退休|中共)*(?:党员|人员|入党积极分子|积极分子|发展对象|入党申请人|同志|党组织|成员|信息|基本)"
    r".*$|花名册.*$|名册.*$|名单.*$|一览表.*$|统计表.*$|信息表.*$|登记表.*$|汇总表.*$|情况表.*$|明细表.*$"
)
_NO_BRANCH = re.compile("名册|名单|统计|汇总|一览|登记|说明|填写|请|[,，。;；?？]")
BRANCH_WORD = re.compile(r"支部|党总支|党委")
GROUP_LINE = re.compile(
    r"^(第?[一二三四五六七八九十\d]{1,3}党?小组|[^\s,，。:：]{1,20}党小组)[:：]?$"
)
_KINDS = (
    ("正式党员", "full"),
    ("预备党员", "probationary"),
    ("积极分子", "activist"),
    ("发展对象", "prospect"),
    ("入党申请人", "applicant"),
)


def branch_in(text: str) -> str:
    """The branch a title, a line or a sheet's name speaks of (标题里的支部); "" when none.

    ``澜州大学材料学院本科生第一党支部党员花名册`` → ``澜州大学材料学院本科生第一党支部``.
    """
    line = tidy(text)
    if "支部" not in line:
        match = _NAMED_UNIT.search(line)
        return match[1] if match and BRANCH_WORD.search(match[1]) else ""
    match = _NAMED_BRANCH.search(line)
    if match is not None and not is_nothing(match[1]):
        return match[1]
    match = _NAMED_UNIT.search(line)
    if match is not None and "支部" in match[1]:
        return _up_to_branch(match[1])
    if SIGNED.search(line) or (FOOT.match(line) and ":" in line):
        return ""
    return _up_to_branch(line)


def _up_to_branch(line: str) -> str:
    bare = COUNT.sub("", ENUMERATION.sub("", line)).strip()
    at = bare.find("支部")
    if at < 0:
        return ""
    name = bare[: at + 2].rpartition(" ")[2]
    name = name.lstrip("《“\"'【[(（")
    if (
        len(name) > 60
        or _NO_BRANCH.search(name)
        or name in ("支部", "党支部", "各党支部", "本支部", "各支部", "全支部")
    ):
        return ""
    after = bare[at + 2 :]
    if not after.startswith("委员会") and after[:2] in (
        "书记",
        "委员",
        "大会",
        "名称",
        "意见",
        "生活",
    ):
        return ""
    return name


def kind_in(text: str) -> str:
    """The one kind a title speaks of, or "" (标题里的人员类别)."""
    found = {kind for word, kind in _KINDS if word in text}
    return found.pop() if len(found) == 1 else ""
