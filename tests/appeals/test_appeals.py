"""Anything can be contested; somebody else answers by a day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries
from tests.appeals.desk import DUE, EVENING, LATE, REASON, contested, missed
from tests.cast import FOUNDED, HOUSE, Branch, acting, person
from tests.gatherings.hall import DOOR

from zhibu.appeals import actions, queries
from zhibu.appeals.models import Appeal
from zhibu.gatherings.models import Attendee
from zhibu.gatherings.offers import ATTENDANCE
from zhibu.kit import clock
from zhibu.kit.verdict import Conflict, Invalid, Refused
from zhibu.notices.models import Recipient
from zhibu.orgs.models import Post
from zhibu.people.models import Appointment
from zhibu.trail.models import AuditNote, OutboxEvent


def told() -> list[tuple[str, str]]:
    """Who was told what, oldest first."""
    rows = Recipient.objects.select_related("notice", "person").order_by("pk")
    return [(row.person.name, row.notice.title) for row in rows if row.notice.sent_by is None]


def facts() -> list[tuple[str, dict[str, Any]]]:
    rows = OutboxEvent.objects.filter(kind__startswith="appeals.").order_by("id")
    return [(row.kind, row.payload) for row in rows]


def test_an_appeal_is_due_in_five_working_days_and_the_committee_is_told(branch: Branch) -> None:
    member = branch.join("陆知夏")

    appeal = contested(branch, member)

    assert (appeal.state, appeal.due_on, appeal.provisional) == ("open", DUE, True)
    assert appeal.title == "支部党员大会，11月25日 周三 19:00"
    assert (appeal.facts, appeal.reason) == ("没有到会登记", REASON)
    assert told() == [("许静仪", "有一件异议待答复"), ("周若棠", "有一件异议待答复")]
    assert facts() == [
        (
            "appeals.AppealRaised",
            {
                "appeal_id": appeal.pk,
                "kind": ATTENDANCE,
                "subject_id": appeal.subject_id,
                "organisation_id": branch.organisation.pk,
                "raised_on": "2026-11-25",
                "due_on": "2026-12-02",
            },
        )
    ]


def test_upholding_sets_it_right_in_the_same_transaction(branch: Branch) -> None:
    member = branch.join("陆知夏")
    appeal = contested(branch, member)

    with clock.pinned(EVENING):
        actions.answer_appeal(actor=branch.officer, appeal_id=appeal.pk, upheld=True)

    appeal.refresh_from_db()
    row = Attendee.objects.get(pk=appeal.subject_id)
    assert (appeal.state, appeal.done) == ("upheld", "已改为到会。")
    assert (row.way, row.entered_by) == ("list", branch.officer_person.pk)
    assert told()[-1] == ("陆知夏", "您的异议：成立，已更正")
    assert [kind for kind, _payload in facts()] == [
        "appeals.AppealRaised",
        "appeals.AppealAnswered",
    ]
    assert facts()[-1][1]["outcome"] == "upheld"
    assert AuditNote.objects.filter(action="gatherings.attendance.upheld").count() == 1


def test_an_explanation_changes_nothing_and_says_why(branch: Branch) -> None:
    member = branch.join("陆知夏")
    appeal = contested(branch, member)
    with pytest.raises(Invalid, match="为什么不改"):
        actions.answer_appeal(actor=branch.officer, appeal_id=appeal.pk, upheld=False, answer=" ")

    actions.answer_appeal(
        actor=branch.officer, appeal_id=appeal.pk, upheld=False, answer="签到表上没有您的签名。"
    )

    appeal.refresh_from_db()
    assert (appeal.state, appeal.answered_by_name) == ("explained", "周若棠")
    assert Attendee.objects.get(pk=appeal.subject_id).present_at is None
    with pytest.raises(Conflict, match="已说明"):
        actions.answer_appeal(actor=branch.officer, appeal_id=appeal.pk, upheld=True)


def test_neither_who_made_the_entry_nor_who_contests_it_may_answer(branch: Branch) -> None:
    """DC-12: the entry was made by the secretary; the organisation officer contests it."""
    row = missed(branch, branch.join("陆知夏"))
    mine = Attendee.objects.get(gathering=row.gathering, person=branch.officer_person)
    appeal = contested(branch, branch.officer_person, mine)
    other = branch.appoint(branch.join("孟晓岚"), Post.DISCIPLINE)

    with pytest.raises(Refused, match="经手登记"):
        actions.answer_appeal(actor=branch.secretary, appeal_id=appeal.pk, upheld=True)
    with pytest.raises(Refused, match="自己提出"):
        actions.answer_appeal(actor=branch.officer, appeal_id=appeal.pk, upheld=True)
    actions.answer_appeal(actor=other, appeal_id=appeal.pk, upheld=True)

    appeal.refresh_from_db()
    assert (appeal.state, appeal.done) == ("upheld", "已改为未到会。")


def test_only_one_is_open_about_one_thing(branch: Branch) -> None:
    member = branch.join("陆知夏")
    appeal = contested(branch, member)
    row = Attendee.objects.get(pk=appeal.subject_id)
    with pytest.raises(Conflict, match="在办"):
        contested(branch, member, row)

    actions.withdraw_appeal(actor=acting(member), appeal_id=appeal.pk)
    again = contested(branch, member, row)

    appeal.refresh_from_db()
    assert (appeal.state, again.state) == ("withdrawn", "open")
    with pytest.raises(Conflict, match="已撤回"):
        actions.withdraw_appeal(actor=acting(member), appeal_id=appeal.pk)


def test_what_is_not_ones_own_cannot_be_contested(branch: Branch) -> None:
    member, other = branch.join("陆知夏"), branch.join("贺星野")
    row = missed(branch, member)
    with pytest.raises(Appeal.DoesNotExist):
        contested(branch, other, row)
    with pytest.raises(Refused, match="本人"):
        contested(branch, branch.officer_person, row)
    with pytest.raises(Appeal.DoesNotExist), clock.pinned(DOOR):
        actions.raise_appeal(
            actor=acting(member), kind=ATTENDANCE, subject_id=row.pk, reason=REASON
        )
    with pytest.raises(Appeal.DoesNotExist):
        actions.raise_appeal(actor=acting(member), kind="no.such", subject_id=1, reason=REASON)
    with pytest.raises(Invalid, match="哪里不对"), clock.pinned(EVENING):
        actions.raise_appeal(actor=acting(member), kind=ATTENDANCE, subject_id=row.pk, reason=" ")
    assert Appeal.objects.count() == 0


def test_only_who_raised_it_takes_it_back(branch: Branch) -> None:
    appeal = contested(branch, branch.join("陆知夏"))
    with pytest.raises(Refused, match="自己提出"):
        actions.withdraw_appeal(actor=branch.officer, appeal_id=appeal.pk)
    with pytest.raises(Appeal.DoesNotExist):
        actions.withdraw_appeal(actor=acting(branch.join("贺星野")), appeal_id=appeal.pk)


def test_what_was_put_right_meanwhile_is_closed_by_upholding(branch: Branch) -> None:
    member = branch.join("陆知夏")
    appeal = contested(branch, member)
    row = Attendee.objects.get(pk=appeal.subject_id)
    row.present_at, row.way = row.gathering.starts_at, "list"
    row.save()

    actions.answer_appeal(actor=branch.officer, appeal_id=appeal.pk, upheld=True)

    appeal.refresh_from_db()
    row.refresh_from_db()
    assert (appeal.state, appeal.done) == ("upheld", "提出之后已更正：19:00 到会，主持人勾选")
    assert row.present_at is not None


# ---- past its day


def test_the_college_sees_nothing_before_the_day_and_no_text_before_it_takes_over(
    branch: Branch,
) -> None:
    """DC-19: which body, which kind, which day; the rest only after a noted step."""
    organiser = branch.organiser()
    appeal = contested(branch, branch.join("陆知夏"))
    with clock.pinned(EVENING):
        assert (queries.risen_for(organiser), queries.overdue_for(organiser)) == ([], 0)
        with pytest.raises(Appeal.DoesNotExist):
            actions.take_over(actor=organiser, appeal_id=appeal.pk)

    with clock.pinned(LATE):
        (risen,) = queries.risen_for(organiser)
        assert (risen.organisation_name, risen.kind) == (branch.organisation.name, "出席登记")
        assert queries.overdue_for(organiser) == 1
        with pytest.raises(Appeal.DoesNotExist):
            queries.appeal_for_reading(appeal.pk, seen_by=organiser)
        with pytest.raises(Appeal.DoesNotExist):
            actions.take_over(actor=branch.secretary, appeal_id=appeal.pk)
        actions.take_over(actor=organiser, appeal_id=appeal.pk)
        with pytest.raises(Refused, match="上级接手"):
            actions.answer_appeal(actor=branch.officer, appeal_id=appeal.pk, upheld=True)
        actions.answer_appeal(actor=organiser, appeal_id=appeal.pk, upheld=True)
        assert (queries.risen_for(organiser), queries.overdue_for(organiser)) == ([], 0)

    appeal.refresh_from_db()
    assert (appeal.state, appeal.answered_by_name, appeal.taken_by_name) == (
        "upheld",
        "方闻笛",
        "方闻笛",
    )


def test_the_organiser_of_another_college_takes_nothing_over(branch: Branch) -> None:
    appeal = contested(branch, branch.join("陆知夏"))
    elsewhere = branch.sibling()
    stranger = branch.appoint(person("秦致远"), Post.COLLEGE_ORGANISER, at=elsewhere.organisation)

    with clock.pinned(LATE), pytest.raises(Appeal.DoesNotExist):
        actions.take_over(actor=stranger, appeal_id=appeal.pk)


def test_where_nobody_else_may_answer_the_college_may_at_once(branch: Branch) -> None:
    """A branch with one officer, who made the entry."""
    Appointment.objects.filter(person=branch.officer_person).update(
        until=FOUNDED + timedelta(days=9)
    )
    member = branch.join("陆知夏")
    row = missed(branch, member)
    Attendee.objects.filter(pk=row.pk).update(
        entered_by=branch.secretary_person.pk, present_at=EVENING, way="list", late=True
    )
    appeal = contested(branch, member, row)
    organiser = branch.organiser()

    with clock.pinned(EVENING):
        (risen,) = queries.risen_for(organiser)
        assert (risen.nobody_there, risen.is_overdue) == (True, False)
        actions.take_over(actor=organiser, appeal_id=appeal.pk)
        actions.answer_appeal(actor=organiser, appeal_id=appeal.pk, upheld=True)

    row.refresh_from_db()
    assert (row.late, row.present_at is not None) == (False, True)


def test_organisers_are_told_once_of_what_is_past_its_day(branch: Branch) -> None:
    branch.organiser()
    appeal = contested(branch, branch.join("陆知夏"))
    with clock.pinned(EVENING):
        assert actions.let_rise(actor=HOUSE) == 0
    with clock.pinned(LATE):
        assert (actions.let_rise(actor=HOUSE), actions.let_rise(actor=HOUSE)) == (1, 0)
    with pytest.raises(Refused, match="定时"):
        actions.let_rise(actor=branch.secretary)

    notices = [row for row in told() if row[1] == "有一件异议可以接手"]
    rose = Recipient.objects.get(notice__title="有一件异议可以接手").notice
    assert notices == [("方闻笛", "有一件异议可以接手")]
    assert (rose.subject_id, REASON in rose.body, appeal.title in rose.body) == (None, False, False)


# ---- reading


def test_the_queue_of_each_officer_leaves_out_what_they_may_not_answer(branch: Branch) -> None:
    member = branch.join("陆知夏")
    appeal = contested(branch, member)
    Appeal.objects.filter(pk=appeal.pk).update(maker_id=branch.secretary_person.pk)

    assert queries.open_for(branch.secretary) == []
    assert queries.open_for(branch.officer) == [appeal]
    assert queries.open_for(acting(member)) == []
    assert list(queries.queue_for(branch.secretary)) == [appeal]


@pytest.mark.parametrize("number", [1, 3])
def test_the_lists_cost_one_query_whatever_their_size(
    branch: Branch, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    people = [branch.join(name) for name in ("陆知夏", "贺星野", "简宁")[:number]]
    for somebody in people:
        contested(branch, somebody)
    organiser, officer = branch.organiser(), branch.officer
    with clock.pinned(LATE):
        with django_assert_num_queries(1):
            assert [one.appellant.name for one in queries.open_for(officer)] == [
                p.name for p in people
            ]
        with django_assert_num_queries(1):
            assert len(queries.risen_for(organiser)) == number
        with django_assert_num_queries(1):
            assert queries.overdue_for(organiser) == number
        with django_assert_num_queries(1):
            assert len(queries.appeals_of(people[0].pk)) == 1


@pytest.mark.parametrize("number", [1, 3])
def test_outcomes_of_a_year_cost_two_queries_and_count_what_was_not_withdrawn(
    branch: Branch, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    people = [branch.join(name) for name in ("陆知夏", "贺星野", "简宁")[:number]]
    raised = [contested(branch, somebody) for somebody in people]
    with clock.pinned(EVENING + timedelta(days=2)):
        actions.answer_appeal(actor=branch.officer, appeal_id=raised[0].pk, upheld=True)
    if number == 3:
        actions.withdraw_appeal(actor=acting(people[2]), appeal_id=raised[2].pk)
    today = clock.local(LATE).date()

    with django_assert_num_queries(2):
        found = queries.outcomes_of(branch.organisation.path, today=today)

    assert (found.raised, found.upheld, found.explained, found.waiting, found.days) == (
        min(number, 2),
        1,
        0,
        min(number, 2) - 1,
        (2,),
    )
