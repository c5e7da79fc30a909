"""Telling what is going on (进度): a bar on a terminal, plain lines off it."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from zhibu.ops.trouble import Trouble


class Steps:
    """A known number of steps, each named in Chinese and English, each with its time."""

    def __init__(self, total: int) -> None:
        self.console = Console(stderr=True, highlight=False)
        self.began = time.monotonic()
        self._total = total
        self._done = 0
        self._bar: Progress | None = None

    def __enter__(self) -> Steps:
        if self.console.is_terminal:
            self._bar = Progress(
                SpinnerColumn(),
                TextColumn("{task.description}"),
                BarColumn(bar_width=24),
                TextColumn("{task.completed:.0f}/{task.total:.0f}"),
                TimeElapsedColumn(),
                console=self.console,
                transient=True,
            )
            self._bar.start()
            self._bar.add_task("…", total=self._total)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    @contextmanager
    def step(self, zh: str, en: str) -> Iterator[None]:
        """One step; a line with its seconds when it is done."""
        name, began = f"{zh} · {en}", time.monotonic()
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], description=name)
        yield
        self._done += 1
        self.line(f"[{self._done}/{self._total}] {name}  {time.monotonic() - began:.1f} s")
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], completed=self._done)

    def line(self, text: str) -> None:
        """A line of its own, above the bar if there is one."""
        self.console.print(text, markup=False, soft_wrap=True)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began


def tell(trouble: Trouble) -> None:
    """Both sentences on the error stream, Chinese first."""
    print(f"✗ {trouble.zh}\n  {trouble.en}", file=sys.stderr, flush=True)
