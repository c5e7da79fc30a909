"""Everything this room holds about a person (异议、意见建议), to be looked at and taken along."""

from __future__ import annotations

from django.utils.translation import gettext as _

from zhibu.appeals import queries
from zhibu.appeals.models import Appeal, Complaint
from zhibu.kit.dates import full_day, stamp
from zhibu.kit.offers import Held, HeldPart


def held_about(person_id: int) -> list[HeldPart]:
    """What one contested and said under one's name, newest first. Two queries.

    What nobody signed is held about nobody; it is looked up by its code.
    """
    return [
        HeldPart(
            "appeals",
            _("异议"),
            _("更正与复核。本人和本支部支委可以看到，接手之后上级可以看到；两年后删除。"),
            tuple(_appeal(one) for one in queries.appeals_of(person_id)),
        ),
        HeldPart(
            "complaints",
            _("意见建议"),
            _("受理意见建议。本人和办理的人可以看到；不署名的不在这里，凭查询码查；两年后删除。"),
            tuple(_complaint(one) for one in queries.complaints_of(person_id)),
        ),
    ]


def _appeal(one: Appeal) -> tuple[Held, ...]:
    answered = one.answered_at
    return (
        Held("title", _("对象"), one.title, one.title),
        Held("facts", _("提出时的情况"), one.facts, one.facts),
        Held("reason", _("理由"), one.reason, one.reason),
        Held("raised_at", _("提出"), one.raised_at, stamp(one.raised_at)),
        Held("state", _("状态"), one.state, str(one.get_state_display())),
        Held("answer", _("答复"), one.answer, one.answer, source=one.answered_by_name),
        Held("done", _("结果"), one.done, one.done),
        Held("answered_at", _("答复时间"), answered, stamp(answered) if answered else ""),
    )


def _complaint(one: Complaint) -> tuple[Held, ...]:
    return (
        Held("kind", _("类别"), one.kind, str(one.get_kind_display())),
        Held("level", _("送交"), one.level, str(one.get_level_display())),
        Held("naming", _("署名"), one.naming, str(one.get_naming_display())),
        Held("text", _("内容"), one.text, one.text),
        Held("given_on", _("提出"), one.given_on, full_day(one.given_on)),
        Held("state", _("状态"), one.state, str(one.get_state_display())),
        Held("answer", _("答复"), one.answer, one.answer, source=one.answered_by_name),
    )
