"""From a path to a workbook, in this very process (读取). Callers outside use ``bounded``."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from zhibu.kit.sheets import fast, legacy, markup, scan, text
from zhibu.kit.sheets.archive import Archive
from zhibu.kit.sheets.cells import Row
from zhibu.kit.sheets.glance import Details, Reach, details, reach
from zhibu.kit.sheets.limits import ROSTER, Limits
from zhibu.kit.sheets.model import Sheet, Workbook
from zhibu.kit.sheets.package import Package, open_package
from zhibu.kit.sheets.refusal import FileRefused
from zhibu.kit.sheets.secrecy import refuse_marked
from zhibu.kit.sheets.sniff import Kind, sniff


def read_here(path: Path, *, limits: Limits = ROSTER, careful: bool = False) -> Workbook:
    """Read a workbook in this process (读取表格). Raises FileRefused.

    careful: leave the fast reader out, after it took its process down.
    """
    measure(path, limits)
    kind = sniff(path, limits)
    if kind is Kind.XLSX:
        workbook = _xlsx(path, limits, careful=careful)
    elif kind is Kind.XLS:
        workbook = legacy.read(path, limits)
    elif kind is Kind.HTML:
        workbook = markup.read_html(path.read_bytes(), limits)
    elif kind is Kind.XML_2003:
        workbook = markup.read_xml_2003(path.read_bytes(), limits)
    else:
        workbook = text.read(path.read_bytes(), limits)
    if not any(_says(row) for sheet in workbook.sheets for row in sheet.rows):
        raise FileRefused("workbook-no-cells")
    refuse_marked(workbook)
    return workbook


def _says(row: Row) -> bool:
    return any(not isinstance(cell, str) or cell.strip() for cell in row)


def measure(path: Path, limits: Limits) -> None:
    """Refuse by size alone, before a byte is read."""
    try:
        size = path.stat().st_size
    except OSError as missing:
        raise FileRefused("file-missing", name=path.name) from missing
    if not path.is_file():
        raise FileRefused("file-missing", name=path.name)
    if size == 0:
        raise FileRefused("file-empty")
    if size > limits.file_bytes:
        raise FileRefused(
            "file-too-large", size=-(-size // (1 << 20)), limit=limits.file_bytes >> 20
        )


def _xlsx(path: Path, limits: Limits, *, careful: bool) -> Workbook:
    with Archive(path, limits) as archive:
        package = open_package(archive)
        reaches = _reaches(archive, package)
        sheets = None
        if not careful and all(_is_easy(found, limits) for found in reaches):
            sheets = _quickly(path, package, reaches, limits)
        if sheets is None:
            archive.spent = 0
            sheets = _carefully(archive, package, limits)
    return Workbook(kind="xlsx", sheets=tuple(sheets), from_1904=package.from_1904)


def _reaches(archive: Archive, package: Package) -> list[Reach]:
    """How far each sheet goes, with every other part unpacked once for the count."""
    parts = {sheet.part.lower() for sheet in package.sheets}
    reaches = []
    for sheet in package.sheets:
        entry = archive.find(sheet.part)
        if entry is None:
            raise FileRefused("workbook-damaged")
        reaches.append(reach(archive.pieces(entry)))
    for entry in archive.entries.values():
        if entry.name.lower() not in parts:
            archive.spend(entry)
    return reaches


def _is_easy(found: Reach, limits: Limits) -> bool:
    """Whether the fast reader may allocate what this sheet holds."""
    return found.plain and found.last_column < limits.columns and found.last_row <= limits.rows


def _quickly(
    path: Path, package: Package, reaches: list[Reach], limits: Limits
) -> list[Sheet] | None:
    """The fast reader, with the details looked up beside it; None when it gives up."""
    with ThreadPoolExecutor(max_workers=1) as beside:
        looking = beside.submit(_details, path, package, limits)
        try:
            drafts = fast.read_sheets(path, package.sheets)
        except fast.CannotRead:
            return None
        found = looking.result()
    return [
        fast.completed(draft, part, reached, details)
        for draft, part, reached, details in zip(
            drafts, package.sheets, reaches, found, strict=True
        )
    ]


def _details(path: Path, package: Package, limits: Limits) -> list[Details]:
    with Archive(path, limits) as archive:
        return [
            details(archive.pieces(archive.entries[entry.name]), package.styles.renderers)
            for entry in (archive.find(sheet.part) for sheet in package.sheets)
            if entry is not None
        ]


def _carefully(archive: Archive, package: Package, limits: Limits) -> list[Sheet]:
    strings = scan.shared_strings(archive, package.strings_part)
    return [scan.read_sheet(archive, package, part, strings, limits) for part in package.sheets]
