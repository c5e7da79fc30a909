"""Benchmarks: a section belongs to its job alone, a missed target is named, each job comes to its end."""

from __future__ import annotations

import subprocess
import sys
from itertools import cycle
from pathlib import Path

import pytest
from bench import figures, frame
from tests.ops.houses import plain_environment

from zhibu.ops import bench
from zhibu.ops.trouble import Trouble

TOY = ("--size", "toy", "--turns", "1")
RUN = figures.Run("2026-11-28", "2 核", (0.1, 0.4), "toy", "5", 12.0)
MET = frame.Row("快的", "1 s", "2 s", 0.5, 1.6, unit="×")
MISSED = frame.Row("慢的", "9 s", "2 s", 4.5, 1.6, unit="×", cause="因为所以。")


def section(*rows: frame.Row) -> frame.Section:
    return frame.Section("f", "f 名册导入", "怎样比。", rows)


def test_a_missed_target_is_named_with_its_cause() -> None:
    text = figures.text_of(section(MET, MISSED), RUN)
    assert [line for line in text.splitlines() if "慢的" in line or "快的" in line] == [
        "| 快的 | 1 s | 2 s | 0.500× | ≤ 1.60× | 达到 |",
        "| 慢的 | 9 s | 2 s | 4.50× | ≤ 1.60× | **未达** |",
        "- 未达：慢的。因为所以。",
    ]


def test_a_job_replaces_its_own_section_and_no_other(tmp_path: Path) -> None:
    page = tmp_path / "figures.md"
    figures.put(page, "h", "## h\n\n旧的")
    figures.put(page, "a", "## a\n\n甲")
    figures.put(page, "h", "## h\n\n新的")
    assert page.read_text().removeprefix(figures.HEAD) == (
        "\n<!-- job:a -->\n## a\n\n甲\n\n<!-- job:h -->\n## h\n\n新的\n"
    )


def test_sides_take_turns_and_the_median_counts() -> None:
    order: list[str] = []
    ours, theirs = cycle([5.0, 1.0, 9.0]), cycle([2.0])

    def one() -> float:
        order.append("one")
        return next(ours)

    def other() -> float:
        order.append("other")
        return next(theirs)

    assert frame.turns(one, other, times=3) == [5.0, 2.0]
    assert order == ["one", "other", "other", "one", "one", "other"]


def test_a_strange_job_is_refused_before_anything_starts() -> None:
    with pytest.raises(Trouble) as refused:
        bench.measure(bench.Ask(("z",), "toy", 1, ""))
    assert refused.value.code == "no-such-job"


@pytest.mark.slow
def test_a_job_runs_small_and_writes_its_section(tmp_path: Path) -> None:
    """One that needs no peer; all of them are run by the command itself."""
    page = tmp_path / "figures.md"
    done = subprocess.run(
        [sys.executable, "-m", "zhibu.ops", "bench", "s", *TOY, "--to", str(page)],
        capture_output=True,
        text=True,
        env=plain_environment(),
    )
    assert done.returncode == 0, done.stderr
    assert [job for job, _text in figures.MARK.findall(page.read_text())] == ["s"]
