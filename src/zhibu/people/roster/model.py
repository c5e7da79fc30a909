"""What a roster file comes to (名册的内容): rows to import, rows refused, and what to know."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from zhibu.kit.sheets.faults import Fault


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One person as the file has them (一行名册), every value in the form the house keeps.

    None, or an empty tuple, means the file says nothing: nothing is to be changed.
    sheet, row: where it stands. branch, college, group: names as in the file; branch_from:
    ``column``, ``title`` or ``sheet``. posts: codes of domain.md 1.3.
    """

    sheet: str
    row: int
    name: str
    staff_no: str
    kind: str
    sex: str | None = None
    ethnic: str | None = None
    birth_date: date | None = None
    education: str | None = None
    degree: str | None = None
    standing: str | None = None
    applied_on: date | None = None
    joined_on: date | None = None
    confirmed_on: date | None = None
    branch: str | None = None
    branch_from: str = ""
    college: str | None = None
    group: str | None = None
    posts: tuple[str, ...] = ()
    occupation: str | None = None
    cohort: str | None = None
    major: str | None = None
    phone: str | None = None


PERSON_FIELDS = (
    "sex", "ethnic", "birth_date", "education", "degree", "occupation", "cohort", "major", "phone",
    "applied_on", "joined_on", "confirmed_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """One column as found (一列): the head as the file writes it, and the field it was taken for.

    at: from 0. field: "" when it is not read. hidden: hidden in the file, and read all the same.
    """

    sheet: str
    at: int
    head: str
    field: str
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Parsed:
    """A roster, read and checked (读取结果).

    rows: what can be imported. refused: one entry per faulty cell. refused_rows: how many
    different rows those are. tidied: how often each kind of writing was made alike.
    doubles: rows that repeat another person of the file and were merged into them.
    """

    rows: list[RosterRow]
    refused: list[Fault]
    refused_rows: int
    warnings: list[Fault]
    columns: list[Column]
    tidied: dict[str, int] = field(default_factory=dict)
    doubles: int = 0


@dataclass(frozen=True, slots=True)
class RosterOptions:
    """What is known beforehand (已知条件).

    mapping: heads remembered for this organisation, by ``fields.head_key``: field, or ``-`` for a
    column not to be read. edits: (sheet, row, column from 0) → text typed in the preview.
    """

    today: date
    mapping: dict[str, str] = field(default_factory=dict)
    edits: dict[tuple[str, int, int], str] = field(default_factory=dict)
