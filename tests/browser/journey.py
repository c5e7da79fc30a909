"""From an empty house to downloaded minutes, by the pages alone: the steps of the main journey.

Each step is one person's hands on a page (``Hands`` counts them). Nothing is typed into an
address but what a person holds in the hand: a slip's link, a scanned code.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser
from tests.browser.hands import Hands
from tests.browser.page import PHONE, Screen, opened
from tests.ops.houses import House, zhibu

from zhibu.kit import clock

PASSWORD = "桥上的灯一盏盏亮了"
BRANCH = "材料学院研究生第三党支部"
SECRETARY = "许静仪"
THEME = "到隔壁实验室挑毛病"
NAMES = [
    "许静仪",
    "周若棠",
    "顾怀川",
    "孟晓岚",
    "陆知夏",
    "何屿",
    "沈知远",
    "邱明舒",
    "梁以安",
    "韩砚秋",
    "罗一舟",
    "唐书宁",
    "阿依努尔·买买提",
    "欧阳清",
    "单思远",
    "曾望舒",
    "仇南川",
    "解初晴",
    "查景明",
    "区子牧",
    "朴星言",
    "任可",
    "华予安",
    "燕修竹",
    "翟亦恒",
    "缪秋白",
    "万里行",
    "乐书仪",
    "应怀瑾",
    "苏砚",
]


@dataclass
class Journey:
    """The house it happens in, the browser, and the hands that worked."""

    house: House
    browser: Browser
    folder: Path
    hands: list[Hands] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.house.port}"

    @contextmanager
    def person(self, who: str, *, screen: Screen = PHONE) -> Iterator[Hands]:
        """Somebody with a browser of their own."""
        with opened(self.browser, screen) as seen:
            seen.page.set_default_timeout(30_000)
            hands = Hands(seen.page, who)
            self.hands.append(hands)
            try:
                yield hands
            except Exception:
                print(f"\n{who} 停在 {seen.page.url}\n{seen.page.inner_text('body')[:1500]}")
                raise
            self.complaints += [f"{who}: {c}" for c in seen.complaints]

    def first_link(self) -> str:
        """The administrator's one-time link, as the command prints it."""
        said = zhibu(
            *("user", "add", "10001", "秦致远", "--university", "中国共产党澜州大学委员会"),
            *("--data", str(self.house.home / "cell"), "--port", str(self.house.port)),
        )
        found = re.search(r"http://\S+/slip/\S+", said.stdout)
        assert found, said.stdout + said.stderr
        return found.group(0)


def roster_file(folder: Path) -> Path:
    """Thirty invented people as a school keeps them: a merged title, 序号, full and probationary."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([f"{BRANCH}党员花名册"])
    sheet.merge_cells("A1:F1")
    sheet.append(["序号", "姓名", "学号", "性别", "人员类别", "入党时间"])
    for number, name in enumerate(NAMES, start=1):
        kind = "正式党员" if number <= 26 else "预备党员"
        joined = (
            f"20{20 + number % 4}.{5 + number % 2:02d}.1{number % 9}"
            if number <= 26
            else "2026.05.12"
        )
        sheet.append(
            [number, name, f"2024{number:06d}", "男" if number % 2 else "女", kind, joined]
        )
    sheet.append(["填表人：", "", "", "", "审核：", ""])
    target = folder / "党员花名册.xlsx"
    book.save(target)
    return target


def set_password(hands: Hands, link: str) -> None:
    """Open a slip's link and set the first password."""
    hands.open(link)
    hands.fill("新密码", PASSWORD, secret=True)
    hands.fill("再输一次", PASSWORD, secret=True)
    hands.press("设好并进入")
    hands.page.wait_for_url(re.compile(r"/(o/start|month|week|)$"))


def found_branch(hands: Hands) -> None:
    """A college and its branch, on the tree's own pages."""
    hands.press("逐个设立")
    hands.press("成立党组织")
    hands.fill("全称", "中国共产党澜州大学材料学院委员会")
    hands.choose("类别", "院系党委")
    hands.press("成立")
    hands.press("中国共产党澜州大学材料学院委员会")
    hands.press("成立党组织")
    hands.fill("全称", BRANCH)
    hands.choose("类别", "党支部")
    hands.press("成立")
    hands.reads(BRANCH)


def import_roster(hands: Hands, file: Path) -> None:
    """The school's own workbook, looked through and taken in."""
    hands.press("支部")
    hands.press("导入名册")
    hands.hand_over("文件", file)
    hands.choose("导入到", BRANCH)
    hands.press("读取")
    hands.press("导入 30 行")
    hands.reads("已导入")


