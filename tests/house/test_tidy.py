"""The code about itself: where reads and writes may stand, what never stands anywhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "zhibu"
DATABASE_FILES = {
    "queries", "actions", "accounts", "reshape", "imports", "outbox", "once", "migrations",
    "handlers", "jobs", "export",
}  # fmt: skip
FORBIDDEN = {
    "mark_safe": "HTML is made by templates",
    "|safe": "rich text goes through the one sanitizer",
    '__all__"': "forms name their fields",
    "fields = '__all__'": "forms name their fields",
    "hx-on": "no inline script",
    'style="': "no inline style",
    "javascript:": "no inline script",
}


def python_files(source: Path = SOURCE) -> Iterator[Path]:
    for file in sorted(source.rglob("*.py")):
        if "migrations" not in file.parts:
            yield file


def stray_reads(source: Path = SOURCE) -> list[str]:
    """``.objects`` outside queries and actions (and web's own few pages of wiring)."""
    said = []
    for file in python_files(source):
        inside = file.relative_to(source)
        names = {p.removesuffix(".py") for p in inside.parts}
        if names & DATABASE_FILES or inside.parts[0] in {"trail", "ops"}:
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Attribute) and node.attr == "objects":
                said.append(f"{inside}:{node.lineno}")
    return said


def local_imports(source: Path = SOURCE) -> list[str]:
    """Imports inside a function."""
    said = []
    for file in python_files(source):
        for outer in ast.walk(ast.parse(file.read_text())):
            if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef):
                said += [
                    f"{file.relative_to(source)}:{n.lineno}"
                    for n in ast.walk(outer)
                    if isinstance(n, ast.Import | ast.ImportFrom)
                ]
    return said


def forbidden_words(source: Path = SOURCE) -> list[str]:
    said = []
    for file in sorted(source.rglob("*")):
        if file.suffix not in {".py", ".html"}:
            continue
        text = file.read_text()
        said += [
            f"{file.relative_to(source)}: {word} ({why})"
            for word, why in FORBIDDEN.items()
            if word in text
        ]
    return said


def test_the_database_is_asked_only_in_queries_and_actions() -> None:
    allowed = {"web/demo.py", "people/models/account.py"}
    assert [s for s in stray_reads() if s.split(":")[0] not in allowed] == []


def test_no_import_hides_inside_a_function() -> None:
    assert local_imports() == []


def test_nothing_inline_nothing_marked_safe() -> None:
    assert forbidden_words() == []


def test_the_checks_are_red_on_planted_faults(tmp_path: Path) -> None:
    (tmp_path / "meetings").mkdir()
    planted = tmp_path / "meetings" / "views.py"
    planted.write_text(
        "def show(pk):\n    import os\n    return mark_safe(Meeting.objects.get(pk=pk))\n"
    )
    assert stray_reads(tmp_path) == ["meetings/views.py:3"]
    assert local_imports(tmp_path) == ["meetings/views.py:2"]
    assert forbidden_words(tmp_path) == ["meetings/views.py: mark_safe (HTML is made by templates)"]


def test_nothing_names_a_registry_or_a_path_of_one_machine() -> None:
    hosts = re.compile(
        "|".join(
            [
                "py" + r"pi\.org",
                "python" + "hosted",
                "registry" + r"\.npmjs",
                "/wo" + "rk/",
                "/ro" + "ot/",
            ]
        )
    )
    said = [
        str(file.relative_to(ROOT))
        for pattern in (
            "requirements*",
            "pyproject.toml",
            "frontend/package*.json",
            "docs/**/*.md",
            "README*",
            "zhibu",
            ".ci/run",
        )
        for file in ROOT.glob(pattern)
        if file.is_file() and hosts.search(file.read_text())
    ]
    assert said == []
