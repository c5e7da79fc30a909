"""The official terms of the field (用语): one sentence each, and the clause it rests on.

Pages name them by their key, ``{% term "theme_day" %}``; the glossary lists all of them. The
sentences are our own; the clause, its number and how well it is known come from
``docs/regulations.toml``. Identifiers are those of the code.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext

from zhibu.kit.language import in_english
from zhibu.kit.regulations import Cite, Clause, clause
from zhibu.kit.sentences import noop as _


@dataclass(frozen=True, slots=True)
class Term:
    """One term (用语). words, says: Chinese, translated where shown; pinyin: for the order.

    cites: empty where no clause defines it and the sentence is how this platform uses the word.
    """

    key: str
    words: str
    pinyin: str
    says: str
    cites: tuple[Cite, ...] = ()

    @property
    def name(self) -> str:
        return gettext(self.words)

    @property
    def sentence(self) -> str:
        return gettext(self.says)

    @property
    def clauses(self) -> list[Clause]:
        return [clause(*cite) for cite in self.cites]

    @property
    def initial(self) -> str:
        """The letter it stands under: of the English name, else of the pinyin."""
        return (self.name if in_english() else self.pinyin)[0].upper()


CHARTER_7 = Cite("charter", "7")
BRANCH_TERMS = (Cite("terms"), Cite("elections"))

_ALL = (
    # ---- bodies
    Term(
        "branch",
        _("党支部"),
        "dang zhibu",
        _("党的基层组织：正式党员三人以上成立，一般不超过五十人。"),
        (Cite("branch_work", "c2"),),
    ),
    Term(
        "branch_committee",
        _("支部委员会"),
        "zhibu weiyuanhui",
        _("正式党员七人以上的支部选出的三至五名委员；一般每月开一次会，半数以上委员到会才能开。"),
        (Cite("branch_work", "c6"), Cite("branch_work", "12")),
    ),
    Term(
        "group",
        _("党小组"),
        "dang xiaozu",
        _("党员较多或者分散的支部划分的小组，自己不作表决。"),
        (Cite("branch_work", "13"),),
    ),
    Term(
        "joint_branch",
        _("联合党支部"),
        "lianhe dangzhibu",
        _("正式党员不足三人的几个单位合起来成立的支部。"),
        (Cite("branch_work", "c2"),),
    ),
    Term(
        "temporary_branch",
        _("临时党支部"),
        "linshi dangzhibu",
        _("为一项任务设立，组织关系不转来；不发展党员，不收党费，不换届，任务结束即撤销。"),
        (Cite("branch_work", "8"),),
    ),
    Term(
        "general_branch",
        _("党总支"),
        "dang zongzhi",
        _("党委与党支部之间的一级；审议发展党员，不能审批。"),
        (Cite("development_2026", "22"),),
    ),
    Term(
        "dual_leader",
        _("双带头人"),
        "shuang daitouren",
        _("教师党支部书记既带头做党建，也带头做学术；登记在支部上，不打分。"),
    ),
    Term(
        "organizer",
        _("组织员"),
        "zuzhiyuan",
        _("基层党委配备的做发展党员工作的人，审批前谈话、核对材料。"),
        (Cite("development_2026", "39"),),
    ),
    # ---- meetings
    Term(
        "three_meetings_one_class",
        _("三会一课"),
        "sanhui yike",
        _("支部党员大会、支部委员会会议、党小组会按期开，党课按期上。"),
        (Cite("branch_work", "16"), Cite("member_education", "16")),
    ),
    Term(
        "general_meeting",
        _("支部党员大会"),
        "zhibu dangyuan dahui",
        _("支部全体党员参加的会，一般每季度一次，重要事项在这里讨论、表决。"),
        (Cite("branch_work", "11"),),
    ),
    Term(
        "group_meeting",
        _("党小组会"),
        "dangxiaozu hui",
        _("一个党小组开的会，一般每月一次，由组长召集。"),
        (Cite("branch_work", "13"),),
    ),
    Term(
        "party_class",
        _("党课"),
        "dangke",
        _("讲给党员听的课，党员按期参加；可以放在主题党日里。"),
        (Cite("branch_work", "16"),),
    ),
    Term(
        "theme_day",
        _("主题党日"),
        "zhuti dangri",
        _("每月相对固定的一天，支部一起学习、过组织生活、议事或者做志愿服务。"),
        (Cite("member_education", "16"), Cite("branch_work", "16")),
    ),
    Term(
        "required_item",
        _("规定项目"),
        "guiding xiangmu",
        _("支部每月、每季、每年要做的各项，也叫规定动作；主题党日里每次都做的几步也这样叫。"),
        (Cite("member_education", "16"),),
    ),
    Term(
        "life_meeting",
        _("组织生活会"),
        "zuzhi shenghuohui",
        _("党员开展批评和自我批评的会，每年至少一次，一般在第四季度；平台只存整改措施，不存发言。"),
        (Cite("member_education", "17"),),
    ),
    Term(
        "member_review",
        _("民主评议党员"),
        "minzhu pingyi dangyuan",
        _("一般每年一次：自评、互评、测评，再由支委会或者大会综合提出意见；不按积分，不按名额。"),
        (Cite("member_education", "18"),),
    ),
    Term(
        "heart_talk",
        _("谈心谈话"),
        "tanxin tanhua",
        _("支委之间、支委和党员、党员之间一对一谈，每年一般不少于一次；平台只记次数和日期。"),
        (Cite("branch_work", "19"), Cite("member_education", "19")),
    ),
    # ---- counting
    Term(
        "eligible",
        _("应到会"),
        "ying daohui",
        _("那一天应当到会的人数；通过决议，赞成要超过应到会有表决权党员的半数。"),
        (Cite("branch_work", "11"), Cite("development_2026", "20")),
    ),
    Term(
        "present",
        _("实到会"),
        "shi daohui",
        _("当天到会的人数；会能不能开看它，选举当选也按实到会有选举权的人数算。"),
        (Cite("branch_work", "11"), Cite("elections")),
    ),
    Term(
        "vote_right",
        _("表决权"),
        "biaojuequan",
        _("在会上投票决定事项的权利；预备党员没有表决权、选举权和被选举权。"),
        (CHARTER_7,),
    ),
    Term(
        "contested",
        _("差额选举"),
        "cha'e xuanju",
        _("候选人多于应选名额的选举；支部委员的差额不少于应选人数的百分之二十。"),
        (Cite("elections"),),
    ),
    Term(
        "term",
        _("换届"),
        "huanjie",
        _("任期届满，选出新一届；支部委员会任期一般三年，届满前六个月提醒。"),
        BRANCH_TERMS,
    ),
    # ---- becoming a member
    Term(
        "applicant",
        _("入党申请人"),
        "rudang shenqingren",
        _("年满十八岁，交了入党申请书的人；一个月内有人来谈话。"),
        (Cite("development_2026", "5"), Cite("development_2026", "7")),
    ),
    Term(
        "activist",
        _("入党积极分子"),
        "rudang jiji fenzi",
        _("经推荐或者推优、由支部委员会确定的申请人，培养教育一年以上。"),
        (Cite("development_2026", "8"), Cite("development_2026", "13")),
    ),
    Term(
        "mentor",
        _("培养联系人"),
        "peiyang lianxiren",
        _("支部为每名入党积极分子指定的一至两名正式党员。"),
        (Cite("development_2026", "9"),),
    ),
    Term(
        "prospect",
        _("发展对象"),
        "fazhan duixiang",
        _("培养满一年，听取意见、支委会讨论、上级党委同意并公示之后确定的人。"),
        (Cite("development_2026", "13"),),
    ),
    Term(
        "introducer",
        _("入党介绍人"),
        "rudang jieshaoren",
        _("介绍发展对象入党的两名正式党员。"),
        (Cite("development_2026", "14"),),
    ),
    Term(
        "public_notice",
        _("公示"),
        "gongshi",
        _("拟列为发展对象的，公开告知不少于五个工作日，听取意见。"),
        (Cite("development_2026", "13"),),
    ),
    Term(
        "pre_check",
        _("预审"),
        "yushen",
        _("支部讨论接收之前，由有审批权限的基层党委先审材料，书面答复。"),
        (Cite("development_2026", "18"),),
    ),
    Term(
        "approval",
        _("审批"),
        "shenpi",
        _("党委集体讨论、逐个表决，批准或者不批准；党总支和临时党组织不能审批。"),
        (Cite("development_2026", "22"), Cite("development_2026", "24")),
    ),
    Term(
        "filing",
        _("备案"),
        "bei'an",
        _("向上级报告留底，不是请求批准。"),
        (Cite("development_2026", "25"),),
    ),
    Term(
        "probationary",
        _("预备党员"),
        "yubei dangyuan",
        _("支部党员大会通过、党委批准之后的一年预备期；义务同正式党员，没有表决权。"),
        (CHARTER_7, Cite("development_2026", "31")),
    ),
    Term(
        "confirmation",
        _("转正"),
        "zhuanzheng",
        _("预备期满，本人书面申请，大会表决，党委审批，成为正式党员。"),
        (Cite("development_2026", "32"), Cite("development_2026", "33")),
    ),
    Term(
        "full",
        _("正式党员"),
        "zhengshi dangyuan",
        _("预备期满、转正获得批准的党员，有表决权、选举权和被选举权。"),
        (Cite("charter", "4"), CHARTER_7),
    ),
    Term(
        "party_age",
        _("党龄"),
        "dangling",
        _("从预备期满、转为正式党员那天算起的年数。"),
        (CHARTER_7, Cite("development_2026", "33")),
    ),
    # ---- belonging
    Term(
        "standing",
        _("党籍"),
        "dangji",
        _("党员的资格；停止、恢复、取消都按规定的程序。"),
        (Cite("member_education", "24"),),
    ),
    Term(
        "membership_link",
        _("组织关系"),
        "zuzhi guanxi",
        _("党员编在哪一个支部；单位或者住处变动、外出六个月以上的应当转接，接收之前由原支部负责。"),
        (Cite("charter", "8"), Cite("member_education", "25")),
    ),
    Term(
        "mobile_member",
        _("流动党员"),
        "liudong dangyuan",
        _("离开六个月以上、组织关系没有转走、不能参加本支部组织生活的党员。"),
        (Cite("member_education", "32"),),
    ),
    Term(
        "lost_contact",
        _("失联党员"),
        "shilian dangyuan",
        _("六个月以上联系不上的党员；想尽办法仍找不到的，停止党籍。"),
        (Cite("member_education", "24"),),
    ),
    Term(
        "dues",
        _("党费"),
        "dangfei",
        _("党员按月交给组织关系所在支部的费用，标准每年年初核定。"),
        (Cite("dues"),),
    ),
    # ---- learning and contribution
    Term(
        "study_hour",
        _("学时"),
        "xueshi",
        _("集中学习培训的计量；党员每年一般不少于三十二学时，书记和委员不少于五十六学时。"),
        (Cite("member_education", "20"), Cite("training_plan")),
    ),
    Term(
        "volunteering",
        _("志愿服务"),
        "zhiyuan fuwu",
        _("自愿、无偿的公益服务；不得强行指派，不参加没有任何后果。"),
        (Cite("volunteering", "2"), Cite("volunteering", "25")),
    ),
    Term(
        "points",
        _("积分"),
        "jifen",
        _("支部大会决议打开、本人自愿参加的贡献记录；不用于发展、评议、任职和党费，随时可以退出。"),
        (Cite("government_apps"), Cite("fingertip")),
    ),
    Term(
        "appeal",
        _("异议"),
        "yiyi",
        _("对一份记录、一次出席、一笔积分有不同意见，提出来，由另一个人按期答复。"),
    ),
    # ---- paper and burden
    Term(
        "ledger",
        _("台账"),
        "taizhang",
        _("一年里各次会议的总表，由确认过的记录生成，不另外填写。"),
    ),
    Term(
        "trace",
        _("留痕"),
        "liuhen",
        _("为了证明做过而留的材料；平台不要照片，不要心得，不以此评价工作。"),
        (Cite("burden_relief"),),
    ),
    Term(
        "fingertip_formalism",
        _("指尖上的形式主义"),
        "zhijian shang de xingshi zhuyi",
        _("用手机应用强制打卡、排名、计时长，增加负担的做法。"),
        (Cite("fingertip"),),
    ),
)

TERMS: dict[str, Term] = {one.key: one for one in _ALL}


def in_order(terms: Iterable[Term]) -> list[Term]:
    """As a reader looks them up: by pinyin, on English pages by the English name."""
    if in_english():
        return sorted(terms, key=lambda term: term.name.casefold())
    return sorted(terms, key=lambda term: term.pinyin)


def matching(asked: str) -> list[Term]:
    """The terms named like this, by pinyin too; else those whose sentence has it; all for nothing."""
    named = [one for one in TERMS.values() if _has(asked, one.words, one.name, one.pinyin)]
    return in_order(named or (t for t in TERMS.values() if _has(asked, t.says, t.sentence)))


def _has(asked: str, *said: str) -> bool:
    sought = asked.casefold().replace(" ", "")
    return any(sought in words.casefold().replace(" ", "") for words in said)