def start_time() -> datetime:
    """The coming minute, when there is a whole hour left of the day in China."""
    return (clock.local(clock.now()) + timedelta(minutes=2)).replace(second=0, microsecond=0)


def plan_and_publish(hands: Hands, begins: datetime) -> None:
    """The theme day, planned and made known in one page."""
    ends = min(begins + timedelta(minutes=90), begins.replace(hour=23, minute=59))
    hands.press("本月")
    hands.press(re.compile(r"^安排\s*主题党日"))
    hands.fill("主题", THEME)
    hands.fill("日期", begins.date().isoformat())
    hands.fill("开始", f"{begins:%H:%M}")
    hands.fill("结束", f"{ends:%H:%M}")
    hands.fill("地点", "理科楼 A312")
    hands.press("发布")
    hands.reads("应到")


def codes_of_sheet(hands: Hands) -> dict[str, str]:
    """Names and codes as printed on the sheet's page."""
    rows = hands.page.locator("tbody tr")
    found = {}
    for at in range(rows.count()):
        cells = rows.nth(at).locator("th, td").all_inner_texts()
        code = next((c for c in cells if re.fullmatch(r"[A-Z0-9]{3}\s?[A-Z0-9]{3}", c.strip())), "")
        name = next((c.strip() for c in cells if c.strip() in NAMES), "")
        if name and code:
            found[name] = code.strip()
    return found


def code_on_screen(hands: Hands) -> str:
    """The six digits the room sees."""
    return re.sub(r"\D", "", hands.page.locator(".digits").first.inner_text())


def addresses(hands: Hands) -> dict[str, str]:
    """Names and links of the slips on the page, as its text to copy has them."""
    text = hands.page.locator("textarea").first.input_value()
    lines = [line.split("　") for line in text.splitlines() if "　" in line]
    return {name.strip(): link.strip() for name, link in lines}


def appoint_secretary(hands: Hands) -> str:
    """The secretary's post, and their slip; its link."""
    hands.press("支部")
    hands.press("登记任职")
    hands.choose("职务", "书记")
    hands.choose("任职人", f"{SECRETARY}（正式党员）")
    hands.press("登记")
    hands.press("支部")
    hands.press("制发登录条")
    hands.press("制发一张")
    return addresses(hands)[SECRETARY]


def slips_of_the_branch(hands: Hands) -> dict[str, str]:
    """The secretary makes slips for all who have none used; their links."""
    hands.press("党员名册")
    hands.press("打印登录条")
    hands.press(re.compile(r"^制发 \d+ 张$"))
    found = addresses(hands)
    hands.press("返回")
    return found


def ask_for_leave(journey: Journey, link: str, who: str) -> None:
    """A member who cannot come says so on the phone."""
    with journey.person(who) as hands:
        set_password(hands, link)
        hands.press(re.compile("^查看"))
        hands.press("请假")
        hands.reads("已请假")


def come_by_code(journey: Journey, link: str, who: str, *, code: str) -> None:
    """A member signs in by the slip and types the six digits on the room's screen."""
    with journey.person(who) as hands:
        set_password(hands, link)
        hands.press(re.compile("^签到："))
        hands.fill("签到码", code)
        hands.press("签到")
        hands.reads("已签到")


def come_by_scan(journey: Journey, link: str, who: str, *, square: str) -> None:
    """A member scans the square with the phone's own camera."""
    with journey.person(who) as hands:
        set_password(hands, link)
        hands.open(re.sub(r"http://[^/]+", journey.base, square))
        hands.press("签到")
        hands.reads("已签到")


def enter_sheet(hands: Hands, codes: dict[str, str], names: list[str]) -> None:
    """The signed sheet, pasted in one go."""
    hands.fill("或者粘贴", "\n".join(f"{name} {codes[name]}" for name in names))
    hands.press("录入")
    hands.reads("已登记")


def write_down(hands: Hands, folder: Path) -> Path:
    """From the end of the sitting to the confirmed record and its downloaded minutes."""
    hands.press(re.compile("^主题党日"))
    hands.press("散会，起草记录")
    hands.reads("草稿待确认")
    hands.press("确认这份记录")
    hands.reads("已确认")
    return hands.take("下载会议记录", folder)


def scanned(hands: Hands) -> str:
    """The address in the square on the room's screen, read as a phone's camera reads it.

    The whole page is taken, not the element: the square is redrawn while people come in, and
    an element that has just been replaced cannot be photographed.
    """
    hands.page.locator(".qr").first.wait_for()
    screen = hands.page.screenshot(full_page=True)
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(screen)))
    assert found, "no square on the screen"
    return str(found[0].text)
