"""The month of a branch, and what it offers to the home pages."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries
from tests.cast import acting
from tests.meetings.life import AFTER, BEFORE, STARTS, Life, at, studied

from zhibu.kit import clock
from zhibu.kit.offers import DutyLine
from zhibu.meetings import actions, queries
from zhibu.meetings.domain.kinds import Kind
from zhibu.meetings.entries import AddedItem, PlannedItem, RecordEntry
from zhibu.meetings.models import AgreedItem
from zhibu.orgs.models import CalendarSpan

NOVEMBER = date(2026, 11, 1)
TODAY = date(2026, 11, 26)


def month(life: Life, day: date = TODAY) -> list[tuple[str, str, str]]:
    return [(line.name, line.state, line.why) for line in lines(life, NOVEMBER, day)]


def lines(life: Life, of: date, today: date) -> list[DutyLine]:
    """What the month's periods ask for; nothing from before."""
    pk = life.organisation.pk
    found = queries.lines_of_branches([pk], month=of, today=today)[pk]
    return [x for x in found if x.duty.key != "term" and of.replace(day=1) < x.until]


def test_an_empty_month_says_what_is_missing_and_what_does_not_apply(life: Life) -> None:
    assert month(life) == [
        ("主题党日", "miss", "本月还有 4 天"),
        ("支部党员大会", "miss", "本季度还有 35 天"),
        ("支部委员会会议", "miss", "本月还有 4 天"),
        ("党课", "miss", "本季度还有 35 天"),
        ("组织生活会", "miss", "今年还有 35 天"),
        ("民主评议党员", "miss", "今年还有 35 天"),
        ("谈心谈话", "miss", "今年还有 35 天"),
        ("书记述职评议", "miss", "今年还有 35 天"),
        ("党小组会", "na", "本支部没有划分党小组"),
    ]


def test_each_state_of_a_sitting_is_a_state_of_its_item(life: Life) -> None:
    life.confirm(Kind.THEME_DAY, starts_at=STARTS.replace(day=14))
    life.hold(Kind.GENERAL_MEETING)
    life.publish(Kind.PARTY_CLASS, starts_at=STARTS.replace(day=28))
    states = {name: state for name, state, _why in month(life)}
    assert states["主题党日"] == "done"
    assert states["支部党员大会"] == "draft"
    assert states["党课"] == "wait"
    assert states["支部委员会会议"] == "miss"


def test_a_quarterly_kind_held_in_october_is_done_in_november(life: Life) -> None:
    life.confirm(Kind.GENERAL_MEETING, starts_at=STARTS.replace(month=10))
    assert {n: s for n, s, _w in month(life)}["支部党员大会"] == "done"
    january = lines(life, date(2027, 1, 5), TODAY)
    assert {i.name: i.state for i in january}["支部党员大会"] == "miss"


def test_every_group_has_its_own_line(life: Life) -> None:
    first = life.group(people=life.full[2:4])
    life.group("第二党小组", people=life.full[4:6])
    life.confirm(Kind.GROUP_MEETING, group_id=first.pk)
    lines = [(n, s) for n, s, _w in month(life) if n.startswith("党小组会")]
    assert lines == [("党小组会（第二党小组）", "miss"), ("党小组会（第一党小组）", "done")]


def test_a_month_inside_a_holiday_asks_for_no_monthly_item(life: Life) -> None:
    CalendarSpan.objects.create(
        organisation=life.branch.root,
        kind=CalendarSpan.Kind.HOLIDAY,
        name="暑假",
        since=date(2026, 7, 1),
        until=date(2026, 9, 1),
    )
    august = lines(life, date(2026, 8, 5), date(2026, 8, 5))
    states = {item.name: (item.state, item.why) for item in august}
    assert states["主题党日"] == ("na", "暑假，不计月份")
    assert states["组织生活会"] == ("na", "一般在第四季度")
    assert states["党课"][0] == "miss"


