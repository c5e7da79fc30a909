"""One's own pages: the list, one gathering, the door."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from tests.browsing import key, signed_in, words
from tests.cast import Branch, acting, opened
from tests.gatherings.hall import DOOR, EARLIER, STARTS, code_at, convened, page_of, planned, row_of

from zhibu.gatherings import actions, domain
from zhibu.gatherings.models import Attendee, Gathering, WrongCode
from zhibu.kit import clock
from zhibu.people.models import StatusSpan

PASSWORD = "桥上的灯一盏盏亮了"


def test_the_list_shows_what_one_is_asked_to_and_what_one_may_join(branch: Branch) -> None:
    member = branch.join("陆知夏")
    convened(branch)
    convened(branch, [], title="志愿服务：旧书修补", cap=3)
    planned(branch, title="还没有发布的")
    actions.cancel_gathering(
        actor=branch.secretary,
        gathering_id=convened(branch, title="党课：读懂一个判断").pk,
        reason="停电",
    )

    with clock.pinned(EARLIER):
        page = signed_in(member).get("/g/")

    text = words(page)
    assert page.status_code == 200
    assert "支部党员大会" in text
    assert "志愿服务：旧书修补" in text
    assert "还有 3 个名额" in text
    assert "已取消" in text
    assert "还没有发布的" not in text


def test_an_activist_sees_only_what_they_are_invited_to(branch: Branch) -> None:
    activist = branch.join("孟晓岚", kind=StatusSpan.Kind.ACTIVIST)
    theirs = convened(branch, [activist], title="党课：读懂一个判断")
    other = convened(branch, [branch.secretary_person], title="志愿服务：旧书修补", cap=3)
    client = signed_in(activist)

    with clock.pinned(EARLIER):
        text = words(client.get("/g/"))

    assert "党课：读懂一个判断" in text
    assert "志愿服务" not in text
    assert client.get(page_of(theirs)).status_code == 200
    assert client.get(page_of(other)).status_code == 404


def test_past_gatherings_show_ones_own_part_only(branch: Branch) -> None:
    member = branch.join("陆知夏")
    gathering = convened(branch)
    with clock.pinned(DOOR):
        actions.take_attendance(
            actor=branch.secretary, gathering_id=gathering.pk, person_ids=[member.pk]
        )
    with clock.pinned(STARTS + timedelta(days=2)):
        mine = words(signed_in(member).get("/g/?of=past"))
        theirs = words(signed_in(branch.officer_person).get("/g/?of=past"))

    assert "已到会" in mine
    assert "无签到记录" in theirs
    assert "陆知夏" not in theirs


def test_hosts_find_what_they_host_drafts_too(branch: Branch) -> None:
    planned(branch, title="还没有发布的")

    with clock.pinned(EARLIER):
        assert "还没有发布的" in words(signed_in(branch.secretary_person).get("/g/?of=hosted"))
        assert "主持" not in words(signed_in(branch.join("陆知夏")).get("/g/"))


def test_a_gathering_of_another_branch_is_not_there(branch: Branch) -> None:
    gathering = convened(branch)
    stranger = signed_in(branch.sibling().join("卢定波"))

    for name in ("gathering", "check_in", "host", "attendance", "screen", "sheet", "calendar"):
        assert stranger.get(page_of(gathering, name)).status_code == 404


def test_a_member_opens_nobodys_attendance(branch: Branch) -> None:
    """DC-05: personal absence is for the committee only."""
    member = branch.join("陆知夏")
    branch.join("沈知远")
    gathering = convened(branch)
    client = signed_in(member)

    own = words(client.get(page_of(gathering)))
    for name in ("host", "hall", "absent", "arrived", "attendance", "screen", "sheet", "observers"):
        assert client.get(page_of(gathering, name)).status_code == 403
    assert "沈知远" not in own


def test_no_column_could_hold_a_place_or_a_picture() -> None:
    """DC-04: no coordinates, no time on a page, no camera."""
    names = {f.name for model in (Gathering, Attendee) for f in model._meta.concrete_fields}
    assert not {
        n
        for n in names
        for word in ("lat", "lon", "geo", "photo", "device", "ip", "dwell")
        if n.startswith(word) and n != "late" and not n.startswith("late_")
    }


def test_signing_up_and_withdrawing_are_one_tap_each(branch: Branch) -> None:
    member = branch.join("陆知夏")
    gathering = convened(branch, [], cap=1)
    client = signed_in(member)

    with clock.pinned(EARLIER):
        assert "报名" in words(client.get(page_of(gathering)))
        client.post(page_of(gathering, "sign_up"), key())
        assert "已报名" in words(client.get(page_of(gathering)))
        second = branch.join("沈知远")
        waiting = signed_in(second)
        waiting.post(page_of(gathering, "sign_up"), key())
        assert "前面还有 0 人" in words(waiting.get(page_of(gathering)))
        client.post(page_of(gathering, "withdraw"), key())

    assert row_of(gathering, second).sign_up == "signed"


def test_leave_is_one_tap_and_so_is_its_return(branch: Branch) -> None:
    member = branch.join("陆知夏")
    gathering = convened(branch)
    client = signed_in(member)

    with clock.pinned(EARLIER):
        client.post(page_of(gathering, "leave"), key())
        assert "已请假，待批" in words(client.get(page_of(gathering)))
        client.post(page_of(gathering, "withdraw_leave"), key())

    assert row_of(gathering, member).leave == "none"


@pytest.mark.parametrize("cancelled", [False, True])
def test_the_event_for_ones_calendar_keeps_its_uid(branch: Branch, cancelled: bool) -> None:
    gathering = convened(branch)
    if cancelled:
        actions.cancel_gathering(actor=branch.secretary, gathering_id=gathering.pk, reason="停电")

    with clock.pinned(EARLIER):
        answer = signed_in(branch.join("陆知夏")).get(page_of(gathering, "calendar"))

    lines = answer.content.decode().replace("\r\n ", "").split("\r\n")
    assert answer["Content-Type"] == "text/calendar"
    assert answer["Content-Disposition"] == f'attachment; filename="zhibu-{gathering.pk}.ics"'
    assert {
        f"UID:{gathering.uid}@zhibu",
        f"SEQUENCE:{int(cancelled)}",
        "DTSTART;TZID=Asia/Shanghai:20261125T190000",
        "DTEND;TZID=Asia/Shanghai:20261125T203000",
        "SUMMARY:支部党员大会",
        "LOCATION:理科楼 A312",
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
    } <= set(lines)


# ---- the door


def test_the_code_is_typed_on_a_plain_form(branch: Branch) -> None:
    member = branch.join("陆知夏")
    gathering = convened(branch)
    client = signed_in(member)
    door = page_of(gathering, "check_in")

    with clock.pinned(DOOR):
        code = code_at(gathering, DOOR)
        short = client.post(door, {"code": f"{code[:3]} {code[3:5]}", **key()})
        done = client.post(door, {"code": f"{code[:3]} {code[3:]}", **key()})
        after = client.get(door)

    assert short.status_code == 422
    assert "还差 1 位。填好的 5 位已保留。" in words(short)
    assert f'value="{code[:3]} {code[3:5]}"' in short.content.decode()
    assert (done.status_code, done["Location"]) == (302, door)
    assert "已签到 18:52，陆知夏。签到码" in words(after)


def test_wrong_codes_are_kept_and_counted_although_refused(branch: Branch) -> None:
    member = branch.join("陆知夏")
    gathering = convened(branch)
    client = signed_in(member)
    door = page_of(gathering, "check_in")

    with clock.pinned(DOOR):
        bad = "000000" if code_at(gathering, DOOR) != "000000" else "111111"
        answers = [client.post(door, {"code": bad, **key()}) for _ in range(11)]

    assert [a.status_code for a in answers] == [422] * 10 + [429]
    assert "码不对，或已经换过" in words(answers[0])
    assert "请 60 秒后再试。也可以请主持人勾选" in words(answers[10])
    assert WrongCode.objects.filter(person=member).count() == 10


def test_a_repeated_post_is_answered_as_the_first(branch: Branch) -> None:
    member = branch.join("陆知夏")
    gathering = convened(branch)
    client = signed_in(member)
    form = {"code": code_at(gathering, DOOR), **key()}

    with clock.pinned(DOOR):
        first = client.post(page_of(gathering, "check_in"), form)
        again = client.post(page_of(gathering, "check_in"), form)

    assert (first.status_code, again.status_code) == (302, 302)
    assert again["Idempotent-Replay"] == "true"
    assert row_of(gathering, member).present_at == DOOR


def test_a_scan_before_sign_in_is_not_lost_by_a_slow_one(branch: Branch) -> None:
    member = branch.join("陆知夏")
    opened(member, PASSWORD)
    gathering = convened(branch)
    phone = Client()
    door = page_of(gathering, "check_in")
    square = domain.square_code(gathering.secret, domain.step_of(DOOR))

    with clock.pinned(DOOR):
        away = phone.get(f"{door}?c={square}")
    assert away["Location"] == f"/sign-in?next={door}"
    with clock.pinned(DOOR + timedelta(minutes=4)):
        back = phone.post(
            away["Location"], {"number": member.staff_no, "password": PASSWORD, "next": door}
        )
        assert back["Location"] == door
        assert "扫码已收到" in words(phone.get(door))
        phone.post(door, {"scanned": "1", **key()})

    row = row_of(gathering, member)
    assert (row.way, row.present_at) == ("qr", DOOR + timedelta(minutes=4))


def test_a_scan_with_a_session_is_one_button_away(branch: Branch) -> None:
    member = branch.join("陆知夏")
    gathering = convened(branch)
    client = signed_in(member)
    door = page_of(gathering, "check_in")
    square = domain.square_code(gathering.secret, domain.step_of(DOOR))

    with clock.pinned(DOOR + timedelta(seconds=30)):
        page = client.get(f"{door}?c={square}", follow=True)
        assert row_of(gathering, member).present_at is None  # a GET changes nothing
        client.post(door, {"scanned": "1", **key()})

    cookie = client.cookies[f"scan_{gathering.pk}"]
    assert page.redirect_chain == [(door, 302)]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (
        True,
        "Lax",
        f"/g/{gathering.pk}/",
    )
    assert row_of(gathering, member).way == "qr"


@pytest.mark.parametrize("told", ["digits", "old", "forged"])
def test_what_was_not_read_from_the_square_now_opens_nothing(branch: Branch, told: str) -> None:
    member = branch.join("陆知夏")
    gathering = convened(branch)
    client = signed_in(member)
    door = page_of(gathering, "check_in")
    code = {
        "digits": code_at(gathering, DOOR),
        "old": domain.square_code(gathering.secret, domain.step_of(DOOR) - 2),
        "forged": "a" * 16,
    }[told]

    with clock.pinned(DOOR):
        page = client.get(f"{door}?c={code}")
        late = client.post(door, {"scanned": "1", **key()})

    assert "扫到的码已经换过" in words(page)
    assert late.status_code == 422
    assert f"scan_{gathering.pk}" not in client.cookies
    assert row_of(gathering, member).present_at is None


def test_a_code_on_paper_is_typed_with_letters(branch: Branch) -> None:
    member = branch.join("陆知夏")
    gathering = convened(branch)
    lines = actions.print_code_sheet(actor=branch.secretary, gathering_id=gathering.pk)
    code = next(line.code for line in lines if line.person_id == member.pk)
    client = signed_in(member)
    door = page_of(gathering, "check_in")

    with clock.pinned(DOOR):
        page = client.get(f"{door}?paper")
        wrong = client.post(door, {"paper": "1", "code": "AAAAAA", **key()})
        client.post(door, {"paper": "1", "code": code, **key()})

    assert "纸上的签到码" in words(page)
    assert "纸上没有这个码" in words(wrong)
    assert row_of(gathering, member).way == "sheet"


def test_the_door_says_when_it_opens_and_that_it_has_closed(branch: Branch) -> None:
    gathering = convened(branch)
    client = signed_in(branch.join("陆知夏"))
    listed = signed_in(branch.officer_person)
    door = page_of(gathering, "check_in")

    with clock.pinned(EARLIER):
        assert "11月25日 周三 18:30 开始签到" in words(listed.get(door))
        assert "不在这次活动的名单上" in words(client.get(door))
        assert listed.post(door, {"code": "123456", **key()}).status_code == 409
    actions.close_gathering(actor=branch.secretary, gathering_id=gathering.pk)
    with clock.pinned(DOOR):
        assert "签到已结束" in words(listed.get(door))


def test_acting_for_somebody_else_is_not_possible(branch: Branch) -> None:
    """The person is the session's, whatever the form says."""
    one, other = branch.join("陆知夏"), branch.join("沈知远")
    gathering = convened(branch)

    with clock.pinned(DOOR):
        signed_in(one).post(
            page_of(gathering, "check_in"),
            {"code": code_at(gathering, DOOR), "person": other.pk, **key()},
        )

    assert row_of(gathering, other).present_at is None
    assert row_of(gathering, one).present_at == DOOR
    assert acting(one).person_id == one.pk
