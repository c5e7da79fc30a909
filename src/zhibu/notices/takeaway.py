"""Everything notices hold about a person (收到的、正在写的通知), to be looked at and taken along."""

from __future__ import annotations

from django.utils.translation import gettext as _

from zhibu.kit.dates import stamp
from zhibu.kit.language import listed
from zhibu.kit.offers import Held, HeldPart
from zhibu.notices import queries
from zhibu.notices.models import EmailAddress, Mail, Notice, NoticeDraft, Recipient


def held_about(person_id: int) -> list[HeldPart]:
    """One's notices and receipts, newest first; drafts, address, mails. Four queries."""
    use = _("通知到人。发通知的人只看得到人数；没有开通账号的，姓名给本级打电话用。")
    records = tuple(_copy(row) for row in queries.notices_for(person_id))
    drafts = tuple(_draft(row) for row in queries.drafts_of(person_id))
    own = _("正在写的通知，只有本人看得到，发出或放弃即删。")
    address = queries.address_of(person_id)
    return [
        HeldPart("notices", _("收到的通知"), use, records),
        HeldPart("notice_drafts", _("通知草稿"), own, drafts),
        HeldPart(
            "email_address",
            _("邮箱"),
            _("把通知另发到邮箱；本人填写、本人可见，随时删除。"),
            (_address(address),) if address else (),
        ),
        HeldPart(
            "mails",
            _("发给本人的邮件"),
            _("只记发没发出，不记读没读；三十天后自动清除。"),
            tuple(_mail(row) for row in queries.mails_of(person_id)),
        ),
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
        Held(
            "acknowledged", _("已回执"), row.acknowledged, _("是") if row.acknowledged else _("否")
        ),
        Held("not_clear", _("没看明白"), row.not_clear, _("是") if row.not_clear else _("否")),
        Held("question", _("提的问题"), row.question, row.question),
        Held("phoned", _("电话告知"), row.phoned, _("是") if row.phoned else _("否")),
    )


def _address(row: EmailAddress) -> tuple[Held, ...]:
    proved = stamp(row.verified_at) if row.verified_at else ""
    kinds = listed(str(Notice.Kind(kind).label) for kind in row.kinds)
    hour = str(row.digest_hour) if row.digest_hour is not None else ""
    return (
        Held("email", _("邮箱"), row.email, row.email, source=_("本人填写")),
        Held("asked_at", _("填写时间"), row.asked_at, stamp(row.asked_at)),
        Held("verified_at", _("验证时间"), row.verified_at, proved),
        Held("kinds", _("收哪些"), kinds, kinds),
        Held("digest_hour", _("每天几点"), row.digest_hour, hour),
    )


def _mail(row: Mail) -> tuple[Held, ...]:
    title = row.notice.title if row.notice else ""
    return (
        Held("kind", _("种类"), row.kind, str(row.get_kind_display())),
        Held("title", _("标题"), title, title),
        Held("state", _("状态"), row.state, str(row.get_state_display())),
        Held("made_at", _("产生时间"), row.made_at, stamp(row.made_at)),
        Held("due_at", _("何时发"), row.due_at, stamp(row.due_at)),
        Held("tries", _("试过几次"), row.tries, str(row.tries)),
    )
