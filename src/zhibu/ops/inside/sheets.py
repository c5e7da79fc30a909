"""Rosters and trees in and out of files, from the server's own prompt (导入、导出)."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from pathlib import Path

from zhibu.kit.sheets.faults import Fault
from zhibu.kit.verdict import Invalid
from zhibu.people.imports import queries
from zhibu.people.imports.commands import USAGE, Outcome, import_organisations, import_roster
from zhibu.people.imports.exporting import columns_named, roster_rows
from zhibu.people.roster.export import write_table
from zhibu.people.roster.fields import LABELS

SHOWN = 60  # faults on a terminal; --json lists them all


def main(words: list[str]) -> int:
    """``roster FILE``, ``organisations FILE`` or ``export FILE``; 0 done, 1 file refused, 2 usage."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["roster", "organisations", "export"])
    parser.add_argument("file", type=Path)
    parser.add_argument("--branch", default="")
    parser.add_argument("--columns", default="")
    parser.add_argument("--dry-run", action="store_true")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(words)
    if asked.what == "export":
        return export(asked.file, branch=asked.branch, columns=asked.columns)
    if asked.what == "roster":
        outcome = import_roster(asked.file, branch=asked.branch, dry_run=asked.dry_run)
    else:
        outcome = import_organisations(asked.file, dry_run=asked.dry_run)
    if asked.json:
        print(json.dumps(outcome.as_json(), ensure_ascii=False))
    else:
        tell(outcome, dry_run=asked.dry_run)
    return outcome.exit_code


def tell(outcome: Outcome, *, dry_run: bool) -> None:
    """The outcome in words, for a terminal."""
    if not outcome.accepted:
        print(f"✗ {outcome.message}  [{outcome.code}]")
        return
    counts = outcome.summary
    head = "试算，没有写入" if dry_run else "已导入"
    print(
        f"{head}：新增 {counts['imported']}，变更 {counts['changed']}，未变 {counts['unchanged']}，"
        f"要改正 {counts['refused']} 行，表中没有 {counts['missing']}；共 {counts['people']} 行。"
    )
    _list("要改正", outcome.refused)
    _list("提示", outcome.warnings)


def _list(head: str, faults: Iterable[Fault]) -> None:
    found = list(faults)
    if not found:
        return
    print(f"\n{head}：")
    for fault in found[:SHOWN]:
        where = (
            f"{fault.sheet} 第 {fault.row} 行 {fault.label} " if fault.row else f"{fault.sheet} "
        )
        print(f"  {where}{fault.message}  [{fault.code}]")
    if len(found) > SHOWN:
        print(f"  其余 {len(found) - SHOWN} 条，加 --json 看全部。")


def export(file: Path, *, branch: str, columns: str) -> int:
    """Write the roster of a body, or of the whole house, as xlsx."""
    where = queries.organisation_by_code(branch) if branch else queries.root()
    if where is None:
        print(f"✗ 没有代码为“{branch}”的党组织。" if branch else "✗ 还没有建立组织树。")
        return USAGE
    try:
        names = columns_named(columns.replace("，", ",").split(","))
    except Invalid as invalid:
        print(f"✗ {invalid}")
        return USAGE
    rows = roster_rows(under=where.path, columns=names)
    try:
        count = write_table(file, [LABELS[name] for name in names], rows, sheet="党员名册")
    except OSError as broken:
        print(f"✗ 写不了文件 {file}：{broken.strerror}。")
        return USAGE
    print(f"已导出 {count} 人：{file}")
    return 0
