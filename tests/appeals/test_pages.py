"""Pages of appeals and complaints, as their readers read them."""

from __future__ import annotations

import re

import pytest
from tests.appeals.desk import EVENING, LATE, REASON, contested, contested_record, missed, said
from tests.browsing import key, signed_in, words
from tests.cast import Branch, acting, person
from tests.gatherings.hall import page_of
from tests.meetings.life import Life

from zhibu.appeals.models import Appeal, Complaint
from zhibu.kit import clock
from zhibu.orgs.models import Post


def test_one_objects_from_ones_own_attendance_in_two_presses(branch: Branch) -> None:
    member = branch.join("陆知夏")
    row = missed(branch, member)
    client = signed_in(member)
    with clock.pinned(EVENING):
        shown = client.get(page_of(row.gathering))
        there = f"/y/contest/gatherings.attendance/{row.pk}"
        assert f'href="{there}"' in shown.content.decode()
        asked = client.get(there)
        assert "没有到会登记" in words(asked)
        assert "成立后改为已到会。" in words(asked)
        assert "2026年12月2日前答复（暂定" in words(asked)
        empty = client.post(there, {"reason": "", **key()})
        done = client.post(there, {"reason": REASON, **key()})
        again = client.get(there)

    appeal = Appeal.objects.get()
    assert (empty.status_code, "请填写“理由”。" in words(empty)) == (422, True)
    assert (done.status_code, done.headers["Location"]) == (302, f"/y/{appeal.pk}/")
    assert "已经对这一项提出异议，正在办理" in words(again)


def test_before_it_is_over_nothing_is_offered_to_contest(branch: Branch) -> None:
    member = branch.join("陆知夏")
    row = missed(branch, member)
    with clock.pinned(row.gathering.starts_at):
        shown = signed_in(member).get(page_of(row.gathering))
    assert "有异议" not in words(shown)


def test_an_officer_answers_on_the_page_and_the_maker_reads_why_not(branch: Branch) -> None:
    member = branch.join("陆知夏")
    appeal = contested(branch, member)
    Appeal.objects.filter(pk=appeal.pk).update(maker_id=branch.secretary_person.pk)
    page, there = f"/y/{appeal.pk}/", f"/y/{appeal.pk}/answer"
    officer, secretary = signed_in(branch.officer_person), signed_in(branch.secretary_person)
    with clock.pinned(EVENING):
        assert "由其他支委答复" in words(secretary.get(page))
        assert secretary.post(there, {"upheld": "1", **key()}).status_code == 403
        assert "陆知夏" in words(officer.get("/y/desk"))
        assert "成立后改为已到会。" in words(officer.get(page))
        unsaid = officer.post(there, {"upheld": "0", "answer": "", **key()})
        done = officer.post(there, {"upheld": "1", "answer": "核对了签到表", **key()})
        mine = signed_in(member).get(page)

    assert (unsaid.status_code, "请写明为什么不改" in words(unsaid)) == (422, True)
    assert (done.status_code, done.headers["Location"]) == (302, page)
    assert "已改为到会。" in words(mine)
    assert "核对了签到表" in words(mine)


def test_a_member_withdraws_and_sees_the_list(branch: Branch) -> None:
    member = branch.join("陆知夏")
    client = signed_in(member)
    assert "没有提出过异议" in words(client.get("/y/"))
    appeal = contested(branch, member)

    done = client.post(f"/y/{appeal.pk}/withdraw", key())

    assert (done.status_code, done.headers["Location"]) == (302, "/y/")
    assert "已撤回" in words(client.get("/y/"))


def test_the_college_takes_over_by_one_press(branch: Branch) -> None:
    organiser = person("方闻笛")
    branch.appoint(organiser, Post.COLLEGE_ORGANISER, at=branch.college)
    appeal = contested(branch, branch.join("陆知夏"))
    client = signed_in(organiser)
    with clock.pinned(LATE):
        desk = words(client.get("/y/desk"))
        assert "接手" in desk
        assert "陆知夏" not in desk
        assert client.get(f"/y/{appeal.pk}/").status_code == 404
        done = client.post(f"/y/{appeal.pk}/take-over", key())
        shown = client.get(f"/y/{appeal.pk}/")

    assert done.status_code == 302
    assert REASON in words(shown)


def test_a_record_is_contested_from_its_page_and_leads_to_the_correction(life: Life) -> None:
    appeal = contested_record(life)
    record = f"/m/{appeal.subject_id}/"
    member = life.full[-1]

    shown = signed_in(member).get(record).content.decode()
    officer = signed_in(life.branch.officer_person)
    said_first = words(officer.get(f"/y/{appeal.pk}/"))
    officer.post(f"/y/{appeal.pk}/answer", {"upheld": "1", "answer": "", **key()})
    secretary = signed_in(life.branch.secretary_person).get(f"/y/{appeal.pk}/").content.decode()

    assert f"/y/contest/meetings.record/{appeal.subject_id}" in shown
    assert "在更正页另存新版本" in said_first
    assert f'href="{record}correct"' in secretary


