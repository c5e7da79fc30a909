"""Every layout of the design alone and every pair of them, row by row as written down before."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest
from tests.people.roster.layouts import LAYOUTS, TODAY, Written, drafted, pairs, plain, write

from zhibu.kit.sheets import read_here, read_workbook
from zhibu.people.roster import Parsed, RosterOptions, parse_roster

POSITION = {"sheet", "row", "branch_from"}


def read(written: Written) -> Parsed:
    return parse_roster(read_here(written.path), RosterOptions(today=TODAY))


def imported(parsed: Parsed) -> dict[int, dict[str, object]]:
    """Row number → what is taken, without what the file does not say."""
    return {
        row.row: {
            name: value
            for name, value in asdict(row).items()
            if name not in POSITION and value not in (None, ())
        }
        for row in parsed.rows
    }


def check(written: Written, parsed: Parsed) -> None:
    taken = {number: line.expected for number, line in written.rows.items() if not line.faults}
    faults = {
        (written.sheet, number, written.heads[name], code)
        for number, line in written.rows.items()
        for name, code in line.faults
    }
    assert imported(parsed) == taken
    assert {(f.sheet, f.row, f.column, f.code) for f in parsed.refused} == faults
    assert len(parsed.refused) == len(faults)
    assert parsed.refused_rows == len(written.rows) - len(taken)


def test_a_roster_with_nothing_special_is_read_whole(tmp_path: Path) -> None:
    written = write(plain(), tmp_path)
    check(written, read(written))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_layout_alone_comes_out_as_written_down(layout: str, tmp_path: Path) -> None:
    written = write(drafted(layout), tmp_path)
    check(written, read(written))


@pytest.mark.parametrize(("one", "other"), pairs())
def test_each_pair_of_layouts_comes_out_as_written_down(
    one: str, other: str, tmp_path: Path
) -> None:
    written = write(drafted(one, other), tmp_path)
    check(written, read(written))


def test_the_child_process_reads_the_same(tmp_path: Path) -> None:
    written = write(drafted("merged_title", "stacked_branches", "foot_lines"), tmp_path)
    assert read_workbook(written.path) == read_here(written.path)
