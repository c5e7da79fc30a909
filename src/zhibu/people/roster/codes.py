"""Code sets of the roster (代码集): sex, ethnic group, education, degree, kind, standing, posts.

Sources: GB/T 2261.1-2003, GB/T 3304-1991, GB/T 4658-2006, GB/T 6864-2003, GB/T 4762-1984;
domain.md 10.3.
"""

from __future__ import annotations


def _words(line: str) -> list[str]:
    return line.split()


_ETHNIC = _words(
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 "
    "东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 "
    "鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺 "
)
_ETHNIC_LETTERS = _words(
    "HA MG HU ZA UG MH YI ZH BY CS MA DO YA BA TJ HN KZ DA LI LS VA SH GS LH SU DX NX JP KG TU DU ML "
    "QI BL SL MN GL XB AC PM TA NU UZ RS EW DE BN YG GI TT DR OR HZ MB LB JN "
)
_ETHNIC_OTHER_NAMES = {
    "毛难": "36", "崩龙": "46", "维": "05", "哈萨": "17", "蒙": "02", "民家": "14", "僮": "08", "卡佤": "21",
    "佧佤": "21", "瓦": "21", "崩竜": "46", "畬": "22", "仡佬僚": "37", "傈傈": "20", "栗僳": "20",
    "乌兹别克": "43", "柯尔克兹": "29", "维吾": "05", "满洲": "11", "布衣": "09", "傜": "13", "苗家": "06",
    "其他": "97", "其它": "97", "穿青人": "97", "穿青": "97", "革家人": "97", "亻革家人": "97", "革家": "97",
    "未识别": "97", "未识别民族": "97", "外国血统中国籍": "98", "外国血统": "98", "外国血统中国籍人士": "98",
    "入籍": "98", "其他未识别的民族": "97", "外国血统中国籍人": "98",
}  # fmt: skip

ETHNIC_NAMES: dict[str, str] = {f"{n:02d}": name + "族" for n, name in enumerate(_ETHNIC, 1)}
ETHNIC_NAMES |= {"97": "其他", "98": "外国血统中国籍"}


def _ethnic_table() -> dict[str, str]:
    table: dict[str, str] = {}
    for number, (name, letters) in enumerate(zip(_ETHNIC, _ETHNIC_LETTERS, strict=True), 1):
        code = f"{number:02d}"
        for word in (name, name + "族", code, str(number), letters, letters.lower()):
            table[word] = code
    for name, code in _ETHNIC_OTHER_NAMES.items():
        table.setdefault(name, code)
        table.setdefault(name + "族", code)
    return table | {"97": "97", "98": "98"}


ETHNIC = _ethnic_table()

SEX = {
    "男": "1", "男性": "1", "1": "1", "m": "1", "male": "1", "男生": "1", "先生": "1",
    "女": "2", "女性": "2", "2": "2", "f": "2", "female": "2", "女生": "2", "女士": "2",
    "0": "0", "未知": "0", "未知的性别": "0", "未知性别": "0",
    "9": "9", "未说明": "9", "未说明的性别": "9", "未说明性别": "9",
}  # fmt: skip

