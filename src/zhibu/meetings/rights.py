"""How near somebody stands to a meeting (与会议的关系): the words of docs/permissions.md as code. Pure."""

from __future__ import annotations

from enum import StrEnum

from zhibu.kit.actor import Actor
from zhibu.meetings.domain.kinds import Kind
from zhibu.meetings.models import Meeting
from zhibu.orgs.models import COMMITTEE_POSTS, Post
from zhibu.orgs.rights import holds_own

LEADS: tuple[str, ...] = (Post.SECRETARY, Post.DEPUTY_SECRETARY)
HOSTS: tuple[str, ...] = (*COMMITTEE_POSTS, Post.GROUP_LEADER)
CALLERS: tuple[str, ...] = (*LEADS, Post.GROUP_LEADER)
THEMERS: tuple[str, ...] = (*LEADS, Post.PUBLICITY)
TELLERS: tuple[str, ...] = (*LEADS, Post.ORGANISATION)

INNER_KINDS = frozenset({Kind.LIFE_MEETING, Kind.MEMBER_REVIEW})


class Reach(StrEnum):
    """Officer: of the committee. Leader: of the very group that sits. Member: Party member of the
    branch. Guest: only invited."""

    OFFICER = "officer"
    LEADER = "leader"
    MEMBER = "member"
    GUEST = "guest"


def reach(actor: Actor, meeting: Meeting, *, party: bool) -> Reach:
    """How near this actor stands. party: whether a Party member today (activists are not)."""
    if actor.is_house or holds_own(actor, *COMMITTEE_POSTS, organisation=meeting.place_of_rights):
        return Reach.OFFICER
    if holds_own(actor, Post.GROUP_LEADER, organisation=meeting.place_of_rights):
        return Reach.LEADER
    if party and meeting.organisation.path in actor.branches:
        return Reach.MEMBER
    return Reach.GUEST


def reads_text(nearness: Reach, meeting: Meeting) -> bool:
    """Who reads what a record says: members once confirmed, but neither committee nor life meetings."""
    if nearness in {Reach.OFFICER, Reach.LEADER}:
        return True
    closed = meeting.kind_set & (INNER_KINDS | {Kind.BRANCH_COMMITTEE})
    return (
        nearness is Reach.MEMBER and meeting.state == Meeting.State.CONFIRMED and not bool(closed)
    )


def reads_names(nearness: Reach, *, draft: bool) -> bool:
    """Who reads who was there: the committee; a group's leader only while drafting (DC-05)."""
    return nearness is Reach.OFFICER or (draft and nearness is Reach.LEADER)
