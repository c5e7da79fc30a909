"""The host's pages."""

from __future__ import annotations

import re
from datetime import timedelta

from django.test import Client
from pytest_django import Settings
from tests.browsing import key, signed_in, words
from tests.cast import Branch
from tests.gatherings.hall import DOOR, STARTS, code_at, convened, page_of, planned, row_of

from zhibu.gatherings import actions, domain
from zhibu.gatherings.views import host
from zhibu.kit import clock
from zhibu.kit.components import qr_drawing
from zhibu.kit.live import topic_of
from zhibu.orgs.models import Post


def test_the_host_sees_the_count_the_code_and_who_is_missing(branch: Branch) -> None:
    member = branch.join("陆知夏")
    gathering = convened(branch)
    with clock.pinned(DOOR):
        actions.take_attendance(
            actor=branch.secretary, gathering_id=gathering.pk, person_ids=[member.pk]
        )
        page = signed_in(branch.secretary_person).get(page_of(gathering, "host"))
        code = code_at(gathering, DOOR)

    text, html = words(page), page.content.decode()
    square = domain.square_code(gathering.secret, domain.step_of(DOOR))
    assert "1 人已到，应到 3 人" in text
    assert "未过半数，差 1 人" in text
    assert f"{code[:3]} {code[3:]}" in text
    assert "应到未到 2 人" in text
    assert qr_drawing(f"http://testserver{page_of(gathering, 'check_in')}?c={square}").path in html
    live = re.search(r'data-live="[^"]*/([^"/]+)"', html)
    assert live is not None
    assert topic_of(live[1]) == f"gathering:{gathering.pk}"


def test_the_code_has_no_name_on_the_big_screen(branch: Branch) -> None:
    branch.join("陆知夏")
    gathering = convened(branch)
    client = signed_in(branch.secretary_person)

    with clock.pinned(DOOR):
        for name in ("screen", "board"):
            text = words(client.get(page_of(gathering, name)))
            assert "人已到，应到 3 人" in text
            assert not [n for n in ("陆知夏", "周若棠") if n in text]


def test_names_are_found_by_initials_and_ticked(branch: Branch) -> None:
    member = branch.join("陆知夏")
    gathering = convened(branch)
    client = signed_in(branch.secretary_person)

    with clock.pinned(DOOR):
        found = words(client.get(page_of(gathering, "absent"), {"find": "lzx"}))
        none = words(client.get(page_of(gathering, "absent"), {"find": "zzz"}))
        answer = client.post(page_of(gathering, "here"), {"person": member.pk, **key()})
        page = words(client.get(answer["Location"]))

    assert "陆知夏" in found
    assert "周若棠" not in found
    assert "未到的人里没有“zzz”" in none
    assert "已登记 1 人到会。" in page
    assert row_of(gathering, member).way == "list"


def test_with_scripts_a_tick_redraws_the_list_and_the_count(branch: Branch) -> None:
    member = branch.join("陆知夏")
    gathering = convened(branch)
    client = signed_in(branch.secretary_person)

    with clock.pinned(STARTS + timedelta(minutes=1)):
        answer = client.post(
            page_of(gathering, "here"),
            {"person": member.pk, "late": "1", **key()},
            headers={"HX-Request": "true"},
        )

    html = answer.content.decode()
    assert 'id="hall" hx-swap-oob="true"' in html
    assert 'id="arrived" hx-swap-oob="true"' in html
    assert "1 人已到，应到 3 人" in words(answer)
    assert row_of(gathering, member).late


def test_everybody_is_ticked_at_once_and_undone_at_once(branch: Branch) -> None:
    gathering = convened(branch)
    client = signed_in(branch.secretary_person)

    with clock.pinned(DOOR):
        answer = client.post(page_of(gathering, "here"), {"everybody": "1", **key()})
        html = client.get(answer["Location"]).content.decode()
        undo = re.search(r'action="([^"]*not-here\?person=[^"]*)"', html)
        assert undo is not None
        client.post(undo[1].replace("&amp;", "&"), key())

    people = (branch.secretary_person, branch.officer_person)
    assert [row_of(gathering, p).present_at for p in people] == [None, None]


