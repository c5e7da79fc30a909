"""A statutory month of a branch of thirty, from nothing arranged to confirmed and printed (本月).

Committee, two groups, theme day, party class and general meeting, by the pages alone in one person's
hands. The script moves the house's clock to each evening and the days after; it does nothing else
behind the pages. Printed: interactions, seconds at human pace, facts typed twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import docx
import pytest
from django.db import connections
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer
from tests.browser.hands import Hands
from tests.browser.journey import NAMES
from tests.browser.page import DESK, chromium, opened
from tests.cast import Branch, university
from tests.cast import opened as account_opened

from zhibu.kit import clock
from zhibu.meetings.models import Meeting, Record
from zhibu.orgs.models import Post
from zhibu.people.models import Membership, StatusSpan

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MOST = 40  # interactions of the month
MINUTES = 10  # at human pace
STARTS = datetime(2026, 12, 1, 8, 0, tzinfo=clock.SHANGHAI)  # nothing of the quarter was held yet
PASSWORD = "桥上的灯一盏盏亮了"


class Hour:
    """The house's clock, set by the script; seen by every thread of the server."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment.astimezone(UTC)

    def get(self) -> datetime:
        return self.moment


@pytest.fixture
def hour(monkeypatch: pytest.MonkeyPatch) -> Hour:
    """From here on it is the first morning of the month."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's loop is in this thread
    set_by_hand = Hour(STARTS)
    monkeypatch.setattr(clock, "_pinned", set_by_hand)
    return set_by_hand


@pytest.fixture
def house(committed: None) -> Iterator[LiveServer]:
    """The pages, served from this very process."""
    server = LiveServer("127.0.0.1")
    yield server
    server.stop()


@pytest.fixture
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


def thirty() -> Branch:
    """A branch of thirty: twenty-six full members, four on probation, a committee, two groups."""
    branch = university()
    members = [branch.secretary_person, branch.officer_person]
    for at, name in enumerate(NAMES[2:], start=2):
        kind = StatusSpan.Kind.FULL if at < 26 else StatusSpan.Kind.PROBATIONARY
        members.append(branch.join(name, kind=kind))
    branch.appoint(members[2], Post.PUBLICITY)
    branch.appoint(members[3], Post.DISCIPLINE)
    for number, name in enumerate(("第一党小组", "第二党小组")):
        group = branch.group(name)
        inside = members[number::2]
        Membership.objects.filter(person__in=inside).update(group=group)
        branch.appoint(inside[4], Post.GROUP_LEADER, at=group)
    branch.organisation.recorded_since = date(2026, 12, 1)
    branch.organisation.save(update_fields=["recorded_since"])
    account_opened(branch.secretary_person, PASSWORD)
    return branch


def signed_in(page: Page, base: str, number: str) -> None:
    """At the door; not counted: the month is."""
    page.goto(f"{base}/sign-in")
    page.fill("input[name=number]", number)
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(re.compile(r"/(month)?$"))


def arrange(hands: Hands) -> None:
    """The whole month on one page: one place, the class's theme, one press."""
    hands.press(re.compile(r"^安排本月 \d 项$"))
    hands.fill("地点", "理科楼 A312")
    hands.fill("主题", "党员的权利和义务", within=hands.page.get_by_role("group", name="党课"))
    hands.press("发布勾选的各项")
    hands.reads("已安排 6 项")


def hold(hands: Hands, meeting: Meeting) -> None:
    """An evening: open the sitting, tick who is here, end it."""
    hands.press("本月")
    name = f"{meeting.title}（{meeting.group.name}）" if meeting.group else meeting.title
    hands.press(f"{name}已安排")
    hands.press("全部已到")
    hands.reads("新登记到会")
    hands.press("散会，起草记录")
    hands.reads("草稿待确认")


def look_through_and_confirm(hands: Hands) -> int:
    """Each draft opened where it stands, then one press for all; how many there were."""
    drafts = hands.page.locator("details.draft")
    count = drafts.count()
    for at in range(count):
        hands.press_summary(drafts.nth(at))
    hands.press(f"全部看过，确认 {count} 项")
    hands.reads(f"已确认 {count} 项")
    return count


def test_a_month_of_thirty_takes_forty_interactions_and_ten_minutes_at_most(
    house: LiveServer, hour: Hour, browser: Browser, tmp_path: Path
) -> None:
    branch = thirty()
    with opened(browser, DESK) as seen:
        seen.page.set_default_timeout(30_000)
        hands = Hands(seen.page, "书记")
        signed_in(seen.page, house.url, branch.secretary_person.staff_no)
        arrange(hands)

        sittings = list(
            Meeting.objects.select_related("gathering", "group").order_by("gathering__starts_at")
        )
        for meeting in sittings:
            hour.moment = meeting.gathering.starts_at + timedelta(minutes=80)
            hold(hands, meeting)

        hour.moment = sittings[-1].gathering.starts_at + timedelta(days=1)
        hands.press("本月")
        confirmed = look_through_and_confirm(hands)
        assert Record.objects.count() == confirmed
        paper = hands.take("Word", tmp_path)
        complaints = seen.complaints

    connections.close_all()  # those of the browser's loop, which no fixture sees
    print(f"\n{hands.report()}, {confirmed} records, facts typed twice: {hands.twice()}")
    assert confirmed == len(sittings) == 6
    text = "\n".join(
        cell.text
        for table in docx.Document(str(paper)).tables
        for row in table.rows
        for cell in row.cells
    )
    assert "党员的权利和义务" in text
    assert complaints == []
    assert hands.interactions <= MOST
    assert hands.seconds <= MINUTES * 60
    assert hands.twice() == []
