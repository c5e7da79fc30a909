"""Complaints and suggestions: from every page, tracked, answered in seven days, nobody need sign."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import connection
from pytest_django import DjangoAssertNumQueries
from tests.appeals.desk import EVENING, complaint_of, said
from tests.browsing import key, signed_in
from tests.cast import HOUSE, Branch, acting, opened, person

from zhibu.appeals import actions, queries
from zhibu.appeals.models import Complaint
from zhibu.kit import clock
from zhibu.kit.actor import NOBODY, Actor
from zhibu.kit.verdict import Conflict, Invalid, Refused
from zhibu.notices.models import Recipient
from zhibu.orgs.models import Post
from zhibu.trail.models import AuditNote

LATE = EVENING + timedelta(days=8)


def answered(branch: Branch, given: actions.Given, answer: str = "下月起提前一周。") -> Complaint:
    with clock.pinned(EVENING):
        return actions.answer_complaint(
            actor=branch.secretary, complaint_id=given.complaint.pk, answer=answer
        )


def university_organiser(branch: Branch) -> Actor:
    return branch.appoint(person("秦致远"), Post.UNIVERSITY_ORGANISER, at=branch.root)


def test_it_is_due_in_seven_days_and_those_who_answer_are_told(branch: Branch) -> None:
    given = said(acting(branch.join("陆知夏")))

    one = given.complaint
    assert (one.given_on, one.due_on) == (date(2026, 11, 25), date(2026, 12, 2))
    assert (given.code, one.organisation) == ("", branch.organisation)
    told = Recipient.objects.filter(notice__title="有一条意见建议待答复")
    assert [row.person.name for row in told] == ["许静仪"]


def test_the_answer_comes_back_to_who_gave_it_and_they_close_it(branch: Branch) -> None:
    member = branch.join("陆知夏")
    given = said(acting(member))
    with pytest.raises(Conflict, match="答复之后"):
        actions.close_complaint(actor=acting(member), complaint_id=given.complaint.pk)
    with pytest.raises(Invalid, match="怎么办的"):
        answered(branch, given, "  ")

    answered(branch, given)

    with pytest.raises(Conflict, match="已经答复"):
        answered(branch, given)
    told = Recipient.objects.get(notice__title="您的意见建议有了答复")
    assert (told.person, complaint_of(given).state) == (member, "answered")
    with pytest.raises(Refused, match="提出的人"):
        actions.close_complaint(actor=branch.secretary, complaint_id=given.complaint.pk)
    actions.close_complaint(actor=acting(member), complaint_id=given.complaint.pk)
    assert complaint_of(given).state == "closed"


@pytest.mark.parametrize(
    ("level", "post"),
    [
        ("branch", "secretary"),
        ("college", "college"),
        ("university", "university"),
        ("platform", "operator"),
    ],
)
def test_each_level_is_answered_by_its_own_post(branch: Branch, level: str, post: str) -> None:
    hands = {
        "secretary": branch.secretary,
        "college": branch.organiser(),
        "university": university_organiser(branch),
        "operator": branch.appoint(person("于清"), Post.OPERATOR, at=branch.root),
    }
    given = said(acting(branch.join("陆知夏")), level=level)

    for name, actor in hands.items():
        if name == post:
            continue
        with pytest.raises(Complaint.DoesNotExist):
            actions.answer_complaint(
                actor=actor, complaint_id=given.complaint.pk, answer="不归我办"
            )
    actions.answer_complaint(actor=hands[post], complaint_id=given.complaint.pk, answer="照办。")

    assert complaint_of(given).answer == "照办。"


def test_nobody_answers_ones_own(branch: Branch) -> None:
    given = said(branch.secretary)
    with pytest.raises(Refused, match="自己提出"):
        answered(branch, given)
    deputy = branch.appoint(branch.join("孟晓岚"), Post.DEPUTY_SECRETARY)
    actions.answer_complaint(actor=deputy, complaint_id=given.complaint.pk, answer="好。")
    assert complaint_of(given).answered_by_name == "孟晓岚"


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"text": "  "}, "text"),
        ({"kind": "praise"}, "kind"),
        ({"naming": "somebody"}, "naming"),
        ({"level": "moon"}, "level"),
    ],
)
def test_what_cannot_be_taken_in_says_which_field(
    branch: Branch, wish: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        said(branch.secretary, **wish)
    assert list(refused.value.errors) == [field]
    assert Complaint.objects.count() == 0


# ---- passed on


def test_who_handles_it_passes_it_to_the_level_above_with_the_same_day(branch: Branch) -> None:
    organiser = branch.organiser()
    given = said(acting(branch.join("陆知夏")))

    actions.pass_on(actor=branch.secretary, complaint_id=given.complaint.pk)

    one = complaint_of(given)
    assert (one.level, one.organisation, one.passed_from) == ("college", branch.college, "branch")
    assert one.due_on == date(2026, 12, 2)
    with pytest.raises(Complaint.DoesNotExist):
        actions.pass_on(actor=branch.secretary, complaint_id=one.pk)
    actions.pass_on(actor=organiser, complaint_id=one.pk)
    with pytest.raises(Conflict, match="学校一级"):
        actions.pass_on(actor=university_organiser(branch), complaint_id=one.pk)


def test_who_gave_it_passes_it_on_once_the_answer_did_not_help_or_did_not_come(
    branch: Branch,
) -> None:
    member = branch.join("陆知夏")
    first, second = said(acting(member)), said(acting(member), text="再提一条")
    with clock.pinned(EVENING), pytest.raises(Refused, match="期限之内"):
        actions.pass_on(actor=acting(member), complaint_id=first.complaint.pk)
    answered(branch, first)

    with clock.pinned(LATE):
        actions.pass_on(actor=acting(member), complaint_id=first.complaint.pk)
        actions.pass_on(actor=acting(member), complaint_id=second.complaint.pk)

    one, two = complaint_of(first), complaint_of(second)
    assert (one.state, one.answer, one.due_on) == ("waiting", "", date(2026, 12, 10))
    assert one.earlier == "支部 2026年11月25日答复：下月起提前一周。"
    assert (two.level, two.earlier) == ("college", "")


# ---- the level above


def test_overdue_ones_are_listed_to_the_level_above_and_told_once(branch: Branch) -> None:
    organiser, above = branch.organiser(), university_organiser(branch)
    member = acting(branch.join("陆知夏"))
    at_branch, at_college = said(member), said(member, level="college")
    with clock.pinned(EVENING):
        assert queries.overdue_complaints_for(organiser) == []
    with clock.pinned(LATE):
        assert queries.overdue_complaints_for(organiser) == [at_branch.complaint]
        assert queries.overdue_complaints_for(above) == [at_branch.complaint, at_college.complaint]
        assert queries.overdue_complaints_for(branch.secretary) == []
        assert (actions.let_rise(actor=HOUSE), actions.let_rise(actor=HOUSE)) == (2, 0)
    told = Recipient.objects.filter(notice__title="有一条意见建议超期").order_by("pk")
    assert [row.person.name for row in told] == ["方闻笛", "秦致远"]
    with pytest.raises(Complaint.DoesNotExist):
        queries.complaint_for_reading(at_branch.complaint.pk, seen_by=organiser)


# ---- nobody signed


def everything_kept() -> str:
    """Every row of every table of ours, and of the keys and sessions, as one text."""
    tables = {m._meta.db_table for m in apps.get_models()}
    found = []
    with connection.cursor() as cursor:
        for table in sorted(tables & set(connection.introspection.table_names())):
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')  # noqa: S608 - names of tables
            found += [f"{table} {row[0]}" for row in cursor.fetchall()]
    return "\n".join(found)


def test_what_nobody_signed_leaves_no_person_anywhere(branch: Branch) -> None:
    """Posted by somebody signed in; after it no row names this person that did not before."""
    member = branch.join("陆知夏")
    client = signed_in(member)
    before = set(everything_kept().splitlines())
    with clock.pinned(EVENING):
        answer = client.post(
            f"/y/say?from=/p/{member.pk}",
            {
                "kind": "complaint",
                "level": "branch",
                "naming": "none",
                "text": "开会总是拖堂",
                "came": f"/p/{member.pk}",
                **key(),
            },
        )
    added = set(everything_kept().splitlines()) - before
    names = re.compile(
        rf'陆知夏|(person|who|giver)[a-z_]*":\s*"?(person:)?{member.pk}\b|/p/{member.pk}'
    )

    assert answer.status_code == 200
    assert [row for row in added if names.search(row)] == []
    one = Complaint.objects.get()
    assert (one.giver_id, one.page, one.organisation) == (None, "/p/…", branch.organisation)
    note = AuditNote.objects.get(action="appeals.complaint.given")
    assert (note.person_id, note.person_name) == (None, "不署名")


def test_the_search_for_names_is_red_when_somebody_signed(branch: Branch) -> None:
    member = branch.join("陆知夏")
    client = signed_in(member)
    with clock.pinned(EVENING):
        client.post(
            "/y/say",
            {"kind": "complaint", "level": "branch", "naming": "signed", "text": "拖堂", **key()},
        )
    assert f'"giver_id":{member.pk}' in everything_kept()
    assert f"person:{member.pk}" in everything_kept()


def test_a_code_shows_the_answer_and_passes_it_on_and_closes_it(branch: Branch) -> None:
    given = said(acting(branch.join("陆知夏")), naming="none")
    assert re.fullmatch(r"([A-Z2-9]{4}-){2}[A-Z2-9]{4}", given.code)
    assert given.code.replace("-", "") not in everything_kept()
    with clock.pinned(EVENING), pytest.raises(Refused, match="期限之内"):
        actions.pass_on(actor=NOBODY, code=given.code)
    answered(branch, given)

    actions.pass_on(actor=NOBODY, code=given.code.lower())
    actions.answer_complaint(
        actor=branch.organiser(), complaint_id=given.complaint.pk, answer="已提醒支部。"
    )
    actions.close_complaint(actor=NOBODY, code=given.code)

    assert (complaint_of(given).state, complaint_of(given).level) == ("closed", "college")
    notes = AuditNote.objects.filter(subject_kind="appeals.complaint").order_by("pk")
    assert [note.person_name for note in notes] == [
        "不署名",
        "许静仪",
        "不署名",
        "方闻笛",
        "不署名",
    ]
    with pytest.raises(Complaint.DoesNotExist):
        actions.close_complaint(actor=NOBODY, code="ABCD-EFGH-JKMN")


def test_only_the_handler_reads_the_name_that_is_for_the_handler(branch: Branch) -> None:
    member = branch.join("陆知夏")
    given = said(acting(member), naming="handler")

    assert (
        queries.complaint_for_reading(given.complaint.pk, seen_by=branch.secretary).name_shown
        == "陆知夏"
    )
    with pytest.raises(Complaint.DoesNotExist):
        queries.complaint_for_reading(given.complaint.pk, seen_by=branch.officer)


def test_from_outside_only_school_and_platform_are_reached_and_not_without_end(
    branch: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Invalid, match="送交"):
        said(NOBODY, naming="none")
    monkeypatch.setattr(actions.complaints, "MOST_FROM_OUTSIDE", 2)

    codes = [said(NOBODY, level="platform").code for _ in range(2)]

    assert len(set(codes)) == 2
    with pytest.raises(Invalid, match="太多"):
        said(NOBODY, level="university")
    assert set(Complaint.objects.values_list("from_outside", "naming")) == {(True, "none")}


@pytest.mark.parametrize("number", [1, 3])
def test_the_lists_cost_one_query_whatever_their_size(
    branch: Branch, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    member = branch.join("陆知夏")
    opened(member)
    for _ in range(number):
        said(acting(member))
    secretary, organiser = branch.secretary, branch.organiser()
    with clock.pinned(LATE):
        with django_assert_num_queries(1):
            assert [one.name_shown for one in queries.handled_by(secretary)] == ["陆知夏"] * number
        with django_assert_num_queries(1):
            assert len(queries.complaints_of(member.pk)) == number
        with django_assert_num_queries(1):
            assert len(queries.overdue_complaints_for(organiser)) == number
        with django_assert_num_queries(1):
            counts = queries.counts_under(branch.organisation.path, today=clock.today())
    assert (counts.given, counts.answered, counts.overdue) == (number, 0, number)


def test_somebody_signed_in_may_say_nothing_of_who_they_are(branch: Branch) -> None:
    member = acting(branch.join("陆知夏"))

    given = actions.give_complaint(
        actor=member, kind="complaint", level="branch", naming="none", text="拖堂"
    )

    assert (given.complaint.giver_id, given.complaint.naming, len(given.code)) == (None, "none", 14)
