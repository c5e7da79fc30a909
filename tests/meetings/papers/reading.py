"""Reading papers back in tests: Word's structure, Excel's cells, the words of a PDF."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import openpyxl
import pypdf
from docx import Document
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from lxml import etree

Golden = Callable[[str, str], None]
PAGE_NUMBER = re.compile(r"—\d+—")


def document_xml(docx: bytes) -> str:
    """The body of a Word file, one element a line."""
    root = Document(BytesIO(docx)).element
    etree.indent(root)
    return etree.tostring(root, encoding="unicode") + "\n"


def word_lines(docx: bytes) -> list[str]:
    """Every paragraph and every table row (cells by |) of a Word file, in order."""
    lines: list[str] = []
    for block in Document(BytesIO(docx)).iter_inner_content():
        if isinstance(block, Paragraph):
            lines += [block.text] if block.text else []
        elif isinstance(block, Table):
            for row in block.rows:
                seen: list[_Cell] = []
                for cell in row.cells:
                    if not seen or cell._tc is not seen[-1]._tc:
                        seen.append(cell)
                lines.append("|".join(cell.text for cell in seen))
    return lines


def pages(pdf: bytes) -> list[str]:
    """The text of each page."""
    return [page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages]


def pages_read(pdf: bytes) -> str:
    """The words of each page in order, a sentence a line, pages parted by a form feed.

    Where a line breaks inside a narrow column is the typesetter's matter: half a point of a fallback
    font moves it, and no word with it.
    """
    squeezed = ["".join(page.split()) for page in pages(pdf)]
    return "\n\f\n".join(re.sub(r"(?<=[。；])(?=.)", "\n", page) for page in squeezed) + "\n"


def pdf_words(pdf: bytes) -> str:
    """All text of a PDF without blanks and page numbers."""
    squeezed = ["".join(page.split()) for page in pages(pdf)]
    return PAGE_NUMBER.sub("", "".join(squeezed))


def cells(xlsx: bytes) -> list[list[object]]:
    """Every cell of the only sheet."""
    book = openpyxl.load_workbook(BytesIO(xlsx))
    (sheet,) = book.worksheets
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def cell_lines(xlsx: bytes) -> str:
    """The cells as text, one row a line, for golden files."""
    rows = ("\t".join("" if v is None else repr(v) for v in row).rstrip() for row in cells(xlsx))
    return "\n".join(rows) + "\n"
