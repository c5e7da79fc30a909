"""``docs/permissions.md`` read as a table: action × post → own, subtree, self or –."""

from __future__ import annotations

from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs" / "permissions.md"
SCOPES = {"own", "subtree", "self", "–"}


def rows(text: str) -> list[list[str]]:
    """Cells of every table row of a page, white space and backquotes off."""
    return [
        [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]
        for line in text.splitlines()
        if line.strip().startswith("|")
    ]


def table(path: Path = DOCS) -> dict[str, dict[str, str]]:
    """Every action with its cell for every post. Raises ValueError on an unknown cell."""
    posts: list[str] = []
    found: dict[str, dict[str, str]] = {}
    for cells in rows(path.read_text()):
        if cells[0] == "action":
            posts = cells[1:-1]
        elif posts and len(cells) == len(posts) + 2 and not set(cells[0]) <= {"-", ":"}:
            line = dict(zip(posts, cells[1:-1], strict=True))
            if strange := set(line.values()) - SCOPES:
                raise ValueError(f"{cells[0]}: unknown cell {strange}")
            found[cells[0]] = line
        elif len(cells) != len(posts) + 2:
            posts = []
    return found
