"""Duties of many branches at once, what does not apply, talks, reminders to branches and of terms."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.browsing import signed_in
from tests.cast import HOUSE, acting
from tests.meetings.life import STARTS, Life, at

from zhibu.kit.verdict import Conflict, Invalid, Refused
from zhibu.meetings import actions, queries
from zhibu.meetings.domain.kinds import Kind
from zhibu.meetings.models import DutyEntry, DutyReminder, DutyWaiver
from zhibu.notices.models import Notice, Recipient
from zhibu.orgs.actions import open_term
from zhibu.orgs.models import Organisation, Term
from zhibu.people.models import Person

TODAY = date(2026, 11, 26)


def gaps(organisation: Organisation) -> list[tuple[str, int]]:
    lines = queries.lines_of_branches([organisation.pk], month=TODAY, today=TODAY)
    return [(line.duty.key, line.late_days) for line in lines[organisation.pk] if line.is_gap]


@pytest.mark.parametrize("branches", [1, 3])
def test_many_branches_cost_what_one_costs(
    life: Life, branches: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    more = [life.branch.sibling(f"研究生第{n}党支部").organisation for n in range(1, branches)]
    ids = [life.organisation.pk, *(b.pk for b in more)]
    life.confirm(Kind.THEME_DAY)
    with django_assert_num_queries(6):
        found = queries.lines_of_branches(ids, month=TODAY, today=TODAY)
    assert list(found) == ids
    assert all(found.values())


def test_gaps_come_first_the_longest_overdue_before_the_others(life: Life) -> None:
    life.confirm(Kind.THEME_DAY, starts_at=STARTS.replace(month=10))
    assert gaps(life.organisation)[:3] == [
        ("theme_day", 118),
        ("branch_committee", 118),
        ("theme_day", 87),
    ]
    assert ("theme_day", 26) not in gaps(life.organisation)
    assert ("branch_committee", 26) in gaps(life.organisation)


# ---- not applicable


def waive(life: Life, **fields: object) -> DutyWaiver:
    values: dict[str, object] = {
        "actor": life.secretary,
        "organisation_id": life.organisation.pk,
        "key": "theme_day",
        "day": date(2026, 10, 20),
        "reason": "全体党员在外实习",
    }
    with at(TODAY):
        return actions.waive_duty(**(values | fields))  # type: ignore[arg-type]  # by their names


def test_a_duty_is_declared_not_applicable_with_a_reason_and_taken_back(life: Life) -> None:
    assert ("theme_day", 26) in gaps(life.organisation)
    waiver = waive(life)
    assert (waiver.since, waiver.until) == (date(2026, 10, 1), date(2026, 11, 1))
    assert ("theme_day", 26) not in gaps(life.organisation)
    actions.lift_waiver(actor=life.secretary, waiver_id=waiver.pk)
    assert ("theme_day", 26) in gaps(life.organisation)


def test_the_college_speaks_for_all_its_branches(life: Life) -> None:
    other = life.branch.sibling().organisation
    waive(
        life,
        actor=life.branch.organiser(),
        organisation_id=life.branch.college.pk,
        key="life_meeting",
        day=TODAY,
        reason="学校统一安排在 12 月",
        whole=False,
    )
    for branch in (life.organisation, other):
        lines = queries.lines_of_branches([branch.pk], month=TODAY, today=TODAY)[branch.pk]
        (line,) = [x for x in lines if x.duty.key == "life_meeting"]
        assert (line.state, line.why) == ("na", "学校统一安排在 12 月")


def test_nobody_declares_without_a_reason_twice_or_for_another_branch(life: Life) -> None:
    with pytest.raises(Invalid, match="理由"):
        waive(life, reason=" ")
    with pytest.raises(Invalid, match="没有这一项"):
        waive(life, key="singing")
    with pytest.raises(Invalid, match="党小组"):
        waive(life, key="group_meeting", group_id=life.branch.sibling().group().pk)
    waive(life)
    with pytest.raises(Conflict, match="已登记为不适用"):
        waive(life)
    with pytest.raises(Refused):
        waive(life, actor=life.officer, key="party_class")
    with pytest.raises(ObjectDoesNotExist):
        waive(life, actor=life.branch.sibling("研究生第四党支部").secretary)
    with pytest.raises(ObjectDoesNotExist):
        actions.lift_waiver(
            actor=life.branch.sibling("研究生第五党支部").secretary,
            waiver_id=DutyWaiver.objects.get().pk,
        )


# ---- talks and the report


def test_talks_are_noted_by_number_and_day_and_a_wrong_line_goes(life: Life) -> None:
    with at(TODAY):
        entry = actions.note_duty(
            actor=life.officer,
            organisation_id=life.organisation.pk,
            key="heart_talk",
            pairing="members",
            on=date(2026, 11, 3),
            count=6,
        )
        with pytest.raises(Conflict, match="已登记过"):
            actions.note_duty(
                actor=life.officer,
                organisation_id=life.organisation.pk,
                key="heart_talk",
                pairing="members",
                on=date(2026, 11, 3),
            )
        with pytest.raises(Invalid) as said:
            actions.note_duty(
                actor=life.officer,
                organisation_id=life.organisation.pk,
                key="heart_talk",
                on=date(2026, 11, 30),
                count=0,
            )
    assert set(said.value.errors) == {"on", "pairing", "count"}
    with pytest.raises(ObjectDoesNotExist):
        actions.drop_duty_entry(actor=life.branch.sibling().secretary, entry_id=entry.pk)
    actions.drop_duty_entry(actor=life.officer, entry_id=entry.pk)
    assert not DutyEntry.objects.exists()


def test_a_member_notes_nothing(life: Life) -> None:
    with pytest.raises(ObjectDoesNotExist):
        actions.note_duty(
            actor=life.member,
            organisation_id=life.organisation.pk,
            key="secretary_report",
            on=date(2026, 11, 3),
        )
    with pytest.raises(Refused):
        actions.note_duty(
            actor=life.publicity,
            organisation_id=life.organisation.pk,
            key="secretary_report",
            on=date(2026, 11, 3),
        )


# ---- one merged reminder (DC-19)


def remind(life: Life, day: date, *branches: Organisation) -> actions.Reminded:
    organiser = acting(Person.objects.get(name="方闻笛"))
    with at(day):
        return actions.remind_branches(
            actor=organiser,
            organisation_id=life.branch.college.pk,
            branch_ids=[b.pk for b in branches or (life.organisation,)],
        )


def test_one_reminder_lists_all_gaps_and_leads_to_them(life: Life) -> None:
    life.branch.organiser()
    life.confirm(Kind.THEME_DAY, starts_at=STARTS.replace(month=10))
    life.hold(Kind.BRANCH_COMMITTEE, starts_at=STARTS.replace(month=10, day=8))
    (reminder,) = remind(life, TODAY).sent
    notice = reminder.notice
    assert notice is not None
    assert (notice.organisation, notice.subject_kind, notice.subject_id) == (
        life.branch.college,
        "meetings.duties",
        life.organisation.pk,
    )
    assert "党课，第三季度，已过 57 天" in notice.body
    assert "10月，已过 26 天" not in notice.body  # held, or a draft: no gap
    told = Recipient.objects.filter(notice=notice).values_list("person_id", flat=True)
    assert list(told) == [life.branch.secretary_person.pk]


def test_a_branch_is_reminded_once_in_seven_days(life: Life) -> None:
    life.branch.organiser()
    assert len(remind(life, TODAY).sent) == 1
    again = remind(life, TODAY + timedelta(days=6))
    assert again.sent == ()
    assert [why for _b, why in again.left] == ["12月3日前已提醒过一次"]
    assert len(remind(life, TODAY + timedelta(days=7)).sent) == 1
    assert DutyReminder.objects.count() == 2


def test_branches_without_gap_or_officers_are_left_out_and_named(life: Life) -> None:
    life.branch.organiser()
    fresh = life.branch.sibling("新成立党支部")
    Organisation.objects.filter(pk=fresh.organisation.pk).update(recorded_since=TODAY)
    empty = life.branch.sibling("没有支委的党支部")
    for somebody in (empty.secretary_person, empty.officer_person):
        somebody.appointments.all().delete()
    done = remind(life, TODAY, fresh.organisation, empty.organisation)
    assert done.sent == ()
    assert [why for _b, why in done.left] == ["没有缺项", "没有登记书记和委员，请电话联系"]


def test_only_those_above_remind_and_only_their_own(life: Life) -> None:
    life.branch.organiser()
    with pytest.raises(Refused):
        actions.remind_branches(
            actor=life.secretary,
            organisation_id=life.organisation.pk,
            branch_ids=[life.organisation.pk],
        )
    with pytest.raises(ObjectDoesNotExist):
        actions.remind_branches(
            actor=acting(Person.objects.get(name="方闻笛")),
            organisation_id=life.branch.root.pk,
            branch_ids=[life.organisation.pk],
        )
    with pytest.raises(Invalid, match="请选择"):
        remind(life, TODAY, life.branch.college)


# ---- terms of office


def test_a_term_is_told_six_three_one_months_before_and_once_over(life: Life) -> None:
    life.branch.organiser()
    term = open_term(
        actor=HOUSE,
        organisation_id=life.organisation.pk,
        since=date(2024, 6, 1),
        until=date(2027, 6, 1),
    )
    told = []
    for day in (
        date(2026, 11, 30),
        date(2026, 12, 1),
        date(2026, 12, 2),
        date(2027, 3, 1),
        date(2027, 5, 1),
        date(2027, 6, 1),
        date(2027, 6, 2),
    ):
        with at(day):
            told.append(actions.remind_of_terms(actor=HOUSE))
    assert told == [0, 1, 0, 1, 1, 1, 0]
    titles = Notice.objects.filter(subject_kind="orgs.organisation").order_by("pk")
    assert [n.title.removeprefix(str(life.organisation)) for n in titles] == [
        "本届任期还有 6 个月届满",
        "本届任期还有 3 个月届满",
        "本届任期还有 1 个月届满",
        "本届任期已届满",
    ]
    people = {r.person.name for r in Recipient.objects.filter(notice=titles[0])}
    assert people == {"许静仪", "方闻笛"}
    assert Term.objects.get(pk=term.pk).until == date(2027, 6, 1)


def test_a_new_term_stops_the_reminders_of_the_old_one(life: Life) -> None:
    for since, until in (
        (date(2023, 12, 1), date(2026, 12, 1)),
        (date(2026, 12, 1), date(2029, 12, 1)),
    ):
        open_term(actor=HOUSE, organisation_id=life.organisation.pk, since=since, until=until)
    with at(TODAY):
        assert actions.remind_of_terms(actor=HOUSE) == 0


def test_terms_are_told_by_the_house_alone(life: Life) -> None:
    with pytest.raises(Refused):
        actions.remind_of_terms(actor=life.secretary)


# ---- pages


def test_the_branch_reads_its_gaps_and_declares_one_not_applicable(
    life: Life, client: Client
) -> None:
    signed_in(life.branch.secretary_person, client)
    here = f"/m/duties/{life.organisation.pk}"
    with at(TODAY):
        assert "超期 57 天" in client.get(here).content.decode()
        form = client.get(f"{here}/waive?kind=party_class&day=2026-07-01").content.decode()
        assert "2026年7月1日至2026年9月30日" in form
        posted = client.post(
            f"{here}/waive?kind=party_class&day=2026-07-01",
            {"reason": "学校统一安排", "idempotency_key": "a" * 32},
        )
    assert posted["Location"] == here
    assert DutyWaiver.objects.get().since == date(2026, 7, 1)


def test_the_college_reads_states_and_no_ways_to_act(life: Life, client: Client) -> None:
    life.branch.organiser()
    signed_in(Person.objects.get(name="方闻笛"), client)
    with at(TODAY):
        page = client.get(f"/m/duties/{life.organisation.pk}").content.decode()
    assert "可处理的人" in page
    assert "补录" not in page


def test_talks_are_noted_on_their_page(life: Life, client: Client) -> None:
    signed_in(life.branch.secretary_person, client)
    here = f"/m/duties/{life.organisation.pk}/note?kind=heart_talk"
    with at(TODAY):
        bad = client.post(here, {"on": "", "idempotency_key": "a" * 32})
        good = client.post(
            here,
            {"pairing": "committee", "on": "2026-11-20", "count": "3", "idempotency_key": "b" * 32},
        )
        page = client.get(here).content.decode()
    assert (bad.status_code, good.status_code) == (422, 302)
    assert "支委之间" in page
    assert "3 次" in page


def test_an_activist_sees_no_duties(life: Life, client: Client) -> None:
    signed_in(life.activist, client)
    assert client.get(f"/m/duties/{life.organisation.pk}").status_code == 404
