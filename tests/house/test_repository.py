"""What is kept in the repository: no secret, no real person, no address of one machine (仓库)."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator

import pytest
from tests.proof import Proof

from zhibu.ops.cell import ROOT

# Where numbers of that shape are invented for tests, or are not what they look like.
INVENTED = (
    "tests/",
    "src/zhibu/web/demo/",
    "docs/import-codes.md",  # samples of wrong cells
    "src/zhibu/people/stroke_shapes.py",  # strokes by their number
)
LOCKS = ("requirements", "frontend/package-lock.json", "docs/screenshots/")
RULES: dict[str, re.Pattern[str]] = {
    "a private key": re.compile("-----BEGIN [A-Z ]*PRIVATE " + "KEY-----"),
    "a token": re.compile(
        r"\b(?:gh[pousr]_[A-Za-z0-9]{30,}|AKIA[A-Z0-9]{16}|sk-[A-Za-z0-9]{32,})\b"
    ),
    "a password in an address": re.compile(r"postgres(?:ql)?://\w+:[A-Za-z0-9_-]{12,}@[a-z]"),
    "an ID number": re.compile(
        r"(?<!\d)(?!000000)[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)"
    ),
    "a phone number": re.compile(r"(?<![\d.])1[3-9]\d{9}(?!\d)"),
}


def kept_files() -> Iterator[tuple[str, str]]:
    """Every text that git keeps, by its path."""
    told = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    )
    for name in filter(None, told.stdout.split("\0")):
        file = ROOT / name
        if file.is_file() and not name.startswith(LOCKS):
            try:
                yield name, file.read_text()
            except UnicodeDecodeError:
                continue


def found_in(name: str, text: str) -> list[str]:
    """What stands in one file that may not stand there."""
    said = []
    for what, rule in RULES.items():
        if what in {"an ID number", "a phone number"} and name.startswith(INVENTED):
            continue
        said += [f"{name}: {what}"] * bool(rule.search(text))
    return said


@pytest.mark.slow
def test_nothing_that_does_not_belong_is_kept(proof: Proof) -> None:
    texts = dict(kept_files())
    proof.figure("文件", len(texts))
    proof.figure("规则", len(RULES))
    assert [line for name, text in texts.items() for line in found_in(name, text)] == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("-----BEGIN RSA PRIVATE " + "KEY-----", "a private key"),
        ("ghp_" + "a1" * 18, "a token"),
        ("postgresql://app:" + "a1b2" * 4 + "@db/zhibu", "a password in an address"),
        ("身份证 110101" + "19900307" + "7758", "an ID number"),
        ("电话 138" + "00138000", "a phone number"),
    ],
)
def test_each_rule_finds_what_it_is_for(text: str, what: str) -> None:
    assert found_in("docs/x.md", text) == [f"docs/x.md: {what}"]


def test_invented_numbers_may_stand_in_tests() -> None:
    assert found_in("tests/x.py", "138" + "00138000") == []
