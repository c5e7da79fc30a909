"""From a plan to a published sitting."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import override
from tests.cast import acting
from tests.meetings.life import BEFORE, PLACE, STARTS, THEME, Life, at, studied, told

from zhibu.gatherings.queries import attendance_of
from zhibu.kit.verdict import Conflict, Invalid, Refused
from zhibu.meetings import actions
from zhibu.meetings.domain.kinds import Kind
from zhibu.meetings.entries import PlannedItem
from zhibu.meetings.models import AgendaItem, Meeting
from zhibu.notices.models import Notice, Recipient
from zhibu.trail.models import AuditNote


def agenda(meeting: Meeting) -> list[tuple[int, str, str]]:
    rows = AgendaItem.objects.filter(meeting=meeting)
    return [(row.order, row.title, row.reporter_name) for row in rows]


def notices() -> list[tuple[str, str, int]]:
    return [
        (n.kind, n.title, Recipient.objects.filter(notice=n).count())
        for n in Notice.objects.order_by("pk")
    ]


def test_a_plan_keeps_time_and_place_once_and_lets_the_chair_report(life: Life) -> None:
    meeting = life.plan(
        items=[studied("集中学习"), PlannedItem(title="通报党费收缴", reporter="周若棠")]
    )

    assert (meeting.state, meeting.title, meeting.theme) == ("draft", "主题党日", THEME)
    assert (meeting.gathering.starts_at, meeting.gathering.place) == (STARTS, PLACE)
    assert meeting.gathering.title == f"主题党日：{THEME}"
    assert agenda(meeting) == [
        (1, "集中学习", "书记许静仪"),
        (2, "通报党费收缴", "组织委员周若棠"),
    ]
    assert notices() == []


def test_a_member_without_a_post_cannot_plan(life: Life) -> None:
    with pytest.raises(ObjectDoesNotExist):
        life.plan(by=life.member)


def test_the_publicity_officer_plans_but_does_not_publish(life: Life) -> None:
    meeting = life.plan(by=life.publicity)

    with pytest.raises(Refused, match="书记、副书记"):
        actions.publish_plan(actor=life.publicity, meeting_id=meeting.pk)
    meeting.refresh_from_db()
    assert meeting.state == "draft"


@pytest.mark.parametrize(
    ("kinds", "field", "sentence"),
    [
        ((Kind.GENERAL_MEETING, Kind.BRANCH_COMMITTEE), "kinds", "参加范围不同"),
        ((Kind.GROUP_MEETING,), "kinds", "没有划分党小组"),
        ((), "kinds", "请至少选一种会议"),
    ],
)
def test_kinds_that_cannot_sit_are_refused_with_a_sentence(
    life: Life, kinds: tuple[Kind, ...], field: str, sentence: str
) -> None:
    plan = life.entry(*(kinds or (Kind.THEME_DAY,)))
    if not kinds:
        plan = type(plan)(
            kinds=frozenset(), starts_at=plan.starts_at, ends_at=plan.ends_at, place=PLACE
        )
    with pytest.raises(Invalid) as refused:
        actions.plan_meeting(actor=life.secretary, organisation_id=life.organisation.pk, plan=plan)
    assert sentence in refused.value.errors[field]
    assert Meeting.objects.count() == 0


def test_a_vote_needs_a_body_that_decides(life: Life) -> None:
    with pytest.raises(Invalid) as refused:
        life.plan(Kind.THEME_DAY, items=[life.admission()])
    assert "同时计为支部党员大会" in refused.value.errors["items"]

    meeting = life.plan(Kind.THEME_DAY, Kind.GENERAL_MEETING, items=[life.admission()])
    assert meeting.kinds == ["general_meeting", "theme_day"]


def test_a_theme_day_without_a_theme_is_refused(life: Life) -> None:
    with pytest.raises(Invalid) as refused:
        life.plan(Kind.THEME_DAY, theme="")
    assert refused.value.errors == {"theme": "请填写本月主题，或从主题卡中选一张。"}


def test_publishing_freezes_the_denominators_and_tells_everybody(life: Life) -> None:
    meeting = life.publish(Kind.GENERAL_MEETING)

    attendance = attendance_of(meeting.gathering_id)
    assert (meeting.state, meeting.eligible_frozen, meeting.eligible_count) == ("published", 9, 9)
    assert (attendance.eligible_count, attendance.voters_eligible) == (10, 9)
    assert notices() == [("invitation", "会议通知：支部党员大会", 10)]
    assert told() == [
        (
            "PlanPublished",
            {
                "meeting_id": meeting.pk,
                "organisation_id": life.organisation.pk,
                "kinds": ["general_meeting"],
                "on": "2026-11-25",
            },
        )
    ]
    assert AuditNote.objects.filter(action="meetings.plan.published").count() == 1


def test_publishing_twice_is_a_conflict(life: Life) -> None:
    meeting = life.publish()
    with pytest.raises(Conflict, match="已发布"):
        actions.publish_plan(actor=life.secretary, meeting_id=meeting.pk)


def test_the_committee_is_invited_alone_and_all_of_it_votes(life: Life) -> None:
    meeting = life.publish(Kind.BRANCH_COMMITTEE)
    attendance = attendance_of(meeting.gathering_id)
    assert [p.name for p in attendance] == ["顾怀川", "许静仪", "周若棠"]
    assert meeting.eligible_count == 3


def test_activists_are_observers_only_when_asked_for(life: Life) -> None:
    without = life.publish()
    with_them = life.publish(with_activists=True, starts_at=STARTS + timedelta(days=1))
    assert [p.name for p in attendance_of(without.gathering_id) if p.observer] == []
    invited = [p for p in attendance_of(with_them.gathering_id) if p.observer]
    assert [(p.name, p.eligible, p.with_vote) for p in invited] == [("何屿", False, False)]
    assert with_them.eligible_count == 9


def test_a_group_meets_by_its_leader(life: Life) -> None:
    group = life.group(people=life.full[4:7])
    leader = acting(life.full[4])
    with at(BEFORE):
        meeting = actions.plan_meeting(
            actor=leader,
            organisation_id=life.organisation.pk,
            plan=life.entry(Kind.GROUP_MEETING, group_id=group.pk, chair_id=life.full[4].pk),
        )
        actions.publish_plan(actor=leader, meeting_id=meeting.pk)
    assert [p.name for p in attendance_of(meeting.gathering_id)] == ["贺星野", "梁以安", "陆知夏"]
    assert meeting.gathering.organisation == group
    with pytest.raises(Refused), at(BEFORE):
        actions.plan_meeting(
            actor=leader,
            organisation_id=life.organisation.pk,
            plan=life.entry(Kind.GENERAL_MEETING),
        )


def test_changing_a_published_plan_tells_what_changed_and_nothing_else(life: Life) -> None:
    meeting = life.publish()
    keys = [row.pk for row in AgendaItem.objects.filter(meeting=meeting)]
    same = life.entry(items=[studied(key=keys[0])])
    moved = life.entry(
        items=[studied(key=keys[0])], place="逸夫楼 201", starts_at=STARTS + timedelta(hours=1)
    )
    with at(BEFORE):
        quiet = actions.change_plan(actor=life.secretary, meeting_id=meeting.pk, plan=same)
        changed = actions.change_plan(actor=life.secretary, meeting_id=meeting.pk, plan=moved)

    assert quiet == []
    assert changed == ["时间：11月25日 周三 20:00", "地点：逸夫楼 201"]
    assert notices()[1:] == [("change", f"会议变更：主题党日：{THEME}", 10)]
    assert Notice.objects.latest("pk").body == "时间：11月25日 周三 20:00；地点：逸夫楼 201。"
    assert [row.pk for row in AgendaItem.objects.filter(meeting=meeting)] == keys


def test_the_kinds_of_a_published_plan_stand(life: Life) -> None:
    meeting = life.publish()
    with pytest.raises(Invalid, match="取消后重新策划"):
        actions.change_plan(
            actor=life.secretary,
            meeting_id=meeting.pk,
            plan=life.entry(Kind.GENERAL_MEETING),
        )


def test_cancelling_tells_everybody_why_and_keeps_the_row(life: Life) -> None:
    meeting = life.publish()
    with pytest.raises(Invalid, match="写明取消的原因"):
        actions.cancel_meeting(actor=life.secretary, meeting_id=meeting.pk, reason=" ")
    with pytest.raises(Refused, match="书记、副书记"):
        actions.cancel_meeting(actor=life.officer, meeting_id=meeting.pk, reason="会议室停电")

    actions.cancel_meeting(actor=life.secretary, meeting_id=meeting.pk, reason="会议室停电")

    meeting.refresh_from_db()
    assert meeting.state == "cancelled"
    assert notices()[1:] == [("cancellation", f"会议取消：主题党日：{THEME}", 10)]
    with pytest.raises(Conflict):
        actions.cancel_meeting(actor=life.secretary, meeting_id=meeting.pk, reason="再取消")


def words_of_notices() -> list[tuple[str, str]]:
    return list(Notice.objects.order_by("pk").values_list("title", "body"))


def test_a_notice_is_in_the_language_of_record_whoever_publishes(life: Life) -> None:
    meeting = life.plan(items=[studied("集中学习")])

    with override("en"), at(BEFORE):
        actions.publish_plan(actor=life.secretary, meeting_id=meeting.pk)
        actions.cancel_meeting(actor=life.secretary, meeting_id=meeting.pk, reason="停电")

    (invited, what), (called_off, why) = words_of_notices()
    assert invited == f"会议通知：{meeting.gathering.title}"
    assert what.startswith("时间：")
    assert called_off == f"会议取消：{meeting.gathering.title}"
    assert why.startswith("原定")
