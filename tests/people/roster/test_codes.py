"""docs/import-codes.md: every code is there, no other is, and a test brings each about."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from zhibu.kit.sheets.refusal import SENTENCES as OF_FILES
from zhibu.orgs.treefile.faults import SENTENCES as OF_TREES
from zhibu.people.roster.faults import SENTENCES as OF_ROSTERS

ROOT = Path(__file__).resolve().parents[3]
CODES = OF_FILES | OF_ROSTERS | OF_TREES
WRITTEN = re.findall(
    r"^\| `([a-z0-9-]+)` \|", (ROOT / "docs/import-codes.md").read_text("utf-8"), re.M
)
TESTS = "\n".join(
    path.read_text("utf-8")
    for folder in ("kit/sheets", "people", "orgs")
    for path in sorted((ROOT / "tests" / folder).rglob("*.py"))
    if path.name != Path(__file__).name
)


def test_the_page_lists_every_code_once_and_no_other() -> None:
    assert sorted(WRITTEN) == sorted(CODES)


@pytest.mark.parametrize("code", CODES)
def test_some_test_brings_each_code_about(code: str) -> None:
    assert f'"{code}"' in TESTS


@pytest.mark.parametrize("code", CODES)
def test_each_sentence_ends_as_one(code: str) -> None:
    assert CODES[code][-1] in "。}"
