"""One table's rows, read field by field into people and faults (逐行读取)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhibu.kit.period import add_months
from zhibu.kit.sheets.cells import EMPTY, NO_RESULT, Cell, CellError, Row, text_of
from zhibu.kit.sheets.faults import Fault
from zhibu.kit.sheets.words import is_nothing, tidy
from zhibu.people.roster import checks, words
from zhibu.people.roster.codes import KIND_NAMES
from zhibu.people.roster.faults import CELL
from zhibu.people.roster.fields import LABELS
from zhibu.people.roster.model import RosterRow
from zhibu.people.roster.notes import Notes
from zhibu.people.roster.numbers import Usual, read_number
from zhibu.people.roster.plan import Plan
from zhibu.people.roster.readers import DATES, Reader, readers_for
from zhibu.people.roster.reading import NOTHING, Params, Read, Value, refused
from zhibu.people.roster.sections import Context


@dataclass(frozen=True, slots=True)
class Person:
    """A row as read: the person when nothing is wrong, and what is wrong."""

    sheet: str
    number: int
    name: str
    staff_no: str
    row: RosterRow | None
    faults: tuple[Fault, ...]
    number_head: str
    number_at: int


class Table:
    """Reads the rows of one table (一段表)."""

    def __init__(
        self,
        *,
        sheet: str,
        plan: Plan,
        usual: Usual,
        filled: dict[tuple[int, int], Cell],
        notes: Notes,
        today: date,
        from_1904: bool,
        loose: bool,
        derive_kind: bool,
    ) -> None:
        self.sheet, self.plan, self.usual, self.filled = sheet, plan, usual, filled
        self.notes, self.today = notes, today
        self.from_1904, self.loose, self.derive_kind = from_1904, loose, derive_kind
        readers = readers_for(today=today, from_1904=from_1904, loose=loose)
        self._readers = readers
        self._steps = [
            (name, plan.columns[name][0], readers[name], {})
            for name in readers
            if name in plan.columns and name != "staff_no"
        ]  # type: list[tuple[str, int, Reader, dict[object, Read]]]
        self._parts = [(name, columns) for name, columns in plan.parts.items() if name in DATES]
        self._numbers = plan.columns.get("staff_no", ())
        self._number_head = plan.head("staff_no")

    def person(self, number: int, row: Row, context: Context) -> Person:
        """Read one row."""
        values: dict[str, Value] = {}
        faults: list[Fault] = []
        months: set[str] = set()
        born: Read | None = None
        width = len(row)
        filled = self.filled
        for name, column, reader, known in self._steps:
            cell = row[column] if column < width else EMPTY
            if cell == EMPTY:
                if not filled or (number, column) not in filled:
                    continue
                cell = filled[(number, column)]
            key: object = cell if type(cell) is str else (type(cell), cell)
            read = known.get(key)
            if read is None:
                read = known[key] = self._read(name, cell, reader)
            if read.code:
                if name != "kind" or not self._kind_from_title(read, context):
                    faults.append(self._fault(number, name, column, cell, read.code, read.params))
                continue
            if read.warning or read.tidied:
                self._remark(number, name, column, cell, read)
                if read.month_only:
                    months.add(name)
            if name == "id_no":
                born = read if read.value is not None else None
            elif read.value is not None:
                values[name] = read.value
        for name, columns in self._parts:
            self._part_date(number, row, name, columns, values, faults, months)
        return self._finish(number, row, context, values, faults, frozenset(months), born)

    def _read(self, name: str, cell: Cell, reader: Reader) -> Read:
        if isinstance(cell, CellError):
            code = "formula-without-result" if cell.text == NO_RESULT else "cell-error"
            if name in (
                "occupation",
                "major",
                "cohort",
                "group",
                "college",
                "posts",
                "education",
                "degree",
            ):
                return NOTHING if code == "formula-without-result" else refused(code)
            return refused(code)
        return reader(cell)

    def _kind_from_title(self, read: Read, context: Context) -> bool:
        """政治面貌 says 共青团员 where the title says 入党积极分子: the title is the kind."""
        return bool(
            self.plan.kind_rank >= 2
            and context.kind
            and read.code in ("kind-outside", "kind-ambiguous")
        )

    def _part_date(
        self,
        number: int,
        row: Row,
        name: str,
        columns: tuple[int, ...],
        values: dict[str, Value],
        faults: list[Fault],
        months: set[str],
    ) -> None:
        """A date spread over columns for year, month and day."""
        texts = [words.as_text(row[c]) if c < len(row) else "" for c in columns]
        texts = ["" if is_nothing(text) else text.rstrip("年月日") for text in texts]
        if not any(texts):
            return
        while texts and not texts[-1]:
            texts.pop()
        joined = "-".join(texts) if len(texts) > 1 else texts[0] + "年"
        read = self._readers[name](joined)
        if read.code:
            faults.append(self._fault(number, name, columns[0], joined, read.code, read.params))
        elif read.value is not None:
            values[name] = read.value
            if read.month_only:
                months.add(name)
                self._remark(number, name, columns[0], joined, read)

    def _number(self, number: int, row: Row, faults: list[Fault]) -> str:
        """The student or staff number of a row; "" with a fault when there is none to take."""
        column, cell = -1, EMPTY  # type: int, Cell
        for column in self._numbers:
            cell = row[column] if column < len(row) else EMPTY
            if not (isinstance(cell, str) and is_nothing(tidy(cell))):
                break
        else:
            cell = EMPTY
            column = self._numbers[0]
        if isinstance(cell, CellError):
            read = self._read("staff_no", cell, read_number)
        else:
            read = read_number(cell) if cell != EMPTY else NOTHING
        if read.code:
            faults.append(self._fault(number, "staff_no", column, cell, read.code, read.params))
            return ""
        if read.value is None:
            faults.append(self._fault(number, "staff_no", column, EMPTY, "number-missing", None))
            return ""
        text = str(read.value)
        if len(text) < self.usual.length and self.usual.has_lost(cell, text, loose=self.loose):
            params: Params = {"value": text, "length": len(text), "usual": self.usual.length}
            faults.append(
                self._fault(number, "staff_no", column, cell, "number-lost-zeros", params)
            )
            return ""
        if read.tidied:
            self.notes.tidied[read.tidied] += 1
        return text

    def _finish(
        self,
        number: int,
        row: Row,
        context: Context,
        values: dict[str, Value],
        faults: list[Fault],
        months: frozenset[str],
        born: Read | None,
    ) -> Person:
        staff_no = self._number(number, row, faults)
        bad = {fault.field for fault in faults}
        if "name" not in values and "name" not in bad:
            self._missing(number, "name", faults)
        kind = values.get("kind")
        if kind is None and "kind" not in bad:
            kind = self._kind_without_cell(number, context, values, faults)
        dates = checks.Dates(
            _day(values, "birth_date"),
            _day(values, "joined_on"),
            _day(values, "confirmed_on"),
            months,
        )
        for name, code, params in checks.date_faults(dates):
            self._cross(number, row, name, code, params, faults)
        if isinstance(kind, str) and kind != "full":
            clash = checks.kind_fault(kind, dates)
            if clash is not None:
                self._cross(number, row, *clash, faults)
        if kind == "probationary":
            self._due_date(number, faults)
        name = str(values.get("name") or "")
        if faults:
            label = name or tidy(text_of(self._cell(row, "name")))
            named = tuple(_labelled(fault, label) for fault in faults)
            return self._person(number, name, staff_no, None, named)
        self._look_twice(number, kind, dates, born, values)
        found = self._roster_row(number, staff_no, kind, context, values)
        return self._person(number, name, staff_no, found, ())

    def _due_date(self, number: int, faults: list[Fault]) -> None:
        """A 转正日期 yet to come is when the probation is due to end: not a date, and no fault."""
        due = [f for f in faults if (f.field, f.code) == ("confirmed_on", "date-in-future")]
        for fault in due:
            faults.remove(fault)
            self._count(number, "confirmed-not-yet", "confirmed_on")

    def _person(
        self,
        number: int,
        name: str,
        staff_no: str,
        row: RosterRow | None,
        faults: tuple[Fault, ...],
    ) -> Person:
        return Person(
            self.sheet, number, name, staff_no, row, faults, self._number_head, self._numbers[0]
        )

    def _roster_row(
        self, number: int, staff_no: str, kind: Value, context: Context, values: dict[str, Value]
    ) -> RosterRow:
        branch, branch_from = values.pop("branch", None), "column"
        if branch is None and context.branch:
            branch, branch_from = context.branch, context.branch_from
        values["kind"] = kind
        if "group" not in values and context.group and not values.get("branch"):
            values["group"] = context.group
        return RosterRow(
            sheet=self.sheet,
            row=number,
            staff_no=staff_no,
            branch=branch,  # type: ignore[arg-type]  # readers of text give text
            branch_from=branch_from if branch is not None else "",
            **values,  # type: ignore[arg-type]  # each reader gives its field's type
        )

    def _kind_without_cell(
        self, number: int, context: Context, values: dict[str, Value], faults: list[Fault]
    ) -> str | None:
        """The kind where its cell is empty or its column missing."""
        has_column = self.plan.column("kind") >= 0
        if context.kind and (not has_column or self.plan.kind_rank >= 2):
            params: Params = {"kind": KIND_NAMES[context.kind]}
            self._once("kind-from-title", params)
            return context.kind
        kind = self._kind_from_dates(values) if not has_column and self.derive_kind else None
        if kind is not None:
            self._once("kind-from-dates", {})
            return kind
        self._missing(number, "kind", faults)
        return None

    def _kind_from_dates(self, values: dict[str, Value]) -> str | None:
        """Confirmed: a full member. Joined within the twelve months of a probation: probationary."""
        if values.get("confirmed_on") is not None:
            return "full"
        joined = _day(values, "joined_on")
        if joined is not None and add_months(joined, 12) > self.today:
            return "probationary"
        return None

    def _once(self, code: str, params: Params) -> None:
        if not any(w.code == code and w.sheet == self.sheet for w in self.notes.warnings()):
            self.notes.whole(code, self.sheet, params)

    def _missing(self, number: int, name: str, faults: list[Fault]) -> None:
        faults.append(
            self._fault(number, name, self.plan.column(name), EMPTY, f"{name}-missing", None)
        )

    def _cross(
        self, number: int, row: Row, name: str, code: str, params: Params, faults: list[Fault]
    ) -> None:
        cell = self._cell(row, name)
        faults.append(self._fault(number, name, self.plan.column(name), cell, code, params))

    def _cell(self, row: Row, name: str) -> Cell:
        column = self.plan.column(name)
        return row[column] if 0 <= column < len(row) else EMPTY

    def _fault(
        self, number: int, name: str, column: int, cell: Cell, code: str, params: Params | None
    ) -> Fault:
        shown = tidy(text_of(cell))[:60]
        told: Params = {"label": LABELS.get(name, name), "value": shown, **(params or {})}
        return Fault(
            sheet=self.sheet,
            row=number,
            column=self.plan.heads.get(column, LABELS.get(name, name)),
            code=code,
            message=CELL[code].format(**told),
            value=shown,
            field=name,
            at=column,
        )

    def _remark(self, number: int, name: str, column: int, cell: Cell, read: Read) -> None:
        if read.tidied:
            self.notes.tidied[read.tidied] += 1
        if read.warning:
            self.notes.cell(
                read.warning,
                sheet=self.sheet,
                row=number,
                column=self.plan.heads.get(column, name),
                name=name,
                label=LABELS[name],
                params={"value": tidy(text_of(cell))[:60], **(read.params or {})},
            )

    def _look_twice(
        self,
        number: int,
        kind: Value,
        dates: checks.Dates,
        born: Read | None,
        values: dict[str, Value],
    ) -> None:
        """Things that are taken, but that somebody should know."""
        if kind in ("full", "probationary") and dates.joined is None:
            self._count(number, "joined-missing", "joined_on")
        if kind == "full" and dates.confirmed is None:
            self._count(number, "confirmed-missing", "confirmed_on")
        if dates.confirmed is not None and checks.is_short_probation(dates):
            self._count(number, "probation-short", "confirmed_on")
        if born is None:
            return
        if (
            dates.birth is not None
            and "birth_date" not in dates.months
            and dates.birth != born.value
        ):
            self._count(number, "id-against-birth", "id_no")
        sex = values.get("sex")
        if sex in ("1", "2") and sex != (born.params or {}).get("sex"):
            self._count(number, "id-against-sex", "id_no")

    def _count(self, number: int, code: str, name: str) -> None:
        self.notes.cell(
            code,
            sheet=self.sheet,
            row=number,
            column=self.plan.head(name),
            name=name,
            label=LABELS[name],
            params={},
        )


def _day(values: dict[str, Value], name: str) -> date | None:
    found = values.get(name)
    return found if isinstance(found, date) else None


def _labelled(fault: Fault, label: str) -> Fault:
    return Fault(
        fault.sheet, fault.row, fault.column, fault.code, fault.message, fault.value, label,
        fault.field, fault.at,
    )  # fmt: skip
