"""What a school's workbook may not hold (收不收): what would be lost when it is filled, or is unsafe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from zhibu.insights.domain.reports.look import (
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_SHEETS,
    BookLook,
    TooLarge,
    look_of,
)
from zhibu.kit.sheets import FileRefused, Limits, read_here
from zhibu.kit.sheets.archive import Archive
from zhibu.kit.sheets.sniff import Kind, sniff

MEGABYTE = 1 << 20
FORM = Limits(
    file_bytes=2 * MEGABYTE,
    unpacked_bytes=40 * MEGABYTE,
    entries=500,
    rows=20_000,
    columns=200,
    seconds=30,
    memory_bytes=1024 * MEGABYTE,
)
# Codes of what would be lost, by the parts that carry it.
PARTS: tuple[tuple[str, str], ...] = (
    (r"xl/(charts|chartsheets)/", "charts"),
    (r"xl/(media|cellimages|richdata)[/.]", "pictures"),
    (r"xl/drawings/[^/]*\.xml$", "shapes"),
    (r"xl/(ctrlprops|activex)/", "controls"),
    (r"xl/(pivottables|pivotcache|slicers|slicercaches|timelines)/", "pivots"),
    (r"xl/(externallinks/|connections\.xml|querytables/|webextensions/)", "links"),
    (r"xl/(threadedcomments|persons)/", "threads"),
    (r"xl/embeddings/", "objects"),
)
_EXTENDED: tuple[tuple[bytes, str], ...] = (
    (b"sparklineGroup", "sparklines"),
    (b"x14:conditionalFormatting", "bars"),
    (b"x14:dataValidation", "lists"),
)


def looked_through(path: str, limits: Limits) -> Iterator[BookLook | str]:
    """Read an uploaded form in a child (受限读取): its looks, or the code of what would be lost.

    Raises FileRefused: no .xlsx, encrypted, macros, a bomb, damaged, marked as secret.
    """
    file = Path(path)
    read_here(file, limits=limits, careful=True)
    if sniff(file, limits) is not Kind.XLSX:
        raise FileRefused("not-xlsx", "not-xlsx")
    with Archive(file, limits) as archive:
        lost = _lost(archive)
    if lost:
        yield lost
        return
    try:
        yield look_of(file.read_bytes())
    except TooLarge:
        raise FileRefused(
            "form-too-large",
            "form-too-large",
            sheets=MOST_SHEETS,
            rows=MOST_ROWS,
            columns=MOST_COLUMNS,
        ) from None


def _lost(archive: Archive) -> str:
    """The code of what this house cannot keep in a workbook; empty when it keeps everything."""
    for name in sorted(archive.entries):
        lowered = name.lower()
        for pattern, code in PARTS:
            if re.match(pattern, lowered):
                return code
    for name, entry in sorted(archive.entries.items()):
        if name.lower().endswith((".xml", ".rels", ".vml")):
            body = b"".join(archive.pieces(entry))
            if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
                raise FileRefused("workbook-entities")
            if name.lower().startswith("xl/worksheets/"):
                for mark, code in _EXTENDED:
                    if mark in body:
                        return code
    return ""
