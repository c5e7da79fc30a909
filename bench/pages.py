"""g 页面: the pages people open most, beside their floor: same statements, same bytes, no page made."""

from __future__ import annotations

import json
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import browsing
from bench.check_in import lecture
from bench.frame import Row, Section, milliseconds, turns
from bench.house import copy_of_house, served
from zhibu.orgs.models import Organisation, Post
from zhibu.people.models import Account, Appointment, Membership

SIZES = {"toy": 8, "university": 120, "large": 600}
CONNECTIONS = 4
FLOOR, P95 = 1.6, 0.2
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
        kept.write_text(json.dumps({page.path: _once(page) for page in pages}))
        Path(folder).chmod(0o755)
        with (
            served(url) as ours,
            served(url, "bench.floor", extra={"BENCH_FLOOR": str(kept)}) as bare,
        ):
            for page in pages:
                rows += _rows(page, number, ours, bare, json.loads(kept.read_text()), times=times)
    return Section(
        job="g",
        title="g 页面",
        how=f"真的页面服务（granian，2 进程 × 2 线程），{CONNECTIONS} 条连接不停地要同一页，每轮 {number} 次；下限是同一服务、同一数据库、同样的语句和字节，不做页面。",
        rows=rows,
        notes=[
            "发请求的程序和服务占同样的核；95% 的等待是一条连接上一页接一页要的。",
            "同类产品（Moodle、pretix）没有装，没有一起跑。",
        ],
    )


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
        Page("成员首页", "/week", own, hot=True),
        Page("书记本月", "/month", led, hot=True),
        Page("签到", f"/g/{hall.pk}/in", own, hot=True),
        Page("我的积分", "/c/", own),
        Page("全校名册（第一页）", f"/p/?org={root.pk}", above),
        Page("全校统计", f"/i/{root.pk}/", above),
    ]


def _once(page: Page) -> dict[str, object]:
    """The statements and the bytes of a page, made once."""
    client = Client(HTTP_HOST="localhost")
    client.cookies[settings.SESSION_COOKIE_NAME] = page.session
    client.cookies[settings.CSRF_COOKIE_NAME] = browsing.CSRF
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(page.path)
    if answer.status_code != 200:
        raise RuntimeError(
            f"{page.name}: {answer.status_code} {answer.headers.get('Location', '')}"
        )
    statements = [q["sql"] for q in seen.captured_queries]
    statements = [text for text in statements if text.lstrip("( ").upper().startswith(SENTENCES)]
    return {"statements": statements, "body": answer.content.decode()}


def _rows(
    page: Page,
    number: int,
    ours: int,
    bare: int,
    kept: dict[str, dict[str, list[str]]],
    *,
    times: int,
) -> list[Row]:
    def full() -> float:
        return _mean(ours, page, number)

    def floor() -> float:
        return _mean(bare, page, number)

    def wait() -> float:
        return browsing.at_most(_answers(ours, page, max(number // 4, 4), connections=1), 0.95)

    full()  # warm
    mean, least, slow = turns(full, floor, wait, times=times)
    statements = len(kept[page.path]["statements"])
    return [
        Row(
            f"{page.name}（{statements} 条语句，{len(kept[page.path]['body']) // 1024} kB）",
            milliseconds(mean),
            milliseconds(least),
            mean / least,
            FLOOR if page.hot else None,
            unit="×",
            cause="Django 模板在 Python 里逐个节点组页面，下限只取数",
        ),
        Row(
            f"{page.name}，95% 的人等待",
            milliseconds(slow),
            ratio=slow,
            target=P95,
            unit=" s",
            cause="页面在 Python 里组，这台机器上一页就要这么久",
        ),
    ]


def _mean(port: int, page: Page, number: int) -> float:
    """Seconds of the server's time a page, all connections together."""
    began = time.perf_counter()
    _answers(port, page, number, connections=CONNECTIONS)
    return (time.perf_counter() - began) / number


def _answers(port: int, page: Page, number: int, *, connections: int) -> list[browsing.Answer]:
    request = browsing.get(page.path, page.session)
    answers = browsing.asked(port, [lambda: request] * number, connections=connections)
    if any(answer.status != 200 for answer in answers):
        raise RuntimeError(f"{page.name} did not answer")
    return answers
