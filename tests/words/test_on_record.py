"""Notices are written in the language of record, whatever the language of who acts (decision 0007)."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.words.extract import PLURAL, SINGULAR, SOURCE, name_of, python_files

SENDERS = {"send_notice", "give_notice", "tell"}
# The worker never speaks another language; a policy answers who asks.
APART = {"handlers.py", "jobs.py", "policies.py"}


def _kept(node: ast.AST) -> bool:
    """``@on_record()`` over a function, or ``with on_record():``."""
    if isinstance(node, ast.FunctionDef):
        marks = list(node.decorator_list)
    else:
        marks = [i.context_expr for i in node.items] if isinstance(node, ast.With) else []
    return any(isinstance(m, ast.Call) and name_of(m) == "on_record" for m in marks)


def _loose(node: ast.AST) -> list[int]:
    """Lines of texts made in the language of who acts; what is raised is for that person alone."""
    if _kept(node) or isinstance(node, ast.Raise):
        return []
    own = isinstance(node, ast.Call) and name_of(node) in SINGULAR | PLURAL
    below = [line for child in ast.iter_child_nodes(node) for line in _loose(child)]
    return ([node.lineno] if own and isinstance(node, ast.Call) else []) + below


def loose_in(file: Path) -> list[str]:
    """``file:line`` of each text a sender of notices makes off the record."""
    found = []
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.FunctionDef) and node.name != "send_notice":
            calls = {name_of(n) for n in ast.walk(node) if isinstance(n, ast.Call)}
            if calls & SENDERS:
                found += [f"{file.name}:{line}" for line in _loose(node)]
    return found


def test_every_text_of_a_notice_is_made_on_record() -> None:
    files = [file for file in python_files(SOURCE) if file.name not in APART]
    assert [line for file in files for line in loose_in(file)] == []


def test_a_text_made_off_the_record_is_found(tmp_path: Path) -> None:
    file = tmp_path / "actions.py"
    file.write_text(
        'def a():\n    send_notice(title=_("好"))\n'
        '@on_record()\ndef b():\n    tell(title=_("好"))\n'
        'def c():\n    with on_record():\n        t = _("好")\n    send_notice(title=t)\n'
        'def d():\n    raise Conflict(_("好"))\n'
        'def e():\n    if x:\n        raise Conflict(_("好"))\n    t = _("好")\n    tell(title=t)\n'
    )
    assert loose_in(file) == ["actions.py:2", "actions.py:15"]
