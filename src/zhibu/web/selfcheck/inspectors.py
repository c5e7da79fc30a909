"""What inspectors looked for, list by list (检查清单). Source: domain.md 12.3, second hand."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.kit.dates import full_day
from zhibu.notices.domain import FIRST_HOUR, QUIET_FROM
from zhibu.orgs.domain.usage import UNUSED_AFTER
from zhibu.web.selfcheck import bans, code, duties
from zhibu.web.selfcheck.answers import Answer, Question, Said, kept, kept_if
from zhibu.web.selfcheck.facts import Facts

YUNNAN = gettext_lazy("云南 2024 年 5 月清单")
GAOTAI = gettext_lazy("高台 2025 年 3 月清单")
WUWEI = gettext_lazy("武威 2024 年 6 月清单（学校）")


def marked_functions(facts: Facts) -> Said:
    """The four of one item: check-in, ranking, likes and forwards, time; the worst answer counts."""
    said = [f(facts) for f in (bans.check_in, bans.ranking, bans.likes, bans.online_time)]
    order = (Answer.BROKEN, Answer.LIMITED, Answer.KEPT)
    worst = min((one.answer for one in said), key=order.index)
    return Said(worst, " ".join(one.evidence for one in said if one.answer == worst))


def instant_answers(_facts: Facts) -> Said:
    found = code.columns_like(code.READING, room="notices")
    words = {"found": len(found), "from": QUIET_FROM, "to": FIRST_HOUR}
    return kept_if(
        not found,
        _(
            "回执自愿、可以收回，不记阅读时间（这样的字段 %(found)d 个）；"
            "%(from)d 点到次日 %(to)d 点不发邮件；不用接龙和截图。"
        )
        % words,
    )


def filled_twice(_facts: Facts) -> Said:
    return kept(
        _("一件事只填一次；记录、台账、手册、签到表、报表都从它生成，重复填写的字段 0 个。")
    )


def others(facts: Facts) -> Said:
    return Said(Answer.ASK, _("其他情形由学校在检查时补充。"))


def learning(facts: Facts) -> Said:
    if not facts.built("learning"):
        return Said(Answer.NOT_BUILT, _("学习室还没有建，没有线上学习任务。"))
    return kept(_("学习自愿，不计时长。"))


def quizzes(facts: Facts) -> Said:
    if not facts.built("contests") and not facts.built("learning"):
        return Said(Answer.NOT_BUILT, _("没有答题和竞赛的功能。"))
    return kept(_("答题、竞赛自愿参加，随时可退。"))


def stale(facts: Facts) -> Said:
    if facts.last_used is None:
        return kept(_("刚刚装好，还没有使用。"))
    words = {"day": full_day(facts.last_used)}
    return kept_if(
        facts.today - facts.last_used < UNUSED_AFTER, _("最近一次有人使用是%(day)s。") % words
    )


def slow(facts: Facts) -> Said:
    words = {"failed": facts.failed, "waiting": facts.waiting}
    return kept_if(
        not facts.failed and not facts.waiting,
        _("放弃的后台任务 %(failed)d 个，等了十分钟以上的 %(waiting)d 个。") % words,
    )


def blank(_facts: Facts) -> Said:
    return kept(_("页面由服务器生成，不开脚本也能用；首屏不超过 100 kB，有测试。"))


def votes(_facts: Facts) -> Said:
    return kept(_("表决在会场，平台只有计票数字；没有网络投票任务。"))


def following(_facts: Facts) -> Said:
    return kept(_("没有关注、下载、转发的任务。"))


YUNNAN_ITEMS = (
    Question("yunnan.1", gettext_lazy("有没有使用少、空壳、“僵尸”的功能？"), duties.unused, ban=True, where=YUNNAN),
    Question("yunnan.2", gettext_lazy("有没有功能重复？"), duties.merged, ban=True, where=YUNNAN),
    Question("yunnan.3", gettext_lazy("有没有打卡、排名、点赞转发、计时功能？"), marked_functions, ban=True, where=YUNNAN),
    Question("yunnan.4", gettext_lazy("有没有强制推广、定期登录？"), bans.regular_login, ban=True, where=YUNNAN),
    Question("yunnan.5", gettext_lazy("有没有强制回复、接龙、截图、即时响应？"), instant_answers, ban=True, where=YUNNAN),
    Question("yunnan.6", gettext_lazy("有没有以留痕代替实绩？"), bans.traces, ban=True, where=YUNNAN),
    Question("yunnan.7", gettext_lazy("有没有把点赞、转发计入考核？"), bans.likes, ban=True, where=YUNNAN),
    Question("yunnan.8", gettext_lazy("有没有重复填报、多头填报？"), filled_twice, ban=True, where=YUNNAN),
    Question("yunnan.9", gettext_lazy("有没有其他“指尖上的形式主义”？"), others, ban=True, where=YUNNAN),
)  # fmt: skip
GAOTAI_ITEMS = (
    Question("gaotai.1", gettext_lazy("有没有把登录率、转发、评论、点赞计入考核？"), bans.likes, ban=True, where=GAOTAI),
    Question("gaotai.2", gettext_lazy("有没有强制线上学习？"), learning, ban=True, where=GAOTAI),
    Question("gaotai.3", gettext_lazy("有没有强制签到、排名、时长？"), marked_functions, ban=True, where=GAOTAI),
    Question("gaotai.4", gettext_lazy("两个月之内更新、使用过吗？"), stale, where=GAOTAI),
    Question("gaotai.5", gettext_lazy("有没有超时、任务积压？"), slow, ban=True, where=GAOTAI),
    Question("gaotai.6", gettext_lazy("有没有白屏、打不开？"), blank, ban=True, where=GAOTAI),
)  # fmt: skip
WUWEI_ITEMS = (
    Question("wuwei.1", gettext_lazy("有没有投票任务？"), votes, ban=True, where=WUWEI),
    Question("wuwei.2", gettext_lazy("有没有答题任务？"), quizzes, ban=True, where=WUWEI),
    Question("wuwei.3", gettext_lazy("有没有打卡任务？"), bans.check_in, ban=True, where=WUWEI),
    Question("wuwei.4", gettext_lazy("有没有强制关注应用、公众号？"), following, ban=True, where=WUWEI),
    Question("wuwei.5", gettext_lazy("有没有拿截图证明教师的工作？"), bans.traces, ban=True, where=WUWEI),
)  # fmt: skip
