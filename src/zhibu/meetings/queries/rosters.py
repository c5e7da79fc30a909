"""Who belongs to a branch on a day, as far as a meeting asks (应到人员的来源)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from zhibu.meetings.domain.kinds import Member, Standing
from zhibu.meetings.queries.gates import PARTY
from zhibu.orgs.models import COMMITTEE_POSTS, Organisation, Post
from zhibu.people.models import Appointment, Membership, StatusSpan

COMMITTEE_FROM = 7  # full members from which a committee must exist. Source: 支部条例 ch. 6
COMMITTEE_LEAST = 3


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One person of the branch on the day. kind: the status code; posts: held in this branch."""

    person_id: int
    name: str
    kind: str
    standing: Standing
    vote_suspended: bool
    group_id: int | None
    posts: tuple[str, ...]

    @property
    def member(self) -> Member:
        """The same person in the words of the law."""
        return Member(
            person_id=self.person_id,
            standing=self.standing,
            vote_suspended=self.vote_suspended,
            on_committee=self.on_committee,
            group=self.group_id,
        )

    @property
    def on_committee(self) -> bool:
        return any(post in COMMITTEE_POSTS for post in self.posts)

    @property
    def called(self) -> str:
        """With the post before the name where there is one: 组织委员周若棠."""
        post = next((p for p in self.posts if p in COMMITTEE_POSTS), "")
        return f"{Post(post).label if post else ''}{self.name}"


@dataclass(frozen=True, slots=True)
class Roster:
    """A branch on a day (当天名册), in the order of pinyin."""

    organisation: Organisation
    day: date
    lines: tuple[RosterLine, ...]
    groups: tuple[Organisation, ...]

    @property
    def party(self) -> tuple[RosterLine, ...]:
        return tuple(line for line in self.lines if line.member.is_member)

    @property
    def activists(self) -> tuple[RosterLine, ...]:
        """入党积极分子 and 发展对象: may be invited as observers."""
        kinds = {StatusSpan.Kind.ACTIVIST, StatusSpan.Kind.PROSPECT}
        return tuple(line for line in self.lines if line.kind in kinds)

    @property
    def full_count(self) -> int:
        return sum(line.standing is Standing.FULL for line in self.lines)

    @property
    def has_committee(self) -> bool:
        """Seven full members must have one; a smaller branch with three officers has one, too.

        Source: 《中国共产党支部工作条例（试行）》
        """
        officers = sum(line.on_committee for line in self.party)
        return self.full_count >= COMMITTEE_FROM or officers >= COMMITTEE_LEAST

    def holder(self, *posts: str) -> RosterLine | None:
        """Who holds the first of these posts that anybody holds."""
        for post in posts:
            for line in self.lines:
                if post in line.posts:
                    return line
        return None

    def by_id(self, person_id: int | None) -> RosterLine | None:
        return next((line for line in self.lines if line.person_id == person_id), None)

    def named(self, name: str) -> RosterLine | None:
        """The one person of this name; None when nobody or more than one bears it."""
        plain = name.strip()
        for post in Post.labels:
            plain = plain.removeprefix(str(post))
        found = [line for line in self.lines if line.name == plain]
        return found[0] if len(found) == 1 else None


def roster_of(organisation: Organisation, *, day: date) -> Roster:
    """The branch's people and groups on a day. Four queries."""
    return rosters_of(organisation, days=[day])[day]


def rosters_of(organisation: Organisation, *, days: Iterable[date]) -> dict[date, Roster]:
    """The same on several days. Four queries, whatever the number of days."""
    wanted = sorted(set(days))
    here = [
        _Place(*row)
        for row in Membership.objects.filter(_between(wanted), organisation=organisation)
        .order_by("person__pinyin_key", "person_id", "since")
        .values_list("since", "until", "person_id", "person__name", "group_id")
    ]
    spans = [
        _Status(*row)
        for row in StatusSpan.objects.filter(
            _between(wanted), person_id__in={place.person_id for place in here}
        ).values_list("since", "until", "person_id", "kind", "standing", "vote_suspended")
    ]
    held = [
        _Held(*row)
        for row in Appointment.objects.filter(
            Q(organisation=organisation) | Q(organisation__parent=organisation), _between(wanted)
        )
        .order_by("pk")
        .values_list("since", "until", "person_id", "post")
    ]
    groups = tuple(
        Organisation.objects.filter(
            parent=organisation, kind=Organisation.Kind.GROUP, dissolved_on=None
        ).order_by("pk")
    )
    found = {}
    for day in wanted:
        status = {span.person_id: span for span in spans if _holds(span, day)}
        posts: dict[int, list[str]] = {}
        for post in held:
            if _holds(post, day):
                posts.setdefault(post.person_id, []).append(post.post)
        lines = tuple(
            _line(place, status.get(place.person_id), posts.get(place.person_id, []))
            for place in here
            if _holds(place, day)
        )
        found[day] = Roster(organisation, day, lines, groups)
    return found


def _between(days: Sequence[date]) -> Q:
    """Spans that hold on some day from the first of these to the last."""
    return Q(since__lte=days[-1]) & (Q(until=None) | Q(until__gt=days[0]))


@dataclass(frozen=True, slots=True)
class _Span:
    """From when to when something of a person holds: nothing but the columns a roster needs."""

    since: date
    until: date | None
    person_id: int


@dataclass(frozen=True, slots=True)
class _Place(_Span):
    name: str
    group_id: int | None


@dataclass(frozen=True, slots=True)
class _Status(_Span):
    kind: str
    standing: str
    vote_suspended: bool


@dataclass(frozen=True, slots=True)
class _Held(_Span):
    post: str


_ORDER = {post: at for at, post in enumerate(Post.values)}


def _holds(span: _Span, day: date) -> bool:
    return span.since <= day and (span.until is None or day < span.until)


def _line(place: _Place, span: _Status | None, posts: list[str]) -> RosterLine:
    normal = span is not None and span.standing == StatusSpan.Standing.NORMAL
    kind = span.kind if span else ""
    standing = Standing(kind) if normal and kind in PARTY else Standing.OTHER
    return RosterLine(
        person_id=place.person_id,
        name=place.name,
        kind=kind,
        standing=standing,
        vote_suspended=bool(span and span.vote_suspended),
        group_id=place.group_id,
        posts=tuple(sorted(set(posts), key=lambda post: _ORDER.get(post, len(_ORDER)))),
    )
