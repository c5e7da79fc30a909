"""Fill an empty house with invented people: one college, a university of 1,200, or 10,000 by COPY."""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import os
from multiprocessing.connection import wait
from multiprocessing.context import ForkProcess

from django.db import connection, transaction

from zhibu.ops import leash
from zhibu.web import demo
from zhibu.web.demo.bulk import BRANCHES, PEOPLE, Size, lay_university

PLANNED_ONCE = {"server_side_binding": True, "prepare_threshold": 3}


def main(words: list[str]) -> int:
    """Seed whole or not at all; asked for only when the house is empty.

    The demo is laid in parts, a process and a transaction each: what an interrupted one left is taken
    up where it stopped.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", choices=["college", "demo", "university"], default="demo")
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--branches", type=int, default=BRANCHES)
    asked = parser.parse_args(words)
    if asked.size == "demo":
        return _side_by_side()
    with transaction.atomic():
        if asked.size == "college":
            demo.seed()
        else:
            lay_university(Size(asked.people, asked.branches), told=demo.quiet)
    return 0


def _side_by_side() -> int:
    """The grounds, then every part in a process of its own; the code of the first that failed.

    Its words stand on the error stream. The others are ended then: what they laid is rolled back, and a
    part that was whole is not laid again the next time.
    """
    demo.lay_grounds()
    connection.close()  # nothing that is open is shared over a fork
    gc.freeze()
    fork = multiprocessing.get_context("fork")
    parts = [fork.Process(target=_lay, args=(part, os.getpid()), name=part) for part in demo.PARTS]
    for part in parts:
        part.start()
    failed = first_failure(parts)
    if not failed:
        demo.finish()
    return failed


def _lay(part: str, parent: int) -> None:
    """One part in this process, which does nothing else and ends with its parent.

    A part is whole or not at all: nothing in it is ever taken back alone, so that an action inside
    needs no savepoint of its own. The same few hundred statements come thousands of times: the database
    plans each once. Little of what is read is garbage, so the collector comes seldom. Where cores are
    few, the longest part goes before the others.
    """
    leash.fasten(parent)
    connection.features.uses_savepoints = False
    connection.settings_dict["OPTIONS"] |= PLANNED_ONCE
    if part != demo.LONGEST:
        os.nice(5)
    gc.set_threshold(50_000, 20, 50)
    demo.lay_part(part)


def first_failure(parts: list[ForkProcess]) -> int:
    """Wait for all of them; when one fails, end the rest and answer its code."""
    running = list(parts)
    while running:
        wait([part.sentinel for part in running])
        running = [part for part in running if part.is_alive()]
        failed = next((part.exitcode for part in parts if part.exitcode), 0)
        if failed:
            for part in running:
                part.kill()
                part.join()
            return abs(failed)
    return 0
