"""A sheet of a school's form on a page: its cells, its columns, its tabs (表样)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.http import urlencode

from zhibu.insights.domain.reports.look import BookLook, LookCell, SheetLook
from zhibu.insights.domain.reports.marks import letters
from zhibu.insights.queries.reports import MarkWords
from zhibu.kit.components import Tab
from zhibu.kit.http import MemberRequest


@dataclass(frozen=True, slots=True)
class Drawn:
    """One cell on the page: what is in it, what it holds, where it leads."""

    cell: LookCell
    url: str = ""
    words: MarkWords | None = None
    chosen: bool = False
    label: str = ""

    @property
    def column(self) -> str:
        return letters(self.cell.place.column)


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """One row on the page. repeats: it stands once for each branch or body below."""

    number: int
    cells: tuple[Drawn, ...]
    repeats: bool = False


def sheet_at(request: MemberRequest, look: BookLook) -> int:
    asked = request.GET.get("s", "0")
    at = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 3 else 0
    return at if at < len(look.sheets) else 0


def sheet_tabs(base: str, look: BookLook, at: int, query: dict[str, str]) -> list[Tab]:
    """The sheets as tabs; none where there is one only."""
    shown = [(n, sheet) for n, sheet in enumerate(look.sheets) if not sheet.hidden or n == at]
    if len(shown) < 2:
        return []
    return [
        Tab(sheet.name, f"{base}?{urlencode(query | {'s': str(n)})}", current=n == at)
        for n, sheet in shown
    ]


def columns_of(sheet: SheetLook) -> list[str]:
    seen = {cell.place.column for cell in sheet.cells()}
    last = max(
        (cell.place.column + cell.across - 1 for cell in sheet.cells()), default=len(sheet.widths)
    )
    return [letters(column) for column in range(1, last + 1) if column in seen]