@pytest.mark.parametrize("sittings", [1, 3])
def test_the_month_costs_the_same_whatever_was_held(
    life: Life, sittings: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(sittings):
        life.publish(starts_at=STARTS + timedelta(days=n))
    pk = life.organisation.pk
    with django_assert_num_queries(6):
        queries.lines_of_branches([pk], month=NOVEMBER, today=TODAY)
    secretary = life.secretary
    with django_assert_num_queries(1):
        lines = queries.held_in(life.organisation, month=NOVEMBER, seen_by=secretary)
    assert len(lines) == sittings


@pytest.mark.parametrize("drafts", [1, 3])
def test_drafts_to_confirm_are_listed_for_those_who_confirm(
    life: Life, drafts: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(drafts):
        life.hold(starts_at=STARTS - timedelta(days=n))
    secretary, officer = life.secretary, life.officer
    with django_assert_num_queries(1):
        waiting = queries.drafts_to_confirm(secretary)
    assert [(d.title, d.sources) for d in waiting] == [
        ("主题党日记录", "由议程、签到和计票填写")
    ] * drafts
    assert queries.drafts_to_confirm(officer) == []


def test_a_record_costs_the_same_whatever_its_length(
    life: Life, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    short = life.hold()
    long = life.hold(
        Kind.GENERAL_MEETING,
        items=[life.admission(), *(PlannedItem(title=f"事项{n}") for n in range(5))],
        starts_at=STARTS + timedelta(days=1),
    )
    entry = RecordEntry(added=(AddedItem("临时事项"),))
    actions.edit_record(actor=life.secretary, meeting_id=long.pk, entry=entry)
    for meeting in (short, long):
        fresh = queries.meeting_for_change(meeting.pk, seen_by=life.secretary)
        with django_assert_num_queries(8):
            body = queries.body_of(fresh)
        assert body.items


@pytest.mark.parametrize("sittings", [1, 3])
def test_the_ledger_costs_one_query(
    life: Life, sittings: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(sittings):
        life.confirm(starts_at=STARTS - timedelta(days=n))
    with at(AFTER), django_assert_num_queries(1):
        ledger = queries.ledger_of(life.organisation, year=2026)
    assert (ledger.label, len(ledger.rows)) == ("2026年度", sittings)


# ---- the week


def test_the_week_asks_for_what_one_promised_then_for_feedback(life: Life) -> None:
    meeting = life.hold()
    member = life.full[4]
    with at(AFTER):
        actions.agree_item(
            actor=life.secretary,
            meeting_id=meeting.pk,
            matter="清理楼道自行车",
            owner=member.name,
            due_on=date(2026, 12, 1),
        )
        actions.confirm_record(actor=life.secretary, meeting_id=meeting.pk)
        items = queries.week_items(acting(member))
    assert [(i.kind, i.title, i.url_name) for i in items] == [
        ("agreed", "清理楼道自行车", "meetings:agreed_item"),
        ("feedback", "主题党日反馈", "meetings:feedback"),
    ]


# ---- a new plan


def noon(year: int, number: int, day: int) -> datetime:
    return datetime(year, number, day, 12, tzinfo=clock.SHANGHAI)


def test_a_new_plan_keeps_the_branchs_day_hour_and_place(life: Life) -> None:
    life.publish(starts_at=STARTS.replace(day=12))
    with at(noon(2026, 12, 1)):
        d = queries.defaults_for(life.organisation, kind=Kind.THEME_DAY)
    assert clock.local(d.starts_at) == datetime(2026, 12, 10, 19, tzinfo=clock.SHANGHAI)
    assert (d.day_source, d.time_source) == ("与上次相同：每月第 2 个周四", "与11月12日相同")
    assert (d.place.value, d.place.source) == ("理科楼 A312", "与11月12日相同")
    assert d.chair is not None
    assert d.recorder is not None
    assert (d.chair.called, d.recorder.called) == ("书记许静仪", "组织委员周若棠")
    assert (d.expected, d.voters) == (10, 9)


def test_the_first_plan_of_all_proposes_a_thursday(life: Life) -> None:
    with at(BEFORE):
        d = queries.defaults_for(life.organisation, kind=Kind.THEME_DAY)
    assert clock.local(d.starts_at).date() == date(2026, 11, 26)
    assert d.place.value == ""
    assert [line.code.value for line in d.checklist] == [
        "study",
        "organisational_life",
        "deliberation",
        "service",
    ]


def test_the_settled_theme_and_its_card_come_with_the_plan(life: Life) -> None:
    actions.set_month_theme(
        actor=life.secretary,
        organisation_id=life.organisation.pk,
        month=NOVEMBER,
        theme="一张清单",
        card="needs-with-a-name",
    )
    with at(BEFORE):
        d = queries.defaults_for(life.organisation, kind=Kind.THEME_DAY)
    assert (d.theme.value, d.theme.source) == ("一张清单", "支部定下的本月主题")
    assert d.card is not None
    assert d.card.id == "needs-with-a-name"


@pytest.mark.parametrize(
    ("today", "expected"),
    [(date(2026, 12, 1), date(2026, 12, 10)), (date(2026, 12, 15), date(2026, 12, 17))],
)
def test_a_fixed_day_gone_by_gives_the_next_of_its_weekday(
    life: Life, today: date, expected: date
) -> None:
    last = life.publish(items=[studied()], starts_at=STARTS.replace(day=12))
    assert queries.next_day(last, today=today)[0] == expected


def test_agreed_items_are_listed_open_first(life: Life) -> None:
    meeting = life.hold()
    with at(AFTER):
        for matter in ("第一件", "第二件"):
            actions.agree_item(actor=life.officer, meeting_id=meeting.pk, matter=matter)
        actions.confirm_record(actor=life.secretary, meeting_id=meeting.pk)
        first = AgreedItem.objects.get(matter="第一件")
        actions.report_item(actor=life.secretary, agreed_id=first.pk, done=True)
        rows = queries.follow_ups(life.organisation, seen_by=life.member)
    assert [(row.matter, row.state, row.due_on) for row in rows] == [
        ("第二件", "open", date(2026, 12, 25)),
        ("第一件", "done", date(2026, 12, 25)),
    ]
