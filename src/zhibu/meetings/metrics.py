"""What statistics count of organisational life (组织生活的统计项), and how each fact is counted."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.offers import (
    Counted,
    CountedFact,
    Deed,
    Evidence,
    Fold,
    Metric,
    MetricGroup,
    RecordPages,
    Strength,
)
from zhibu.kit.sentences import noop
from zhibu.meetings.domain import clauses
from zhibu.meetings.domain.kinds import RULES, Kind
from zhibu.meetings.queries import seen_meetings
from zhibu.meetings.queries.duties import talks_under

RECORDS = _("已确认的会议记录")
SITTINGS = Metric(
    "meetings.sittings",
    _("会议合计"),
    _("次"),
    _("已确认记录的会议，每次会议计一次；一次会议兼几种的，合计里只计一次。"),
    RECORDS,
    also=(_("会议"),),
)
MINUTES = Metric(
    "meetings.minutes",
    _("会议时长"),
    _("分钟"),
    _("从实际开始到实际结束；一次会议兼几种的，只计一次。"),
    RECORDS,
)
PRESENT = Metric(
    "meetings.present",
    _("实到"),
    _("人次"),
    _("每次会议的实到人数相加；列席的不计。"),
    RECORDS,
    clauses.WHO_CALLS,
    guard="meetings.should_attend",
    also=(_("实到人次"), _("出席"), _("参会"), _("参加")),
)
SHOULD_ATTEND = Metric(
    "meetings.should_attend",
    _("应到"),
    _("人次"),
    _("每次会议的应到人数相加；预备党员计入应到。"),
    RECORDS,
    clauses.WHO_CALLS,
    guard="meetings.should_attend",
    also=(_("应到人次"), _("应参加"), _("应出席")),
)
ATTENDANCE = Metric(
    "meetings.attendance",
    _("到会率"),
    "%",
    _("实到人次除以应到人次。只算法定应到的会议，不算登录，不算学习时长。"),
    RECORDS,
    clauses.WHO_CALLS,
    fold=Fold.RATE,
    of=(PRESENT.key, SHOULD_ATTEND.key),
    also=(_("出勤率"), _("出席率"), _("参会率"), _("参加率"), _("参与率")),
)
AGREED = Metric(
    "meetings.agreed",
    _("议定事项"),
    _("项"),
    _("已确认记录里写明的议定事项。"),
    RECORDS,
)
CARRIED_OUT = Metric(
    "meetings.carried_out",
    _("已落实事项"),
    _("项"),
    _("填报为已落实的议定事项，计入填报的那个月。"),
    _("议定事项的落实填报"),
    also=(_("落实事项"), _("已落实")),
)
LATE = Metric(
    "meetings.late",
    _("补录"),
    _("份"),
    _("会后超过 7 天才录入的记录，计入开会的那个月。"),
    RECORDS,
)
FEEDBACK = Metric(
    "meetings.feedback",
    _("活动反馈"),
    _("份"),
    _("不记名反馈的份数；一次活动满 5 份才计，内容不汇总。"),
    _("主题党日三问反馈"),
    guard="meetings.feedback",
)


def of_kind(kind: Kind | str) -> str:
    """The key of the sittings of one kind."""
    return f"meetings.{kind}"


def minutes_of(kind: Kind | str) -> str:
    """The key of the minutes of one kind."""
    return f"meetings.minutes.{kind}"


# What schools' forms also call them.
ALSO: dict[Kind, tuple[str, ...]] = {
    Kind.GENERAL_MEETING: (noop("支部大会"), noop("党支部党员大会")),
    Kind.BRANCH_COMMITTEE: (noop("支部委员会"), noop("支部委员会议"), noop("支委会议")),
    Kind.GROUP_MEETING: (noop("党小组会议"),),
    Kind.PARTY_CLASS: (noop("上党课"),),
    Kind.THEME_DAY: (noop("主题党日活动"), noop("支部主题党日")),
    Kind.MEMBER_REVIEW: (noop("民主评议党员会"),),
}
KINDS = tuple(
    Metric(
        of_kind(kind),
        _(rule.term),
        _("次"),
        _("已确认记录的会议，计入它兼有的每一种。"),
        RECORDS,
        rule.cite,
        also=(_(rule.short), *(_(name) for name in ALSO.get(kind, ()))),
    )
    for kind, rule in RULES.items()
)
THEME_DAY = next(metric for metric in KINDS if metric.key == of_kind(Kind.THEME_DAY))
MINUTES_OF_KINDS = tuple(
    Metric(
        minutes_of(kind),
        format_lazy(_("{kind}时长"), kind=_(rule.short)),
        _("分钟"),
        _("从实际开始到实际结束；一次会议兼几种的，每种都计全程。"),
        RECORDS,
        rule.cite,
        also=tuple(
            format_lazy(_("{kind}时长"), kind=_(name)) for name in (rule.term, *ALSO.get(kind, ()))
        ),
    )
    for kind, rule in RULES.items()
)
GROUPS: tuple[MetricGroup, ...] = (
    MetricGroup("life", _("组织生活"), (SITTINGS, *KINDS), (SITTINGS, THEME_DAY)),
    MetricGroup(
        "turnout", _("到会"), (ATTENDANCE, PRESENT, SHOULD_ATTEND, MINUTES), (ATTENDANCE, MINUTES)
    ),
    MetricGroup(
        "work", _("议定与补录"), (AGREED, CARRIED_OUT, LATE, FEEDBACK), (AGREED, CARRIED_OUT)
    ),
)
METRICS: tuple[Metric, ...] = (
    SITTINGS, *KINDS, MINUTES, *MINUTES_OF_KINDS, PRESENT, SHOULD_ATTEND, ATTENDANCE, AGREED,
    CARRIED_OUT, LATE, FEEDBACK,
)  # fmt: skip


def read_record(payload: Mapping[str, Any], _told_at: datetime) -> Counted:
    """A confirmed record: the sitting, its kinds, its minutes, who should have come and who came."""
    values = {
        SITTINGS.key: 1,
        MINUTES.key: payload["minutes"],
        PRESENT.key: len(payload["present"]),
        SHOULD_ATTEND.key: payload["should_attend"],
        AGREED.key: payload["agreed"],
        LATE.key: int(payload["late_entry"]),
    }
    for kind in payload["kinds"]:
        values[of_kind(kind)] = 1
        values[minutes_of(kind)] = payload["minutes"]
    return Counted(
        "meeting",
        payload["meeting_id"],
        payload["version"],
        payload["organisation_id"],
        date.fromisoformat(payload["held_on"]),
        values,
    )


def read_correction(payload: Mapping[str, Any], _told_at: datetime) -> Counted:
    """A corrected record: what the replaced version counted for is taken back."""
    return Counted("meeting", payload["meeting_id"], payload["replaced"])


def read_carried_out(payload: Mapping[str, Any], told_at: datetime) -> Counted:
    """Something agreed that was done; said again otherwise, it no longer counts."""
    return Counted(
        "agreed",
        payload["agreed_id"],
        int(told_at.timestamp() * 1_000_000),
        payload["organisation_id"],
        clock.local(told_at).date(),
        {CARRIED_OUT.key: int(payload["done"])},
    )


def read_feedback(payload: Mapping[str, Any], _told_at: datetime) -> Counted:
    """How many have answered; a later count replaces an earlier one."""
    return Counted(
        "feedback",
        payload["meeting_id"],
        payload["answers"],
        payload["organisation_id"],
        date.fromisoformat(payload["held_on"]),
        {FEEDBACK.key: payload["answers"]},
    )


COUNTED_FACTS: tuple[CountedFact, ...] = (
    CountedFact("meetings.RecordConfirmed", read_record),
    CountedFact("meetings.RecordCorrected", read_correction),
    CountedFact("meetings.ItemCarriedOut", read_carried_out),
    CountedFact("meetings.FeedbackCounted", read_feedback),
)


def _meetings_of(actor: Actor, ids: Collection[int]) -> dict[int, str]:
    """Those of these meetings this actor may open. One query."""
    seen = seen_meetings(seen_by=actor).filter(pk__in=ids).values_list("pk", flat=True)
    return {pk: reverse("meetings:meeting", args=[pk]) for pk in seen}


def record_number(on: date, meeting_id: int) -> str:
    """The number a record carries on its papers: its day and the meeting's own (编号)."""
    return f"{on:%Y%m%d}-{meeting_id}"


