"""Which meetings somebody may open at all (看得见的会议). Unseen and absent are the same."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Exists, Q, QuerySet

from zhibu.gatherings.models import Attendee
from zhibu.kit import clock
from zhibu.kit.actor import Actor
from zhibu.meetings.domain.kinds import Kind
from zhibu.meetings.models import AgendaItem, AgreedItem, Meeting
from zhibu.meetings.rights import Reach, reach, reads_names
from zhibu.orgs.models import (
    BRANCH_KINDS,
    COMMITTEE_POSTS,
    ORGANISER_POSTS,
    Organisation,
    Post,
)
from zhibu.orgs.queries import on_day
from zhibu.people.models import StatusSpan

PARTY = (StatusSpan.Kind.FULL, StatusSpan.Kind.PROBATIONARY)
WITH_PLACE = ("organisation", "group", "group__parent", "gathering", "chair", "recorder")


def party_span(person_id: int | None) -> QuerySet[StatusSpan]:
    """The span that makes this person a Party member today, if there is one."""
    return StatusSpan.objects.filter(
        on_day(clock.today()),
        person_id=person_id or 0,
        kind__in=PARTY,
        standing=StatusSpan.Standing.NORMAL,
    )


def is_party_member(person_id: int | None) -> bool:
    """Full or probationary, today (党员). One query."""
    return person_id is not None and party_span(person_id).exists()


def hosted_by(actor: Actor) -> Q:
    """Meetings of the very bodies where this actor sits on the committee or leads the group."""
    return Q(organisation__path__in=actor.paths_of(*COMMITTEE_POSTS)) | Q(
        group__path__in=actor.paths_of(Post.GROUP_LEADER)
    )


def seen_meetings(*, seen_by: Actor) -> QuerySet[Meeting]:
    """Meetings this actor may open. Permission rows ``see_plan`` and ``see_committee_plan``.

    Officers: all of their body, drafts too. Party members of the branch: what was published, but
    no committee meetings. Others: what they are invited to. Superiors see counts, not meetings.
    """
    rows = Meeting.objects.select_related(*WITH_PLACE)
    if seen_by.is_house:
        return rows
    invited = Attendee.objects.filter(person_id=seen_by.person_id or 0).values("gathering_id")
    member = Q(Exists(party_span(seen_by.person_id)), organisation__path__in=seen_by.branches)
    open_to_all = ~Q(state=Meeting.State.DRAFT) & ~Q(kinds__contains=[Kind.BRANCH_COMMITTEE.value])
    return rows.filter(hosted_by(seen_by) | (open_to_all & (member | Q(gathering_id__in=invited))))


@dataclass(frozen=True, slots=True)
class Seen:
    """A meeting and how near the one who looks stands to it."""

    meeting: Meeting
    reach: Reach

    @property
    def officer(self) -> bool:
        """On the committee, or leading the very group: keeps the record."""
        return self.reach in {Reach.OFFICER, Reach.LEADER}

    def names(self, *, draft: bool) -> bool:
        """Whether this reader reads who was there."""
        return reads_names(self.reach, draft=draft)


def meeting_for_reading(meeting_id: int, *, seen_by: Actor) -> Seen:
    """One meeting as seen by this actor. Raises DoesNotExist (unseen). Two queries, one for officers."""
    meeting = seen_meetings(seen_by=seen_by).get(pk=meeting_id)
    nearness = reach(seen_by, meeting, party=False)
    if nearness not in {Reach.OFFICER, Reach.LEADER}:
        party = is_party_member(seen_by.person_id)
        nearness = reach(seen_by, meeting, party=party)
    return Seen(meeting, nearness)


def meeting_for_change(meeting_id: int, *, seen_by: Actor) -> Meeting:
    """One meeting, locked. Raises DoesNotExist (unseen). One query."""
    return seen_meetings(seen_by=seen_by).select_for_update(of=("self",)).get(pk=meeting_id)


def item_for_change(item_id: int, *, meeting: Meeting) -> AgendaItem:
    """One item of a meeting already locked. Raises DoesNotExist. One query."""
    return (
        AgendaItem.objects.select_for_update(of=("self",))
        .select_related("tally", "case__about")
        .get(pk=item_id, meeting=meeting)
    )


def agreed_item_for_change(agreed_id: int, *, seen_by: Actor) -> AgreedItem:
    """Something agreed, locked: one's own, or of a meeting one may open. Raises DoesNotExist."""
    seen = seen_meetings(seen_by=seen_by).values("pk")
    return (
        AgreedItem.objects.select_for_update(of=("self",))
        .select_related("meeting__organisation", "meeting__group__parent", "owner")
        .filter(Q(meeting__in=seen) | Q(owner_id=seen_by.person_id))
        .get(pk=agreed_id)
    )


def organisation_for_planning(organisation_id: int, *, seen_by: Actor) -> Organisation:
    """A body whose meetings this actor may plan. Raises DoesNotExist (unseen). One query."""
    paths = seen_by.paths_of(*COMMITTEE_POSTS, Post.GROUP_LEADER)
    rows = Organisation.objects.select_related("parent").filter(dissolved_on=None)
    if not seen_by.is_house:
        below = Q(kind=Organisation.Kind.GROUP, parent__path__in=paths)
        above = Q(children__path__in=seen_by.paths_of(Post.GROUP_LEADER))
        rows = rows.filter(Q(path__in=paths) | below | above).distinct()
    return rows.get(pk=organisation_id)


def overseen(*, seen_by: Actor) -> QuerySet[Organisation]:
    """Bodies whose duties this actor may look at: one's own, and of organisers those below.

    Permission row ``see_month_counts``.
    """
    rows = Organisation.objects.filter(dissolved_on=None).exclude(kind=Organisation.Kind.GROUP)
    if not seen_by.is_house:
        wide = (Q(path__startswith=path) for path in seen_by.paths_of(*ORGANISER_POSTS))
        rows = rows.filter(reduce(or_, wide, Q(path__in=seen_by.paths_of(*COMMITTEE_POSTS))))
    return rows


def body_to_oversee(organisation_id: int, *, seen_by: Actor) -> Organisation:
    """One such body. Raises DoesNotExist (unseen). One query."""
    return overseen(seen_by=seen_by).get(pk=organisation_id)


def branches_below(body: Organisation) -> list[Organisation]:
    """The branches that stand today at a body or below it. One query."""
    return list(
        Organisation.objects.filter(
            path__startswith=body.path, kind__in=BRANCH_KINDS, dissolved_on=None
        ).order_by("path")
    )


def voice_of(organisation_id: int, *, seen_by: Actor) -> Organisation:
    """The branch, seen by one of its Party members or its officers. Raises DoesNotExist. One query."""
    member = Q(Exists(party_span(seen_by.person_id)), path__in=seen_by.branches)
    rows = Organisation.objects.filter(dissolved_on=None)
    if not seen_by.is_house:
        rows = rows.filter(member | Q(path__in=seen_by.paths_of(*COMMITTEE_POSTS)))
    return rows.get(pk=organisation_id)
