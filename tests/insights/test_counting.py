"""Facts become cells: once, in their month, taken back when a record is corrected."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import FOUNDED, HOUSE
from tests.insights.told import NOVEMBER, cells, deliver_all
from tests.meetings.life import AFTER, STARTS, Life, at

from zhibu.insights.actions.counting import count, month_ends, recount_stocks
from zhibu.insights.models import Cell, Line, Source
from zhibu.kit import clock
from zhibu.kit.offers import Counted
from zhibu.meetings import actions
from zhibu.meetings.domain.kinds import Kind
from zhibu.meetings.entries import Correction, RecordEntry
from zhibu.meetings.models import AgreedItem
from zhibu.people.actions import change_status
from zhibu.trail import outbox
from zhibu.trail.models import OutboxEvent
from zhibu.web.assembly import HANDLERS


def test_a_confirmed_record_fills_the_cells_of_its_month(life: Life) -> None:
    life.confirm(Kind.THEME_DAY, Kind.PARTY_CLASS)
    deliver_all()
    assert cells(life.organisation) == {
        "sittings": 1,
        "theme_day": 1,
        "party_class": 1,
        "minutes": 84,
        "minutes.theme_day": 84,
        "minutes.party_class": 84,
        "present": 10,
        "should_attend": 10,
    }


def test_a_fact_delivered_twice_is_counted_once(life: Life) -> None:
    life.confirm()
    deliver_all()
    once = cells(life.organisation)
    told = OutboxEvent.objects.get(kind="meetings.RecordConfirmed")
    assert outbox.deliver(told.pk, HANDLERS) == 0
    assert cells(life.organisation) == once


def corrected(life: Life) -> None:
    """Ten were written down, six were there."""
    record = life.confirm()
    with at(AFTER):
        actions.correct_record(
            actor=life.secretary,
            meeting_id=record.meeting_id,
            correction=Correction(RecordEntry(), present=frozenset(p.pk for p in life.full[:6])),
            reason="多登了四人",
        )


def test_a_correction_takes_back_what_the_old_version_counted_for(life: Life) -> None:
    corrected(life)
    deliver_all()
    held = cells(life.organisation)
    assert (held["present"], held["sittings"], held["minutes"]) == (6, 1, 84)


@pytest.mark.parametrize("order", [(2, 1, 0), (1, 0, 2), (0, 2, 1), (2, 0, 1)])
def test_facts_of_a_correction_may_come_in_any_order(life: Life, order: tuple[int, ...]) -> None:
    corrected(life)
    told = OutboxEvent.objects.filter(kind__startswith="meetings.Record").order_by("pk")
    events = [event.pk for event in told]
    assert len(events) == 3
    for place in order:
        outbox.deliver(events[place], HANDLERS)
    held = cells(life.organisation)
    assert (held["present"], held["sittings"], held["minutes"]) == (6, 1, 84)


def test_what_was_agreed_counts_when_it_is_done_and_no_longer_when_it_was_not(life: Life) -> None:
    meeting = life.hold()
    with at(AFTER):
        row = actions.agree_item(
            actor=life.officer, meeting_id=meeting.pk, matter="清理楼道自行车", owner="孟晓岚"
        )
        actions.confirm_record(actor=life.secretary, meeting_id=meeting.pk)
    with at(date(2026, 12, 8)):
        actions.report_item(actor=life.secretary, agreed_id=row.pk, done=True)
    deliver_all()
    december = date(2026, 12, 1)
    assert cells(life.organisation)["agreed"] == 1
    assert cells(life.organisation, month=december) == {"carried_out": 1}
    with at(date(2026, 12, 9)):
        actions.report_item(
            actor=life.secretary, agreed_id=row.pk, done=False, sentence="还差一排车位"
        )
    deliver_all()
    assert AgreedItem.objects.get().state == "not_done"
    assert cells(life.organisation, month=december) == {}


def test_feedback_counts_from_five_answers_on(life: Life) -> None:
    meeting_id = life.confirm().meeting_id
    for number, person in enumerate(life.full[2:8], start=1):
        with at(AFTER):
            actions.give_feedback(
                actor=replace(life.member, person_id=person.pk),
                meeting_id=meeting_id,
                useful=4,
                near=5,
                again=4,
            )
        deliver_all()
        assert cells(life.organisation).get("feedback", 0) == (number if number >= 5 else 0)


def test_members_are_counted_at_the_end_of_each_month(life: Life) -> None:
    with at(date(2026, 11, 28)):
        recount_stocks(since=date(2026, 10, 5))
    held = {"party": 10, "full": 9, "probationary": 1, "prospect": 1}
    assert cells(life.organisation, room="people.") == held
    assert cells(life.organisation, month=date(2026, 10, 1), room="people.") == held


def test_somebody_confirmed_moves_from_one_number_to_the_other(life: Life) -> None:
    with at(date(2026, 11, 28)):
        recount_stocks(since=date(2026, 10, 5))
        change_status(
            actor=HOUSE,
            person_id=life.probationary.pk,
            kind="full",
            since=date(2026, 11, 12),
            ground="支部党员大会讨论",
        )
        deliver_all()
    assert cells(life.organisation, room="people.") == {"party": 10, "full": 10, "prospect": 1}
    october = cells(life.organisation, month=date(2026, 10, 1), room="people.")
    assert (october["full"], october["probationary"]) == (9, 1)


def test_the_ends_of_months_stop_at_today() -> None:
    assert month_ends(date(2026, 9, 30), until=date(2026, 11, 28)) == [
        date(2026, 9, 30),
        date(2026, 10, 31),
        date(2026, 11, 28),
    ]
    assert month_ends(FOUNDED, until=FOUNDED) == [FOUNDED]


REVISIONS = st.lists(
    st.tuples(st.integers(1, 3), st.integers(1, 4), st.integers(0, 9), st.booleans()),
    min_size=1,
    max_size=12,
)


@given(told=REVISIONS)
@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_cells_are_the_sum_of_lines_whatever_comes_and_when(
    life: Life, told: list[tuple[int, int, int, bool]]
) -> None:
    Line.objects.all().delete()
    Source.objects.all().delete()
    Cell.objects.all().delete()
    last: dict[int, tuple[int, int]] = {}
    for number, revision, value, taken_back in told:
        values = None if taken_back else {"meetings.agreed": value}
        count(
            Counted("meeting", number, revision, life.organisation.pk, STARTS.date(), values),
        )
        if revision >= last.get(number, (0, 0))[0]:
            last[number] = (revision, 0 if taken_back else value)
    should = sum(value for _revision, value in last.values())
    assert cells(life.organisation).get("agreed", 0) == should
    assert sum(Line.objects.values_list("value", flat=True)) == should
    assert clock.local(STARTS).date().replace(day=1) == NOVEMBER
