"""Who sees which meeting, and what of its record (DC-05, DC-19)."""

from __future__ import annotations

import pytest
from django.core.exceptions import ObjectDoesNotExist
from tests.cast import acting
from tests.meetings.life import AFTER, STARTS, Life, at

from zhibu.kit.actor import Actor
from zhibu.meetings import actions, queries
from zhibu.meetings.domain.kinds import Kind
from zhibu.meetings.entries import PlannedItem
from zhibu.meetings.models import Meeting
from zhibu.meetings.queries import ReadRecord
from zhibu.meetings.rights import Reach
from zhibu.orgs.models import Post


def sees(actor: Actor) -> list[int]:
    return sorted(queries.seen_meetings(seen_by=actor).values_list("pk", flat=True))


def reads(actor: Actor, meeting: Meeting) -> ReadRecord | None:
    return queries.record_for_reading(queries.meeting_for_reading(meeting.pk, seen_by=actor))


def test_drafts_are_the_officers_published_plans_the_members(life: Life) -> None:
    draft, published = life.plan(), life.publish()
    assert sees(life.publicity) == [draft.pk, published.pk]
    assert sees(life.member) == [published.pk]


def test_committee_meetings_are_the_committees(life: Life) -> None:
    meeting = life.confirm(Kind.BRANCH_COMMITTEE).meeting
    assert sees(life.publicity) == [meeting.pk]
    assert sees(life.member) == []
    with pytest.raises(ObjectDoesNotExist):
        queries.meeting_for_reading(meeting.pk, seen_by=life.member)


def test_an_activist_sees_only_what_they_are_invited_to(life: Life) -> None:
    life.publish()
    invited = life.publish(with_activists=True, starts_at=STARTS.replace(day=26))
    activist = acting(life.activist)
    assert sees(activist) == [invited.pk]
    assert queries.meeting_for_reading(invited.pk, seen_by=activist).reach is Reach.GUEST


def test_superiors_and_other_branches_see_no_meeting(life: Life) -> None:
    life.confirm()
    for actor in (life.branch.organiser(), life.branch.sibling().secretary):
        assert sees(actor) == []


def test_members_read_a_confirmed_text_without_anybodys_name(life: Life) -> None:
    meeting = life.confirm(people=life.full[:6]).meeting
    text, whole = reads(life.member, meeting), reads(life.publicity, meeting)
    assert text is not None
    assert whole is not None
    assert (text.body.attended, text.body.absent, text.body.observers) == ((), (), ())
    assert (len(whole.body.attended), len(whole.body.absent)) == (6, 4)
    assert text.body.counts == whole.body.counts


def test_members_do_not_read_drafts_or_life_meetings(life: Life) -> None:
    draft = life.hold()
    inner = life.confirm(
        Kind.LIFE_MEETING,
        items=[PlannedItem(title="开展批评和自我批评")],
        starts_at=STARTS.replace(day=26),
    ).meeting
    assert reads(life.member, draft) is None
    assert reads(life.member, inner) is None
    assert reads(life.officer, inner) is not None
    with pytest.raises(ObjectDoesNotExist):
        queries.versions_for_reading(queries.meeting_for_reading(inner.pk, seen_by=life.member))


def test_a_group_leader_is_an_officer_of_the_own_group_only(life: Life) -> None:
    group = life.group(people=life.full[4:7])
    leader = acting(life.full[4])
    meeting = life.plan(Kind.GROUP_MEETING, group_id=group.pk)
    general = life.publish(Kind.GENERAL_MEETING, starts_at=STARTS.replace(day=26))
    assert queries.meeting_for_reading(meeting.pk, seen_by=leader).reach is Reach.LEADER
    assert queries.meeting_for_reading(general.pk, seen_by=leader).reach is Reach.MEMBER
    assert sees(acting(life.full[5])) == [general.pk]


def test_a_group_leader_reads_names_only_while_drafting(life: Life) -> None:
    group = life.group(people=life.full[4:7])
    leader = acting(life.full[4])
    meeting = life.hold(Kind.GROUP_MEETING, group_id=group.pk, people=life.full[4:6])
    draft = reads(leader, meeting)
    actions.confirm_record(actor=leader, meeting_id=meeting.pk)
    kept = reads(leader, Meeting.objects.get(pk=meeting.pk))
    assert draft is not None
    assert kept is not None
    assert (len(draft.body.absent), len(kept.body.absent)) == (1, 0)


def test_rights_end_with_the_post(life: Life) -> None:
    meeting = life.hold()
    successor = life.branch.appoint(life.full[3], Post.DISCIPLINE)
    assert successor.holds_at(Post.DISCIPLINE, path=life.organisation.path)
    life.full[3].appointments.update(until=STARTS.date())
    with at(AFTER):
        assert sees(acting(life.full[3])) == [meeting.pk]
        seen = queries.meeting_for_reading(meeting.pk, seen_by=acting(life.full[3]))
        assert seen.reach is Reach.MEMBER
