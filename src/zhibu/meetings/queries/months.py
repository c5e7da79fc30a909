"""The month of a branch (本月): what is due, held, drafted; for its own pages and for the home pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from zhibu.gatherings.models import Attendee
from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.period import Period, add_months, month_of
from zhibu.kit.regulations import Cite
from zhibu.meetings.domain.kinds import RULES, Kind, Rhythm, not_applicable
from zhibu.meetings.models import AgreedItem, FeedbackGiven, Meeting
from zhibu.meetings.queries.gates import WITH_PLACE, hosted_by, seen_meetings
from zhibu.meetings.queries.rosters import Roster, roster_of
from zhibu.orgs.models import COMMITTEE_POSTS, CalendarSpan, Organisation, Post
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
FEEDBACK_DAYS = 30
WEEK_MOST = 3


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
        rhythm=_RHYTHMS[rule.rhythm],
        why=why,
        cite=rule.cite,
        group_id=group.pk if group else None,
        group=group.name if group else "",
        meeting_id=meeting.pk if meeting else None,
    )


_RHYTHMS = {Rhythm.MONTH: "每月一次", Rhythm.QUARTER: "每季度一次", Rhythm.YEAR: "每年一次"}


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


# ---- lists


@dataclass(frozen=True, slots=True)
class HeldLine:
    """One sitting on the month's ruler and in lists (会议一行). state: of the month's tags."""

    meeting_id: int
    term: str
    short: str
    theme: str
    group: str
    on: date
    starts_at: datetime
    place: str
    state: str
    state_words: str
    kinds: tuple[str, ...]
    late_entry: bool


STATES = {
    Meeting.State.DRAFT: "plan",
    Meeting.State.PUBLISHED: "wait",
    Meeting.State.HELD: "draft",
    Meeting.State.CONFIRMED: "done",
    Meeting.State.CANCELLED: "na",
}


def held_in(organisation: Organisation, *, month: date, seen_by: Actor) -> list[HeldLine]:
    """Sittings of a month this actor may see, by day, for the ruler and the list. One query.

    month: any day of it; cancelled and planned ones are in it, with their state.
    """
    rows = seen_meetings(seen_by=seen_by).filter(
        organisation=organisation, month=month.replace(day=1)
    )
    return lines_of(rows.order_by("gathering__starts_at", "pk"))


def lines_of(rows: QuerySet[Meeting]) -> list[HeldLine]:
    """Meetings as lines. One query."""
    return [_line(m) for m in rows]


def _line(m: Meeting) -> HeldLine:
    kinds = [kind for kind in Kind if kind in m.kind_set]
    start = clock.local(m.gathering.starts_at)
    return HeldLine(
        meeting_id=m.pk,
        term="、".join(_(RULES[kind].term) for kind in kinds),
        short=_(RULES[kinds[0]].short),
        theme=m.theme,
        group=m.group.name if m.group else "",
        on=start.date(),
        starts_at=start,
        place=m.gathering.place,
        state=STATES[Meeting.State(m.state)],
        state_words=m.get_state_display(),
        kinds=tuple(kinds),
        late_entry=m.late_entry,
    )


def upcoming(organisation: Organisation, *, seen_by: Actor, limit: int = 3) -> list[HeldLine]:
    """The next published sittings of a branch. One query."""
    rows = seen_meetings(seen_by=seen_by).filter(
        organisation=organisation,
        state=Meeting.State.PUBLISHED,
        gathering__ends_at__gte=clock.now() - timedelta(hours=12),
    )
    return lines_of(rows.order_by("gathering__starts_at", "pk")[:limit])


# ---- for the home pages


@dataclass(frozen=True, slots=True)
class DraftToConfirm:
    """One drafted record waiting for the one confirmation (待我确认)."""

    meeting_id: int
    title: str
    on: date
    sources: str


def drafts_to_confirm(actor: Actor) -> list[DraftToConfirm]:
    """Drafts this actor may confirm, oldest first. One query."""
    leads = actor.paths_of(Post.SECRETARY, Post.DEPUTY_SECRETARY)
    rows = (
        Meeting.objects.filter(hosted_by(actor), state=Meeting.State.HELD)
        .filter(
            Exists(Organisation.objects.filter(path__in=leads, pk=OuterRef("organisation_id")))
            | Exists(
                Organisation.objects.filter(
                    path__in=actor.paths_of(Post.GROUP_LEADER), pk=OuterRef("group_id")
                )
            )
        )
        .select_related(*WITH_PLACE)
        .order_by("gathering__starts_at", "pk")
    )
    return [
        DraftToConfirm(
            meeting_id=m.pk,
            title=_("%(term)s记录") % {"term": _line(m).term},
            on=clock.local(m.gathering.starts_at).date(),
            sources=_("补录，由填写的内容起草") if m.late_entry else _("由议程、签到和计票填写"),
        )
        for m in rows
    ]


@dataclass(frozen=True, slots=True)
class WeekItem:
    """Something small to do after a sitting, for the member's week (本周要做的).

    kind: ``feedback`` or ``agreed``. url_name, pk: where one tap leads.
    """

    kind: str
    title: str
    on: date
    words: str
    url_name: str
    pk: int


def week_items(actor: Actor, *, limit: int = WEEK_MOST) -> list[WeekItem]:
    """Agreed items due within seven days, then feedback not yet given, soonest first. Two queries.

    Sittings themselves come from ``gatherings.queries.gatherings_for``, notices from their own
    room. Nothing here is an obligation beyond what was agreed.
    """
    if actor.person_id is None:
        return []
    today = clock.today()
    agreed = AgreedItem.objects.filter(
        owner_id=actor.person_id,
        state=AgreedItem.State.OPEN,
        due_on__lte=today + timedelta(days=7),
        meeting__state=Meeting.State.CONFIRMED,
    ).order_by("due_on", "pk")
    items = [
        WeekItem(
            "agreed",
            a.matter,
            a.due_on,
            _("议定事项，填一句落实情况"),
            "meetings:agreed_item",
            a.pk,
        )
        for a in agreed[:limit]
    ]
    came = Attendee.objects.filter(
        gathering=OuterRef("gathering"), person_id=actor.person_id, present_at__isnull=False
    )
    given = FeedbackGiven.objects.filter(meeting=OuterRef("pk"), person_id=actor.person_id)
    asked = (
        Meeting.objects.filter(
            Exists(came),
            ~Exists(given),
            kinds__contains=[Kind.THEME_DAY.value],
            state__in=[Meeting.State.HELD, Meeting.State.CONFIRMED],
            gathering__starts_at__gte=clock.now() - timedelta(days=7),
        )
        .select_related(*WITH_PLACE)
        .order_by("-gathering__starts_at")
    )
    items += [
        WeekItem(
            "feedback",
            _("主题党日反馈"),
            clock.local(m.gathering.starts_at).date(),
            _("三问，不记名，自愿"),
            "meetings:feedback",
            m.pk,
        )
        for m in asked[: max(0, limit - len(items))]
    ]
    return items


# ---- what the room's own pages ask


def branches_of(actor: Actor) -> list[Organisation]:
    """Bodies whose meetings this actor sees as an officer, a leader or a member. One query."""
    paths = {g.path for g in actor.grants if g.post in {*COMMITTEE_POSTS, Post.GROUP_LEADER}}
    paths |= set(actor.branches)
    parents = [ancestors(path)[0] for path in paths if ancestors(path)]
    rows = Organisation.objects.filter(path__in=[*paths, *parents], dissolved_on=None)
    return [o for o in rows.order_by("path") if o.is_branch]


def follow_ups(organisation: Organisation, *, seen_by: Actor) -> list[AgreedItem]:
    """What was agreed in confirmed sittings this actor may see: open first, by their day. One query."""
    seen = seen_meetings(seen_by=seen_by).filter(
        organisation=organisation, state=Meeting.State.CONFIRMED
    )
    rows: Iterable[AgreedItem] = (
        AgreedItem.objects.filter(meeting__in=seen.values("pk"))
        .select_related("meeting__gathering", "meeting__organisation", "meeting__group__parent")
        .order_by("due_on", "pk")
    )
    return sorted(rows, key=lambda a: (a.state != AgreedItem.State.OPEN, a.due_on))


def agreed_item_for_reading(agreed_id: int, *, seen_by: Actor) -> AgreedItem:
    """One agreed item: one's own or of a meeting one may see. Raises DoesNotExist. One query."""
    seen = seen_meetings(seen_by=seen_by).values("pk")
    rows = AgreedItem.objects.select_related(
        "meeting__gathering", "meeting__organisation", "meeting__group__parent", "owner"
    )
    own = rows.filter(owner_id=seen_by.person_id) if seen_by.person_id else rows.none()
    return (rows.filter(meeting__in=seen) | own).get(pk=agreed_id)
