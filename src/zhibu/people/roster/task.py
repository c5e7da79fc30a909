"""Reading a roster in the child process (子进程里读名册): pieces that the parent takes up as they come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from operator import attrgetter
from pathlib import Path

from zhibu.kit.sheets import ROSTER, ChildDied, FileRefused, Limits, read_here, stream
from zhibu.people.roster.model import Column, Parsed, RosterOptions, RosterRow
from zhibu.people.roster.parse import RosterReader

_CHUNK = 2_000
_values = attrgetter(*(field.name for field in fields(RosterRow)))


@dataclass(frozen=True, slots=True)
class Told:
    """Columns found in a file that is refused all the same: the page lets them be named."""

    columns: list[Column]


@dataclass(frozen=True, slots=True)
class Rows:
    """Some of the rows, their fields in the order of ``RosterRow``; how many there are in all."""

    values: list[tuple[object, ...]]
    total: int


def read_roster_pieces(
    path: str, options: RosterOptions, limits: Limits, careful: bool
) -> Iterator[Told | Rows | Parsed]:
    """The child's side: rows by the thousand, then everything else. Raises FileRefused."""
    workbook = read_here(Path(path), limits=limits, careful=careful)
    reader = RosterReader(workbook, options)
    try:
        parsed = reader.read()
    except FileRefused:
        yield Told(reader.columns)
        raise
    total = len(parsed.rows)
    for at in range(0, total, _CHUNK):
        yield Rows([_values(row) for row in parsed.rows[at : at + _CHUNK]], total)
    yield replace(parsed, rows=[])


class RosterRefused(FileRefused):
    """A refused roster, with the columns that were found in it."""

    def __init__(self, refused: FileRefused, columns: list[Column]) -> None:
        super().__init__(refused.code, refused.message, **refused.params)
        self.columns = columns


def read_roster(path: Path, options: RosterOptions, *, limits: Limits = ROSTER) -> Parsed:
    """Read a roster somebody handed in (读取名册), in a child with limits. Raises RosterRefused."""
    for careful in (False, True):
        rows: list[RosterRow] = []
        columns: list[Column] = []
        try:
            pieces = stream(read_roster_pieces, str(path), options, limits, careful, limits=limits)
            for piece in pieces:
                if isinstance(piece, Rows):
                    rows.extend(RosterRow(*values) for values in piece.values)  # type: ignore[arg-type]  # as taken apart
                elif isinstance(piece, Told):
                    columns = piece.columns
                else:
                    return replace(piece, rows=rows)  # type: ignore[no-any-return]  # the last piece is Parsed
        except ChildDied:
            continue
        except FileRefused as refused:
            raise RosterRefused(refused, columns) from refused
    raise RosterRefused(FileRefused("reading-failed"), [])
