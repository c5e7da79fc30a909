"""Sittings as lines, what waits for somebody, what was agreed (会议列表、待办、议定事项)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from zhibu.gatherings.models import Attendee
from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.kit.language import aside, listed
from zhibu.meetings.body import RecordBody, digest_of
from zhibu.meetings.domain.kinds import RULES, Kind
from zhibu.meetings.models import AgreedItem, FeedbackGiven, Meeting
from zhibu.meetings.queries.bodies import drawn, hindrances, materials_of
from zhibu.meetings.queries.gates import WITH_PLACE, hosted_by, seen_meetings
from zhibu.orgs.models import COMMITTEE_POSTS, Organisation, Post
from zhibu.orgs.queries import ancestors

WEEK_MOST = 3


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
        term=listed(_(RULES[kind].term) for kind in kinds),
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


def month_and_ahead(
    organisation: Organisation, *, month: date, seen_by: Actor, limit: int = 3
) -> tuple[list[HeldLine], list[HeldLine]]:
    """A month's sittings as ``held_in`` has them, and the next published ones. One query."""
    first, soon = month.replace(day=1), clock.now() - timedelta(hours=12)
    coming = Q(state=Meeting.State.PUBLISHED, gathering__ends_at__gte=soon)
    rows = list(
        seen_meetings(seen_by=seen_by)
        .filter(Q(month=first) | coming, organisation=organisation)
        .order_by("gathering__starts_at", "pk")
    )
    ahead = [m for m in rows if m.state == Meeting.State.PUBLISHED and m.gathering.ends_at >= soon]
    return [_line(m) for m in rows if m.month == first], [_line(m) for m in ahead[:limit]]


def ahead_of(organisation_id: int, *, since: datetime) -> list[Meeting]:
    """Sittings of a body not held yet, from this instant on: drafts and published ones. One query."""
    return list(
        Meeting.objects.filter(
            organisation_id=organisation_id,
            state__in=[Meeting.State.DRAFT, Meeting.State.PUBLISHED],
            gathering__starts_at__gte=since,
        ).order_by("gathering__starts_at", "pk")
    )


# ---- for the home pages


@dataclass(frozen=True, slots=True)
class DraftToConfirm:
    """One drafted record waiting for the one confirmation (待我确认)."""

    meeting_id: int
    title: str
    on: date
    sources: str


@dataclass(frozen=True, slots=True)
class DraftInFull:
    """A draft with all it says, to be looked through where it stands (看草稿).

    digest: of what is shown. hindered: why it cannot be confirmed yet, a sentence each.
    """

    line: DraftToConfirm
    body: RecordBody
    digest: str
    hindered: tuple[str, ...]


def drafts_to_confirm(actor: Actor) -> list[DraftToConfirm]:
    """Drafts this actor may confirm, oldest first. One query."""
    return [_draft(m) for m in _drafts(actor)]


def drafts_in_full(actor: Actor) -> list[DraftInFull]:
    """The same with their texts. Nine queries for one branch, whatever the number of drafts."""
    meetings = list(_drafts(actor))
    if not meetings:
        return []
    found = []
    for material in materials_of(meetings):
        body = drawn(material)
        line = _draft(material.meeting)
        found.append(DraftInFull(line, body, digest_of(body), tuple(hindrances(body))))
    return found


def _drafts(actor: Actor) -> QuerySet[Meeting]:
    leads = actor.paths_of(Post.SECRETARY, Post.DEPUTY_SECRETARY)
    return (
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


def _draft(m: Meeting) -> DraftToConfirm:
    line = _line(m)
    term = aside(line.term, line.group) if line.group else line.term
    return DraftToConfirm(
        meeting_id=m.pk,
        title=_("%(term)s记录") % {"term": term},
        on=line.on,
        sources=_("补录，由填写的内容起草") if m.late_entry else _("由议程、签到和计票填写"),
    )


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
        for a in agreed.only("matter", "due_on")[:limit]
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
        .order_by("-gathering__starts_at")
        .values_list("pk", "gathering__starts_at")
    )
    items += [
        WeekItem(
            "feedback",
            _("主题党日反馈"),
            clock.local(starts_at).date(),
            _("三问，不记名，自愿"),
            "meetings:feedback",
            pk,
        )
        for pk, starts_at in asked[: max(0, limit - len(items))]
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


def shelves_of(actor: Actor) -> list[Organisation]:
    """Bodies whose cards this actor may look at (``see_library``): own branches, an 组织员's own body,
    everything an organiser looks after. Three queries at most."""
    own = branches_of(actor)
    wide = actor.paths_of(Post.COLLEGE_ORGANISER, Post.UNIVERSITY_ORGANISER)
    here = actor.paths_of(Post.ORGANIZER)
    if not wide and not here:
        return own
    reach = reduce(or_, (Q(path__startswith=path) for path in wide), Q(path__in=here))
    rows = Organisation.objects.filter(reach, dissolved_on=None).exclude(
        kind=Organisation.Kind.GROUP
    )
    return [*own, *rows.order_by("path")]


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
