"""Three questions without a name, and what was agreed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries
from tests.cast import acting
from tests.meetings.life import AFTER, STARTS, Life, at, told

from zhibu.kit.actor import house
from zhibu.kit.verdict import Conflict, Invalid, Refused
from zhibu.meetings import actions, queries
from zhibu.meetings.models import AgreedItem, FeedbackGiven, FeedbackSlip, Meeting
from zhibu.people.models import Person
from zhibu.trail.models import AuditNote


def answer(meeting: Meeting, person: Person, scores: tuple[int, int, int] = (4, 5, 5)) -> None:
    useful, near, again = scores
    with at(AFTER):
        actions.give_feedback(
            actor=acting(person), meeting_id=meeting.pk, useful=useful, near=near, again=again
        )


def test_an_answer_never_meets_a_name(life: Life) -> None:
    meeting = life.hold()
    answer(meeting, life.full[3])

    slip, mark = FeedbackSlip.objects.get(), FeedbackGiven.objects.get()
    assert (slip.useful, slip.near, slip.again, slip.given_on) == (4, 5, 5, date(2026, 11, 25))
    assert mark.person == life.full[3]
    assert not {f.name for f in FeedbackSlip._meta.get_fields()} & {"person", "at", "created_at"}
    notes = AuditNote.objects.filter(action="meetings.feedback.given")
    assert [(n.subject_id, n.facts) for n in notes] == [(str(meeting.pk), {})]


def test_nobody_answers_twice(life: Life) -> None:
    meeting = life.hold()
    answer(meeting, life.full[3])
    with pytest.raises(Conflict, match="已反馈过"):
        answer(meeting, life.full[3], (1, 1, 1))
    assert FeedbackSlip.objects.count() == 1


def test_only_those_who_were_there_answer_and_within_a_month(life: Life) -> None:
    meeting = life.hold(people=life.full[:6])
    with pytest.raises(Refused, match="参加了这次活动"):
        answer(meeting, life.full[7])
    with pytest.raises(Invalid, match="三题各选一项"):
        answer(meeting, life.full[3], (0, 6, 3))
    with pytest.raises(Conflict, match="30 天内"), at(STARTS + timedelta(days=31)):
        actions.give_feedback(
            actor=acting(life.full[3]), meeting_id=meeting.pk, useful=3, near=3, again=3
        )
    assert FeedbackGiven.objects.count() == 0


@pytest.mark.parametrize(("answers", "shown"), [(4, False), (5, True)])
def test_a_result_is_shown_from_five_answers_on(life: Life, answers: int, shown: bool) -> None:
    meeting = life.hold()
    for person in life.full[:answers]:
        answer(meeting, person, (4, 3, 5))
    result = queries.feedback_of(meeting)
    assert (result.answers, result.shown) == (answers, shown)
    assert [(q.name, q.counts, q.mean) for q in result.questions] == (
        [
            ("useful", (0, 0, 0, 5, 0), "4.0"),
            ("near", (0, 0, 5, 0, 0), "3.0"),
            ("again", (0, 0, 0, 0, 5), "5.0"),
        ]
        if shown
        else []
    )


def test_marks_are_dropped_when_nobody_can_answer_any_more(life: Life) -> None:
    meeting = life.hold()
    answer(meeting, life.full[3])
    keeper = house("平台", way="job")
    with at(STARTS + timedelta(days=59)):
        assert actions.forget_feedback_marks(actor=keeper) == 0
    with at(STARTS + timedelta(days=61)):
        assert actions.forget_feedback_marks(actor=keeper) == 1
    assert FeedbackSlip.objects.count() == 1
    with pytest.raises(Refused):
        actions.forget_feedback_marks(actor=life.secretary)


# ---- what was agreed


def agreed(life: Life, meeting: Meeting, **more: object) -> AgreedItem:
    with at(AFTER):
        return actions.agree_item(
            actor=life.officer,
            meeting_id=meeting.pk,
            matter="清理楼道自行车",
            owner="孟晓岚",
            **more,  # type: ignore[arg-type]  # spelled out in the tests
        )


def test_something_agreed_is_due_in_thirty_days_and_stands_in_the_record(life: Life) -> None:
    meeting = life.hold()
    row = agreed(life, meeting)
    assert (row.owner, row.due_on) == (life.full[3], date(2026, 12, 25))
    assert [(a.matter, a.due_on) for a in queries.body_of(meeting).agreed] == [
        ("清理楼道自行车", date(2026, 12, 25))
    ]


def test_an_agreed_item_needs_words_and_a_day_ahead(life: Life) -> None:
    meeting = life.hold()
    with pytest.raises(Invalid, match="写明议定的事项"), at(AFTER):
        actions.agree_item(actor=life.officer, meeting_id=meeting.pk, matter=" ")
    with pytest.raises(Invalid, match="不能早于会议当天"):
        agreed(life, meeting, due_on=date(2026, 11, 1))
    with pytest.raises(Refused, match="支委"):
        actions.agree_item(actor=life.member, meeting_id=meeting.pk, matter="别的")


def test_it_may_be_dropped_until_confirmed(life: Life) -> None:
    meeting = life.hold()
    row, kept = agreed(life, meeting), agreed(life, meeting)
    assert actions.drop_agreed_item(actor=life.officer, agreed_id=row.pk) == meeting.pk
    with at(AFTER):
        actions.confirm_record(actor=life.secretary, meeting_id=meeting.pk)
    with pytest.raises(Conflict):
        actions.drop_agreed_item(actor=life.officer, agreed_id=kept.pk)
    with pytest.raises(Refused):
        actions.drop_agreed_item(actor=life.member, agreed_id=kept.pk)


def test_the_owner_says_whether_it_was_done(life: Life) -> None:
    meeting = life.hold()
    row = agreed(life, meeting)
    with at(AFTER):
        actions.confirm_record(actor=life.secretary, meeting_id=meeting.pk)
    with pytest.raises(Refused, match="负责人本人"):
        actions.report_item(actor=life.member, agreed_id=row.pk, done=True)
    with pytest.raises(Invalid, match="写一句原因"):
        actions.report_item(actor=acting(life.full[3]), agreed_id=row.pk, done=False)

    with at(date(2026, 12, 20)):
        actions.report_item(actor=acting(life.full[3]), agreed_id=row.pk, done=True)

    row.refresh_from_db()
    assert (row.state, row.reported_on) == ("done", date(2026, 12, 20))
    assert told()[-1] == (
        "ItemCarriedOut",
        {
            "agreed_id": row.pk,
            "meeting_id": meeting.pk,
            "organisation_id": life.organisation.pk,
            "done": True,
            "matter": row.matter,
            "owner_id": life.full[3].pk,
            "reported_on": "2026-12-20",
            "reported_by": life.full[3].pk,
            "reported_by_name": life.full[3].name,
        },
    )


@pytest.mark.parametrize("items", [1, 3])
def test_follow_ups_cost_one_query(
    life: Life, items: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    meeting = life.hold()
    for _ in range(items):
        agreed(life, meeting)
    with at(AFTER):
        actions.confirm_record(actor=life.secretary, meeting_id=meeting.pk)
    secretary = life.secretary
    with django_assert_num_queries(1):
        rows = queries.follow_ups(life.organisation, seen_by=secretary)
    assert len(rows) == items


def test_a_person_takes_along_traces_but_no_answers(life: Life) -> None:
    meeting = life.hold()
    agreed(life, meeting)
    answer(meeting, life.full[3])
    owned, ideas, liked, given = queries.own_traces(life.full[3].pk)
    assert ([row.matter for row in owned], ideas, liked, given) == (["清理楼道自行车"], [], [], 1)
