"""What every job shares: turns taken alternately, medians, rows with their targets, the machine."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from django.db import connection

Side = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a job's table.

    figure, limit: as printed, with their units. ratio: ours by the limit's, as the target words it.
    most: True when the target is a ceiling, False when it is a floor. cause: why a target is missed;
    printed only when it is.
    """

    name: str
    figure: str
    limit: str = ""
    ratio: float | None = None
    target: float | None = None
    most: bool = True
    unit: str = ""
    cause: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the target holds; None where there is none."""
        if self.target is None or self.ratio is None:
            return None
        return self.ratio <= self.target if self.most else self.ratio >= self.target

    @property
    def shown_ratio(self) -> str:
        return "" if self.ratio is None else f"{number(self.ratio)}{self.unit}"

    @property
    def shown_target(self) -> str:
        if self.target is None:
            return ""
        return f"{'≤' if self.most else '≥'} {number(self.target)}{self.unit}"


@dataclass(frozen=True, slots=True)
class Section:
    """What one job found. how: one sentence on what was run against what; notes: what to know."""

    job: str
    title: str
    how: str
    rows: Sequence[Row]
    notes: Sequence[str] = field(default_factory=tuple)


_began = time.monotonic()
taken: list[int] = []  # how many turns each comparison of this job took


def turns(*sides: Side, times: int) -> list[float]:
    """Each side once, then each again, so many times: the median of what each gave.

    Taken alternately, so that a slow minute of the machine falls on all of them. Once the job has had its
    time (BENCH_SECONDS) no further turn begins; the page says how many were taken.
    """
    most = float(os.environ.get("BENCH_SECONDS", "inf"))
    found: list[list[float]] = [[] for _side in sides]
    for turn in range(times):
        if turn and time.monotonic() - _began > most:
            break
        order = range(len(sides)) if turn % 2 == 0 else reversed(range(len(sides)))
        for at in order:
            found[at].append(sides[at]())
    taken.append(len(found[0]))
    return [median(values) for values in found]


def number(value: float) -> str:
    """A figure for people: three signs that count."""
    if value == 0:
        return "0"
    if abs(value) >= 1000:
        return f"{value:,.0f}".replace(",", " ")
    if abs(value) >= 100:
        return f"{value:.0f}"
    return (
        f"{value:.1f}"
        if abs(value) >= 10
        else f"{value:.2f}"
        if abs(value) >= 1
        else f"{value:.3f}"
    )


def per_second(count: int, seconds: float) -> str:
    """A rate."""
    return f"{number(count / seconds)}/s"


def milliseconds(seconds: float) -> str:
    """A short time."""
    return f"{number(seconds * 1000)} ms"


def machine() -> str:
    """Cores, memory, processor and versions, in one line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        server = str(cursor.fetchone()[0]).split()[0]
    return (
        f"{len(os.sched_getaffinity(0))} 核 {_processor()}，{memory:.0f} GB，"
        f"Python {platform.python_version()}，PostgreSQL {server}"
    )


def load() -> float:
    """How many were waiting for a core in the last minute."""
    return os.getloadavg()[0]


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
