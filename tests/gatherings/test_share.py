"""A published gathering told elsewhere: in a chat group, on a wall."""

from __future__ import annotations

from tests.browsing import signed_in, words
from tests.cast import Branch
from tests.gatherings.hall import convened, page_of, planned
from tests.notices.test_copy import area_of

from zhibu.gatherings import actions


def test_five_lines_and_a_link(branch: Branch) -> None:
    gathering = convened(branch, takes_sign_up=True)
    page = signed_in(branch.secretary_person).get(page_of(gathering, "copy")).content.decode()

    assert area_of(page) == [
        "【活动】支部党员大会",
        "时间：2026年11月25日 19:00 至 20:30",
        "地点：理科楼 A312",
        "报名：11月25日 周三 19:00 之前",
        f"{branch.organisation}。报名、请假、存到日历，先登录：",
        f"http://testserver/g/{gathering.pk}/",
    ]


def test_a_cancelled_one_says_so(branch: Branch) -> None:
    gathering = convened(branch)
    actions.cancel_gathering(actor=branch.secretary, gathering_id=gathering.pk, reason="停电")
    page = signed_in(branch.secretary_person).get(page_of(gathering, "copy")).content.decode()

    assert area_of(page)[0] == "【取消】支部党员大会"


def test_the_poster_has_a_code_to_scan(branch: Branch) -> None:
    gathering = convened(branch)
    page = signed_in(branch.secretary_person).get(page_of(gathering, "poster"))

    assert '<svg class="qr"' in page.content.decode()
    assert "地点：理科楼 A312" in words(page)


def test_only_hosts_and_only_what_is_published(branch: Branch) -> None:
    gathering, draft = convened(branch), planned(branch)
    member, host = signed_in(branch.join("陆知夏")), signed_in(branch.secretary_person)

    for name in ("copy", "poster"):
        assert member.get(page_of(gathering, name)).status_code == 403
        assert host.get(page_of(draft, name)).status_code == 409
