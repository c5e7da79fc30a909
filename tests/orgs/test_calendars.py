"""Working days come from the yearly notice; a year without one is provisional, never an error."""

from __future__ import annotations

import json
from datetime import date

import pytest
from tests.cast import HOUSE, Branch, acting

from zhibu.kit.verdict import Invalid, Refused
from zhibu.orgs import queries
from zhibu.orgs.actions import load_calendar_days, remove_period, set_period_calendar
from zhibu.orgs.domain.workdays import after_working_days
from zhibu.orgs.models import CalendarDay, CalendarSpan, Post
from zhibu.trail.models import AuditNote

NOTICE_2026 = {
    "year": 2026,
    "papers": ["国办发明电〔2025〕7号"],
    "days": [
        {"name": "国庆节", "date": "2026-09-27", "isOffDay": False},
        {"name": "国庆节", "date": "2026-10-01", "isOffDay": True},
        {"name": "国庆节", "date": "2026-10-02", "isOffDay": True},
        {"name": "国庆节", "date": "2026-10-05", "isOffDay": True},
    ],
}


def load(notice: object) -> tuple[int, int]:
    return load_calendar_days(actor=HOUSE, text=json.dumps(notice))


def test_days_off_and_make_up_days_are_counted(branch: Branch) -> None:
    assert load(NOTICE_2026) == (2026, 4)

    calendar = queries.working_calendar(since=date(2026, 9, 25), until=date(2026, 10, 20))
    due = after_working_days(date(2026, 9, 25), 5, calendar=calendar)
    # Sunday the 27th is worked, the 1st, 2nd and 5th of October are not.
    assert (due.day, due.provisional) == (date(2026, 10, 6), False)
    assert [d for d in (26, 27, 28) if calendar.is_working(date(2026, 9, d))] == [27, 28]


def test_loading_a_year_again_replaces_it(branch: Branch) -> None:
    load(NOTICE_2026)
    shorter = NOTICE_2026 | {"days": NOTICE_2026["days"][:2]}  # type: ignore[index]
    assert load(shorter) == (2026, 2)
    assert CalendarDay.objects.count() == 2
    assert queries.loaded_years() == [(2026, 2, "2026：国办发明电〔2025〕7号")]


def test_a_notice_without_days_leaves_the_year_provisional(branch: Branch) -> None:
    load(NOTICE_2026)
    assert load({"year": 2027, "papers": [], "days": []}) == (2027, 0)
    calendar = queries.working_calendar(since=date(2027, 3, 1), until=date(2027, 3, 9))
    due = after_working_days(date(2027, 3, 1), 5, calendar=calendar)
    assert (due.day, due.provisional) == (date(2027, 3, 8), True)


def test_an_early_day_of_the_next_notice_does_not_make_its_year_known(branch: Branch) -> None:
    load({"year": 2027, "days": [{"name": "元旦", "date": "2026-12-31", "isOffDay": True}]})
    calendar = queries.working_calendar(since=date(2026, 12, 1), until=date(2026, 12, 30))
    assert calendar.years == {2027}
    assert not calendar.is_known(date(2026, 12, 1))


@pytest.mark.parametrize(
    "text",
    [
        "不是 JSON",
        "[]",
        '{"year": "2026", "days": []}',
        '{"year": 2026}',
        '{"year": 2026, "days": [{"date": "2026-13-01", "isOffDay": true}]}',
        '{"year": 2026, "days": [{"date": "2026-10-01", "isOffDay": "yes"}]}',
        '{"year": 2026, "days": [{"date": "2020-10-01", "isOffDay": true}]}',
        '{"year": 2026, "days": ["2026-10-01"]}',
        '{"year": 2026, "days": [{"date": "2026-10-01", "isOffDay": true}, {"date": "2026-10-01", "isOffDay": true}]}',
    ],
)
def test_what_is_no_notice_is_refused_with_a_sentence(branch: Branch, text: str) -> None:
    load(NOTICE_2026)
    with pytest.raises(Invalid) as refused:
        load_calendar_days(actor=HOUSE, text=text)
    assert refused.value.errors["file"].endswith("没有读入。")
    assert CalendarDay.objects.count() == 4


def test_only_the_university_loads_the_notice(branch: Branch) -> None:
    with pytest.raises(Refused):
        load_calendar_days(actor=branch.secretary, text=json.dumps(NOTICE_2026))
    with pytest.raises(Refused):
        load_calendar_days(actor=branch.organiser(), text=json.dumps(NOTICE_2026))
    university = branch.appoint(branch.join("罗清和"), Post.UNIVERSITY_ORGANISER, at=branch.root)
    assert load_calendar_days(actor=university, text=json.dumps(NOTICE_2026)) == (2026, 4)


def period(branch: Branch, **changes: object) -> CalendarSpan:
    values = {
        "actor": branch.secretary,
        "organisation_id": branch.organisation.pk,
        "kind": "exam",
        "name": "秋季学期考试周",
        "since": date(2027, 1, 4),
        "until": date(2027, 1, 16),
    }
    return set_period_calendar(**(values | changes))  # type: ignore[arg-type]  # built from a dict


def test_a_period_stands_in_the_calendar_and_is_taken_out(branch: Branch) -> None:
    span = period(branch)
    listed = queries.calendar_spans([branch.organisation.path], since=date(2026, 12, 1))
    assert [s.name for s in listed] == ["秋季学期考试周"]

    assert remove_period(actor=branch.secretary, span_id=span.pk) == branch.organisation.pk
    assert queries.calendar_spans([branch.organisation.path], since=date(2026, 12, 1)) == []
    assert AuditNote.objects.filter(action="orgs.period.removed").count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"until": date(2027, 1, 4)}, "until"),
        ({"kind": "party"}, "kind"),
        ({"since": date(2027, 1, 15), "until": date(2027, 1, 20)}, "since"),
    ],
)
def test_a_period_that_cannot_stand_is_refused(
    branch: Branch, changes: dict[str, object], field: str
) -> None:
    period(branch)
    with pytest.raises(Invalid) as refused:
        period(branch, **changes)
    assert set(refused.value.errors) == {field}


def test_members_write_no_calendar(branch: Branch) -> None:
    member = acting(branch.join("陆知夏"))
    span = period(branch)
    with pytest.raises(Refused):
        period(branch, actor=member, since=date(2027, 2, 1), until=date(2027, 2, 9))
    with pytest.raises(Refused):
        remove_period(actor=member, span_id=span.pk)


def test_another_branch_does_not_see_the_line(branch: Branch) -> None:
    span = period(branch)
    with pytest.raises(CalendarSpan.DoesNotExist):
        remove_period(actor=branch.sibling().secretary, span_id=span.pk)
