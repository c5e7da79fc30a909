"""The columns of a roster (花名册栏目): what we hold, what each is called, what is never taken.

Source: domain.md 10.1, 10.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from zhibu.kit.sheets.heads import Claim
from zhibu.kit.sheets.words import squeeze

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

_TIMES = (
    "时间",
    "日期",
    "年月",
    "年月日",
    "年月份",
    "日",
    "时间日期",
    "的时间",
    "的日期",
    "年份月份",
)

_JOINED = (
    "入党", "加入党组织", "加入中共", "加入中国共产党", "加入中共党组织", "加入共产党", "参加党组织",
    "加入中共组织", "何时入党", "接收预备党员", "接收为预备党员", "被接收为预备党员", "吸收为预备党员",
    "成为预备党员", "发展为预备党员", "列为预备党员", "确定为预备党员", "转为预备党员", "预备党员接收",
    "支部大会接收", "支部大会通过", "党员大会通过", "入党志愿通过", "入党预备",
)  # fmt: skip
_CONFIRMED = (
    "转正", "转为正式党员", "成为正式党员", "预备党员转正", "按期转正", "转正式党员", "转为正式",
    "党员转正", "入党转正", "转成正式党员", "确定为正式党员", "批准转正", "转正通过", "正式党员",
    "实际转正", "转为中共党员", "转为中共正式党员",
)  # fmt: skip
_APPLIED = (
    "申请入党", "入党申请", "递交入党申请书", "递交申请书", "提交入党申请书", "提交申请书", "写入党申请书",
    "入党申请书", "申请书递交", "递交入党申请", "提出入党申请", "入党申请书递交", "递交",
)  # fmt: skip
_BIRTH = (
    "出生",
    "出生日期",
    "出生年月",
    "出生年月日",
    "生日",
    "出生时间",
    "生年月日",
    "出生年月份",
)

_OWNERS = (
    "",
    "所在",
    "所属",
    "现所在",
    "组织关系所在",
    "党组织关系所在",
    "现属",
    "隶属",
    "归属",
    "原所在",
)
_BRANCH_NOUNS = (
    "支部", "党支部", "支部名称", "党支部名称", "党组织", "党组织名称", "基层党组织", "党支部全称",
    "支部全称", "基层党支部", "学生党支部", "教工党支部", "党支部支部名称", "党的组织", "党支部党组织",
)  # fmt: skip
_COLLEGE_NOUNS = (
    "学院", "院系", "二级党组织", "党委", "党总支", "基层党委", "分党委", "二级党委", "院系党组织", "单位",
    "部门", "二级单位", "学院名称", "单位名称", "院系名称", "学院部门", "上级党组织", "院部系", "系部",
    "党委总支", "党总支党委", "党委党总支", "院级党组织", "二级学院", "学院单位", "部门名称",
)  # fmt: skip


def _each(heads: Iterable[str], tails: Iterable[str]) -> list[str]:
    tails = tuple(tails)
    return [head + tail for head in heads for tail in tails]


_EXACT: dict[str, tuple[tuple[str, ...], ...]] = {
    "name": (
        (
            "姓名",
            "名字",
            "党员姓名",
            "人员姓名",
            "学生姓名",
            "教师姓名",
            "教工姓名",
            "职工姓名",
            "员工姓名",
            "教职工姓名",
            "成员姓名",
            "同志姓名",
            "中文姓名",
            "真实姓名",
            "姓名汉字",
            "申请人姓名",
            "积极分子姓名",
            "发展对象姓名",
            "入党积极分子姓名",
            "预备党员姓名",
            "本人姓名",
            "党员名字",
            "name",
            "fullname",
            "studentname",
        ),
    ),
    "staff_no": (
        (
            "学号",
            "工号",
            "学工号",
            "学号工号",
            "工号学号",
            "学号或工号",
            "工号或学号",
            "学号及工号",
            "职工号",
            "教工号",
            "教师工号",
            "学生学号",
            "教职工号",
            "教职工工号",
            "人事编号",
            "人事号",
            "职工编号",
            "教工编号",
            "员工号",
            "员工编号",
            "学工编号",
            "学号职工号",
            "职工号学号",
            "教工号学号",
            "学号教工号",
            "教师编号",
            "学生证号",
            "学生编号",
            "工作证号",
            "工资号",
            "学籍号",
            "学号编号",
            "职工工号",
            "人员编号",
            "人员代码",
            "学号人事编号",
            "本人学号",
            "本人工号",
            "学号教职工号",
            "学工号学号工号",
            "工资编号",
            "教职工编号",
            "学员编号",
            "学工代码",
            "studentno",
            "studentid",
            "studentnumber",
            "staffno",
            "staffid",
            "staffnumber",
            "employeeid",
            "id号学号",
        ),
        (
            "一卡通号",
            "校园卡号",
            "一卡通",
            "校园一卡通号",
            "登录号",
            "账号",
            "登录账号",
            "统一认证号",
        ),
    ),
    "sex": (("性别", "男女", "sex", "gender"),),
    "ethnic": (("民族", "族别", "民族名称", "所属民族"),),
    "birth_date": (tuple(_BIRTH), ("birthday", "birthdate", "dateofbirth")),
    "education": (
        (
            "学历",
            "文化程度",
            "最高学历",
            "学历层次",
            "现学历",
            "教育程度",
            "文化水平",
            "学历情况",
            "现有学历",
            "最后学历",
            "当前学历",
        ),
        (
            "学历学位",
            "全日制学历",
            "全日制教育学历",
            "学历或学位",
            "学历及学位",
            "全日制教育",
            "学历类别",
        ),
    ),
    "degree": (("学位", "最高学位", "学位情况", "现有学位", "学位名称", "所获学位"),),
    "kind": (
        (
            "人员类别",
            "党员类别",
            "人员类型",
            "党员类型",
            "人员种类",
            "党员性质",
            "正式预备",
            "正式或预备",
            "预备正式",
            "预备或正式",
            "党员身份",
            "党员种类",
            "党内身份",
            "党员状态类别",
            "正式党员预备党员",
            "预备党员正式党员",
            "正式预备党员",
            "党员正式预备",
            "是正式还是预备",
            "人员党员类别",
            "党员类别正式预备",
        ),
        (
            "类别",
            "人员身份",
            "发展阶段",
            "发展状态",
            "当前身份",
            "当前阶段",
            "所处阶段",
            "培养阶段",
            "身份类别",
            "政治身份",
            "发展类别",
            "党员发展阶段",
            "是否预备",
            "党员状态",
            "入党阶段",
            "性质",
            "类型",
        ),
        ("政治面貌", "政治面目", "政治面貌类别", "党派", "身份"),
    ),
    "standing": (("党籍状态", "党籍情况", "党籍", "党员党籍状态"),),
    "applied_on": (tuple(_each(_APPLIED, _TIMES)), ("申请时间", "申请日期")),
    "joined_on": (tuple(_each(_JOINED, _TIMES)), ("发展时间", "发展日期", "入党")),
    "confirmed_on": (tuple(_each(_CONFIRMED, _TIMES)), ("转正",)),
    "branch": (
        tuple(_each(_OWNERS, _BRANCH_NOUNS)),
        ("组织关系所在单位", "组织名称", "组织关系所在地"),
    ),
    "college": (tuple(_each(_OWNERS, _COLLEGE_NOUNS)),),
    "group": (
        tuple(_each(_OWNERS, ("党小组", "党小组名称", "党的小组", "党支部小组", "党小组别"))),
        tuple(_each(_OWNERS, ("小组", "组别", "小组名称"))),
    ),
    "posts": (
        (
            "党内职务",
            "党务职务",
            "支部职务",
            "支委职务",
            "党内职务名称",
            "担任党内职务",
            "现任党内职务",
            "党内任职",
            "党支部职务",
            "支部任职",
            "支部分工",
            "支委分工",
            "支委",
            "党组织职务",
            "党内职务分工",
            "支委会职务",
            "党内现任职务",
            "所任党内职务",
            "支委任职",
            "党职",
        ),
        ("职务", "现任职务", "担任职务", "所任职务", "任职情况", "职务名称"),
    ),
    "occupation": (
        (
            "工作岗位",
            "岗位",
            "职业",
            "岗位类别",
            "工作岗位名称",
            "从事岗位",
            "职业岗位",
            "现工作岗位",
            "工作岗位类别",
            "岗位名称",
            "职业类别",
            "从业岗位",
        ),
    ),
    "cohort": (
        ("年级", "所在年级", "入学年份", "年级届别", "届别", "入学年级", "学生年级", "入学年"),
    ),
    "major": (
        (
            "专业",
            "所学专业",
            "专业名称",
            "所在专业",
            "就读专业",
            "学科专业",
            "现学专业",
            "在读专业",
            "主修专业",
            "专业方向",
        ),
    ),
    "phone": (
        (
            "手机",
            "手机号",
            "手机号码",
            "联系电话",
            "联系方式",
            "电话",
            "电话号码",
            "移动电话",
            "联系手机",
            "本人手机",
            "本人电话",
            "手机电话",
            "联系号码",
            "手机联系方式",
            "联系电话手机",
            "手机联系电话",
            "本人联系方式",
            "本人联系电话",
            "个人电话",
            "联系方式手机",
            "电话手机",
            "常用手机",
            "联系人手机号码",
            "移动电话号码",
            "固定电话手机",
            "手机或固话",
            "tel",
            "telephone",
            "mobile",
            "phone",
            "phonenumber",
        ),
        ("固定电话", "办公电话", "座机"),
    ),
    "id_no": (
        (
            "身份证号",
            "身份证号码",
            "公民身份号码",
            "身份证",
            "公民身份证号",
            "公民身份证号码",
            "身份号码",
            "居民身份证号",
            "居民身份证号码",
            "身份证件号",
            "身份证件号码",
            "本人身份证号",
            "二代身份证号",
            "证件号码",
            "证件号",
            "身份证编号",
            "身份证号18位",
            "有效证件号码",
            "idno",
            "idnumber",
            "idcard",
        ),
    ),
}

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
    for field, ranks in _EXACT.items():
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
