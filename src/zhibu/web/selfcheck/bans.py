"""Scope, filing and the five bans of the 应用办法 as questions (适用与备案、五条禁令).

Source: domain.md 12.2; 《政务移动互联网应用程序规范化管理办法》
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.archive.models import MOST_SCANS
from zhibu.kit.dates import full_day
from zhibu.kit.language import listed, strung
from zhibu.kit.regulations import Cite
from zhibu.orgs.models import Organisation, Post
from zhibu.web.selfcheck import code
from zhibu.web.selfcheck.answers import Answer, Question, Said, kept, kept_if
from zhibu.web.selfcheck.facts import Facts

APPS = "government_apps"
RANKINGS = ("points.board", "contest.ranking")
LIKE_WEIGHTS = ("contest.weight.comments", "contest.weight.likes")


# ---- scope and filing


def covered(_facts: Facts) -> Said:
    return Said(
        Answer.ASK,
        _("平台只有网页，没有客户端和小程序；字面上网页不在第二条之内，仍按完全适用建设。"),
    )


def public_pages(facts: Facts) -> Said:
    names = [a.name for a in facts.addresses if a.public]
    words = {"all": len(facts.addresses), "count": len(names), "names": listed(names)}
    return kept(
        _("共 %(all)d 个网址，不登录能打开 %(count)d 个：%(names)s；都不含个人信息。") % words
    )


def responsible(facts: Facts) -> Said:
    held = strung(
        _("%(post)s %(count)d 人") % {"post": Post(post).label, "count": count}
        for post, count in facts.guards.items()
    )
    name = facts.root.name if facts.root else _("还没有建立学校党委")
    evidence = _("主办：%(name)s；%(held)s。") % {"name": name, "held": held}
    return kept_if(facts.root and all(facts.guards.values()), evidence)


def below_county(facts: Facts) -> Said:
    if facts.root is None:
        return Said(Answer.ASK, _("还没有建立组织树，不知道由谁主办。"))
    school = facts.root.kind == Organisation.Kind.SCHOOL_COMMITTEE
    return kept_if(school, _("组织树的根是%(name)s，一个单位一套。") % {"name": facts.root.name})


def filed(_facts: Facts) -> Said:
    return Said(
        Answer.ASK,
        _("上线前要备案；事业单位和统一备案之外的程序另有规定，请学校信息化部门答复。"),
    )


def downloads(facts: Facts) -> Said:
    found = [a.name for a in facts.addresses if "download" in a.name or "apk" in a.name]
    return kept_if(
        not found, _("%(all)d 个网址里没有安装包，浏览器打开即用。") % {"all": len(facts.addresses)}
    )


SCOPE = (
    Question("scope.covered", gettext_lazy("平台在不在应用办法的字面范围之内？"), covered, cite=Cite(APPS, "2")),
    Question("scope.public", gettext_lazy("面向公众的页面不含个人信息吗？"), public_pages, cite=Cite(APPS, "2")),
    Question("scope.who", gettext_lazy("谁主办谁负责、谁使用谁负责：有人负责吗？"), responsible, cite=Cite(APPS, "4")),
    Question("scope.county", gettext_lazy("有没有县级以下单位自建？"), below_county, ban=True, cite=Cite(APPS, "2")),
    Question("scope.filed", gettext_lazy("上线前备案了吗？"), filed, cite=Cite(APPS)),
    Question("scope.downloads", gettext_lazy("有没有要求任何人下载未备案的应用？"), downloads, ban=True, cite=Cite(APPS)),
)  # fmt: skip


# ---- the five bans


def forms_demanded(facts: Facts) -> Said:
    reminders = [a.name for a in facts.addresses if "remind" in a.name]
    evidence = _("没有向下级派发填报的功能，报表由平台从记录生成；合并提醒 %(count)d 处。")
    return kept(evidence % {"count": len(reminders)})


def check_in(facts: Facts) -> Said:
    places = code.columns_like(code.PLACE)
    by_hand = facts.has("gatherings:here") and facts.has("gatherings:sheet")
    words = {"places": len(places), "all": len(code.columns())}
    evidence = _(
        "到会只为核对法定人数，主持人勾选、纸码、屏幕码并列；%(all)d 个字段里位置字段 %(places)d 个。"
    )
    return kept_if(by_hand and not places, evidence % words)


def ranking(facts: Facts) -> Said:
    count = facts.on(*RANKINGS)
    if not count:
        return kept(_("排名的开关都关着。"))
    last = full_day(facts.last_end) if facts.last_end else ""
    words = {"count": count, "day": last}
    return Said(
        Answer.LIMITED,
        _("%(count)d 个支部按决议开着：只列自愿公开者的前三分之一，最晚到 %(day)s。") % words,
    )


def online_time(_facts: Facts) -> Said:
    found = code.columns_like(code.TIME_ON_PAGE)
    words = {"all": len(code.columns()), "found": listed(found)}
    return kept_if(
        not found,
        _("%(all)d 个字段里没有停留、在线、学习时长。") % words,
        _("这些字段在计时：%(found)s。") % words,
    )


def promotion(_facts: Facts) -> Said:
    return kept(_("没有安装、使用、登录率这样的统计；功能用量只数改动，不足 5 人不显示。"))


def regular_login(_facts: Facts) -> Said:
    return kept(_("没有按日、按周登录的要求，没有连续天数；通知另有邮件、纸面和电话。"))


def appraisal(_facts: Facts) -> Said:
    found = code.standing_reads_scores()
    return kept_if(
        not found,
        _("发展、评议、党费、任职的代码不引用积分、竞赛和统计（0 处）。"),
        _("这些文件引用了积分或统计：%(found)s。") % {"found": listed(found)},
    )


def likes(facts: Facts) -> Said:
    found = code.columns_like(code.LIKES, room="meetings") + code.columns_like(
        code.LIKES, room="points"
    )
    count = facts.on(*LIKE_WEIGHTS)
    if count:
        words = {"count": count}
        return Said(Answer.LIMITED, _("%(count)d 个自愿竞赛按开关计入，结果不出竞赛。") % words)
    return kept_if(not found, _("点赞、评论、转发、投票、学习时长的权重都是 0，规则校验不收。"))


def traces(_facts: Facts) -> Said:
    faces = code.columns_like(code.FACES)
    words = {"most": MOST_SCANS, "faces": len(faces)}
    return kept_if(
        not faces,
        _("照片、截图都不要求；佐证材料自愿，一件事最多 %(most)d 件，照片里的位置随即去掉。")
        % words,
    )


def commerce(_facts: Facts) -> Said:
    found = code.paying_parts()
    return kept_if(
        not found,
        _("没有支付、商城、广告的部件和网址，积分不能兑换。"),
        _("找到：%(found)s。") % {"found": listed(found)},
    )


BANS = (
    Question("ban.forms", gettext_lazy("有没有随意、多次要求基层填表报数？"), forms_demanded, ban=True, cite=Cite(APPS)),
    Question("ban.check_in", gettext_lazy("有没有强制打卡签到？"), check_in, ban=True, cite=Cite(APPS)),
    Question("ban.ranking", gettext_lazy("有没有积分排名？"), ranking, ban=True, cite=Cite(APPS)),
    Question("ban.time", gettext_lazy("有没有统计在线时长？"), online_time, ban=True, cite=Cite(APPS)),
    Question("ban.promotion", gettext_lazy("有没有强制推广下载，考核或通报安装率、使用率？"), promotion, ban=True, cite=Cite(APPS)),
    Question("ban.login", gettext_lazy("有没有强制定期登录？"), regular_login, ban=True, cite=Cite(APPS)),
    Question("ban.appraisal", gettext_lazy("有没有作为日常考核、线上检查的主要载体？"), appraisal, ban=True, cite=Cite(APPS)),
    Question("ban.likes", gettext_lazy("有没有把点赞、网络投票、转发、学习时间作为考核依据？"), likes, ban=True, cite=Cite(APPS)),
    Question("ban.traces", gettext_lazy("有没有无必要要求上传工作照片、视频、轨迹？"), traces, ban=True, cite=Cite(APPS)),
    Question("ban.commerce", gettext_lazy("有没有通过平台开展商业经营？"), commerce, ban=True, cite=Cite(APPS)),
)  # fmt: skip
