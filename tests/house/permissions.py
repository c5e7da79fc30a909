"""``docs/permissions.md`` read as tables: action × post → own, subtree, self or –; address → action."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs" / "permissions.md"
SCOPES = {"own", "subtree", "self", "–"}
# What a row of the addresses may name besides an action of the table.
SIGNED_IN, PUBLIC = "signed_in", "public"
METHODS = {"GET", "POST"}


def rows(text: str) -> list[list[str]]:
    """Cells of every table row of a page, white space and backquotes off."""
    return [
        [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]
        for line in text.splitlines()
        if line.strip().startswith("|")
    ]


def _bodies(text: str, first: str) -> Iterator[tuple[list[str], list[str]]]:
    """Head and cells of every line of the tables whose first head is ``first``."""
    head: list[str] = []
    for cells in rows(text):
        if cells[0] == first:
            head = cells
        elif head and len(cells) == len(head):
            if not set(cells[0]) <= {"-", ":"}:
                yield head, cells
        else:
            head = []


def table(path: Path = DOCS) -> dict[str, dict[str, str]]:
    """Every action with its cell for every post. Raises ValueError on an unknown cell or a double."""
    found: dict[str, dict[str, str]] = {}
    for head, cells in _bodies(path.read_text(), "action"):
        line = dict(zip(head[1:-1], cells[1:-1], strict=True))
        if strange := set(line.values()) - SCOPES:
            raise ValueError(f"{cells[0]}: unknown cell {strange}")
        if cells[0] in found:
            raise ValueError(f"{cells[0]}: two rows")
        found[cells[0]] = line
    return found


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """One row of the addresses (网址): a URL name, a method, and the action its gate asks for.

    A name and method stand in several rows where the object decides which action it is.
    """

    name: str
    method: str
    action: str

    def __str__(self) -> str:
        return f"{self.method} {self.name} ({self.action})"


def addresses(path: Path = DOCS) -> list[Address]:
    """Every row of the addresses, in the order of the page. Raises ValueError on an unknown word."""
    actions = {*table(path), SIGNED_IN, PUBLIC}
    found: list[Address] = []
    for _head, cells in _bodies(path.read_text(), "name"):
        row = Address(*cells[:3])
        if row.method not in METHODS:
            raise ValueError(f"{row}: unknown method")
        if row.action not in actions:
            raise ValueError(f"{row}: no such action")
        if row in found:
            raise ValueError(f"{row}: two rows")
        found.append(row)
    return found
