"""A notice told elsewhere: in a chat group, on a wall."""

from __future__ import annotations

from tests.browsing import signed_in, words
from tests.cast import Branch
from tests.notices.test_after import sent

from zhibu.notices.models import Notice


def area_of(page: str) -> list[str]:
    """The lines of the text to copy."""
    return page.partition("<textarea")[2].partition(">")[2].partition("</textarea>")[0].split("\n")


def noticed(branch: Branch) -> Notice:
    notice = sent(branch, branch.officer_person)
    notice.body = "交到 12 月。\n找周若棠。\n现金、转账都可以。\n地点：学院会议室 201"
    notice.save()
    return notice


def test_five_lines_and_a_link_ready_to_be_copied_without_scripts(branch: Branch) -> None:
    notice = noticed(branch)
    page = signed_in(branch.secretary_person).get(f"/n/{notice.pk}/copy").content.decode()

    title, *facts, foot, link = area_of(page)
    assert title == "【一般通知】交党费"
    assert facts == ["交到 12 月。", "找周若棠。", "现金、转账都可以。…"]
    assert foot.startswith(f"{branch.organisation} 许静仪，")
    assert link == f"http://testserver/n/{notice.pk}/"


def test_the_poster_has_the_same_lines_and_a_code(branch: Branch) -> None:
    notice = noticed(branch)
    page = signed_in(branch.secretary_person).get(f"/n/{notice.pk}/poster")

    assert "扫码打开，先登录再看" in words(page)
    assert '<svg class="qr"' in page.content.decode()
    assert "周若棠" in words(page)
    assert "学院会议室" not in words(page)


def test_a_recipient_copies_nothing(branch: Branch) -> None:
    notice = noticed(branch)
    reader = signed_in(branch.join("陆知夏"))

    assert reader.get(f"/n/{notice.pk}/copy").status_code == 404
    assert reader.get(f"/n/{notice.pk}/poster").status_code == 404


def test_a_withdrawn_notice_is_not_passed_on(branch: Branch) -> None:
    notice = noticed(branch)
    client = signed_in(branch.secretary_person)
    notice.withdrawn_at = notice.sent_at
    notice.save()

    page = client.get(f"/n/{notice.pk}/copy")
    assert "不要再转发" in words(page)
    assert "<textarea" not in page.content.decode()