def test_numbers_are_shown_from_five_on(branch: Branch) -> None:
    people = [branch.join(name) for name in ("陆知夏", "贺星野", "简宁", "宋清和", "孟晓岚")]
    here = f"/y/outcomes/{branch.organisation.pk}"
    client = signed_in(people[0])
    for somebody in people[:4]:
        contested(branch, somebody)
    with clock.pinned(EVENING):
        assert "不满 5 件" in words(client.get(here))
        contested(branch, people[4])
        assert "提出5 件" in words(client.get(here))
        assert client.get(f"/y/outcomes/{branch.college.pk}").status_code == 403
        assert client.get(f"/y/outcomes/{branch.sibling().organisation.pk}").status_code == 404


# ---- complaints


def given(**more: str) -> dict[str, str]:
    values = {"kind": "complaint", "level": "branch", "naming": "signed", "text": "开会总是拖堂"}
    return values | more | key()


def test_it_is_said_under_ones_name_answered_and_closed_on_pages(branch: Branch) -> None:
    member = branch.join("陆知夏")
    client, secretary = signed_in(member), signed_in(branch.secretary_person)
    form = client.get("/y/say?from=/month")
    assert "从 /month 这一页来" in words(form)

    client.post("/y/say", given(came="/month"))
    one = Complaint.objects.get()
    page = f"/y/say/{one.pk}/"
    assert (one.page, "开会总是拖堂" in words(client.get(page))) == ("/month", True)
    assert "开会总是拖堂" in words(secretary.get("/y/desk"))
    unsaid = secretary.post(f"{page}reply", {"answer": "", **key()})
    secretary.post(f"{page}reply", {"answer": "以后到点散会。", **key()})
    client.post(f"{page}close", key())

    assert (unsaid.status_code, "请填写“答复”。" in words(unsaid)) == (422, True)
    assert "以后到点散会。" in words(client.get(page))
    one.refresh_from_db()
    assert one.state == "closed"


def test_a_faulty_form_comes_back_with_what_was_typed(branch: Branch) -> None:
    client = signed_in(branch.join("陆知夏"))

    answer = client.post("/y/say", given(kind="", text="写了一半"))

    assert (answer.status_code, "请选择“类别”。" in words(answer)) == (422, True)
    assert "写了一半" in answer.content.decode()
    assert Complaint.objects.count() == 0


def test_a_code_is_shown_once_and_opens_the_answer_without_a_name(branch: Branch) -> None:
    client = signed_in(branch.join("陆知夏"))
    sent = given(naming="none")
    shown = client.post("/y/say", sent)
    (code,) = re.findall(r"(?:[A-Z2-9]{4}-){2}[A-Z2-9]{4}", shown.content.decode())

    again = client.post("/y/say", sent)
    wrong = client.post("/y/say/track", {"code": "ABCD-EFGH-JKMN", **key()})
    found = client.post("/y/say/track", {"code": code.lower(), **key()})

    assert (again.status_code, again.headers["Location"]) == (303, "/y/say/track")
    assert (wrong.status_code, "没有这个查询码" in words(wrong)) == (422, True)
    assert "开会总是拖堂" in words(found)
    one = Complaint.objects.get()
    secretary = signed_in(branch.secretary_person)
    assert "不署名" in words(secretary.get(f"/y/say/{one.pk}/"))
    secretary.post(f"/y/say/{one.pk}/reply", {"answer": "以后到点散会。", **key()})
    told = client.post("/y/say/track", {"code": code, **key()})
    assert "没有解决，转上级" in words(told)
    client.post("/y/say/track", {"code": code, "wish": "pass_on", **key()})
    one.refresh_from_db()
    assert (one.level, one.state) == ("college", "waiting")


def test_somebody_who_cannot_sign_in_may_complain_to_the_platform(branch: Branch) -> None:
    client = signed_in(branch.join("陆知夏"))
    client.logout()
    form = words(client.get("/y/say?from=/sign-in"))
    assert "没有登录，不记是谁" in form
    assert branch.root.name not in form

    shown = client.post(
        "/y/say", {"kind": "fault", "level": "platform", "text": "登不进去", **key()}
    )

    one = Complaint.objects.get()
    assert (shown.status_code, one.from_outside, one.level) == (200, True, "platform")
    operator = person("于清")
    branch.appoint(operator, Post.OPERATOR, at=branch.root)
    assert "登不进去" in words(signed_in(operator).get("/y/desk"))


def test_who_handles_it_passes_it_on_and_no_longer_sees_it(branch: Branch) -> None:
    one = said(acting(branch.join("陆知夏"))).complaint
    client = signed_in(branch.secretary_person)

    done = client.post(f"/y/say/{one.pk}/pass-on", key())

    assert (done.status_code, done.headers["Location"]) == (302, "/y/desk")
    assert client.get(f"/y/say/{one.pk}/").status_code == 404


@pytest.mark.parametrize("came", ["https://example.org/x", "/no/such/page", "//", "\\"])
def test_a_page_that_is_not_ours_is_not_kept(branch: Branch, came: str) -> None:
    signed_in(branch.join("陆知夏")).post("/y/say", given(came=came))
    assert Complaint.objects.get().page == ""


def test_the_desk_is_for_those_who_answer(branch: Branch) -> None:
    assert signed_in(branch.join("陆知夏")).get("/y/desk").status_code == 403
    shown = words(signed_in(branch.secretary_person).get("/y/desk"))
    assert "没有等您答复的异议" in shown
    assert "没有等您答复的意见建议" in shown
