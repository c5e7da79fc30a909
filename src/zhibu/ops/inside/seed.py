"""Fill an empty house with invented people: one college, a university of 1,200, or 10,000 by COPY."""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys

from django.db import transaction

from zhibu.ops import leash, supervisor
from zhibu.web import demo
from zhibu.web.demo.bulk import BRANCHES, PEOPLE, Size, lay_university


def main(words: list[str]) -> int:
    """Seed whole or not at all; asked for only when the house is empty.

    The demo is laid in parts, a process and a transaction each: what an interrupted one left is taken
    up where it stopped.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", choices=["college", "demo", "university"], default="demo")
    parser.add_argument("--part", choices=demo.PARTS)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--branches", type=int, default=BRANCHES)
    asked = parser.parse_args(words)
    if asked.part:
        demo.lay_part(asked.part)
    elif asked.size == "demo":
        return _side_by_side()
    else:
        with transaction.atomic():
            if asked.size == "college":
                demo.seed()
            else:
                lay_university(Size(asked.people, asked.branches), told=demo.quiet)
    return 0


def _side_by_side() -> int:
    """The grounds, then every part in a process of its own; the code of the first that failed."""
    demo.lay_grounds()
    parts = [
        subprocess.Popen(
            supervisor.python("-m", "zhibu.ops.inside", "seed", "--part", part),
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            preexec_fn=leash.with_parent(signal.SIGKILL),
        )
        for part in demo.PARTS
    ]
    codes = [part.wait() for part in parts]
    failed = next((code for code in codes if code), 0)
    if not failed:
        demo.finish()
    return failed
