"""``./zhibu prove``: each proof at length, with its seed, its figures and its verdict (证明)."""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import SystemRandom
from xml.etree.ElementTree import Element, parse

from rich.console import Console
from rich.table import Table

from zhibu.ops import frontend, seen, suite, supervisor, words
from zhibu.ops.cell import ROOT
from zhibu.ops.proofs import Proof, by_name

ALL_PASSED = 0
SOME_FAILED = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """What running some tests came to. code: pytest's own. failed, skipped: as they are named."""

    code: int
    tests: int
    failed: tuple[str, ...]
    skipped: tuple[str, ...]
    words: str = field(repr=False)

    @property
    def holds(self) -> bool:
        return self.code == ALL_PASSED and self.tests > 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """One proof as it came out."""

    name: str
    title: str
    holds: bool
    seed: int
    seconds: float
    tests: int
    figures: dict[str, int]
    failed: tuple[str, ...]
    skipped: tuple[str, ...]


def run(*, check: str, seed: int | None, as_json: bool, keep: bool = False) -> int:
    """Prove one or all; 1 when any does not hold. keep: what it came to goes on the page of proofs."""
    asked = by_name(check)
    make_ready(quiet=as_json)
    drawn = SystemRandom().randrange(2**32) if seed is None else seed
    verdicts = []
    for proof in asked:
        verdicts.append(proved(proof, seed=drawn, quiet=as_json))
        if not as_json:
            print(line_of(verdicts[-1]), flush=True)
    if keep:
        seen.write(seen.FILE, proofs={one.name: shown(one) for one in verdicts})
    if as_json:
        print(json.dumps([asdict(one) for one in verdicts], ensure_ascii=False, indent=1))
    else:
        Console(highlight=False).print(table_of(verdicts))
    return ALL_PASSED if all(one.holds for one in verdicts) else SOME_FAILED


def make_ready(*, quiet: bool) -> None:
    """The tools of the tests, the front end and the words, as for the suite."""
    parts: tuple[tuple[str, Callable[[], None]], ...] = (
        ("检查工具 · test tools", lambda: frontend.install(ROOT / "requirements-dev.txt")),
        ("前端 · front end", lambda: frontend.make_ready(install=frontend.install)),
        ("译文 · words", words.make_ready),
    )
    for name, part in parts:
        if quiet:
            part()
        else:
            suite.timed(name, part)


def proved(proof: Proof, *, seed: int, quiet: bool) -> Verdict:
    """Run the tests of one proof at length."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="zhibu-prove-") as folder:
        figures = Path(folder) / "figures"
        outcome = asked_of_pytest(
            (*proof.tests, "-n", "2"),
            at=ROOT,
            more={
                "ZHIBU_SEED": str(seed),
                "ZHIBU_AT_LENGTH": "1",
                "ZHIBU_FIGURES": str(figures),
            },
        )
        counted = summed(figures)
    if not outcome.holds and not quiet:
        print(outcome.words, flush=True)
    return Verdict(
        proof.name,
        proof.title,
        outcome.holds,
        seed,
        round(time.monotonic() - began, 1),
        outcome.tests,
        counted,
        outcome.failed,
        outcome.skipped,
    )


def shown(one: Verdict) -> seen.Shown:
    """A verdict as it is kept."""
    return seen.Shown(
        seen.today(), one.holds, one.seed, one.tests, one.seconds, one.figures, one.skipped
    )


def asked_of_pytest(selection: Sequence[str], *, at: Path, more: dict[str, str]) -> Outcome:
    """Run some tests of the code that lies ``at``. more: said to them besides what the suite says."""
    with tempfile.TemporaryDirectory(prefix="zhibu-prove-") as folder:
        report = Path(folder) / "report.xml"
        done = subprocess.run(
            supervisor.python("-m", "pytest", f"--junitxml={report}", *selection),
            cwd=at,
            env=suite.environment() | {"PYTHONPATH": str(at / "src")} | more,
            capture_output=True,
            text=True,
        )
        cases = cases_of(report)
    return Outcome(
        done.returncode,
        len(cases),
        tuple(name_of(case) for case in cases if case.find("failure") is not None),
        tuple(why for case in cases if (why := why_skipped(case))),
        f"{done.stdout}{done.stderr}",
    )


def cases_of(report: Path) -> list[Element]:
    """The tests of a report that pytest wrote just now; none when it did not come so far."""
    return list(parse(report).iter("testcase")) if report.exists() else []  # noqa: S314 - our own file


def name_of(case: Element) -> str:
    return str(case.get("name", ""))


def why_skipped(case: Element) -> str:
    """The reason a test gave for not running; empty when it ran."""
    skipped = case.find("skipped")
    return "" if skipped is None else f"{name_of(case)}: {skipped.get('message', '')}"


def summed(figures: Path) -> dict[str, int]:
    """The figures that tests have written, those of one name added up, in order of name."""
    found: Counter[str] = Counter()
    if figures.exists():
        for line in figures.read_text().splitlines():
            one = json.loads(line)
            found[one["name"]] += one["value"]
    return dict(sorted(found.items()))


def said(figures: dict[str, int]) -> str:
    return "，".join(f"{name} {value:,}" for name, value in figures.items())


def line_of(one: Verdict) -> str:
    """The verdict in a line, with what was red and what could not run."""
    mark = "✓" if one.holds else "✗"
    parts = [f"种子 {one.seed}", f"{one.tests} 项测试", said(one.figures), f"{one.seconds} s"]
    lines = [f"{mark} {one.name} {one.title}：{'，'.join(part for part in parts if part)}"]
    lines += [f"  ✗ {name}" for name in one.failed]
    lines += [f"  – {name}" for name in one.skipped]
    return "\n".join(lines)


def table_of(verdicts: Sequence[Verdict]) -> Table:
    table = Table("证明 · proof", "结果", "测试", "数字 · figures", "秒", title_justify="left")
    for one in verdicts:
        verdict = "成立" if one.holds else "不成立"
        verdict += f"（{len(one.skipped)} 项没有条件运行）" if one.skipped else ""
        name = f"{one.title} {one.name}"
        table.add_row(name, verdict, str(one.tests), said(one.figures), f"{one.seconds}")
    return table
