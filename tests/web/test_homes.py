"""The first pages: the month of who keeps a branch, the week of a member, the start of an organiser."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from tests.browsing import signed_in
from tests.cast import Branch, acting, opened

from zhibu.gatherings.actions import take_attendance
from zhibu.kit import clock
from zhibu.meetings.actions import draft_record, plan_meeting, publish_plan
from zhibu.meetings.domain.kinds import Kind
from zhibu.meetings.entries import PlanEntry, PlannedItem
from zhibu.meetings.models import Meeting
from zhibu.orgs.models import Post
from zhibu.people.models import Person
from zhibu.web import homes

NOON = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)  # a Wednesday


def theme_day(branch: Branch, *, days: int) -> Meeting:
    """A published theme day so many days from now."""
    starts = clock.now() + timedelta(days=days)
    meeting = plan_meeting(
        actor=branch.secretary,
        organisation_id=branch.organisation.pk,
        plan=PlanEntry(
            kinds=frozenset({Kind.THEME_DAY}),
            starts_at=starts,
            ends_at=starts + timedelta(minutes=90),
            place="理科楼 A312",
            items=(PlannedItem("集中学习", required=True),),
            theme="到隔壁实验室挑毛病",
            chair_id=branch.secretary_person.pk,
            recorder_id=branch.officer_person.pk,
        ),
    )
    return publish_plan(actor=branch.secretary, meeting_id=meeting.pk)


def test_the_secretary_opens_on_the_month(branch: Branch, client: Client) -> None:
    page = signed_in(branch.secretary_person, client).get("/").content.decode()
    assert "规定项目" in page
    assert "安排本月" in page


def test_the_month_counts_what_is_missing_and_what_is_arranged(branch: Branch) -> None:
    with clock.pinned(NOON):
        empty = homes.month_for(branch.secretary)
        theme_day(branch, days=2)
        arranged = homes.month_for(branch.secretary)
    assert empty is not None
    assert arranged is not None
    assert arranged.counts["miss"] == empty.counts["miss"] - 1
    assert arranged.counts["wait"] == 1
    assert [m.name for m in arranged.marks if m.state == "wait"] == ["主题党日"]


def test_drafts_open_where_they_stand_and_are_confirmed_in_one_go(
    branch: Branch, client: Client
) -> None:
    signed_in(branch.secretary_person, client)
    with clock.pinned(NOON):
        meeting = theme_day(branch, days=-1)
        take_attendance(actor=branch.secretary, gathering_id=meeting.gathering_id, person_ids=None)
        draft_record(actor=branch.secretary, meeting_id=meeting.pk)
        page = client.get("/month").content.decode()
        assert "全部看过，确认 1 项" in page
        assert "1. 集中学习" in page
        seen = re.findall(r'name="seen" value="([^"]+)"', page)
        refused = client.post("/m/confirm", {"idempotency_key": "a" * 32})
        answer = client.post("/m/confirm", {"seen": seen, "idempotency_key": "b" * 32})
        after = client.get("/month").content.decode()
    assert (refused.status_code, answer["Location"]) == (422, "/month")
    assert "已确认 1 项" in after
    assert "本月工作手册" in after
    paper = client.get(f"/m/handbook/{branch.organisation.pk}/2026/11/docx")
    assert paper.content[:2] == b"PK"


def test_a_month_may_be_turned_and_nonsense_is_today(branch: Branch, client: Client) -> None:
    signed_in(branch.secretary_person, client)
    assert "二〇二六年九月" in client.get("/month?month=2026-09").content.decode()
    assert client.get("/month?month=nonsense").status_code == 200


def test_a_member_opens_on_the_week_with_three_things_at_most(
    branch: Branch, client: Client
) -> None:
    member = branch.join("陆知夏")
    with clock.pinned(NOON):
        for days in (1, 2, 3):
            theme_day(branch, days=days)
        week = homes.week_for(acting(member))
    assert len(week.items) == homes.WEEK_MOST
    assert week.more == 3
    assert [i.title for i in week.items] == ["主题党日：到隔壁实验室挑毛病"] * 3
    page = signed_in(member, client).get("/").content.decode()
    assert "这周要做的" in page


def test_check_in_is_the_one_red_button_while_the_door_is_open(branch: Branch) -> None:
    member = branch.join("陆知夏")
    with clock.pinned(NOON):
        theme_day(branch, days=1)
        before = homes.week_for(acting(member))
    with clock.pinned(NOON + timedelta(days=1, minutes=1)):
        during = homes.week_for(acting(member))
    assert before.now is None
    assert during.now is not None


def test_an_organiser_opens_on_the_branches(branch: Branch, client: Client) -> None:
    organiser = branch.organiser()
    opened(branch.secretary_person)
    person = Person.objects.get(pk=organiser.person_id or 0)
    page = signed_in(person, client).get("/").content.decode()
    assert "规定项目一览" in page
    assert "1 个支部" in page


def test_an_organiser_with_a_branch_of_their_own_still_opens_on_the_branches(
    branch: Branch, client: Client
) -> None:
    member = branch.join("方闻笛")
    branch.appoint(member, Post.COLLEGE_ORGANISER, at=branch.college)
    opened(branch.secretary_person)
    page = signed_in(member, client).get("/").content.decode()
    assert "规定项目一览" in page


def test_who_sets_a_house_up_opens_on_the_next_step(branch: Branch, client: Client) -> None:
    """No secretary has an account yet."""
    member = branch.join("秦致远")
    branch.appoint(member, Post.UNIVERSITY_ORGANISER, at=branch.root)
    answer = signed_in(member, client).get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/o/start")


@pytest.mark.parametrize("address", ["/", "/month", "/week", "/me"])
def test_who_has_not_signed_in_is_sent_to_the_door(client: Client, db: None, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer["Location"]) == (302, f"/sign-in?next={address}")


def test_the_theme_is_kept_without_a_script(branch: Branch, client: Client) -> None:
    signed_in(branch.secretary_person, client)
    key = {"idempotency_key": "a-key-of-enough-letters"}

    answer = client.post("/me/theme", {"theme": "dark"} | key)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/me")
    assert answer.cookies["theme"].value == "dark"
    assert 'data-theme="dark"' in client.get("/me").content.decode()


def test_any_other_theme_follows_the_system(branch: Branch, client: Client) -> None:
    signed_in(branch.secretary_person, client)
    client.cookies["theme"] = "dark"

    client.post("/me/theme", {"theme": "pink", "idempotency_key": "a-key-of-enough-letters"})

    assert "data-theme=" not in client.get("/me").content.decode().split("<body")[0]
