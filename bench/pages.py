"""g 页面: the pages people open most, beside the same without templates, without Django, and a peer."""

from __future__ import annotations

import json
import tempfile
import time
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import browsing, peers
from bench import floor as floors
from bench.check_in import lecture
from bench.frame import Row, Section, milliseconds, turns
from bench.house import copy_of_house, served
from zhibu.orgs.models import Organisation, Post
from zhibu.people.models import Account, Appointment, Membership

SIZES = {"toy": 8, "university": 120, "large": 600}
CONNECTIONS = 4
FLOOR, P95 = 1.6, 0.2
HOME, ROSTER = "成员首页", "全校名册（第一页，100 行）"
PEER = 3  # which side the peer is
SENTENCES = "SELECT", "INSERT", "UPDATE", "DELETE", "WITH"


@dataclass(frozen=True, slots=True)
class Page:
    """One page as one person opens it. hot: one of the three that have a floor target."""

    name: str
    path: str
    session: str
    hot: bool = False


def measured(size: str, *, times: int) -> Section:
    """The whole job."""
    number = SIZES[size]
    rows: list[Row] = []
    with copy_of_house() as url, tempfile.TemporaryDirectory(prefix="zhibu-bench-") as folder:
        pages = _pages()
        kept = Path(folder) / "floor.json"
        once = {page.path: _once(page) for page in pages}
        kept.write_text(json.dumps(once))
        unread = _read_by_templates(pages, once)
        Path(folder).chmod(0o755)
        told = {"BENCH_FLOOR": str(kept)}
        lost = peers.make_ready()
        with (
            served(url) as ours,
            served(url, "bench.floor", extra=told) as floor,
            served(url, "bench.bare", extra=told) as bare,
            peers.wagtail() if not lost else nullcontext() as peer,
        ):
            beside = _beside(pages, peer) if peer else {}
            for page in pages:
                sides = (ours, floor, bare, *([peer.port] if peer and page in beside else []))
                found = _Sides(page, number, sides, beside.get(page))
                rows += _rows(found, json.loads(kept.read_text()), times=times)
    return Section(
        job="g",
        title="g 页面",
        how=f"真的页面服务（granian，2 进程 × 2 线程），{CONNECTIONS} 条连接不停地要同一页，每轮 {number} 次（同类的十分之一，它的列表一页要半秒）。"
        "下限是同一个应用、同样的中间件和读数，只是不画模板；“裸取”是不用 Django，同样的语句（每次重新规划）和字节；"
        "同类是 Wagtail（自己的首页；一页列出下级页面），同样的服务和 PostgreSQL。",
        rows=rows,
        notes=[
            "发请求的程序和服务占同样的核；95% 的等待是一条连接上一页接一页要的。",
            "裸取没有目标：它说明一页里会话、权限、ORM 和模板一共占多少。",
            *([f"这几页有语句是模板里才发的，下限没有算上：{'、'.join(unread)}"] if unread else []),
            *([f"Wagtail 没有装成，没有一起跑：{lost}"] if lost else []),
        ],
    )


@dataclass(frozen=True, slots=True)
class Beside:
    """The peer's page most like one of ours."""

    name: str
    request: bytes


def _beside(pages: list[Page], peer: peers.Peer) -> dict[Page, Beside]:
    """A signed-in person's first page beside ours, a long list beside the roster."""
    by_name = {page.name: page for page in pages}

    def asked(path: str) -> bytes:
        return browsing.get(path, peer.session, cookie="sessionid")

    return {
        by_name[HOME]: Beside("Wagtail 的首页", asked("/admin/")),
        by_name[ROSTER]: Beside("Wagtail 的页面列表（50 行）", asked(f"/admin/pages/{peer.top}/")),
    }


def _pages() -> list[Page]:
    root = Organisation.objects.get(parent=None)
    secretary = Appointment.objects.filter(post=Post.SECRETARY).order_by("pk")[0]
    branch = secretary.organisation
    member = Membership.objects.filter(organisation=branch).order_by("-pk")[0]
    first = Appointment.objects.filter(post=Post.UNIVERSITY_ORGANISER)[0]
    members = [m.person.account for m in Membership.objects.filter(organisation=branch)]
    hall = lecture(members)
    own, led, above = (
        browsing.session_of(Account.objects.get(person_id=one.person_id))
        for one in (member, secretary, first)
    )
    return [
        Page(HOME, "/week", own, hot=True),
        Page("书记本月", "/month", led, hot=True),
        Page("签到", f"/g/{hall.pk}/in", own, hot=True),
        Page("我的积分", "/c/", own),
        Page(ROSTER, f"/p/?org={root.pk}", above),
        Page("全校统计", f"/i/{root.pk}/", above),
    ]


