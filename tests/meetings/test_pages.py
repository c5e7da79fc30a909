"""Every page of the room as a browser without scripts sees it."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.browsing import signed_in
from tests.meetings.life import AFTER, BEFORE, DURING, STARTS, Life, at, studied

from zhibu.archive.actions import upload_template
from zhibu.archive.domain.sample import sample_template
from zhibu.meetings import actions
from zhibu.meetings.domain.kinds import Kind
from zhibu.meetings.entries import ItemText, RecordEntry
from zhibu.meetings.models import AgendaItem, FeedbackSlip, Meeting, Record
from zhibu.meetings.takeaway import held_about

NEXT_DAY = AFTER + timedelta(hours=14)


def send(client: Client, url: str, **values: Any) -> Any:
    """A form sent once."""
    return client.post(url, {**values, "idempotency_key": uuid.uuid4().hex})


def text(answer: Any) -> str:  # Any: the test client's own answer
    """What is read on a page, tags and white space off."""
    body = re.sub(r"<(script|style|datalist).*?</\1>", "", answer.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def typed_plan(**more: Any) -> dict[str, Any]:
    """A plan as its page sends it."""
    return {
        "kind": "theme_day",
        "theme": "一张清单",
        "on": "2026-11-25",
        "begins": "19:00",
        "ends": "20:30",
        "place": "理科楼 A312",
        "required": ["study", "deliberation"],
        "item-TOTAL_FORMS": "1",
        "item-INITIAL_FORMS": "0",
        "item-0-title": "读书会",
        "item-0-form": "report:discussion",
        "do": "publish",
        **more,
    }


# ---- planning


@pytest.mark.parametrize(
    "kind", ["theme_day", "general_meeting", "branch_committee", "party_class", "life_meeting"]
)
def test_the_plan_page_arrives_filled_in(life: Life, kind: str) -> None:
    with at(BEFORE):
        answer = signed_in(life.full[0]).get(f"/m/plan/{life.organisation.pk}?kind={kind}")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="2026-11-26"' in page
    assert 'value="19:00"' in page


def test_one_press_plans_and_publishes(life: Life) -> None:
    browser = signed_in(life.full[0])
    with at(BEFORE):
        values = typed_plan(chair=life.full[0].pk, recorder=life.full[1].pk)
        answer = send(browser, f"/m/plan/{life.organisation.pk}", **values)
    meeting = Meeting.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/m/{meeting.pk}/")
    assert meeting.state == "published"
    assert list(AgendaItem.objects.values_list("title", "required", "manner")) == [
        ("集中学习", True, "study"),
        ("民主议事", True, "discussion"),
        ("读书会", False, "discussion"),
    ]


def test_a_faulty_plan_comes_back_with_what_was_typed(life: Life) -> None:
    browser = signed_in(life.full[0])
    with at(BEFORE):
        values = typed_plan(theme="", chair=life.full[0].pk, place="逸夫楼 201")
        answer = send(browser, f"/m/plan/{life.organisation.pk}", **values)
    assert answer.status_code == 422
    assert "请填写本月主题，或从主题卡中选一张。" in text(answer)
    assert 'value="逸夫楼 201"' in answer.content.decode()
    assert Meeting.objects.count() == 0


def test_a_card_lays_its_agenda(life: Life) -> None:
    browser = signed_in(life.full[0])
    with at(BEFORE):
        page = browser.get(f"/m/plan/{life.organisation.pk}?card=needs-with-a-name")
    shown = page.content.decode()
    assert "一张说得出名字的需求清单" in shown
    assert re.search(r'value="card"[^>]*checked', shown)


def test_the_plan_of_a_published_meeting_is_changed_on_a_page(life: Life) -> None:
    meeting = life.publish()
    browser = signed_in(life.full[0])
    item = AgendaItem.objects.get()
    values = typed_plan(chair=life.full[0].pk, place="逸夫楼 201")
    values |= {"item-INITIAL_FORMS": "1", "item-0-key": item.pk, "item-0-title": "集中学习"}
    with at(BEFORE):
        assert browser.get(f"/m/{meeting.pk}/plan").status_code == 200
        answer = send(browser, f"/m/{meeting.pk}/plan", **values)
    assert answer.status_code == 302
    meeting.gathering.refresh_from_db()
    assert meeting.gathering.place == "逸夫楼 201"


# ---- one meeting


@pytest.mark.parametrize(
    ("moment", "act"),
    [(BEFORE, "主持签到"), (DURING, "主持签到"), (NEXT_DAY, "主持签到")],
)
def test_a_published_meeting_leads_to_check_in_until_somebody_is_there(
    life: Life, moment: Any, act: str
) -> None:
    meeting = life.publish()
    with at(moment):
        page = signed_in(life.full[0]).get(f"/m/{meeting.pk}/")
    assert re.findall(r'class="btn main"[^>]*>([^<]+)<', page.content.decode()) == [act]


def test_from_the_hall_to_the_downloaded_minutes_in_four_presses(life: Life) -> None:
    meeting = life.publish()
    browser = signed_in(life.full[0])
    with at(DURING):
        send(browser, f"/m/{meeting.pk}/all-here")
        page = browser.get(f"/m/{meeting.pk}/").content.decode()
        assert "散会，起草记录" in page
        send(browser, f"/m/{meeting.pk}/close")
    with at(AFTER):
        draft = browser.get(f"/m/{meeting.pk}/").content.decode()
        seen = re.search(r'name="seen" value="(\w+)"', draft)
        assert seen is not None
        send(browser, f"/m/{meeting.pk}/confirm", seen=seen.group(1))
        record = browser.get(f"/m/{meeting.pk}/").content.decode()
        link = re.search(r'class="btn main" href="([^"]+)"', record)
        assert link is not None
        paper = browser.get(link.group(1))
    assert Record.objects.count() == 1
    assert paper.status_code == 200
    assert paper.content[:2] == b"PK"
    assert unquote(paper["Content-Disposition"]).endswith(
        "材料学院研究生第三党支部主题党日记录（2026年11月25日）.docx"
    )
    assert paper["Content-Disposition"].isascii()


def test_a_stale_draft_is_not_confirmed(life: Life) -> None:
    meeting = life.hold(people=life.full[:6])
    answer = send(signed_in(life.full[0]), f"/m/{meeting.pk}/confirm", seen="0123456789abcdef")
    assert answer.status_code == 409
    assert "又有改动" in text(answer)
    assert Record.objects.count() == 0


def test_a_blocked_record_says_why_under_a_dead_button(life: Life) -> None:
    meeting = life.hold(Kind.GENERAL_MEETING, items=[life.admission()], people=life.full[:4])
    page = signed_in(life.full[0]).get(f"/m/{meeting.pk}/")
    shown = text(page)
    assert "尚不可" in shown
    assert "到会人数不足，议题一不能确认。" in shown
    assert 'aria-disabled="true"' in page.content.decode()
    assert f"/m/{meeting.pk}/confirm" in page.content.decode()


def test_members_see_counts_and_never_a_name_of_the_absent(life: Life) -> None:
    meeting = life.confirm(people=life.full[:6]).meeting
    shown = text(signed_in(life.full[5]).get(f"/m/{meeting.pk}/"))
    assert "宋清和" not in shown
    assert "未到会名单" not in shown
    assert "集中学习" in shown
    whole = text(signed_in(life.full[2]).get(f"/m/{meeting.pk}/"))
    assert "宋清和" in whole


def test_members_are_told_who_keeps_a_life_meetings_record(life: Life) -> None:
    meeting = life.confirm(Kind.LIFE_MEETING, items=None).meeting
    shown = text(signed_in(life.full[5]).get(f"/m/{meeting.pk}/"))
    assert "由支部委员会保存，不公开内容" in shown


# ---- writing


def head() -> dict[str, Any]:
    return {"added-TOTAL_FORMS": "1", "added-INITIAL_FORMS": "0", "ended_at": "20:24"}


def test_the_record_is_written_on_one_page(life: Life) -> None:
    meeting = life.hold()
    item = AgendaItem.objects.get()
    browser = signed_in(life.full[1])
    assert browser.get(f"/m/{meeting.pk}/record").status_code == 200
    answer = send(
        browser,
        f"/m/{meeting.pk}/record",
        **head(),
        **{
            f"i{item.pk}-reporter": "孟晓岚",
            f"i{item.pk}-report": "领学第二条。",
            f"i{item.pk}-speaker_1": "梁以安",
            f"i{item.pk}-points_1": "有用。",
            "added-0-title": "临时事项",
        },
    )
    assert answer.status_code == 302
    assert [(i.title, i.report, i.reporter_name) for i in AgendaItem.objects.all()] == [
        ("集中学习", "领学第二条。", "孟晓岚"),
        ("临时事项", "", ""),
    ]


def test_what_saves_itself_never_adds_or_takes_off_an_item(life: Life) -> None:
    meeting = life.hold()
    item = AgendaItem.objects.get()
    browser = signed_in(life.full[1])
    values = head() | {
        f"i{item.pk}-reporter": "孟晓岚",
        f"i{item.pk}-report": "写到一半",
        f"i{item.pk}-not_held": "on",
        "added-0-title": "临时",
    }
    for _ in range(2):
        answer = browser.post(
            f"/m/{meeting.pk}/record",
            {**values, "idempotency_key": uuid.uuid4().hex},
            headers={"X-Draft": "1"},
        )
        assert answer.content.decode().startswith("已保存")
    assert [(i.title, i.report) for i in AgendaItem.objects.all()] == [("集中学习", "写到一半")]


def test_votes_are_judged_while_they_are_typed_and_saved_when_sent(life: Life) -> None:
    meeting = life.hold(Kind.GENERAL_MEETING, items=[life.admission()])
    item = AgendaItem.objects.get()
    browser = signed_in(life.full[1])
    votes = {"yes": "4", "no": "5", "abstain": "0", "written": "0", "ballot": "secret"}
    live = browser.get(f"/m/{meeting.pk}/items/{item.pk}/verdict", votes)
    assert "未通过" in text(live)
    assert not hasattr(AgendaItem.objects.get(), "tally")
    answer = send(browser, f"/m/{meeting.pk}/items/{item.pk}/tally", **votes)
    assert answer.status_code == 302
    assert AgendaItem.objects.get().tally.yes == 4
    send(browser, f"/m/{meeting.pk}/items/{item.pk}/tally", not_voted="1")
    assert AgendaItem.objects.get().not_voted


def test_the_verdict_keeps_the_dates_of_the_case(life: Life) -> None:
    late = life.admission(pre_check_on=STARTS.date() - timedelta(days=60))
    meeting = life.hold(Kind.GENERAL_MEETING, items=[late])
    item = AgendaItem.objects.get()
    votes = {"yes": "9", "no": "0", "abstain": "0", "written": "0", "ballot": "secret"}
    live = signed_in(life.full[1]).get(f"/m/{meeting.pk}/items/{item.pk}/verdict", votes)
    assert "已经超期" in text(live)


def test_a_correction_keeps_both_versions_readable(life: Life) -> None:
    meeting = life.confirm().meeting
    item = AgendaItem.objects.get()
    browser = signed_in(life.full[0])
    page = browser.get(f"/m/{meeting.pk}/correct")
    assert page.status_code == 200
    with at(NEXT_DAY):
        answer = send(
            browser,
            f"/m/{meeting.pk}/correct",
            **head(),
            **{
                "reason": "漏记要点",
                "present": [p.pk for p in (*life.full, life.probationary)],
                f"i{item.pk}-reporter": "许静仪",
                f"i{item.pk}-report": "学习第二条。",
            },
        )
    assert answer.status_code == 302
    shown = browser.get(f"/m/{meeting.pk}/versions").content.decode()
    assert "<ins>学习第二条。</ins>" in shown
    assert "<del>书记许静仪领学，到会人员进行了集中学习。</del>" in shown
    old = text(browser.get(f"/m/{meeting.pk}/versions/1"))
    assert "书记许静仪领学" in old


def test_a_sitting_is_entered_afterwards_on_a_page(life: Life) -> None:
    browser = signed_in(life.full[0])
    values = typed_plan(
        chair=life.full[0].pk, reason="当天停电", present=[p.pk for p in life.full[:6]]
    )
    with at(NEXT_DAY):
        assert browser.get(f"/m/late/{life.organisation.pk}").status_code == 200
        answer = send(browser, f"/m/late/{life.organisation.pk}", **values)
        shown = text(browser.get(answer["Location"]))
    assert "补录原因：当天停电" in shown


def test_counts_of_the_review_and_of_the_roster_are_put_right_on_pages(life: Life) -> None:
    meeting = life.hold(Kind.MEMBER_REVIEW, items=None)
    browser = signed_in(life.full[0])
    grades = {"excellent": 3, "qualified": 6, "basically_qualified": 0, "not_qualified": 0}
    assert browser.get(f"/m/{meeting.pk}/review").status_code == 200
    send(browser, f"/m/{meeting.pk}/review", **grades)
    eligible = [p.pk for p in life.full]
    assert browser.get(f"/m/{meeting.pk}/count").status_code == 200
    answer = send(browser, f"/m/{meeting.pk}/count", eligible=eligible, reason="沈知远已转出")
    # Somebody who was checked in cannot fall off the list.
    assert answer.status_code == 422
    shown = text(browser.get(f"/m/{meeting.pk}/"))
    assert "优秀 3 人，合格 6 人" in shown


# ---- around it


def test_feedback_is_three_taps(life: Life) -> None:
    meeting = life.hold()
    browser = signed_in(life.full[3])
    with at(AFTER):
        page = browser.get(f"/m/{meeting.pk}/feedback")
        assert page.content.decode().count('name="again"') == 5
        missing = send(browser, f"/m/{meeting.pk}/feedback", useful="4", again="5")
        assert missing.status_code == 422
        send(browser, f"/m/{meeting.pk}/feedback", useful="4", near="4", again="5")
        done = text(browser.get(f"/m/{meeting.pk}/feedback"))
    assert FeedbackSlip.objects.count() == 1
    assert "您已反馈过。" in done


def test_the_list_the_library_and_the_agreed_items_open(life: Life) -> None:
    life.publish()
    secretary, member = signed_in(life.full[0]), signed_in(life.full[5])
    for browser in (secretary, member):
        for url in ("/m/?m=2026-11", "/m/themes/?m=2026-11", "/m/agreed/"):
            assert browser.get(url).status_code == 200
    assert "策划" in text(secretary.get("/m/"))
    assert "补录一次" not in text(member.get("/m/"))
    card = secretary.get("/m/themes/cards/needs-with-a-name")
    assert "用这张卡策划" in text(card)
    assert secretary.get("/m/themes/cards/no-such-card").status_code == 404


def test_an_organiser_reaches_the_library_and_its_checklist(life: Life) -> None:
    life.branch.organiser()
    organiser = life.branch.college.appointments.get().person
    browser = signed_in(organiser)
    assert browser.get("/m/")["Location"] == "/m/themes/"
    assert "自编一张" in text(browser.get("/m/themes/"))
    page = f"/m/checklist/{life.branch.college.pk}"
    assert browser.get(page).status_code == 200
    values = {"line-TOTAL_FORMS": "4", "line-INITIAL_FORMS": "4", "since": "2026-12-01"}
    answer = send(browser, page, **values, **{"line-0-title": "诵读党章"})
    assert answer.status_code == 302
    assert life.branch.college.required_items.get().title == "诵读党章"


def test_ideas_are_proposed_preferred_and_taken_on_one_page(life: Life) -> None:
    member, publicity = signed_in(life.full[5]), signed_in(life.full[2])
    send(member, "/m/themes/propose", title="聊聊就业")
    idea = life.organisation.proposals.get()
    send(member, f"/m/themes/ideas/{idea.pk}/prefer", prefer="yes")
    assert "意向 1" in text(publicity.get("/m/themes/"))
    send(publicity, f"/m/themes/ideas/{idea.pk}/take", month="2026-12")
    assert life.organisation.month_themes.get().theme == "聊聊就业"


@pytest.mark.parametrize(
    ("what", "kinds"),
    [
        ("minutes", ("docx", "pdf")),
        ("handbook", ("docx", "pdf")),
        ("attendance", ("docx", "pdf", "xlsx")),
        ("blank", ("docx", "xlsx")),
    ],
)
def test_papers_are_the_committees(life: Life, what: str, kinds: tuple[str, ...]) -> None:
    meeting = life.confirm(people=life.full[:6]).meeting
    officer, member = signed_in(life.full[2]), signed_in(life.full[5])
    for kind in kinds:
        paper = officer.get(f"/m/{meeting.pk}/papers/{what}/{kind}")
        assert (paper.status_code, paper.content[:2]) == (
            200,
            b"%P" if kind == "pdf" else b"PK",
        )
        assert member.get(f"/m/{meeting.pk}/papers/{what}/{kind}").status_code == 403
    assert officer.get(f"/m/{meeting.pk}/papers/{what}/exe").status_code == 404


def test_the_ledger_is_the_branchs_own(life: Life) -> None:
    life.confirm()
    url = f"/m/ledger/{life.organisation.pk}/2026/xlsx"
    assert signed_in(life.full[2]).get(url).status_code == 200
    assert signed_in(life.full[5]).get(url).status_code == 403
    stranger = life.branch.sibling().secretary_person
    assert signed_in(stranger).get(url).status_code == 404


def test_another_branch_finds_nothing(life: Life) -> None:
    meeting = life.confirm().meeting
    browser = signed_in(life.branch.sibling().secretary_person)
    pages = ("", "plan", "record", "count", "correct", "versions", "feedback", "papers/minutes/pdf")
    assert {browser.get(f"/m/{meeting.pk}/{page}").status_code for page in pages} == {404}
    assert browser.get(f"/m/plan/{life.organisation.pk}").status_code == 404


@pytest.mark.parametrize("page", ["plan", "cancel", "record", "count", "correct"])
def test_members_see_the_meeting_but_no_form_of_its_officers(life: Life, page: str) -> None:
    meeting = life.publish()
    answer = signed_in(life.full[5]).get(f"/m/{meeting.pk}/{page}")
    assert answer.status_code in {403, 404}


def test_a_scan_stands_beside_the_draft_and_stays_after(life: Life) -> None:
    meeting = life.hold()
    browser = signed_in(life.full[0])
    answer = send(browser, f"/m/{meeting.pk}/scans")
    assert answer.status_code == 422
    assert "不超过 10 MB" in text(answer)
    item = AgendaItem.objects.get()
    entry = RecordEntry(items=(ItemText(item.pk, reporter="许静仪"),))
    actions.edit_record(actor=life.secretary, meeting_id=meeting.pk, entry=entry)
    actions.confirm_record(actor=life.secretary, meeting_id=meeting.pk)
    assert send(browser, f"/m/{meeting.pk}/scans").status_code == 409


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_cost_the_same_whatever_they_list(
    life: Life, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(rows):
        life.publish(starts_at=STARTS - timedelta(days=n))
    items = [studied(f"学习{n}") for n in range(rows)]
    draft = life.hold(items=items, starts_at=STARTS - timedelta(days=9))
    kept = life.confirm(items=items, starts_at=STARTS - timedelta(days=10)).meeting
    browser = signed_in(life.full[0])
    costs = {
        "/m/?m=2026-11": 8,
        f"/m/{draft.pk}/": 15,
        f"/m/{kept.pk}/": 9,
        f"/m/plan/{life.organisation.pk}": 12,
        f"/m/{draft.pk}/record": 12,
    }
    with at(BEFORE):
        for url, cost in costs.items():
            with django_assert_num_queries(cost):
                assert browser.get(url).status_code == 200


def test_the_schools_own_template_is_filled_from_the_record(life: Life) -> None:
    record = life.confirm()
    body = sample_template()
    upload_template(
        actor=life.secretary,
        organisation_id=life.organisation.pk,
        kind="minutes",
        name="学校会议记录.docx",
        body=body,
    )
    browser = signed_in(life.full[0])
    page = browser.get(f"/m/{record.meeting_id}/")
    assert "按学校模板" in text(page)
    paper = browser.get(f"/m/{record.meeting_id}/papers/template/docx")
    assert (paper.status_code, paper.content[:2]) == (200, b"PK")
    assert paper.content != body


def test_what_meetings_hold_about_a_person_is_told_to_that_person(life: Life) -> None:
    send(signed_in(life.full[5]), "/m/themes/propose", title="聊聊就业")
    parts = held_about(life.full[5].pk)
    assert [(part.key, len(part.records)) for part in parts] == [
        ("agreed", 0),
        ("proposals", 1),
        ("feedback", 0),
        ("waivers", 0),
    ]
