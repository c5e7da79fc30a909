"""What a new plan arrives filled in with (方案的默认值), each value with its source."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from zhibu.kit import clock
from zhibu.kit.dates import day as day_words
from zhibu.kit.dates import weekday
from zhibu.kit.period import month_of
from zhibu.meetings.domain.kinds import RULES, Circle, Kind, should_attend
from zhibu.meetings.domain.themes import (
    FLEXIBLE_MANNERS,
    MENU_TERMS,
    Card,
    ChecklistItem,
    Menu,
)
from zhibu.meetings.models import AgendaItem, Meeting
from zhibu.meetings.queries.rosters import Roster, RosterLine, roster_of
from zhibu.meetings.queries.themes import card_by_code, checklist_for, month_theme
from zhibu.orgs.models import Organisation, Post

START, LENGTH = time(19, 0), timedelta(minutes=90)
THURSDAY = 3


@dataclass(frozen=True, slots=True)
class Filled:
    """A value and the words that say where it comes from (来源)."""

    value: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class PlanDefaults:
    """A new plan before anybody has touched it (方案初稿).

    starts_at, ends_at: instants. required: the checklist, with the titles of the card where it
    has some. flexible: title of the card's own part, or empty.
    """

    organisation: Organisation
    group: Organisation | None
    kind: Kind
    roster: Roster
    starts_at: datetime
    ends_at: datetime
    day_source: str
    time_source: str
    place: Filled
    theme: Filled
    card: Card | None
    chair: RosterLine | None
    recorder: RosterLine | None
    chair_source: str
    recorder_source: str
    checklist: tuple[ChecklistItem, ...]
    expected: int
    voters: int


def defaults_for(
    organisation: Organisation,
    *,
    kind: Kind,
    group: Organisation | None = None,
    on: date | None = None,
    card_code: str = "",
) -> PlanDefaults:
    """A plan of one kind as it arrives (方案初稿): day, time and place as the last of its kind,
    people by their posts, theme as settled for the month. At most nine queries."""
    last = last_of_kind(organisation, kind=kind, group=group)
    on, day_source = (on, _("按选定的日子")) if on else next_day(last, today=clock.today())
    month = on.replace(day=1)
    roster = roster_of(organisation, day=on)
    card = card_by_code(card_code, organisation=organisation) if card_code else None
    theme = _theme(organisation, month=month, kind=kind, card=card)
    if card is None and not card_code and kind is Kind.THEME_DAY:
        settled = month_theme(organisation, month=month)
        card = card_by_code(settled.card, organisation=organisation) if settled else None
    starts_at, ends_at, time_source = _hours(last, on)
    chair, chair_source = chair_of(roster, kind, group)
    recorder, recorder_source = recorder_of(roster, group, chair)
    expected = should_attend(
        [line.member for line in roster.lines],
        kinds={kind},
        has_committee=roster.has_committee,
        group=group.pk if group else None,
    )
    committee = RULES[kind].circle is Circle.COMMITTEE
    return PlanDefaults(
        organisation=organisation,
        group=group,
        kind=kind,
        roster=roster,
        starts_at=starts_at,
        ends_at=ends_at,
        day_source=day_source,
        time_source=time_source,
        place=_place(last, card),
        theme=theme,
        card=card,
        chair=chair,
        recorder=recorder,
        chair_source=chair_source,
        recorder_source=recorder_source,
        checklist=checklist_for(organisation, day=on) if kind is Kind.THEME_DAY else (),
        expected=len(expected),
        voters=len(expected) if committee else sum(member.has_vote for member in expected),
    )


def last_of_kind(
    organisation: Organisation, *, kind: Kind, group: Organisation | None
) -> Meeting | None:
    """The last sitting of this kind that was not called off. One query."""
    return (
        Meeting.objects.filter(organisation=organisation, group=group, kinds__contains=[kind.value])
        .exclude(state=Meeting.State.CANCELLED)
        .select_related("gathering")
        .order_by("-gathering__starts_at")
        .first()
    )


# ---- the relatively fixed day


def next_day(last: Meeting | None, *, today: date) -> tuple[date, str]:
    """The same weekday of the month as last time, this month or the next (相对固定的日子).

    Source: 《中国共产党支部工作条例（试行）》第十六条
    """
    if last is None:
        return _coming(THURSDAY, today), _("还没有先例，按周四")
    before = clock.local(last.gathering.starts_at).date()
    nth = (before.day - 1) // 7
    held_this_month = (before.year, before.month) >= (today.year, today.month)
    month = month_of(today).until if held_this_month else today
    found = nth_weekday(month.year, month.month, before.weekday(), nth)
    words = _("与上次相同：每月第 %(n)d 个%(weekday)s") % {
        "n": nth + 1,
        "weekday": weekday(before),
    }
    if found >= today:
        return found, words
    return _coming(before.weekday(), today), _("本月的固定日已过，取最近的同一天")


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The nth (from 0) such weekday of a month; the last one when there are fewer."""
    first = date(year, month, 1)
    day = 1 + (weekday - first.weekday()) % 7 + 7 * nth
    return first.replace(day=day if day <= calendar.monthrange(year, month)[1] else day - 7)


