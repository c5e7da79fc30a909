"""What an organisation-tree file comes to (组织树表的内容)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhibu.kit.sheets.faults import Fault
from zhibu.orgs.domain.kinds import Kind


@dataclass(frozen=True, slots=True)
class KnownOrganisation:
    """One organisation the house has today (现有组织)."""

    organisation_id: int
    code: str
    name: str
    kind: Kind
    parent_id: int | None
    founded_on: date
    short_name: str = ""


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """One organisation as the file has it (一行组织).

    key: its place in the file, ``sheet`` and ``row``. code: "" when the file gives none. parent:
    the key of another row, or parent_id of one already known; both None for the root.
    founded_on: None when the file does not say. matches: the known organisation this row is.
    """

    sheet: str
    row: int
    name: str
    kind: Kind
    code: str = ""
    short_name: str = ""
    parent: tuple[str, int] | None = None
    parent_id: int | None = None
    founded_on: date | None = None
    matches: int | None = None

    @property
    def key(self) -> tuple[str, int]:
        """Where it stands in the file; no two rows share it."""
        return self.sheet, self.row


@dataclass(frozen=True, slots=True)
class TreeParsed:
    """A tree file, read and checked. rows: parents before children."""

    rows: list[OrganisationRow]
    refused: list[Fault]
    refused_rows: int
    warnings: list[Fault]
