"""Which column is read as which field (选列): the surest claim wins, the rest is said aloud."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from zhibu.kit.sheets.cells import EMPTY, Cell, CellError, Row
from zhibu.kit.sheets.heads import Label
from zhibu.kit.sheets.model import Sheet
from zhibu.kit.sheets.words import is_nothing, tidy
from zhibu.people.roster import words
from zhibu.people.roster.fields import LABELS, PARTS
from zhibu.people.roster.model import Column
from zhibu.people.roster.numbers import read_number, read_phone
from zhibu.people.roster.reading import NOTHING, Read
from zhibu.people.roster.sections import Section

_SAMPLE = 100


@dataclass(slots=True)
class Plan:
    """The columns of one table by field (读取方案).

    columns: field → columns from 0; only a number may have two, filled in turn. parts: field →
    the columns of year, month and day. heads: column → head as written. kind_rank: how sure the
    column of 人员类别 is.
    """

    columns: dict[str, tuple[int, ...]] = field(default_factory=dict)
    parts: dict[str, tuple[int, ...]] = field(default_factory=dict)
    heads: dict[int, str] = field(default_factory=dict)
    kind_rank: int = 0
    remarks: list[tuple[str, dict[str, str | int]]] = field(default_factory=list)

    def column(self, name: str) -> int:
        """The first column of a field; -1 when there is none."""
        found = self.columns.get(name) or self.parts.get(name)
        return found[0] if found else -1

    def head(self, name: str) -> str:
        """The head of a field as the file writes it, or what we call it."""
        return self.heads.get(self.column(name), LABELS.get(name, name))


def plan_for(section: Section, sheet: Sheet) -> Plan:
    """Choose a column for each field of one table."""
    plan = Plan(heads={label.column: label.text for label in section.head.labels})
    claims: dict[str, list[Label]] = defaultdict(list)
    for label in section.head.labels:
        if label.claim is not None:
            claims[label.claim.field].append(label)
    sample = [row for _, row, _ in section.people[:_SAMPLE]]
    for name, labels in claims.items():
        if "." in name:
            continue
        chosen = _surest(labels, sample, name)
        if chosen is None:
            continue
        plan.columns[name] = (chosen.column,)
        if name == "kind" and chosen.claim is not None:
            plan.kind_rank = chosen.claim.rank
        _others(plan, name, chosen, labels, section)
    _dates_in_parts(plan, claims)
    return plan


def _surest(labels: list[Label], sample: list[Row], name: str) -> Label | None:
    """The column whose values fit the field best, then whose head is surest, then the fuller one.

    None when only unsure heads claim the field and no value of theirs fits.
    """

    def order(label: Label) -> tuple[int, int, int]:
        filled = sum(1 for row in sample if _says(row, label.column))
        fit = _fit(label, sample, name)
        return (-fit, _rank(label), label.column - 1000 * filled)

    best = min(labels, key=order)
    return best if _fit(best, sample, name) > 0 or _rank(best) <= 0 else None


def _rank(label: Label) -> int:
    return label.claim.rank if label.claim is not None else 99


_READERS: dict[str, Callable[[Cell], Read]] = {
    "kind": words.read_kind,
    "sex": words.read_sex,
    "ethnic": words.read_ethnic,
    "standing": words.read_standing,
    "posts": words.read_posts,
    "education": words.read_education,
    "degree": words.read_degree,
    "staff_no": read_number,
    "phone": read_phone,
}
_KNOWN = frozenset({"kind-ambiguous", "kind-outside", "number-lost-digits", "number-twice"})


def _fit(label: Label, sample: list[Row], name: str) -> int:
    """How well a column's values fit a field: 2 mostly, 1 hardly anything to go by, 0 not at all."""
    reader = _READERS.get(name)
    said = [row[label.column] for row in sample if _says(row, label.column)]
    if reader is None or not said:
        return 2 if said or not sample else 1
    fitting = 0
    for cell in said:
        read = reader(cell) if not isinstance(cell, CellError) else NOTHING
        unknown = read.warning.endswith("unknown") and read.value is None
        fitting += (not read.code or read.code in _KNOWN) and not unknown
    return 2 if fitting * 2 >= len(said) else int(fitting * 5 >= len(said))


