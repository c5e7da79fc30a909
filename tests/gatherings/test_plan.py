"""From planned to closed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.cast import Branch, acting
from tests.gatherings.hall import DOOR, ENDS, STARTS, convened, planned, row_of

from zhibu.gatherings import actions, queries
from zhibu.gatherings.domain import Invite
from zhibu.gatherings.events import (
    GatheringCancelled,
    GatheringChanged,
    GatheringClosed,
    GatheringPublished,
)
from zhibu.gatherings.models import Attendee, Gathering
from zhibu.kit import clock
from zhibu.kit.verdict import Conflict, Invalid, Refused
from zhibu.trail.models import AuditNote, OutboxEvent


def told() -> list[tuple[str, dict[str, object]]]:
    rows = OutboxEvent.objects.filter(kind__startswith="gatherings.").order_by("id")
    return [(row.kind.removeprefix("gatherings."), row.payload) for row in rows]


def test_opening_writes_down_who_should_attend(branch: Branch) -> None:
    observer = branch.join("方闻笛")
    gathering = planned(
        branch,
        attendees=[
            Invite(branch.secretary_person.pk, with_vote=True),
            Invite(branch.officer_person.pk, with_vote=False),
            Invite(observer.pk, observer=True),
        ],
    )

    attendance = queries.attendance_of(gathering.pk)

    assert (gathering.state, gathering.sequence) == ("planned", 0)
    assert gathering.check_in_opens_at == STARTS - timedelta(minutes=30)
    assert (attendance.eligible_count, attendance.voters_eligible) == (2, 1)
    assert [p.name for p in attendance if p.observer] == ["方闻笛"]


def test_a_member_without_a_post_cannot_open_one(branch: Branch) -> None:
    member = acting(branch.join("陆知夏"))

    with pytest.raises(Refused):
        actions.open_gathering(
            actor=member,
            organisation=branch.organisation,
            title="支部党员大会",
            starts_at=STARTS,
            ends_at=ENDS,
            place="理科楼 A312",
            attendees=[],
        )


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"title": " "}, "title"),
        ({"place": ""}, "place"),
        ({"ends_at": STARTS}, "ends_at"),
        ({"cap": 0}, "cap"),
        ({"check_in_opens_at": ENDS}, "check_in_opens_at"),
        ({"sign_up_until": ENDS}, "sign_up_until"),
        ({"cap": 3, "takes_sign_up": False}, "takes_sign_up"),
    ],
)
def test_what_cannot_stand_is_said_field_by_field(
    branch: Branch,
    wish: dict[str, Any],  # Any: one value of each kind
    field: str,
) -> None:
    with pytest.raises(Invalid) as refused:
        planned(branch, **wish)

    assert list(refused.value.errors) == [field]


def test_publishing_makes_it_visible_to_the_list_and_tells_the_house(branch: Branch) -> None:
    member = branch.join("陆知夏")
    gathering = planned(branch)
    assert not queries.seen_gatherings(seen_by=acting(member)).exists()

    actions.publish_gathering(actor=branch.secretary, gathering_id=gathering.pk)

    assert queries.seen_gatherings(seen_by=acting(member)).get() == gathering
    gathering.refresh_from_db()
    event = GatheringPublished.of(gathering)
    assert told() == [
        (
            "GatheringPublished",
            {
                "gathering_id": event.gathering_id,
                "organisation_id": event.organisation_id,
                "starts_at": event.starts_at.isoformat(),
            },
        )
    ]
    with pytest.raises(Conflict):
        actions.publish_gathering(actor=branch.secretary, gathering_id=gathering.pk)


def test_a_member_cannot_publish_what_is_already_seen(branch: Branch) -> None:
    gathering = convened(branch)

    with pytest.raises(Refused):
        actions.publish_gathering(actor=acting(branch.join("陆知夏")), gathering_id=gathering.pk)


def test_a_change_counts_up_moves_the_door_and_is_told(branch: Branch) -> None:
    gathering = convened(branch)
    later = STARTS + timedelta(hours=1)

    changed = actions.change_gathering(
        actor=branch.secretary,
        gathering_id=gathering.pk,
        starts_at=later,
        ends_at=ENDS + timedelta(hours=1),
        place="理科楼 A312",
    )

    assert (changed.sequence, changed.check_in_opens_at) == (1, later - timedelta(minutes=30))
    assert told()[-1] == (
        "GatheringChanged",
        {"gathering_id": gathering.pk, "sequence": 1, "fields": ["ends_at", "starts_at"]},
    )
    assert GatheringChanged.of(changed, fields=["b", "a"]).fields == ("a", "b")


def test_a_change_that_changes_nothing_is_none(branch: Branch) -> None:
    gathering = convened(branch)
    notes = AuditNote.objects.count()

    same = actions.change_gathering(
        actor=branch.secretary, gathering_id=gathering.pk, place="理科楼 A312"
    )

    assert (same.sequence, AuditNote.objects.count()) == (0, notes)


def test_changing_is_for_the_hosts(branch: Branch) -> None:
    gathering = convened(branch)

    with pytest.raises(Refused):
        actions.change_gathering(
            actor=acting(branch.join("陆知夏")), gathering_id=gathering.pk, place="食堂"
        )


def test_cancelling_keeps_the_row_with_its_reason(branch: Branch) -> None:
    gathering = convened(branch)
    with pytest.raises(Invalid):
        actions.cancel_gathering(actor=branch.secretary, gathering_id=gathering.pk, reason=" ")
    with pytest.raises(Refused):  # the organisation officer may change, not cancel
        actions.cancel_gathering(actor=branch.officer, gathering_id=gathering.pk, reason="停电")

    gone = actions.cancel_gathering(
        actor=branch.secretary, gathering_id=gathering.pk, reason="停电"
    )

    assert (gone.state, gone.cancel_reason, gone.sequence) == ("cancelled", "停电", 1)
    event = GatheringCancelled.of(gone)
    assert told()[-1] == (
        "GatheringCancelled",
        {"gathering_id": event.gathering_id, "sequence": 1},
    )
    with pytest.raises(Conflict, match="停电"):
        actions.change_gathering(actor=branch.secretary, gathering_id=gone.pk, place="食堂")


def test_closing_says_who_came_and_settles_it(branch: Branch) -> None:
    member = branch.join("陆知夏")
    gathering = convened(branch)
    with clock.pinned(DOOR):
        actions.take_attendance(
            actor=branch.secretary, gathering_id=gathering.pk, person_ids=[member.pk]
        )
    with pytest.raises(Refused):
        actions.close_gathering(actor=acting(member), gathering_id=gathering.pk)

    closed = actions.close_gathering(actor=branch.secretary, gathering_id=gathering.pk)

    event = GatheringClosed.of(closed, present=[member.pk])
    assert told()[-1] == (
        "GatheringClosed",
        {
            "gathering_id": closed.pk,
            "organisation_id": branch.organisation.pk,
            "present": list(event.present),
        },
    )
    with pytest.raises(Conflict), clock.pinned(DOOR):
        actions.take_attendance(actor=branch.secretary, gathering_id=gathering.pk)


def test_what_was_never_published_cannot_be_closed(branch: Branch) -> None:
    gathering = planned(branch)

    with pytest.raises(Conflict):
        actions.close_gathering(actor=branch.secretary, gathering_id=gathering.pk)


def test_a_new_list_keeps_the_marks_of_those_who_stay(branch: Branch) -> None:
    stays, comes = branch.join("陆知夏"), branch.join("沈知远")
    gathering = convened(branch, [branch.secretary_person, stays])
    with clock.pinned(DOOR):
        actions.take_attendance(
            actor=branch.secretary, gathering_id=gathering.pk, person_ids=[stays.pk]
        )

    actions.set_attendees(
        actor=branch.officer,
        gathering_id=gathering.pk,
        attendees=[Invite(stays.pk, with_vote=False), Invite(comes.pk, observer=True)],
    )

    assert Attendee.objects.filter(gathering=gathering).count() == 2
    kept = row_of(gathering, stays)
    assert (kept.present_at, kept.way, kept.with_vote) == (DOOR, "list", False)
    assert row_of(gathering, comes).observer


def test_somebody_who_is_in_does_not_fall_off_the_list(branch: Branch) -> None:
    stays = branch.join("陆知夏")
    gathering = convened(branch)
    with clock.pinned(DOOR):
        actions.take_attendance(
            actor=branch.secretary, gathering_id=gathering.pk, person_ids=[stays.pk]
        )

    with pytest.raises(Invalid, match="陆知夏"):
        actions.set_attendees(actor=branch.secretary, gathering_id=gathering.pk, attendees=[])

    assert Attendee.objects.filter(gathering=gathering).count() == 3


def test_setting_the_list_is_for_the_hosts(branch: Branch) -> None:
    gathering = convened(branch)

    with pytest.raises(Refused):
        actions.set_attendees(
            actor=acting(branch.join("陆知夏")), gathering_id=gathering.pk, attendees=[]
        )


def test_a_standing_leave_goes_along_to_the_next_gathering(branch: Branch) -> None:
    ill = branch.join("葛存厚")
    first = convened(branch)
    actions.excuse(
        actor=branch.secretary, gathering_id=first.pk, person_id=ill.pk, leave="standing"
    )

    second = planned(
        branch, starts_at=STARTS + timedelta(days=30), ends_at=ENDS + timedelta(days=30)
    )

    assert row_of(second, ill).leave == "standing"
    assert Gathering.objects.count() == 2
