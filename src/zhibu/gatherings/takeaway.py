"""Everything gatherings hold about a person (出席、报名、请假), to be looked at and taken along."""

from __future__ import annotations

from django.utils.translation import gettext as _

from zhibu.gatherings import queries
from zhibu.gatherings.models import Attendee, CalendarFeed
from zhibu.kit.dates import stamp
from zhibu.kit.offers import Held, HeldPart


def held_about(person_id: int) -> list[HeldPart]:
    """One's part in every gathering, newest first; calendar addresses. Two queries."""
    rows = queries.parts_of(person_id)
    use = _("核对应到和到会人数。本人和本支部支委可以看到；随会议记录保存。")
    feeds = tuple(_feed(row) for row in queries.all_feeds_of(person_id))
    secret = _("手机日历订阅；只存地址的摘要，不存地址。")
    return [
        HeldPart("gatherings", _("会议和活动"), use, tuple(_part(row) for row in rows)),
        HeldPart("calendar_feeds", _("日历订阅"), secret, feeds),
    ]


def _feed(row: CalendarFeed) -> tuple[Held, ...]:
    ended = stamp(row.ended_at) if row.ended_at else ""
    return (
        Held("scope", _("范围"), row.scope, str(row.get_scope_display())),
        Held("made_at", _("生成时间"), row.made_at, stamp(row.made_at)),
        Held("ended_at", _("停用时间"), row.ended_at, ended),
    )


def _part(row: Attendee) -> tuple[Held, ...]:
    g = row.gathering
    return (
        Held("title", _("名称"), g.title, g.title),
        Held("starts_at", _("时间"), g.starts_at, stamp(g.starts_at)),
        Held("eligible", _("应到"), row.eligible, _("是") if row.eligible else _("否")),
        Held("sign_up", _("报名"), row.sign_up, str(row.get_sign_up_display())),
        Held("leave", _("请假"), row.leave, str(row.get_leave_display())),
        Held(
            "present_at",
            _("到会登记"),
            row.present_at,
            stamp(row.present_at) if row.present_at else "",
            source=str(row.get_way_display()) if row.way else "",
        ),
        Held("late", _("迟到"), row.late, _("是") if row.late else _("否")),
    )
