"""One faulty cell, or one thing to know (问题): where, a code for programs, a sentence for people."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that cannot be taken, or a warning about what was taken otherwise than written.

    row: as Excel numbers it, 0 for a whole sheet. column: the head as the file writes it.
    at: the column from 0, -1 when none. value: the cell as shown. label: whose row it is.
    """

    sheet: str
    row: int
    column: str
    code: str
    message: str
    value: str = ""
    label: str = ""
    field: str = ""
    at: int = -1

    def as_json(self) -> dict[str, str | int]:
        """The shape the commands print."""
        return {
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "code": self.code,
            "message": self.message,
        }
