"""From an empty installation to downloaded minutes, with processes killed by -9 on the way.

Administrator, secretary and twenty-five members, by the pages alone. What a person saw
acknowledged before a kill stands in the confirmed record at the end.
"""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterator

import docx
import pytest
from tests.browser import journey as steps
from tests.browser.hands import Hands
from tests.browser.journey import NAMES, SECRETARY, Journey
from tests.browser.page import DESK, chromium
from tests.ops.houses import BACK, House, alive, open_folder, wait_until

from zhibu.kit import clock

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TYPES = NAMES[1:5]  # four type the six digits, four scan the square
SCANS = NAMES[5:9]
SIGNS = NAMES[9:17]  # eight sign the printed sheet
TICKED = NAMES[17:25]  # eight are ticked on the host's list, as is the host
AWAY = NAMES[25:]  # five ask for leave
MOST = 25  # interactions of the secretary, from plan to downloaded minutes


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journey]:
    with open_folder() as home, chromium() as browser:
        house = House(home)
        house.start()
        yield Journey(house, browser, tmp_path_factory.mktemp("journey"))
        house.stop()


# What an open page meets while the process behind it is dead; it connects anew by itself.
# htmx says a second time, in its own words, what the failed request before it said with its cause.
CUT_OFF = re.compile(
    r"net::ERR_(CONNECTION_(REFUSED|RESET|CLOSED)|INCOMPLETE_CHUNKED_ENCODING|EMPTY_RESPONSE)$"
    r"|console: htmx: htmx:error: Failed to fetch TypeError: Failed to fetch$",
    re.MULTILINE,
)


def of_a_kill(complaint: str) -> bool:
    """A connection cut by one of the kills: everything else a page complains about counts."""
    return CUT_OFF.search(complaint) is not None


def killed(house: House, *words: str) -> float:
    """Kill one process of the house with -9; seconds until it is gone and pages answer again."""
    number = house.member(*words)
    try:
        os.kill(number, signal.SIGKILL)
    except ProcessLookupError:  # one that was only passing by: the next one stays
        number = house.member(*words)
        os.kill(number, signal.SIGKILL)
    wait_until(lambda: not alive(number), seconds=BACK)
    return wait_until(house.serves, seconds=BACK)


def restarted(house: House) -> float:
    """Kill the supervisor with -9: no orphan; seconds until the next start serves."""
    members = list(house.members())
    house.kill()
    wait_until(lambda: not any(alive(n) for n in members), seconds=BACK)
    began = time.monotonic()
    house.start()
    return time.monotonic() - began


def test_an_empty_house_becomes_a_confirmed_theme_day(journey: Journey) -> None:
    with journey.person("管理员", screen=DESK) as administrator:
        steps.set_password(administrator, journey.first_link())
        steps.found_branch(administrator)
        steps.import_roster(administrator, steps.roster_file(journey.folder))
        link = steps.appoint_secretary(administrator)
    with journey.person(f"书记{SECRETARY}", screen=DESK) as secretary:
        steps.set_password(secretary, link)
        links = steps.slips_of_the_branch(secretary)
        assert len(links) == 29
        before = len(secretary.done)
        seconds = secretary.seconds
        begins = steps.start_time()
        steps.plan_and_publish(secretary, begins)
        times = come_together(journey, secretary, links)
        while clock.local(clock.now()) <= begins:
            time.sleep(1)
        times["supervisor"] = restarted(journey.house)
        papers = steps.write_down(secretary, journey.folder)
        used = secretary.interactions - before
        print(f"\n书记从策划到下载会议记录：{used} 次操作，约 {secretary.seconds - seconds:.0f} 秒")
        print("；".join(f"{name} 被杀后 {took:.1f} 秒恢复" for name, took in times.items()))
        print(f"管理员：{administrator.report()}")
        assert used <= MOST, secretary.done[before:]
        assert secretary.twice() == []

    said = "\n".join(p.text for p in docx.Document(str(papers)).paragraphs)
    assert "应到30人" in re.sub(r"\s", "", said)
    assert "实到25人" in re.sub(r"\s", "", said)
    assert [said for said in journey.complaints if not of_a_kill(said)] == []


def come_together(journey: Journey, secretary: Hands, links: dict[str, str]) -> dict[str, float]:
    """Leave asked, check-in by every way, and three kills between; seconds each took to be back."""
    times = {}
    for name in AWAY:
        steps.ask_for_leave(journey, links[name], name)
    secretary.press("纸质签到")
    secretary.press("制作签到表")
    codes = steps.codes_of_sheet(secretary)
    secretary.press("返回")
    secretary.press("签到")
    for name in TYPES:
        steps.come_by_code(journey, links[name], name, code=steps.code_on_screen(secretary))
    times["pages"] = killed(journey.house, "zhibu.ops.pages")
    for name in SCANS:
        steps.come_by_scan(journey, links[name], name, square=steps.scanned(secretary))
    times["worker"] = killed(journey.house, "procrastinate", "worker")
    for name in (*SIGNS, *TICKED):
        with journey.person(name) as hands:
            steps.set_password(hands, links[name])
    times["database"] = killed(journey.house, "bin/postgres", "-D")
    secretary.press("纸质签到")
    steps.enter_sheet(secretary, codes, list(SIGNS))
    secretary.press("签到")
    secretary.press("全部已到")
    secretary.reads("25 人已到")
    return times
