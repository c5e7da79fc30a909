"""What the 应用办法 asks of who runs an application (责任与义务). Source: domain.md 12.2."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.kit.language import listed
from zhibu.kit.regulations import Cite
from zhibu.orgs.domain.usage import NOTICE, UNUSED_AFTER
from zhibu.web.selfcheck.answers import Answer, Question, Said, kept, kept_if
from zhibu.web.selfcheck.bans import APPS
from zhibu.web.selfcheck.facts import Facts


def complaints(facts: Facts) -> Said:
    if not facts.has("appeals:give"):
        return Said(Answer.NOT_BUILT, _("意见和建议的入口还没有建。"))
    return kept(_("每一页页脚都有“意见和建议”，提出人看得到进度。"))


def answered(facts: Facts) -> Said:
    if not facts.has("appeals:give"):
        return Said(Answer.NOT_BUILT, _("意见和建议的入口还没有建。"))
    words = {"open": facts.complaints_open, "late": facts.complaints_late}
    return kept_if(
        not facts.complaints_late, _("七天内答复；在办 %(open)d 件，超期 %(late)d 件。") % words
    )


def unused(facts: Facts) -> Said:
    f = facts.features
    words = {
        "count": f.count,
        "days": UNUSED_AFTER.days,
        "idle": listed(f.idle) or _("没有"),
        "announced": f.announced,
    }
    evidence = _(
        "登记 %(count)d 项功能；%(days)d 天没有人用又没有公告的：%(idle)s；已公告停用 %(announced)d 项。"
    )
    return kept_if(not f.idle, evidence % words)


def merged(facts: Facts) -> Said:
    f = facts.features
    words = {"count": f.count, "owners": f.owners, "due": f.due}
    return kept_if(
        not f.due and f.owners == f.count,
        _("%(count)d 项功能各有负责的职务 %(owners)d 个、各有复查日期；到期未复查 %(due)d 项。")
        % words,
    )


def announced(_facts: Facts) -> Said:
    return kept(
        _("停用要提前 %(days)d 天公告，写在该功能的页面上；已有内容可查看、导出。")
        % {"days": NOTICE.days}
    )


def shared(facts: Facts) -> Said:
    ways = [
        n
        for n in ("people:export", "meetings:ledger", "meetings:paper", "web:take_along")
        if facts.has(n)
    ]
    words = {"count": len(ways)}
    return kept_if(
        ways, _("名册、台账、文书和本人信息都能导出（%(count)d 处），一次录入多处使用。") % words
    )


def secured(facts: Facts) -> Said:
    if facts.https:
        return kept(_("全程加密连接；涉密标志的文件拒收；改动都留痕并封存。"))
    return kept_if(
        False,  # noqa: FBT003  the finding itself
        _("现在以“%(mode)s”方式运行，没有启用加密连接；正式使用前请按部署说明启用。")
        % {"mode": facts.mode},
    )


def inspected(_facts: Facts) -> Said:
    return kept(_("本页每一条由设置和代码当场算出，可以导出 Word、PDF、Excel。"))


DUTIES = (
    Question("duty.complaints", gettext_lazy("设了投诉和建议的入口吗？"), complaints, cite=Cite(APPS)),
    Question("duty.answered", gettext_lazy("投诉和建议有跟踪、有反馈吗？"), answered, cite=Cite(APPS)),
    Question("duty.unused", gettext_lazy("用得少、没有用的，按期关停了吗？"), unused, cite=Cite(APPS)),
    Question("duty.merged", gettext_lazy("同类功能合并了吗，每项有人负责、按期复查吗？"), merged, cite=Cite(APPS)),
    Question("duty.announced", gettext_lazy("关停之前公告吗？"), announced, cite=Cite(APPS)),
    Question("duty.shared", gettext_lazy("数据共享、一次填报吗？"), shared, cite=Cite(APPS)),
    Question("duty.secured", gettext_lazy("安全和保密有保障吗？"), secured, cite=Cite(APPS)),
    Question("duty.inspected", gettext_lazy("抽查时拿得出自查结果吗？"), inspected, cite=Cite(APPS)),
)  # fmt: skip
