"""What a branch still has to hold this month, laid as last time (照上次安排), before anybody touches it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from zhibu.kit import clock
from zhibu.kit.dates import day as day_words
from zhibu.kit.language import aside
from zhibu.kit.offers import DutyLine
from zhibu.kit.period import month_of
from zhibu.meetings.domain.kinds import Kind
from zhibu.meetings.domain.matters import Matter
from zhibu.meetings.domain.records import Manner
from zhibu.meetings.domain.themes import Card
from zhibu.meetings.library import month_theme as suggested_theme
from zhibu.meetings.models import AgendaItem, Meeting
from zhibu.meetings.queries.duties import duty_lines
from zhibu.meetings.queries.plans import LENGTH, START, chair_of, next_day, recorder_of
from zhibu.meetings.queries.rosters import Roster, RosterLine, roster_of
from zhibu.meetings.queries.themes import card_by_code, checklist_for, month_theme
from zhibu.orgs.models import CalendarSpan, Organisation
from zhibu.orgs.queries import ancestors, calendar_spans, working_calendar

LOOKED_BACK = timedelta(days=200)
ROUTINE = {
    Kind.GENERAL_MEETING: (("通报支部工作", Manner.REPORT),),
    Kind.BRANCH_COMMITTEE: (("研究本月工作", Manner.DISCUSSION),),
    Kind.GROUP_MEETING: (("学习交流", Manner.STUDY),),
    Kind.PARTY_CLASS: (("讲党课", Manner.STUDY),),
}


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """One line of an agenda proposed. required: of the checklist (规定动作)."""

    title: str
    manner: Manner
    required: bool = False


@dataclass(frozen=True, slots=True)
class Outlook:
    """One sitting still to be held, as proposed (拟安排). source: where the proposal comes from."""

    kind: Kind
    term: str
    group: Organisation | None
    starts_at: datetime
    ends_at: datetime
    place: str
    theme: str
    card: str
    chair: RosterLine | None
    recorder: RosterLine | None
    agenda: tuple[AgendaLine, ...]
    source: str

    @property
    def key(self) -> str:
        """Stands for this sitting in the form."""
        return f"{self.kind}-{self.group.pk}" if self.group else self.kind.value

    @property
    def name(self) -> str:
        return aside(self.term, self.group.name) if self.group else self.term


def outlook_of(organisation: Organisation, *, today: date) -> tuple[Roster, list[Outlook]]:
    """Everything missing this month that is held monthly or each quarter, proposed as last time.

    Days avoid the school's holidays and examinations and days off; no two sittings of the same
    people on one day. Fifteen queries, whatever was held.
    """
    roster = roster_of(organisation, day=today)
    lines = [
        line
        for line in duty_lines([organisation.pk], today, today)
        if line.state == "miss" and line.until > today and line.duty.key in ROUTINE_KEYS
    ]
    groups = {group.pk: group for group in roster.groups}
    before = _before(organisation, today)
    days = _Days(organisation, today)
    found = []
    for line in sorted(lines, key=lambda x: ROUTINE_KEYS.index(Kind(x.duty.key))):
        group = groups.get(line.part_id or 0)
        last = before.get((line.duty.key, group.pk if group else None))
        found.append(_outlook(organisation, roster, line, group, last, days, today))
    return roster, sorted(found, key=lambda x: x.starts_at)


ROUTINE_KEYS = [
    Kind.BRANCH_COMMITTEE,
    Kind.GROUP_MEETING,
    Kind.THEME_DAY,
    Kind.PARTY_CLASS,
    Kind.GENERAL_MEETING,
]


def _before(organisation: Organisation, today: date) -> dict[tuple[str, int | None], Meeting]:
    """The last sitting of each kind and group with its agenda. Three queries."""
    rows = (
        Meeting.objects.filter(organisation=organisation, month__gte=today - LOOKED_BACK)
        .exclude(state=Meeting.State.CANCELLED)
        .select_related("gathering")
        .prefetch_related(Prefetch("items", AgendaItem.objects.order_by("order")))
        .order_by("gathering__starts_at")
    )
    return {(kind, m.group_id): m for m in rows for kind in m.kinds}


class _Days:
    """Days that may be proposed: not off, not in a holiday or an examination, each taken once."""

    def __init__(self, organisation: Organisation, today: date) -> None:
        end = month_of(today).until
        self.working = working_calendar(since=today, until=end)
        paths = [organisation.path, *ancestors(organisation.path)]
        self.closed = [
            s for s in calendar_spans(paths, since=today) if s.kind != CalendarSpan.Kind.TERM
        ]
        self.taken: set[date] = set()
        self.last = month_of(today).last_day

    def free(self, wanted: date, *, shared: bool, fixed: bool) -> date:
        """The day wanted, or the next that is free; without one this month, the day wanted.

        shared: others sit that evening, too. fixed: the branch's own day; only closed days move it.
        """
        day = wanted
        while day <= max(self.last, wanted):
            open_day = fixed or self.working.is_working(day)
            if open_day and not self._is_closed(day) and (shared or day not in self.taken):
                break
            day += timedelta(days=1)
        else:
            day = wanted
        if not shared:
            self.taken.add(day)
        return day

    def _is_closed(self, day: date) -> bool:
        return any(span.since <= day < span.until for span in self.closed)


def _outlook(
    organisation: Organisation,
    roster: Roster,
    line: DutyLine,
    group: Organisation | None,
    last: Meeting | None,
    days: _Days,
    today: date,
) -> Outlook:
    kind = Kind(line.duty.key)
    wanted = next_day(last, today=today)[0] if last else days.last + timedelta(days=1)
    fixed = wanted <= days.last
    if not fixed:  # no fixed day, or it is gone by: the coming days of the month
        wanted = min(today + timedelta(days=1), days.last)
    day = days.free(wanted, shared=group is not None, fixed=fixed)
    begin, length = START, LENGTH
    if last is not None:
        begin = clock.local(last.gathering.starts_at).time()
        length = last.gathering.ends_at - last.gathering.starts_at
    chair, _source = chair_of(roster, kind, group)
    recorder, _source = recorder_of(roster, group, chair)
    theme, card, agenda = _content(organisation, kind, last, day)
    starts_at = _at(day, begin)
    return Outlook(
        kind=kind,
        term=line.duty.term,
        group=group,
        starts_at=starts_at,
        ends_at=starts_at + length,
        place=last.gathering.place if last else "",
        theme=theme,
        card=card,
        chair=chair,
        recorder=recorder,
        agenda=agenda,
        source=_("照%(day)s安排") % {"day": day_words(last.gathering.starts_at)}
        if last
        else _("还没有先例，按常用议程"),
    )


def _at(day: date, begin: time) -> datetime:
    return datetime.combine(day, begin, tzinfo=clock.SHANGHAI)


def _content(
    organisation: Organisation, kind: Kind, last: Meeting | None, day: date
) -> tuple[str, str, tuple[AgendaLine, ...]]:
    """Theme, card and agenda: of a theme day the month's own, of others what the last one had."""
    if kind is Kind.THEME_DAY:
        settled = month_theme(organisation, month=day.replace(day=1))
        suggested = suggested_theme(day.month)
        code = settled.card if settled else suggested.cards[0]
        card = card_by_code(code, organisation=organisation) if code else None
        title = settled.theme if settled else (card.title if card else suggested.theme)
        checked = _checked(organisation, day, card)
        own = (AgendaLine(card.title, Manner.DISCUSSION),) if card else ()
        return title, code, (*checked, *own)
    theme = last.theme if last and kind is Kind.PARTY_CLASS else ""
    kept = _kept(last.items.all()) if last else ()
    return theme, "", kept or tuple(AgendaLine(*pair) for pair in ROUTINE[kind])


def _checked(organisation: Organisation, day: date, card: Card | None) -> Sequence[AgendaLine]:
    """The checklist of the theme day, in the words of the card where it has some."""
    titles = {fit.code: fit.title for fit in card.required} if card else {}
    return [
        AgendaLine(titles.get(c.code, str(_(c.term))), c.manner, required=True)
        for c in checklist_for(organisation, day=day)
        if not card or c.code in titles
    ]


def _kept(items: Iterable[AgendaItem]) -> tuple[AgendaLine, ...]:
    """Everyday items come again; what was voted on does not."""
    return tuple(
        AgendaLine(item.title, Manner(item.manner), item.required)
        for item in items
        if item.matter == Matter.REPORT
    )
