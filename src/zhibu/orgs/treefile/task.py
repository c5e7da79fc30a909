"""Reading an organisation-tree file in the child process (子进程里读组织树表)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from zhibu.kit.sheets import ORDINARY, ChildDied, FileRefused, Limits, read_here, stream
from zhibu.orgs.treefile.model import KnownOrganisation, TreeParsed
from zhibu.orgs.treefile.parse import parse_tree


def read_tree_pieces(
    path: str, today: date, known: Sequence[KnownOrganisation], limits: Limits, careful: bool
) -> Iterator[TreeParsed]:
    """The child's side. Raises FileRefused."""
    workbook = read_here(Path(path), limits=limits, careful=careful)
    yield parse_tree(workbook, today=today, known=known)


def read_tree(
    path: Path, *, today: date, known: Sequence[KnownOrganisation], limits: Limits = ORDINARY
) -> TreeParsed:
    """Read a tree file somebody handed in (读取组织树表), in a child with limits. Raises FileRefused."""
    for careful in (False, True):
        try:
            pieces = stream(
                read_tree_pieces, str(path), today, tuple(known), limits, careful, limits=limits
            )
            return next(pieces)  # type: ignore[no-any-return]  # the child yields one
        except ChildDied:
            continue
    raise FileRefused("reading-failed")
