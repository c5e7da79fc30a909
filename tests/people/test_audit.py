"""The audit trail's page: what it finds, who reads it, what it leaves, what it never shows."""

from __future__ import annotations

import re
import uuid
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from tests.browsing import signed_in
from tests.cast import HOUSE, Branch, acting, person

from zhibu.kit import clock
from zhibu.kit.offers import FileWish
from zhibu.kit.verdict import Conflict, Refused
from zhibu.orgs.models import Post
from zhibu.orgs.queries import root
from zhibu.people import actions as people
from zhibu.people.audit import actions, extract, queries
from zhibu.people.audit.queries import Asked
from zhibu.people.audit.words import ACTS, OWN_DOINGS
from zhibu.people.extracts.actions import ask_extract, decide_extract, hand_over, make_extract
from zhibu.people.models import Person
from zhibu.trail.actions import note
from zhibu.trail.models import AuditNote
from zhibu.trail.seals import seal_round

COMMAND = '<span class="tag">命令行</span>'
SOURCE = Path(__file__).parents[2] / "src" / "zhibu"


@pytest.fixture(autouse=True)
def _places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DATA", tmp_path)
    monkeypatch.setattr(settings, "FILES", tmp_path)


@pytest.fixture
def auditor(branch: Branch) -> Person:
    return holder(branch, "苏文清", Post.AUDIT)


def holder(branch: Branch, name: str, post: str) -> Person:
    somebody = person(name)
    people.appoint_officer(
        actor=HOUSE, person_id=somebody.pk, organisation_id=root().pk, post=post,
        since=clock.today(),
    )  # fmt: skip
    return somebody


def asked(**parts: Any) -> Asked:
    first, last = queries.lately()
    return Asked(first, last, **parts)


def acts(**parts: Any) -> list[str]:
    return [one.action for one in queries.notes_for(asked(**parts))]


def page(client: Client, **query: str) -> str:
    answer = client.get(reverse("people:audit"), query)
    assert answer.status_code == 200
    return answer.content.decode()


# ---- what it finds


def test_notes_are_found_by_person_act_object_day_and_organisation(
    branch: Branch, auditor: Person
) -> None:
    moved = branch.join("陆知夏")
    people.set_own_reading(actor=acting(moved), person_id=moved.pk, reading="lu zhi xia")
    assert acts(who="陆知夏", act="people.reading.set") == ["people.reading.set"]
    assert acts(who=moved.staff_no, act="people.reading.") == ["people.reading.set"]
    assert acts(kind="people.person", number=str(moved.pk), act="people.reading.") == [
        "people.reading.set"
    ]
    assert acts(body=branch.organisation.path, act="people.reading.") == ["people.reading.set"]
    assert acts(who="没有这个人") == []
    yesterday = clock.today() - timedelta(days=1)
    assert not queries.notes_for(Asked(yesterday, yesterday)).exists()


def test_another_branch_finds_nothing_of_it(branch: Branch, auditor: Person) -> None:
    moved = branch.join("陆知夏")
    people.set_own_reading(actor=acting(moved), person_id=moved.pk, reading="lu zhi xia")
    elsewhere = f"{root().path}999."
    assert acts(body=elsewhere, act="people.reading.") == []


def test_what_members_do_for_themselves_is_not_shown(branch: Branch, auditor: Person) -> None:
    member = branch.join("陆知夏")
    for word in OWN_DOINGS:
        note(acting(member), f"{word}x" if word.endswith(".") else word, member, way="code")
    assert [a for a in acts(who="陆知夏") if a.startswith(OWN_DOINGS)] == []


def test_contents_of_other_rooms_are_not_said(branch: Branch, auditor: Person) -> None:
    note(HOUSE, "notices.notice.sent", branch.organisation, title="一句秘密的话")
    note(HOUSE, "people.officer.appointed", branch.organisation, post="secretary")
    client = signed_in(auditor)
    assert "一句秘密的话" not in page(client)
    assert "post=secretary" in page(client)