# GB/T 4658-2006: the degree of completion only where the word says it; a stage still under way is
# the stage itself (10, 20, 30).
EDUCATION = {
    "研究生教育": "10", "研究生": "10", "研究生学历": "10", "在读研究生": "10", "研究生在读": "10",
    "硕士在读": "10", "在读硕士": "10", "博士在读": "10", "在读博士": "10", "硕士研究生在读": "10",
    "博士研究生在读": "10", "在读硕士研究生": "10", "在读博士研究生": "10",
    "博士": "11", "博士研究生": "11", "博士研究生毕业": "11", "博士毕业": "11", "博士生": "11",
    "博士研究生结业": "12", "博士研究生肄业": "13", "博士结业": "12", "博士肄业": "13",
    "硕士": "14", "硕士研究生": "14", "硕士研究生毕业": "14", "硕士毕业": "14", "硕士生": "14", "研究生毕业": "14",
    "硕士研究生结业": "15", "硕士研究生肄业": "16", "硕士结业": "15", "硕士肄业": "16",
    "研究生班": "17", "研究生班毕业": "17", "研究生班结业": "18", "研究生班肄业": "19",
    "大学本科": "20", "本科": "20", "大学": "20", "本科生": "20", "大学本科教育": "20", "普通本科": "20",
    "本科在读": "20", "在读本科": "20", "大学本科在读": "20", "大本": "20", "本科学历": "20", "在读本科生": "20",
    "全日制本科": "20", "大学本科生": "20", "大专升本科": "20", "专升本": "20", "第二学士学位": "20",
    "大学本科毕业": "21", "本科毕业": "21", "大学毕业": "21", "大学本科结业": "22", "大学本科肄业": "23",
    "本科结业": "22", "本科肄业": "23", "大学普通班": "28", "大学普通班毕业": "28",
    "大学专科": "30", "专科": "30", "大专": "30", "高职": "30", "高职高专": "30", "专科生": "30", "大专在读": "30",
    "专科在读": "30", "大学专科教育": "30", "高职专科": "30", "高等职业教育": "30", "专科教育": "30",
    "大学专科毕业": "31", "专科毕业": "31", "大专毕业": "31", "大学专科结业": "32", "大学专科肄业": "33",
    "中等职业教育": "40", "中职": "40", "中等职业": "40", "中专": "40", "中等专科": "40", "中专中技": "40",
    "中等专科毕业": "41", "中专毕业": "41", "中专结业": "42", "中专肄业": "43",
    "职业高中": "44", "职高": "44", "职业高中毕业": "44", "职高毕业": "44", "职高结业": "45", "职高肄业": "46",
    "技工学校": "47", "技校": "47", "技工": "47", "技工学校毕业": "47", "技校毕业": "47", "技校结业": "48",
    "技校肄业": "49",
    "普通高级中学教育": "60", "高中": "60", "普通高中": "60", "高级中学": "60", "普通高中毕业": "61",
    "高中毕业": "61", "高中结业": "62", "高中肄业": "63", "普通高中结业": "62", "普通高中肄业": "63",
    "初级中学教育": "70", "初中": "70", "初级中学": "70", "初中毕业": "71",
    "小学教育": "80", "小学": "80", "小学毕业": "81", "其他": "90", "文盲": "90", "半文盲": "90", "其它": "90",
}  # fmt: skip
EDUCATION |= {code: code for code in set(EDUCATION.values()) | {"72", "73", "82", "83"}}

# GB/T 6864-2003: 2 doctor, 3 master, 4 bachelor; 1 honorary doctor.
_FIELDS_OF_STUDY = _words(
    "哲学 经济学 法学 教育学 文学 历史学 理学 工学 农学 医学 军事学 管理学 艺术学 交叉学科 "
)
DEGREE = {
    "名誉博士": "1", "博士": "2", "博士学位": "2", "专业博士": "2", "学术博士": "2", "工程博士": "2",
    "硕士": "3", "硕士学位": "3", "专业硕士": "3", "学术硕士": "3", "专业学位硕士": "3", "工程硕士": "3",
    "工商管理硕士": "3", "mba": "3", "mpa": "3", "公共管理硕士": "3", "法律硕士": "3", "研究生学位": "3",
    "学士": "4", "学士学位": "4", "双学士": "4", "双学位": "4", "本科学位": "4",
    "1": "1", "2": "2", "3": "3", "4": "4",
}  # fmt: skip
for _place, _study in enumerate(_FIELDS_OF_STUDY, 1):
    for _word, _level in (("博士", "2"), ("硕士", "3"), ("学士", "4")):
        _code = f"{_level}{_place:02d}"
        DEGREE[_study + _word] = DEGREE[_study + _word + "学位"] = DEGREE[_code] = _code

