"""Word files for tests: made paragraph by paragraph, opened and changed part by part."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO

from docx import Document
from docx.table import Table
from docx.text.paragraph import Paragraph


def docx(*paragraphs: str, table: tuple[tuple[str, ...], ...] = (), header: str = "") -> bytes:
    """A Word file of these paragraphs, then a table, with a header."""
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if table:
        made = document.add_table(rows=0, cols=len(table[0]))
        for row in table:
            for cell, text in zip(made.add_row().cells, row, strict=True):
                cell.text = text
    if header:
        document.sections[0].header.paragraphs[0].text = header
    return saved(document)


def saved(document: object) -> bytes:
    out = BytesIO()
    document.save(out)  # type: ignore[attr-defined]  # python-docx's document
    return out.getvalue()


def torn(*runs: str) -> bytes:
    """One paragraph whose text lies in several runs, each of another size."""
    document = Document()
    paragraph = document.add_paragraph()
    for number, text in enumerate(runs):
        paragraph.add_run(text).bold = bool(number % 2)
    return saved(document)


def parts_of(body: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(body)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return out.getvalue()


def changed(body: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The file with one part changed, or added where it is new."""
    parts = parts_of(body)
    parts[part] = change(parts.get(part, b""))
    return packed(parts)


def lines_of(body: bytes) -> list[str]:
    """Paragraphs, and table rows with their cells by |."""
    lines: list[str] = []
    for block in Document(BytesIO(body)).iter_inner_content():
        if isinstance(block, Paragraph):
            lines.append(block.text)
        elif isinstance(block, Table):
            lines += ["|".join(cell.text for cell in row.cells) for row in block.rows]
    return lines
