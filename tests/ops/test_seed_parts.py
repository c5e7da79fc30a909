"""The parts of the demo are laid side by side: what fails in one ends the others at once."""

from __future__ import annotations

import multiprocessing
import os
import time

import pytest

from zhibu.ops.inside import seed

LONG = 60.0
FORK = multiprocessing.get_context("fork")


def end_with(code: int) -> None:
    os._exit(code)


def test_parts_that_all_end_well_are_waited_for() -> None:
    parts = [FORK.Process(target=end_with, args=(0,)) for _ in range(3)]
    for part in parts:
        part.start()

    assert seed.first_failure(parts) == 0
    assert [part.exitcode for part in parts] == [0, 0, 0]


def test_a_part_that_fails_ends_the_others_and_says_its_code() -> None:
    began = time.monotonic()
    lasting, failing = (
        FORK.Process(target=time.sleep, args=(LONG,)),
        FORK.Process(target=end_with, args=(3,)),
    )
    for part in (lasting, failing):
        part.start()

    assert seed.first_failure([lasting, failing]) == 3
    assert not lasting.is_alive()
    assert time.monotonic() - began < LONG / 2


def test_the_words_of_a_part_that_fails_stand_on_the_error_stream(
    capfd: pytest.CaptureFixture[str],
) -> None:
    part = FORK.Process(target=int, args=("nought",), name="JS")
    part.start()

    assert seed.first_failure([part]) == 1
    assert "Process JS" in (said := capfd.readouterr().err)
    assert "invalid literal for int() with base 10: 'nought'" in said
