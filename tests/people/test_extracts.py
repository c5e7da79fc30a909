"""Rows of more than fifty persons leave by two people, for a day, with a watermark, and are told."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from tests.browsing import signed_in
from tests.cast import HOUSE, Branch, acting, opened, person, university

from zhibu.kit import clock
from zhibu.kit.actor import Actor, house
from zhibu.kit.offers import FileWish
from zhibu.kit.verdict import Conflict, Invalid, Refused
from zhibu.notices.models import Notice
from zhibu.orgs.models import Post
from zhibu.people import policies
from zhibu.people.accounts import disable_account
from zhibu.people.extracts import actions, queries
from zhibu.people.extracts.actions import (
    ask_extract,
    decide_extract,
    hand_over,
    make_extract,
    take_extract,
    take_out_roster,
    withdraw_extract,
)
from zhibu.people.extracts.store import store
from zhibu.people.imports.commands import import_roster
from zhibu.people.models import Appointment, Extract, Look, Person
from zhibu.trail.models import AuditNote, OutboxEvent
from zhibu.trail.outbox import deliver
from zhibu.web.assembly import HANDLERS

COLUMNS = ("name", "staff_no", "phone")
PURPOSE = "报校医院体检名单"


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "FILES", tmp_path)
    return tmp_path


@pytest.fixture
def branch(db: None, files: Path) -> Branch:
    """A branch of 52, its secretary with an account."""
    made = university()
    for number in range(50):
        made.join("党" + "甲乙丙丁戊"[number // 10] + "子丑寅卯辰巳午未申酉"[number % 10])
    opened(made.secretary_person)
    return made


def wish(branch: Branch, *columns: str) -> FileWish:
    return FileWish(branch.organisation.pk, "xlsx", columns=columns or COLUMNS)


def ask(branch: Branch, by: Actor | None = None, purpose: str = PURPOSE) -> Extract:
    return ask_extract(
        actor=by or branch.secretary, kind="people.roster", wish=wish(branch), purpose=purpose
    )


def agreed(branch: Branch) -> Extract:
    """Asked for by the secretary, agreed to by the organisation officer, made."""
    asked = ask(branch)
    decide_extract(actor=branch.officer, extract_id=asked.pk, approved=True)
    return make_extract(extract_id=asked.pk)


def tell() -> None:
    for event in OutboxEvent.objects.filter(delivered_at=None, kind__startswith="people."):
        deliver(event.pk, HANDLERS)


def sheet_of(body: bytes) -> Any:
    return openpyxl.load_workbook(BytesIO(body)).worksheets[0]


# ---- the rule


def test_more_than_fifty_are_never_handed_over_by_one_person(branch: Branch) -> None:
    with pytest.raises(Refused, match="由另一位有权限的人同意"):
        hand_over(actor=branch.secretary, kind="people.roster", wish=wish(branch))
    assert Look.objects.count() == 0


def test_fifty_go_at_once_and_everybody_in_the_file_reads_it(branch: Branch) -> None:
    small = branch.sibling()
    made = hand_over(
        actor=small.secretary,
        kind="people.roster",
        wish=FileWish(small.organisation.pk, "xlsx", columns=("name",)),
    )
    sheet = sheet_of(made.body)
    assert [row[0] for row in sheet.values] == ["姓名", "许静仪", "周若棠"]
    looks = Look.objects.filter(person=small.officer_person).values_list("viewer_name", "what")
    assert list(looks) == [("许静仪", f"导出：{small.organisation.name}党员名册")]
    assert not Look.objects.filter(person=small.secretary_person).exists()
    assert AuditNote.objects.filter(action="people.extract.handed_over").count() == 1


def test_a_column_that_may_show_discipline_needs_two_however_few(branch: Branch) -> None:
    small = branch.sibling()
    guarded = FileWish(small.organisation.pk, "xlsx", columns=("name", "standing"))
    with pytest.raises(Refused):
        hand_over(actor=small.secretary, kind="people.roster", wish=guarded)
    asked = ask_extract(actor=small.secretary, kind="people.roster", wish=guarded, purpose=PURPOSE)
    assert (asked.state, asked.persons) == ("waiting", 2)


def test_few_are_not_asked_for_but_taken(branch: Branch) -> None:
    small = branch.sibling()
    with pytest.raises(Conflict, match="不用申请"):
        ask(small)


def test_a_request_has_a_purpose_and_is_made_once(branch: Branch) -> None:
    with pytest.raises(Invalid):
        ask(branch, purpose="  ")
    ask(branch)
    with pytest.raises(Conflict, match="已在等待"):
        ask(branch)


# ---- the second person


def test_two_people_make_a_file_that_says_so_and_leaves_every_cell_alone(branch: Branch) -> None:
    made = agreed(branch)
    extract, body = take_extract(actor=branch.secretary, extract_id=made.pk)
    sheet = sheet_of(body)
    rows = list(sheet.values)
    assert rows[0] == ("姓名", "学号/工号", "手机")
    people = Person.objects.filter(memberships__organisation=branch.organisation)
    wanted = {(p.name, p.staff_no, p.phone) for p in people}
    assert set(rows[1:53]) == wanted
    assert rows[53] == (None, None, None)
    mark = rows[54][0]
    assert mark.startswith(f"导出 {made.pk} 号：许静仪 申请，周若棠 同意，")
    assert PURPOSE in mark
    assert mark in f"{sheet.oddHeader.left.text}"
    assert mark in f"{sheet.oddFooter.left.text}"
    assert len(rows) == 55
    assert (extract.taken, extract.persons) == (1, 52)


def test_a_watermarked_roster_still_comes_in_again_unchanged(
    branch: Branch, tmp_path: Path
) -> None:
    asked = ask_extract(
        actor=branch.secretary,
        kind="people.roster",
        wish=wish(branch, "name", "staff_no", "kind", "branch"),
        purpose=PURPOSE,
    )
    decide_extract(actor=branch.officer, extract_id=asked.pk, approved=True)
    _made, body = take_extract(
        actor=branch.secretary, extract_id=make_extract(extract_id=asked.pk).pk
    )
    file = tmp_path / "again.xlsx"
    file.write_bytes(body)
    outcome = import_roster(file, branch=branch.organisation.code)
    assert (outcome.summary["unchanged"], outcome.refused) == (52, [])


def test_nobody_agrees_to_the_own_request_and_no_command_does(branch: Branch) -> None:
    asked = ask(branch)
    with pytest.raises(Refused, match="不能同意自己"):
        decide_extract(actor=branch.secretary, extract_id=asked.pk, approved=True)
    with pytest.raises(Refused, match="命令行和任务不能代替"):
        decide_extract(actor=HOUSE, extract_id=asked.pk, approved=True)
    with pytest.raises(Extract.DoesNotExist):
        decide_extract(actor=acting(branch.join("陆知夏")), extract_id=asked.pk, approved=True)
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by) == ("waiting", None)


def at_the_root(branch: Branch, post: str, name: str) -> Actor:
    return branch.appoint(person(name), post, at=branch.root)


def test_a_security_officer_may_agree_and_an_operator_or_auditor_may_not(branch: Branch) -> None:
    asked = ask(branch)
    auditor = at_the_root(branch, Post.AUDIT, "审计员甲")
    operator = at_the_root(branch, Post.OPERATOR, "运维员甲")
    with pytest.raises(Refused):
        decide_extract(actor=auditor, extract_id=asked.pk, approved=True)
    with pytest.raises(Extract.DoesNotExist):
        decide_extract(actor=operator, extract_id=asked.pk, approved=True)
    security = at_the_root(branch, Post.SECURITY, "安全员甲")
    decided = decide_extract(actor=security, extract_id=asked.pk, approved=True)
    assert (decided.state, decided.decided_by_id) == ("approved", security.person_id)
    assert queries.waiting_for(security) == 0


def test_those_who_may_agree_are_named_own_branch_first(branch: Branch) -> None:
    organiser = branch.organiser()
    security = at_the_root(branch, Post.SECURITY, "安全员甲")
    other = branch.sibling()
    assert other.organisation.path.startswith(branch.college.path)
    found = queries.deciders_of(branch.organisation, but=branch.secretary_person.pk)
    assert [one.person_id for one in found] == [
        branch.officer_person.pk,
        organiser.person_id,
        security.person_id,
    ]


def test_a_refusal_says_why_and_makes_nothing(branch: Branch) -> None:
    asked = ask(branch)
    with pytest.raises(Invalid):
        decide_extract(actor=branch.officer, extract_id=asked.pk, approved=False)
    decide_extract(
        actor=branch.officer, extract_id=asked.pk, approved=False, answer="体检用不着手机号。"
    )
    made = make_extract(extract_id=asked.pk)
    assert (made.state, made.stored, made.answer) == ("refused", "", "体检用不着手机号。")
    with pytest.raises(Conflict):
        decide_extract(actor=branch.officer, extract_id=asked.pk, approved=True)
    with pytest.raises(Conflict):
        take_extract(actor=branch.secretary, extract_id=asked.pk)


def test_a_request_is_withdrawn_by_its_asker_alone(branch: Branch) -> None:
    asked = ask(branch)
    with pytest.raises(Refused):
        withdraw_extract(actor=branch.officer, extract_id=asked.pk)
    assert withdraw_extract(actor=branch.secretary, extract_id=asked.pk).state == "withdrawn"
    with pytest.raises(Conflict):
        withdraw_extract(actor=branch.secretary, extract_id=asked.pk)


# ---- the file


def test_the_file_is_for_its_asker_alone_and_each_time_is_counted(branch: Branch) -> None:
    made = agreed(branch)
    with pytest.raises(Refused, match="只交给申请人"):
        take_extract(actor=branch.officer, extract_id=made.pk)
    for _time in range(2):
        take_extract(actor=branch.secretary, extract_id=made.pk)
    times = AuditNote.objects.filter(action="people.extract.taken").order_by("pk")
    assert [one.facts["times"] for one in times] == [1, 2]


def test_everybody_in_the_file_reads_who_took_it(branch: Branch) -> None:
    agreed(branch)
    looks = Look.objects.filter(what__startswith="导出：")
    assert looks.count() == 51  # everybody but the asker
    assert set(looks.values_list("viewer_name", flat=True)) == {"许静仪"}


def test_after_a_day_it_is_gone_from_the_disk(branch: Branch, files: Path) -> None:
    made = agreed(branch)
    later = clock.now() + timedelta(hours=24)
    with clock.pinned(later):
        with pytest.raises(Conflict, match="过期"):
            take_extract(actor=branch.secretary, extract_id=made.pk)
        assert [file.name for file in store.folder.glob("??/*")] == [made.stored]
        with transaction.atomic():
            tidied = actions.tidy()
        made.refresh_from_db()
    assert (tidied["ended"], made.state, made.stored) == (1, "expired", "")


def test_the_file_goes_with_the_transaction(
    branch: Branch, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    agreed(branch)
    with (
        clock.pinned(clock.now() + timedelta(hours=25)),
        django_capture_on_commit_callbacks(execute=True),
    ):
        actions.tidy()
    assert list(store.folder.glob("??/*")) == []


def test_a_file_nobody_names_is_swept(branch: Branch) -> None:
    stray = store.keep(b"left by a crash")
    assert actions.tidy()["files"] == 0  # it may be a file just being made
    with clock.pinned(clock.now() + timedelta(hours=2)):
        assert actions.tidy() == {"ended": 0, "made": 0, "files": 1}
    assert not store.place(stray).exists()


def test_an_unanswered_request_ends_after_a_week(branch: Branch) -> None:
    asked = ask(branch)
    with clock.pinned(clock.now() + timedelta(days=7)):
        assert actions.tidy()["ended"] == 1
    asked.refresh_from_db()
    assert asked.state == "expired"


def test_what_was_agreed_to_and_never_made_is_made_by_the_sweep(branch: Branch) -> None:
    asked = ask(branch)
    decide_extract(actor=branch.officer, extract_id=asked.pk, approved=True)
    assert actions.tidy() == {"ended": 0, "made": 1, "files": 0}
    asked.refresh_from_db()
    assert asked.state == "ready"


# ---- what ends it (rule 4)


def test_who_lost_the_post_gets_nothing(branch: Branch) -> None:
    asked = ask(branch)
    decide_extract(actor=branch.officer, extract_id=asked.pk, approved=True)
    Appointment.objects.filter(person=branch.secretary_person).delete()
    made = make_extract(extract_id=asked.pk)
    assert (made.state, made.stored) == ("expired", "")
    assert Look.objects.count() == 0


def test_a_post_that_ends_shuts_a_file_already_made(branch: Branch) -> None:
    made = agreed(branch)
    Appointment.objects.filter(person=branch.secretary_person).delete()
    with pytest.raises(Refused):
        take_extract(actor=branch.secretary, extract_id=made.pk)


def test_a_shut_account_ends_what_was_asked_for(branch: Branch) -> None:
    made = agreed(branch)
    security = at_the_root(branch, Post.SECURITY, "安全员甲")
    disable_account(actor=security, person_id=branch.secretary_person.pk)
    with pytest.raises(Conflict, match="过期"):
        take_extract(actor=branch.secretary, extract_id=made.pk)
    assert actions.tidy()["ended"] == 1


# ---- telling


def test_the_second_person_and_the_asker_are_told(branch: Branch) -> None:
    asked = ask(branch)
    tell()
    first = Notice.objects.get(subject_kind="people.extract", subject_id=asked.pk)
    assert [r.person_id for r in first.recipients.all()] == [branch.officer_person.pk]
    decide_extract(actor=branch.officer, extract_id=asked.pk, approved=True)
    make_extract(extract_id=asked.pk)
    tell()
    second = Notice.objects.exclude(pk=first.pk).get()
    assert second.title == f"可以下载：{branch.organisation.name}党员名册"
    assert [r.person_id for r in second.recipients.all()] == [branch.secretary_person.pk]


def test_a_refusal_is_told_with_its_reason(branch: Branch) -> None:
    asked = ask(branch)
    decide_extract(actor=branch.officer, extract_id=asked.pk, approved=False, answer="用不着。")
    tell()
    told = Notice.objects.filter(recipients__person=branch.secretary_person)
    assert [(one.title[:7], one.body) for one in told] == [("导出申请未同意", "理由：用不着。")]


def test_a_command_is_watermarked_noted_and_told_to_those_above(branch: Branch) -> None:
    security = at_the_root(branch, Post.SECURITY, "安全员甲")
    made = take_out_roster(
        actor=house("命令行"),
        organisation_id=branch.organisation.pk,
        columns=("name",),
        purpose=PURPOSE,
    )
    assert list(sheet_of(made.body).values)[-1][0].startswith("命令行导出，")
    tell()
    notice = Notice.objects.get()
    assert [r.person_id for r in notice.recipients.all()] == [security.person_id]
    assert Look.objects.count() == 52
    with pytest.raises(Refused):
        take_out_roster(
            actor=branch.secretary,
            organisation_id=branch.organisation.pk,
            columns=("name",),
            purpose=PURPOSE,
        )


# ---- what the database refuses


def broken(**fields: Any) -> Callable[[Branch], object]:
    def create(branch: Branch) -> object:
        values = {
            "kind": "people.roster",
            "organisation": branch.organisation,
            "form": "xlsx",
            "title": "名册",
            "persons": 51,
            "purpose": PURPOSE,
            "asked_by": branch.secretary_person,
        }
        return Extract.objects.create(
            **(values | {k: v(branch) if callable(v) else v for k, v in fields.items()})
        )

    return create


def _self(branch: Branch) -> Person:
    return branch.secretary_person


def _other(branch: Branch) -> Person:
    return branch.officer_person


@pytest.mark.parametrize(
    ("name", "create"),
    [
        (
            "people_nobody_decides_own_extract",
            broken(state="refused", answer="否", decided_by=_self, decided_at=clock.now()),
        ),
        ("people_extract_decided_iff_answered", broken(state="approved")),
        ("people_extract_decided_iff_answered", broken(decided_by=_other, decided_at=clock.now())),
        ("people_extract_file_only_while_ready", broken(stored="a" * 32)),
        (
            "people_extract_file_only_while_ready",
            broken(state="ready", decided_by=_other, decided_at=clock.now(), stored="a" * 32),
        ),
        ("people_extract_has_a_purpose", broken(purpose="")),
        (
            "people_extract_refused_with_a_reason",
            broken(state="refused", decided_by=_other, decided_at=clock.now()),
        ),
        ("people_one_waiting_extract", lambda branch: (broken()(branch), broken()(branch))),
    ],
)
def test_the_database_refuses(
    branch: Branch, name: str, create: Callable[[Branch], object]
) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        create(branch)


# ---- pages


def post(client: Client, address: str, **values: Any) -> Any:
    return client.post(address, values | {"idempotency_key": uuid.uuid4().hex}, follow=True)


def words(answer: Any) -> str:
    return str(answer.content.decode())


def test_from_the_roster_to_the_download_on_pages(branch: Branch) -> None:
    asker, second = signed_in(branch.secretary_person), signed_in(branch.officer_person)
    page = reverse("people:export", args=[branch.organisation.pk])
    assert "周若棠（组织委员）" in words(asker.get(page))
    assert post(asker, page, columns=["name"]).status_code == 422
    assert "已提交申请" in words(post(asker, page, columns=["name"], purpose=PURPOSE))
    asked = Extract.objects.get()
    address = reverse("people:extract", args=[asked.pk])
    assert "撤回申请" in words(asker.get(address))
    assert "等你答复" in words(second.get(reverse("people:extracts")))
    assert PURPOSE in words(second.get(address))
    decide = reverse("people:extract_decide", args=[asked.pk])
    assert post(second, decide, approved="0").status_code == 422
    assert "已同意" in words(post(second, decide, approved="1"))
    assert "正在生成" in words(asker.get(address))
    make_extract(extract_id=asked.pk)
    assert "24 小时" not in words(asker.get(address))
    assert "下载" in words(asker.get(address))
    answer: Any = asker.get(reverse("people:extract_file", args=[asked.pk]))
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert second.get(reverse("people:extract_file", args=[asked.pk])).status_code == 403


def test_an_empty_list_says_how_it_is_filled(branch: Branch) -> None:
    page = words(signed_in(branch.officer_person).get(reverse("people:extracts")))
    assert "没有导出申请" in page
    assert "不超过 50 人的当场导出" in page


@pytest.mark.parametrize("requests", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(
    branch: Branch, requests: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    for number in range(requests):
        broken(subject_id=number)(branch)
    officer = branch.officer
    with django_assert_num_queries(1):
        found = queries.extracts_for(seen_by=officer)
        assert [(one.asked_by.name, one.organisation.name) for one in found] == [
            ("许静仪", branch.organisation.name)
        ] * requests


def test_no_policy_of_it_forgets_the_house(branch: Branch) -> None:
    asked = ask(branch)
    assert not policies.decide_extract(HOUSE, asked)
    assert not policies.take_extract(HOUSE, asked)
