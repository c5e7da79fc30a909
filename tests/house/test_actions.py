"""The code about itself: what every action keeps. Source: docs/style.md."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "zhibu"
ROOMS = (
    "orgs", "people", "notices", "archive", "gatherings", "appeals", "meetings", "points",
    "insights",
)  # fmt: skip
# Files of a room that hold actions under another name, and why.
ALSO_ACTIONS = {"accounts.py": "sign-in and slips", "reshape.py": "changes of the tree with people"}


@dataclass(frozen=True)
class Action:
    """One public function of an actions file that takes ``actor``."""

    room: str
    file: Path
    node: ast.FunctionDef

    @property
    def label(self) -> str:
        return f"{self.room}.{self.node.name}"


def action_files(source: Path = SOURCE) -> Iterator[tuple[str, Path]]:
    """Files that hold actions: ``actions.py`` or a package of that name, and the named others."""
    for room in ROOMS:
        folder = source / room
        for file in sorted(folder.rglob("*.py")):
            inside = file.relative_to(folder)
            if inside.parts[0] in {"actions.py", "actions"} or inside.name in {
                "actions.py",
                *ALSO_ACTIONS,
            }:
                yield room, file


def is_atomic(node: ast.FunctionDef) -> bool:
    return any(ast.unparse(d).startswith("transaction.atomic") for d in node.decorator_list)


def takes_actor(node: ast.FunctionDef) -> bool:
    return any(a.arg == "actor" for a in node.args.kwonlyargs)


def actions(source: Path = SOURCE) -> list[Action]:
    """Every public function that changes state for somebody: it is atomic or takes an actor."""
    found = []
    for room, file in action_files(source):
        for node in ast.parse(file.read_text()).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            if takes_actor(node) and is_atomic(node):
                found.append(Action(room, file, node))
    return found


def faults(source: Path = SOURCE) -> list[str]:
    """Everything that is not as an action has to be, one sentence each."""
    said: list[str] = []
    for room, file in action_files(source):
        for node in ast.parse(file.read_text()).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            where = f"{room}.{node.name}"
            positional = [a.arg for a in node.args.args]
            if takes_actor(node) and not is_atomic(node) and "note_look" not in where:
                said.append(f"{where} takes an actor but is not atomic")
            if "actor" in positional:
                said.append(f"{where} takes actor by position")
            if takes_actor(node) and is_atomic(node):
                said.extend(faults_of(Action(room, file, node), positional))
    return said


# Actions whose gate is not a policy of their own name, with the reason.
OTHER_GATES = {
    "people.choose_language": "one's own account, by one's own session",
    "people.change_password": "one's own account, by one's own session",
    "people.appoint_first_administrator": "the house itself, by the server's own prompt",
}


def faults_of(action: Action, positional: list[str]) -> list[str]:
    text = ast.unparse(action.node)
    said = []
    if positional:
        said.append(f"{action.label} has parameters that are not keyword-only")
    own_policy = f"policies.{action.node.name}("
    if own_policy not in text and action.label not in OTHER_GATES:
        said.append(f"{action.label} does not ask the policy of its name")
    if "note(" not in text:
        said.append(f"{action.label} leaves no note")
    if not ast.get_docstring(action.node):
        said.append(f"{action.label} has no docstring")
    return said


def test_every_action_is_atomic_keyword_only_gated_and_noted() -> None:
    assert len(actions()) > 10
    assert faults() == []


def test_every_action_is_called_in_a_test() -> None:
    tests = "\n".join(p.read_text() for p in Path(__file__).parents[1].rglob("test_*.py"))
    untested = [a.label for a in actions() if f"{a.node.name}(" not in tests]
    assert untested == []


def test_the_check_itself_is_red_on_planted_faults(tmp_path: Path) -> None:
    room = tmp_path / "orgs"
    room.mkdir()
    (room / "actions.py").write_text(
        "@transaction.atomic\n"
        "def rename(organisation_id, *, actor):\n    organisation_id.save()\n"
        "def move(*, actor):\n    pass\n"
    )
    assert faults(tmp_path) == [
        "orgs.rename has parameters that are not keyword-only",
        "orgs.rename does not ask the policy of its name",
        "orgs.rename leaves no note",
        "orgs.rename has no docstring",
        "orgs.move takes an actor but is not atomic",
    ]
