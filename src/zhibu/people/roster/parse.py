"""A whole roster: from the cells of a workbook to people, refused rows and warnings (解析名册)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from zhibu.kit.sheets.cells import EMPTY, Cell, Typed
from zhibu.kit.sheets.faults import Fault
from zhibu.kit.sheets.heads import Claim
from zhibu.kit.sheets.limits import ROSTER
from zhibu.kit.sheets.model import Sheet, Workbook
from zhibu.kit.sheets.refusal import FileRefused
from zhibu.people.roster import doubles, fields
from zhibu.people.roster.faults import CELL, FILE
from zhibu.people.roster.model import Column, Parsed, RosterOptions, RosterRow
from zhibu.people.roster.notes import Notes
from zhibu.people.roster.numbers import Usual
from zhibu.people.roster.plan import Plan, columns_of, fill_down, plan_for
from zhibu.people.roster.rows import Person, Table
from zhibu.people.roster.sections import Section, sections


@dataclass(slots=True)
class _Part:
    """One table of one sheet, ready to be read."""

    sheet: Sheet
    section: Section
    plan: Plan


def refuse(code: str, **params: str | int) -> FileRefused:
    """The whole roster is refused, by a code of its own."""
    return FileRefused(code, FILE[code].format(**params), **params)


def parse_roster(workbook: Workbook, options: RosterOptions) -> Parsed:
    """Read a roster (解析名册). Raises FileRefused when there is no table of people in it."""
    return RosterReader(workbook, options).read()


class RosterReader:
    """One reading of one workbook."""

    def __init__(self, workbook: Workbook, options: RosterOptions) -> None:
        self.workbook = workbook
        self.options = options
        self.notes = Notes()
        self.columns: list[Column] = []
        self.people: list[Person] = []
        self._claims: dict[tuple[str, str], Claim | None] = {}

    def read(self) -> Parsed:
        """All at once."""
        for sheet in self.workbook.sheets:
            _edit(sheet, self.options)
        parts = self._parts()
        usual = Usual.of(self._numbers(parts))
        for part in parts:
            self._read_part(part, usual)
        if not self.people:
            raise refuse("no-people")
        return self._parsed()

    def _claim(self, text: str, above: str = "") -> Claim | None:
        """What a head means: as remembered, else as guessed."""
        key = (text, above)
        if key not in self._claims:
            remembered = self.options.mapping.get(fields.head_key(text)) if text else None
            if remembered == fields.IGNORED:
                self._claims[key] = None
            elif remembered:
                self._claims[key] = Claim(remembered, -1)
            else:
                self._claims[key] = fields.claim(text, above)
        return self._claims[key]

    def _parts(self) -> list[_Part]:
        """The tables of every visible sheet. Raises FileRefused when none can be used."""
        parts: list[_Part] = []
        refusals: list[FileRefused] = []
        for sheet in self.workbook.sheets:
            if not any(any(row) for row in sheet.rows):
                continue
            found = sections(sheet, self._claim)
            if sheet.hidden:
                if found:
                    self.notes.whole("hidden-sheet-skipped", sheet.name, {"sheet": sheet.name})
                continue
            if not found:
                self.notes.whole("sheet-skipped", sheet.name, {"sheet": sheet.name})
            for section in found:
                part = _Part(sheet, section, plan_for(section, sheet))
                refusal = _unusable(part)
                if refusal is None:
                    parts.append(part)
                else:
                    self.columns.extend(columns_of(section, part.plan, sheet))
                    refusals.append(refusal)
                    skipped = _SKIPPED[refusal.code]
                    self.notes.whole(skipped, sheet.name, {"sheet": sheet.name})
        if not parts:
            raise refusals[0] if refusals else refuse("head-not-found")
        return [part for part in parts if part.section.people] or parts

    def _numbers(self, parts: list[_Part]) -> Iterator[Cell]:
        for part in parts:
            for column in part.plan.columns["staff_no"]:
                for _, row, _ in part.section.people:
                    if column < len(row) and row[column] != EMPTY:
                        yield row[column]

    def _read_part(self, part: _Part, usual: Usual) -> None:
        sheet, section, plan = part.sheet, part.section, part.plan
        filled, habits = fill_down(section, plan, sheet)
        self._tell(part, habits)
        table = Table(
            sheet=sheet.name,
            plan=plan,
            usual=usual,
            filled=filled,
            notes=self.notes,
            today=self.options.today,
            from_1904=self.workbook.from_1904,
            loose=self.workbook.loose,
            derive_kind="confirmed_on" in plan.columns or "confirmed_on" in plan.parts,
        )
        self.people.extend(
            table.person(number, row, context) for number, row, context in section.people
        )

    def _tell(self, part: _Part, habits: list[str]) -> None:
        """What the reader of the preview should know about this table's columns."""
        sheet, plan, notes = part.sheet, part.plan, self.notes
        columns = columns_of(part.section, plan, sheet)
        self.columns.extend(columns)
        for code, params in plan.remarks:
            notes.whole(code, sheet.name, params)
        for head in habits:
            notes.whole("branch-filled-down", sheet.name, {"column": head}, column=head)
        for number in part.section.examples:
            notes.whole("example-row-skipped", sheet.name, {"row": number}, row=number)
        hidden = [column.head for column in columns if column.hidden]
        if hidden:
            notes.whole("hidden-columns-read", sheet.name, {"names": "、".join(hidden)})
        left = [
            column.head for column in columns if not column.field and not _is_serial(column.head)
        ]
        if left:
            notes.whole("columns-not-taken", sheet.name, {"names": "、".join(left[:40])})
        if "id_no" in plan.columns:
            notes.whole("id-not-kept", sheet.name, {}, column=plan.head("id_no"))
        rows = {number for number, _, _ in part.section.people} & sheet.hidden_rows
        if rows:
            notes.whole("hidden-rows-read", sheet.name, {"count": len(rows)})
        if sheet.beyond:
            params = {"count": sheet.beyond, "columns": ROSTER.columns}
            notes.whole("cells-beyond", sheet.name, params)

    def _parsed(self) -> Parsed:
        kept: dict[int, RosterRow] = {
            at: person.row for at, person in enumerate(self.people) if person.row is not None
        }
        faults = [fault for person in self.people for fault in person.faults]
        merged = 0
        for shared in doubles.by_number(self.people):
            merged += self._settle(shared, kept, faults)
        refused_rows = {(fault.sheet, fault.row) for fault in faults}
        order = {sheet.name: at for at, sheet in enumerate(self.workbook.sheets)}
        faults.sort(key=lambda fault: (order.get(fault.sheet, 0), fault.row, fault.at))
        return Parsed(
            rows=[kept[at] for at in sorted(kept)],
            refused=faults,
            refused_rows=len(refused_rows),
            warnings=self.notes.warnings(),
            columns=self.columns,
            tidied=dict(self.notes.tidied),
            doubles=merged,
        )

    def _settle(self, shared: list[int], kept: dict[int, RosterRow], faults: list[Fault]) -> int:
        """Rows with one number: one person written several times, or refused all."""
        people = [self.people[at] for at in shared]
        rows = [kept[at] for at in shared if at in kept]
        names = {person.name for person in people if person.name}
        one = doubles.merged(rows) if rows and len(names) == 1 else None
        if one is not None:
            first, *again = [at for at in shared if at in kept]
            kept[first] = one
            for at in again:
                gone = kept.pop(at)
                params = {"row": gone.row, "first": one.row}
                self.notes.whole("duplicate-person", gone.sheet, params, row=gone.row)
            return len(again)
        differs = doubles.differing(people)
        for at, person in zip(shared, people, strict=True):
            others = [_place(other, person) for other in people if other is not person]
            kept.pop(at, None)
            faults.append(_twice(person, others, differs))
        return 0


