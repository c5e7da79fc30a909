"""Every text of the code and the templates that a reader may meet (待译的文字), read without xgettext.

Python is read by its syntax tree: calls of gettext and its kin, and of ``noop``. Templates are
turned into such calls by Django itself. Files named in TABLES hold nothing but sentences that are
looked up where they are shown.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parents[2] / "src" / "zhibu"
HAN = re.compile(r"[\u3400-\u9fff]")

SINGULAR = {"_", "gettext", "gettext_lazy", "gettext_noop", "noop", "_lazy"}
PLURAL = {"ngettext", "ngettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy"}

# Files whose every Chinese text is a sentence for readers, translated where it is shown.
TABLES: dict[str, str] = {}

_CALL = re.compile(r"\b(ngettext|gettext|_)\(\s*")
_LITERAL = re.compile(r"u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")\s*,?\s*")


@dataclass(frozen=True, slots=True, order=True)
class Text:
    """One text to be translated; ``plural`` where the number decides."""

    singular: str
    plural: str = ""


@cache
def everything(source: Path = SOURCE) -> frozenset[Text]:
    """All texts of all files."""
    found: set[Text] = set()
    for file in python_files(source):
        found.update(in_python(file, table=str(file.relative_to(source)) in TABLES))
    for file in sorted(source.rglob("templates/**/*.*")):
        if file.suffix in {".html", ".txt"}:
            found.update(in_template(file.read_text()))
    return frozenset(found)


def python_files(source: Path = SOURCE) -> list[Path]:
    """All but migrations and the launcher's own words, which are bilingual."""
    return [
        file
        for file in sorted(source.rglob("*.py"))
        if "migrations" not in file.parts and file.relative_to(source).parts[0] != "ops"
    ]


def in_python(file: Path, *, table: bool = False) -> Iterator[Text]:
    """The texts of one file of code."""
    tree = ast.parse(file.read_text())
    if table:
        yield from (Text(words) for _node, words in literals(tree))
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _called(node)


def name_of(call: ast.Call) -> str:
    """gettext of ``gettext(…)`` and of ``translation.gettext(…)``."""
    if isinstance(call.func, ast.Name):
        return call.func.id
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _called(call: ast.Call) -> Iterator[Text]:
    words = [a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
    name = name_of(call)
    if name in SINGULAR and words:
        yield Text(words[0])
    elif name in PLURAL and len(words) > 1:
        yield Text(words[0], words[1])
    elif name in CONTEXT and len(words) > 1:
        raise ValueError(f"contexts are not used here: {words}")


def literals(tree: ast.AST) -> Iterator[tuple[ast.Constant, str]]:
    """Every Chinese string of a file that is not a docstring, whole f-strings by their parts."""
    bare = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and HAN.search(node.value)
            and id(node) not in bare
        ):
            yield node, node.value


def in_template(text: str) -> Iterator[Text]:
    """The texts of one template, through the calls Django makes of it."""
    calls = templatize(text)
    for call in _CALL.finditer(calls):
        first = _LITERAL.match(calls, call.end())
        if first is None:
            continue
        singular = ast.literal_eval(first[1])
        second = _LITERAL.match(calls, first.end()) if call[1] == "ngettext" else None
        yield Text(singular, ast.literal_eval(second[1]) if second else "")