KIND_NAMES = {
    "full": "正式党员",
    "probationary": "预备党员",
    "prospect": "发展对象",
    "activist": "入党积极分子",
    "applicant": "入党申请人",
}
KIND = {
    "正式": "full", "正式党员": "full", "中共正式党员": "full", "中共党员": "full", "中国共产党党员": "full",
    "中共党员正式": "full", "党员正式": "full", "正式中共党员": "full", "中国共产党正式党员": "full",
    "中共党员(正式)": "full", "党员(正式)": "full", "1": "full", "01": "full", "full": "full",
    "中共党员(正式党员)": "full", "正式党员(中共党员)": "full", "已转正": "full",
    "预备": "probationary", "预备党员": "probationary", "中共预备党员": "probationary",
    "中国共产党预备党员": "probationary", "预备期党员": "probationary", "党员预备": "probationary",
    "中共党员(预备)": "probationary", "党员(预备)": "probationary", "2": "probationary",
    "02": "probationary", "预备期": "probationary", "预备党员(延长预备期)": "probationary",
    "延长预备期": "probationary", "预备(延长)": "probationary", "中共党员预备": "probationary",
    "中共党员(预备党员)": "probationary", "probationary": "probationary", "延长预备期党员": "probationary",
    "发展对象": "prospect", "党员发展对象": "prospect", "入党发展对象": "prospect", "prospect": "prospect",
    "入党积极分子": "activist", "积极分子": "activist", "积极": "activist", "入党积极份子": "activist",
    "积极份子": "activist", "activist": "activist",
    "入党申请人": "applicant", "申请人": "applicant", "入党申请者": "applicant", "申请入党人": "applicant",
    "申请入党人员": "applicant", "递交入党申请书": "applicant", "已递交入党申请书": "applicant",
    "入党申请人员": "applicant", "申请入党": "applicant", "已递交申请书": "applicant",
    "已申请入党": "applicant", "applicant": "applicant",
}  # fmt: skip
KIND_AMBIGUOUS = frozenset(
    {
        "党员", "共产党员", "学生党员", "教师党员", "教工党员", "教职工党员", "在职党员", "退休党员", "离退休党员",
        "流动党员", "老党员", "新党员", "研究生党员", "本科生党员", "是", "是党员", "党",
    }
)  # fmt: skip
KIND_OUTSIDE = frozenset(
    {
        "共青团员", "团员", "群众", "民革", "民盟", "民建", "民进", "农工党", "致公党", "九三学社", "台盟",
        "无党派", "无党派人士", "无党派民主人士", "民革党员", "民盟盟员", "民建会员", "民进会员", "农工党党员",
        "致公党党员", "九三学社社员", "台盟盟员", "普通群众", "少先队员", "03", "3", "04", "4", "05", "5", "06", "6",
        "07", "7", "08", "8", "09", "9", "10", "11", "12", "13", "中国共青团员", "中国共产主义青年团团员",
        "普通公民", "非党员", "否",
    }
)  # fmt: skip

STANDING = {
    "正常": "normal", "normal": "normal", "正常党籍": "normal", "党籍正常": "normal", "在册": "normal",
    "停止党籍": "suspended", "停止": "suspended", "已停止党籍": "suspended", "suspended": "suspended",
    "除名": "removed", "已除名": "removed", "党内除名": "removed", "自行脱党除名": "removed",
    "开除党籍": "removed", "开除": "removed", "劝退": "removed", "劝退除名": "removed", "出党": "removed",
    "removed": "removed", "退党": "removed", "退党除名": "removed", "取消预备党员资格": "removed",
    "已转出": "left", "转出": "left", "已离开": "left", "left": "left", "离开": "left", "死亡": "left",
    "去世": "left", "已去世": "left",
}  # fmt: skip

_POSTS = {
    "secretary": "书记 支部书记 党支部书记 支书 党支书 secretary 支委书记 支部书记(委员)",
    "deputy_secretary": "副书记 支部副书记 党支部副书记 deputy_secretary",
    "organisation": "组织委员 组织 支部组织委员 党支部组织委员 组委 organisation 组织委",
    "publicity": "宣传委员 宣传 支部宣传委员 党支部宣传委员 宣委 publicity 宣传委",
    "discipline": "纪检委员 纪检 纪律检查委员 支部纪检委员 党支部纪检委员 纪律委员 纪检监察委员 discipline 纪委委员",
    "group_leader": "党小组组长 党小组长 小组长 小组组长 组长 党小组负责人 group_leader",
    "organizer": "组织员 专职组织员 兼职组织员 organizer",
}
POST = {word: code for code, words in _POSTS.items() for word in words.split()}
NO_POST = frozenset(
    {
        "党员", "普通党员", "正式党员", "预备党员", "一般党员", "支部党员", "群众", "无职务", "无党内职务",
        "普通", "成员", "发展对象", "积极分子", "入党积极分子", "学生党员", "教师党员", "党支部党员", "无任职",
    }
)  # fmt: skip
