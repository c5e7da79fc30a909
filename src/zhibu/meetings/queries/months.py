"""The month of a branch (本月): what is due, held, drafted; for its own pages and for the home pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.kit import clock
from zhibu.kit.period import Period, add_months, month_of
from zhibu.kit.regulations import Cite
from zhibu.meetings.domain.kinds import RULES, Kind, Rhythm, not_applicable
from zhibu.meetings.models import Meeting
from zhibu.meetings.queries.rosters import Roster, roster_of
from zhibu.orgs.models import CalendarSpan, Organisation
from zhibu.orgs.queries import ancestors

MONTHLY = (Kind.THEME_DAY, Kind.BRANCH_COMMITTEE, Kind.GROUP_MEETING)
RULED = (
    Kind.THEME_DAY,
    Kind.GENERAL_MEETING,
    Kind.BRANCH_COMMITTEE,
    Kind.GROUP_MEETING,
    Kind.PARTY_CLASS,
    Kind.LIFE_MEETING,
    Kind.MEMBER_REVIEW,
)
GRAVITY = {"miss": 0, "draft": 1, "wait": 2, "done": 3, "na": 4}


@dataclass(frozen=True, slots=True)
class MonthItem:
    """One required item of a branch's month (规定项目).

    state: miss, draft, wait (arranged), done or na; state_words: the same in words. on: the day it
    was or will be held, or the day proposed for it. rhythm: 每月一次 and so on. why: one fact more.
    """

    kind: Kind
    term: str
    state: str
    state_words: str
    on: date | None
    rhythm: str
    why: str
    cite: Cite
    group_id: int | None = None
    group: str = ""
    meeting_id: int | None = None

    @property
    def name(self) -> str:
        """党小组会（第二党小组）."""
        return f"{self.term}（{self.group}）" if self.group else self.term

    @property
    def rank(self) -> int:
        return GRAVITY[self.state]


def month_items(
    organisation: Organisation, *, month: date, today: date | None = None
) -> list[MonthItem]:
    """The required items of one month, gaps first (本月规定项目). Six queries.

    month: any day of it. Quarterly kinds count in their quarter, yearly ones are due from October.
    A month that lies wholly in a holiday of the school asks for nothing.
    """
    today = today or clock.today()
    within = month_of(month)
    roster = roster_of(organisation, day=min(max(today, within.since), within.last_day))
    year = Period(date(month.year, 1, 1), date(month.year + 1, 1, 1))
    held = list(
        Meeting.objects.filter(
            organisation=organisation, month__gte=year.since, month__lt=year.until
        )
        .exclude(state__in=[Meeting.State.CANCELLED, Meeting.State.DRAFT])
        .select_related("gathering")
        .order_by("gathering__starts_at")
    )
    holiday = _holiday(organisation, within)
    items: list[MonthItem] = []
    for kind in RULED:
        if kind is Kind.GROUP_MEETING and roster.groups:
            items += [
                _month_item(kind, within, held, roster, today, holiday, group)
                for group in roster.groups
            ]
        else:
            items.append(_month_item(kind, within, held, roster, today, holiday, None))
    return sorted(items, key=lambda item: item.rank)


def _month_item(
    kind: Kind,
    within: Period,
    held: Sequence[Meeting],
    roster: Roster,
    today: date,
    holiday: str,
    group: Organisation | None,
) -> MonthItem:
    rule = RULES[kind]
    period = _period(rule.rhythm, within)
    here = [
        m
        for m in held
        if kind in m.kind_set
        and m.month in period
        and (group is None or m.group_id in {None, group.pk})
    ]
    state, words, meeting, why = _standing(kind, here, within, period, roster, today, holiday)
    on = clock.local(meeting.gathering.starts_at).date() if meeting else None
    return MonthItem(
        kind=kind,
        term=_(rule.term),
        state=state,
        state_words=words,
        on=on,
        rhythm=str(_RHYTHMS[rule.rhythm]),
        why=why,
        cite=rule.cite,
        group_id=group.pk if group else None,
        group=group.name if group else "",
        meeting_id=meeting.pk if meeting else None,
    )


_RHYTHMS = {
    Rhythm.MONTH: gettext_lazy("每月一次"),
    Rhythm.QUARTER: gettext_lazy("每季度一次"),
    Rhythm.YEAR: gettext_lazy("每年一次"),
}


def _standing(
    kind: Kind,
    here: Sequence[Meeting],
    within: Period,
    period: Period,
    roster: Roster,
    today: date,
    holiday: str,
) -> tuple[str, str, Meeting | None, str]:
    for state, code, words in (
        (Meeting.State.CONFIRMED, "done", _("已完成")),
        (Meeting.State.HELD, "draft", _("草稿待确认")),
        (Meeting.State.PUBLISHED, "wait", _("已安排")),
    ):
        found = [m for m in here if m.state == state]
        if found:
            return code, words, found[-1], ""
    na = _("不适用")
    why = not_applicable(kind, has_committee=roster.has_committee, has_groups=bool(roster.groups))
    if why is not None:
        return "na", na, None, why.said(_).rstrip("。")
    if holiday and kind in MONTHLY:
        return "na", na, None, _("%(name)s，不计月份") % {"name": holiday}
    if RULES[kind].rhythm is Rhythm.YEAR and within.since.month < 10:
        return "na", na, None, _("一般在第四季度")
    last = within.last_day if RULES[kind].rhythm is Rhythm.MONTH else period.last_day
    left = (last - today).days
    if left < 0:
        return "miss", _("缺"), None, ""
    span = {Rhythm.MONTH: _("本月"), Rhythm.QUARTER: _("本季度"), Rhythm.YEAR: _("今年")}
    said = _("%(span)s还有 %(n)d 天") % {"span": span[RULES[kind].rhythm], "n": left}
    return "miss", _("缺"), None, said


def _period(rhythm: Rhythm, within: Period) -> Period:
    if rhythm is Rhythm.MONTH:
        return within
    if rhythm is Rhythm.YEAR:
        return Period(date(within.since.year, 1, 1), date(within.since.year + 1, 1, 1))
    first = within.since.replace(month=(within.since.month - 1) // 3 * 3 + 1)
    return Period(first, add_months(first, 3))


def _holiday(organisation: Organisation, within: Period) -> str:
    """The holiday this month lies in as a whole, or nothing."""
    paths = [organisation.path, *ancestors(organisation.path)]
    found = CalendarSpan.objects.filter(
        organisation__path__in=paths,
        kind=CalendarSpan.Kind.HOLIDAY,
        since__lte=within.since,
        until__gte=within.until,
    ).first()
    return found.name if found else ""
