"""What meetings hold about a person (议定事项、主题建议、反馈标记), to be looked at and taken along.

Names in confirmed records stay there: they are the branch's own papers, open on their pages.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from zhibu.kit.dates import full_day
from zhibu.kit.offers import Held, HeldPart
from zhibu.meetings import queries
from zhibu.meetings.models import AgreedItem, DutyWaiver, ThemePreference, ThemeProposal


def held_about(person_id: int) -> list[HeldPart]:
    """What one was in charge of, proposed, preferred, declared, and where one gave feedback. Five queries."""
    agreed, ideas, liked, given = queries.own_traces(person_id)
    feedback = Held("feedback", _("给过反馈的会议"), given, _("%(n)d 次，不含内容") % {"n": given})
    return [
        HeldPart(
            "agreed",
            _("我负责的议定事项"),
            _("落实议定事项。本支部党员可以看到；随会议记录保存。"),
            tuple(_agreed(row) for row in agreed),
        ),
        HeldPart(
            "proposals",
            _("我提的主题建议和意向"),
            _("选定主题。建议给本支部党员看，不署名；意向只显示数目，采纳即删。"),
            (*(_idea(row) for row in ideas), *(_liked(row) for row in liked)),
        ),
        HeldPart(
            "feedback",
            _("反馈"),
            _("防止重复反馈。只记“已答”，不记内容；会后 60 天清除。"),
            ((feedback,),) if given else (),
        ),
        HeldPart(
            "waivers",
            _("我登记的不适用"),
            _("说明规定项目为什么不用开展。本支部和上级可以看到；长期保存。"),
            tuple(_waiver(row) for row in queries.waivers_made_by(person_id)),
        ),
    ]


def _agreed(row: AgreedItem) -> tuple[Held, ...]:
    return (
        Held("matter", _("事项"), row.matter, row.matter),
        Held("due_on", _("期限"), row.due_on, full_day(row.due_on)),
        Held("state", _("落实情况"), row.state, str(row.get_state_display())),
        Held("sentence", _("说明"), row.sentence, row.sentence),
    )


def _idea(row: ThemeProposal) -> tuple[Held, ...]:
    return (
        Held("title", _("建议的主题"), row.title, row.title),
        Held("proposed_on", _("日期"), row.proposed_on, full_day(row.proposed_on)),
        Held("state", _("状态"), row.state, str(row.get_state_display())),
    )


def _liked(row: ThemePreference) -> tuple[Held, ...]:
    return (Held("preference", _("现在的意向"), row.proposal.title, row.proposal.title),)


def _waiver(row: DutyWaiver) -> tuple[Held, ...]:
    return (
        Held("duty", _("项目"), row.key, str(row.get_key_display())),
        Held("since", _("起"), row.since, full_day(row.since)),
        Held("reason", _("理由"), row.reason, row.reason),
    )
