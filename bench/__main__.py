"""One job: ``python -m bench JOB``, started by ``./zhibu bench`` with a house at hand."""

from __future__ import annotations

import argparse
import importlib
import time
from pathlib import Path

import django

MODULES = {
    "a": "posting",
    "a1": "one_fact",
    "b": "ranks",
    "c": "rollups",
    "f": "roster",
    "g": "pages",
    "h": "check_in",
    "i": "starting",
    "s": "slowest",
}


def _span(taken: list[int]) -> str:
    """``5``, or ``2–5`` where the job's time was up."""
    ends = sorted({min(taken, default=1), max(taken, default=1)})
    return "–".join(map(str, ends))


def main() -> None:
    """Run it, print its section, and put it on its page."""
    parser = argparse.ArgumentParser()
    parser.add_argument("job", choices=list(MODULES))
    parser.add_argument("--size", choices=["toy", "university", "large"], default="university")
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--to", type=Path)
    asked = parser.parse_args()
    django.setup()
    frame = importlib.import_module("bench.frame")
    figures = importlib.import_module("bench.figures")
    clock = importlib.import_module("zhibu.kit.clock")
    job = importlib.import_module(f"bench.{MODULES[asked.job]}")
    before = frame.load()
    began = time.monotonic()
    section = job.measured(asked.size, times=asked.turns)
    run = figures.Run(
        clock.today().isoformat(),
        frame.machine(),
        (before, frame.load()),
        asked.size,
        _span(frame.taken),
        time.monotonic() - began,
    )
    text = figures.text_of(section, run)
    print(text, flush=True)
    if asked.to:
        figures.put(asked.to, asked.job, text)


if __name__ == "__main__":
    main()
