"""A table of checks (自查) for whoever looks after the machine."""

from __future__ import annotations

import hashlib
import http.client
import json
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg
from rich.console import Console
from rich.table import Table

from zhibu.ops import database, frontend, preflight, rehearsal, run, sealed, supervisor
from zhibu.ops.cell import ROOT, Cell
from zhibu.ops.trouble import Trouble


@dataclass(frozen=True, slots=True)
class Finding:
    """One line. ok: True well, False to be mended, None for information only."""

    what: str
    ok: bool | None
    words: str


def examine(cell: Cell, port: int) -> int:
    """Print every finding; exit code 1 when one has to be mended."""
    findings = [
        *_machine(),
        *_folder(cell),
        _ways_in(cell),
        *_database(cell),
        *_backups(cell),
        *_running(port),
    ]
    show(findings)
    return 1 if any(f.ok is False for f in findings) else 0


def show(findings: list[Finding]) -> None:
    """A table on a terminal, lines off it."""
    marks = {True: "✓", False: "✗", None: "·"}
    console = Console(highlight=False)
    if not console.is_terminal:
        for f in findings:
            print(f"{marks[f.ok]} {f.what}  {f.words}")
        return
    table = Table(show_header=False, box=None, pad_edge=False)
    for f in findings:
        table.add_row(marks[f.ok], f.what, f.words)
    console.print(table)


def _machine() -> list[Finding]:
    stamp = Path(sys.prefix) / ".requirements.digest"
    lock = (ROOT / "requirements.txt").read_bytes()
    fresh = hashlib.sha256(f"{sys.version}\n".encode() + lock).hexdigest()
    same = stamp.exists() and stamp.read_text().strip() == fresh
    return [
        Finding("Python", sys.version_info >= (3, 11), platform.python_version()),
        Finding("组件 · parts", same, "与锁定文件一致 · as locked" if same else "与锁定文件不一致，重新运行 ./zhibu 即可 · run ./zhibu again"),
        Finding("前端 · front end", frontend.is_built() or None, "build/" if frontend.is_built() else "下次启动时构建 · built at the next start"),
    ]  # fmt: skip


def _tried(what: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(what, True, check())
    except Trouble as trouble:
        return Finding(what, False, f"{trouble.zh} {trouble.en}")


def _folder(cell: Cell) -> list[Finding]:
    def check() -> str:
        preflight.folder(cell, embedded=database.is_embedded())
        free = shutil.disk_usage(cell.home).free / 1e9
        return f"{cell.home}，可用 {free:.1f} GB · free"

    return [_tried("数据文件夹 · data folder", check)]


BACKUP_DAYS = 2


def _backups(cell: Cell) -> list[Finding]:
    """When the last backup was made and rehearsed, and where its key lies."""
    history = rehearsal.History.of(cell)
    made, tried = history.days_since_backup(), history.days_since_rehearsal()
    if made is None:
        return [Finding("备份 · backup", None, "还没有备份过：./zhibu backup · never")]
    findings = [
        Finding("备份 · backup", made <= BACKUP_DAYS, f"{made:.1f} 天前，{history.rows} 行 · days ago, rows"),
        Finding(
            "恢复演练 · rehearsal",
            None if tried is None else tried <= rehearsal.EVERY_DAYS,
            "还没有演练过：./zhibu backup --rehearse · never" if tried is None
            else f"{tried:.0f} 天前，每 {rehearsal.EVERY_DAYS} 天一次 · days ago",
        ),
    ]  # fmt: skip
    key = sealed.key_in_the_cell(cell)
    if key is not None:
        words = f"密钥还在这台机器上：{key}，请另存两份再删 · the key still lies here"
        findings.append(Finding("备份密钥 · key", None, words))
    return findings


def _running(port: int) -> list[Finding]:
    """Whether pages and live events answer on this machine, and what they say of themselves."""
    status, said = _asked(port, "/readyz")
    if status == 0:
        words = f"http://{run.LOOPBACK}:{port}/ 没有在运行 · not running"
        return [Finding("页面 · pages", None, words)]
    live, _said = _asked(port + 1, "/live/doctor")
    return [
        Finding("页面 · pages", status == 200, f"http://{run.LOOPBACK}:{port}/ {said}"),
        Finding("现场动态 · live", live == 404, f"{run.LOOPBACK}:{port + 1}"),
    ]


def _asked(port: int, path: str) -> tuple[int, str]:
    """Status and words of an address of this machine; 0 where nothing answers."""
    link = http.client.HTTPConnection(run.LOOPBACK, port, timeout=5)
    try:
        link.request("GET", path)
        answer = link.getresponse()
        return answer.status, answer.read(200).decode(errors="replace").strip()
    except (OSError, http.client.HTTPException):
        return 0, ""
    finally:
        link.close()


def _ways_in(cell: Cell) -> Finding:
    """By what people sign in, and whose sign-in asks for a second factor."""

    def check() -> str:
        told = preflight.ways_in(cell)
        ways = ["密码 · password"]
        ways += [f"OIDC {told.oidc.issuer}（{told.oidc.claim}）"] if told.oidc else []
        ways += [f"CAS {told.cas.url}（{told.cas.attribute or 'user'}）"] if told.cas else []
        factor = {
            "officers": "所有任职 · every post",
            "managers": "上级管理职务 · posts above the branch",
            "none": "不要求 · not required",
        }
        return "，".join([*ways, f"第二道验证：{factor[told.second_factor]}"])

    return _tried("登录 · sign-in", check)


def _database(cell: Cell) -> list[Finding]:
    findings: list[Finding] = []

    def check() -> str:
        with database.at_hand(cell) as (addresses, cluster):
            run.inside(cell.environment(addresses, owner=True), "prepare")
            database.examine(addresses, mode="production")
            findings.extend(_house(cell.environment(addresses)))
            with psycopg.connect(addresses.app) as link:
                version = link.info.server_version
            kind = "内置 · embedded" if cluster else "DATABASE_URL"
            return f"PostgreSQL {version // 10000}.{version % 10000}，{kind}，看得见汉字，应用角色不拥有表 · sees Chinese, application's role owns no table"

    return [_tried("数据库 · database", check), *findings]


def _house(environment: Mapping[str, str]) -> list[Finding]:
    """Findings of the house itself, from a child with Django."""
    done = subprocess.run(
        supervisor.python("-m", "zhibu.ops.inside", "selfcheck"),
        env=environment,
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        return [Finding("自查 · self-check", False, done.stderr.strip()[-300:])]
    return [Finding(*line) for line in json.loads(done.stdout)]