def _read_by_templates(pages: list[Page], once: dict[str, dict[str, Any]]) -> list[str]:
    """Pages some of whose statements are asked by their templates: the floor would miss them."""
    with floors.without_templates({path: page["body"] for path, page in once.items()}):
        return [
            page.name
            for page in pages
            if len(_once(page)["statements"]) != len(once[page.path]["statements"])
        ]


def _once(page: Page) -> dict[str, Any]:
    """The statements and the bytes of a page, made once."""
    client = Client(HTTP_HOST="localhost")
    client.cookies[settings.SESSION_COOKIE_NAME] = page.session
    client.cookies[settings.CSRF_COOKIE_NAME] = browsing.CSRF
    client.get(page.path)  # warm: what the house remembers for a minute is not asked again
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(page.path)
    if answer.status_code != 200:
        raise RuntimeError(
            f"{page.name}: {answer.status_code} {answer.headers.get('Location', '')}"
        )
    statements = [q["sql"] for q in seen.captured_queries]
    statements = [text for text in statements if text.lstrip("( ").upper().startswith(SENTENCES)]
    return {"statements": statements, "body": answer.content.decode()}


@dataclass(frozen=True, slots=True)
class _Sides:
    """One page and where it is asked for: ours, its floor, without Django, the peer's page."""

    page: Page
    number: int
    ports: tuple[int, ...]
    beside: Beside | None

    def mean(self, side: int) -> float:
        """Seconds of the server's time a page, all connections together."""
        number = self.number if side != PEER else max(self.number // 10, 2 * CONNECTIONS)
        began = time.perf_counter()
        self._answers(side, number, connections=CONNECTIONS)
        return (time.perf_counter() - began) / number

    def warm(self, side: int) -> None:
        """A few of it, so that each worker has loaded what the page needs."""
        self._answers(side, 3 * CONNECTIONS, connections=CONNECTIONS)

    def wait(self) -> float:
        """Seconds within which 95 of 100 pages of ours come."""
        return browsing.at_most(self._answers(0, max(self.number // 4, 4), connections=1), 0.95)

    def _answers(self, side: int, number: int, *, connections: int) -> list[browsing.Answer]:
        own = browsing.get(self.page.path, self.page.session)
        request = self.beside.request if side == PEER and self.beside else own
        port = self.ports[side]
        answers = browsing.asked(port, [lambda: request] * number, connections=connections)
        if any(answer.status != 200 for answer in answers):
            raise RuntimeError(
                f"{self.page.name} did not answer on side {side}: {answers[0].status}"
            )
        return answers


def _rows(sides: _Sides, kept: dict[str, dict[str, list[str]]], *, times: int) -> list[Row]:
    page = sides.page
    for side in range(len(sides.ports)):
        sides.warm(side)
    asked = [partial(sides.mean, side) for side in range(len(sides.ports))]
    slow, mean, least, bare, *peer = turns(sides.wait, *asked, times=times)
    statements = len(kept[page.path]["statements"])
    rows = [
        Row(
            f"{page.name}（{statements} 条语句，{len(kept[page.path]['body']) // 1024} kB）",
            milliseconds(mean),
            milliseconds(least),
            mean / least,
            FLOOR if page.hot else None,
            unit="×",
            cause="Django 模板在 Python 里逐个节点组页面",
        ),
        Row(
            f"{page.name}，95% 的人等待",
            milliseconds(slow),
            ratio=slow,
            target=P95,
            unit=" s",
            cause="页面在 Python 里组，这台机器上一页就要这么久",
        ),
        Row(f"{page.name}，比裸取", milliseconds(mean), milliseconds(bare), mean / bare, unit="×"),
    ]
    if sides.beside is not None:
        (theirs,) = peer
        name = f"{page.name}，比 {sides.beside.name}"
        rows.append(Row(name, milliseconds(mean), milliseconds(theirs), mean / theirs, unit="×"))
    return rows