def _agreed_number(on: date, agreed_id: int) -> str:
    return f"{on:%Y%m%d}-Y{agreed_id}"


def _agreed_of(_actor: Actor, _ids: Collection[int]) -> dict[int, str]:
    """What was agreed is read with its meeting; there is no page above the branch."""
    return {}


RECORD_PAGES: tuple[RecordPages, ...] = (
    RecordPages(
        "meeting", _("会议"), tuple(metric.key for metric in KINDS), _meetings_of, record_number
    ),
    RecordPages("agreed", _("议定事项"), (), _agreed_of, _agreed_number),
    RecordPages("feedback", _("反馈"), (), _meetings_of, record_number),
)


def _talks(path: str, since: date, until: date) -> list[Deed]:
    return [
        Deed(entry.on, entry.get_pairing_display(), f"{entry.on:%Y%m%d}-T{entry.pk}", entry.count)
        for entry in talks_under(path, since=since, until=until)
    ]


def _shows(strength: Strength, *metrics: Metric) -> tuple[Evidence, ...]:
    return tuple(Evidence(strength, metric.label, metric.key) for metric in metrics)


_KIND = {metric.key: metric for metric in KINDS}
EVIDENCE: tuple[Evidence, ...] = (
    *_shows(Strength.EDUCATE, THEME_DAY, _KIND[of_kind(Kind.PARTY_CLASS)]),
    *_shows(
        Strength.MANAGE,
        _KIND[of_kind(Kind.GENERAL_MEETING)],
        _KIND[of_kind(Kind.BRANCH_COMMITTEE)],
        _KIND[of_kind(Kind.GROUP_MEETING)],
    ),
    *_shows(
        Strength.SUPERVISE,
        _KIND[of_kind(Kind.LIFE_MEETING)],
        _KIND[of_kind(Kind.MEMBER_REVIEW)],
        CARRIED_OUT,
    ),
    *_shows(Strength.ORGANISE, ATTENDANCE),
    Evidence(
        Strength.UNITE,
        _("谈心谈话"),
        found=_talks,
        unit=_("次"),
        rule=_("登记的次数相加，只有对象的类别和日期，不记内容。"),
        source=_("谈心谈话登记"),
    ),
    *_shows(Strength.SERVE, FEEDBACK),
)
