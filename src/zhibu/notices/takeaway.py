"""Everything notices hold about a person (收到的、正在写的通知), to be looked at and taken along."""

from __future__ import annotations

from django.utils.translation import gettext as _

from zhibu.kit.dates import stamp
from zhibu.kit.offers import Held, HeldPart
from zhibu.notices import queries
from zhibu.notices.models import NoticeDraft, Recipient


def held_about(person_id: int) -> list[HeldPart]:
    """One's notices and receipts, newest first; drafts. Two queries."""
    use = _("通知到人。发通知的人只看得到人数；没有开通账号的，姓名给本级打电话用。")
    records = tuple(_copy(row) for row in queries.notices_for(person_id))
    drafts = tuple(_draft(row) for row in queries.drafts_of(person_id))
    own = _("正在写的通知，只有本人看得到，发出或放弃即删。")
    return [
        HeldPart("notices", _("收到的通知"), use, records),
        HeldPart("notice_drafts", _("通知草稿"), own, drafts),
    ]


def _draft(row: NoticeDraft) -> tuple[Held, ...]:
    return (
        Held("organisation", _("名义"), str(row.organisation), str(row.organisation)),
        Held("title", _("标题"), row.title, row.title),
        Held("body", _("内容"), row.body, row.body),
    )


def _copy(row: Recipient) -> tuple[Held, ...]:
    sent = row.notice.sent_at
    return (
        Held("title", _("标题"), row.notice.title, row.notice.title),
        Held("sent_at", _("发送时间"), sent, stamp(sent), source=row.notice.sent_by_name),
        Held("acknowledged", _("回执"), row.acknowledged, _("是") if row.acknowledged else _("否")),
        Held("not_clear", _("没看明白"), row.not_clear, _("是") if row.not_clear else _("否")),
        Held("question", _("提的问题"), row.question, row.question),
        Held("phoned", _("电话告知"), row.phoned, _("是") if row.phoned else _("否")),
    )