def test_every_act_of_the_code_has_words() -> None:
    rooms = "orgs|people|notices|archive|gatherings|appeals|meetings|points|insights"
    spoken = re.compile(rf'note\(\s*[^"]*?"((?:{rooms})\.[a-z_]+\.[a-z_]+)"', re.DOTALL)
    used = {
        word
        for file in SOURCE.rglob("*.py")
        for word in spoken.findall(file.read_text())
        if "demo" not in file.parts
    }
    assert len(used) > 100
    assert used - set(ACTS) == set()


# ---- its page


def test_the_page_shows_who_did_what_to_whom_and_by_what_way(
    branch: Branch, auditor: Person
) -> None:
    moved = branch.join("陆知夏")
    people.set_own_reading(actor=acting(moved), person_id=moved.pk, reading="lu zhi xia")
    text = page(signed_in(auditor), who="陆知夏")
    assert '<span class="nb">更正姓名读音' in text
    assert f"number={moved.pk}&amp;" in text
    assert COMMAND not in text
    assert COMMAND in page(signed_in(auditor), act="people.officer.appointed")


def test_where_nothing_is_found_the_page_says_how_to_look(branch: Branch, auditor: Person) -> None:
    text = page(signed_in(auditor), who="没有这个人")
    assert "这些条件下没有记录" in text
    assert "导出</a>" not in text


