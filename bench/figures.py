"""``docs/figures.md``: one section a job, replaced by the job that ran and by nobody else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from bench.frame import Row, Section

ORDER = ("a", "a1", "b", "c", "f", "g", "h", "i", "s")
HEAD = """# 数字

由 `./zhibu bench` 写成，不用手改；每一节由它那一项测试整节换掉。每一项都在同一次运行里和它的极限或同类软件轮流跑，
取中位数。**比例**可以带到别的机器上，绝对数不能。没有达到目标的写“未达”，并写明原因。
"""
MARK = re.compile(r"<!-- job:(\w+) -->\n(.*?)(?=<!-- job:|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Run:
    """When and on what a section was measured."""

    day: str
    machine: str
    load: tuple[float, float]
    size: str
    turns: str
    seconds: float


def text_of(section: Section, run: Run) -> str:
    """A section as the page has it."""
    lines = [f"## {section.title}", "", section.how, ""]
    lines += ["| 项 | 本系统 | 极限或同类 | 比例 | 目标 | |", "|---|---:|---:|---:|---:|---|"]
    lines += [_line(row) for row in section.rows]
    missed = [row for row in section.rows if row.met is False]
    if missed:
        lines += ["", *(f"- 未达：{row.name}。{row.cause}" for row in missed)]
    if section.notes:
        lines += ["", *(f"- {note}" for note in section.notes)]
    before, after = run.load
    lines += [
        "",
        f"{run.day}，{run.machine}；规模 {run.size}，各 {run.turns} 轮，共 {run.seconds:.0f} 秒；一分钟负载 {before:.1f} → {after:.1f}。",
        "",
    ]
    return "\n".join(lines)


def _line(row: Row) -> str:
    word = {True: "达到", False: "**未达**", None: ""}[row.met]
    cells = (row.name, row.figure, row.limit, row.shown_ratio, row.shown_target, word)
    return f"| {' | '.join(cells)} |"


def put(page: Path, job: str, text: str) -> None:
    """Replace this job's section, or add it in its place."""
    kept = dict(MARK.findall(page.read_text())) if page.exists() else {}
    kept[job] = text
    names = sorted(kept, key=lambda name: (ORDER.index(name) if name in ORDER else 99, name))
    body = "".join(f"<!-- job:{name} -->\n{kept[name].strip()}\n\n" for name in names)
    page.write_text(f"{HEAD}\n{body}".rstrip() + "\n")
