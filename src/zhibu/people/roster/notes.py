"""Warnings and tidyings of a roster, gathered as they come up (提示汇总)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from zhibu.kit.sheets.faults import Fault
from zhibu.people.roster.faults import WARNING
from zhibu.people.roster.reading import Params

_EACH = frozenset(
    {"name-note-dropped", "name-space-as-dot", "duplicate-person", "homonym", "example-row-skipped"}
)
_SHOWN_VALUES = 5


@dataclass(slots=True)
class _Gathered:
    sheet: str
    column: str
    name: str
    first_row: int
    label: str
    count: int = 0
    values: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Notes:
    """Collects warnings: most by column, with a count; a few one by one."""

    tidied: Counter[str] = field(default_factory=Counter)
    _single: list[Fault] = field(default_factory=list)
    _gathered: dict[tuple[str, str, str], _Gathered] = field(default_factory=dict)

    def whole(
        self, code: str, sheet: str, params: Params, *, row: int = 0, column: str = ""
    ) -> None:
        """A warning about a sheet, a column or one row."""
        self._single.append(Fault(sheet, row, column, code, WARNING[code].format(**params)))

    def cell(
        self, code: str, *, sheet: str, row: int, column: str, name: str, label: str, params: Params
    ) -> None:
        """A warning about a cell: said once for its column with a count, or by itself."""
        if code in _EACH:
            self.whole(code, sheet, params, row=row, column=column)
            return
        key = (code, sheet, column)
        gathered = self._gathered.get(key)
        if gathered is None:
            gathered = self._gathered[key] = _Gathered(sheet, column, name, row, label)
        gathered.count += 1
        word = str(params.get("word", ""))
        if word and word not in gathered.values:
            gathered.values.append(word)

    def warnings(self) -> list[Fault]:
        """All of them, in order of sheet and row."""
        gathered = []
        for (code, _sheet, _column), found in self._gathered.items():
            words = "、".join(found.values[:_SHOWN_VALUES])
            if len(found.values) > _SHOWN_VALUES:
                words += " 等"
            message = WARNING[code].format(label=found.label, count=found.count, values=words)
            gathered.append(
                Fault(found.sheet, found.first_row, found.column, code, message, field=found.name)
            )
        return [*self._single, *gathered]