def test_nonsense_in_the_address_falls_back_to_what_is_usual(
    branch: Branch, auditor: Person
) -> None:
    client = signed_in(auditor)
    assert '<span class="nb">登记任职' in page(client, since="x", act="y.z", page="999")
    assert client.get(reverse("people:audit"), {"org": "987654"}).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_whatever_its_length(
    branch: Branch, auditor: Person, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        note(HOUSE, "orgs.term.opened", branch.organisation, number=number)
    client = signed_in(auditor)
    page(client, act="orgs.term.opened")
    with django_assert_num_queries(12):
        page(client, act="orgs.term.opened")


@pytest.mark.parametrize("post", [Post.OPERATOR, Post.SECURITY, Post.UNIVERSITY_ORGANISER])
def test_no_other_duty_reads_it(branch: Branch, auditor: Person, post: str) -> None:
    other = signed_in(holder(branch, "何以南", post))
    assert other.get(reverse("people:audit")).status_code == 403
    assert (
        other.post(reverse("people:check_audit"), {"idempotency_key": uuid.uuid4().hex}).status_code
        == 403
    )
    with pytest.raises(Refused):
        actions.see_audit(actor=branch.secretary, asked=asked())


def test_reading_leaves_a_note_once_a_day_for_the_same_question(
    branch: Branch, auditor: Person
) -> None:
    client = signed_in(auditor)
    for who in ("陆知夏", "陆知夏", "沈知远"):
        page(client, who=who)
    left = AuditNote.objects.filter(action=actions.READ, person_id=auditor.pk).order_by("pk")
    assert [one.facts.get("who") for one in left] == ["陆知夏", "沈知远"]
    with clock.pinned(clock.now() + timedelta(days=1)):
        actions.see_audit(actor=acting(auditor), asked=Asked(date(2026, 1, 1), clock.today()))
    assert left.all().count() == 3


# ---- the chain


def test_a_whole_chain_is_said_to_be_whole(branch: Branch, auditor: Person) -> None:
    seal_round()
    client = signed_in(auditor)
    assert "还没有核对过" in page(client)
    answer = client.post(reverse("people:check_audit"), {"idempotency_key": uuid.uuid4().hex})
    assert answer.status_code == 302
    assert "正在核对" in page(client)
    found = actions.walk_chain()
    assert f"{found.sealed} 条逐条相符" in page(client)
    assert found.head in page(client)


def test_a_chain_that_was_tampered_with_is_named(branch: Branch, auditor: Person) -> None:
    seal_round()
    note(HOUSE, "orgs.term.opened", branch.organisation)
    with clock.pinned(clock.now() + timedelta(hours=1)):
        actions.check_audit(actor=acting(auditor))
        found = actions.walk_chain()
        assert len(found.faults) >= 1
        text = page(signed_in(auditor))
    assert f"有 {len(found.faults)} 处不符" in text
    assert found.faults[0] in text


def test_one_check_at_a_time_and_a_lost_one_is_asked_for_again(
    branch: Branch, auditor: Person
) -> None:
    actions.check_audit(actor=acting(auditor))
    with pytest.raises(Conflict):
        actions.check_audit(actor=acting(auditor))
    with clock.pinned(clock.now() + timedelta(minutes=11)):
        actions.check_audit(actor=acting(auditor))


# ---- taken out


def wish(**parts: Any) -> FileWish:
    return FileWish(root().pk, "xlsx", columns=asked(**parts).lines())


def sheet_of(body: bytes) -> list[tuple[Any, ...]]:
    return [
        tuple(row)
        for row in openpyxl.load_workbook(BytesIO(body)).worksheets[0].iter_rows(values_only=True)
    ]


@pytest.fixture
def crowded(branch: Branch) -> Branch:
    """Fifty-one people of whom something was done."""
    for number in range(51):
        somebody = branch.join(
            "党" + "甲乙丙丁戊己"[number // 10] + "子丑寅卯辰巳午未申酉"[number % 10]
        )
        note(HOUSE, "people.reading.set", somebody)
    return branch


def test_a_few_are_handed_over_and_noted(branch: Branch, auditor: Person) -> None:
    moved = branch.join("陆知夏")
    people.set_own_reading(actor=acting(moved), person_id=moved.pk, reading="lu zhi xia")
    made = hand_over(actor=acting(auditor), kind=extract.KIND, wish=wish(act="people.reading.set"))
    head, row = sheet_of(made.body)
    assert head == ("编号", "时间", "行为人", "动作", "动作代码", "对象", "内容")
    assert row[2:6] == ("陆知夏", "更正姓名读音", "people.reading.set", "人员 陆知夏")
    assert made.person_ids == (moved.pk,)


def test_more_than_fifty_named_leave_by_two_people(crowded: Branch, auditor: Person) -> None:
    many = wish(act="people.reading.set")
    with pytest.raises(Refused):
        hand_over(actor=acting(auditor), kind=extract.KIND, wish=many)
    second = holder(crowded, "何以南", Post.SECURITY)
    made = ask_extract(actor=acting(auditor), kind=extract.KIND, wish=many, purpose="年度审计")
    with pytest.raises(Refused):
        decide_extract(actor=acting(auditor), extract_id=made.pk, approved=True)
    decide_extract(actor=acting(second), extract_id=made.pk, approved=True)
    ready = make_extract(extract_id=made.pk)
    assert (ready.state, ready.persons) == ("ready", 51)


def test_from_the_page_to_the_request(crowded: Branch, auditor: Person) -> None:
    client = signed_in(auditor)
    found = re.search(r'href="(/p/take/[^"]+)"', page(client, act="people.reading.set"))
    assert found is not None
    address = found[1].replace("&amp;", "&")
    assert "申请导出" in client.get(address).content.decode()
    empty = client.post(address, {"idempotency_key": uuid.uuid4().hex})
    assert empty.status_code == 422
    answer = client.post(address, {"purpose": "年度审计", "idempotency_key": uuid.uuid4().hex})
    assert answer.status_code == 302
    assert "审计记录" in client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize("line", ["since=x", "colour=red", "nothing"])
def test_a_wish_of_another_kind_is_refused(branch: Branch, auditor: Person, line: str) -> None:
    with pytest.raises(Refused):
        extract.subject(acting(auditor), FileWish(root().pk, "xlsx", columns=(line,)))


def test_the_roster_has_a_door_of_its_own(branch: Branch, auditor: Person) -> None:
    client = signed_in(auditor)
    for kind in ("people.roster", "people.nothing"):
        assert client.get(f"/p/take/{kind}/{root().pk}").status_code == 404