def _coming(weekday: int, today: date) -> date:
    return today + timedelta(days=(weekday - today.weekday()) % 7 or 7)


def _hours(last: Meeting | None, on: date) -> tuple[datetime, datetime, str]:
    begin, length, words = START, LENGTH, ""
    if last is not None:
        before = clock.local(last.gathering.starts_at)
        begin = before.time()
        length = last.gathering.ends_at - last.gathering.starts_at
        words = _("与%(day)s相同") % {"day": day_words(before)}
    starts_at = datetime.combine(on, begin, tzinfo=clock.SHANGHAI)
    return starts_at, starts_at + length, words


def _place(last: Meeting | None, card: Card | None) -> Filled:
    if last is not None:
        words = _("与%(day)s相同") % {"day": day_words(last.gathering.starts_at)}
        return Filled(last.gathering.place, words)
    return Filled(card.place, _("主题卡")) if card else Filled("")


def _theme(organisation: Organisation, *, month: date, kind: Kind, card: Card | None) -> Filled:
    if kind not in {Kind.THEME_DAY, Kind.PARTY_CLASS}:
        return Filled("")
    if card is not None:
        return Filled(card.title, _("主题卡"))
    settled = month_theme(organisation, month=month) if kind is Kind.THEME_DAY else None
    return Filled(settled.theme, _("支部定下的本月主题")) if settled else Filled("")


def chair_of(
    roster: Roster, kind: Kind, group: Organisation | None
) -> tuple[RosterLine | None, str]:
    if group is not None:
        for line in roster.lines:
            if Post.GROUP_LEADER in line.posts and line.group_id == group.pk:
                return line, _("党小组组长")
    found = roster.holder(Post.SECRETARY, Post.DEPUTY_SECRETARY)
    return found, _("按职务：召集人") if found else ""


def recorder_of(
    roster: Roster, group: Organisation | None, chair: RosterLine | None
) -> tuple[RosterLine | None, str]:
    if group is None:
        found = roster.holder(Post.ORGANISATION, Post.PUBLICITY, Post.DISCIPLINE)
        if found and found != chair:
            return found, _("按职务")
    here = [
        line
        for line in roster.party
        if line != chair and (group is None or line.group_id == group.pk)
    ]
    return (here[0], _("名册中的第一位，请核对")) if here else (None, "")


def menu_titles() -> list[tuple[str, str, str]]:
    """The flexible menu: code, term, manner."""
    return [(m.value, MENU_TERMS[m], FLEXIBLE_MANNERS[m].value) for m in Menu]


def items_of(meeting: Meeting) -> list[AgendaItem]:
    """The agenda in order, with tallies and persons. One query."""
    return list(
        AgendaItem.objects.filter(meeting=meeting)
        .select_related("tally", "case__about")
        .order_by("order")
    )


def groups_of(organisation: Organisation) -> list[Organisation]:
    """The Party groups of a branch, in order. One query."""
    return list(
        Organisation.objects.filter(
            parent=organisation, kind=Organisation.Kind.GROUP, dissolved_on=None
        ).order_by("pk")
    )


def invited_count(meeting: Meeting) -> int:
    """How many are on the list, observers too. One query."""
    return meeting.gathering.attendees.count()