def test_leave_is_answered_on_the_same_page(branch: Branch) -> None:
    member = branch.join("陆知夏")
    gathering = convened(branch)
    signed_in(member).post(page_of(gathering, "leave"), key())
    client = signed_in(branch.secretary_person)

    assert "请假待批 陆知夏" in words(client.get(page_of(gathering, "host")))
    client.post(page_of(gathering, "excuse"), {"person": member.pk, "leave": "excused", **key()})

    assert row_of(gathering, member).leave == "excused"


def test_an_organisation_officer_sees_the_request_but_has_no_button(branch: Branch) -> None:
    member = branch.join("陆知夏")
    gathering = convened(branch)
    signed_in(member).post(page_of(gathering, "leave"), key())
    client = signed_in(branch.officer_person)

    html = client.get(page_of(gathering, "host")).content.decode()
    refused = client.post(
        page_of(gathering, "excuse"), {"person": member.pk, "leave": "excused", **key()}
    )

    assert "由其他支委办理" in html
    assert 'value="excused"' not in html
    assert refused.status_code == 403


def test_somebody_unlisted_is_found_and_written_down_as_observer(branch: Branch) -> None:
    guest = branch.join("孟晓岚", kind="activist")
    gathering = convened(branch, [branch.secretary_person])
    client = signed_in(branch.secretary_person)

    with clock.pinned(DOOR):
        page = client.get(page_of(gathering, "observers"), {"find": "孟晓岚"})
        client.post(page_of(gathering, "add_observer"), {"person": guest.pk, **key()})
        after = client.get(page_of(gathering, "observers"), {"find": "孟晓岚"})

    assert "记为列席" in words(page)
    assert "已到会" in words(after)
    assert row_of(gathering, guest).observer


def test_the_committee_reads_who_came_and_a_group_leader_only_during(branch: Branch) -> None:
    group = branch.group()
    leader = branch.join("陆知夏")
    branch.appoint(leader, Post.GROUP_LEADER, at=group)
    gathering = convened(branch, organisation=group)

    with clock.pinned(DOOR):
        table = words(signed_in(branch.officer_person).get(page_of(gathering, "attendance")))
        client = signed_in(leader)
        assert client.get(page_of(gathering, "host")).status_code == 200
        assert client.get(page_of(gathering, "attendance")).status_code == 403

    assert "陆知夏正式党员未到" in table


def test_before_and_after_there_is_no_code_to_show(branch: Branch) -> None:
    client = signed_in(branch.secretary_person)
    draft, early = planned(branch), convened(branch)

    with clock.pinned(STARTS - timedelta(hours=2)):
        assert "还没有发布" in words(client.get(page_of(draft, "host")))
        assert "18:30 开始签到，到时这里显示签到码" in words(client.get(page_of(early, "host")))
    with clock.pinned(STARTS + timedelta(hours=8)):
        assert "签到码已停用" in words(client.get(page_of(early, "code")))


def test_on_a_halls_network_the_square_names_the_machine_not_localhost(
    branch: Branch, settings: Settings
) -> None:
    settings.MODE, settings.LIVE_URL = "local", "http://192.168.1.20:8001/live"
    gathering = convened(branch)
    client = signed_in(branch.secretary_person)

    with clock.pinned(DOOR):
        html = client.get(
            page_of(gathering, "screen"), headers={"host": "localhost:8000"}
        ).content.decode()

    square = domain.square_code(gathering.secret, domain.step_of(DOOR))
    address = f"http://192.168.1.20:8000{page_of(gathering, 'check_in')}?c={square}"
    assert qr_drawing(address).path in html
    assert {"localhost", "127.0.0.1", "[::1]"} == host.LOOPBACK


def test_nonsense_in_a_form_is_nobody(branch: Branch) -> None:
    gathering = convened(branch)
    client: Client = signed_in(branch.secretary_person)

    with clock.pinned(DOOR):
        for nonsense in ("x", "-1", "9" * 40, ""):
            answer = client.post(page_of(gathering, "here"), {"person": nonsense, **key()})
            assert answer.status_code == 302
            answer = client.post(
                page_of(gathering, "excuse"), {"person": nonsense, "leave": "excused", **key()}
            )
            assert answer.status_code == 404
