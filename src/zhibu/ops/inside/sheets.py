"""Rosters and trees from the prompt, and the roster out again; one JSON object for programs."""

from __future__ import annotations

import argparse
import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from zhibu.kit.actor import house
from zhibu.kit.sheets.faults import Fault
from zhibu.kit.verdict import Invalid
from zhibu.people.extracts.actions import take_out_roster
from zhibu.people.imports import queries
from zhibu.people.imports.commands import (
    DONE,
    FILE_REFUSED,
    USAGE,
    Outcome,
    import_organisations,
    import_roster,
)
from zhibu.people.imports.exporting import columns_named

LOOK = 0.3  # seconds between two looks at how far a long import has come
SHOWN = 20  # refused cells shown to people; programs get all


def main(words: list[str]) -> int:
    """``roster FILE``, ``organisations FILE`` or ``export FILE``."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["roster", "organisations", "export"])
    parser.add_argument("file", type=Path)
    parser.add_argument("--branch", default="")
    parser.add_argument("--columns", default="")
    parser.add_argument("--purpose", default="")
    parser.add_argument("--dry-run", action="store_true")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(words)
    if asked.what == "export":
        return export(asked.file, branch=asked.branch, columns=asked.columns, purpose=asked.purpose)
    with watched(asked.file.name):
        outcome = taken(asked)
    if asked.json:
        print(json.dumps(outcome.as_json(), ensure_ascii=False))
    else:
        tell(outcome, dry_run=asked.dry_run)
    return outcome.exit_code


def taken(asked: argparse.Namespace) -> Outcome:
    """Read, check and, unless it is a dry run, write."""
    if asked.what == "roster":
        return import_roster(asked.file, branch=asked.branch, dry_run=asked.dry_run)
    return import_organisations(asked.file, dry_run=asked.dry_run)


def tell(outcome: Outcome, *, dry_run: bool) -> None:
    """The outcome for people: counts, then the cells that were refused, then warnings."""
    if not outcome.accepted:
        print(f"✗ {outcome.file}：{outcome.message}（{outcome.code}）")
        return
    print(
        f"✓ {outcome.file}"
        + ("（只是预览，没有写入 · dry run, nothing written）" if dry_run else "")
    )
    got = outcome.summary
    print(
        f"  新增 {got.get('imported', 0)}，变更 {got.get('changed', 0)}，"
        f"不变 {got.get('unchanged', 0)}，表里没有而本单位有 {got.get('missing', 0)}，"
        f"退回 {len({(f.sheet, f.row) for f in outcome.refused})} 行"
    )
    _list("退回 · refused", outcome.refused)
    _list("提醒 · warnings", outcome.warnings)


def _list(title: str, faults: list[Fault]) -> None:
    if faults:
        print(f"  {title}  {len(faults)}")
    for fault in faults[:SHOWN]:
        where = f"{fault.sheet} 第 {fault.row} 行" if fault.row else fault.sheet
        print(f"    {where}：{fault.message}")
    if len(faults) > SHOWN:
        print(f"    ……其余 {len(faults) - SHOWN} 处请加 --json 查看 · the rest with --json")


def export(file: Path, *, branch: str, columns: str, purpose: str = "") -> int:
    """The roster of a body, or of the whole house, as a workbook."""
    body = queries.organisation_by_code(branch) if branch else queries.root()
    if body is None:
        print(
            f"✗ 没有代码为 {branch} 的组织。 No body has this code." if branch else "✗ 还没有组织。"
        )
        return USAGE
    try:
        names = columns_named(columns.replace("，", ",").split(","))
    except Invalid as invalid:
        print(f"✗ {invalid}")
        return USAGE
    if file.exists():
        print(f"✗ {file} 已经存在，没有覆盖。 It exists already and was not overwritten.")
        return FILE_REFUSED
    made = take_out_roster(
        actor=house("命令行"), organisation_id=body.pk, columns=names, purpose=purpose or "命令行"
    )
    with file.open("xb") as out:
        out.write(made.body)
    file.chmod(0o600)
    print(f"✓ {file}  {len(made.person_ids)} 人 · persons")
    return DONE


@contextmanager
def watched(name: str) -> Iterator[None]:
    """On a terminal: a bar with the time left, fed by what a long import says of itself."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    bar = Progress(
        SpinnerColumn(),
        TextColumn(f"{name} {{task.description}}", markup=False),
        BarColumn(bar_width=24),
        TextColumn("{task.completed:.0f}/{task.total}"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    )
    done = threading.Event()
    with bar:
        follower = threading.Thread(target=_follow, args=(bar, done), daemon=True)
        follower.start()
        try:
            yield
        finally:
            done.set()
            follower.join(timeout=5)


def _follow(bar: Progress, done: threading.Event) -> None:
    task = bar.add_task("读取 · reading", total=None)
    try:
        with psycopg.connect(settings.DIRECT_URL, autocommit=True) as link:
            while not done.wait(LOOK):
                row = link.execute(
                    "SELECT done, total FROM people_importprogress ORDER BY began_at DESC LIMIT 1"
                ).fetchone()
                if row is not None:
                    bar.update(task, description="写入 · writing", completed=row[0], total=row[1])
    except psycopg.Error as away:
        print(f"（看不到进度：{type(away).__name__}）", file=sys.stderr)