def _place(other: Person, person: Person) -> str:
    return str(other.number) if other.sheet == person.sheet else f"{other.number}（{other.sheet}）"


def _twice(person: Person, others: list[str], differs: str) -> Fault:
    params = {"value": person.staff_no, "rows": "、".join(others), "differs": differs}
    return Fault(
        sheet=person.sheet,
        row=person.number,
        column=person.number_head,
        code="number-twice",
        message=CELL["number-twice"].format(**params),
        value=person.staff_no,
        label=person.name,
        field="staff_no",
        at=person.number_at,
    )


_SKIPPED = {
    "number-column-missing": "sheet-without-number",
    "kind-column-missing": "sheet-without-kind",
}


def _unusable(part: _Part) -> FileRefused | None:
    """Why no row of this table could be imported, or None."""
    plan, section, sheet = part.plan, part.section, part.sheet
    if "staff_no" not in plan.columns:
        return refuse("number-column-missing", sheet=sheet.name, row=section.head.bottom)
    if {"kind", "confirmed_on"} & {*plan.columns, *plan.parts}:
        return None
    if section.people and not any(context.kind for _, _, context in section.people):
        return refuse("kind-column-missing", sheet=sheet.name)
    return None


_SERIAL = frozenset({"序号", "编号", "号", "序", "no", "序列", "行号", "序列号", "顺序", "顺序号"})


def _is_serial(head: str) -> bool:
    return fields.head_key(head) in _SERIAL


def _edit(sheet: Sheet, options: RosterOptions) -> None:
    """Write what a person typed in the preview over the cells of the file."""
    for (name, number, column), text in options.edits.items():
        if name != sheet.name or number not in sheet.numbers:
            continue
        row = sheet.rows[sheet.numbers.index(number)]
        if column >= len(row):
            row.extend([EMPTY] * (column + 1 - len(row)))
        row[column] = Typed(text)
