"""Every invariant of the room, broken once; the database refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from tests.meetings.life import Life

from zhibu.meetings.models import (
    AgendaItem,
    AgreedItem,
    CardRest,
    DutyEntry,
    DutyReminder,
    DutyWaiver,
    FeedbackGiven,
    FeedbackSlip,
    ItemTally,
    Meeting,
    MonthTheme,
    Record,
    RequiredItem,
    Speech,
    TermReminder,
    ThemeCard,
    ThemePreference,
    ThemeProposal,
)
from zhibu.orgs.models import Term

NOVEMBER = date(2026, 11, 1)
Break = Callable[[Life, Meeting], Any]


def change(**values: Any) -> Break:
    return lambda life, meeting: Meeting.objects.filter(pk=meeting.pk).update(**values)


def change_item(**values: Any) -> Break:
    return lambda life, meeting: AgendaItem.objects.filter(meeting=meeting).update(**values)


def tally(**votes: int) -> Break:
    return lambda life, meeting: ItemTally.objects.create(item=meeting.items.get(), **votes)


def agreed(**values: Any) -> Break:
    given = {"matter": "一件事", "due_on": NOVEMBER} | values
    return lambda life, meeting: AgreedItem.objects.create(meeting=meeting, **given)


def record(**values: Any) -> Break:
    given: dict[str, Any] = {"version": 1, "body": {}, "confirmed_by_name": "许静仪"} | values
    return lambda life, meeting: Record.objects.create(meeting=meeting, **given)


def slip(useful: int) -> Break:
    return lambda life, meeting: FeedbackSlip.objects.create(
        meeting=meeting, useful=useful, near=3, again=3
    )


def twice(make: Break) -> Break:
    def both(life: Life, meeting: Meeting) -> None:
        make(life, meeting)
        make(life, meeting)

    return both


def given(life: Life, meeting: Meeting) -> None:
    FeedbackGiven.objects.create(meeting=meeting, person=life.full[0])


def speech(life: Life, meeting: Meeting) -> None:
    Speech.objects.create(item=meeting.items.get(), order=1, speaker_name="某人", points="一句")


def theme(life: Life, meeting: Meeting, **values: Any) -> None:
    MonthTheme.objects.create(
        **{"organisation": life.organisation, "month": NOVEMBER, "theme": "主题"} | values
    )


def required(**values: Any) -> Break:
    row = {"order": 1, "code": "study", "title": "学习", "since": NOVEMBER} | values
    return lambda life, meeting: RequiredItem.objects.create(organisation=life.organisation, **row)


def card(**values: Any) -> Break:
    row = {
        "title": "一张卡",
        "purpose": "为什么",
        "menu": "visit",
        "suits": ["graduate"],
        "minutes": 60,
    } | values
    return lambda life, meeting: ThemeCard.objects.create(organisation=life.organisation, **row)


def rest(life: Life, meeting: Meeting) -> None:
    CardRest.objects.create(organisation=life.organisation, code="x", reason="停用")


def proposal(life: Life, **values: Any) -> ThemeProposal:
    row = {"title": "一个主题", "proposed_by": life.full[0]} | values
    return ThemeProposal.objects.create(organisation=life.organisation, **row)


def preference(life: Life, meeting: Meeting) -> None:
    for title in ("甲", "乙"):
        ThemePreference.objects.create(
            organisation=life.organisation,
            person=life.full[0],
            proposal=proposal(life, title=title),
        )


def waiver(**values: Any) -> Break:
    row = {
        "key": "theme_day",
        "since": NOVEMBER,
        "until": date(2026, 12, 1),
        "reason": "全体外出实习",
        "made_by_name": "许静仪",
    } | values
    return lambda life, meeting: DutyWaiver.objects.create(organisation=life.organisation, **row)


def duty_entry(**values: Any) -> Break:
    row = {"key": "heart_talk", "pairing": "members", "on": NOVEMBER} | values
    return lambda life, meeting: DutyEntry.objects.create(organisation=life.organisation, **row)


def reminder(**values: Any) -> Break:
    row = {"on": NOVEMBER, "until": date(2026, 11, 8), "gaps": 1} | values
    return lambda life, meeting: DutyReminder.objects.create(
        organisation=life.organisation, body=life.branch.college, **row
    )


def told_twice(life: Life, meeting: Meeting) -> None:
    term = Term.objects.create(
        organisation=life.organisation, since=NOVEMBER, until=date(2029, 11, 1)
    )
    for _time in range(2):
        TermReminder.objects.create(term=term, months=6)


def reminded_again(life: Life, meeting: Meeting) -> None:
    reminder()(life, meeting)
    reminder(on=date(2026, 11, 7), until=date(2026, 11, 14))(life, meeting)


BROKEN: list[tuple[str, Break]] = [
    ("meetings_a_duty_is_waived_once", twice(waiver())),
    ("meetings_a_waiver_ends_after_it_begins", waiver(until=NOVEMBER)),
    ("meetings_a_waiver_has_a_reason", waiver(reason="")),
    ("meetings_one_duty_entry_a_day", twice(duty_entry())),
    ("meetings_talks_have_a_pairing", duty_entry(pairing="")),
    ("meetings_duty_entry_counts_something", duty_entry(count=0)),
    ("meetings_one_reminder_a_week", reminded_again),
    ("meetings_a_reminder_rests_a_week", reminder(until=date(2026, 11, 9))),
    ("meetings_a_reminder_names_gaps", reminder(gaps=0)),
    ("meetings_a_term_is_told_once_each_time", told_twice),
    ("meetings_at_least_one_kind", change(kinds=[])),
    ("meetings_month_is_its_first_day", change(month=date(2026, 11, 2))),
    (
        "meetings_a_group_sits_in_group_meetings",
        lambda life, m: Meeting.objects.filter(pk=m.pk).update(group=life.branch.group()),
    ),
    ("meetings_counted_once_published", change(eligible_count=None)),
    ("meetings_held_has_an_end_and_a_count", change(state="held")),
    ("meetings_present_within_eligible", change(present_eligible_count=99)),
    ("meetings_corrected_count_has_a_reason", change(eligible_count=5)),
    ("meetings_late_entry_has_a_reason", change(late_entry=True)),
    (
        "meetings_one_item_a_place",
        lambda life, m: AgendaItem.objects.create(meeting=m, order=1, title="同一位置"),
    ),
    ("meetings_item_has_a_title", change_item(title="")),
    ("meetings_item_minutes_in_a_day", change_item(minutes=481)),
    ("meetings_only_matters_go_unvoted", change_item(not_voted=True)),
    ("meetings_tally_within_ballots", tally(yes=1, written=2)),
    ("meetings_one_speech_a_place", twice(speech)),
    ("meetings_agreed_item_says_what", agreed(matter="")),
    ("meetings_agreed_item_reported_on_a_day", agreed(state="done")),
    ("meetings_undone_item_has_a_sentence", agreed(state="not_done", reported_on=NOVEMBER)),
    ("meetings_one_confirmed_version", twice(record())),
    ("meetings_version_follows_the_last", record(version=2, reason="更正")),
    ("meetings_correction_has_a_reason", record(version=2)),
    ("meetings_feedback_is_one_to_five", slip(6)),
    ("meetings_feedback_once", twice(given)),
    ("meetings_one_theme_a_month", twice(theme)),
    (
        "meetings_theme_month_is_its_first_day",
        lambda life, m: theme(life, m, month=date(2026, 11, 9)),
    ),
    ("meetings_month_theme_is_given", lambda life, m: theme(life, m, theme="")),
    ("meetings_required_item_has_a_title", required(title="")),
    ("meetings_required_item_ends_after_it_begins", required(until=NOVEMBER)),
    ("meetings_one_card_a_title", twice(card())),
    ("meetings_card_minutes_in_a_day", card(minutes=1)),
    ("meetings_card_months_are_months", card(months=[13])),
    ("meetings_a_card_rests_once", twice(rest)),
    ("meetings_proposal_has_a_title", lambda life, m: proposal(life, title="")),
    ("meetings_proposal_taken_for_a_month", lambda life, m: proposal(life, state="taken")),
    ("meetings_one_preference_a_person", preference),
]


def attempt(break_it: Break, life: Life, meeting: Meeting) -> None:
    """Break it, and ask the database at once what it thinks."""
    with transaction.atomic(), connection.cursor() as cursor:
        break_it(life, meeting)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize(("name", "break_it"), BROKEN, ids=[name for name, _break in BROKEN])
def test_the_database_keeps_each_invariant(life: Life, name: str, break_it: Break) -> None:
    meeting = life.publish()
    with pytest.raises(IntegrityError, match=name):
        attempt(break_it, life, meeting)


def test_every_named_constraint_is_broken_here() -> None:
    room = [
        AgendaItem, AgreedItem, CardRest, DutyEntry, DutyReminder, DutyWaiver, FeedbackGiven,
        FeedbackSlip, ItemTally, Meeting, MonthTheme, Record, RequiredItem, Speech, TermReminder,
        ThemeCard, ThemePreference, ThemeProposal,
    ]  # fmt: skip
    named = {c.name for model in room for c in model._meta.constraints}
    assert named == {name for name, _break in BROKEN}
