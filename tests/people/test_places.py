"""Where somebody belongs and what they are: always by a day, never two on one day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.cast import FOUNDED, Branch, acting

from zhibu.kit.verdict import Conflict, Invalid, Refused
from zhibu.orgs.models import Organisation, Post
from zhibu.people import queries
from zhibu.people.actions import (
    assign_group,
    change_status,
    move_member,
    release_members,
    suspend_vote,
)
from zhibu.people.events import MembershipBegan, MembershipEnded, StatusChanged
from zhibu.people.models import Membership, StatusSpan
from zhibu.trail.models import AuditNote, OutboxEvent

SINCE = date(2026, 9, 1)
BEFORE = SINCE - timedelta(days=1)


def told(event: type) -> int:
    return OutboxEvent.objects.filter(kind=f"people.{event.__name__}").count()


def test_a_moved_member_was_here_until_the_day_before(branch: Branch) -> None:
    other = branch.sibling()
    member = branch.join("陆知夏")
    group = branch.group()
    branch.appoint(member, Post.PUBLICITY)
    branch.appoint(member, Post.GROUP_LEADER, at=group)

    move_member(
        actor=branch.organiser(),
        person_id=member.pk,
        organisation_id=other.organisation.pk,
        since=SINCE,
        ground="年级调整",
    )

    homes = [queries.home_organisation(member.pk, day=day) for day in (BEFORE, SINCE)]
    assert homes == [branch.organisation, other.organisation]
    assert [a.until for a in member.appointments.all()] == [SINCE, SINCE]
    assert (told(MembershipEnded), told(MembershipBegan)) == (1, 1)
    assert acting(member).grants == ()


def test_a_move_that_cannot_be_is_refused(branch: Branch) -> None:
    other, member, group = branch.sibling(), branch.join("陆知夏"), branch.group()
    organiser = branch.organiser()

    def move(to: Organisation, since: date = SINCE) -> None:
        move_member(
            actor=organiser, person_id=member.pk, organisation_id=to.pk, since=since, ground=""
        )

    with pytest.raises(Conflict):
        move(branch.organisation)
    with pytest.raises(Invalid):
        move(group)
    with pytest.raises(Invalid):
        move(other.organisation, FOUNDED)
    assert member.memberships.count() == 1


def test_those_released_leave_the_house_and_their_posts_together(branch: Branch) -> None:
    first, second, staying = (branch.join(name) for name in ("陆知夏", "许静仪", "周若棠"))
    branch.appoint(first, Post.PUBLICITY)

    gone = release_members(
        actor=branch.organiser(),
        organisation_id=branch.organisation.pk,
        person_ids=[first.pk, second.pk],
        on=SINCE,
        ground="毕业，转往澜州市人才服务中心党委",
    )

    here = Membership.objects.filter(until=None, organisation=branch.organisation)
    kept = {branch.secretary_person.pk, branch.officer_person.pk, staying.pk}
    assert gone == 2
    assert set(here.values_list("person_id", flat=True)) == kept
    assert first.memberships.get().until == second.memberships.get().until == SINCE
    assert (told(MembershipEnded), told(MembershipBegan)) == (2, 0)
    assert acting(first).grants == ()
    assert AuditNote.objects.filter(action="people.members.released").count() == 1


def test_a_release_that_cannot_be_changes_nothing(branch: Branch) -> None:
    member, elsewhere = branch.join("陆知夏"), branch.sibling().join("江一舟")
    organiser = branch.organiser()

    def release(*people: int, on: date = SINCE, ground: str = "调离") -> None:
        release_members(
            actor=organiser,
            organisation_id=branch.organisation.pk,
            person_ids=people,
            on=on,
            ground=ground,
        )

    with pytest.raises(Invalid):
        release()
    with pytest.raises(Invalid):
        release(member.pk, ground=" ")
    with pytest.raises(Invalid):
        release(member.pk, on=FOUNDED)
    with pytest.raises(Membership.DoesNotExist):
        release(member.pk, elsewhere.pk)
    with pytest.raises(Refused):
        release_members(
            actor=branch.secretary,
            organisation_id=branch.organisation.pk,
            person_ids=[member.pk],
            on=SINCE,
            ground="调离",
        )
    assert (member.memberships.get().until, told(MembershipEnded)) == (None, 0)


def test_a_secretary_moves_nobody(branch: Branch) -> None:
    member = branch.join("陆知夏")
    with pytest.raises(Refused):
        move_member(
            actor=branch.secretary,
            person_id=member.pk,
            organisation_id=branch.college.pk,
            since=SINCE,
            ground="",
        )


def test_many_are_put_into_groups_at_once(branch: Branch) -> None:
    first, second = branch.group(), branch.group("第二党小组")
    people = [branch.join(name) for name in ("陆知夏", "何屿", "邱明舒")]
    places = dict(zip([p.pk for p in people], [first.pk, second.pk, None], strict=True))

    changed = assign_group(
        actor=branch.officer, organisation_id=branch.organisation.pk, places=places, on=SINCE
    )

    assert changed == 2
    held = [
        {m.person_id: m.group_id for m in queries.members_of(under=branch.organisation.path, day=d)}
        for d in (BEFORE, SINCE)
    ]
    ids = [p.pk for p in people]
    assert [held[0][pk] for pk in ids] == [None, None, None]
    assert {pk: held[1][pk] for pk in ids} == places
    assert told(MembershipEnded) == 0
    assert AuditNote.objects.get(action="people.members.grouped").facts == {
        "places": {str(people[0].pk): first.pk, str(people[1].pk): second.pk},
        "on": "2026-09-01",
    }


def test_nobody_is_put_into_a_group_of_another_branch(branch: Branch) -> None:
    other = branch.sibling()
    foreign, stranger = other.group(), other.join("何屿")
    member = branch.join("陆知夏")
    for places in ({member.pk: foreign.pk}, {stranger.pk: None}):
        with pytest.raises(Membership.DoesNotExist):
            assign_group(
                actor=branch.officer, organisation_id=branch.organisation.pk, places=places
            )
    with pytest.raises(Refused):
        assign_group(
            actor=acting(member), organisation_id=branch.organisation.pk, places={member.pk: None}
        )


def test_a_decision_changes_the_kind_from_its_day_on(branch: Branch) -> None:
    member = branch.join("陆知夏", kind=StatusSpan.Kind.PROBATIONARY)
    change_status(
        actor=branch.officer,
        person_id=member.pk,
        kind=StatusSpan.Kind.FULL,
        since=SINCE,
        ground="支部党员大会 2026 年 9 月 1 日决议",
    )
    kinds = [
        {m.person_id: m.kind for m in queries.members_of(under=branch.organisation.path, day=day)}
        for day in (BEFORE, SINCE)
    ]
    assert [k[member.pk] for k in kinds] == ["probationary", "full"]
    assert told(StatusChanged) == 1


def test_a_kind_is_not_changed_to_itself_nor_before_it_began_nor_by_oneself(
    branch: Branch,
) -> None:
    member = branch.join("陆知夏", kind=StatusSpan.Kind.PROBATIONARY)
    full = StatusSpan.Kind.FULL
    with pytest.raises(Conflict):
        change_status(
            actor=branch.officer,
            person_id=member.pk,
            kind=StatusSpan.Kind.PROBATIONARY,
            since=SINCE,
            ground="",
        )
    with pytest.raises(Invalid):
        change_status(
            actor=branch.officer, person_id=member.pk, kind=full, since=FOUNDED, ground=""
        )
    with pytest.raises(Invalid):
        change_status(
            actor=branch.officer, person_id=member.pk, kind="hero", since=SINCE, ground=""
        )
    with pytest.raises(Refused):
        change_status(actor=acting(member), person_id=member.pk, kind=full, since=SINCE, ground="")


def test_a_resting_vote_outlasts_a_change_of_standing_and_comes_back_by_its_own_decision(
    branch: Branch,
) -> None:
    member, organiser = branch.join("陆知夏"), branch.organiser()

    def rest(*, suspended: bool, since: date) -> None:
        suspend_vote(
            actor=organiser, person_id=member.pk, suspended=suspended, since=since, ground="3号"
        )

    def votes(day: date) -> bool:
        lines = queries.members_of(under=branch.organisation.path, day=day)
        return next(m.has_vote for m in lines if m.person_id == member.pk)

    rest(suspended=True, since=SINCE)
    change_status(
        actor=organiser,
        person_id=member.pk,
        kind=StatusSpan.Kind.FULL,
        standing=StatusSpan.Standing.SUSPENDED,
        since=date(2026, 10, 1),
        ground="4号",
    )
    assert [votes(d) for d in (BEFORE, SINCE, date(2026, 10, 2))] == [True, False, False]
    rest(suspended=False, since=date(2026, 11, 1))
    assert votes(date(2026, 11, 1))
    with pytest.raises(Conflict):
        rest(suspended=False, since=date(2026, 12, 1))
    with pytest.raises(Refused):
        suspend_vote(
            actor=branch.secretary, person_id=member.pk, suspended=True, since=SINCE, ground=""
        )
