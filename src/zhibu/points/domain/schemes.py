"""Three schemes really used (现成的办法), as far as they may be used, each with what was left out.

Source: domain.md 7: A a college's trial measures of 2024, B a branch's system of 2020, C a college's
scheme as the news described it. Every omission names its clause.
"""

from __future__ import annotations

from dataclasses import dataclass

from zhibu.kit.regulations import Cite
from zhibu.kit.sentences import noop as _
from zhibu.points.domain.rules import Band, Measure, Over, Part, Rule, Rulebook, Span


@dataclass(frozen=True, slots=True)
class Omission:
    """What the original has and this does not (删去的内容), why, and by which clause."""

    what: str
    why: str
    cite: Cite


@dataclass(frozen=True, slots=True)
class Scheme:
    """A book to start from (现成的办法). origin: where it was read."""

    code: str
    book: Rulebook
    origin: str
    omissions: tuple[Omission, ...]


_GATE = _("接收和转正由党组织培养考察、讨论表决，不由分数决定。")
_VOTED = Cite("development_2026", "13")
_GRADES = Omission(
    _("按年度总分评定优秀、合格、基本合格、不合格"),
    _("评议等次由民主评议产生，系统不按分数给等次。"),
    Cite("member_education", "18"),
)
_CAPPED = Omission(
    _("加分没有上限"),
    _("每一条都设上限，免得变成比次数、留痕迹。"),
    Cite("burden_relief"),
)

PARTS = Scheme(
    code="parts",
    origin=_("一所高校的学院 2024 年公布的学生党员积分量化管理办法（试行）"),
    book=Rulebook(
        title=_("党员积分办法（基础、加分、测评三部分）"),
        period=Span.YEAR,
        parts=(Part(_("基础分"), 6000), Part(_("加分"), 3000), Part(_("测评分"), 1000)),
        rules=(
            Rule("4.1", ("general_meeting", "party_class"), 400, cap=2400, cap_period=Span.YEAR, part="基础分"),
            Rule("4.2", ("theme_day",), 300, cap=2400, cap_period=Span.YEAR, part="基础分"),
            Rule("4.3", ("group_meeting", "branch_committee"), 200, cap=1600, cap_period=Span.YEAR, part="基础分"),
            Rule("4.4", ("life_meeting", "member_review"), 400, cap=800, cap_period=Span.YEAR, part="基础分"),
            Rule("5.1", ("service", "public_benefit"), 200, measure=Measure.MINUTES, per=120, over=Over.PERIOD, cap=1200, cap_period=Span.YEAR, part="加分"),
            Rule("5.2", ("item_led", "item_carried_out"), 300, cap=900, cap_period=Span.YEAR, part="加分"),
            Rule("5.3", ("chaired", "recorded"), 100, cap=600, cap_period=Span.YEAR, part="加分"),
            Rule("5.4", ("award",), bands=(Band(1, 400), Band(2, 600), Band(3, 800), Band(4, 1000)), cap=1000, cap_period=Span.YEAR, part="加分"),
            Rule("6.1", ("peer_rating",), 10, cap=1000, cap_period=Span.YEAR, part="测评分", opt_in=True),
        ),
    ),
    omissions=(
        Omission(
            _("政治合格、执行纪律合格、品德合格、发挥作用合格四项基础分"),
            _("政治表现由党组织考察，不折算成分数；基础分改由组织生活的记录产生。"),
            Cite("member_education", "18"),
        ),
        _GRADES,
        Omission(
            _("另行扣分"),
            _("积分只加不减：不参加没有后果，违纪按党纪程序处理。"),
            Cite("government_apps"),
        ),
        Omission(
            _("测评对全体党员"),
            _("测评这一条由本人选择是否参加。"),
            Cite("personal_information", "44"),
        ),
    ),
)  # fmt: skip

ITEMS = Scheme(
    code="items",
    origin=_("一所高职院校的支部 2020 年施行的积分管理制度"),
    book=Rulebook(
        title=_("支部积分办法（逐项计分）"),
        period=Span.TERM,
        parts=(Part(_("学习"), 2400), Part(_("组织生活"), 3000), Part(_("服务"), 2400)),
        rules=(
            Rule("4.1", ("study_done",), 300, cap=1200, part="学习"),
            Rule("4.2", ("reflection",), 300, cap=900, part="学习"),
            Rule("4.3", ("exchange",), 300, cap=600, part="学习"),
            Rule("5.1", ("item_led",), 500, cap=1000, part="组织生活"),
            Rule("5.2", ("general_meeting", "branch_committee", "group_meeting", "party_class"), 200, cap=1200, part="组织生活"),
            Rule("5.3", ("theme_day",), 200, cap=1200, part="组织生活"),
            Rule("6.1", ("service",), 300, cap=1200, part="服务"),
            Rule("6.2", ("public_benefit",), 500, cap=1000, part="服务"),
            Rule("6.3", ("one_to_one_help",), 300, cap=900, part="服务"),
        ),
    ),
    omissions=(
        Omission(
            _("每月在支部公布、年底排名"),
            _("不设积分排名；本人只看自己的，支部看合计。"),
            Cite("government_apps"),
        ),
        Omission(_("作为发展党员的依据之一"), _GATE, _VOTED),
        Omission(
            _("由党小组长填写积分卡"),
            _("分数由会议记录和登记的事实产生，不另外填表。"),
            Cite("burden_relief"),
        ),
        _CAPPED,
    ),
)  # fmt: skip

HOURS = Scheme(
    code="hours",
    origin=_("一所大学的学院施行的学习与服务积分，据新闻报道"),
    book=Rulebook(
        title=_("学习与服务积分办法（按小时计）"),
        period=Span.YEAR,
        parts=(Part(_("理论学习"), 6000), Part(_("志愿服务"), 6000)),
        rules=(
            Rule("4.1", ("study_hours", "study_done", "party_class"), 200, measure=Measure.MINUTES, per=60, over=Over.PERIOD, cap=6000, cap_period=Span.YEAR, part="理论学习"),
            Rule("5.1", ("service", "public_benefit"), 200, measure=Measure.MINUTES, per=60, over=Over.PERIOD, cap=6000, cap_period=Span.YEAR, part="志愿服务"),
        ),
    ),
    omissions=(
        Omission(_("学习、服务各满 50 分才能列为发展对象和转正"), _GATE, _VOTED),
        Omission(
            _("服务时数作为必须达到的数目"),
            _("志愿服务自愿，不强行指派，也不作为门槛。"),
            Cite("volunteering", "25"),
        ),
        Omission(
            _("在学习平台自学的时长"),
            _("只计讲座、党校等活动的时间，不计在线停留的时间。"),
            Cite("government_apps"),
        ),
        _CAPPED,
    ),
)  # fmt: skip

SCHEMES: dict[str, Scheme] = {scheme.code: scheme for scheme in (PARTS, ITEMS, HOURS)}
