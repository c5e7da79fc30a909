"""The list of slow tests names tests that are there."""

from __future__ import annotations

from pathlib import Path

from tests import pace

ROOT = Path(__file__).parents[2]


def not_there(names: list[str]) -> list[str]:
    """Names of the list without a test of that name in the file."""
    said = []
    for name in names:
        file, _, test = name.partition("::")
        path = ROOT / file
        if not path.exists() or f"def {test}(" not in path.read_text():
            said.append(name)
    return said


def test_every_name_of_the_list_is_a_test() -> None:
    assert not_there(pace.LIST.read_text().split()) == []


def test_a_name_without_a_test_is_found() -> None:
    here = "tests/house/test_pace.py"
    assert not_there([f"{here}::test_gone", "tests/gone.py::test_x"]) == [
        f"{here}::test_gone",
        "tests/gone.py::test_x",
    ]


def test_a_test_is_named_without_its_cases() -> None:
    assert pace.name_of("tests/a/test_b.py::test_c[1-一]") == "tests/a/test_b.py::test_c"
