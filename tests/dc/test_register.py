"""The list of consequences and their tests say the same; what is not built is counted so."""

from __future__ import annotations

from pathlib import Path

from zhibu.orgs.switches import rooms_here
from zhibu.web.selfcheck.consequences import CONSEQUENCES, TESTS, count

ROOT = Path(__file__).parents[2]


def test_every_consequence_has_its_page_of_tests_or_waits_for_its_room() -> None:
    built = {ROOT / c.test for c in CONSEQUENCES if c.built(rooms_here())}
    assert built == set((ROOT / TESTS).glob("test_dc_??.py"))
    assert [c.number for c in CONSEQUENCES] == list(range(1, 21))


def test_every_page_of_tests_says_its_number() -> None:
    said = [
        file.name
        for file in sorted((ROOT / TESTS).glob("test_dc_*.py"))
        if not file.read_text().startswith(f'"""DC-{file.stem[8:10]}')
    ]
    assert said == []


def test_what_waits_for_a_room_is_counted_as_not_built() -> None:
    counted = count(rooms_here())
    assert (counted.tested, counted.not_built) == (19, 1)
    every_room = rooms_here() | {"innovation", "contests", "volunteering"}
    assert count(every_room).not_built == 0