def _others(plan: Plan, name: str, chosen: Label, labels: list[Label], section: Section) -> None:
    """Two columns for one number are both read where each row fills one; else the other is left."""
    for label in labels:
        if label is chosen:
            continue
        if name == "staff_no" and _take_turns(section, chosen.column, label.column):
            plan.columns[name] = (*plan.columns[name], label.column)
            names = f"{chosen.text}”“{label.text}"
            plan.remarks.append(("columns-joined", {"names": names, "label": LABELS[name]}))
        else:
            params: dict[str, str | int] = {
                "label": LABELS.get(name, name),
                "taken": chosen.text,
                "left": label.text,
            }
            plan.remarks.append(("column-twice", params))


def _take_turns(section: Section, one: int, other: int) -> bool:
    both = neither = turns = 0
    for _, row, _ in section.people:
        a, b = _says(row, one), _says(row, other)
        both += a and b
        turns += b and not a
        neither += not a and not b
    return both == 0 and turns > 0


def _says(row: Row, column: int) -> bool:
    cell: Cell = row[column] if column < len(row) else EMPTY
    return not (isinstance(cell, str) and is_nothing(tidy(cell)))


def _dates_in_parts(plan: Plan, claims: dict[str, list[Label]]) -> None:
    for name, labels in claims.items():
        base, _, part = name.partition(".")
        if part != PARTS[0] or base in plan.columns:
            continue
        columns = [labels[0].column]
        for further in PARTS[1:]:
            found = claims.get(f"{base}.{further}")
            if found:
                columns.append(found[0].column)
        if len(columns) > 1:
            plan.parts[base] = tuple(columns)


def columns_of(section: Section, plan: Plan, sheet: Sheet) -> list[Column]:
    """Every column of a table with the field it was taken for, for the page that shows them."""
    taken = {column: name for name, columns in plan.columns.items() for column in columns}
    taken |= {column: name for name, columns in plan.parts.items() for column in columns}
    return [
        Column(
            sheet=sheet.name,
            at=label.column,
            head=label.text,
            field=taken.get(label.column, ""),
            hidden=label.column in sheet.hidden_columns,
        )
        for label in section.head.labels
    ]


def fill_down(
    section: Section, plan: Plan, sheet: Sheet
) -> tuple[dict[tuple[int, int], Cell], list[str]]:
    """Cells that stand for the rows below them (向下填充), and the heads of columns filled by habit.

    From vertical merges; and for branch, college and group where only the first row of each block
    is filled in, or 同上 is written.
    """
    filled: dict[tuple[int, int], Cell] = {}
    readable = {
        column
        for name, columns in plan.columns.items()
        if name not in ("name", "staff_no", "id_no", "phone")
        for column in columns
    }
    merged: set[int] = set()
    for merge in sheet.merges:
        if merge.bottom == merge.top or merge.left not in readable:
            continue
        value = sheet.cell(merge.top, merge.left)
        if (
            value == EMPTY
            or merge.top <= section.head.bottom
            and merge.bottom <= section.head.bottom
        ):
            continue
        merged.add(merge.left)
        for number in range(merge.top + 1, min(merge.bottom, merge.top + 130_000) + 1):
            filled[(number, merge.left)] = value
    habits = []
    for name in ("branch", "college", "group"):
        column = plan.column(name)
        if column >= 0 and column not in merged and _fill_habit(section, column, filled):
            habits.append(plan.heads.get(column, name))
    return filled, habits


_DITTO = frozenset({"同上", "〃", "″", "“", "”", "''", "ditto", '"', "〞"})


def _fill_habit(section: Section, column: int, filled: dict[tuple[int, int], Cell]) -> bool:
    people = section.people
    said = [_says(row, column) for _, row, _ in people]
    ditto = any(
        column < len(row) and isinstance(row[column], str) and str(row[column]).strip() in _DITTO
        for _, row, _ in people
    )
    blocky = len(people) > 1 and bool(said) and said[0] and sum(said) * 2 <= len(said)
    if not (blocky or ditto):
        return False
    last: Cell = EMPTY
    branch = people[0][2].branch
    for (number, row, context), says in zip(people, said, strict=True):
        if context.branch != branch:
            branch, last = context.branch, EMPTY
        cell = row[column] if column < len(row) else EMPTY
        if isinstance(cell, str) and cell.strip() in _DITTO:
            row[column] = EMPTY
            filled[(number, column)] = last
        elif says:
            last = cell
        elif blocky and last != EMPTY:
            filled[(number, column)] = last
    return True
